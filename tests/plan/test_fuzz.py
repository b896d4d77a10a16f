"""Whatever a stack file says ends in a plan or in problems that can be read; never in another error.

Not proven: that the problems are the right ones; the tables of `reading/` and `rules/` do that.
"""

import math
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plan.modes import MODES
from plan.planner import make_plan
from plan.problems import SettingsError
from plan.profile import network_profile
from plan.ranges import node_ranges, pod_ranges
from plan.records import StackPlan
from tests.plan.support import GROUP_ID, TABLE_ID, VNET_ID

JUNK: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**40), 10**40),
        st.sampled_from([math.inf, math.nan, 1.3, 1.35, date(2026, 11, 21)]),
        st.sampled_from(
            ["", " ", "yes", "none", "10.0.0.0/8", "10.0.0.0/0", "0.0.0.0/0", "::/0", "fd00::%1/64", "nginx"]
        ),
        st.text(max_size=8),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2),
        st.dictionaries(st.one_of(st.text(max_size=5), st.integers(0, 3), st.dates(), st.none()), inner, max_size=2),
    ),
    max_leaves=4,
)
IPV4 = st.sampled_from(["10.224.0.0/24", "10.224.1.0/28", "10.225.0.0/16", "10.0.0.0/8", "192.168.1.1/32", "0.0.0.0/0"])
IPV6 = st.sampled_from(["fd12:3456:789b::/64", "fd12:3456:789b:1::/64", "fd00::/108", "::/0"])
ANY_RANGE = st.one_of(IPV4, IPV6)
NAMES = st.sampled_from(["a", "A", "b", "nodes", "Nodes", "x" * 63, "dev-node-subnet", "größe", "a.b"])
ADDRESS = st.sampled_from(["10.0.0.10", "10.224.0.4", "10.224.0.3"])
GROUP = st.fixed_dictionaries(
    {},
    optional={
        "name": NAMES,
        "id": st.just(GROUP_ID),
        "rules": st.dictionaries(
            NAMES,
            st.fixed_dictionaries(
                {
                    "priority": st.integers(99, 101),
                    "direction": st.sampled_from(["Inbound", "Outbound"]),
                    "access": st.sampled_from(["Allow", "Deny"]),
                },
            ),
            max_size=2,
        ),
    },
)
SUBNET = st.one_of(
    NAMES,
    IPV4,
    st.just(f"{VNET_ID}/subnets/nodes"),
    st.fixed_dictionaries(
        {},
        optional={
            "name": NAMES,
            "prefix": IPV4,
            "ipv6Prefix": IPV6,
            "existing": st.booleans(),
            "id": st.just(f"{VNET_ID}/subnets/nodes"),
            "routeTableId": st.just(TABLE_ID),
            "networkSecurityGroup": GROUP,
        },
    ),
)
POOL = st.fixed_dictionaries(
    {},
    optional={
        "mode": st.sampled_from(["System", "User"]),
        "count": st.integers(0, 1000),
        "minCount": st.integers(0, 5),
        "maxCount": st.integers(0, 1000),
        "maxPods": st.integers(0, 260),
        "osType": st.sampled_from(["Linux", "Windows"]),
        "vmSize": st.sampled_from(["Standard_B2s", "Standard_D4pds_v5"]),
        "taints": st.just(["a=b:NoSchedule"]),
        "nodeSubnet": SUBNET,
        "podSubnet": SUBNET,
    },
)
WORKLOAD = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(["nginx", "hello-kubernetes"]),
        "replicas": st.integers(0, 100_000),
        "spread": st.sampled_from(["required", "preferred", "none"]),
        "nginx": JUNK,
        "service": st.fixed_dictionaries(
            {},
            optional={
                "type": st.sampled_from(["ClusterIP", "LoadBalancer", "None"]),
                "internal": st.booleans(),
                "subnet": NAMES,
                "address": ADDRESS,
            },
        ),
    },
)
CLUSTER = st.fixed_dictionaries(
    {},
    optional={
        "mode": st.sampled_from(list(MODES)),
        "name": NAMES,
        "networkPolicy": st.sampled_from(["none", "azure", "calico", "cilium"]),
        "nodeSubnet": SUBNET,
        "podSubnet": SUBNET,
        "podCidr": IPV4,
        "podCidrs": st.lists(ANY_RANGE, max_size=3),
        "serviceCidr": IPV4,
        "serviceCidrs": st.lists(ANY_RANGE, max_size=3),
        "dnsServiceIp": ADDRESS,
        "outbound": st.sampled_from(
            ["loadBalancer", "userAssignedNATGateway", {"type": "userDefinedRouting", "nextHop": "10.9.9.9"}]
        ),
        "kubernetesVersion": st.sampled_from(["1.27", "1.34.1"]),
        "privateCluster": st.booleans(),
        "roleScope": st.sampled_from(["subnet", "vnet"]),
        "installCilium": st.just({}),
        "ipMasqExtraCidrs": st.lists(IPV4, max_size=2),
        "nodePools": st.dictionaries(st.sampled_from(["a", "b", "windows"]), POOL, max_size=3),
        "workloads": st.dictionaries(st.sampled_from(["nginx", "hello-kubernetes", "other"]), WORKLOAD, max_size=3),
    },
)
STACK = st.fixed_dictionaries(
    {"clusters": st.dictionaries(NAMES, CLUSTER, max_size=3)},
    optional={
        "resourceGroup": st.one_of(NAMES, st.fixed_dictionaries({"name": NAMES, "existing": st.booleans()})),
        "network": st.fixed_dictionaries(
            {},
            optional={
                "name": NAMES,
                "id": st.just(VNET_ID),
                "existing": st.booleans(),
                "resourceGroup": NAMES,
                "addressSpace": st.lists(ANY_RANGE, max_size=3),
                "subnets": st.dictionaries(NAMES, SUBNET, max_size=3),
                "peeredRanges": st.lists(ANY_RANGE, max_size=2),
            },
        ),
        "tags": st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2),
    },
)


@st.composite
def spoiled(draw: st.DrawFn) -> Any:
    """A stack in which one to three places hold junk."""
    stack = draw(STACK)
    for _ in range(draw(st.integers(1, 3))):
        stack = _spoil(stack, draw)
    return stack


def _spoil(value: Any, draw: st.DrawFn) -> Any:
    if isinstance(value, dict) and value and draw(st.integers(0, 3)):
        key = draw(st.sampled_from(sorted(value, key=str)))
        renamed = draw(st.sampled_from([key, key, key, f"{key}s", 1, None, date(2026, 1, 1)]))
        return {
            (renamed if name == key else name): _spoil(part, draw) if name == key else part
            for name, part in value.items()
        }
    return draw(JUNK)


def _readable(error: SettingsError) -> list[str]:
    """Give what no problem may lack, for every problem that lacks it."""
    lacking = [f"nothing said at {p.path}" for p in error.problems if not (p.path and p.allowed and p.cure)]
    said = [(p.path, p.allowed) for p in error.problems]
    lacking += [f"said twice: {one}" for one in sorted(set(said)) if said.count(one) > 1]
    return lacking if error.problems else ["no problem at all"]


def _whole(planned: StackPlan) -> list[str]:
    """Give what a plan names and does not have."""
    subnets = planned.network.subnets
    named = [name for found in planned.clusters for pool in found.pools for name in (pool.node_subnet, pool.pod_subnet)]
    lacking = [f"no subnet {name}" for name in named if name is not None and name not in subnets]
    lacking += [
        f"no range for {name}" for name, subnet in subnets.items() if not subnet.existing and not subnet.prefixes
    ]
    for subnet in subnets.values():
        if subnet.route_table is not None and subnet.route_table not in planned.network.route_tables:
            lacking.append(f"no route table {subnet.route_table}")
        if subnet.nat_gateway is not None and subnet.nat_gateway not in planned.network.nat_gateways:
            lacking.append(f"no NAT gateway {subnet.nat_gateway}")
    used = {subnet.route_table for subnet in subnets.values()} | {subnet.nat_gateway for subnet in subnets.values()}
    made = [*planned.network.route_tables, *planned.network.nat_gateways]
    return lacking + [f"{name} hangs on nothing" for name in made if name not in used]


def _outcome(raw: Any) -> list[str]:
    try:
        planned = make_plan(raw, stack="dev", location="westeurope")
    except SettingsError as error:
        return _readable(error)
    for found in planned.clusters:
        network_profile(found)
        node_ranges(found, planned.network)
        pod_ranges(found, planned.network)
    return _whole(planned)


LIMITS = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(raw=STACK)
@LIMITS
def test_settings_of_a_right_shape_are_planned_or_refused_in_words(raw: Any) -> None:
    assert _outcome(raw) == []


@given(raw=spoiled())
@LIMITS
def test_settings_of_any_shape_are_planned_or_refused_in_words(raw: Any) -> None:
    assert _outcome(raw if isinstance(raw, dict) else {"clusters": raw}) == []
