"""A served cluster through the official Python client: lists, pages, selectors, watches, and 5,000 pods."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from kubernetes import client, config, watch

from aksnet.sandbox.serve import served_kubeconfig as access
from tests.sandbox.fake_cluster import CLUSTER, Served, pod, serving

pytestmark = pytest.mark.slow

NODES = ["aks-system-1-vmss000000", "aks-system-1-vmss000001"]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path) as running:
        yield running


@pytest.fixture
def api(served: Served, tmp_path: Path) -> Iterator[client.ApiClient]:
    file = tmp_path / "kubeconfig"
    access.write(file, access.kubeconfig(served.base, ["demo"]))
    with config.new_client_from_config(str(file)) as made_client:
        yield made_client


@pytest.fixture
def core(api: client.ApiClient) -> Any:
    """Return the core API; every field of its models is optional, which a type checker would ask about each time."""
    return client.CoreV1Api(api)


def test_every_kind_is_read_as_its_own_model(api: client.ApiClient, core: Any) -> None:
    apps: Any = client.AppsV1Api(api)
    assert [(node.metadata.name, node.spec.pod_cidr) for node in core.list_node().items] == [
        (NODES[0], "10.244.0.0/24"),
        (NODES[1], "10.244.1.0/24"),
    ]
    pods = core.list_pod_for_all_namespaces().items
    assert [(pod.metadata.name, pod.status.pod_ip, pod.spec.node_name) for pod in pods] == [
        ("nginx-a", "10.244.0.9", NODES[0]),
        ("nginx-b", None, None),
        ("coredns-a", "10.244.1.3", NODES[1]),
    ]
    services = core.list_namespaced_service("default").items
    assert [(each.metadata.name, each.spec.cluster_ip) for each in services] == [
        ("kubernetes", "10.0.0.1"),
        ("nginx", "10.0.1.1"),
    ]
    assert core.read_namespaced_config_map("coredns", "kube-system").data == {"Corefile": ".", "other": ""}
    assert apps.read_namespaced_daemon_set("kube-proxy", "kube-system").status.number_ready == 1
    assert [each.status.ready_replicas for each in apps.list_deployment_for_all_namespaces().items] == [1]
    groups = [group.name for group in client.ApisApi(api).get_api_versions().groups]
    assert groups == ["acn.azure.com", "apps", "authorization.k8s.io", "metrics.k8s.io"]
    assert client.VersionApi(api).get_code().git_version == "v1.34.2"
    custom: Any = client.CustomObjectsApi(api)
    found = custom.list_namespaced_custom_object("acn.azure.com", "v1alpha", "kube-system", "nodenetworkconfigs")
    assert [each["status"]["assignedIPCount"] for each in found["items"]] == [16]


def test_a_list_is_read_page_by_page(core: Any) -> None:
    token, seen = None, []
    while token is None or token:
        page = core.list_pod_for_all_namespaces(limit=1, _continue=token)
        token = page.metadata._continue or ""
        seen.append(([pod.metadata.name for pod in page.items], page.metadata.remaining_item_count))
    assert seen == [(["nginx-a"], 2), (["nginx-b"], 1), (["coredns-a"], None)]


@pytest.mark.parametrize(
    ("labels", "fields", "expected"),
    [
        ("app=nginx", "", ["nginx-a", "nginx-b"]),
        ("app!=nginx", "", ["coredns-a"]),
        ("app in (nginx,coredns),app notin (coredns)", "", ["nginx-a", "nginx-b"]),
        ("app,!tier", "", ["nginx-a", "nginx-b", "coredns-a"]),
        ("tier", "", []),
        ("", f"spec.nodeName={NODES[1]}", ["coredns-a"]),
        ("", "metadata.namespace=default,status.phase==Running", ["nginx-a"]),
        ("app=nginx", "metadata.name!=nginx-a", ["nginx-b"]),
    ],
)
def test_selectors_choose_what_they_say(core: Any, labels: str, fields: str, expected: list[str]) -> None:
    found = core.list_pod_for_all_namespaces(label_selector=labels, field_selector=fields)
    assert [pod.metadata.name for pod in found.items] == expected


def test_what_is_not_there_and_what_is_not_allowed_are_api_exceptions(core: Any) -> None:
    calls: tuple[tuple[int, str, Callable[[], Any]], ...] = (
        (404, "Not Found", lambda: core.read_namespaced_pod("nope", "default")),
        (405, "Method Not Allowed", lambda: core.delete_namespaced_pod("nginx-a", "default")),
        (501, "Not Implemented", lambda: core.read_namespaced_pod_log("nginx-a", "default")),
    )
    for code, reason, call in calls:
        with pytest.raises(client.ApiException) as refused:
            call()
        assert (refused.value.status, refused.value.reason) == (code, reason)


def test_a_watch_ends_by_its_own_time(core: Any) -> None:
    watcher: Any = watch.Watch
    stream = watcher().stream(core.list_node, timeout_seconds=1)
    assert [(event["type"], event["object"].metadata.name) for event in stream] == [
        ("ADDED", NODES[0]),
        ("ADDED", NODES[1]),
    ]


def test_five_thousand_pods_come_as_one_list_and_as_one_table(served: Served) -> None:
    with served.store.change() as view:
        for number in range(5000):
            each = pod(f"many-{number}", "many", on=0, address="10.244.0.1")
            view.cluster_objects(CLUSTER)[each["metadata"]["name"]] = {"outputs": each}
    _, listed = served.get("/api/v1/pods")
    _, table = served.get("/api/v1/pods", Accept="application/json;as=Table;v=v1;g=meta.k8s.io")
    assert (len(listed["items"]), len(table["rows"])) == (5003, 5003)
