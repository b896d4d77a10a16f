"""The rule book: what a stack must keep to beyond the types of its settings, each rule a function of a context.

Rules never stop one another: all of them run, and `aksnet.rules.reporter` decides what is told. A rule yields problems
of the kinds that `aksnet.settings.problem_kinds` lists. Of two rules that find something wrong at one path of the plan,
the first in this book is heard.
"""

from collections.abc import Callable, Iterable
from itertools import islice

from aksnet.rules import (
    access,
    api_names,
    balancers,
    capacity,
    ceilings,
    denied_flows,
    egress,
    front_ends,
    gateways,
    identities,
    isolated,
    names,
    network_features,
    places,
    pools,
    quantities,
    ranges,
    raw_maps,
    route_tables,
    security,
    services,
    subnet_keys,
    subnets,
    system_pools,
    upgrades,
    versions,
    vnet_keys,
    workloads,
)
from aksnet.rules import dates as retirements
from aksnet.rules import mode_offers as modes
from aksnet.rules.context import Context
from aksnet.rules.reporter import Findings, findings
from aksnet.settings.problems import Problem

Rule = Callable[[Context], Iterable[Problem]]
_MOST_PROBLEMS = 500
"""Problems of one rule that are told: three thousand subnets of one range overlap in four million pairs."""

RULES: tuple[Rule, ...] = (
    *names.RULES,
    *quantities.RULES,
    *modes.RULES,
    *ranges.RULES,
    *places.RULES,
    *capacity.RULES,
    *ceilings.RULES,
    *system_pools.RULES,
    *pools.RULES,
    *versions.RULES,
    *upgrades.RULES,
    *services.RULES,
    *subnets.RULES,
    *subnet_keys.RULES,
    *vnet_keys.RULES,
    *security.RULES,
    *denied_flows.RULES,
    *access.RULES,
    *api_names.RULES,
    *identities.RULES,
    *network_features.RULES,
    *egress.RULES,
    *balancers.RULES,
    *gateways.RULES,
    *isolated.RULES,
    *route_tables.RULES,
    *workloads.RULES,
    *front_ends.RULES,
    *raw_maps.RULES,
    *retirements.RULES,
)


def judge(context: Context, unread: Iterable[Problem] = ()) -> Findings:
    """Return what there is to tell of a stack, beside what could not be read of its settings."""
    return findings([*unread, *(problem for rule in RULES for problem in islice(rule(context), _MOST_PROBLEMS))])
