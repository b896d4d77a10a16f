"""What a managed cluster is declared with beside its network, which `tests/plan/test_profile.py` proves."""

from typing import Any

import pytest

from tests.program import run_clusters

CLUSTER = "azure-native:containerservice:ManagedCluster"


@pytest.mark.parametrize(
    ("keys", "sent"),
    [
        ({}, {}),
        ({"tier": "Premium"}, {}),
        ({"supportPlan": "KubernetesOfficial"}, {"supportPlan": "KubernetesOfficial"}),
        ({"tier": "Premium", "supportPlan": "AKSLongTermSupport"}, {"supportPlan": "AKSLongTermSupport"}),
    ],
)
def test_a_support_plan_is_sent_where_it_is_written(keys: dict[str, Any], sent: dict[str, str]) -> None:
    inputs = run_clusters({"dev": keys}).one(CLUSTER).inputs
    assert {key: inputs[key] for key in ("supportPlan",) if key in inputs} == sent


NAT, ROUTES = "userAssignedNATGateway", "userDefinedRouting"
GATEWAY, OWN = "20.0.0.1/32", ["20.1.2.3/32"]
"""The address that a recording gives to the stack's NAT gateway, and what a user authorizes."""
ONLY = ["0.0.0.0/32"]


@pytest.mark.parametrize(
    ("keys", "sent"),
    [
        # Everybody reaches an API server without ranges, whatever way its nodes take.
        ({"outbound": NAT}, None),
        ({"outbound": {"type": ROUTES, "nextHop": "10.230.0.4"}}, None),
        # AKS adds its own load balancer's address by itself.
        ({"authorizedIpRanges": OWN}, OWN),
        ({"authorizedIpRanges": ONLY}, ONLY),
        # The stack's own gateway, beside the ranges that are written, or alone where none is but "the cluster itself".
        ({"authorizedIpRanges": OWN, "outbound": NAT}, [*OWN, GATEWAY]),
        ({"authorizedIpRanges": ONLY, "outbound": NAT}, [GATEWAY]),
        # A firewall's or another gateway's public address, which the settings give.
        (
            {
                "authorizedIpRanges": OWN,
                "outbound": {"type": ROUTES, "nextHop": "10.230.0.4", "publicIp": "20.9.9.9"},
            },
            [*OWN, "20.9.9.9/32"],
        ),
        (
            {
                "authorizedIpRanges": ONLY,
                "outbound": {"type": ROUTES, "nextHop": "10.230.0.4", "publicIp": "20.9.9.9"},
            },
            ["20.9.9.9/32"],
        ),
        (
            {
                "authorizedIpRanges": ["20.9.0.0/16"],
                "outbound": {"type": ROUTES, "nextHop": "10.230.0.4", "publicIp": "20.9.9.9"},
            },
            ["20.9.0.0/16"],
        ),
    ],
)
def test_the_api_server_is_reached_by_whom_the_settings_name_and_by_its_own_nodes(
    keys: dict[str, Any], sent: list[str] | None
) -> None:
    access = run_clusters({"dev": keys}).one(CLUSTER).inputs.get("apiServerAccessProfile")
    assert access == (None if sent is None else {"authorizedIPRanges": sent})


def test_a_private_cluster_sends_no_ranges() -> None:
    access = run_clusters({"dev": {"privateCluster": True, "outbound": NAT}}).one(CLUSTER).inputs
    assert access["apiServerAccessProfile"] == {"enablePrivateCluster": True}
