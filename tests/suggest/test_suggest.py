"""Suggestions: what each need decides, that every suggestion passes the plan, and that a file says what was planned.

Not proven here: the command line around it (`tests/cli/test_suggest.py`), and what the plan itself refuses
(`rules/`, `checks/`).
"""

from ipaddress import IPv4Address, IPv4Network, ip_network
from itertools import combinations
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from aksnet.azure.modes import MODES
from aksnet.layout.addressing import overlaps
from aksnet.planning import make_plan
from aksnet.settings.engine_yaml import read as read_yaml
from aksnet.suggest.advised import page_of
from aksnet.suggest.inputs import Inputs, needs_of
from aksnet.suggest.needs import MEANING, Need, Needs, refused
from aksnet.suggest.suggest_file import stack_file
from aksnet.suggest.suggest_pools import pools_of
from aksnet.suggest.suggestion import Candidate, Suggestion, suggest, wrong_inputs
from tests.plan.support import IP_ID, PREFIX_ID, dev, problems
from tests.scale import drawn

HOP = IPv4Address("10.9.0.4")
SERVER = IPv4Address("10.8.1.4")
THREE = ["1", "2", "3"]
SPREAD = {"zones": THREE, "maxSurge": "33%"}
"""What pools of a cluster of production have."""


def wants(*needs: Need, nodes: int = 5, **others: Any) -> Needs:
    """Needs of a small cluster; a firewall has its address."""
    hop = HOP if Need.FIREWALL in needs else None
    servers = (SERVER,) if Need.HUB_DNS in needs else ()
    return Needs(nodes=nodes, needs=frozenset(needs), next_hop=hop, dns_servers=servers, **others)


def taken(needs: Needs) -> str | None:
    """Name the mode that is suggested."""
    chosen = suggest(needs).chosen
    return chosen.mode.name if chosen else None


def decided(needs: Needs) -> list[str]:
    """Everything that is decided beside the mode."""
    return [each.text for each in suggest(needs).decisions]


def fitting(answer: Suggestion) -> list[str]:
    return [each.mode.name for each in answer.candidates if each.fits]


def candidate(answer: Suggestion, name: str) -> Candidate:
    return next(each for each in answer.candidates if each.mode.name == name)


def read(text: str) -> tuple[dict[str, Any], str]:
    """Read a stack file by the engine's rules and by YAML's own: the project's keys, and the region."""
    config = read_yaml(text)["config"]
    assert config == yaml.safe_load(text)["config"]
    location = config.pop("azure-native:location")
    return {key.removeprefix("aks-networking:"): value for key, value in config.items()}, location


@pytest.mark.parametrize(
    ("needs", "mode"),
    [
        (wants(), "cilium-overlay"),
        (wants(Need.WINDOWS), "overlay"),
        (wants(Need.IPV6), "cilium-overlay-dual-stack"),
        (wants(Need.IPV6, Need.WINDOWS), "overlay-dual-stack"),
        (wants(Need.NETWORK_POLICY, Need.WINDOWS), "overlay"),
        (wants(Need.OWN_CNI), "byo-cni"),
        (wants(Need.OWN_CNI, Need.NETWORK_POLICY), "byo-cni"),
        (wants(Need.NO_VNET_ADDRESSES, nodes=500), "cilium-overlay"),
        (wants(Need.PODS_REACHABLE), "cilium-pod-subnet"),
        (wants(Need.PODS_REACHABLE, nodes=50), "cilium-pod-subnet"),
        (wants(Need.PODS_REACHABLE, Need.WINDOWS, nodes=500, pods_per_node=30), "pod-subnet"),
        (wants(Need.PODS_REACHABLE, Need.WINDOWS, nodes=500), "pod-subnet-static-block"),
        (wants(Need.PODS_REACHABLE, nodes=1000), "cilium-pod-subnet-static-block"),
        (wants(Need.PODS_REACHABLE, Need.WINDOWS, nodes=1000), "pod-subnet-static-block"),
        (wants(Need.FIXED_EGRESS), "cilium-overlay"),
        (wants(Need.FIREWALL, Need.IPV6), "cilium-overlay-dual-stack"),
        (wants(Need.PRIVATE), "cilium-overlay"),
        (wants(nodes=4997), "cilium-overlay"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.sentence(),
)
def test_needs_lead_to_a_mode(needs: Needs, mode: str) -> None:
    assert taken(needs) == mode


@pytest.mark.parametrize(
    ("needs", "help_"),
    [
        (
            wants(Need.PODS_REACHABLE, Need.IPV6),
            ("without pods-reachable: cilium-overlay-dual-stack", "without ipv6: cilium-pod-subnet"),
        ),
        (
            wants(Need.PODS_REACHABLE, Need.NO_VNET_ADDRESSES),
            ("without pods-reachable: cilium-overlay", "without no-vnet-addresses-for-pods: cilium-pod-subnet"),
        ),
        (
            wants(Need.IPV6, Need.FIXED_EGRESS),
            ("without ipv6: cilium-overlay", "without fixed-egress-address: cilium-overlay-dual-stack"),
        ),
        (wants(nodes=4998), ("in several clusters of at most 4,997 nodes: cilium-overlay",)),
        (wants(nodes=4998, clusters=64), ()),
        (wants(vnet=IPv4Network("10.20.0.0/29")), ("in another VNet, for instance 10.224.0.0/12: cilium-overlay",)),
        (wants(pods_per_node=251), ("with at most 250 pods a node: cilium-overlay",)),
    ],
    ids=lambda value: "" if isinstance(value, tuple) else value.sentence(),
)
def test_where_nothing_fits_every_mode_says_why_and_what_would_fit(needs: Needs, help_: tuple[str, ...]) -> None:
    answer = suggest(needs)
    assert answer.chosen is None
    assert [each.mode.name for each in answer.candidates if not each.reasons_out] == []
    assert answer.would_help == help_


PREFIXES = (
    "public IP prefixes of yours, one of IPv4 and one of IPv6: write their ids in outbound: {type: loadBalancer, "
    "loadBalancer: {publicIpPrefixIds: [...]}}, in a dual-stack mode"
)
GATEWAY = (
    "a NAT gateway of yours of SKU StandardV2 carries IPv6: write its id as natGatewayId of the subnets, with "
    "outbound: userAssignedNATGateway, in a dual-stack mode"
)
BLOCKS = (
    "AKS has static blocks with dual stack, by its release notes of 2026-06-19; this project cannot send it, because "
    "no public source shows such a request"
)


@pytest.mark.parametrize(
    ("needs", "said"),
    [
        (wants(Need.IPV6, Need.FIXED_EGRESS), (PREFIXES, GATEWAY)),
        (wants(Need.IPV6, Need.PODS_REACHABLE), (BLOCKS,)),
        (wants(Need.PODS_REACHABLE, Need.NO_VNET_ADDRESSES), ()),
        (wants(Need.IPV6), ()),
    ],
)
def test_what_azure_has_and_this_project_does_not_create_is_named(needs: Needs, said: tuple[str, ...]) -> None:
    assert suggest(needs).elsewhere == said


def test_the_case_that_users_ask_for_is_answered_with_sizes_from_the_formulas() -> None:
    vnet = IPv4Network("10.0.0.0/16")
    answer = suggest(wants(Need.PODS_REACHABLE, Need.WINDOWS, nodes=500, pods_per_node=30, vnet=vnet))
    assert fitting(answer) == ["pod-subnet", "pod-subnet-static-block", "node-subnet"]
    assert answer.chosen is not None
    assert answer.chosen.drawn is not None
    assert answer.chosen.drawn.raw == {
        "network": {"addressSpace": ["10.0.0.0/16"]},
        "clusters": {
            "aks": {
                "mode": "pod-subnet",
                "nodeSubnet": {"prefix": "10.0.128.0/22"},
                "podSubnet": {"prefix": "10.0.0.0/17"},
                "serviceCidr": "10.1.0.0/16",
                "tier": "Standard",
                "nodePools": {
                    "system": {"mode": "System", "count": 3, "maxPods": 30, **SPREAD},
                    "win": {"osType": "Windows", "osSku": "Windows2022", "count": 500, "maxPods": 30, **SPREAD},
                },
            }
        },
    }
    assert [(each.name, each.needed) for each in answer.chosen.drawn.budget.ranges] == [
        ("aks-node-subnet", (3 + 1) + (500 + 165)),
        ("aks-pod-subnet", (3 + 1 + 500 + 165) * (1 + 30)),
    ]


def test_a_row_that_is_out_names_each_axis_and_limit_against_it() -> None:
    answer = suggest(wants(Need.PODS_REACHABLE, Need.WINDOWS, nodes=500))
    assert candidate(answer, "kubenet").reasons_out == (
        "pods-reachable: pods have addresses of the cluster's own pod CIDR",
        "windows: nodes run Linux only",
        "503 nodes: this mode ends at 400 in one cluster",
    )


def test_addresses_one_by_one_end_with_those_of_a_vnet() -> None:
    answer = suggest(wants(Need.PODS_REACHABLE, nodes=2000))
    said = "82,646 addresses one by one: a VNet gives out 65,536"
    assert candidate(answer, "node-subnet").reasons_out == (said,)
    assert fitting(answer) == ["cilium-pod-subnet-static-block", "pod-subnet-static-block"]


def test_a_retiring_mode_is_the_last_resort() -> None:
    assert fitting(suggest(wants()))[-1] == "kubenet"


def test_policies_on_windows_come_from_calico_because_azure_npm_ends() -> None:
    answer = suggest(wants(Need.NETWORK_POLICY, Need.WINDOWS))
    assert answer.chosen is not None
    assert answer.chosen.drawn is not None
    assert answer.chosen.drawn.plan.clusters[0].policy == "calico"


def test_every_way_to_a_fixed_egress_address_is_named() -> None:
    """A gateway is drawn; the keys of the others are those of a stack file."""
    notes = [said for said in decided(wants(Need.FIXED_EGRESS)) if "address" in said and "maxPods" not in said]
    ways = (
        {"type": "userAssignedNATGateway", "natGateway": {"prefixLength": 28}},
        {"type": "loadBalancer", "loadBalancer": {"publicIpIds": [IP_ID]}},
        {"type": "loadBalancer", "loadBalancer": {"publicIpPrefixIds": [PREFIX_ID]}},
    )
    assert [problems(dev(outbound=way)) for way in ways] == [[], [], []]
    words = ["NAT gateway", "load balancer", "firewall"]
    assert [word in note for word, note in zip(words, notes, strict=True)] == [True, True, True]


def test_a_firewall_is_a_fixed_egress_address_and_stays_free() -> None:
    answer = suggest(wants(Need.FIREWALL, Need.FIXED_EGRESS, vnet=IPv4Network("10.9.0.0/24")))
    assert answer.chosen is not None
    assert answer.chosen.drawn is not None
    raw = answer.chosen.drawn.raw["clusters"]["aks"]
    assert raw["outbound"] == {"type": "userDefinedRouting", "nextHop": "10.9.0.4"}
    assert raw["nodeSubnet"] == {"prefix": "10.9.0.64/27"}
    assert "peeredRanges" not in answer.chosen.drawn.raw["network"]
    assert "the fixed egress address is the firewall's own: a cluster has one outbound type" in decided(answer.needs)


@pytest.mark.parametrize(
    ("vnet", "avoid", "peers"),
    [
        (None, (), ["10.9.0.0/26"]),
        (IPv4Network("10.20.0.0/16"), (), ["10.9.0.0/26"]),
        (IPv4Network("10.20.0.0/16"), (ip_network("10.9.0.0/16"),), ["10.9.0.0/16"]),
        (IPv4Network("10.20.0.0/16"), (ip_network("10.30.0.0/16"),), ["10.30.0.0/16", "10.9.0.0/26"]),
    ],
    ids=str,
)
def test_a_firewall_in_another_vnet_is_in_a_peered_range_and_nothing_warns_of_it(
    vnet: IPv4Network | None, avoid: tuple[Any, ...], peers: list[str]
) -> None:
    answer = suggest(wants(Need.FIREWALL, vnet=vnet, avoid=avoid))
    assert answer.chosen is not None
    assert answer.chosen.drawn is not None
    assert answer.chosen.drawn.raw["network"]["peeredRanges"] == peers
    assert answer.chosen.drawn.plan.warnings == ()


def test_a_vnet_that_cannot_hold_the_firewall_beside_the_nodes_is_refused() -> None:
    answer = suggest(wants(Need.FIREWALL, vnet=IPv4Network("10.9.0.0/26")))
    assert answer.chosen is None
    assert candidate(answer, "overlay").reasons_out == ("10.9.0.0/26 has no room for a /28 for nodes",)


def test_ranges_to_avoid_outside_the_vnet_become_peered_ranges() -> None:
    inside, outside = ip_network("10.20.0.0/24"), ip_network("10.244.0.0/16")
    answer = suggest(wants(vnet=IPv4Network("10.20.0.0/16"), avoid=(inside, outside)))
    assert answer.chosen is not None
    assert answer.chosen.drawn is not None
    raw = answer.chosen.drawn.raw
    assert raw["network"] == {"addressSpace": ["10.20.0.0/16"], "peeredRanges": ["10.244.0.0/16"]}
    assert raw["clusters"]["aks"]["nodeSubnet"] == {"prefix": "10.20.1.0/27"}
    assert raw["clusters"]["aks"]["podCidr"] == "10.1.0.0/16"


def test_more_than_a_pool_may_have_is_spread_over_pools_alike() -> None:
    pools = pools_of(Needs(nodes=10, grow_to=2500), MODES["overlay"])
    assert [(each.name, each.least, each.most, each.surge, each.system) for each in pools] == [
        ("system", 3, 3, 1, True),
        ("nodepool1", 3, 625, 207, False),
        ("nodepool2", 3, 625, 207, False),
        ("nodepool3", 2, 625, 207, False),
        ("nodepool4", 2, 625, 207, False),
    ]


def test_blocks_are_filled_and_a_lonely_node_has_room_for_thirty_pods() -> None:
    blocks, flat = MODES["pod-subnet-static-block"], MODES["node-subnet"]
    assert [pools_of(Needs(nodes=3, pods_per_node=m), blocks)[0].max_pods for m in (30, 31, 32, 250)] == [
        31,
        31,
        47,
        250,
    ]
    assert [pools_of(Needs(nodes=n, pods_per_node=1), flat)[0].max_pods for n in (1, 2, 3, 4)] == [30, 15, 10, 10]


@pytest.mark.parametrize(
    ("needs", "written"),
    [
        (wants(), {}),
        (wants(pods_per_node=30), {}),
        (wants(pods_per_node=250), {}),
        (wants(Need.PODS_REACHABLE, nodes=50), {}),
        (wants(Need.PODS_REACHABLE, nodes=50, pods_per_node=60), {"maxPods": 60}),
        (wants(Need.PODS_REACHABLE, nodes=3, pods_per_node=30), {"maxPods": 30}),
        (wants(Need.PODS_REACHABLE, nodes=3), {}),
    ],
    ids=lambda value: "" if isinstance(value, dict) else value.sentence(),
)
def test_max_pods_is_written_only_where_it_costs_addresses_and_somebody_has_said_it(
    needs: Needs, written: dict[str, int]
) -> None:
    chosen = suggest(needs).chosen
    assert chosen is not None
    assert chosen.drawn is not None
    pool = chosen.drawn.raw["clusters"]["aks"]["nodePools"]["nodepool1"]
    assert {key: value for key, value in pool.items() if key == "maxPods"} == written


def test_a_smaller_number_of_pods_than_aks_gives_an_overlay_is_not_taken_and_the_answer_says_why() -> None:
    said = "maxPods stays AKS's own, 250: fewer would save no address, and no pool's can be changed later"
    assert said in decided(wants(pods_per_node=30))


@pytest.mark.parametrize(
    ("nodes", "tier", "pools"),
    [
        (9, None, {"nodepool1": {"count": 9, "maxSurge": "10%"}}),
        (
            10,
            "Standard",
            {
                "system": {"mode": "System", "count": 3, "taints": ["CriticalAddonsOnly=true:NoSchedule"], **SPREAD},
                "nodepool1": {"count": 10, **SPREAD},
            },
        ),
    ],
)
def test_from_ten_nodes_on_a_cluster_has_the_standard_tier_zones_and_a_system_pool_of_its_own(
    nodes: int, tier: str | None, pools: dict[str, Any]
) -> None:
    chosen = suggest(wants(nodes=nodes)).chosen
    assert chosen is not None
    assert chosen.drawn is not None
    cluster = chosen.drawn.raw["clusters"]["aks"]
    assert (cluster.get("tier"), cluster["nodePools"]) == (tier, pools)


@pytest.mark.parametrize(
    ("needs", "said", "zones"),
    [
        (wants(), "no availability zones for so few nodes; --need zones spreads them all the same", None),
        (wants(Need.ZONES), "nodes in the availability zones 1, 2 and 3, which westeurope has", THREE),
        (
            wants(nodes=20, location="West US 3"),
            "nodes in the availability zones 1, 2 and 3, which West US 3 has",
            [*"123"],
        ),
        (wants(nodes=20, location="westus"), "no availability zones: westus has none", None),
        (
            wants(nodes=20, location="atlantis"),
            "no availability zones: whether atlantis has them is not known here; if it has, write zones: "
            '["1", "2", "3"]',
            None,
        ),
        (
            wants(Need.ZONES, location="atlantis"),
            "no availability zones: whether atlantis has them is not known here; if it has, write zones: "
            '["1", "2", "3"]',
            None,
        ),
        (wants(Need.ZONES, nodes=2), "2 nodes do not reach every zone: only 3 or more do", THREE),
    ],
    ids=lambda value: f"{value.sentence()} in {value.location}" if isinstance(value, Needs) else "",
)
def test_nodes_are_spread_over_zones_where_the_region_has_them(
    needs: Needs, said: str, zones: list[str] | None
) -> None:
    chosen = suggest(needs).chosen
    assert chosen is not None
    assert chosen.drawn is not None
    pools = chosen.drawn.raw["clusters"]["aks"]["nodePools"].values()
    assert said in decided(needs)
    assert [pool.get("zones") for pool in pools] == [zones] * len(pools)


@pytest.mark.parametrize(
    ("needs", "prefix", "said"),
    [
        (
            wants(nodes=9),
            "10.224.0.0/26",  # 18 + 2 + 10 + 5 = 35
            "ranges have room for 18 nodes, twice as many as you name, and an upgrade's extra ones: room to scale is "
            "advised, and how much is this project's choice (--grow-to is yours)",
        ),
        (
            wants(nodes=9, grow_to=12),
            "10.224.0.0/26",  # 12 + 4 + 3 + 1 + 10 + 5 = 35
            "ranges have room for the 12 nodes that you name and an upgrade's extra ones",
        ),
        (
            wants(nodes=9, vnet=IPv4Network("10.224.0.0/28")),
            "10.224.0.0/28",  # 9 + 1 + 5 = 15
            "ranges have room for 9 nodes and an upgrade's extra ones, and there is none to scale beyond",
        ),
        (
            wants(nodes=3000),
            "10.224.0.0/19",  # 4,996 + 1,652 + 3 + 1 + 10 + 5 = 6,667
            "ranges have room for 4,996 nodes, as many as a cluster may have, and an upgrade's extra ones: room to "
            "scale is advised, and how much is this project's choice (--grow-to is yours)",
        ),
    ],
    ids=lambda value: value.sentence() if isinstance(value, Needs) else "",
)
def test_ranges_have_room_to_grow_where_there_is_some_and_the_answer_says_how_much(
    needs: Needs, prefix: str, said: str
) -> None:
    chosen = suggest(needs).chosen
    assert chosen is not None
    assert chosen.drawn is not None
    assert chosen.drawn.raw["clusters"]["aks"]["nodeSubnet"] == {"prefix": prefix}
    assert said in decided(needs)


@pytest.mark.parametrize(
    ("surge", "nodes", "said"),
    [
        (None, 9, "maxSurge is 10%, AKS's own; 33% is advised for production"),
        (None, 10, "maxSurge is 33%, as advised for production"),
        ("2", 10, "maxSurge is 2, as you said; 33% is advised for production"),
    ],
)
def test_the_surge_is_the_one_that_is_advised_for_the_size_or_asked_for(
    surge: str | None, nodes: int, said: str
) -> None:
    assert said in decided(wants(nodes=nodes, surge=surge))


def test_a_pool_and_its_surge_stay_within_a_thousand_nodes() -> None:
    """AKS rejects an upgrade that would pass them."""
    for surge in ("1", "250", "1000", "10%", "33%", "100%"):
        pools = pools_of(Needs(nodes=3000, surge=surge), MODES["overlay"])
        assert max(pool.most + pool.surge for pool in pools) <= 1000


ZONE = (
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/hub/providers/Microsoft.Network/"
    "privateDnsZones/privatelink.westeurope.azmk8s.io"
)
AKS_ZONE = (
    "the zone of the API server's name is one that AKS makes and links to this VNet alone, where those servers do not "
    "look: --private-dns-zone takes a zone of the hub's instead, as advised, or none for public DNS"
)


@pytest.mark.parametrize(
    ("zone", "keys", "told"),
    [
        (None, {}, True),
        ("system", {"privateDnsZone": "system"}, True),
        ("none", {"privateDnsZone": "none"}, False),
        (ZONE, {"privateDnsZone": ZONE, "publicFqdn": False}, False),
    ],
)
def test_dns_servers_of_a_hub_want_a_zone_of_the_hub_for_a_private_api_server(
    zone: str | None, keys: dict[str, Any], told: bool
) -> None:
    needs = wants(Need.HUB_DNS, Need.PRIVATE, private_dns_zone=zone)
    answer = suggest(needs)
    assert answer.chosen is not None
    assert answer.chosen.drawn is not None
    raw = answer.chosen.drawn.raw
    assert raw["network"]["dnsServers"] == ["10.8.1.4"]
    cluster = raw["clusters"]["aks"]
    said = {key: cluster[key] for key in ("privateCluster", "privateDnsZone", "publicFqdn") if key in cluster}
    assert said == {"privateCluster": True, **keys}
    assert (AKS_ZONE in decided(needs)) == told
    assert candidate(answer, "kubenet").reasons_out == (
        "hub-dns: AKS makes no private cluster on a route table beside DNS servers of yours",
    )


def test_pods_and_services_keep_off_dns_servers_in_the_default_ranges() -> None:
    servers = ["10.244.0.10", "10.0.0.10", "10.244.0.10"]
    needs = needs_of(Inputs(nodes=5, need=["hub-dns"], dns_server=servers, private_dns_zone=None))
    chosen = suggest(needs).chosen
    assert chosen is not None
    assert chosen.drawn is not None
    assert chosen.drawn.raw["network"]["dnsServers"] == ["10.244.0.10", "10.0.0.10"]
    cluster = chosen.drawn.raw["clusters"]["aks"]
    assert (cluster["podCidr"], cluster["serviceCidr"]) == ("10.2.0.0/16", "10.1.0.0/16")


def test_the_words_for_a_zone_that_is_none_are_taken_in_capitals_too() -> None:
    assert needs_of(Inputs(nodes=5, need=["private"], private_dns_zone="None")).private_dns_zone == "none"


def test_everything_that_nobody_has_said_is_named_as_made_up() -> None:
    assert suggest(wants(Need.FIREWALL, Need.HUB_DNS, Need.IPV6)).made_up == (
        "10.224.0.0/12, the VNet's range: --vnet is yours",
        "fd12:3456:789b::/48, the VNet's IPv6 range: no option says another",
        "10.244.0.0/16, fd12:3456:789a::/64 for pods and 10.0.0.0/16, fd12:3456:789a:1::/108 for Services: kept off "
        "all ranges and addresses that you name",
        "10.9.0.0/26 as a peered range, the firewall's subnet, from its address: --avoid with the range of its network "
        "says more",
        "10.8.1.4/32 as a peered range, the address alone: --avoid with the range of its network says more",
        "aks, the name of stack and cluster: --name is yours",
        "westeurope, the region: --location is yours",
    )
    said: dict[str, Any] = {"vnet": IPv4Network("10.20.0.0/16"), "name": "shop", "location": "eastus"}
    assert suggest(wants(Need.OWN_CNI, avoid=(ip_network("10.8.0.0/16"),), **said)).made_up == (
        "10.244.0.0/16 for pods and 10.0.0.0/16 for Services: kept off all ranges and addresses that you name",
    )


def test_every_page_of_a_mode_has_its_title() -> None:
    assert [mode.name for mode in MODES.values() if page_of(mode).title == mode.name] == []


def test_every_need_has_its_meaning_and_decides_on_every_row() -> None:
    assert set(MEANING) == set(Need)
    allowed = {need: [m.name for m in MODES.values() if refused(need, m, wants(need)) is None] for need in Need}
    assert allowed[Need.PODS_REACHABLE] == [m.name for m in MODES.values() if "subnet" in m.pods]
    assert allowed[Need.WINDOWS] == [m.name for m in MODES.values() if len(m.os_types) == 2]
    assert allowed[Need.IPV6] == ["overlay-dual-stack", "cilium-overlay-dual-stack"]
    assert allowed[Need.OWN_CNI] == ["byo-cni"]
    assert allowed[Need.PRIVATE] == allowed[Need.ZONES] == allowed[Need.HUB_DNS] == list(MODES)


def test_names_and_regions_that_azure_refuses_are_found_first() -> None:
    assert wrong_inputs(wants()) == ()
    assert [problem.path for problem in wrong_inputs(wants(name="a..b"))] == ["clusters.a..b"]


RANGES = ["10.0.0.0/8", "10.0.0.0/16", "10.224.0.0/12", "10.244.0.0/16", "172.16.0.0/13", "192.168.0.0/16"]
RANGES += ["10.20.0.0/20", "10.20.4.0/24", "fd12:3456:789a::/64", "fd12:3456:789b::/48"]
VNETS = [None, *RANGES[:8], "10.20.0.0/24", "10.20.0.0/28"]


@st.composite
def any_needs(draw: st.DrawFn) -> Needs:
    """Needs of all sizes, sensible or not."""
    wanted = frozenset(draw(st.sets(st.sampled_from(list(Need)), max_size=4)))
    nodes = draw(st.one_of(st.integers(1, 60), st.integers(1, 6000)))
    vnet = draw(st.sampled_from(VNETS))
    return Needs(
        nodes=nodes,
        pods_per_node=draw(st.integers(1, 255)),
        grow_to=draw(st.one_of(st.none(), st.integers(nodes + 1, nodes + 2000))),
        surge=draw(st.sampled_from([None, "1", "5", "10%", "33%", "100%"])),
        needs=wanted,
        clusters=draw(st.sampled_from([1, 1, 1, 2, 5])),
        vnet=IPv4Network(vnet) if vnet else None,
        avoid=tuple(ip_network(each) for each in draw(st.sets(st.sampled_from(RANGES), max_size=3))),
        next_hop=HOP if Need.FIREWALL in wanted else None,
        dns_servers=(SERVER,) if Need.HUB_DNS in wanted else (),
        location=draw(st.sampled_from(["westeurope", "westus", "nowhere"])),
    )


@given(needs=any_needs())
@drawn(300)
def test_a_suggestion_passes_the_plan_as_it_is_written_or_says_why_there_is_none(needs: Needs) -> None:
    answer = suggest(needs)
    assert {each.mode.name for each in answer.candidates} == set(MODES)
    assert all(each.fits != bool(each.reasons_out) for each in answer.candidates)
    if answer.chosen is None:
        with pytest.raises(ValueError, match="nothing was chosen"):
            stack_file(answer)
        return
    assert answer.chosen.drawn is not None
    raw, location = read(stack_file(answer))
    assert raw == answer.chosen.drawn.raw
    assert make_plan(raw, stack=needs.name, location=location) == answer.chosen.drawn.plan
    assert [each.name for each in answer.chosen.drawn.budget.ranges if each.free < 0] == []
    for need in needs.needs:
        assert refused(need, answer.chosen.mode, needs) is None


@given(needs=any_needs())
@drawn(150)
def test_everything_that_is_drawn_keeps_apart_and_off_what_is_in_use(needs: Needs) -> None:
    for each in suggest(needs).candidates:
        if each.drawn is None:
            continue
        subnets = [p for subnet in each.drawn.plan.network.subnets.values() for p in subnet.prefixes]
        ranges = {r for c in each.drawn.plan.clusters for r in (*c.pod_cidrs, *c.service_cidrs)}
        apart = [*subnets, *ranges, *needs.in_use]
        met = [(one, other) for one, other in combinations(apart, 2) if overlaps(one, other)]
        assert [pair for pair in met if not set(pair) <= set(needs.in_use)] == []
        pools = each.drawn.plan.clusters[0].pools
        assert sum(pool.most_nodes for pool in pools if pool.name != "system") == needs.most_nodes
