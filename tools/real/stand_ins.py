"""What stands in for the machines of a cluster: kubelets, and Azure's cloud controller.

Nodes, system objects and front ends are those that the sandbox works out for the simulated cluster; which pods there
are and where they run is up to Kubernetes itself. Nothing runs in a pod: it is said to run, unless the kubelet would
find out that it cannot (`aksnet.sandbox.cluster.images`).
"""

from __future__ import annotations

import contextlib
import ipaddress
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Final

from aksnet.sandbox.azure.addresses import free_addresses
from aksnet.sandbox.cluster.cluster_facts import Facts
from aksnet.sandbox.cluster.cluster_model import Objects, objects_of
from aksnet.sandbox.cluster.images import start_fault
from aksnet.sandbox.cluster.kinds import NETWORK_CONFIG
from aksnet.sandbox.cluster.make import SYSTEM
from aksnet.sandbox.cluster.service_front_ends import addresses_of, front_end, is_balanced
from aksnet.sandbox.store import Store, Subscription
from tools.real.cluster_api import ApiFault, ClusterApi, Json
from tools.real.helm_releases import releases

_POLL_SECONDS: Final = 0.3
_SERVER_SET: Final = frozenset({"uid", "resourceVersion", "creationTimestamp", "ownerReferences", "generation"})
_SYSTEM_PATHS: Final = {
    ("v1", "ConfigMap"): "/api/v1/namespaces/{}/configmaps",
    ("v1", "Service"): "/api/v1/namespaces/{}/services",
    ("apps/v1", "Deployment"): "/apis/apps/v1/namespaces/{}/deployments",
    ("apps/v1", "DaemonSet"): "/apis/apps/v1/namespaces/{}/daemonsets",
}
_OF_KUBERNETES: Final = ("kube-root-ca.crt", "kubernetes")
"""Names of objects that the control plane makes itself."""
_NODES: Final = "/api/v1/nodes"
_CONFIGS: Final = f"/apis/{NETWORK_CONFIG[0]}/namespaces/{SYSTEM}/nodenetworkconfigs"
_TAINTS_OF_KUBERNETES: Final = "node.kubernetes.io/"
Cluster = Callable[[Subscription], str | None]
"""Which cluster of the subscription the control plane is for, by its ARM id; nothing while there is none."""


class StandIns:
    """The machines of one cluster, brought up to date again and again."""

    def __init__(self, store: Store, cluster: Cluster) -> None:
        self._store = store
        self._cluster = cluster
        self._nodes: dict[str, Json] = {}
        self._systems: set[str] = set()
        self._taken: set[str] = set()

    def step(self, api: ClusterApi) -> None:
        """Do once what the machines would do now."""
        view = self._store.read()
        cluster = self._cluster(view)
        if cluster is None or view.get(cluster) is None:
            return
        found = objects_of(view, cluster)
        self._bring_systems(api, found)
        installed = view.objects[cluster.lower()] = releases(api)
        # Nodes get ready with a chart's network; what else it brings comes from Helm, not from the model.
        self._bring_nodes(api, objects_of(view, cluster) if installed else found)
        facts = Facts.of(view, cluster)
        services = api.items("/api/v1/services")
        self._balance(api, view, facts, services)
        self._run_pods(api, facts)

    def _bring_nodes(self, api: ClusterApi, found: Objects) -> None:
        wanted = {each["metadata"]["name"]: _without_server(each) for each in found.list("v1", "Node")}
        if wanted != self._nodes:
            there = {each["metadata"]["name"]: each for each in api.items(_NODES)}
            for name in there.keys() - wanted.keys():
                api.delete(f"{_NODES}/{name}")
            for name, node in wanted.items():
                _bring_node(api, node, there.get(name))
            self._nodes = wanted

    def _bring_systems(self, api: ClusterApi, found: Objects) -> None:
        for (api_version, kind), path in _SYSTEM_PATHS.items():
            for each in found.list(api_version, kind):
                own = each["metadata"]
                key = f"{kind}/{own['name']}"
                if own.get("namespace") == SYSTEM and own["name"] not in _OF_KUBERNETES and key not in self._systems:
                    api.create(path.format(SYSTEM), _without_status(each))
                    self._systems.add(key)
        configs = found.list(*NETWORK_CONFIG)
        if configs and NETWORK_CONFIG[1] not in self._systems:
            api.create("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", _definition())
            self._systems.add(NETWORK_CONFIG[1])
        for each in configs:
            name = each["metadata"]["name"]
            if name not in self._systems:
                # Until the definition is established there is nothing at its path: the next step tries again.
                with contextlib.suppress(ApiFault):
                    api.create(_CONFIGS, {**_without_server(each), "metadata": _metadata(each, finalizers=False)})
                    self._systems.add(name)

    def _balance(self, api: ClusterApi, view: Subscription, facts: Facts, services: list[Json]) -> None:
        """Give Services of type LoadBalancer their front ends, as the model of Azure's load balancers does."""
        records = {
            f"{each['metadata']['namespace']}/{each['metadata']['name']}": {"kind": "Service", "outputs": each}
            for each in services
        }
        view.objects[facts.cluster_id.lower()] |= records
        for each in services:
            own = each["metadata"]
            if not is_balanced(each) or addresses_of(each) or own.get("deletionTimestamp"):
                continue
            addresses, why = front_end(facts, each, [])
            path = f"/api/v1/namespaces/{own['namespace']}"
            if why:
                self._tell(api, each, why)
                continue
            ingress = [{"ip": address, "ipMode": "VIP"} for address in addresses]
            api.patch(f"{path}/services/{own['name']}/status", {"status": {"loadBalancer": {"ingress": ingress}}})
            each["status"] = {"loadBalancer": {"ingress": ingress}}  # the next one gets another address

    def _tell(self, api: ClusterApi, service: Json, why: str) -> None:
        """Tell once, by an event, why a Service has no front end."""
        own = service["metadata"]
        name = f"{own['name']}.{own['uid'][:8]}"
        event = {
            "apiVersion": "v1",
            "kind": "Event",
            "metadata": {"name": name, "namespace": own["namespace"]},
            "involvedObject": {key: own[key] for key in ("name", "namespace", "uid")}
            | {"apiVersion": "v1", "kind": "Service"},
            "reason": "SyncLoadBalancerFailed",
            "message": why,
            "type": "Warning",
            "source": {"component": "service-controller"},
            "firstTimestamp": _now(),
            "lastTimestamp": _now(),
            "count": 1,
        }
        api.create(f"/api/v1/namespaces/{own['namespace']}/events", event)

    def _run_pods(self, api: ClusterApi, facts: Facts) -> None:
        pods = api.items("/api/v1/pods")
        self._taken = {each["status"]["podIP"] for each in pods if each.get("status", {}).get("podIP")}
        for pod in pods:
            own, node = pod["metadata"], self._nodes.get(str(pod["spec"].get("nodeName")))
            path = f"/api/v1/namespaces/{own['namespace']}/pods/{own['name']}"
            bound = bool(pod["spec"].get("nodeName"))
            if bound and (own.get("deletionTimestamp") or node is None):
                api.delete(path, {"gracePeriodSeconds": 0})
            elif node is not None and not pod["status"].get("containerStatuses"):
                status = self._started(facts, pod, node)
                if status is not None:
                    api.patch(f"{path}/status", {"status": status})

    def _started(self, facts: Facts, pod: Json, node: Json) -> Json | None:
        """Return the status of a pod that its kubelet has taken on; nothing while the node has no network for it."""
        spec, own_network = pod["spec"], pod["spec"].get("hostNetwork")
        if not own_network and not facts.ready:
            return None
        host = next(each["address"] for each in node["status"]["addresses"] if each["type"] == "InternalIP")
        address = host if own_network else self._address(facts, node["metadata"]["name"])
        faults = {each["name"]: start_fault(spec, each) for each in spec["containers"]}
        broken = [name for name, fault in faults.items() if fault]
        told = {"reason": "ContainersNotReady", "message": f"containers with unready status: [{' '.join(broken)}]"}
        since = _now()
        rows = [
            ("PodReadyToStartContainers", True),
            ("Initialized", True),
            ("Ready", not broken),
            ("ContainersReady", not broken),
            ("PodScheduled", True),
        ]
        conditions = [
            {"type": kind, "status": str(value), "lastTransitionTime": since, **({} if value else told)}
            for kind, value in rows
        ]
        return {
            "phase": "Pending" if broken else "Running",
            "conditions": conditions,
            "containerStatuses": [_state(each, faults[each["name"]], since) for each in spec["containers"]],
            "hostIP": host,
            "podIP": address,
            "podIPs": [{"ip": address}],
            "startTime": since,
        }

    def _address(self, facts: Facts, node_name: str) -> str:
        node = next(each for each in facts.nodes if each.name == node_name)
        for address in _addresses(facts, node.pod_cidrs, str(node.pool.get("podSubnetID") or node.subnet_id)):
            if address not in self._taken:
                self._taken.add(address)
                return address
        raise AssertionError(f"{node_name} has no address left for a pod")


def _addresses(facts: Facts, pod_cidrs: tuple[str, ...], subnet_id: str) -> Iterator[str]:
    if pod_cidrs:
        # The first ones are the node's own.
        yield from (str(each) for each in list(ipaddress.ip_network(pod_cidrs[0]).hosts())[4:])
        return
    free = free_addresses(facts.view, subnet_id)
    for _ in range(free.count):
        yield free.take_one()


def _bring_node(api: ClusterApi, node: Json, there: Json | None) -> None:
    name, status = node["metadata"]["name"], node["status"]
    own = [each for each in node["spec"].get("taints", ()) if not each["key"].startswith(_TAINTS_OF_KUBERNETES)]
    if there is None:
        # Kubernetes taints a new node until it is ready, and takes that back itself.
        api.create(_NODES, {**node, "spec": {**node["spec"], "taints": own}})
        return
    kept = [each for each in there["spec"].get("taints", ()) if each["key"].startswith(_TAINTS_OF_KUBERNETES)]
    labels = dict.fromkeys(there["metadata"].get("labels", {})) | node["metadata"]["labels"]
    api.patch(f"{_NODES}/{name}", {"metadata": {"labels": labels}, "spec": {"taints": [*own, *kept] or None}})
    api.patch(f"{_NODES}/{name}/status", {"status": status})


def _state(container: Json, fault: str | None, since: str) -> Json:
    waiting = {"waiting": {"reason": "CreateContainerConfigError", "message": fault}}
    return {
        "name": container["name"],
        "image": container["image"],
        "imageID": "",
        "ready": not fault,
        "started": not fault,
        "restartCount": 0,
        "state": waiting if fault else {"running": {"startedAt": since}},
    }


def _metadata(body: Json, *, finalizers: bool = True) -> Json:
    left_out = _SERVER_SET if finalizers else _SERVER_SET | {"finalizers"}
    return {key: value for key, value in body["metadata"].items() if key not in left_out}


def _without_server(body: Json) -> Json:
    return {**body, "metadata": _metadata(body)}


def _without_status(body: Json) -> Json:
    return {key: value for key, value in _without_server(body).items() if key != "status"}


def _definition() -> Json:
    group, version = NETWORK_CONFIG[0].split("/")
    names = {"kind": NETWORK_CONFIG[1], "plural": "nodenetworkconfigs", "singular": "nodenetworkconfig"}
    schema = {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"nodenetworkconfigs.{group}"},
        "spec": {
            "group": group,
            "scope": "Namespaced",
            "names": {**names, "listKind": f"{NETWORK_CONFIG[1]}List", "shortNames": ["nnc"]},
            "versions": [{"name": version, "served": True, "storage": True, "schema": schema}],
        },
    }


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Running:
    """Stand-ins that work in a thread of their own until stopped."""

    def __init__(self, stand_ins: StandIns, api: Callable[[], ClusterApi]) -> None:
        self._stand_ins = stand_ins
        self._api = api
        self._end = threading.Event()
        self.faults: list[str] = []
        """What went wrong, each once: an API server that restarts is no fault."""
        self._thread = threading.Thread(target=self._work, name="stand-ins", daemon=True)

    def __enter__(self) -> Running:
        """Start."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, when the step under way is done."""
        self._end.set()
        self._thread.join(timeout=60)

    def _work(self) -> None:
        while not self._end.wait(_POLL_SECONDS):
            try:
                self._stand_ins.step(self._api())
            except OSError:
                continue  # the API server is not there at this moment
            except Exception as fault:
                text = f"{type(fault).__name__}: {fault}"
                if text not in self.faults:
                    self.faults.append(text)
