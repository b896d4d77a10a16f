"""The resources of a run as a graph: who they are, what they refer to, what the engine makes them wait for.

Reads the entries of a checkpoint, or of a preview's plan. A reference is an ARM id; where it is not known yet, it comes
from another resource of the run, and the engine's `propertyDependencies` say from which. Leaves out what is required
(`required`) and what is declared (`declared`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from aksnet.arm.ids import parent_of, resource_group_of
from aksnet.arm.values import as_dict, as_list
from aksnet.engine.marks import UNKNOWN_TEXT
from aksnet.sandbox import kubeconfig
from aksnet.sandbox.azure.azure_provider import KINDS
from aksnet.sandbox.azure.made_up import SUBSCRIPTION

GROUP: Final = "azure-native:resources:ResourceGroup"
CLUSTER: Final = "azure-native:containerservice:ManagedCluster"
POOL: Final = "azure-native:containerservice:AgentPool"
SUBNET: Final = "azure-native:network:Subnet"
ROLE: Final = "azure-native:authorization:RoleAssignment"
IDENTITY: Final = "azure-native:managedidentity:UserAssignedIdentity"
KUBERNETES_PROVIDER: Final = "pulumi:providers:kubernetes"

Entry = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One resource of a run, as far as its place in the order goes."""

    urn: str
    type: str
    inputs: Mapping[str, Any] = field(default_factory=dict)
    outputs: Mapping[str, Any] = field(default_factory=dict)
    id: str | None = None
    """Its ARM id in lower case, computed where Azure has not answered it yet."""
    by_property: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The URNs that each property's value comes from."""
    waits: frozenset[str] = frozenset()
    """The URNs that the engine finishes before it begins with this one."""
    provider: str | None = None

    @property
    def name(self) -> str:
        """The logical name, by which a program's author knows it."""
        return self.urn.split("::", 3)[-1]

    @property
    def namespace(self) -> str | None:
        """The Kubernetes namespace that the object or release names."""
        named = as_dict(self.inputs.get("metadata")).get("namespace") or self.inputs.get("namespace")
        return named if isinstance(named, str) else None


class Graph:
    """The resources of a run by URN and by ARM id."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        living = [entry for entry in entries if not entry.get("delete")]
        read = [_resource(entry) for entry in living]
        known = {resource.urn for resource in read}
        self.resources: dict[str, Resource] = {each.urn: each for each in read}
        self._known = known
        self._by_id = {each.id: each for each in read if each.id}

    def waits(self, resource: Resource) -> frozenset[str]:
        """Return what a resource waits for among the resources of this run."""
        return frozenset(resource.waits & self._known) - {resource.urn}

    def of_type(self, *types: str) -> Iterator[Resource]:
        """Yield the resources of these types."""
        return (each for each in self.resources.values() if each.type in types)

    def at(self, arm_id: str | None) -> list[Resource]:
        """Return the resource with an id: one, or none when it belongs to another stack or to nobody."""
        found = self._by_id.get((arm_id or "").lower().rstrip("/"))
        return [found] if found else []

    def sources(self, resource: Resource, prop: str, *types: str) -> list[Resource]:
        """Return the resources of these types that a property's value comes from."""
        found = (self.resources.get(urn) for urn in sorted(resource.by_property.get(prop, ())))
        return [each for each in found if each is not None and each.type in types]

    def ids(self, resource: Resource, prop: str, values: Iterable[Any], *types: str) -> list[str]:
        """Return the ARM ids that a property refers to, in lower case; what is not known yet by its source."""
        present = [value for value in values if isinstance(value, str) and value]
        known = [value.lower().rstrip("/") for value in present if value.startswith("/")]
        if len(known) == len(present):
            return known
        return [*known, *(each.id for each in self.sources(resource, prop, *types) if each.id)]

    def parent(self, resource: Resource) -> list[Resource]:
        """Return the resource that a nested resource is in."""
        return self.at(parent_of(resource.id)) if resource.id and resource.type != ROLE else []

    def group(self, resource: Resource) -> list[Resource]:
        """Return the resource group that a resource is in; a role assignment follows its scope instead."""
        group = resource_group_of(resource.id or "")
        if not group or resource.type in (GROUP, ROLE):
            return []
        return self.at(f"{SUBSCRIPTION}/resourceGroups/{group}")

    def cluster(self, resource: Resource) -> list[Resource]:
        """Return the cluster that a Kubernetes object goes to, by its provider's kubeconfig."""
        provider = self.resources.get(resource.provider or "")
        if provider is None or provider.type != KUBERNETES_PROVIDER:
            return []
        text = _in_the_clear(provider.inputs.get("kubeconfig"))
        return self.at(kubeconfig.cluster_id(text)) or self.sources(provider, "kubeconfig", CLUSTER)


def _resource(entry: Entry) -> Resource:
    token = str(entry["type"])
    by_property = {
        name: frozenset(urns or ()) for name, urns in (entry.get("propertyDependencies") or {}).items() if urns
    }
    provider = (entry.get("provider") or "").rpartition("::")[0] or None
    waits = {entry.get("parent"), provider, *(entry.get("dependencies") or ())}.union(*by_property.values())
    inputs = dict(entry.get("inputs") or {})
    return Resource(
        urn=str(entry["urn"]),
        type=token,
        inputs=inputs,
        outputs=dict(entry.get("outputs") or {}),
        id=_id(token, inputs, entry.get("id")),
        by_property=by_property,
        # The SDK registers a child when its parent is registered, and that when its own dependencies are complete.
        waits=frozenset(urn for urn in waits if urn),
        provider=provider,
    )


def _id(token: str, inputs: Mapping[str, Any], answered: Any) -> str | None:
    if not token.startswith("azure-native:"):
        return None
    if isinstance(answered, str) and answered.startswith("/"):
        return answered.lower().rstrip("/")
    kind = KINDS.get(token)
    if kind is None or token == ROLE or not all(is_known(inputs.get(name)) for name in kind.arm.parameters):
        return None
    return kind.id_of(dict(inputs)).lower()


def is_known(value: Any) -> bool:
    """Return whether a value is a text that this run knows already."""
    # A preview marks what it does not know by a GUID, and shows it in square brackets.
    return isinstance(value, str) and bool(value) and value != UNKNOWN_TEXT and not value.startswith("[")


def _in_the_clear(value: Any) -> Any:
    """Return a text that the state may hold as a marked secret."""
    if isinstance(value, dict) and isinstance(value.get("plaintext"), str):
        return json.loads(value["plaintext"])
    return value


def pools_of(cluster: Resource) -> list[dict[str, Any]]:
    """Return the pools inside a cluster's own request."""
    return [as_dict(pool) for pool in as_list(cluster.inputs.get("agentPoolProfiles"))]
