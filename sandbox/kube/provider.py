# ruff: noqa: N802 - gRPC names its methods in CamelCase
"""The kubernetes provider as the engine sees it.

A program has one provider instance per cluster and all attach to the same port. A request does not say which instance
sent it, but each instance is its own connection: the peer address leads to the cluster that the instance's kubeconfig
named at Configure.
"""

from __future__ import annotations

import hashlib
import time
from typing import Any, Final

from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2

from sandbox import kubeconfig
from sandbox.azure.kind import Json
from sandbox.difference import respond
from sandbox.errors import Refusal
from sandbox.kube import objects, releases, schemas
from sandbox.service import Context, Provider, config_of, failures, guarded, name_of, type_of
from sandbox.store import Store, Subscription
from sandbox.wire import UNKNOWN, decode, encode, has_unknown

_DEFAULT_NAMESPACE: Final = "default"
# Long enough that an object which does not wait for its namespace meets its absence.
_WRITE_SECONDS: Final = 0.02


class KubernetesProvider(Provider):
    """Simulated kubernetes provider instances, over one subscription's clusters."""

    package = "pulumi_kubernetes"

    def __init__(self, store: Store) -> None:
        self._store = store
        self._instances: dict[str, tuple[str | None, str]] = {}

    @guarded
    def DiffConfig(self, request: provider_pb2.DiffRequest, _context: Context) -> provider_pb2.DiffResponse:
        """A kubeconfig for another cluster replaces the provider and all that is in it.

        As pulumi-kubernetes does: one that is not known yet counts as another, and so does a new certificate
        authority, which a cluster gets when it is created again under its old name.
        """
        old, new = decode(request.old_inputs), decode(request.news)
        before, after = (kubeconfig.active_cluster(each.get("kubeconfig")) for each in (old, new))
        moved = has_unknown(new.get("kubeconfig")) or before != after
        return respond(old, new, replace_on=("kubeconfig",) if moved else ())

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
        self._instances[context.peer()] = (cluster, str(config.get("namespace") or _DEFAULT_NAMESPACE))
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
        if isinstance(inputs.get("metadata", {}), dict) and "name" not in objects.metadata(inputs):
            name = objects.metadata(old).get("name") or _made_up_name(request)
            inputs["metadata"] = {**objects.metadata(inputs), "name": name}
        problems += schemas.check(api_version, kind, inputs)
        return provider_pb2.CheckResponse(inputs=encode(inputs), failures=failures(problems))

    @guarded
    def Diff(self, request: provider_pb2.DiffRequest, _context: Context) -> provider_pb2.DiffResponse:
        """Say what changed; names and immutable fields replace, and a kept name is freed first."""
        old, new = decode(request.old_inputs), decode(request.news)
        token = type_of(request.urn)
        release = token == releases.TOKEN
        fields = ("name", "namespace") if release else objects.replace_on(_split(token)[1])
        return respond(
            old,
            new,
            replace_on=fields,
            ignored=tuple(request.ignoreChanges),
            delete_first=_identity(old, release=release) == _identity(new, release=release),
        )

    @guarded
    def Create(self, request: provider_pb2.CreateRequest, context: Context) -> provider_pb2.CreateResponse:
        """POST an object into the cluster of this connection."""
        inputs, token = decode(request.properties), type_of(request.urn)
        if request.preview:
            return provider_pb2.CreateResponse(properties=encode(_previewed(inputs)))
        cluster, default = self._instance(request.urn, context)
        namespace, name = _place(token, inputs, default)
        object_id = objects.object_id(namespace, name)
        # The API server looks when the request comes, and what is written counts when it is done.
        _allow_create(self._store.read(), cluster, token, namespace, object_id, inputs)
        time.sleep(_WRITE_SECONDS)
        with self._store.change() as view:
            _allow_create(view, cluster, token, namespace, object_id, inputs)
            outputs = _completed(token, cluster, view, namespace, name, inputs)
            record = {"id": object_id, "kind": inputs.get("kind"), "inputs": inputs, "outputs": outputs}
            view.cluster_objects(cluster)[_stored_key(token, object_id)] = record
        return provider_pb2.CreateResponse(id=object_id, properties=encode(outputs))

    @guarded
    def Update(self, request: provider_pb2.UpdateRequest, context: Context) -> provider_pb2.UpdateResponse:
        """PUT an object over itself."""
        inputs, token = decode(request.news), type_of(request.urn)
        if request.preview:
            return provider_pb2.UpdateResponse(properties=encode(_previewed(inputs)))
        cluster, default = self._instance(request.urn, context)
        with self._store.change() as view:
            existing = objects.living(view, cluster)
            namespace, name = _place(token, inputs, default)
            key = _stored_key(token, objects.object_id(namespace, name))
            if key not in existing:
                raise Refusal("NotFound", f'{inputs.get("kind", "release")} "{request.id}" not found')
            outputs = _completed(token, cluster, view, namespace, name, inputs)
            existing[key] = {**existing[key], "inputs": inputs, "outputs": outputs}
        return provider_pb2.UpdateResponse(properties=encode(outputs))

    @guarded
    def Read(self, request: provider_pb2.ReadRequest, context: Context) -> provider_pb2.ReadResponse:
        """GET an object; an empty answer means that it is gone, with its cluster or alone."""
        cluster, _ = self._instance(request.urn, context)
        view = self._store.read()
        record = _recorded(view, cluster, type_of(request.urn), request.id)
        if record is None:
            return provider_pb2.ReadResponse()
        return provider_pb2.ReadResponse(
            id=request.id, properties=encode(record["outputs"]), inputs=encode(record["inputs"])
        )

    @guarded
    def Delete(self, request: provider_pb2.DeleteRequest, context: Context) -> empty_pb2.Empty:
        """DELETE an object; a namespace takes its content with it."""
        cluster, _ = self._instance(request.urn, context)
        with self._store.change() as view:
            existing = objects.living(view, cluster)
            token = type_of(request.urn)
            if token != releases.TOKEN and _split(token)[1] == "Namespace":
                for key in [each for each, record in existing.items() if record["id"].startswith(request.id + "/")]:
                    del existing[key]
            existing.pop(_stored_key(token, request.id), None)
        return empty_pb2.Empty()

    def _instance(self, urn: str, context: Context) -> tuple[str, str]:
        cluster, namespace = self._instances.get(context.peer(), (None, _DEFAULT_NAMESPACE))
        if cluster is None:
            raise Refusal(
                "NoCluster",
                f"{name_of(urn)} was sent to a kubernetes provider without a kubeconfig. Give it an explicit provider "
                "whose kubeconfig comes from its cluster.",
            )
        return cluster, namespace


def _split(token: str) -> tuple[str, str]:
    """Return apiVersion and kind from a type token such as kubernetes:apps/v1:Deployment."""
    _, group_version, kind = token.split(":")
    return group_version.removeprefix("core/"), kind


def _known(token: str, urn: str) -> tuple[str, str]:
    api_version, kind = _split(token)
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
    holder = inputs if release else objects.metadata(inputs)
    return holder.get("name"), holder.get("namespace")


def _place(token: str, inputs: Json, default: str) -> tuple[str | None, str]:
    if token == releases.TOKEN:
        return releases.namespace_of(inputs, default), str(inputs["name"])
    return objects.namespace_of(str(inputs["kind"]), inputs, default), str(objects.metadata(inputs)["name"])


def _stored_key(token: str, object_id: str) -> str:
    if token == releases.TOKEN:
        return objects.key("helm.sh/v3", "Release", object_id)
    return objects.key(*_split(token), object_id)


def _allow_create(
    view: Subscription, cluster: str, token: str, namespace: str | None, object_id: str, inputs: Json
) -> None:
    existing = objects.living(view, cluster)
    makes_it = token == releases.TOKEN and bool(inputs.get("createNamespace"))
    if namespace and not makes_it and not objects.namespace_exists(existing, namespace):
        raise objects.namespace_missing(namespace)
    key = _stored_key(token, object_id)
    built_in = key.startswith("core|Namespace|") and object_id in objects.BUILT_IN_NAMESPACES
    if key in existing or built_in:
        raise Refusal("AlreadyExists", f'{inputs.get("kind", "release")} "{object_id}" already exists')


def _recorded(view: Subscription, cluster: str, token: str, object_id: str) -> Json | None:
    if view.get(cluster) is None:
        return None
    return view.cluster_objects(cluster).get(_stored_key(token, object_id))


def _completed(token: str, cluster: str, view: Subscription, namespace: str | None, name: str, inputs: Json) -> Json:
    if token == releases.TOKEN:
        return releases.completed(inputs, str(namespace), name)
    return objects.completed(cluster, view, namespace, name, inputs)


def _previewed(inputs: Json) -> Json:
    """Answer a preview: what was sent is known, what the server adds is not."""
    return {**inputs, "status": UNKNOWN}
