"""What looks like a fault to a careless check and is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from aksnet.verify.sources import ObjectKind
from tests.verify.worlds import Item, World, give, unready

RECENTLY = "2026-11-21T11:58:00Z"
"""So shortly before a world is read that a pod may still wait for its address."""


def _extra(world: World, phase: str, *addresses: str, node: bool = True) -> Item:
    """Add a pod of the application in some phase."""
    model = world.pods("app")[1]
    pod: Item = {
        "metadata": {**model["metadata"], "name": f"app-{phase.lower()}", "creationTimestamp": RECENTLY},
        "spec": {"nodeName": model["spec"]["nodeName"]} if node else {},
        "status": {"phase": phase, "conditions": [{"type": "Ready", "status": "False"}]},
    }
    if addresses:
        give(pod, *addresses)
    world.objects[ObjectKind.PODS].append(pod)
    return pod


def pending(world: World) -> None:
    _extra(world, "Pending", node=False)


def being_created(world: World) -> None:
    _extra(world, "Pending")


def completed(world: World) -> None:
    """A Job's pod keeps the address in its status that somebody else has by now."""
    _extra(world, "Succeeded", world.pods("app")[2]["status"]["podIP"])


def scaled_by_an_autoscaler(world: World) -> None:
    """A workload whose number of pods the stack leaves to others."""
    (nginx,) = [each for each in world.expected.samples if each.name == "nginx"]
    others = [each for each in world.expected.samples if each is not nginx]
    world.expected = replace(world.expected, samples=(*others, replace(nginx, replicas=None)))
    deployment = world.named(ObjectKind.DEPLOYMENTS, "nginx")
    deployment["spec"]["replicas"] = deployment["status"]["readyReplicas"] = 2
    world.drop(ObjectKind.PODS, world.pods("nginx")[2])


def evicted(world: World) -> None:
    _extra(world, "Failed", world.of_node(1)[0])


def terminating(world: World) -> None:
    pod = world.pods("app")[3]
    pod["metadata"]["deletionTimestamp"] = "2026-11-21T00:00:00Z"
    unready(pod)


def on_the_host_network(world: World) -> None:
    pod = _extra(world, "Running", *world.of_node(1))
    pod["spec"]["hostNetwork"] = True


def a_rollout_of_coredns(world: World) -> None:
    model = world.pods("coredns")[0]
    pod = {
        **model,
        "metadata": {**model["metadata"], "name": "coredns-new", "creationTimestamp": RECENTLY},
        "status": {"phase": "Pending", "conditions": []},
    }
    world.objects[ObjectKind.PODS].append(pod)


def an_old_agent(world: World) -> None:
    """What the last rollout left of a DaemonSet's pod."""
    model = world.pods("cloud-node-manager")[0]
    done = {**model, "metadata": {**model["metadata"], "name": "old"}, "status": {"phase": "Failed"}}
    world.objects[ObjectKind.PODS].append(done)


def _service(world: World, name: str, spec: dict[str, object], **more: object) -> None:
    world.objects[ObjectKind.SERVICES].append({"metadata": {"namespace": "app-0", "name": name}, "spec": spec, **more})


def headless(world: World) -> None:
    _service(world, "headless", {"type": "ClusterIP", "clusterIP": "None", "clusterIPs": ["None"]})


def external_name(world: World) -> None:
    _service(world, "external", {"type": "ExternalName", "externalName": "example.com"})


def node_port(world: World) -> None:
    _service(world, "ports", {"type": "NodePort", "clusterIP": "10.0.3.3", "clusterIPs": ["10.0.3.3"]})


def internal_in_the_node_subnet(world: World) -> None:
    """Without a named subnet Azure takes the nodes'."""
    world.objects[ObjectKind.SERVICES].append(
        {
            "metadata": {
                "namespace": "app-0",
                "name": "inside",
                "annotations": {"service.beta.kubernetes.io/azure-load-balancer-internal": "true"},
            },
            "spec": {"type": "LoadBalancer", "clusterIP": "10.0.3.4"},
            "status": {"loadBalancer": {"ingress": [{"ip": "10.224.255.9"}]}},
        }
    )


def one_label_missing(world: World) -> None:
    for key in ("podnetwork-type", "azure-cni-overlay", "ebpf-dataplane", "podv6network-type", "network-policy"):
        world.label(key, None, 1)


def no_labels(world: World) -> None:
    """What pods and NodeNetworkConfigs say is enough."""
    for key in ("podnetwork-type", "azure-cni-overlay", "ebpf-dataplane", "podv6network-type", "network-policy"):
        world.label(key, None)


def pool_label_missing(world: World) -> None:
    for key in ("agentpool", "kubernetes.azure.com/agentpool"):
        del world.node(1)["metadata"]["labels"][key]


def network_monitor(world: World) -> None:
    world.objects[ObjectKind.CONFIG_MAPS].append(
        {"metadata": {"namespace": "kube-system", "name": "azure-cni-networkmonitor"}, "data": {"mode": "on"}}
    )


def windows_node(world: World) -> None:
    """Windows nodes have agents of their own, some of which are no pods."""
    world.node(3)["metadata"]["labels"]["kubernetes.io/os"] = "windows"
    cns = [pod for pod in world.pods_on(3, host=True) if pod in world.pods("azure-cns")]
    world.drop(ObjectKind.PODS, *world.pods_on(3, host=True))
    for pod in cns:
        pod["metadata"].update(name="azure-cns-win-x7k2p", labels={"k8s-app": "azure-cns-win"})
        world.objects[ObjectKind.PODS].append(pod)


def a_pod_that_waits_for_a_volume(world: World) -> None:
    """Its node gave others their addresses since."""
    pod = _extra(world, "Pending")
    pod["metadata"]["creationTimestamp"] = "2026-11-21T10:00:00Z"
    pod["spec"]["volumes"] = [{"name": "own", "secret": {"secretName": "not-there"}}]


def a_node_of_auto_provisioning(world: World) -> None:
    """It is of no pool; nothing else of it differs."""
    labels = world.node(3)["metadata"]["labels"]
    labels.update({"karpenter.sh/nodepool": "default", "agentpool": "", "kubernetes.azure.com/agentpool": ""})
    grown = replace(world.expected.pools["nodepool1"], least=3)
    world.expected = replace(world.expected, pools={"nodepool1": grown})


EVERYWHERE: list[Callable[[World], None]] = [
    pending,
    being_created,
    completed,
    scaled_by_an_autoscaler,
    evicted,
    terminating,
    on_the_host_network,
    a_rollout_of_coredns,
    an_old_agent,
    headless,
    external_name,
    node_port,
    internal_in_the_node_subnet,
    one_label_missing,
    no_labels,
    pool_label_missing,
    network_monitor,
    a_pod_that_waits_for_a_volume,
    a_node_of_auto_provisioning,
]
