"""Changes made behind the engine's back: a refresh shows them, an up repairs them and touches nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aksnet.engine.home import Home
from aksnet.sandbox.result import RunResult
from aksnet.sandbox.run import run
from aksnet.sandbox.store import Store, Subscription
from tests.engine.conftest import Deployed, Runner
from tests.engine.mutants import scale
from tests.engine.test_changes import stack_file, steps

pytestmark = pytest.mark.engine

CLUSTERS: dict[str, Any] = {
    "lab": {
        "mode": "kubenet",
        "nodeSubnet": {"prefix": "10.224.0.0/24", "networkSecurityGroup": {}},
        "nodePools": {"system": {"mode": "System", "count": 3}, "user": {"minCount": 1, "maxCount": 5}},
        "workloads": {"nginx": {}},
    }
}
SUBNET = "azure-native:network:Subnet aks/network-lab-node-subnet"
ROLE = "azure-native:authorization:RoleAssignment aks/lab-access-node-subnet/lab-node-subnet"
WEB = "kubernetes:apps/v1:Deployment aks/lab-contents/nginx"
POOL = "azure-native:containerservice:AgentPool lab-user"


def _only(view: Subscription, arm_type: str, name: str) -> dict[str, Any]:
    (record,) = [each for each in view.of_type(arm_type) if each["id"].endswith(f"/{name}")]
    return record


def _without(prop: str) -> Callable[[Subscription], None]:
    """Take a property off the node subnet, as somebody does in the portal."""

    def change(view: Subscription) -> None:
        record = _only(view, "Microsoft.Network/virtualNetworks/subnets", "lab-node-subnet")
        assert prop in record["inputs"], f"the subnet has no {prop} to lose"
        kept = {part: {k: v for k, v in record[part].items() if k != prop} for part in ("inputs", "outputs")}
        view.put({**record, **kept})

    return change


def _without_role(view: Subscription) -> None:
    roles = view.of_type("Microsoft.Authorization/roleAssignments")
    (record,) = [each for each in roles if each["inputs"]["scope"].endswith("/lab-node-subnet")]
    view.remove(record["id"])


@pytest.mark.parametrize(
    ("drift", "seen", "repaired"),
    [
        (_without("routeTable"), {SUBNET: "update"}, {SUBNET: "update"}),
        (_without("networkSecurityGroup"), {SUBNET: "update"}, {SUBNET: "update"}),
        (_without_role, {ROLE: "delete"}, {ROLE: "create"}),
    ],
    ids=["a route table removed", "a security group removed", "a role deleted"],
)
def test_drift_is_shown_by_refresh_and_repaired_by_up(
    drift: Callable[[Subscription], None],
    seen: dict[str, str],
    repaired: dict[str, str],
    checkout: Runner,
    deployed: Deployed,
    home: Home,
    tmp_path: Path,
) -> None:
    file = stack_file(tmp_path, CLUSTERS)
    deployed(file)
    before = _without_etags(json.loads(home.subscription.read_text()))
    with Store(home.subscription).change() as view:
        drift(view)
    assert steps(checkout("refresh", "dev", file).changed) == seen
    assert steps(checkout("up", "dev", file).changed) == repaired
    assert checkout("up", "dev", file).changed == {}
    assert _without_etags(json.loads(home.subscription.read_text())) == before
    assert checkout("destroy", "dev", file).ok
    assert json.loads(home.subscription.read_text())["resources"] == {}


def _without_etags(value: Any) -> Any:
    """Leave out what changes with every write."""
    match value:
        case dict():
            return {key: _without_etags(each) for key, each in value.items() if key != "etag"}
        case list():
            return [_without_etags(each) for each in value]
        case _:
            return value


def test_nodes_that_the_autoscaler_added_are_left_alone(
    checkout: Runner, deployed: Deployed, home: Home, tmp_path: Path
) -> None:
    file = stack_file(tmp_path, CLUSTERS)
    deployed(file)
    scale(home)
    assert set(steps(checkout("refresh", "dev", file).changed)) <= {POOL}
    assert checkout("up", "dev", file).changed == {}
    pools = Store(home.subscription).read().of_type("Microsoft.Compute/virtualMachineScaleSets")
    assert {each["inputs"]["pool"]: each["inputs"]["sku"]["capacity"] for each in pools} == {"system": 3, "user": 2}


@pytest.mark.parametrize("autoscaled", [False, True])
def test_a_scaled_workload_ends_in_a_conflict_unless_its_pods_are_left_to_others(
    autoscaled: bool, checkout: Runner, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The conflict comes with every up, until it is taken over; without a refresh nobody notices."""
    lab = {**CLUSTERS["lab"], "workloads": {"nginx": {"autoscaled": autoscaled}}}
    file = stack_file(tmp_path, {"lab": lab})

    def up(*faults: str) -> RunResult:
        return run("up", project=checkout.project, stack="dev", stack_file=file, using=checkout.engine, faults=faults)

    def replicas() -> int:
        (objects,) = json.loads(home.subscription.read_text())["objects"].values()
        (found,) = [each["outputs"]["spec"]["replicas"] for each in objects.values() if each["kind"] == "Deployment"]
        return int(found)

    assert (up().ok, replicas()) == (True, 3)
    assert (up("scale:nginx:2").changed, replicas()) == ({}, 2)
    assert steps(checkout("refresh", "dev", file).changed) == ({} if autoscaled else {WEB: "update"})
    if autoscaled:
        assert (up().changed, replicas()) == ({}, 2)
        return
    for _ in range(2):
        (error,) = up().errors
        assert 'conflict with "kubectl" with subresource "scale" using apps/v1: .spec.replicas' in error.replace(
            "\\", ""
        )
        assert "autoscaled: true" in error
    monkeypatch.setenv("PULUMI_K8S_ENABLE_PATCH_FORCE", "true")
    assert (up().ok, replicas()) == (True, 3)
