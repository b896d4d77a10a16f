"""The ends and ports of security rules, and labels of nodes: what is taken and what is refused, each with its path."""

from typing import Any

import pytest

from aksnet.planning import make_plan
from aksnet.settings.problems import SettingsError


def refused(cluster: dict[str, Any]) -> list[str]:
    try:
        make_plan({"clusters": {"dev": cluster}}, stack="dev", location="westeurope")
    except SettingsError as error:
        return [problem.path for problem in error.problems]
    return []


def rule(**keys: Any) -> dict[str, Any]:
    written = {"priority": 200, "direction": "Inbound", "access": "Allow", **keys}
    return {"nodeSubnet": {"prefix": "10.224.0.0/16", "networkSecurityGroup": {"rules": {"r": written}}}}


AT = "clusters.dev.nodeSubnet.networkSecurityGroup.rules.r"


@pytest.mark.parametrize("end", ["*", "10.0.0.4", "10.0.0.0/8", "fd00::/8", "Internet", "Storage.WestEurope"])
def test_an_end_of_a_rule_is_an_address_a_range_or_a_service_tag(end: str) -> None:
    assert refused(rule(source=end, destination=end)) == []


@pytest.mark.parametrize("end", ["10.0.0.300/24", "10.0.0.0/33", "", "internet!", "10.0"])
def test_another_end_is_refused_where_it_stands(end: str) -> None:
    assert refused(rule(source=end)) == [f"{AT}.source"]


@pytest.mark.parametrize("ports", ["*", "80", "8000-8080", "0-65535"])
def test_ports_are_a_number_a_range_or_all(ports: str) -> None:
    assert refused(rule(destinationPorts=[ports])) == []


@pytest.mark.parametrize("ports", ["80-20", "abc", "65536", "-1", ""])
def test_other_ports_are_refused_where_they_stand(ports: str) -> None:
    assert refused(rule(destinationPorts=[ports])) == [f"{AT}.destinationPorts.0"]


@pytest.mark.parametrize(
    ("labels", "path"),
    [
        ({"team": "net", "example.com/tier": ""}, []),
        ({"bad key!": "x"}, ["clusters.dev.nodePools.np.labels.bad key!"]),
        ({"team": "x y"}, ["clusters.dev.nodePools.np.labels.team"]),
    ],
)
def test_labels_of_nodes_are_labels_of_kubernetes(labels: dict[str, str], path: list[str]) -> None:
    assert refused({"nodePools": {"np": {"labels": labels}}}) == path
