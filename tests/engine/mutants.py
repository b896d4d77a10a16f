"""Mistakes made on purpose: each row changes the program in one place, and says who must refuse the result, and how.

A mutant is refused when a run fails with the expected words, or when a repeated run, which must change nothing, changes
what is expected (`step name`). The runs are in `test_mutants`. All stack files here are small, because each runs often.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from aksnet.engine.home import Home
from aksnet.sandbox.run import Operation
from aksnet.sandbox.store import Store

_PREVIEW: Final[tuple[Operation, ...]] = ("preview",)
_UP: Final[tuple[Operation, ...]] = ("up",)
AGAIN: Final[tuple[Operation, ...]] = ("up", "refresh", "up")
"""An up that must find nothing to do: AKS has changed resources in the meantime."""

_POOLS: Final = {
    "system": {"mode": "System", "count": 3, "taints": ["CriticalAddonsOnly=true:NoSchedule"]},
    "user": {"count": 3},
}
_EGRESS: Final = {"type": "userDefinedRouting", "nextHop": "10.0.0.4"}
_FRONT_END: Final = {"spread": "required", "service": {"type": "LoadBalancer", "internal": True, "subnet": "services"}}
_SERVICES: Final = {"addressSpace": ["10.224.0.0/12"], "subnets": {"services": "10.226.0.0/24"}}
_STATIC: Final = {
    "mode": "pod-subnet-static-block",
    "nodeSubnet": {"prefix": "10.224.0.0/24"},
    "podSubnet": {"prefix": "10.225.0.0/20"},
    "nodePools": _POOLS,
}
STACKS: Final[dict[str, dict[str, Any]]] = {
    "overlay": {"clusters": {"one": {"nodeSubnet": {"prefix": "10.224.0.0/26"}}}},
    "dual": {"clusters": {"one": {"mode": "overlay-dual-stack"}}},
    "kubenet": {"clusters": {"one": {"mode": "kubenet"}}},
    "routes": {"clusters": {"one": {"mode": "overlay", "outbound": _EGRESS}}},
    "gateway": {"clusters": {"one": {"mode": "overlay", "outbound": "userAssignedNATGateway"}}},
    "pods": {"network": _SERVICES, "clusters": {"one": _STATIC}},
    "two": {
        "clusters": {
            "one": {"mode": "overlay", "nodeSubnet": {"prefix": "10.224.0.0/24"}, "workloads": {"nginx": {}}},
            "two": {"mode": "overlay", "nodeSubnet": {"prefix": "10.225.0.0/24"}, "workloads": {"nginx": {}}},
        }
    },
    "cilium": {"clusters": {"one": {"mode": "byo-cni", "installCilium": {}, "workloads": {"nginx": {}}}}},
    "apps": {
        "network": _SERVICES,
        "clusters": {
            "one": {
                "nodeSubnet": {"prefix": "10.224.0.0/24"},
                "nodePools": _POOLS,
                "workloads": {"nginx": _FRONT_END, "hello-kubernetes": {}},
            }
        },
    },
    "scaled": {
        "clusters": {"one": {"nodePools": {"system": {"mode": "System"}, "user": {"minCount": 1, "maxCount": 5}}}}
    },
}
"""The small stacks, by name: what stands below `aks-networking:`."""

UNREAD: Final = frozenset({"scaled"})
"""Stacks whose backend does not tell the program what they hold, so that nothing is kept from their state."""


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """One change of the program, and what must come of it."""

    what: str
    file: str
    old: str
    new: str
    stack: str
    runs: tuple[Operation, ...]
    expected: str

    def places(self, project: Path) -> int:
        """Return how often the program has what is to be changed: once, or the mistake is no longer where it was."""
        return (project / self.file).read_text(encoding="utf-8").count(self.old)

    def apply(self, project: Path) -> None:
        """Change the copy of the program."""
        assert self.places(project) == 1
        path = project / self.file
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(self.old, self.new), encoding="utf-8")


def scale(home: Home) -> None:
    """Do what the autoscaler does: one node more in the scale set of each autoscaled pool."""
    with Store(home.subscription).change() as view:
        pools = view.of_type("Microsoft.ContainerService/managedClusters/agentPools")
        scaled = {record["id"].rsplit("/", 1)[-1] for record in pools if record["inputs"].get("enableAutoScaling")}
        for record in view.of_type("Microsoft.Compute/virtualMachineScaleSets"):
            if record["inputs"]["pool"] in scaled:
                size = {**record["inputs"]["sku"], "capacity": record["inputs"]["sku"]["capacity"] + 1}
                view.put({**record, "inputs": {**record["inputs"], "sku": size}})


def unordered(what: str, file: str, old: str, new: str, stack: str, expected: str, *, up: bool = False) -> Mutant:
    """A dependency is gone: found each time, before a write comes too early by bad luck."""
    return Mutant(what=what, file=file, old=old, new=new, stack=stack, runs=_UP if up else _PREVIEW, expected=expected)


def wrong(what: str, file: str, old: str, new: str, stack: str, expected: str) -> Mutant:
    """A wrong request: refused when it comes."""
    return Mutant(what=what, file=file, old=old, new=new, stack=stack, runs=_UP, expected=expected)


def later(what: str, file: str, old: str, new: str, stack: str, expected: str) -> Mutant:
    """A request that Azure takes once: it shows when the same program runs again."""
    return Mutant(what=what, file=file, old=old, new=new, stack=stack, runs=AGAIN, expected=expected)


NETWORK: Final = "components/network.py"
GATEWAYS: Final = "components/nat_gateways.py"
CLUSTER: Final = "components/aks_cluster.py"
ACCESS: Final = "components/cluster_access.py"
CONTENTS: Final = "components/cluster_contents.py"
PARTS: Final = "components/workload_parts.py"
PLATFORM: Final = "components/platform.py"
PROFILE: Final = "aksnet/plan/profile.py"
ROLES: Final = "aksnet/plan/roles.py"

ORDER: Final = (
    unordered(
        "subnets side by side",
        NETWORK,
        "child_of(self, depends_on=previous)",
        "child_of(self)",
        "pods",
        "AnotherOperationInProgress",
    ),
    unordered(
        "all subnets after the first alone",
        NETWORK,
        "previous = [Before(written)]",
        "previous = previous or [Before(written)]",
        "pods",
        "AnotherOperationInProgress",
    ),
    unordered(
        "a cluster that does not wait for its roles",
        PLATFORM,
        "*access.assignments, ",
        "",
        "kubenet",
        "ResourceMissingPermissionError or CustomRouteTableMissingPermission",
    ),
    unordered(
        "a cluster that does not wait for its routes",
        PLATFORM,
        ", *network.routes, *after]",
        ", *after]",
        "routes",
        "RouteTableMissingDefaultRouteError",
    ),
    unordered(
        "a cluster beside writes of its network",
        PLATFORM,
        "return network.written_last",
        "return []",
        "two",
        "SetVNetOwnershipFailed",
    ),
    unordered(
        "a group by name alone",
        PLATFORM,
        "return group.name",
        "return plan.resource_group",
        "overlay",
        "ResourceGroupNotFound",
    ),
    unordered(
        "a network by name alone",
        NETWORK,
        "subnet_name=subnet.name,\n            virtual_network_name=vnet_name",
        "subnet_name=subnet.name,\n            virtual_network_name=self._args.plan.name",
        "overlay",
        "ParentResourceNotFound",
    ),
    unordered(
        "a route table by name alone",
        NETWORK,
        "route_table_name=table.name.apply(lambda name: name or plan.name)",
        "route_table_name=plan.name",
        "routes",
        "ParentResourceNotFound",
    ),
    unordered(
        "a pool that does not wait for its cluster",
        CLUSTER,
        "depends_on=[cluster, *declared[-1:]],",
        "depends_on=[*declared[-1:]],",
        "pods",
        "ParentResourceNotFound",
    ),
    unordered(
        "workloads that do not wait for their namespace",
        CONTENTS,
        "before.append(namespaces[workload.namespace])",
        "pass",
        "apps",
        "namespaces not found",
    ),
    unordered(
        "workloads that do not wait for Cilium",
        CONTENTS,
        "before: list[Resource] = list(cilium)",
        "before: list[Resource] = []",
        "cilium",
        "aks/one-contents/nginx does not wait for aks/one-contents-cilium",
        up=True,
    ),
    unordered(
        "workloads that do not wait for the pool they run on",
        "components/workload.py",
        "depends_on=after, ignore_changes",
        "depends_on=(), ignore_changes",
        "apps",
        "FailedScheduling",
        up=True,
    ),
    unordered(
        "credentials read before there is a cluster",
        CLUSTER,
        "parent=self, depends_on=[cluster]",
        "parent=self",
        "cilium",
        "was not found",
        up=True,
    ),
    unordered(
        "credentials of the cluster that was made before",
        CLUSTER,
        "            resource_name=args.plan.name,\n            # For the plug-in",
        '            resource_name="one",\n            # For the plug-in',
        "two",
        "aks/one-contents/nginx and aks/two-contents/nginx are one object",
        up=True,
    ),
    unordered(
        "credentials of the cluster that is made later",
        CLUSTER,
        "            resource_name=args.plan.name,\n            # For the plug-in",
        '            resource_name="two",\n            # For the plug-in',
        "two",
        "managedClusters/two' under resource group",
        up=True,
    ),
)

GRANTS: Final = (
    wrong(
        "no role on the node subnet",
        ROLES,
        "if subnet not in seen:",
        "if subnet not in seen and use is not SubnetUse.NODES:",
        "overlay",
        "ResourceMissingPermissionError",
    ),
    wrong(
        "no role on the pod subnet",
        ROLES,
        "if subnet not in seen:",
        "if subnet not in seen and use is not SubnetUse.PODS:",
        "pods",
        "ResourceMissingPermissionError",
    ),
    wrong(
        "no role on the load balancer's subnet",
        ROLES,
        "if subnet not in seen:",
        "if subnet not in seen and use is not SubnetUse.FRONT_ENDS:",
        "apps",
        "services",
    ),
    wrong(
        "no role on kubenet's route table",
        ROLES,
        "        yield route_table_role(",
        "        if not cluster.mode.routes_to_pods:\n            yield route_table_role(",
        "kubenet",
        "CustomRouteTableMissingPermission",
    ),
    wrong(
        "no role on the route table of the egress",
        ROLES,
        "        yield route_table_role(",
        "        if cluster.mode.routes_to_pods:\n            yield route_table_role(",
        "routes",
        "CustomRouteTableMissingPermission",
    ),
    wrong(
        "all roles at one scope",
        ACCESS,
        "args.scope_ids[role.target_name]",
        "next(iter(args.scope_ids.values()))",
        "pods",
        "already existing resource",
    ),
    wrong(
        "a role that may only read",
        ROLES,
        "4d97b98b-1d4f-4787-a291-c67834d212e7",
        "acdd72a7-3385-48ef-bd42-f606fba81ae7",
        "overlay",
        "ResourceMissingPermissionError",
    ),
    wrong(
        "a role that does not exist",
        ROLES,
        "4d97b98b-1d4f-4787-a291-c67834d212e7",
        "4d97b98b-1d4f-4787-a291-000000000000",
        "overlay",
        "RoleDefinitionDoesNotExist",
    ),
    wrong(
        "a role definition without its path",
        ACCESS,
        "lambda found: role_definition_id(found, role.role_id)",
        "lambda _: role.role_id",
        "overlay",
        "RoleDefinitionDoesNotExist",
    ),
    wrong(
        "the client id where the principal id belongs",
        ACCESS,
        "Holder(principal_id=self.principal_id",
        "Holder(principal_id=self.client_id",
        "overlay",
        "PrincipalNotFound",
    ),
    wrong(
        "one name for all role assignments",
        ACCESS,
        "role_assignment_name=guid",
        'role_assignment_name="3c9f5d1e-0000-4000-8000-000000000001"',
        "pods",
        "RoleAssignmentUpdateNotPermitted",
    ),
    wrong(
        "a role assignment whose name is no GUID",
        ACCESS,
        "role_assignment_name=guid",
        'role_assignment_name=f"{name}-role"',
        "overlay",
        "InvalidRoleAssignmentId",
    ),
    wrong(
        "a system-assigned identity",
        CLUSTER,
        "type=aks.ResourceIdentityType.USER_ASSIGNED, user_assigned_identities=[args.identity_id]",
        "type=aks.ResourceIdentityType.SYSTEM_ASSIGNED",
        "kubenet",
        "CustomRouteTableWithUnsupportedMSIType",
    ),
)
