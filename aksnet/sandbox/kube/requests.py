"""What a request of the engine does to the objects of one cluster, in a view of the subscription.

How the engine asks, and how long it waits, is `provider`'s.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from aksnet.arm.values import Json
from aksnet.sandbox import kubeconfig
from aksnet.sandbox.azure import cluster_credentials as credentials
from aksnet.sandbox.cluster.make import metadata
from aksnet.sandbox.kube import awaiting, managers, objects, releases, valid_numbers
from aksnet.sandbox.sandbox_errors import Refusal
from aksnet.sandbox.store import Subscription


@dataclass(frozen=True, kw_only=True)
class Instance:
    """One provider instance of a program."""

    cluster: str
    kubeconfig: str
    """What it reaches the cluster by; it may have grown old."""
    gives_up: bool
    """Whether it takes an object of a cluster that it cannot reach for deleted."""
    namespace: str
    """Where objects go that name none."""
    applies: bool
    """Whether it uses server-side apply, for which a create of what exists is an update."""
    forces: bool
    """Whether it takes over what others wrote."""
    mutable: frozenset[str]
    """Kinds that it changes in place although others replace them."""


_UNREACHABLE: Final = (
    "configured Kubernetes cluster is unreachable: unable to load schema information from the API server: "
)
_WAY_OUT: Final = (
    "If the cluster was deleted, you can remove this resource from Pulumi state by rerunning the operation with the "
    'PULUMI_K8S_DELETE_UNREACHABLE environment variable set to "true"'
)


def reach(view: Subscription, instance: Instance) -> None:
    """Refuse what is sent with a kubeconfig whose authority does not vouch for the API server any more."""
    cluster = view.get(instance.cluster)
    if cluster is not None and not credentials.verifies(cluster, instance.kubeconfig):
        raise Refusal(
            "Unreachable",
            f"{_UNREACHABLE}tls: failed to verify certificate: x509: certificate signed by unknown authority",
        )


def reads(view: Subscription, instance: Instance) -> bool:
    """Return whether there is anything to read; where nobody answers that is refused, unless the instance gives up.

    Seen with the real provider: a cluster that is gone is like one that cannot be reached, not one without objects.
    """
    try:
        reach(view, instance)
        if view.get(instance.cluster) is None:
            server = kubeconfig.active_cluster(instance.kubeconfig).get("server")
            raise Refusal("Unreachable", f"{_UNREACHABLE}{server} does not answer")
    except Refusal as fault:
        if instance.gives_up:
            return False
        raise Refusal(
            fault.code,
            f"{fault.message}. failed to read resource state due to unreachable cluster. {_WAY_OUT}",
        ) from fault
    return True


def split(token: str) -> tuple[str, str]:
    """Return apiVersion and kind from a type token such as kubernetes:apps/v1:Deployment."""
    _, group_version, kind = token.split(":")
    return group_version.removeprefix("core/"), kind


def _place(instance: Instance, token: str, inputs: Json) -> tuple[str | None, str]:
    if token == releases.TOKEN:
        return releases.namespace_of(inputs, instance.namespace), str(inputs["name"])
    return objects.namespace_of(str(inputs["kind"]), inputs, instance.namespace), str(metadata(inputs)["name"])


def object_id(instance: Instance, token: str, inputs: Json) -> str:
    """Return the id of an object or release, as pulumi-kubernetes writes it."""
    return objects.object_id(*_place(instance, token, inputs))


def _stored_key(token: str, object_id_: str) -> str:
    return objects.key(*split(token), object_id_)


def allow_create(view: Subscription, instance: Instance, token: str, inputs: Json) -> None:
    """Refuse what the API server, or Helm, does not take."""
    reach(view, instance)
    existing = objects.living(view, instance.cluster)
    namespace, name = _place(instance, token, inputs)
    release = token == releases.TOKEN
    if namespace and not (release and inputs.get("createNamespace")):
        objects.in_namespace(view, instance.cluster, namespace)
    own_id = objects.object_id(namespace, name)
    if release:
        if _stored_key(token, own_id) in existing:
            raise Refusal("ReleaseExists", f"cannot re-use a name that is still in use (release {own_id})")
    elif not instance.applies and objects.live(view, instance.cluster, *split(token), own_id) is not None:
        raise Refusal("AlreadyExists", f'{inputs["kind"]} "{own_id}" already exists')


def recorded(view: Subscription, cluster: str, token: str, object_id_: str) -> Json | None:
    """Return the record of what a user wrote, or nothing when it or its cluster is gone."""
    if view.get(cluster) is None:
        return None
    return view.cluster_objects(cluster).get(_stored_key(token, object_id_))


def found(view: Subscription, cluster: str, token: str, object_id_: str) -> Json | None:
    """Return an object that the cluster has by itself, as a record."""
    if view.get(cluster) is None or token == releases.TOKEN:
        return None
    live = objects.live(view, cluster, *split(token), object_id_)
    return None if live is None else {"inputs": objects.inputs_of(live), "outputs": live}


def put(
    view: Subscription, instance: Instance, token: str, inputs: Json, ignored: Iterable[str] = ()
) -> tuple[str, Json, list[str] | None]:
    """Write an object: its id, what the server answers, and why it is not ready."""
    namespace, name = _place(instance, token, inputs)
    own_id, existing = objects.object_id(namespace, name), objects.living(view, instance.cluster)
    key = _stored_key(token, own_id)
    before = existing.get(key)
    others: list[Json] = []
    if token == releases.TOKEN:
        outputs = releases.completed(inputs, str(namespace), name)
    else:
        valid_numbers.allow(inputs)
        body, others = inputs, []
        if instance.applies:
            body, others = managers.applied(before, inputs, ignored=ignored, forces=instance.forces)
        outputs = objects.completed(view, instance.cluster, namespace, name, body, before)
    record = {"id": own_id, "kind": inputs.get("kind"), "inputs": inputs, "outputs": outputs}
    if awaiting.rolls(before, inputs):
        record["rolls"] = True
    existing[key] = {**record, "others": others} if others else record
    return own_id, *look_again(view, instance.cluster, token, own_id)


def create(view: Subscription, instance: Instance, token: str, inputs: Json) -> tuple[str, Json, list[str] | None]:
    """Write an object as one of its own: what another one of its name was created with stays that one's."""
    existing, key = objects.living(view, instance.cluster), _stored_key(token, object_id(instance, token, inputs))
    if key in existing and token != releases.TOKEN:
        if instance.applies and not managers.forced(inputs, forces=instance.forces):
            managers.refuse_references(existing[key], inputs)
        existing[key] = managers.with_predecessor(existing[key], inputs)
    return put(view, instance, token, inputs)


def look_again(view: Subscription, cluster: str, token: str, object_id_: str) -> tuple[Json, list[str] | None]:
    """Keep an object as the cluster has it by now, and return it with why it is not ready."""
    existing, key = objects.living(view, cluster), _stored_key(token, object_id_)
    if key not in existing:
        raise Refusal("NotFound", f'"{object_id_}" was deleted meanwhile')
    outputs, reasons = awaiting.looked_at(view, cluster, existing[key])
    existing[key] = {**existing[key], "outputs": outputs}
    if reasons is None:
        existing[key].pop("rolls", None)
    return outputs, reasons


def delete(view: Subscription, instance: Instance, token: str, object_id_: str) -> None:
    """Delete an object; one that is gone already is no fault."""
    try:
        reach(view, instance)
        existing = objects.living(view, instance.cluster)
    except Refusal as fault:
        if instance.gives_up:
            return
        raise Refusal(
            fault.code,
            f"{fault.message}. {_WAY_OUT}",
        ) from fault
    kind = split(token)[1]
    if token != releases.TOKEN and kind == "Namespace":
        objects.deletable(object_id_)
        for key in [each for each, record in existing.items() if record["id"].startswith(object_id_ + "/")]:
            del existing[key]
    existing.pop(_stored_key(token, object_id_), None)
