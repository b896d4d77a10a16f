"""User-assigned identities and role assignments.

Leaves out custom role definitions: the built-in roles below are those that a network program can need.
"""

from __future__ import annotations

import re
from typing import Final

from aksnet.arm import catalogue
from aksnet.arm.ids import ASSIGNMENT_TYPE, covers, last
from aksnet.arm.values import Json, as_dict
from aksnet.sandbox.azure.made_up import TENANT_ID, USER_OBJECT_ID, derived
from aksnet.sandbox.azure.resource_type import SimulatedType, Write
from aksnet.sandbox.azure.shared_refusals import exists, group_exists
from aksnet.sandbox.sandbox_errors import Refusal
from aksnet.sandbox.store import Subscription

# https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
NETWORK_CONTRIBUTOR: Final = "4d97b98b-1d4f-4787-a291-c67834d212e7"
CONTRIBUTOR: Final = "b24988ac-6180-42a0-ab88-20f7382dd24c"
OWNER: Final = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
IDENTITY_OPERATOR: Final = "f1a07417-d97a-45cb-824c-7a7467783830"
DNS_ZONE_CONTRIBUTOR: Final = "b12aa53e-6015-4669-85d0-8515ebb3ae7f"
BUILT_IN_ROLES: Final = frozenset(
    {
        NETWORK_CONTRIBUTOR,
        CONTRIBUTOR,
        OWNER,
        "acdd72a7-3385-48ef-bd42-f606fba81ae7",  # Reader
        IDENTITY_OPERATOR,
        "e40ec5ca-96e0-45a2-b4ff-59039f2c2b59",  # Managed Identity Contributor
        DNS_ZONE_CONTRIBUTOR,
        "befefa01-2a29-4197-83a8-272ff33ce314",  # DNS Zone Contributor
        "7f951dda-4ed3-4680-a7ca-43fe172d538d",  # AcrPull
        "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b",  # AKS RBAC Cluster Admin
        "4abbcc35-e782-43d8-92c5-2d3f1bd2253f",  # AKS Cluster User Role
        "0ab0b1a8-8aac-4efd-b8c2-3ee1fb270be8",  # AKS Cluster Admin Role
    }
)
_UNKNOWN_HERE: Final = frozenset({"microsoft.containerregistry/registries", "microsoft.network/privatednszones"})
_GUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def holds_role(view: Subscription, principal_id: str, arm_id: str, roles: tuple[str, ...]) -> bool:
    """Return whether a principal holds one of the roles on a resource at this moment.

    An assignment whose record says `visible: false` has not reached the place where it is looked up yet.
    https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#symptom---role-assignment-changes-are-not-being-detected
    """
    return any(
        str(record["inputs"].get("principalId")).lower() == principal_id.lower()
        and last(str(record["inputs"].get("roleDefinitionId"))).lower() in roles
        and covers(str(record["inputs"].get("scope")), arm_id)
        and record["outputs"].get("visible") is not False
        for record in view.of_type(ASSIGNMENT_TYPE)
    )


def may_change_network(view: Subscription, principal_id: str, arm_id: str) -> bool:
    """Return whether a principal may, at this moment, join or change a network resource."""
    return holds_role(view, principal_id, arm_id, (NETWORK_CONTRIBUTOR, CONTRIBUTOR, OWNER))


def _identity_outputs(_view: Subscription, arm_id: str, _body: Json) -> Json:
    return {
        "principalId": derived(arm_id, "principal"),
        "clientId": derived(arm_id, "client"),
        "tenantId": TENANT_ID,
    }


def identities_of(cluster: Json) -> list[str]:
    """Return the ids of the user-assigned identities that a cluster's inputs name."""
    assigned = as_dict(cluster.get("identity")).get("userAssignedIdentities")
    named = list(assigned) if isinstance(assigned, dict | list) else []
    kubelet = as_dict(as_dict(cluster.get("identityProfile")).get("kubeletidentity")).get("resourceId")
    return [*map(str, named), *([str(kubelet)] if kubelet else [])]


def _identity_free(write: Write) -> Refusal | None:
    users = sorted(
        last(record["id"])
        for record in write.view.of_type("Microsoft.ContainerService/managedClusters")
        if write.id.lower() in (used.lower() for used in identities_of(record["inputs"]))
    )
    if not users:
        return None
    return Refusal(
        "IdentityInUse",
        f"The identity {write.name} is used by the managed cluster {', '.join(users)} and cannot be deleted "
        "(Azure deletes it and leaves a cluster that cannot act; the sandbox refuses).",
    )


def _scope_exists(write: Write) -> Refusal | None:
    """Refuse a scope that is not there; of a type that the sandbox does not have, nothing is known."""
    scope = str(write.body.get("scope") or write.id.rsplit(f"/providers/{ASSIGNMENT_TYPE}", 1)[0])
    kind = "/".join(scope.lower().split("/providers/")[-1].split("/")[:2])
    if exists(write.view, scope) or kind in _UNKNOWN_HERE:
        return None
    return Refusal("ResourceNotFound", f"The scope '{scope}' of the role assignment was not found.")


def _guid_name(write: Write) -> Refusal | None:
    if _GUID.fullmatch(write.name):
        return None
    return Refusal("InvalidRoleAssignmentId", f"The role assignment ID '{write.name}' is not valid. It must be a GUID.")


def _known_role(write: Write) -> Refusal | None:
    definition = str(write.body.get("roleDefinitionId"))
    marker = "/providers/microsoft.authorization/roledefinitions/"
    if marker in definition.lower() and last(definition).lower() in BUILT_IN_ROLES:
        return None
    return Refusal(
        "RoleDefinitionDoesNotExist",
        f"The specified role definition with ID '{last(definition)}' does not exist (roleDefinitionId: {definition}).",
    )


def _principal_exists(write: Write) -> Refusal | None:
    principal = write.body.get("principalId")
    known = {USER_OBJECT_ID}
    for record in write.view.resources.values():
        outputs = record["outputs"]
        known.add(outputs.get("principalId", "") if record["type"] != ASSIGNMENT_TYPE else "")
        known.add(as_dict(outputs.get("identity")).get("principalId", ""))
        for profile in as_dict(outputs.get("identityProfile")).values():
            known.add(as_dict(profile).get("objectId", ""))
    if principal and principal in known:
        return None
    return Refusal(
        "PrincipalNotFound",
        f"Principal {str(principal).replace('-', '')} does not exist in the directory {TENANT_ID}.",
    )


def _unique(write: Write) -> Refusal | None:
    """A name is unique in a tenant; so is the triple of scope, principal and role."""
    for record in write.view.of_type(ASSIGNMENT_TYPE):
        if record["id"].lower() == write.id.lower():
            continue
        if last(record["id"]).lower() == write.name.lower():
            return Refusal(
                "RoleAssignmentUpdateNotPermitted",
                "Tenant ID, application ID, principal ID, and scope are not allowed to be updated "
                f"(the name {write.name} is already used at {record['inputs'].get('scope')}).",
            )
        if _triple(record["inputs"]) == _triple(write.body):
            return Refusal("RoleAssignmentExists", f"The role assignment already exists: {record['id']}.")
    return None


def _triple(body: Json) -> tuple[str, ...]:
    role = last(str(body.get("roleDefinitionId")))
    return tuple(str(value).lower().strip("/") for value in (body.get("scope"), body.get("principalId"), role))


def _unchanged(write: Write) -> Refusal | None:
    if write.old is None or _triple(write.old) == _triple(write.body):
        return None
    return Refusal(
        "RoleAssignmentUpdateNotPermitted",
        "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
    )


def _assignment_outputs(_view: Subscription, _arm_id: str, body: Json) -> Json:
    return {"principalType": body.get("principalType") or "User", "createdBy": USER_OBJECT_ID}


USER_ASSIGNED_IDENTITY = SimulatedType(
    arm=catalogue.USER_ASSIGNED_IDENTITY,
    body=("azure.mgmt.msi.v2023_01_31.models", "Identity"),
    writes=(group_exists,),
    deletes=(_identity_free,),
    outputs=_identity_outputs,
)
ROLE_ASSIGNMENT = SimulatedType(
    arm=catalogue.ROLE_ASSIGNMENT,
    body=("azure.mgmt.authorization.v2022_04_01.models", "RoleAssignmentCreateParameters"),
    # Azure takes its time until an assignment counts; a cluster that does not wait for it is refused.
    seconds=0.2,
    writes=(_scope_exists, _guid_name, _known_role, _principal_exists, _unique, _unchanged),
    outputs=_assignment_outputs,
)
KINDS = (USER_ASSIGNED_IDENTITY, ROLE_ASSIGNMENT)
