"""What commands leave behind: lists, objects, empty files, answers of the API server, UTF-16 of PowerShell."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aksnet.azure.modes import MODES
from aksnet.errors import AksnetError, UsageError
from aksnet.verify.facts import Facts
from aksnet.verify.gather import gather
from aksnet.verify.sources import NotServed, ObjectKind, Unavailable
from aksnet.verify.sources.saved import SavedObjects
from aksnet.verify.sources.saving import save
from aksnet.verify.verify_errors import VerifyError
from tests.verify.api_server import pod
from tests.verify.worlds import World
from tools.generated import Generated

NODE = {"kind": "Node", "metadata": {"name": "n"}}


def written(folder: Path, **files: Any) -> Path:
    """Write documents, bytes as they are; `__` in a name stands for a dot."""
    for name, content in files.items():
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        (folder / f"{name}.json").write_bytes(data)
    return folder


def names(saved: SavedObjects, kind: ObjectKind, namespace: str | None = None) -> list[str]:
    return [fact.name for fact in saved.facts(kind, namespace)]


def why(saved: SavedObjects, kind: ObjectKind) -> str:
    with pytest.raises(Unavailable) as reason:
        list(saved.facts(kind, None))
    return str(reason.value)


def test_files_hold_lists_of_one_kind_of_several_or_one_object(tmp_path: Path) -> None:
    mixed = [{**pod("default", "a"), "kind": "Pod"}, NODE]
    written(
        tmp_path,
        all={"items": mixed, "kind": "List"},
        pods={"kind": "PodList", "items": [pod("shop", "b")]},
        service={"kind": "Service", "metadata": {"name": "s", "namespace": "shop"}},
        none={"kind": "DeploymentList", "items": []},
    )
    saved = SavedObjects(tmp_path)
    found = {
        kind: names(saved, kind)
        for kind in (ObjectKind.PODS, ObjectKind.NODES, ObjectKind.SERVICES, ObjectKind.DEPLOYMENTS)
    }
    assert found == {
        ObjectKind.PODS: ["a", "b"],
        ObjectKind.NODES: ["n"],
        ObjectKind.SERVICES: ["s"],
        ObjectKind.DEPLOYMENTS: [],
    }
    assert (names(saved, ObjectKind.PODS, "shop"), names(saved, ObjectKind.NODES, "shop")) == (["b"], ["n"])
    assert why(saved, ObjectKind.DAEMON_SETS) == "not saved: kubectl get daemonsets -A -o json > daemonsets.json"


def test_one_file_is_read_alone(tmp_path: Path) -> None:
    written(tmp_path, all={"kind": "List", "items": [NODE]}, other={"kind": "NodeList", "items": [{**NODE}]})
    assert names(SavedObjects(tmp_path / "all.json"), ObjectKind.NODES) == ["n"]


def test_an_object_in_two_files_counts_once_as_the_last_file_has_it(tmp_path: Path) -> None:
    one = [pod("shop", "a", "10.244.0.1"), pod("bank", "a", "10.244.0.2"), pod("shop", "b", "10.244.0.3")]
    other = [pod("shop", "a", "10.244.0.9")]
    written(tmp_path, **{"1": {"kind": "PodList", "items": one}, "2": {"kind": "PodList", "items": other}})
    kept = SavedObjects(tmp_path).facts(ObjectKind.PODS, None)
    found = [(each.namespace, each.name, str(each.addresses[0])) for each in kept]
    assert found == [("shop", "a", "10.244.0.9"), ("bank", "a", "10.244.0.2"), ("shop", "b", "10.244.0.3")]


EMPTY = {"apiVersion": "v1", "items": [], "kind": "List", "metadata": {"resourceVersion": ""}}


def test_an_empty_list_of_kubectl_is_of_the_kind_that_its_file_is_named_after(tmp_path: Path) -> None:
    saved = SavedObjects(
        written(tmp_path, nodes={"kind": "NodeList", "items": [NODE]}, nodenetworkconfigs=EMPTY, x=EMPTY)
    )
    assert list(saved.facts(ObjectKind.NODE_NETWORKS, None)) == []
    assert saved.left_out == ("x.json holds nothing that verify reads",)


def test_an_empty_file_says_that_the_command_wrote_nothing(tmp_path: Path) -> None:
    saved = SavedObjects(written(tmp_path, nodes={"kind": "NodeList", "items": [NODE]}, nodenetworkconfigs=b"", x=b""))
    said = "is empty: kubectl wrote nothing, as where a cluster does not have the kind"
    assert why(saved, ObjectKind.NODE_NETWORKS) == f"nodenetworkconfigs.json {said}"
    assert saved.left_out == (f"x.json {said}",)


def test_a_saved_answer_of_the_api_server_is_the_reason(tmp_path: Path) -> None:
    def status(code: int, reason: str, kind: str) -> dict[str, Any]:
        return {"kind": "Status", "code": code, "reason": reason, "message": "may not", "details": {"kind": kind}}

    saved = SavedObjects(
        written(
            tmp_path,
            nodes={"kind": "NodeList", "items": [NODE]},
            a=status(403, "Forbidden", "pods"),
            nodenetworkconfigs=status(404, "NotFound", ""),
            b=status(500, "InternalError", "secrets"),
        )
    )
    assert why(saved, ObjectKind.PODS) == "a.json has no objects: the API server answered Forbidden (may not)"
    with pytest.raises(NotServed, match="NotFound"):
        list(saved.facts(ObjectKind.NODE_NETWORKS, None))
    assert saved.left_out == ("b.json has no objects: the API server answered InternalError (may not)",)


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.encode("utf-16-be"),
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
    ],
    ids=["PowerShell", "without a mark", "the other order", "with a mark", "lines of Windows"],
)
def test_what_windows_writes_is_read(tmp_path: Path, encode: Callable[[str], bytes]) -> None:
    text = json.dumps(
        {"kind": "NodeList", "items": [{**NODE, "metadata": {"name": "Köln"}}]}, indent=1, ensure_ascii=False
    )
    assert names(SavedObjects(written(tmp_path, nodes=encode(text))), ObjectKind.NODES) == ["Köln"]


def test_what_is_not_of_a_cluster_is_left_out_and_told(tmp_path: Path) -> None:
    saved = SavedObjects(
        written(
            tmp_path,
            nodes={"kind": "NodeList", "items": [NODE]},
            report={"version": 1, "checks": []},
            list=[NODE],
            number=3,
            table={"kind": "Table", "rows": []},
            secrets={"kind": "SecretList", "items": [{"metadata": {"name": "s"}}]},
        )
    )
    assert sorted(saved.left_out) == [
        "list.json is nothing of Kubernetes: it has no kind",
        "number.json is nothing of Kubernetes: it has no kind",
        "report.json is nothing of Kubernetes: it has no kind",
        "secrets.json holds nothing that verify reads",
        "table.json is a table: save it with -o json",
    ]
    assert gather(saved).left_out == saved.left_out


@pytest.mark.parametrize(
    ("content", "error", "said"),
    [
        (None, UsageError, " has no *.json files. Save the cluster with aksnet verify --save DIR"),
        ([], UsageError, " was saved of a cluster: x.json is nothing of Kubernetes: it has no kind"),
        (b"{", VerifyError, "x.json is not JSON, or ends too early: "),
        (b'{"kind": "PodList", "items": [{"metadata"', VerifyError, "x.json is not JSON, or ends too early: "),
        (b'{"kind": "PodList", "items": [}', VerifyError, "x.json is not JSON, or ends too early: "),
        (b"\xff\xfe\x00\xd8{", AksnetError, "x.json is not "),
    ],
)
def test_what_cannot_be_read_is_one_message(tmp_path: Path, content: Any, error: type[AksnetError], said: str) -> None:
    folder = tmp_path if content is None else written(tmp_path, x=content)
    with pytest.raises(error) as fault:
        SavedObjects(folder)
    assert said in str(fault.value)
    assert "\n" not in str(fault.value)


def test_a_place_that_is_not_there_is_one_message(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="gone is neither a folder nor a file"):
        SavedObjects(tmp_path / "gone")


NULLS: list[dict[str, Any]] = [
    {
        "kind": "Node",
        "metadata": {"name": "n", "labels": None},
        "spec": {"taints": [None]},
        "status": {"conditions": [None]},
    },
    {
        "kind": "Pod",
        "metadata": {"name": "p", "namespace": "d", "ownerReferences": [None], "labels": None},
        "spec": {"containers": [None], "volumes": None},
        "status": {"podIPs": [None, {"ip": None}], "conditions": None, "containerStatuses": [None]},
    },
    {"kind": "Service", "metadata": {"name": "s"}, "spec": {"clusterIPs": [None]}, "status": {"loadBalancer": None}},
    {"kind": "Deployment", "metadata": {"name": "d"}, "spec": {"replicas": None}, "status": {"readyReplicas": None}},
    {"kind": "DaemonSet", "metadata": None, "spec": None, "status": None},
    {"kind": "ConfigMap", "metadata": {"name": "c"}, "data": None},
    {
        "kind": "NodeNetworkConfig",
        "metadata": {"name": "n"},
        "status": {"networkContainers": [None, {"ipAssignments": [None]}]},
    },
]


def test_nulls_as_somebody_leaves_them_who_blacks_out_a_file_are_read_as_nothing(tmp_path: Path) -> None:
    facts = gather(SavedObjects(written(tmp_path, all={"kind": "List", "items": [None, *NULLS]})))
    assert (len(facts.nodes), len(facts.pods), len(facts.services), len(facts.workloads)) == (1, 1, 1, 2)
    assert facts.workloads[0].desired == 1


def test_when_the_last_file_was_written_is_when_the_cluster_was_saved(tmp_path: Path) -> None:
    written(tmp_path, nodes={"kind": "NodeList", "items": [NODE]}, pods={"kind": "PodList", "items": []})
    os.utime(tmp_path / "nodes.json", (1_700_000_000, 1_700_000_000))
    os.utime(tmp_path / "pods.json", (1_700_000_100, 1_700_000_100))
    facts = gather(SavedObjects(tmp_path))
    assert (facts.read_at, facts.saved) == ("2023-11-14T22:15:00Z", True)


def without_source(facts: Facts) -> dict[str, Any]:
    own = ("source", "saved", "read_at", "unread", "unread_in", "not_served")
    return {name: value for name, value in vars(facts).items() if name not in own}


@pytest.mark.parametrize("mode", ["kubenet", "cilium-overlay-dual-stack", "pod-subnet-static-block"])
def test_what_was_saved_is_what_is_read_of_the_living_cluster(tmp_path: Path, mode: str) -> None:
    world = World.of(mode)
    lines = list(save(world, tmp_path / "dump"))
    saved, living = gather(SavedObjects(tmp_path / "dump")), gather(world)
    assert len(lines) == len(ObjectKind)
    assert without_source(saved) == without_source(living)
    assert (saved.unread.keys(), saved.not_served) == (living.unread.keys(), living.not_served)


def test_of_pods_and_config_maps_only_what_is_read_is_saved(tmp_path: Path) -> None:
    world = World.of("overlay")
    container = world.objects[ObjectKind.PODS][0]["spec"]["containers"][0]
    container.update(env=[{"name": "PASSWORD", "value": "very-secret"}], args=["--token=very-secret"])
    world.objects[ObjectKind.PODS][0]["metadata"]["managedFields"] = [{"manager": "very-secret"}]
    template = world.objects[ObjectKind.DEPLOYMENTS][0]["spec"]["template"]
    template["spec"] = {"containers": [{"name": "c", "env": [{"value": "very-secret"}]}]}
    world.objects[ObjectKind.CONFIG_MAPS][0]["data"] = {"key": "very-secret"}
    list(save(world, tmp_path))
    assert [path.name for path in tmp_path.iterdir() if "very-secret" in path.read_text(encoding="utf-8")] == []


def test_a_kind_that_may_not_be_listed_is_saved_as_the_reason(tmp_path: Path) -> None:
    world = World.of("overlay")
    world.refused.add((ObjectKind.NODES, None))
    assert "these credentials may not list it (403)" in next(iter(save(world, tmp_path)))
    list(save(world, tmp_path))
    assert "these credentials may not list it (403)" in gather(SavedObjects(tmp_path)).unread["nodes"]


def test_nothing_is_saved_beside_other_files_that_would_be_read_too(tmp_path: Path) -> None:
    written(tmp_path, report={"version": 1})
    with pytest.raises(UsageError, match=r"has other JSON files \(report.json\)"):
        list(save(World.of("overlay"), tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


def test_a_large_list_is_read_object_by_object(tmp_path: Path) -> None:
    made = [*Generated(MODES["overlay"], nodes=20, pods=3_000).items(ObjectKind.PODS, None)]
    written(tmp_path, pods={"items": [{"kind": "Pod", **each} for each in made], "kind": "List"})
    assert len(list(SavedObjects(tmp_path).facts(ObjectKind.PODS, None))) == len(made)
