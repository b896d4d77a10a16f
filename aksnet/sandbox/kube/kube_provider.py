# ruff: noqa: N802 - gRPC names its methods in CamelCase
"""The kubernetes provider as the engine sees it.

A program has one provider instance per cluster and all attach to the same port. A request does not say which instance
sent it, but each instance is its own connection: the peer address leads to the cluster that the instance's kubeconfig
named at Configure.
"""

from __future__ import annotations

import hashlib
import os
import time
from typing import Any, Final

from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2

from aksnet.arm.values import Json
from aksnet.engine.marks import UNKNOWN, has_unknown
from aksnet.engine.urns import name_of, type_of
from aksnet.sandbox import kubeconfig
from aksnet.sandbox.cluster.make import metadata
from aksnet.sandbox.diff_response import respond
from aksnet.sandbox.kube import awaiting, objects, releases, requests, schemas, server_defaults
from aksnet.sandbox.kube.awaiting import Doing
from aksnet.sandbox.sandbox_errors import Refusal
from aksnet.sandbox.service import Context, Provider, config_of, failures, guarded
from aksnet.sandbox.store import Store
from aksnet.sandbox.wire import decode, encode

_DEFAULT_NAMESPACE: Final = "default"
# Long enough that an object which does not wait for its namespace meets its absence.
_WRITE_SECONDS: Final = 0.02
# pulumi-kubernetes waits for ten minutes; here what comes at all comes while other writes are under way.
_AWAIT_SECONDS: Final = 0.5
# It gives the pods behind a Service ten seconds to be seen.
_SETTLE_SECONDS: Final = 0.1
# https://www.pulumi.com/registry/packages/kubernetes/installation-configuration/
_FORCES: Final = "PULUMI_K8S_ENABLE_PATCH_FORCE"
_GIVES_UP: Final = "PULUMI_K8S_DELETE_UNREACHABLE"
_MUTABLE: Final = {"ConfigMap": "enableConfigMapMutable", "Secret": "enableSecretMutable"}


class KubernetesProvider(Provider):
    """Simulated kubernetes provider instances, over one subscription's clusters."""

    package = "pulumi_kubernetes"

    def __init__(self, store: Store) -> None:
        self._store = store
        self._instances: dict[str, requests.Instance] = {}

    def told(self, refusal: Refusal) -> str:
        """Return a refusal as an API server words it: without a code of Azure's."""
        return refusal.message

    @guarded
    def DiffConfig(self, request: provider_pb2.DiffRequest, _context: Context) -> provider_pb2.DiffResponse:
        """A kubeconfig for another cluster replaces the provider and all that is in it.

        As pulumi-kubernetes does (`DiffConfig` in its provider.go): one that is not known yet counts as another, and so
        does another server name or certificate authority. An identifier that stays the same ends all that: then
        nothing replaces. Another identifier replaces; one that is added or taken away does not by itself.
        """
        old, new = decode(request.old_inputs), decode(request.news)
        known, given = (each.get("clusterIdentifier") for each in (old, new))
        if given and known == given:
            return respond(old, new, replace_on=())
        before, after = (kubeconfig.active_cluster(each.get("kubeconfig")) for each in (old, new))
        moved = has_unknown(new.get("kubeconfig")) or before != after
        identified = ("clusterIdentifier",) if known and given else ()
        return respond(old, new, replace_on=(*identified, *(("kubeconfig",) if moved else ())))

    @guarded
    def Configure(self, request: provider_pb2.ConfigureRequest, context: Context) -> provider_pb2.ConfigureResponse:
        """Remember which cluster this connection is for."""
        config = config_of(request)
        text = config.get("kubeconfig")
        cluster = kubeconfig.cluster_id(text)
        if isinstance(text, str) and text and cluster is None:
            raise Refusal(
                "UnknownCluster",
                "the kubeconfig of this provider is not one of the simulated clusters; in the sandbox it must come "
                "from listManagedClusterUserCredentials or listManagedClusterAdminCredentials",
            )
        if cluster is not None:
            self._instances[context.peer()] = requests.Instance(
                cluster=cluster,
                kubeconfig=str(text),
                gives_up=_switched({"deleteUnreachable": os.environ.get(_GIVES_UP), **config}, "deleteUnreachable"),
                namespace=str(config.get("namespace") or _DEFAULT_NAMESPACE),
                # https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/managing-resources-with-server-side-apply/
                applies=_switched(config, "enableServerSideApply", default=True),
                forces=_switched({"enablePatchForce": os.environ.get(_FORCES), **config}, "enablePatchForce"),
                mutable=frozenset(kind for kind, switch in _MUTABLE.items() if _switched(config, switch)),
            )
        return self.configured()

    @guarded
    def Invoke(self, request: provider_pb2.InvokeRequest, _context: Context) -> provider_pb2.InvokeResponse:
        """Refuse: no function call is simulated."""
        raise Refusal("UnknownFunction", f"the sandbox does not know the function {request.tok}")

    @guarded
    def Check(self, request: provider_pb2.CheckRequest, _context: Context) -> provider_pb2.CheckResponse:
        """Check an object against its schema, and name it when it has no name."""
        token = type_of(request.urn)
        inputs = {key: value for key, value in decode(request.news).items() if value is not None}
        old = decode(request.olds)
        if token == releases.TOKEN:
            inputs.setdefault("name", old.get("name") or _made_up_name(request))
            return provider_pb2.CheckResponse(inputs=encode(inputs), failures=failures(list(releases.check(inputs))))
        api_version, kind = _known(token, request.urn)
        problems = [
            (field, f"must be {expected!r}, not {inputs.get(field)!r}")
            for field, expected in (("apiVersion", api_version), ("kind", kind))
            if inputs.get(field) != expected
        ]
        if isinstance(inputs.get("metadata", {}), dict) and "name" not in metadata(inputs):
            name = metadata(old).get("name") or _made_up_name(request)
            inputs["metadata"] = {**metadata(inputs), "name": name}
        problems += schemas.check(api_version, kind, inputs)
        return provider_pb2.CheckResponse(inputs=encode(inputs), failures=failures(problems))

    @guarded
    def Diff(self, request: provider_pb2.DiffRequest, context: Context) -> provider_pb2.DiffResponse:
        """Return what changed; names and immutable fields replace, and a kept name is freed first."""
        old, new = decode(request.old_inputs), decode(request.news)
        token = type_of(request.urn)
        release = token == releases.TOKEN
        instance = self._instances.get(context.peer())
        mutable = frozenset() if instance is None else instance.mutable
        if not release and not has_unknown(new):
            # The provider compares what lives with what an apply would make of it: a field that is written as the API
            # server fills it in anyway is no change.
            old, new = server_defaults.defaulted(old), server_defaults.defaulted(new)
        fields = ("name", "namespace") if release else objects.replace_on(requests.split(token)[1], mutable=mutable)
        return respond(
            old,
            new,
            replace_on=fields,
            ignored=tuple(request.ignoreChanges),
            delete_first=_identity(old, release=release) == _identity(new, release=release),
        )

    @guarded
    def Create(self, request: provider_pb2.CreateRequest, context: Context) -> provider_pb2.CreateResponse:
        """POST an object into the cluster of this connection, or with server-side apply write over what is there."""
        inputs, token = decode(request.properties), type_of(request.urn)
        if request.preview:
            return provider_pb2.CreateResponse(properties=encode(_previewed(inputs)))
        instance = self._instance(request.urn, context)
        # The API server looks when the request comes, and what is written counts when it is done.
        requests.allow_create(self._store.read(), instance, token, inputs)
        time.sleep(_WRITE_SECONDS)
        with self._store.change() as view:
            requests.allow_create(view, instance, token, inputs)
            object_id, outputs, reasons = requests.create(view, instance, token, inputs)
        settles = _SETTLE_SECONDS if awaiting.targets_pods(outputs) else 0.0
        outputs, reasons = self._awaited(instance, token, object_id, outputs, reasons, settles)
        if reasons is not None:
            told = awaiting.unready(Doing.CREATE, request.urn, object_id, outputs)
            awaiting.refuse(context, object_id, inputs, outputs, [told, *reasons])
        return provider_pb2.CreateResponse(id=object_id, properties=encode(outputs))

    @guarded
    def Update(self, request: provider_pb2.UpdateRequest, context: Context) -> provider_pb2.UpdateResponse:
        """PUT an object over itself."""
        inputs, token = decode(request.news), type_of(request.urn)
        if request.preview:
            return provider_pb2.UpdateResponse(properties=encode(_previewed(inputs)))
        instance = self._instance(request.urn, context)
        with self._store.change() as view:
            requests.reach(view, instance)
            object_id = requests.object_id(instance, token, inputs)
            there = requests.recorded(view, instance.cluster, token, object_id)
            if there is None:
                raise Refusal("NotFound", f'{inputs.get("kind", "release")} "{request.id}" not found')
            try:
                object_id, outputs, reasons = requests.put(view, instance, token, inputs, request.ignoreChanges)
            except Refusal as refusal:
                # The object lives: the provider takes a change that the server refuses for one that did not end.
                told = awaiting.not_taken(object_id, self.told(refusal))
                awaiting.refuse(context, object_id, inputs, there["outputs"], [told])
                return provider_pb2.UpdateResponse()
        outputs, reasons = self._awaited(instance, token, object_id, outputs, reasons)
        if reasons is not None:
            told = awaiting.unready(Doing.UPDATE, request.urn, object_id, outputs)
            awaiting.refuse(context, object_id, inputs, outputs, [told, *reasons])
        return provider_pb2.UpdateResponse(properties=encode(outputs))

    @guarded
    def Read(self, request: provider_pb2.ReadRequest, context: Context) -> provider_pb2.ReadResponse:
        """GET an object; an empty answer means that it is gone.

        Without inputs it is an import, which takes objects that nobody declared as well.
        """
        instance = self._instance(request.urn, context)
        view, token, cluster = self._store.read(), type_of(request.urn), instance.cluster
        if not requests.reads(view, instance):
            return provider_pb2.ReadResponse()
        record = requests.recorded(view, cluster, token, request.id)
        if record is None and not request.inputs.fields and not request.properties.fields:
            record = requests.found(view, cluster, token, request.id)
        if record is None:
            return provider_pb2.ReadResponse()
        inputs, outputs = record["inputs"], record["outputs"]
        _, reasons = awaiting.looked_at(view, cluster, record)
        if reasons is not None:
            told = awaiting.unready(Doing.READ, request.urn, request.id, outputs)
            awaiting.refuse(context, request.id, inputs, outputs, [told, *reasons])
        return provider_pb2.ReadResponse(id=request.id, properties=encode(outputs), inputs=encode(inputs))

    @guarded
    def Delete(self, request: provider_pb2.DeleteRequest, context: Context) -> empty_pb2.Empty:
        """DELETE an object; a namespace takes its content with it."""
        instance = self._instance(request.urn, context)
        with self._store.change() as view:
            requests.delete(view, instance, type_of(request.urn), request.id)
        return empty_pb2.Empty()

    def _awaited(
        self,
        instance: requests.Instance,
        token: str,
        object_id: str,
        outputs: Json,
        reasons: list[str] | None,
        settles: float = 0.0,
    ) -> tuple[Json, list[str] | None]:
        """Give what the object needs a moment to come; then keep and return it as it is."""
        began, looked = time.monotonic(), False
        while time.monotonic() < began + (settles if reasons is None else _AWAIT_SECONDS):
            time.sleep(_WRITE_SECONDS)
            view, looked = self._store.read(), True
            record = requests.recorded(view, instance.cluster, token, object_id)
            if record is None:
                break
            _, reasons = awaiting.looked_at(view, instance.cluster, record)
        if not looked:
            return outputs, reasons
        with self._store.change() as view:
            return requests.look_again(view, instance.cluster, token, object_id)

    def _instance(self, urn: str, context: Context) -> requests.Instance:
        instance = self._instances.get(context.peer())
        if instance is None:
            raise Refusal(
                "NoCluster",
                f"{name_of(urn)} was sent to a kubernetes provider without a kubeconfig. Give it an explicit provider "
                "whose kubeconfig comes from its cluster.",
            )
        return instance


def _switched(config: Json, name: str, *, default: bool = False) -> bool:
    """Return whether a switch of the provider is on; the SDK sends it as a text."""
    return str(config.get(name, default)).lower() == "true"


def _known(token: str, urn: str) -> tuple[str, str]:
    api_version, kind = requests.split(token)
    if not schemas.known(api_version, kind):
        raise Refusal(
            "UnknownResourceType",
            f"the sandbox does not know the type {token} (resource {name_of(urn)}). It knows {releases.TOKEN} and the "
            "objects that have a schema in Kubernetes.",
        )
    return api_version, kind


def _made_up_name(request: provider_pb2.CheckRequest) -> str:
    seed = hashlib.sha256(request.randomSeed + request.urn.encode()).hexdigest()
    return f"{name_of(request.urn).lower()}-{seed[:8]}"


def _identity(inputs: Json, *, release: bool) -> tuple[Any, Any]:
    holder = inputs if release else metadata(inputs)
    return holder.get("name"), holder.get("namespace")


def _previewed(inputs: Json) -> Json:
    """Answer a preview: what was sent is known, what the server adds is not."""
    return {**inputs, "status": UNKNOWN}
