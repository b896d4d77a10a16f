"""Sources: an API server read page by page with patience, and a kubeconfig that is never shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from kubernetes import client

from aksnet.errors import UsageError
from aksnet.verify.sources import ObjectKind, Unavailable
from aksnet.verify.sources.live import LiveCluster
from aksnet.verify.verify_errors import VerifyError
from tests.verify.api_server import Api, lists, pod, serving


def live(api: Api, pauses: list[float] | None = None) -> LiveCluster:
    settings = client.Configuration(host=api.address)
    settings.proxy = None
    waited = [] if pauses is None else pauses
    return LiveCluster(client.ApiClient(settings), api.address, pause=waited.append)


def names(cluster: LiveCluster, kind: ObjectKind = ObjectKind.PODS, namespace: str | None = None) -> list[str]:
    return [item["metadata"]["name"] for item in cluster.items(kind, namespace)]


def test_a_long_list_is_read_page_by_page() -> None:
    with serving(Api(items=lists(pods=[pod("default", f"p{n:04}") for n in range(1201)]))) as api:
        assert names(live(api)) == [f"p{n:04}" for n in range(1201)]
    assert [path for _, path in api.asked] == [
        "/api/v1/pods?limit=500",
        "/api/v1/pods?limit=500&continue=500",
        "/api/v1/pods?limit=500&continue=1000",
    ]


def test_a_list_that_expires_goes_on_where_it_was() -> None:
    expired = {"kind": "Status", "code": 410, "reason": "Expired", "metadata": {"continue": "500"}}

    def before(_path: str, query: dict[str, list[str]]) -> None:
        if query.get("continue") == ["500"] and not told:
            told.append(True)
            api.faults.append((410, expired))

    told: list[bool] = []
    with serving(Api(items=lists(pods=[pod("default", f"p{n:04}") for n in range(700)]), before=before)) as api:
        assert names(live(api)) == [f"p{n:04}" for n in range(700)]
    assert len(api.asked) == 3


def test_an_expired_list_that_cannot_go_on_is_not_taken_for_complete() -> None:
    gone = (410, {"kind": "Status", "message": "too old", "metadata": {}})
    with serving(Api(items=lists(), faults=[gone])) as api, pytest.raises(Unavailable) as reason:
        names(live(api))
    assert str(reason.value) == "the API server answered 410: too old"


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_server_is_asked_again(status: int) -> None:
    pauses: list[float] = []
    with serving(Api(items=lists(pods=[pod("default", "p")]), faults=[(status, {})] * 2)) as api:
        assert names(live(api, pauses)) == ["p"]
    assert (len(api.asked), pauses) == (3, [0.5, 1.0])


def test_a_server_that_stays_broken_is_the_reason_of_skipped_checks() -> None:
    pauses: list[float] = []
    faults: list[tuple[int, dict[str, Any]]] = [(500, {"message": "etcd is gone"})] * 9
    with serving(Api(items=lists(), faults=faults)) as api, pytest.raises(Unavailable) as reason:
        names(live(api, pauses))
    assert (str(reason.value), len(api.asked), pauses) == (
        "the API server answered 500: etcd is gone",
        4,
        [0.5, 1.0, 2.0],
    )


@pytest.mark.parametrize(
    ("status", "said"),
    [(403, "these credentials may not list it (403)"), (404, "this cluster does not serve it (404)")],
)
def test_a_kind_that_may_not_be_listed_or_is_not_served_is_unavailable_at_once(status: int, said: str) -> None:
    with serving(Api(items=lists(), faults=[(status, {})])) as api, pytest.raises(Unavailable) as reason:
        names(live(api))
    assert (str(reason.value), len(api.asked)) == (said, 1)


def test_credentials_that_are_not_accepted_end_the_whole() -> None:
    with serving(Api(items=lists(), faults=[(401, {})])) as api, pytest.raises(VerifyError) as fault:
        names(live(api))
    assert str(fault.value) == f"The API server {api.address} does not accept these credentials (401). Log in again."


def test_a_server_that_is_not_there_is_one_message() -> None:
    settings = client.Configuration(host="http://127.0.0.1:9")
    settings.proxy, settings.retries = None, 0
    with pytest.raises(VerifyError) as told:
        names(LiveCluster(client.ApiClient(settings), "nowhere"))
    assert str(told.value).startswith("The API server nowhere cannot be reached: ")
    assert str(told.value).endswith("Connection refused")
    assert "Max retries" not in str(told.value)


def test_only_a_namespaced_kind_is_asked_for_by_namespace() -> None:
    with serving(Api(items=lists())) as api:
        names(live(api), ObjectKind.NODES, "shop")
        names(live(api), ObjectKind.DEPLOYMENTS, "shop")
    assert [path for _, path in api.asked] == [
        "/api/v1/nodes?limit=500",
        "/apis/apps/v1/namespaces/shop/deployments?limit=500",
    ]


def kubeconfig(server: str) -> str:
    return yaml.safe_dump(
        {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": "c",
            "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
            "clusters": [{"name": "c", "cluster": {"server": server}}],
            "users": [{"name": "u", "user": {"token": "very-secret"}}],
        }
    )


def test_a_kubeconfig_opens_a_cluster_from_a_file_and_from_a_text(tmp_path: Path) -> None:
    file = tmp_path / "config"
    with serving(Api(items=lists(pods=[pod("default", "p")]))) as api:
        file.write_text(kubeconfig(api.address), encoding="utf-8")
        opened = [
            LiveCluster.of_file(file, None),
            LiveCluster.of_file(file, "c"),
            LiveCluster.of_text(file.read_text()),
        ]
        opened.append(LiveCluster.of_address(api.address))
        assert [(each.name, names(each)) for each in opened] == [(api.address, ["p"])] * 4


def test_a_kubeconfig_that_cannot_be_used_is_one_message_without_the_secret(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nothing-here cannot be used: "):
        LiveCluster.of_file(tmp_path / "nothing-here", None)
    broken = kubeconfig("http://localhost").replace("current-context: c", "current-context: other")
    for text in (broken, "users: [very-secret", "very-secret"):
        with pytest.raises(VerifyError) as fault:
            LiveCluster.of_text(text)
        assert str(fault.value).startswith("The stack's kubeconfig cannot be used (")
        assert "very-secret" not in str(fault.value)
