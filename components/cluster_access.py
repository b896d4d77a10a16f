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
    """Of the identity that is made; of no account with an id."""
    identity_id: pulumi.Input[str] | None = None
    """ARM id of an identity that is there already, in the subscription of the provider."""
    roles: tuple[RolePlan, ...]
    scope_ids: Mapping[str, pulumi.Input[str]]
    """ARM id of each thing that a role names, by that name. A plain id may be of any subscription; an output is of the
    provider's own, so that a preview can name the role before the thing exists."""
    location: pulumi.Input[str]
    resource_group_name: pulumi.Input[str]
    tags: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)


class ClusterAccess(pulumi.ComponentResource):
    """The role assignments of a user-assigned identity, and the identity where none is there already."""

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
        identity = _found(args.identity_id, self) if args.identity_id is not None else _made(name, args, self)
        self.identity_id, self.client_id, self.principal_id = identity
        self._subscription = own_subscription(self)
        self.assignments = [self._assignment(name, role, args.scope_ids[role.target_name]) for role in args.roles]
        self.register_outputs({"identityId": self.identity_id, "clientId": self.client_id})

    def _assignment(self, name: str, role: RolePlan, scope: pulumi.Input[str]) -> authorization.RoleAssignment:
        holder = Holder(principal_id=self.principal_id, named_by=self.identity_id)
        return role_assignment(name, role, scope, holder, self._subscription, self)


def _made(name: str, args: ClusterAccessArgs, parent: pulumi.Resource) -> tuple[pulumi.Output[str], ...]:
    """Make the identity; return its ARM id, client id and object id."""
    identity = managedidentity.UserAssignedIdentity(
        f"{name}-identity",
        resource_name_=args.identity_name,
        resource_group_name=args.resource_group_name,
        location=args.location,
        tags=args.tags,
        # The cluster uses the old one until it is told of the new one, which only a new name makes possible.
        opts=child_of(parent, delete_first=False),
    )
    return identity.id, identity.client_id, identity.principal_id


def _found(arm_id: pulumi.Input[str], parent: pulumi.Resource) -> tuple[pulumi.Output[str], ...]:
    """Look an identity up that is there already; return the same of it."""
    found = identity_of(arm_id, pulumi.InvokeOutputOptions(parent=parent))
    return pulumi.Output.from_input(arm_id), found.client_id, found.principal_id


def identity_of(
    arm_id: pulumi.Input[str], opts: pulumi.InvokeOutputOptions
) -> pulumi.Output[managedidentity.GetUserAssignedIdentityResult]:
    """Look up a user-assigned identity by its ARM id."""
    parts = pulumi.Output.from_input(arm_id).apply(lambda text: text.split("/"))
    return managedidentity.get_user_assigned_identity_output(
        resource_group_name=parts[4], resource_name=parts[8], opts=opts
    )


def own_subscription(parent: pulumi.Resource) -> pulumi.Output[str]:
    """Return the subscription that the provider works in."""
    return authorization.get_client_config_output(pulumi.InvokeOutputOptions(parent=parent)).subscription_id


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Whom a role is assigned to."""

    principal_id: pulumi.Input[str]
    named_by: pulumi.Input[str]
    """What the assignment's name is made from, known before the principal is; ARM gives it to one assignment only."""


def role_assignment(
    name: str,
    role: RolePlan,
    scope: pulumi.Input[str],
    holder: Holder,
    subscription: pulumi.Output[str],
    parent: pulumi.Resource,
) -> authorization.RoleAssignment:
    """Declare a planned role assignment; `subscription` is that of a scope whose id is an output."""
    scope_id = pulumi.Output.from_input(scope)
    given = pulumi.Output.from_input(scope.split("/")[2]) if isinstance(scope, str) else subscription
    guid = pulumi.Output.all(scope_id, holder.named_by).apply(
        lambda ids: role_assignment_name(scope=ids[0], identity=ids[1], role_id=role.role_id)
    )
    return authorization.RoleAssignment(
        f"{name}-{role.target.name.lower().replace('_', '-')}/{role.target_name.rsplit('/', 1)[-1]}",
        role_assignment_name=guid,
        scope=scope_id,
        role_definition_id=given.apply(lambda found: role_definition_id(found, role.role_id)),
        principal_id=holder.principal_id,
        # Without it Azure looks the principal up in a directory that may not know it yet.
        principal_type=authorization.PrincipalType.SERVICE_PRINCIPAL,
        description=role.reason,
        opts=child_of(parent),
    )
