"""What Azure gets as `networkProfile`: per mode the whole mapping, so that a key too many is seen like one too few.

Not proven: that Azure takes it; the engine tests check request bodies against Azure's own description of them.
"""

from ipaddress import IPv4Network

import pytest

from aksnet.azure.axes import IpFamily, Outbound
from aksnet.azure.modes import MODES
from aksnet.plan.cluster_ranges import node_ranges, pod_ranges
from aksnet.plan.profile import network_profile
from tests.plan.support import Raw, cluster, dev, plan

ALWAYS = {"dnsServiceIP": "10.0.0.10", "outboundType": "loadBalancer", "loadBalancerSku": "standard"}
ONE_FAMILY = {"ipFamilies": ["IPv4"], "serviceCidrs": ["10.0.0.0/16"], **ALWAYS}
WITH_PODS = {"podCidrs": ["10.244.0.0/16"], **ONE_FAMILY}
TWO_FAMILIES = {
    "ipFamilies": ["IPv4", "IPv6"],
    "podCidrs": ["10.244.0.0/16", "fd12:3456:789a::/64"],
    "serviceCidrs": ["10.0.0.0/16", "fd12:3456:789a:1::/108"],
    **ALWAYS,
}
AZURE = {"networkPlugin": "azure", "networkDataplane": "azure", "networkPolicy": "none"}
CILIUM = {"networkPlugin": "azure", "networkDataplane": "cilium", "networkPolicy": "cilium"}
OVERLAY = {"networkPluginMode": "overlay"}

PROFILES: Raw = {
    "kubenet": {"networkPlugin": "kubenet", "networkDataplane": "azure", "networkPolicy": "none", **WITH_PODS},
    "node-subnet": {**AZURE, **ONE_FAMILY},
    "pod-subnet": {**AZURE, **ONE_FAMILY},
    "pod-subnet-static-block": {**AZURE, **ONE_FAMILY},
    "overlay": {**AZURE, **OVERLAY, **WITH_PODS},
    "overlay-dual-stack": {**AZURE, **OVERLAY, **TWO_FAMILIES},
    "cilium-overlay": {**CILIUM, **OVERLAY, **WITH_PODS},
    "cilium-overlay-dual-stack": {**CILIUM, **OVERLAY, **TWO_FAMILIES},
    "cilium-node-subnet": {**CILIUM, **ONE_FAMILY},
    "cilium-pod-subnet": {**CILIUM, **ONE_FAMILY},
    "cilium-pod-subnet-static-block": {**CILIUM, **ONE_FAMILY},
    "byo-cni": {"networkPlugin": "none", **WITH_PODS},
}


@pytest.mark.parametrize("mode", MODES)
def test_a_mode_sends_exactly_what_its_row_has(mode: str) -> None:
    assert PROFILES[mode] == network_profile(cluster(dev(mode=mode)))


@pytest.mark.parametrize(
    ("mode", "policy"), [(row.name, policy.value) for row in MODES.values() for policy in row.policies]
)
def test_a_policy_that_the_row_offers_changes_that_key_alone(mode: str, policy: str) -> None:
    planned = cluster(dev(mode=mode, networkPolicy=policy))
    assert PROFILES[mode] | {"networkPolicy": policy} == network_profile(planned)


@pytest.mark.parametrize(
    ("mode", "outbound"),
    [
        (row.name, outbound.value)
        for row in MODES.values()
        for outbound in row.outbounds
        if not (
            IpFamily.IPV6 in row.families and outbound is Outbound.NAT_GATEWAY
        )  # a gateway that is the user's: tests/rules
    ],
)
def test_an_outbound_type_that_the_row_offers_changes_that_key_alone(mode: str, outbound: str) -> None:
    hop = {"nextHop": "10.230.0.4"} if outbound == "userDefinedRouting" else {}
    planned = cluster(dev(mode=mode, outbound={"type": outbound, **hop}, privateCluster=outbound == "none"))
    assert PROFILES[mode] | {"outboundType": outbound} == network_profile(planned)


@pytest.mark.parametrize(
    ("mode", "value"), [(row.name, value.value) for row in MODES.values() for value in row.network_modes]
)
def test_a_network_mode_is_sent_only_when_it_is_asked_for(mode: str, value: str) -> None:
    assert PROFILES[mode] | {"networkMode": value} == network_profile(cluster(dev(mode=mode, networkMode=value)))


@pytest.mark.parametrize(
    ("raw", "changed"),
    [
        pytest.param(dev(mode="kubenet", podCidr="10.100.0.0/16"), {"podCidrs": ["10.100.0.0/16"]}, id="pod range"),
        pytest.param(
            dev(mode="node-subnet", serviceCidr="10.200.0.0/16"),
            {"serviceCidrs": ["10.200.0.0/16"], "dnsServiceIP": "10.200.0.10"},
            id="Service range, which takes the DNS address along",
        ),
        pytest.param(
            dev(mode="node-subnet", serviceCidr="10.200.0.0/29"),
            {"serviceCidrs": ["10.200.0.0/29"], "dnsServiceIP": "10.200.0.6"},
            id="Service range too small for a tenth address",
        ),
        pytest.param(dev(mode="overlay", dnsServiceIp="10.0.9.9"), {"dnsServiceIP": "10.0.9.9"}, id="DNS address"),
        pytest.param(
            dev(mode="overlay-dual-stack", podCidrs=["10.1.0.0/16", "fd00::/64"]),
            {"podCidrs": ["10.1.0.0/16", "fd00::/64"]},
            id="pod ranges of two families",
        ),
        pytest.param(
            dev(mode="overlay-dual-stack", serviceCidrs=["10.2.0.0/16", "fd01::/108"]),
            {"serviceCidrs": ["10.2.0.0/16", "fd01::/108"], "dnsServiceIP": "10.2.0.10"},
            id="Service ranges of two families, whose DNS is of the first",
        ),
    ],
)
def test_ranges_that_are_written_are_sent(raw: Raw, changed: Raw) -> None:
    mode = raw["clusters"]["dev"]["mode"]
    assert PROFILES[mode] | changed == network_profile(cluster(raw))


NODES = [IPv4Network("10.224.0.0/16")]
POD_RANGES = {"node-subnet": ["10.224.0.0/16"], "pod-subnet": ["10.225.0.0/16"]}
"""Where pods have no range of their own: by the part of the mode's name that says so."""


@pytest.mark.parametrize("mode", MODES)
def test_pods_are_expected_where_the_mode_puts_them(mode: str) -> None:
    planned = plan(dev(mode=mode))
    expected = next((ranges for part, ranges in POD_RANGES.items() if part in mode), ["10.244.0.0/16"])
    if mode.endswith("dual-stack"):
        expected = [*expected, "fd12:3456:789a::/64"]
    assert expected == [str(found) for found in pod_ranges(planned.clusters[0], planned.network)]


@pytest.mark.parametrize("mode", MODES)
def test_nodes_are_expected_in_their_subnet(mode: str) -> None:
    planned = plan(dev(mode=mode))
    found = node_ranges(planned.clusters[0], planned.network)
    assert [network for network in found if network.version == 4] == NODES


def test_ranges_of_several_pools_are_given_once_each() -> None:
    planned = plan(
        dev(
            mode="pod-subnet",
            nodePools={
                "a": {"mode": "System"},
                "b": {"nodeSubnet": "10.230.0.0/24", "podSubnet": "10.231.0.0/16"},
                "c": {},
            },
        )
    )
    found = planned.clusters[0], planned.network
    assert [str(prefix) for prefix in node_ranges(*found)] == ["10.224.0.0/16", "10.230.0.0/24"]
    assert [str(prefix) for prefix in pod_ranges(*found)] == ["10.225.0.0/16", "10.231.0.0/16"]
