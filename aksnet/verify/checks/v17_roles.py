"""V17: the cluster's identity has the declared role assignments, and nothing wider.

https://learn.microsoft.com/azure/aks/use-managed-identity
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from aksnet.verify.azure_facts import AzureFacts, Part, arm_id, name_of
from aksnet.verify.check import Check, Fault, Outcome, judged, skipped
from aksnet.verify.checks.check_parts import said
from aksnet.verify.expected import Grant
from aksnet.verify.judged_cluster import JudgedCluster, Requirement

_CONTRIBUTOR: Final = "b24988ac-6180-42a0-ab88-20f7382dd24c"
# https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
_NAMES: Final = {
    "4d97b98b-1d4f-4787-a291-c67834d212e7": "Network Contributor",
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635": "Owner",
    "acdd72a7-3385-48ef-bd42-f606fba81ae7": "Reader",
    "f58310d9-a9f6-439a-9e8d-f62e7b41a168": "Role Based Access Control Administrator",
    "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": "User Access Administrator",
    "7f951dda-4ed3-4680-a7ca-43fe172d538d": "AcrPull",
    "f1a07417-d97a-45cb-824c-7a7467783830": "Managed Identity Operator",
    "b12aa53e-6015-4669-85d0-8515ebb3ae7f": "Private DNS Zone Contributor",
    _CONTRIBUTOR: "Contributor",
}


def _run(case: JudgedCluster) -> Outcome:
    azure, expected = case.azure, case.expected
    if azure is None or azure.grants is None:
        return skipped((azure and azure.why_unread(Part.GRANTS)) or "role assignments were not read")
    hidden = [each for each in expected.grants if _subscription(each.scope) in azure.grants_unread]
    if hidden and len(hidden) == len(expected.grants):
        return skipped(said(_unread(azure, hidden)))
    faults: list[Fault] = []
    if azure.kubelet_grants is not None:
        held = {_key(each) for each in azure.kubelet_grants}
        faults = [_missing(each, "nodes'") for each in expected.kubelet_grants if _key(each) not in held]
    declared = {_key(each): each for each in expected.grants if each not in hidden}
    seen = {_key(each): each for each in azure.grants}
    own = (_CONTRIBUTOR, _node_group(case))
    faults += [_missing(grant, "cluster's") for key, grant in declared.items() if key not in seen]
    faults += _surplus({key: grant for key, grant in seen.items() if key not in declared and key != own}, declared)
    there = "is there" if own in seen else "is not listed"
    note = f"AKS's own Contributor on the node resource group {expected.node_resource_group} {there}"
    summary = f"{len(declared)} declared role assignments are there, and none besides"
    return judged(faults, summary, note, *_unread(azure, hidden))


def _unread(azure: AzureFacts, hidden: list[Grant]) -> Iterator[str]:
    """Name the grants that stand where this login cannot look."""
    for grant in hidden:
        subscription = _subscription(grant.scope)
        why = azure.grants_unread[subscription]
        yield f"{_role(grant)} on {_short(grant.scope)} is not judged: subscription {subscription}: {why}"


def _missing(grant: Grant, whose: str) -> Fault:
    return Fault(
        object=f"{_role(grant)} on {_short(grant.scope)}",
        seen=f"no such role assignment of the {whose} identity",
        expected="the assignment that the stack declares",
        cause="it was removed, or Azure does not show it yet, which can take some minutes; until it counts, load "
        "balancers and routes stay pending, and images are not pulled",
        cure="run pulumi refresh and pulumi up; wait up to an hour before AKS notices",
    )


def _surplus(surplus: dict[tuple[str, str], Grant], declared: dict[tuple[str, str], Grant]) -> Iterator[Fault]:
    for (_, scope), grant in surplus.items():
        covered = [each for _, each in declared if _covers(scope, each)]
        if scope in covered:
            cause = "somebody gave the identity another role there, perhaps to get round a missing permission"
        elif covered:
            cause = "somebody granted a wider scope than the network needs; everything below it is open to the cluster"
        else:
            cause = "somebody gave the identity rights on something that the stack does not know of"
        yield Fault(
            object=f"{_role(grant)} on {_short(grant.scope)}",
            seen="a role assignment that the stack does not declare",
            expected=f"only {len(declared)} declared assignments, and AKS's own on the node resource group",
            cause=cause,
            cure="remove it with az role assignment delete, or declare what needs it in the stack file",
        )


def _key(grant: Grant) -> tuple[str, str]:
    return name_of(grant.role_id).lower(), arm_id(grant.scope)


def _node_group(case: JudgedCluster) -> str:
    subscription = "/".join(arm_id(case.expected.cluster_id).split("/")[:3])
    return arm_id(f"{subscription}/resourceGroups/{case.expected.node_resource_group}")


def _subscription(scope: str) -> str:
    """Return the subscription that a scope is in; nothing for one above subscriptions."""
    _, first, *rest = [*arm_id(scope).split("/"), ""]
    return rest[0] if first == "subscriptions" else ""


def _covers(scope: str, other: str) -> bool:
    """A scope covers what is below it; a management group, which is in no subscription, covers everything."""
    outside = not scope.startswith("/subscriptions/")
    return outside or scope == other or other.startswith(scope + "/")


def _role(grant: Grant) -> str:
    guid = name_of(grant.role_id).lower()
    return _NAMES.get(guid, f"role {guid}")


def _short(scope: str) -> str:
    """Kind and name of a scope, which is what people look for."""
    parts = scope.strip("/").split("/")
    return "/".join(parts[-2:]) if len(parts) > 1 else scope


ROLES: Final = Check(
    id="V17",
    name="roles",
    title="The cluster's identity may do what the stack declares, and no more",
    proves="Every declared role assignment exists, and the identity has no other in the subscriptions of the "
    "cluster and of the declared ones, or above them, AKS's own on the node resource group aside.",
    does_not="That AKS has noticed a new assignment already. Assignments in further subscriptions are not read, and of "
    "the nodes' identity only those that the stack declares.",
    needs=(Requirement.STACK, Requirement.AZURE),
    run=_run,
)
