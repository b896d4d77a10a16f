"""The stacks that the reports are tested with."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from aksnet.report.plan_report import PlanReport, examine
from aksnet.settings.stackfile import read_stack
from tests.hub_outputs import with_hub

ROOT = Path(__file__).parents[2]
STACKS = sorted(path.name.split(".")[1] for path in ROOT.glob("Pulumi.*.yaml"))
TODAY = date(2026, 11, 30)

SMALL: dict[str, Any] = {
    "network": {"name": "small-vnet", "addressSpace": ["10.1.0.0/16"], "peeredRanges": ["10.9.0.0/16"]},
    "clusters": {
        "one": {
            "mode": "node-subnet",
            "nodeSubnet": {"prefix": "10.1.0.0/24"},
            "nodePools": {"np": {"count": 3, "maxPods": 30, "maxSurge": "1"}},
        }
    },
}
WRONG: dict[str, Any] = {
    "network": {
        "addressSpace": ["10.0.0.0/16"],
        "peeredRanges": ["10.0.128.0/17"],
        "subnets": {"out": "10.9.0.0/24"},
    },
    "clusters": {
        "a": {
            "mode": "node-subnet",
            "nodeSubnet": {"prefix": "10.0.0.0/25"},
            "serviceCidr": "10.245.0.0/16",
            "nodePools": {"np": {"count": 20}},
        },
        "b": {"mode": "overlay", "nodeSubnet": {"prefix": "10.0.0.64/26"}, "podCidr": "172.30.0.0/16"},
    },
}


@cache
def report(stack: str) -> PlanReport:
    """Examine a stack file of the repository on a fixed day."""
    file = read_stack(ROOT, stack)
    return examine(with_hub(file.raw), stack=file.stack, location=file.location, notes=file.notes, today=TODAY)


def of(raw: dict[str, Any], stack: str = "test") -> PlanReport:
    """Examine settings given in place."""
    return examine(raw, stack=stack, location="westeurope", today=TODAY)


def many() -> PlanReport:
    """Examine twenty clusters with long names and two pools each, scattered over a /8 and over other blocks."""
    clusters: dict[str, Any] = {}
    for i in range(20):
        cluster: dict[str, Any] = {
            "mode": ("overlay", "node-subnet", "pod-subnet")[i % 3],
            "nodeSubnet": {"prefix": f"10.{i * 5}.{i % 4}.0/24" if i % 3 != 1 else f"10.{i * 5}.8.0/21"},
            "serviceCidr": f"10.{220 + i}.0.0/16",
            "nodePools": {"system": {"mode": "System"}, "user": {"minCount": 1, "maxCount": 5}},
        }
        if i % 3 == 0:
            cluster["podCidr"] = f"172.{16 + i // 3}.0.0/16"
        if i % 3 == 2:
            cluster["podSubnet"] = {"prefix": f"10.{i * 5}.64.0/20"}
        clusters[f"a-rather-long-name-of-a-cluster-of-team-{i:02}"] = cluster
    peered = ["192.168.0.0/24", "100.64.0.0/16", "20.1.2.0/24"]
    return of({"network": {"addressSpace": ["10.0.0.0/9"], "peeredRanges": peered}, "clusters": clusters}, "many")
