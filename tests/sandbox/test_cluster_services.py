"""Addresses of Services, in the cluster and before it, what stands behind them, and what else a cluster serves."""

from __future__ import annotations

import base64
import gzip
import ipaddress
import json
from typing import Any

import pytest

from aksnet.arm.ids import PUBLIC_IP_TYPE
from aksnet.arm.values import Json
from aksnet.sandbox.azure.made_up import SUBSCRIPTION
from aksnet.sandbox.cluster.cluster_facts import Facts
from aksnet.sandbox.cluster.make import place, spec_of
from aksnet.sandbox.cluster.service_front_ends import addresses_of
from aksnet.sandbox.kube import objects
from aksnet.sandbox.sandbox_errors import Refusal
from tests.sandbox.cluster_world import GROUP, NODE_GROUP, NODES, SERVICES, World

INTERNAL = "service.beta.kubernetes.io/azure-load-balancer-internal"
IN_GROUP = "service.beta.kubernetes.io/azure-load-balancer-resource-group"
FIXED = "service.beta.kubernetes.io/azure-load-balancer-ipv4"


def _write(world: World, name: str, annotations: Json | None = None, **spec: Any) -> Json:
    """Write a Service as the provider does, and return it as it is kept."""
    own = {"name": name, "annotations": annotations or {}}
    ports = [{"port": 80, "targetPort": "http"}]
    body = {"apiVersion": "v1", "kind": "Service", "metadata": own, "spec": {"ports": ports, **spec}}
    key = f"core|Service|default/{name}"
    existing = world.view.cluster_objects(world.cluster)
    outputs = objects.completed(world.view, world.cluster, "default", name, body, existing.get(key))
    existing[key] = {"id": f"default/{name}", "kind": "Service", "inputs": body, "outputs": outputs}
    return outputs


def _balanced(world: World, name: str = "web", **annotations: str) -> list[str]:
    known = {"internal": INTERNAL, "subnet": f"{INTERNAL}-subnet", "fixed": FIXED, "group": IN_GROUP}
    given = {known[short]: value for short, value in annotations.items()}
    return addresses_of(_write(world, name, given, type="LoadBalancer"))


def _events(world: World) -> list[str]:
    return [each["message"] for each in world.objects.list("v1", "Event")]


def test_the_services_of_a_cluster_have_the_addresses_that_aks_gives_them() -> None:
    services = {place(each): spec_of(each)["clusterIP"] for each in World().objects.list("v1", "Service")}
    assert services[("default", "kubernetes")] == "10.0.0.1"
    assert services[("kube-system", "kube-dns")] == "10.0.0.10"
    assert set(services) == {("default", "kubernetes"), ("kube-system", "kube-dns"), ("kube-system", "metrics-server")}
    assert ipaddress.ip_address(services[("kube-system", "metrics-server")]) in ipaddress.ip_network("10.0.0.0/16")


def test_no_two_services_get_one_address_or_port_however_small_the_range() -> None:
    world = World()
    profile = world.view.resources[world.cluster.lower()]["inputs"]["networkProfile"]
    small = {**profile, "serviceCidr": "10.0.0.0/27"}
    record = world.view.resources[world.cluster.lower()]
    world.view.put({**record, "inputs": {**record["inputs"], "networkProfile": small}})
    written = [_write(world, f"s{index}", type="NodePort") for index in range(27)]
    addresses = {spec_of(each)["clusterIP"] for each in written}
    assert len(addresses) == 27
    assert addresses.isdisjoint({"10.0.0.0", "10.0.0.1", "10.0.0.10", "10.0.0.31"})
    assert len({spec_of(each)["ports"][0]["nodePort"] for each in written}) == 27
    with pytest.raises(Refusal, match="range is full"):
        _write(world, "one-more")
    assert spec_of(_write(world, "s3", type="NodePort")) == spec_of(written[3])


def test_ports_of_the_nodes_are_given_once() -> None:
    world = World(count=1)
    ports = [spec_of(_write(world, f"s{index}", type="NodePort"))["ports"][0]["nodePort"] for index in range(150)]
    assert len(set(ports)) == 150
    assert all(30000 <= port < 32768 for port in ports)


@pytest.mark.parametrize(
    ("mode", "spec", "addresses", "families"),
    [
        ("overlay", {}, 1, ["IPv4"]),
        ("overlay-dual-stack", {}, 1, ["IPv4"]),
        ("overlay-dual-stack", {"ipFamilies": ["IPv6"]}, 1, ["IPv6"]),
        ("overlay-dual-stack", {"ipFamilyPolicy": "PreferDualStack"}, 2, ["IPv4", "IPv6"]),
        ("overlay", {"ipFamilyPolicy": "PreferDualStack"}, 1, ["IPv4"]),
        ("overlay", {"clusterIP": "None"}, 1, ["IPv4"]),
    ],
)
def test_families_are_those_that_service_and_cluster_agree_on(
    mode: str, spec: Json, addresses: int, families: list[str]
) -> None:
    kept = spec_of(_write(World(mode=mode), "web", **spec))
    assert (len(kept["clusterIPs"]), kept["ipFamilies"]) == (addresses, families)
    if spec.get("clusterIP") != "None":
        ranges = {"IPv4": "10.0.0.0/16", "IPv6": "fd12:3456:789a:1::/108"}
        for address, family in zip(kept["clusterIPs"], families, strict=True):
            assert ipaddress.ip_address(address) in ipaddress.ip_network(ranges[family])


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ({"clusterIP": "10.0.0.10"}, "provided IP is already allocated"),
        ({"clusterIP": "10.1.0.1"}, "The range of valid IPs is 10.0.0.0/16"),
        ({"clusterIP": "ten"}, "must be a valid IP address"),
        ({"ipFamilyPolicy": "RequireDualStack"}, "not configured for dual-stack services"),
        ({"ipFamilies": ["IPv6"]}, "not configured on this cluster"),
    ],
)
def test_addresses_that_a_service_cannot_have_are_refused(spec: Json, says: str) -> None:
    with pytest.raises(Refusal, match=says):
        _write(World(), "web", **spec)


def test_an_external_name_has_no_address() -> None:
    assert "clusterIP" not in spec_of(_write(World(), "web", type="ExternalName", externalName="example.com"))


def test_a_public_load_balancer_has_an_address_of_its_own() -> None:
    world = World()
    found = [_balanced(world, f"s{index}") for index in range(300)]
    assert len({each[0] for each in found}) == 300
    assert found[0] == ["203.0.113.1"]


def test_a_public_address_of_the_users_is_there_before_a_load_balancer_has_it() -> None:
    world = World()
    groups = {"nodes": f"{SUBSCRIPTION}/resourceGroups/{NODE_GROUP}", "own": GROUP}
    for number, group in enumerate(groups.values()):
        arm_id = f"{group}/providers/{PUBLIC_IP_TYPE}/ip"
        record = {"id": arm_id, "type": PUBLIC_IP_TYPE, "inputs": {}, "outputs": {"ipAddress": f"20.0.0.{number}"}}
        world.view.put(record)
    assert _balanced(world, "private", fixed="10.224.0.9") == []
    assert _balanced(world, "elsewhere", fixed="20.0.0.1") == []
    assert _balanced(world, "elsewhere", fixed="20.0.0.1", group="rg") == ["20.0.0.1"]
    assert _balanced(world, "web", fixed="20.0.0.0") == ["20.0.0.0"]
    assert _balanced(world, "again", fixed="20.0.0.0") == []
    assert _balanced(world, "web", fixed="20.0.0.0") == ["20.0.0.0"]
    assert [each.partition("findMatched")[2][-60:] for each in _events(world) if "findMatched" in each] == [
        f"public IP with IP address 10.224.0.9 in resource group {NODE_GROUP}"[-60:]
    ]


PIP = "service.beta.kubernetes.io/azure-pip-name"
HUB = "/subscriptions/s/resourceGroups/hub"
OUT = f"{HUB}/providers/Microsoft.Network/publicIPAddresses/out"


def test_a_public_load_balancer_takes_an_address_that_is_there_and_that_the_cluster_may_join() -> None:
    world = World()
    asked = {PIP: "out", "service.beta.kubernetes.io/azure-load-balancer-resource-group": "hub"}

    def found() -> list[str]:
        return addresses_of(_write(world, "web", asked, type="LoadBalancer"))

    assert found() == []
    world.view.put(
        {"id": OUT, "type": "Microsoft.Network/publicIPAddresses", "inputs": {}, "outputs": {"ipAddress": "20.1.2.3"}}
    )
    assert found() == []
    world.grant(HUB)
    assert found() == ["20.1.2.3"]
    world.view.cluster_objects("/another")["core|Service|default/taken"] = {
        "id": "default/taken",
        "kind": "Service",
        "inputs": {},
        "outputs": {"status": {"loadBalancer": {"ingress": [{"ip": "20.1.2.3"}]}}},
    }
    assert found() == []
    assert [next(code for code in REFUSED if code in each) for each in _events(world)[-1:]] == ["PublicIPAddressInUse"]


REFUSED = ("PublicIPAddressNotFound", "LinkedAuthorizationFailed", "PublicIPAddressInUse")


def test_an_internal_load_balancer_stands_in_the_subnet_that_it_names() -> None:
    world = World(count=2)
    for subnet in (NODES, SERVICES):
        world.grant(subnet)
    assert _balanced(world, "a", internal="true") == ["10.224.0.6"]  # after the two nodes
    assert _balanced(world, "b", internal="true", subnet="services") == ["10.226.0.4"]
    assert _balanced(world, "c", internal="true", subnet="services") == ["10.226.0.5"]
    assert _balanced(world, "d", internal="true", subnet="services", fixed="10.226.0.9") == ["10.226.0.9"]
    assert _balanced(world, "b", internal="true", subnet="services") == ["10.226.0.4"]
    assert _balanced(world, "b", internal="true") == ["10.224.0.7"]
    assert _balanced(world, "b") == ["203.0.113.1"]


def test_an_internal_load_balancer_has_an_address_for_each_family() -> None:
    world = World(mode="overlay-dual-stack", count=1)
    world.grant(NODES)
    service = _write(world, "web", {INTERNAL: "true"}, type="LoadBalancer", ipFamilyPolicy="PreferDualStack")
    assert addresses_of(service) == ["10.224.0.5", "fd12:3456:789b::5"]


@pytest.mark.parametrize(
    ("annotations", "granted", "says"),
    [
        ({"subnet": "none"}, True, "failed to get subnet vnet/none"),
        ({"subnet": SERVICES}, True, "takes the name of one"),
        ({"subnet": "services"}, False, "LinkedAuthorizationFailed"),
        ({"subnet": "services", "fixed": "10.227.0.1"}, True, "PrivateIPAddressNotInSubnet"),
        ({"subnet": "services", "fixed": "10.226.0.1"}, True, "PrivateIPAddressIsAllocated"),
        ({"subnet": "services", "fixed": "10.226.0.4"}, True, "PrivateIPAddressIsAllocated"),
        ({"subnet": "services", "fixed": "ten"}, True, "PrivateIPAddressNotInSubnet"),
    ],
)
def test_what_azure_refuses_leaves_the_service_pending(annotations: dict[str, str], granted: bool, says: str) -> None:
    world = World()
    world.grant(SERVICES)
    assert _balanced(world, "first", internal="true", subnet="services") == ["10.226.0.4"]
    if not granted:
        world.view.resources = {key: each for key, each in world.view.resources.items() if "roleassignments" not in key}
    assert _balanced(world, internal="true", **annotations) == []
    assert len(_events(world)) == 1
    assert says in _events(world)[0]


def test_a_full_subnet_leaves_the_service_pending() -> None:
    world = World()
    world.grant(SERVICES)
    found = [_balanced(world, f"s{index:02}", internal="true", subnet="services") for index in range(12)]
    assert [bool(each) for each in found] == [True] * 11 + [False]
    assert "SubnetIsFull" in _events(world)[0]


def test_endpoints_are_the_ready_pods_that_the_selector_chooses() -> None:
    world = World(max_pods=12)
    container = {"name": "web", "image": "web:1", "ports": [{"name": "http", "containerPort": 8080}]}
    world.deploy(replicas=2, pod={"containers": [container]})
    world.deploy("other", replicas=1)
    _write(world, "web", selector={"app": "web"})
    _write(world, "nobody", selector={"app": "nobody"})
    own = {place(each)[1]: each["subsets"] for each in world.objects.list("v1", "Endpoints")}
    addresses = sorted(pod["status"]["podIP"] for pod in world.pods())
    assert sorted(each["ip"] for each in own["web"][0]["addresses"]) == addresses
    assert own["web"][0]["ports"] == [{"port": 8080, "protocol": "TCP"}]
    assert own["nobody"] == []
    slices = {
        each["metadata"]["labels"]["kubernetes.io/service-name"]: each
        for each in world.objects.list("discovery.k8s.io/v1", "EndpointSlice")
    }
    assert sorted(each["addresses"][0] for each in slices["web"]["endpoints"]) == addresses
    assert slices["web"]["addressType"] == "IPv4"
    assert len(slices["kube-dns"]["endpoints"]) == 2


def test_objects_are_complete_sorted_and_always_the_same() -> None:
    world = World(mode="pod-subnet")
    world.deploy()
    world.release("another")
    world.store("networking.k8s.io/v1", "NetworkPolicy", "deny", spec={"podSelector": {}})
    world.store("policy/v1", "PodDisruptionBudget", "web", spec={"maxUnavailable": 1})
    first, second = world.objects, world.objects
    served = {(each.kind, each.plural, each.namespaced) for each in first.kinds()}
    assert served >= {
        ("Endpoints", "endpoints", True),
        ("NetworkPolicy", "networkpolicies", True),
        ("Node", "nodes", False),
        ("NodeNetworkConfig", "nodenetworkconfigs", True),
        ("PodDisruptionBudget", "poddisruptionbudgets", True),
    }
    for kind in first.kinds():
        found = first.list(kind.api_version, kind.kind)
        assert found == second.list(kind.api_version, kind.kind)
        assert [place(each) for each in found] == sorted(place(each) for each in found)
        for each in found:
            assert (each["apiVersion"], each["kind"]) == (kind.api_version, kind.kind)
            assert ("namespace" in each["metadata"]) == kind.namespaced
            assert {"name", "uid", "labels"} <= set(each["metadata"])
    identities = [each["metadata"]["uid"] for kind in first.kinds() for each in first.list(kind.api_version, kind.kind)]
    assert len(identities) == len(set(identities))


def test_a_user_s_object_counts_over_aks_s_own() -> None:
    world = World()
    world.store("v1", "ConfigMap", "coredns-custom", "kube-system", data={"mine": "yes"})
    maps = {place(each)[1]: each["data"] for each in world.objects.list("v1", "ConfigMap")}
    assert maps["coredns-custom"] == {"mine": "yes"}
    assert maps["coredns"]["Corefile"].startswith(".:53 {")


def test_a_release_is_kept_in_a_secret_as_helm_does() -> None:
    world = World(mode="byo-cni")
    world.release()
    secret = world.objects.list("v1", "Secret")[0]
    assert (secret["metadata"]["name"], secret["type"]) == ("sh.helm.release.v1.cilium.v1", "helm.sh/release.v1")
    content = json.loads(gzip.decompress(base64.b64decode(base64.b64decode(secret["data"]["release"]))))
    assert content["chart"] == {"metadata": {"name": "cilium", "version": "1.18.4"}}


def test_a_cluster_that_is_gone_answers_nobody() -> None:
    world = World()
    world.view.remove(world.cluster)
    with pytest.raises(Refusal, match="does not exist"):
        Facts.of(world.view, world.cluster)
