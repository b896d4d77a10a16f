"""Gathering: one namespace or all, and reasons in place of what may not be read."""

from __future__ import annotations

from aksnet.verify.facts import Facts
from aksnet.verify.gather import gather
from aksnet.verify.sources.live import LiveCluster
from tests.verify.api_server import Api, Item, lists, pod, serving

SYSTEM = ["calico-system", "cilium-system", "kube-system", "tigera-operator"]


def service(namespace: str, name: str) -> Item:
    return {"metadata": {"namespace": namespace, "name": name}, "spec": {"clusterIPs": ["10.0.0.1"]}}


def gathered(api: Api, namespace: str | None = None) -> Facts:
    return gather(LiveCluster.of_address(api.address), namespace)


def test_everything_is_read_once_over_all_namespaces() -> None:
    with serving(Api(items=lists(pods=[pod("shop", "a"), pod("kube-system", "b")]))) as api:
        facts = gathered(api)
    assert ([str(each) for each in facts.pods], facts.unread) == (["pod shop/a", "pod kube-system/b"], {})
    assert sorted(path for _, path in api.asked) == [
        "/api/v1/namespaces/kube-system/configmaps?limit=500",
        "/api/v1/nodes?limit=500",
        "/api/v1/pods?limit=500",
        "/api/v1/services?limit=500",
        "/apis/acn.azure.com/v1alpha/namespaces/kube-system/nodenetworkconfigs?limit=500",
        "/apis/apps/v1/daemonsets?limit=500",
        "/apis/apps/v1/deployments?limit=500",
    ]


def test_one_namespace_is_read_with_those_of_the_system_and_the_services_of_default() -> None:
    pods = [pod(namespace, "p") for namespace in ("shop", "other", *SYSTEM)]
    services = [service(namespace, "s") for namespace in ("shop", "other", "default", "kube-system")]
    with serving(Api(items=lists(pods=pods, services=services))) as api:
        facts = gathered(api, "shop")
    assert [each.namespace for each in facts.pods] == ["shop", *SYSTEM]
    assert [each.namespace for each in facts.services] == ["shop", "kube-system", "default"]
    assert facts.namespace == "shop"


def test_default_and_the_systems_namespace_are_not_read_twice() -> None:
    for namespace in ("default", "kube-system"):
        with serving(Api(items=lists())) as api:
            gathered(api, namespace)
        assert len({path for _, path in api.asked}) == len(api.asked)


def test_what_may_not_be_listed_becomes_a_reason_and_the_rest_is_read() -> None:
    forbidden = frozenset({"/api/v1/nodes", "/apis/apps/v1/daemonsets"})
    with serving(Api(items=lists(pods=[pod("shop", "a")]), forbidden=forbidden)) as api:
        facts = gathered(api)
    said = "these credentials may not list it (403)"
    assert (facts.unread, len(facts.pods)) == ({"nodes": said, "daemonsets": said}, 1)


def test_a_reason_names_the_first_namespace_that_it_holds_for() -> None:
    forbidden = frozenset({"/api/v1/namespaces/calico-system/pods", "/api/v1/namespaces/kube-system/pods"})
    with serving(Api(items=lists(), forbidden=forbidden)) as api:
        facts = gathered(api, "shop")
    said = {each: f"these credentials may not list it (403), in namespace {each}" for each in SYSTEM}
    assert facts.unread == {"pods": said["calico-system"]}
    assert facts.unread_in == {("pods", each): said[each] for each in ("calico-system", "kube-system")}
    assert [facts.why_unread("pods", each) for each in ("shop", "kube-system")] == [None, said["kube-system"]]


def test_a_cluster_without_azure_cns_serves_no_node_network_configs() -> None:
    served = lists()
    del served["/apis/acn.azure.com/v1alpha/nodenetworkconfigs"]
    with serving(Api(items=served)) as api:
        facts = gathered(api)
    assert facts.unread == {"nodenetworkconfigs": "this cluster does not serve it (404), in namespace kube-system"}
    assert facts.not_served == {"nodenetworkconfigs"}
