"""AksNetwork: everything that a stack file says, declared by one component of whatever program.

Settings are planned, and what lives is asked whether it may change, before the component itself is registered: a run
that is refused has declared nothing.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import pulumi

from aksnet.diff.own_resources import AT_THE_TOP, NETWORK_TYPE
from aksnet.errors import AksnetError, UsageError
from aksnet.plan.budget import stack_budget
from aksnet.plan.records import StackPlan
from aksnet.planning import make_checked_plan

from .aks_network_arguments import AksNetworkArgs
from .former_types import without_versioned_types
from .guard import guard, running_versions
from .known_later import Arguments, read_arguments
from .output_types import ClusterOutputs, IpBudget, NetworkOutputs
from .outputs import outputs_of
from .own_state import places_of, read_own_state
from .platform import Family, declare_platform
from .refusal import refused

_AZURE = "azure-native"
_BESIDE_SETTINGS = ("location", "base_name", "baseName")


class AksNetwork(pulumi.ComponentResource):
    """A network with AKS clusters: VNet and subnets, identities and their roles, clusters and what runs inside them."""

    resource_group: pulumi.Output[str]
    """Name of the resource group."""
    network: pulumi.Output[NetworkOutputs]
    """The VNet and its subnets."""
    clusters: pulumi.Output[Mapping[str, ClusterOutputs]]
    """The clusters, by key."""
    ip_budget: pulumi.Output[IpBudget]
    """The addresses that ranges have and need."""
    kubeconfigs: pulumi.Output[Mapping[str, str]]
    """Credentials of each cluster, by key; secret."""

    def __init__(
        self,
        name: str,
        args: AksNetworkArgs,
        opts: pulumi.ResourceOptions | None = None,
        *,
        once_at_the_top: bool = False,
    ) -> None:
        """Declare everything.

        Args:
            name: logical name, which the names of all children begin with.
            args: what a stack file says; its keys may be written as there, too.
            opts: resource options.
            once_at_the_top: whether an earlier version of the program declared the same without this component.

        Raises:
            ArgumentsRefused: when anything is wrong with the arguments, or a run would lose a living cluster.

        """
        try:
            read = _read(name, args)
            plan = _plan(read, name, args, opts, once_at_the_top=once_at_the_top)
        except AksnetError as error:
            raise refused(error, name) from None
        first = pulumi.ResourceOptions(transformations=[without_versioned_types])
        super().__init__(NETWORK_TYPE, name, None, pulumi.ResourceOptions.merge(first, read.later.options(opts)))
        for warning in plan.warnings:
            pulumi.log.warn(warning, self)
        family = Family(parent=self, name=name, once_at_the_top=once_at_the_top)
        platform = declare_platform(plan, family, read.later)
        # Not as one output: where a part is secret, the whole of it would be.
        parts: dict[str, Any] = {**outputs_of(platform, stack_budget(plan), read.later)}
        self._parts = parts
        self.resource_group = pulumi.Output.from_input(parts["resourceGroup"])
        self.network = pulumi.Output.from_input(parts["network"])
        self.clusters = pulumi.Output.from_input(parts["clusters"])
        self.ip_budget = pulumi.Output.from_input(parts["ipBudget"])
        self.kubeconfigs = pulumi.Output.from_input(parts["kubeconfigs"])
        self.register_outputs(parts)

    @property
    def outputs(self) -> Mapping[str, Any]:
        """The outputs by their names in a stack, in which only what is secret is one."""
        return self._parts


def _base_name(name: str, args: Mapping[str, Any]) -> str:
    given = args.get("base_name", args.get("baseName"))
    return given if isinstance(given, str) and given else f"{name}-{pulumi.get_stack()}"


def _read(name: str, args: Mapping[str, Any]) -> Arguments:
    if not isinstance(args, Mapping):
        raise UsageError(f"The arguments of AksNetwork are a dict with the keys of a stack file, not {args!r}.")
    if "/" in name:
        raise UsageError(f"{name}: the name of an AksNetwork has no slash, which its children's names have after it.")
    settings = {key: value for key, value in args.items() if key not in _BESIDE_SETTINGS}
    location = args.get("location") or pulumi.Config("azure-native").get("location")
    return read_arguments(settings, location, _base_name(name, args))


def _as_child(opts: pulumi.ResourceOptions | None) -> pulumi.InvokeOptions:
    """Return how Azure is asked before there is a component: by the provider that its children will have."""
    given = opts or pulumi.ResourceOptions()
    listed = given.providers.values() if isinstance(given.providers, Mapping) else given.providers or ()
    own = [each for each in (given.provider, *listed) if each is not None and each.package == _AZURE]
    return pulumi.InvokeOptions(provider=own[0]) if own else pulumi.InvokeOptions(parent=given.parent)


def _plan(
    read: Arguments,
    name: str,
    args: Mapping[str, Any],
    opts: pulumi.ResourceOptions | None,
    *,
    once_at_the_top: bool,
) -> StackPlan:
    """Return the plan that nothing refuses, with what it keeps of living clusters."""
    # Reading the state adds an entry to it, so that it waits for settings that are right.
    places = places_of(NETWORK_TYPE, name, opts)
    state = cache(lambda: read_own_state([*places, AT_THE_TOP] if once_at_the_top else places))
    checked = make_checked_plan(
        read.settings,
        stack=_base_name(name, args),
        location=read.location,
        running=lambda: running_versions(state()),
    )
    return guard(checked.plan, state(), _as_child(opts))
