"""Objects in a state whose cluster is not in it: no run goes on that would make the cluster without them."""

from typing import Any

import pytest

from aksnet.diff.deployed import read_deployed
from aksnet.diff.left_objects import LeftObjectsError, check_left_objects
from tests.diff.test_changes import base, edited, planned

URN = "urn:pulumi:test::p::aks-networking:{}"
CLUSTER = URN.format("azure:AksCluster$azure-native:containerservice:ManagedCluster::dev-cluster")
CONTENTS = URN.format("kubernetes:ClusterContents::dev-contents")
PROVIDER = URN.format("kubernetes:ClusterContents$pulumi:providers:kubernetes::dev-contents-provider")
WEB = URN.format("kubernetes:ClusterContents$aks-networking:kubernetes:Nginx$kubernetes:apps/v1:Deployment")
OBJECTS = [f"{WEB}::dev-contents/nginx", f"{WEB}::dev-contents/other"]
OTHERS = f"{WEB}::dev-two-contents/nginx"


def left(*urns: str, settings: dict[str, Any] | None = None) -> str | None:
    resources: dict[str, dict[str, Any]] = {urn: {"name": "dev"} for urn in urns}
    try:
        check_left_objects(read_deployed(resources), resources, planned(settings or base()))
    except LeftObjectsError as error:
        return str(error)
    return None


@pytest.mark.parametrize(
    "urns",
    [
        pytest.param([], id="a first deployment"),
        pytest.param([CLUSTER, CONTENTS, PROVIDER, *OBJECTS], id="all there"),
        pytest.param([CONTENTS, PROVIDER], id="no object left"),
        pytest.param([OTHERS], id="objects of a cluster that is not planned"),
    ],
)
def test_a_state_without_left_objects_passes(urns: list[str]) -> None:
    assert left(*urns) is None


def test_objects_without_their_cluster_end_the_run() -> None:
    assert left(CONTENTS, PROVIDER, *OBJECTS) == (
        "The stack's state has 2 objects in dev, and no such cluster: a refresh broke off. An up would make the "
        "cluster anew, without these objects, and take them for there. Nothing was changed.\n"
        "Where the cluster still exists: `aksnet recover -s test` takes it back into the state. Where it is gone: "
        "`PULUMI_K8S_DELETE_UNREACHABLE=true pulumi refresh` takes its objects out, and an up makes both."
    )


def test_each_such_cluster_is_named() -> None:
    two = edited(base(), "clusters.dev-two", {"nodeSubnet": "10.225.0.0/20"})
    told = left(OBJECTS[0], OTHERS, settings=two)
    assert told is not None
    assert told.startswith("The stack's state has 1 object in dev, 1 object in dev-two, and no such cluster")
