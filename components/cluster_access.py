"""The identity of a cluster's control plane and what it may do.

Azure grants a user-assigned identity nothing by itself. The grants are planned in `aksnet.plan.roles`; a cluster must
wait for `assignments`, because AKS checks the rights of its identity when the cluster is created.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
from pulumi_azure_native import authorization, managedidentity

from aksnet.layout.naming import role_assignment_name, role_definition_id
from aksnet.plan.records import RolePlan

from .child_options import child_of


@dataclass(frozen=True, kw_only=True)
class ClusterAccessArgs:
    """What an identity with its grants is made from."""

    identity_name: str
    roles: tuple[RolePlan, ...]
    scope_ids: Mapping[str, pulumi.Input[str]]
    """ARM id of each thing that a role names, by that name. A plain id may be of any subscription; an output is of the
    provider's own, so that a preview can name the role before the thing exists."""
    location: pulumi.Input[str]
    resource_group_name: pulumi.Input[str]
    tags: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)


class ClusterAccess(pulumi.ComponentResource):
    """A user-assigned identity and its role assignments."""

    identity_id: pulumi.Output[str]
    """ARM id of the identity."""
    client_id: pulumi.Output[str]
    """Client id, by which `az role assignment list --assignee` finds its grants."""
    principal_id: pulumi.Output[str]
    """Object id, by which Azure lists its grants."""
    assignments: list[authorization.RoleAssignment]
    """Every grant; a cluster depends on all of them."""

    def __init__(self, name: str, args: ClusterAccessArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("aks-networking:azure:ClusterAccess", name, None, opts)
        identity = managedidentity.UserAssignedIdentity(
            f"{name}-identity",
            resource_name_=args.identity_name,
            resource_group_name=args.resource_group_name,
            location=args.location,
            tags=args.tags,
            # The cluster uses the old one until it is told of the new one, which only a new name makes possible.
            opts=child_of(self, delete_first=False),
        )
        self.identity_id, self.client_id, self.principal_id = identity.id, identity.client_id, identity.principal_id
        client = authorization.get_client_config_output(pulumi.InvokeOutputOptions(parent=self))
        self._subscription = client.subscription_id
        self.assignments = [
            self._assignment(name, role, args.scope_ids[role.target_name], identity) for role in args.roles
        ]
        self.register_outputs({"identityId": self.identity_id, "clientId": self.client_id})

    def _assignment(
        self,
        name: str,
        role: RolePlan,
        scope: pulumi.Input[str],
        identity: managedidentity.UserAssignedIdentity,
    ) -> authorization.RoleAssignment:
        scope_id = pulumi.Output.from_input(scope)
        given = pulumi.Output.from_input(scope.split("/")[2]) if isinstance(scope, str) else self._subscription
        guid = pulumi.Output.all(scope_id, identity.id).apply(
            lambda ids: role_assignment_name(scope=ids[0], identity=ids[1], role_id=role.role_id)
        )
        return authorization.RoleAssignment(
            f"{name}-{role.target.name.lower().replace('_', '-')}/{role.target_name.rsplit('/', 1)[-1]}",
            role_assignment_name=guid,
            scope=scope_id,
            role_definition_id=given.apply(lambda subscription: role_definition_id(subscription, role.role_id)),
            principal_id=identity.principal_id,
            # Without it Azure looks the principal up in a directory that may not know it yet.
            principal_type=authorization.PrincipalType.SERVICE_PRINCIPAL,
            description=role.reason,
            opts=child_of(self),
        )
