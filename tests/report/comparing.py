"""Two texts of one stack, and the document of what lies between them."""

from datetime import date
from typing import Any

from aksnet.diff.comparison import compare, from_plan
from aksnet.planning import Planned, plan_as_far_as_possible
from aksnet.report.diff_document import StackDiff, stack_diff

TODAY = date(2026, 11, 30)
SHOP: dict[str, Any] = {
    "mode": "overlay",
    "kubernetesVersion": "1.35",
    "nodeSubnet": "10.224.0.0/22",
    "podCidr": "10.244.0.0/17",
    "serviceCidr": "10.245.0.0/16",
    "nodePools": {
        "system": {"mode": "System", "count": 3, "maxPods": 110},
        "user": {"minCount": 3, "maxCount": 30, "maxPods": 110},
    },
    "workloads": {"nginx": {"service": {"type": "LoadBalancer", "internal": True}}},
}


def settings(tags: dict[str, str] | None = None, **shop: Any) -> dict[str, Any]:
    """Return a stack with the cluster `shop`, some of whose keys may be others."""
    return {
        "tags": tags or {"owner": "platform"},
        "network": {"addressSpace": ["10.224.0.0/16"], "subnets": {"services": "10.224.64.0/24"}},
        "clusters": {"shop": {**SHOP, **shop}},
    }


def between(before: dict[str, Any], after: dict[str, Any], stack: str = "prod") -> StackDiff:
    """Return what a change of a stack's settings is."""
    old, new = _planned(before, stack), _planned(after, stack)
    assert old.plan is not None
    assert new.plan is not None
    return stack_diff(compare(from_plan("main", old.plan, old.budget, old.warnings), new.plan, new.warnings))


def _planned(raw: dict[str, Any], stack: str) -> Planned:
    found = plan_as_far_as_possible(raw, stack=stack, location="westeurope", today=TODAY)
    assert found.problems == ()
    return found
