"""What kubectl says of what goes wrong in a simulated cluster, and of what cannot be seen there: the whole model."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from aksnet.arm.values import Json
from aksnet.sandbox.serve.server import Server
from aksnet.sandbox.serve.snapshots import Snapshots
from aksnet.sandbox.store import Store
from tests.sandbox.cluster_world import World, apart
from tests.sandbox.conftest import Kubectl, kubectl_of
from tests.sandbox.fake_cluster import CLUSTER

pytestmark = pytest.mark.slow
UNPLACED = (
    "0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules. no new claims to deallocate, preemption: "
    "0/3 nodes are available: 3 No preemption victims found for incoming pod."
)
INTERNAL = "service.beta.kubernetes.io/azure-load-balancer-internal"


def service(world: World, name: str, **annotations: str) -> Json:
    world.store("v1", "Service", name, spec={"type": "LoadBalancer", "ports": [{"port": 80}]})
    body: Json = world.view.cluster_objects(world.cluster)[f"core|Service|default/{name}"]["outputs"]
    body["metadata"]["annotations"] = annotations
    return body


def asking(world: World, folder: Path) -> Iterator[Kubectl]:
    """Yield kubectl of a world's cluster, served."""
    with Store(folder / "azure.json").change() as view:
        outputs = {"currentKubernetesVersion": world.version, "location": "eastus"}
        view.put(
            {"id": CLUSTER, "type": "Microsoft.ContainerService/managedClusters", "inputs": {}, "outputs": outputs}
        )
    snapshots = Snapshots(folder / "azure.json", lambda _view, _cluster: world.objects)
    with Server(snapshots, {"demo": CLUSTER}) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield kubectl_of(server.base, folder)
        server.shutdown()


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kubectl]:
    """Serve a cluster with a pod too many for its nodes, and a Service in a subnet that is not there."""
    world = World()
    world.deploy(replicas=4, pod=apart({"app": "web"}))
    service(world, "lost", **{INTERNAL: "true", f"{INTERNAL}-subnet": "nowhere"})
    yield from asking(world, tmp_path_factory.mktemp("troubled"))


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kubectl]:
    """Serve a cluster in which all is well."""
    world = World()
    world.deploy(replicas=3)
    yield from asking(world, tmp_path_factory.mktemp("healthy"))


def rows(text: str) -> list[list[str]]:
    """Return the rows of a table of events by words, without the age."""
    return [line.split(maxsplit=4)[1:] for line in text.splitlines()[1:]]


def test_events_name_the_pod_that_has_no_node_and_the_service_that_has_no_address(troubled: Kubectl) -> None:
    code, out, err = troubled("get", "events", "-A")
    assert (code, err, out.split()[:5]) == (0, "", ["NAMESPACE", "LAST", "SEEN", "TYPE", "REASON"])
    code, out, err = troubled("get", "events")
    assert (code, err, len(rows(out))) == (0, "", 2)
    (_, pod_reason, pod, told), (_, reason, balancer, why) = sorted(rows(out), key=lambda row: row[1])
    assert (pod_reason, pod.rpartition("-")[0].startswith("pod/web-"), told) == ("FailedScheduling", True, UNPLACED)
    assert (reason, balancer) == ("SyncLoadBalancerFailed", "service/lost")
    assert "nowhere" in why


def test_kubectls_own_command_for_events_shows_the_same_and_chooses_by_object_and_type(troubled: Kubectl) -> None:
    _, plain, _ = troubled("get", "events")
    code, out, err = troubled("events")
    assert (code, err) == (0, "")
    assert sorted(rows(out.lower())) == sorted(rows(plain.lower()))
    code, out, _ = troubled("events", "--for", "service/lost")
    assert (code, [row[1] for row in rows(out)]) == (0, ["SyncLoadBalancerFailed"])
    code, out, _ = troubled("events", "--types", "Normal")
    assert (code, out) == (0, "")
    code, out, _ = troubled("get", "events", "--field-selector", "reason=FailedScheduling", "-o", "name")
    assert (code, out.startswith("event/web-"), len(out.splitlines())) == (0, True, 1)


def test_a_description_ends_with_the_events_of_its_object(troubled: Kubectl) -> None:
    _, out, _ = troubled("get", "pods", "--field-selector", "status.phase=Pending", "-o", "name")
    for each, reason, source in (
        (out.strip(), "FailedScheduling", "default-scheduler"),
        ("service/lost", "SyncLoadBalancerFailed", "service-controller"),
    ):
        code, out, err = troubled("describe", each)
        _, _, told = out.partition("\nEvents:\n")
        assert (code, err, told.splitlines()[-1].split()[:2]) == (0, "", ["Warning", reason])
        assert source in told.splitlines()[-1]


@pytest.mark.parametrize("each", ["node", "service/kubernetes", "pod", "deployment/web"])
def test_what_is_well_is_described_without_an_event(healthy: Kubectl, each: str) -> None:
    code, out, _ = healthy("describe", each)
    assert (code, out.strip().splitlines()[-1].split()) == (0, ["Events:", "<none>"])


@pytest.mark.parametrize(
    ("words", "nothing"), [(("get", "events"), "No resources found"), (("events",), "No events found")]
)
def test_where_all_is_well_it_is_said_why_there_is_no_event(
    healthy: Kubectl, words: tuple[str, ...], nothing: str
) -> None:
    code, out, err = healthy(*words)
    first, last = sorted(f"{out}\n{err}".strip().splitlines(), key=lambda line: line.startswith("No "))
    said = "Warning: the sandbox has events of what goes wrong alone, and here nothing does"
    assert (code, first, last) == (0, said, f"{nothing} in default namespace.")


@pytest.mark.parametrize("words", [("top", "nodes"), ("top", "pods"), ("top", "pods", "-A")])
def test_metrics_are_refused_in_plain_words(healthy: Kubectl, words: tuple[str, ...]) -> None:
    code, out, err = healthy(*words)
    said = "metrics are not simulated: nothing runs on the sandbox's nodes and in its pods"
    assert (code, out, err) == (1, "", f"Error from server (NotImplemented): {said}")


def test_the_version_is_the_clusters_and_says_nothing_wrong_of_the_client(healthy: Kubectl) -> None:
    code, out, _ = healthy("version", "-o", "json")
    said = json.loads(out)
    assert (code, said["serverVersion"]["gitVersion"]) == (0, "v1.36.3")
    assert said["clientVersion"]["gitVersion"].startswith("v1.")


def test_resources_are_those_of_the_cluster_and_none_of_metrics(healthy: Kubectl) -> None:
    code, out, err = healthy("api-resources", "-o", "name")
    assert (code, err) == (0, "")
    assert {"pods", "nodes", "services", "events", "deployments.apps"} <= set(out.split())
    assert "metrics" not in out
