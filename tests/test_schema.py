"""The JSON Schema of stack files, by an independent validator: it takes what the loader takes.

Proves that editors do not complain about good stack files and do complain about typos; the rules that need more than
one value are not part of it.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from aksnet.settings.schema import stack_file_schema
from tests.plan.support import dev, problems
from tests.program import stack_config, stack_files
from tests.rules.test_book import CASES

VALIDATOR = Draft202012Validator(stack_file_schema())


def errors(config: dict[str, Any]) -> list[str]:
    return [error.json_path for error in VALIDATOR.iter_errors({"config": config})]


def stack(cluster: Any) -> dict[str, Any]:
    return {"azure-native:location": "westeurope", "aks-networking:clusters": {"dev": cluster}}


def test_it_is_a_valid_schema_itself() -> None:
    Draft202012Validator.check_schema(stack_file_schema())


@pytest.mark.parametrize("name", stack_files())
def test_every_stack_file_of_the_checkout_fits(name: str) -> None:
    assert errors(stack_config(name)) == []


@pytest.mark.parametrize(
    "cluster",
    [
        {},
        {"nodeSubnet": "10.224.0.0/16"},
        {"outbound": {"type": "userDefinedRouting", "nextHop": "10.0.0.4"}},
        {"nodePools": {"np": {"zones": [1, "2"], "maxSurge": 1}}},
        {"workloads": {"web": {"kind": "nginx", "replicas": 2}, "hello-kubernetes": {}}},
        {"installCilium": "1.19.8", "mode": "byo-cni"},
    ],
)
def test_shorthands_and_records_both_fit(cluster: dict[str, Any]) -> None:
    assert errors(stack(cluster)) == []


@pytest.mark.parametrize(
    ("cluster", "path"),
    [
        ({"podcidr": "10.0.0.0/16"}, "$.config['aks-networking:clusters'].dev"),
        ({"mode": "cilium"}, "$.config['aks-networking:clusters'].dev.mode"),
        ({"kubernetesVersion": 1.3}, "$.config['aks-networking:clusters'].dev.kubernetesVersion"),
        ({"protect": "yes"}, "$.config['aks-networking:clusters'].dev.protect"),
        ({"tier": "free"}, "$.config['aks-networking:clusters'].dev.tier"),
        ({"workloads": {"web": {}}}, "$.config['aks-networking:clusters'].dev.workloads.web"),
        ({"podCidr": "10.0.0.0"}, "$.config['aks-networking:clusters'].dev.podCidr"),
    ],
)
def test_a_typo_is_marked_where_it_stands(cluster: dict[str, Any], path: str) -> None:
    assert [found.split(" ")[0] for found in errors(stack(cluster))] == [path]


def test_a_misspelt_key_of_the_project_is_marked() -> None:
    assert errors({**stack({}), "aks-networking:netwrok": {}}) == ["$.config"]


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "an outbound type that is none": ({"outbound": "natGateway"}, "outbound"),
    "an outbound type that is none, in a record": ({"outbound": {"type": "natGateway"}}, "outbound"),
    "a pool name with capitals": ({"nodePools": {"Node_Pool_1": {}}}, "nodePools"),
    "a pool name that is too long": ({"nodePools": {"system": {}, "averylongpool": {}}}, "nodePools"),
    "a prefix length beyond 32": ({"podCidr": "10.0.0.0/33"}, "podCidr"),
    "a subnet's prefix length beyond 32": ({"nodeSubnet": "10.224.0.0/33"}, "nodeSubnet"),
    "host bits": ({"podCidr": "10.244.0.1/16"}, "podCidr"),
    "host bits of a subnet": ({"nodeSubnet": {"prefix": "10.224.8.0/20"}}, "nodeSubnet"),
    "host bits of an IPv6 range": (
        {"mode": "overlay-dual-stack", "podCidrs": ["10.244.0.0/16", "fd12:3456:789a::1/64"]},
        "podCidrs",
    ),
    "a host's group in a subnet's IPv6 range": (
        {"mode": "overlay-dual-stack", "nodeSubnet": {"prefix": "10.224.0.0/16", "ipv6Prefix": "fd12:0:0:1:2::/64"}},
        "nodeSubnet",
    ),
    "too many pods a node": ({"nodePools": {"np": {"maxPods": 300}}}, "nodePools.np.maxPods"),
    "too few pods a node": ({"nodePools": {"np": {"maxPods": 9}}}, "nodePools.np.maxPods"),
    "a pod CIDR in node-subnet": ({"mode": "node-subnet", "podCidr": "10.244.0.0/16"}, "podCidr"),
    "a pod CIDR in node-subnet with Cilium": ({"mode": "cilium-node-subnet", "podCidr": "10.244.0.0/16"}, "podCidr"),
    "pod CIDRs of two families in overlay": ({"mode": "overlay", "podCidrs": ["10.244.0.0/16"]}, "podCidrs"),
    "a pod subnet where no mode is written": ({"podSubnet": "10.225.0.0/16"}, "podSubnet"),
    "a policy that the mode does not offer": ({"mode": "overlay", "networkPolicy": "cilium"}, "networkPolicy"),
    "an unknown key": ({"podcidr": "10.0.0.0/16"}, ""),
    "an unknown key of a pool": ({"nodePools": {"np": {"maxpods": 30}}}, "nodePools.np"),
    "more nodes than a pool has": ({"nodePools": {"np": {"count": 1001}}}, "nodePools.np.count"),
    "an octet beyond 255": ({"authorizedIpRanges": ["203.0.256.0/24"]}, "authorizedIpRanges[0]"),
    "an image that is none": ({"nodePools": {"np": {"osSku": "Debian"}}}, "nodePools.np.osSku"),
}


@pytest.mark.parametrize(("cluster", "path"), WRONG.values(), ids=WRONG)
def test_what_is_refused_by_its_form_is_marked_where_it_stands_and_refused_by_the_loader(
    cluster: dict[str, Any], path: str
) -> None:
    start = "$.config['aks-networking:clusters'].dev"
    assert errors(stack(cluster)) == [f"{start}.{path}" if path else start]
    assert problems(dev(**cluster)) != []


@given(address=st.integers(0, 2**32 - 1), length=st.integers(0, 33))
def test_an_ipv4_range_fits_exactly_when_it_starts_at_its_first_address(address: int, length: int) -> None:
    text = f"{IPv4Address(address)}/{length}"
    try:
        right = str(IPv4Network(text)) == text
    except ValueError:
        right = False
    assert (errors(stack({"podCidr": text})) == []) == right


def _fits(text: str) -> bool:
    return errors(stack({"nodeSubnet": {"prefix": "10.224.0.0/16", "ipv6Prefix": text}})) == []


@given(address=st.integers(0, 2**128 - 1), length=st.integers(0, 128), exploded=st.booleans())
def test_an_ipv6_range_that_starts_at_its_first_address_fits(address: int, length: int, exploded: bool) -> None:
    network = IPv6Network((address >> (128 - length) << (128 - length), length))
    assert _fits(network.exploded if exploded else str(network))


@given(address=st.integers(1, 2**128 - 1), length=st.integers(0, 130), exploded=st.booleans())
def test_an_ipv6_range_with_a_group_behind_its_length_does_not(address: int, length: int, exploded: bool) -> None:
    """Bits of the group that the length ends in are left to the loader."""
    ipv6, groups = IPv6Address(address), -(-length // 16)
    wrong = length > 128 or address % (1 << 16 * max(8 - groups, 0)) != 0
    assert not (wrong and _fits(f"{ipv6.exploded if exploded else ipv6}/{length}"))


def test_whatever_the_rules_take_the_schema_takes_too() -> None:
    for case in CASES:
        config = {f"aks-networking:{key}": value for key, value in case.beside.items()}
        assert errors({"azure-native:location": "westeurope", **config}) == [], case.says


def test_keys_and_records_are_titled_as_people_write_them() -> None:
    definitions = stack_file_schema()["$defs"]
    pool = definitions["NodePoolSettings"]
    assert (pool["title"], {key: value.get("title", key) for key, value in pool["properties"].items()}) == (
        "node pool",
        {key: key for key in pool["properties"]},
    )
