"""The report as a document: every number of a small stack, and what is left of a stack that is wrong."""

import json

import pytest

from aksnet.azure.modes import MODES
from aksnet.report.document import document, ip_budget
from aksnet.report.sheets import sheets
from tests.report.stacks import SMALL, STACKS, WRONG, many, of, report


def test_a_small_stack_is_told_number_by_number() -> None:
    assert document(of(SMALL)) == {
        "stack": "test",
        "location": "westeurope",
        "resourceGroup": "rg-test",
        "network": {
            "name": "small-vnet",
            "existing": False,
            "addressSpace": ["10.1.0.0/16"],
            "peeredRanges": ["10.9.0.0/16"],
        },
        "problems": [],
        "warnings": [],
        "clusters": [
            {
                "cluster": "one",
                "name": "one",
                "mode": "node-subnet",
                "summary": MODES["node-subnet"].summary,
                "networkPolicy": "none",
                "nodeRanges": ["10.1.0.0/24"],
                "podRanges": ["10.1.0.0/24"],
                "serviceRanges": ["10.0.0.0/16"],
                "dnsServiceIp": "10.0.0.10",
                "outbound": "loadBalancer",
                "authorizedIpRanges": [],
                "maxNodes": 5000,
                "retires": None,
                "pools": [
                    {
                        "pool": "np",
                        "mode": "System",
                        "os": "Linux",
                        "vmSize": "Standard_D4ds_v5",
                        "leastNodes": 3,
                        "mostNodes": 3,
                        "surgeNodes": 1,
                        "maxPods": 30,
                        "nodeSubnet": "one-node-subnet",
                        "podSubnet": None,
                    }
                ],
            }
        ],
        "raw": [],
        "ranges": [
            {
                "name": "one-node-subnet",
                "kind": "subnet",
                "range": "10.1.0.0/24",
                "available": 251,
                "needed": 124,
                "surge": 31,
                "free": 127,
                "utilisation": 0.494,
                "reserved": 5,
                "floor": 124,
                "nodesLeft": 4,
                "users": [
                    {
                        "cluster": "one",
                        "pool": "np",
                        "what": "nodes and pods",
                        "formula": "(3 + 1) x (1 + 30)",
                        "floor": 124,
                        "needed": 124,
                        "surge": 31,
                    }
                ],
            }
        ],
        "growth": [
            {
                "cluster": "one",
                "pool": "np",
                "nodes": 3,
                "maxPods": 30,
                "nodesLeft": 4,
                "podsLeft": 120,
                "stoppedBy": "subnet 10.1.0.0/24",
            }
        ],
        "training": [
            {
                "cluster": "one",
                "pool": "np",
                "trainingFormula": "3 x 30 + 5",
                "training": 95,
                "aksFormula": "(3 + 1) x (1 + 30)",
                "aks": 124,
                "aksWithReserved": 129,
                "why": (
                    "AKS also counts the nodes' own addresses (+3) and the surge of an upgrade, 1 x (1 + 30) (+31); "
                    "with Azure's 5 reserved addresses that is 129"
                ),
            }
        ],
    }


def test_the_stack_output_has_the_same_numbers_in_short() -> None:
    assert ip_budget(of(SMALL).budget) == {
        "ranges": {
            "one-node-subnet": {
                "kind": "subnet",
                "range": "10.1.0.0/24",
                "available": 251,
                "needed": 124,
                "surge": 31,
                "free": 127,
                "utilisation": 0.494,
            }
        },
        "growth": {"one": {"np": {"nodes": 3, "nodesLeft": 4, "podsLeft": 120, "stoppedBy": "subnet 10.1.0.0/24"}}},
    }


def test_a_stack_that_is_wrong_tells_its_problems_and_what_is_left() -> None:
    told = document(of(WRONG))
    assert {"clusters.b.podCidr", "network.addressSpace"} <= {each["path"] for each in told["problems"]}
    by_name = {each["name"]: each for each in told["ranges"]}
    too_small = by_name["a-node-subnet"]
    assert (too_small["needed"], too_small["available"], too_small["nodesLeft"]) == (682, 123, 0)
    assert too_small["free"] == 123 - 682
    assert [each["cluster"] for each in told["clusters"]] == ["a", "b"]


@pytest.mark.parametrize("raw", [{}, {"clusters": 3}, {"clusters": {}}, {"clusters": {"a": {"mode": "nonsense"}}}])
def test_settings_that_leave_nothing_still_give_a_report(raw: dict[str, object]) -> None:
    told = document(of(raw))
    assert told["problems"]
    assert told["clusters"] == []


def test_nodes_left_of_a_range_count_the_larger_surge_of_a_larger_pool() -> None:
    raw = {
        **SMALL,
        "clusters": {"one": {**SMALL["clusters"]["one"], "nodePools": {"np": {"count": 3, "maxSurge": "50%"}}}},
    }
    # 3 + 2 nodes take 155 of 251; 2 more make 5 + 3, 248 in all.
    assert document(of(raw))["ranges"][0]["nodesLeft"] == 2


@pytest.mark.parametrize("stack", STACKS)
def test_the_document_of_a_stack_file_is_json_and_agrees_with_itself(stack: str) -> None:
    told = document(report(stack))
    assert json.loads(json.dumps(told)) == told
    for each in told["ranges"]:
        assert each["needed"] == sum(user["needed"] for user in each["users"])
        assert each["free"] == each["available"] - each["needed"]
    assert told["problems"] == []


def test_twenty_clusters_are_planned_without_a_problem() -> None:
    assert [str(problem) for problem in many().problems] == []


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, []),
        ({"authorizedIpRanges": ["203.0.113.0/24"]}, ["203.0.113.0/24"]),
        (
            {"authorizedIpRanges": ["203.0.113.0/24"], "outbound": "userAssignedNATGateway"},
            ["203.0.113.0/24", "address of dev-nat"],
        ),
    ],
)
def test_an_address_that_azure_gives_out_is_shown_by_what_gets_it(keys: dict[str, object], expected: list[str]) -> None:
    shown = document(of({"clusters": {"dev": keys}}))
    assert shown["clusters"][0]["authorizedIpRanges"] == expected
    tables = [sheet.rows for sheet in sheets(shown) if sheet.title.startswith("API servers")]
    assert tables == ([(("dev", ", ".join(expected)),)] if expected else [])
