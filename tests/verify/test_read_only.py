"""Nothing that is passive sends anything but GET, whatever it meets on the way."""

from __future__ import annotations

from typing import Any

import pytest
import requests
import urllib3

from aksnet.azure.modes import MODES
from aksnet.verify.azure_reader import read
from aksnet.verify.detect import detect
from aksnet.verify.expected import Expected, Grant
from aksnet.verify.gather import gather
from aksnet.verify.judged_cluster import JudgedCluster
from aksnet.verify.runner import judge
from aksnet.verify.sources import ObjectKind, Unavailable
from aksnet.verify.sources.live import LiveCluster
from tests.verify.api_server import Api, lists, serving
from tests.verify.arm_server import arm_server
from tools.generated import Generated

GROUP = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/lab/providers"
STACK = Expected(
    declared=True,
    cluster_id=f"{GROUP}/Microsoft.ContainerService/managedClusters/lab",
    node_resource_group="nodes",
    principal_id="11111111-1111-1111-1111-111111111111",
    subnet_ids={"nodes": f"{GROUP}/Microsoft.Network/virtualNetworks/v/subnets/nodes"},
    route_table_ids=(f"{GROUP}/Microsoft.Network/routeTables/t",),
    grants=(Grant(role_id="4d97b98b-1d4f-4787-a291-c67834d212e7", scope=GROUP),),
)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record every verb at the two places that all clients send through: urllib3, and requests for Azure's."""
    verbs: list[str] = []
    pool, session = urllib3.connectionpool.HTTPConnectionPool, requests.Session
    real_pool, real_session = pool.urlopen, session.request

    def of_pool(self: Any, method: str, *rest: Any, **options: Any) -> Any:
        verbs.append(method)
        return real_pool(self, method, *rest, **options)

    def of_session(self: Any, method: str, *rest: Any, **options: Any) -> Any:
        verbs.append(method)
        return real_session(self, method, *rest, **options)

    monkeypatch.setattr(pool, "urlopen", of_pool)
    monkeypatch.setattr(session, "request", of_session)
    return verbs


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("namespace", [None, "default"])
def test_reading_and_judging_a_cluster_sends_get_only(mode: str, namespace: str | None, sent: list[str]) -> None:
    cluster = Generated(MODES[mode])
    items = {}
    for kind in ObjectKind:
        try:
            items[kind.value.plural] = list(cluster.items(kind, None))
        except Unavailable:
            continue
    with serving(Api(items=lists(**items))) as api:
        facts = gather(LiveCluster.of_address(api.address), namespace)
        assert judge(JudgedCluster(facts=facts, expected=cluster.expected, detection=detect(facts))).ok
    assert set(sent) == {"GET"} == {verb for verb, _ in api.asked}


@pytest.mark.parametrize("status", [401, 403, 410, 500])
def test_refusals_and_new_attempts_are_get_too(status: int, sent: list[str]) -> None:
    faults: list[tuple[int, dict[str, Any]]] = [(status, {"metadata": {"continue": "0"}})] * 3
    with serving(Api(items=lists(), faults=faults)) as api:
        cluster = LiveCluster(LiveCluster.of_address(api.address).api, api.address, pause=lambda _seconds: None)
        try:
            gather(cluster)
        except Exception as fault:
            assert type(fault).__name__ == "VerifyError"  # noqa: PT017 - only one of the cases raises
    assert set(sent) == {"GET"}


def test_reading_azure_sends_get_only(sent: list[str]) -> None:
    with arm_server({}) as arm:
        read(STACK, base_url=arm.url)
    assert {method for method, *_ in arm.asked} == {"GET"} == set(sent)
