"""Single things that go wrong with Services, agents and workloads, or with what was declared.

As `mutations`: each change returns the object that the check has to name.
"""

from __future__ import annotations

from dataclasses import replace

from aksnet.verify.sources import ObjectKind
from tests.verify.lookalikes import windows_node
from tests.verify.mutations import Change, node_name, pod_name
from tests.verify.worlds import Item, World, give, unready

# V4


def _cluster_ip(world: World, name: str, *addresses: str) -> str:
    service = world.named(ObjectKind.SERVICES, name)
    service["spec"].update(clusterIP=addresses[0], clusterIPs=list(addresses))
    return f"service {service['metadata']['namespace']}/{name}"


def service_outside(world: World) -> str:
    return _cluster_ip(world, "metrics-server", "10.1.0.5")


def service_in_pod_range(world: World) -> str:
    return _cluster_ip(world, "shop", *world.address(0, 12))


def api_not_first(world: World) -> str:
    return _cluster_ip(world, "kubernetes", "10.0.0.2")


def dns_elsewhere(world: World) -> str:
    return _cluster_ip(world, "kube-dns", "10.0.0.11")


def dns_missing(world: World) -> str:
    world.drop(ObjectKind.SERVICES, world.named(ObjectKind.SERVICES, "kube-dns"))
    return "service kube-system/kube-dns"


def second_family_outside(world: World) -> str:
    return _cluster_ip(world, "shop", "10.0.0.81", "fd99::81")


# V5 to V8, V23


def missing(agent: str) -> Change:
    def change(world: World) -> str:
        world.drop(ObjectKind.PODS, world.pods(agent)[2])
        return node_name(world, 2)

    return change


def not_ready_agent(agent: str) -> Change:
    def change(world: World) -> str:
        unready(world.pods(agent)[0])
        return node_name(world, 0)

    return change


def evicted(agent: str) -> Change:
    def change(world: World) -> str:
        world.pods(agent)[1]["status"].update(phase="Failed", reason="Evicted")
        return node_name(world, 1)

    return change


def terminating(agent: str) -> Change:
    """An agent that is being deleted, and stays so: its status still says Ready."""

    def change(world: World) -> str:
        world.pods(agent)[1]["metadata"]["deletionTimestamp"] = "2026-11-21T09:00:00Z"
        return node_name(world, 1)

    return change


def placeholder_for_azure_cns(world: World) -> str:
    world.pods("azure-cns")[2]["spec"]["containers"] = [{"name": "pause", "image": "oss/kubernetes/pause:3.6"}]
    return node_name(world, 2)


def windows_node_without_azure_cns(world: World) -> str:
    windows_node(world)
    world.drop(ObjectKind.PODS, *[pod for pod in world.pods("azure-cns") if "win" in pod["metadata"]["name"]])
    return node_name(world, 3)


def users_own_cilium(world: World) -> str:
    """A Cilium that was installed over AKS's CNI: it lacks AKS's label, and kube-proxy stays."""
    for index in range(len(world.objects[ObjectKind.NODES])):
        model = world.pods("cloud-node-manager")[index]
        own = {"name": f"cilium-{index}", "labels": {"k8s-app": "cilium"}}
        world.objects[ObjectKind.PODS].append({**model, "metadata": {**model["metadata"], **own}})
    return "the cluster"


def subnet_is_full(world: World) -> str:
    container = world.config(2)["status"]["networkContainers"][0]
    container["status"] = "NCUpdateSubnetFullError"
    return f"subnet {container['subnetAddressSpace']}"


def _agent_like(world: World, name: str, labels: dict[str, str], namespace: str = "kube-system") -> str:
    """Add a pod like one of the system's."""
    model = world.pods("cloud-node-manager")[1]
    pod = {**model, "metadata": {**model["metadata"], "name": name, "namespace": namespace, "labels": labels}}
    world.objects[ObjectKind.PODS].append(pod)
    return pod_name(pod)


def one_kube_proxy(world: World) -> str:
    return _agent_like(world, "kube-proxy-x7k2p", {"component": "kube-proxy"})


def strange_npm(world: World) -> str:
    _agent_like(world, "azure-npm-x7k2p", {"k8s-app": "azure-npm"})
    return "the cluster"


def strange_calico(world: World) -> str:
    _agent_like(world, "calico-node-x7k2p", {"k8s-app": "calico-node"}, "calico-system")
    return "the cluster"


# V13 to V15


def _wait(pod: Item, why: str) -> None:
    """Make a pod Pending: without a node, an address, or a container."""
    pod["spec"].pop("nodeName")
    pod["status"] = {
        "phase": "Pending",
        "conditions": [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": why}],
    }


def _counted(world: World, name: str, ready: int) -> str:
    deployment = world.named(ObjectKind.DEPLOYMENTS, name)
    deployment["status"]["readyReplicas"] = ready
    return f"deployment {deployment['metadata']['namespace']}/{name}"


def coredns_not_ready(world: World) -> str:
    unready(world.pods("coredns")[0])
    return _counted(world, "coredns", 1)


def coredns_pending(world: World) -> str:
    _wait(world.pods("coredns")[0], "Insufficient cpu")
    return _counted(world, "coredns", 1)


def no_metrics_server(world: World) -> str:
    world.drop(ObjectKind.PODS, *world.pods("metrics-server"))
    world.drop(ObjectKind.DEPLOYMENTS, world.named(ObjectKind.DEPLOYMENTS, "metrics-server"))
    return "deployment kube-system/metrics-server"


def nginx_pending(world: World) -> str:
    _wait(world.pods("nginx")[2], "didn't match pod anti-affinity rules")
    return _counted(world, "nginx", 2)


def nginx_scaled(world: World) -> str:
    world.drop(ObjectKind.PODS, world.pods("nginx")[2])
    world.named(ObjectKind.DEPLOYMENTS, "nginx")["spec"]["replicas"] = 2
    return _counted(world, "nginx", 2)


def nginx_missing(world: World) -> str:
    world.drop(ObjectKind.PODS, *world.pods("nginx"))
    world.drop(ObjectKind.DEPLOYMENTS, world.named(ObjectKind.DEPLOYMENTS, "nginx"))
    return "deployment default/nginx"


def nginx_together(world: World) -> str:
    pod = world.pods("nginx")[2]
    pod["spec"]["nodeName"] = world.node(0)["metadata"]["name"]
    give(pod, *world.address(0, 12))
    return "deployment default/nginx"


def front_end(name: str, *addresses: str) -> Change:
    def change(world: World) -> str:
        service = world.named(ObjectKind.SERVICES, name)
        service["status"] = {"loadBalancer": {"ingress": [{"ip": each} for each in addresses]} if addresses else {}}
        return f"service {service['metadata']['namespace']}/{name}"

    return change


def annotated(subnet: str | None) -> Change:
    """Name another subnet on the sample's Service, or none."""

    def change(world: World) -> str:
        key = "service.beta.kubernetes.io/azure-load-balancer-internal-subnet"
        annotations = world.named(ObjectKind.SERVICES, "nginx")["metadata"]["annotations"]
        annotations.pop(key)
        if subnet:
            annotations[key] = subnet
        return "service default/nginx"

    return change


def sample_service_missing(world: World) -> str:
    world.drop(ObjectKind.SERVICES, world.named(ObjectKind.SERVICES, "nginx"))
    return "service default/nginx"


# V18, V22


def labelled(key: str, value: str) -> Change:
    def change(world: World) -> str:
        world.label(key, value)
        return "the cluster"

    return change


def may_grow_to(most: int, what: str) -> Change:
    """Declare so many nodes at most; the range that is too small then is the one named."""

    def change(world: World) -> str:
        pools = {name: replace(pool, most=most) for name, pool in world.expected.pools.items()}
        world.expected = replace(world.expected, pools=pools)
        return what

    return change
