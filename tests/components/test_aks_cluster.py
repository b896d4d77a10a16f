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
