"""Prefixes that problems suggest: each a different one, and all of them together make the plan valid."""

import re
from copy import deepcopy
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from aksnet.azure.axes import IpFamily
from aksnet.azure.modes import MODES
from aksnet.settings.problems import Problem
from tests.plan.support import Raw, network, problems
from tests.scale import drawn

SPACE = ["10.224.0.0/11", "fd12:3456:789b::/48"]
PREFIXES = st.sampled_from(["", "10.224.0.0/24", "10.224.0.0/16", "10.224.1.0/24", "10.225.0.0/20", "192.168.0.0/24"])
IPV6 = st.sampled_from(["", "fd12:3456:789b::/64", "fd12:3456:789b::/63", "fd00::/64"])
RANGES = st.sampled_from(
    [
        "",
        "10.0.0.0/16",
        "10.224.0.0/14",
        "10.240.0.0/13",
        "10.244.0.0/16",
        "10.244.0.0/24",
        "10.250.0.0/23",
        "11.0.0.0/16",
    ]
)
SERVICES = st.sampled_from(["", "10.0.0.0/12", "10.224.0.0/20", "10.244.0.0/16", "169.254.0.0/16", "10.240.0.0/20"])
PEERS = st.lists(st.sampled_from(["10.0.0.0/16", "10.244.0.0/24", "172.16.0.0/14", "fd12:3456:789a::/48"]), max_size=2)
VNETS = st.sampled_from([[], SPACE, ["10.224.0.0/12"], ["10.0.0.0/8", "fd12:3456:789b::/48"], ["172.16.0.0/12"]])
POOLS = st.fixed_dictionaries({}, optional={"count": st.integers(1, 40), "maxPods": st.integers(30, 250)})
_SUGGESTED = re.compile(r"write (?:prefix: |ipv6Prefix: )?(\[[^]]+\]|[0-9a-f.:]+/\d+)")


@st.composite
def clusters(draw: st.DrawFn) -> Raw:
    """Clusters whose prefixes may be missing, outside, of a wrong size or in one another's way."""
    found: Raw = {}
    for number, mode in enumerate(draw(st.lists(st.sampled_from(list(MODES)), min_size=1, max_size=5))):
        found[f"c{number}"] = {"mode": mode, "nodeSubnet": _subnet(draw(PREFIXES))}
        if IpFamily.IPV6 in MODES[mode].families:
            found[f"c{number}"]["nodeSubnet"] |= {"ipv6Prefix": ipv6} if (ipv6 := draw(IPV6)) else {}
        if MODES[mode].has_pod_subnet:
            found[f"c{number}"]["podSubnet"] = _subnet(draw(PREFIXES))
    return found


def _subnet(prefix: str) -> Raw:
    return {"prefix": prefix} if prefix else {}


def _suggested(problem: Problem) -> str:
    match = _SUGGESTED.match(problem.cure)
    assert match is not None, problem
    return match[1]


def _apply(raw: Raw, found: list[Problem]) -> Raw:
    cured = deepcopy(raw)
    for problem in found:
        *parents, key = problem.path.split(".")
        here: Any = cured
        for parent in parents:
            here = here.setdefault(parent, {})
        suggested = _suggested(problem)
        here[key] = suggested.strip("[]").split(", ") if suggested.startswith("[") else suggested
        if "remove dnsServiceIp" in problem.cure:
            del here["dnsServiceIp"]
    return cured


@st.composite
def whole_stacks(draw: st.DrawFn) -> Raw:
    """Stacks in which any range may be in the way of any other, or too small."""
    found = draw(clusters())
    for cluster in found.values():
        mode = MODES[cluster["mode"]]
        cluster["nodePools"] = {"np": draw(POOLS)}
        pods, services = draw(RANGES), draw(SERVICES)
        if IpFamily.IPV6 in mode.families:
            cluster |= {"podCidrs": [pods, "fd12:3456:789a::/64"]} if pods else {}
            cluster |= {"serviceCidrs": [services, "fd12:3456:789a:1::/108"]} if services else {}
        else:
            cluster |= {"podCidr": pods} if pods and mode.has_pod_cidr else {}
            cluster |= {"serviceCidr": services} if services else {}
        if services and draw(st.booleans()):
            cluster["dnsServiceIp"] = services.split("/")[0][:-1] + "9"
    space = draw(VNETS)
    network = {"peeredRanges": draw(PEERS)} | ({"addressSpace": space} if space else {})
    return {"network": network, "clusters": found}


@given(clusters=clusters(), extra=st.lists(PREFIXES, max_size=3))
@drawn(150)
def test_all_suggestions_together_make_the_plan_valid(clusters: Raw, extra: list[str]) -> None:
    subnets = {f"s{number}": _subnet(prefix) for number, prefix in enumerate(extra)}
    raw = {"clusters": clusters, "network": {"addressSpace": SPACE, "subnets": subnets}}
    found = problems(raw)
    suggested = [_suggested(problem) for problem in found]
    assert sorted(set(suggested)) == sorted(suggested)
    assert problems(_apply(raw, found)) == []


@given(raw=whole_stacks())
@drawn(300)
def test_whatever_is_in_the_way_all_suggestions_together_make_the_plan_valid(raw: Raw) -> None:
    """A VNet that has to move is told of first, and then takes its subnets along."""
    wrong = problems(raw)
    rounds = 2 if any(problem.path == "network.addressSpace" for problem in wrong) else 1
    for _ in range(rounds):
        assume(all(_SUGGESTED.match(problem.cure) for problem in wrong))  # else the VNet has no room
        raw = _apply(raw, wrong)
        wrong = problems(raw)
    assert wrong == []


def test_half_of_a_pair_that_stays_is_in_nobodys_way() -> None:
    """Found by the property above: the IPv6 half moves, and the IPv4 half was then suggested to a subnet."""
    pods = ["10.224.0.0/14", "fd12:3456:789a::/64"]
    clusters = {"a": {}, "b": {"mode": "overlay-dual-stack", "nodeSubnet": {}, "podCidrs": pods}}
    raw = network(clusters, peeredRanges=["fd12:3456:789a::/48"])
    assert {problem.path: problem.cure for problem in problems(raw)} == {
        "clusters.b.podCidrs": "write [10.224.0.0/14, fd00::/64]",
        "clusters.b.serviceCidrs": "write [10.0.0.0/16, fd00:0:0:1::/108]",
        "clusters.a.nodeSubnet.prefix": "write prefix: 10.228.0.0/24",
        "clusters.b.nodeSubnet.prefix": "write prefix: 10.228.1.0/24",
        "clusters.b.nodeSubnet.ipv6Prefix": "write ipv6Prefix: fd12:3456:789b::/64",
    }


def test_several_clusters_without_prefixes_are_each_told_of_another() -> None:
    raw = {"clusters": {"a": {}, "b": {"mode": "pod-subnet"}, "c": {"nodeSubnet": "10.224.1.0/24"}}}
    assert {problem.path: problem.cure for problem in problems(raw)} == {
        "clusters.a.nodeSubnet.prefix": "write prefix: 10.224.0.0/24",
        "clusters.b.nodeSubnet.prefix": "write prefix: 10.224.2.0/24",
        "clusters.b.podSubnet.prefix": "write prefix: 10.224.4.0/23",
    }


def test_a_missing_a_lost_and_a_colliding_subnet_are_told_of_three_places() -> None:
    raw = {
        "clusters": {
            "a": {},
            "b": {"nodeSubnet": "192.168.0.0/24"},
            "c": {"nodeSubnet": "10.225.0.0/24"},
            "d": {"nodeSubnet": "10.225.0.0/24"},
        }
    }
    assert {problem.path: problem.cure for problem in problems(raw)} == {
        "clusters.a.nodeSubnet.prefix": "write prefix: 10.224.0.0/24",
        "clusters.b.nodeSubnet.prefix": "write 10.224.1.0/24, or add the range to network.addressSpace",
        "clusters.d.nodeSubnet.prefix": "write 10.224.2.0/24",
    }


def test_a_subnet_in_the_way_of_several_is_told_once() -> None:
    same = {key: {"nodeSubnet": "10.224.0.0/24"} for key in ("a", "b", "c")}
    found = problems({"clusters": same})
    assert [(problem.path, problem.cure) for problem in found] == [
        ("clusters.b.nodeSubnet.prefix", "write 10.224.1.0/24"),
        ("clusters.c.nodeSubnet.prefix", "write 10.224.2.0/24"),
    ]
