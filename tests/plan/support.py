"""What the tests of planning share: short ways to write raw settings, and to plan them or see what is wrong."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from aksnet.layout.resolve import resolve
from aksnet.plan.records import ClusterPlan, StackPlan
from aksnet.plan.stack_plan import plan_stack
from aksnet.planning import make_plan
from aksnet.rules import Rule, judge
from aksnet.rules.context import Context
from aksnet.settings.loading import load
from aksnet.settings.problems import Problem, SettingsError
from aksnet.settings.settings import Settings

Raw = dict[str, Any]

SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001"
VNET_ID = f"{SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub-vnet"
TABLE_ID = f"{SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.Network/routeTables/hub-routes"
NAT_ID = f"{SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.Network/natGateways/hub-nat"
IP_ID = f"{SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.Network/publicIPAddresses/out"
PREFIX_ID = f"{SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.Network/publicIPPrefixes/out"
IDENTITIES = f"{SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.ManagedIdentity/userAssignedIdentities"
IDENTITY_ID, KUBELET_ID = f"{IDENTITIES}/control-plane", f"{IDENTITIES}/nodes"
REGISTRY_ID = f"{SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.ContainerRegistry/registries/images"
ADMINS = "0b1f6471-1bf0-4dda-aec3-cb9272f09590"
"""A group of Entra ID."""
ZONES = f"{SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.Network/privateDnsZones"
ZONE_ID = f"{ZONES}/privatelink.westeurope.azmk8s.io"
GROUP_ID = f"{SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.Network/networkSecurityGroups/hub-nsg"
LEARN = "https://learn.microsoft.com/azure/"
TROUBLESHOOT = "https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/"
TODAY = date(2026, 11, 30)
"""The day on which all tests take place."""

NONE_RUNS: dict[str, str] = {}
"""No cluster lives yet."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """A stack that breaks one rule, what the user is told, and a stack just beside the edge that breaks none."""

    rule: Rule
    says: str
    raw: Raw
    expected: list[Problem]
    beside: Raw
    today: date = TODAY


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """Settings that cannot be read, and everything that the user is told."""

    says: str
    raw: Raw
    expected: list[Problem]


def dev(**keys: Any) -> Raw:
    """One cluster named dev with these keys."""
    return {"clusters": {"dev": keys}}


def pool(mode: str = "cilium-overlay", /, **keys: Any) -> Raw:
    """One cluster named dev with one pool that has these keys."""
    return dev(mode=mode, nodePools={"np": keys})


def nginx(**keys: Any) -> Raw:
    """One cluster named dev with one nginx that has these keys."""
    return dev(workloads={"nginx": keys})


def service(**keys: Any) -> Raw:
    """One cluster named dev with one nginx whose Service has these keys."""
    return nginx(service=keys)


def network(clusters: Raw, /, **keys: Any) -> Raw:
    """These clusters in a network with these keys."""
    return {"network": keys, "clusters": clusters}


def plan(raw: Raw, *, stack: str = "dev", location: str | None = "westeurope", today: date = TODAY) -> StackPlan:
    """Plan a stack that is expected to be right."""
    return make_plan(raw, stack=stack, location=location, today=today)


def cluster(raw: Raw, key: str = "dev") -> ClusterPlan:
    """Plan a stack and give one of its clusters."""
    return next(found for found in plan(raw).clusters if found.key == key)


def problems(
    raw: Raw, *, stack: str = "dev", location: str | None = "westeurope", today: date = TODAY
) -> list[Problem]:
    """Return everything that is wrong, nothing for settings that are right."""
    try:
        plan(raw, stack=stack, location=location, today=today)
    except SettingsError as error:
        return list(error.problems)
    return []


def settings(raw: Raw) -> Settings:
    """Read settings that have the right types; rules may still find them wrong."""
    read, wrong = load(raw)
    assert wrong == []
    assert read is not None
    return read


def context(raw: Raw, *, today: date = TODAY, running: dict[str, str] | None = NONE_RUNS) -> Context:
    """Read and plan settings that nothing has checked, for the rules to look at."""
    read = settings(raw)
    layout = resolve(read, stack="dev", location="westeurope")
    return Context(settings=read, layout=layout, plan=plan_stack(read, layout), today=today, running=lambda: running)


def found(raw: Raw, *, today: date = TODAY) -> list[Problem]:
    """Return all that the rules say of a stack, warnings too."""
    told = judge(context(raw, today=today))
    return [*told.problems, *told.warnings]
