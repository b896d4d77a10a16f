"""What single cells, ages and selectors of a served cluster look like, case by case."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from aksnet.sandbox.serve import cells
from aksnet.sandbox.serve.ages import age, duration
from aksnet.sandbox.serve.columns import columns_of
from aksnet.sandbox.serve.kubectl_tables import table, wants_table
from aksnet.sandbox.serve.selectors import by_fields, by_labels
from aksnet.sandbox.serve.status import KubeRefusal

MINUTE, HOUR, DAY = 60, 3600, 86400
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (-5, "<invalid>"),
        (-1, "0s"),
        (0, "0s"),
        (119, "119s"),
        (2 * MINUTE, "2m"),
        (9 * MINUTE + 59, "9m59s"),
        (10 * MINUTE + 30, "10m"),
        (179 * MINUTE, "179m"),
        (3 * HOUR, "3h"),
        (7 * HOUR + 59 * MINUTE, "7h59m"),
        (47 * HOUR + 59 * MINUTE, "47h"),
        (2 * DAY + 5 * HOUR, "2d5h"),
        (8 * DAY + 5 * HOUR, "8d"),
        (729 * DAY, "729d"),
        (2 * 365 * DAY + 40 * DAY, "2y40d"),
        (9 * 365 * DAY, "9y"),
    ],
)
def test_a_duration_is_as_short_as_kubectl_makes_it(seconds: int, shown: str) -> None:
    assert duration(seconds) == shown


def test_an_age_is_counted_from_a_timestamp_or_unknown() -> None:
    assert (age("2026-11-21T11:58:30Z", NOW), age(None, NOW)) == ("90s", "<unknown>")


def _pod(**status: Any) -> dict[str, Any]:
    return {"metadata": {}, "spec": {"containers": [{}, {}], "initContainers": [{}, {}]}, "status": status}


WAITING = {"state": {"waiting": {"reason": "ContainerCreating"}}}
DONE = {"state": {"terminated": {"exitCode": 0, "reason": "Completed"}}}


@pytest.mark.parametrize(
    ("pod", "ready", "status"),
    [
        (_pod(phase="Pending"), "0/2", "Pending"),
        (_pod(phase="Running", containerStatuses=[{"ready": True}, {"ready": True}]), "2/2", "Running"),
        (_pod(phase="Pending", containerStatuses=[WAITING, WAITING]), "0/2", "ContainerCreating"),
        (_pod(phase="Succeeded", containerStatuses=[DONE]), "0/2", "Completed"),
        (_pod(phase="Pending", initContainerStatuses=[DONE, WAITING]), "0/2", "Init:ContainerCreating"),
        (_pod(phase="Pending", initContainerStatuses=[DONE, {}]), "0/2", "Init:1/2"),
        (_pod(phase="Failed", reason="Evicted"), "0/2", "Evicted"),
        ({**_pod(phase="Running"), "metadata": {"deletionTimestamp": "x"}}, "0/2", "Terminating"),
    ],
)
def test_a_pods_status_says_what_keeps_it(pod: dict[str, Any], ready: str, status: str) -> None:
    assert (cells.pod_ready(pod), cells.pod_status(pod)) == (ready, status)


@pytest.mark.parametrize(
    ("node", "status", "roles"),
    [
        ({}, "Unknown", "<none>"),
        ({"status": {"conditions": [{"type": "Ready", "status": "Unknown"}]}}, "NotReady", "<none>"),
        (
            {
                "metadata": {"labels": {"kubernetes.io/role": "agent", "node-role.kubernetes.io/edge": ""}},
                "spec": {"unschedulable": True},
                "status": {"conditions": [{"type": "Ready", "status": "True"}]},
            },
            "Ready,SchedulingDisabled",
            "agent,edge",
        ),
    ],
)
def test_a_node_is_ready_or_not_and_has_the_roles_of_its_labels(node: dict[str, Any], status: str, roles: str) -> None:
    assert (cells.node_status(node), cells.node_roles(node)) == (status, roles)


@pytest.mark.parametrize(
    ("spec", "ingress", "cluster", "external"),
    [
        ({"clusterIP": "None"}, [], "None", "<none>"),
        ({"type": "ExternalName", "externalName": "db.example"}, [], "<none>", "db.example"),
        ({"type": "LoadBalancer", "clusterIP": "10.0.0.9"}, [], "10.0.0.9", "<pending>"),
        (
            {"type": "LoadBalancer", "clusterIPs": ["10.0.0.9", "fd00::9"], "externalIPs": ["192.0.2.1"]},
            [{"ip": "203.0.113.1"}, {"hostname": "lb.example"}],
            "10.0.0.9",
            "203.0.113.1,lb.example,192.0.2.1",
        ),
    ],
)
def test_a_service_shows_where_it_is_reached(
    spec: dict[str, Any], ingress: list[dict[str, str]], cluster: str, external: str
) -> None:
    service = {"spec": spec, "status": {"loadBalancer": {"ingress": ingress}}}
    assert (cells.service_cluster_ip(service), cells.service_external_ip(service)) == (cluster, external)


def _row(api_version: str, kind: str, **rest: Any) -> dict[str, Any]:
    each = {"metadata": {"name": "one", "creationTimestamp": "2026-11-21T11:00:00Z"}, **rest}
    shown = table(api_version, kind, [each], metadata={}, include="None", now=NOW)
    heads = [column["name"] for column in shown["columnDefinitions"]]
    return dict(zip(heads, shown["rows"][0]["cells"], strict=True))


def test_the_smaller_tables_show_what_matters_of_each_kind() -> None:
    subsets = [{"addresses": [{"ip": f"10.0.0.{n}"} for n in range(1, 6)], "ports": [{"port": 80}]}]
    assert _row("v1", "Endpoints", subsets=subsets) == {
        "Name": "one",
        "Endpoints": "10.0.0.1:80,10.0.0.2:80,10.0.0.3:80 + 2 more...",
        "Age": "60m",
    }
    assert _row("v1", "Endpoints")["Endpoints"] == "<none>"
    six = [{"addresses": [{"ip": "fd00::1"}], "ports": [{"port": 80}]}]
    assert _row("v1", "Endpoints", subsets=six)["Endpoints"] == "[fd00::1]:80"
    slice_ = _row(
        "discovery.k8s.io/v1",
        "EndpointSlice",
        addressType="IPv4",
        ports=[{"port": 80}],
        endpoints=[{"addresses": ["10.0.0.1"]}],
    )
    assert slice_ == {"Name": "one", "AddressType": "IPv4", "Ports": "80", "Endpoints": "10.0.0.1", "Age": "60m"}
    assert _row("networking.k8s.io/v1", "NetworkPolicy", spec={"podSelector": {"matchLabels": {"a": "b"}}}) == {
        "Name": "one",
        "Pod-Selector": "a=b",
        "Age": "60m",
    }
    assert _row("v1", "Secret", data={"a": ""}) == {"Name": "one", "Type": "Opaque", "Data": 1, "Age": "60m"}
    event = _row(
        "v1",
        "Event",
        type="Warning",
        reason="FailedScheduling",
        message="0/3 nodes are available.\n",
        count=2,
        involvedObject={"kind": "Pod", "name": "web"},
        source={"component": "scheduler", "host": "here"},
        firstTimestamp="2026-11-21T11:30:00Z",
        lastTimestamp="2026-11-21T11:59:00Z",
    )
    assert event == {
        "Last Seen": "60s",
        "Type": "Warning",
        "Reason": "FailedScheduling",
        "Object": "pod/web",
        "Subobject": "",
        "Source": "scheduler, here",
        "Message": "0/3 nodes are available.",
        "First Seen": "30m",
        "Count": 2,
        "Name": "one",
    }
    replicas = {"replicas": 3, "readyReplicas": 2}
    assert list(_row("apps/v1", "ReplicaSet", spec={"replicas": 3}, status=replicas).values())[:5] == [
        *("one", 3, 3, 2),
        "60m",
    ]
    assert _row("coordination.k8s.io/v1", "Lease") == {"Name": "one", "Age": "60m"}


def test_wide_columns_come_after_those_that_are_always_shown_but_for_custom_ones() -> None:
    for kind in ("Node", "Pod", "Service", "ConfigMap", "Namespace"):
        wide = [column.wide for column in columns_of("v1", kind)]
        assert wide == sorted(wide)


def test_a_selector_shows_labels_and_expressions() -> None:
    terms: list[dict[str, Any]] = [{"key": "a", "operator": "Exists"}, {"key": "b", "operator": "DoesNotExist"}]
    terms.append({"key": "c", "operator": "In", "values": ["2", "1"]})
    assert cells.selector({"matchLabels": {"z": "1"}, "matchExpressions": terms}) == "z=1,a,!b,c in (1,2)"


LABELLED = {"metadata": {"labels": {"app": "web", "kubernetes.azure.com/mode": "system", "empty": ""}}}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", True),
        ("app=web", True),
        (" app == web , empty= ", True),
        ("app!=web", False),
        ("missing!=web", True),
        ("app in (api, web)", True),
        ("app notin (api, web)", False),
        ("missing notin (web)", True),
        ("kubernetes.azure.com/mode", True),
        ("!kubernetes.azure.com/mode", False),
        ("! missing,app", True),
    ],
)
def test_a_label_selector_wants_what_kubernetes_wants(text: str, wanted: bool) -> None:
    assert by_labels(text)(LABELLED) is wanted


@pytest.mark.parametrize("text", ["=", "app in", "app in web", "app=web,,x", "a b", "app=(web)"])
def test_a_label_selector_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(KubeRefusal, match="unable to parse requirement"):
        by_labels(text)


def test_a_field_selector_reads_what_each_kind_can_be_selected_by() -> None:
    event = {"metadata": {"name": "e"}, "involvedObject": {"name": "web"}, "source": {"component": "kubelet"}}
    assert by_fields("Event", "involvedObject.name=web,source=kubelet")(event)
    assert by_fields("Node", "spec.unschedulable=true")({"metadata": {}, "spec": {"unschedulable": True}})
    assert by_fields("Pod", "spec.nodeName=")({"metadata": {}, "spec": {}})
    for kind, text in (("ConfigMap", "status.phase=x"), ("Pod", "spec.nodeName")):
        with pytest.raises(KubeRefusal):
            by_fields(kind, text)


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("", False),
        ("*/*", False),
        ("application/json", False),
        ("application/json;as=Table;v=v1;g=meta.k8s.io,application/json", True),
        ("application/json;as=Table;v=v2;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io", True),
        ("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json", False),
        ("application/vnd.kubernetes.protobuf,application/json;q=0.5", False),
    ],
)
def test_a_client_gets_the_first_form_that_it_names_and_the_server_has(accept: str, wanted: bool) -> None:
    assert wants_table(accept) is wanted
