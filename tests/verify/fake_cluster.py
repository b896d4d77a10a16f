"""A cluster in memory that does what probe pods mean: servers listen, clients connect, policies hold, names resolve.

`broken` names what does not work; `raising` throws when something is done; everything that was done is in `done`.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from aksnet.verify import object_readers
from aksnet.verify.active.api import ApiError, Manifest, Page
from aksnet.verify.active.manifests import ROLE
from aksnet.verify.active.probe_options import Clock, Options
from aksnet.verify.detect import Detection
from aksnet.verify.expected import Expected
from aksnet.verify.facts import Facts
from aksnet.verify.judged_cluster import JudgedCluster

Json = dict[str, Any]
CLUSTER_IP = "10.0.99.1"
BALANCER = "10.224.0.200"


class FakeCluster:
    """The cluster; a pod is given its address when it is asked for the second time, as by a kubelet that is quick."""

    def __init__(self, nodes: int = 2) -> None:
        self.objects: dict[tuple[str, str, str], Json] = {}
        self.done: list[str] = []
        self.broken: set[str] = set()
        self.raising: dict[str, Callable[[], BaseException]] = {}
        self.log_of: dict[str, str] = {}
        self.page: Callable[[str], Page] = lambda _pod: Page(status=200, body="")
        self.time = 0.0
        self.addresses = 10
        for number in range(nodes):
            self.add("Node", "", f"aks-{number}", {"spec": {}})

    def add(self, kind: str, namespace: str, name: str, item: Json) -> None:
        """Put something there that is not ours."""
        metadata = {"name": name} | ({"namespace": namespace} if namespace else {})
        self.objects[kind, namespace, name] = {"metadata": metadata} | item

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.time += seconds

    def options(self, **changes: Any) -> Options:
        """Options by this cluster's time."""
        return Options(clock=Clock(now=lambda: self.time, sleep=self.sleep), **changes)

    def names(self, kind: str) -> list[str]:
        """Names of what is there."""
        return [name for each, _, name in self.objects if each == kind]

    # The protocol.

    def create(self, manifest: Manifest) -> None:
        metadata = manifest["metadata"]
        self._do(f"create {manifest['kind']} {metadata['name']}")
        namespace = metadata.get("namespace", "")
        if namespace and ("Namespace", "", namespace) not in self.objects:
            raise ApiError(f"namespace {namespace} not found", 404)
        item = copy.deepcopy(manifest)
        if manifest["kind"] == "Service":
            item["spec"]["clusterIPs"] = [CLUSTER_IP]
        self.objects[manifest["kind"], namespace, metadata["name"]] = item

    def get(self, kind: str, name: str, namespace: str | None = None) -> Mapping[str, Any] | None:
        self._do(f"get {kind} {name}")
        item = self.objects.get((kind, namespace or "", name))
        if item is not None and kind == "Pod" and "not started" not in self.broken:
            seen = copy.deepcopy(item)
            self._run(item)
            return seen
        return item

    def namespaces(self, selector: str) -> list[Mapping[str, Any]]:
        key, _, value = selector.partition("=")
        found = [item for (kind, _, _), item in self.objects.items() if kind == "Namespace"]
        return [item for item in found if item["metadata"].get("labels", {}).get(key) == value]

    def delete_namespace(self, name: str) -> None:
        self._do(f"delete Namespace {name}")
        if "stuck" not in self.broken:
            self.objects = {
                key: item for key, item in self.objects.items() if key[1] != name and key != ("Namespace", "", name)
            }

    def logs(self, namespace: str, pod: str) -> str:
        self._do(f"logs {pod}")
        if pod in self.log_of:
            return self.log_of[pod]
        item = self.objects["Pod", namespace, pod]
        words = item["spec"]["containers"][0]["command"][4:]
        lines = [self._try(item, *words[at : at + 3]) for at in range(0, len(words), 3)]
        return "\n".join([*lines, "aksnet done"])

    def fetch(self, namespace: str, pod: str, port: int, path: str = "/") -> Page:
        self._do(f"fetch {namespace}/{pod}:{port}{path}")
        return self.page(pod)

    # What happens inside.

    def _do(self, what: str) -> None:
        self.done.append(what)
        for start, fault in self.raising.items():
            if what.startswith(start):
                raise fault()

    def _run(self, item: Json) -> None:
        if "status" in item:
            return
        spec = item["spec"]
        node = spec.get("nodeName") or _wanted_node(spec)
        self.addresses += 1
        spec["nodeName"] = node
        server = item["metadata"]["name"].startswith("server")
        item["status"] = {
            "phase": "Running" if server else "Succeeded",
            "podIPs": [{"ip": f"10.244.{node[-1]}.{self.addresses}"}],
            "conditions": [{"type": "Ready", "status": "True" if server else "False"}],
        }

    def _try(self, client: Json, name: str, do: str, target: str) -> str:
        tries: dict[str, Callable[[], tuple[bool, str]]] = {
            "talk": lambda: self._connect(client, target),
            "open": lambda: (target == f"{BALANCER},80" and "balancer" not in self.broken, ""),
            "shut": lambda: (not self._connect(client, target)[0], ""),
            "name": lambda: (self._resolves(target), "Name: x Address: 1.2.3.4"),
            "page": lambda: ("world" not in self.broken and urlsplit(target).scheme == "https", ""),
        }
        good, said = tries[do]()
        return f"aksnet {name} {'ok' if good else 'failed'} {said if good or said else 'wget: timed out'}"

    def _connect(self, client: Json, target: str) -> tuple[bool, str]:
        host = target.partition(",")[0]
        ip_address(host)
        pods = [item for (kind, _, _), item in self.objects.items() if kind == "Pod" and "status" in item]
        if host == CLUSTER_IP:
            servers = [pod for pod in pods if pod["metadata"]["labels"].get(ROLE) == "open"]
            return "service" not in self.broken, _greeting(servers[0])
        [server] = [pod for pod in pods if object_readers.pod(pod).addresses == (ip_address(host),)]
        if server["metadata"]["labels"][ROLE] == "guarded":
            friend = client["metadata"]["labels"][ROLE] == "friend"
            enforced = "NetworkPolicy" in {key[0] for key in self.objects} and "deny" not in self.broken
            return (friend and "allow" not in self.broken) or (not friend and not enforced), _greeting(server)
        same = server["spec"]["nodeName"] == client["spec"]["nodeName"]
        return ("same-node" if same else "other-node") not in self.broken, _greeting(server)

    def _resolves(self, name: str) -> bool:
        return ("cluster-names" if name.endswith("cluster.local") else "world-names") not in self.broken


def _greeting(pod: Json) -> str:
    return f"{pod['metadata']['name']} on {pod['spec']['nodeName']}"


def _wanted_node(spec: Json) -> str:
    terms = spec["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]["nodeSelectorTerms"]
    return str(terms[0]["matchFields"][0]["values"][0])


def case_of(cluster: FakeCluster, *, policy: str = "cilium", **facts: Any) -> JudgedCluster:
    """What the other checks would have gathered of this cluster."""
    labels = {"kubernetes.io/os": "linux", "agentpool": "nodepool1"}
    nodes = tuple(
        object_readers.node(
            {
                "metadata": {"name": name, "labels": labels},
                "status": {"conditions": [{"type": "Ready", "status": "True"}]},
            }
        )
        for name in cluster.names("Node")
    )
    return JudgedCluster(
        facts=Facts(source="test", nodes=nodes, **facts),
        expected=Expected(declared=True, policy=policy),
        detection=Detection(mode=None, why=""),
    )
