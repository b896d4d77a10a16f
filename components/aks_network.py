"""AksNetwork: everything that a stack file says, declared by one component of whatever program.

Settings are planned, and what lives is asked whether it may change, before the component itself is registered: a run
that is refused has declared nothing.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import pulumi

from aksnet.contract import StackOutputs
from aksnet.diff.own_resources import AT_THE_TOP, NETWORK_TYPE
from aksnet.errors import AksnetError
from aksnet.plan.budget import stack_budget
from aksnet.plan.records import StackPlan
from aksnet.planning import make_checked_plan

from .guard import guard, running_versions
from .known_later import Arguments, read_arguments
from .outputs import outputs_of
from .own_state import places_of, read_own_state
from .platform import Family, declare_platform
from .refusal import refused

_Text = pulumi.Input[str]
_BESIDE_SETTINGS = ("location", "base_name")


class AksNetwork(pulumi.ComponentResource):
    """A network with AKS clusters: VNet and subnets, identities and their roles, clusters and what runs inside them."""

    outputs: StackOutputs[_Text, pulumi.Input[Mapping[str, str]]]

    def __init__(
        self,
        name: str,
        args: Mapping[str, Any],
        opts: pulumi.ResourceOptions | None = None,
        *,
        once_at_the_top: bool = False,
    ) -> None:
        """Declare everything.

        Args:
            name: logical name, which the names of all children begin with.
            args: what a stack file says.
            opts: resource options.
            once_at_the_top: whether an earlier version of the program declared the same without this component.

        """
        try:
            read = _read(name, args)
            plan = _plan(read, name, args, opts, once_at_the_top=once_at_the_top)
        except AksnetError as error:
            raise refused(error) from None
        super().__init__(NETWORK_TYPE, name, None, read.later.options(opts))
        for warning in plan.warnings:
            pulumi.log.warn(warning, self)
        family = Family(parent=self, name=name, once_at_the_top=once_at_the_top)
        platform = declare_platform(plan, family, read.later)
        self.outputs = outputs_of(platform, stack_budget(plan), read.later)
        self.register_outputs(self.outputs)


def _base_name(name: str, args: Mapping[str, Any]) -> str:
    return args.get("base_name") or f"{name}-{pulumi.get_stack()}"


def _read(name: str, args: Mapping[str, Any]) -> Arguments:
    settings = {key: value for key, value in args.items() if key not in _BESIDE_SETTINGS}
    location = args.get("location") or pulumi.Config("azure-native").get("location")
    return read_arguments(settings, location, _base_name(name, args))


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
    return guard(checked.plan, state())
