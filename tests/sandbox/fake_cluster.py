"""A served subscription with one small cluster whose objects are written by hand, and what the tests ask it with."""

from __future__ import annotations

import contextlib
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from azure.core.credentials import AccessToken
from azure.core.pipeline import PipelineRequest
from azure.core.pipeline.policies import SansIOHTTPPolicy

from aksnet.sandbox.azure.made_up import SUBSCRIPTION, SUBSCRIPTION_ID
from aksnet.sandbox.clock import now, stamp
from aksnet.sandbox.serve.server import Server
from aksnet.sandbox.serve.snapshots import Snapshots
from aksnet.sandbox.store import Store, Subscription

CLUSTER = f"{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/demo"
Json = dict[str, Any]
SINCE = stamp(now() - timedelta(hours=30, minutes=5))


@dataclass(frozen=True)
class Kind:
    """A kind that the fake cluster serves."""

    api_version: str
    kind: str
    plural: str
    namespaced: bool = True
    short_names: tuple[str, ...] = ()


KINDS = (
    Kind("v1", "ConfigMap", "configmaps", short_names=("cm",)),
    Kind("v1", "Node", "nodes", namespaced=False, short_names=("no",)),
    Kind("v1", "Pod", "pods", short_names=("po",)),
    Kind("v1", "Service", "services", short_names=("svc",)),
    Kind("v1", "Namespace", "namespaces", namespaced=False, short_names=("ns",)),
    Kind("apps/v1", "DaemonSet", "daemonsets", short_names=("ds",)),
    Kind("apps/v1", "Deployment", "deployments", short_names=("deploy",)),
    Kind("acn.azure.com/v1alpha", "NodeNetworkConfig", "nodenetworkconfigs", short_names=("nnc",)),
)


def made(api_version: str, kind: str, name: str, namespace: str = "", **rest: Any) -> Json:
    """Return an object that is thirty hours old; `labels` go to its metadata."""
    metadata = {
        "name": name,
        **({"namespace": namespace} if namespace else {}),
        "uid": f"uid-{kind}-{namespace}-{name}",
        "resourceVersion": "7",
        "creationTimestamp": SINCE,
        "labels": rest.pop("labels", {}),
    }
    return {"apiVersion": api_version, "kind": kind, "metadata": metadata, **rest}


def node(number: int, ready: str = "True") -> Json:
    """Return a node."""
    name = f"aks-system-1-vmss00000{number}"
    return made(
        "v1",
        "Node",
        name,
        labels={"kubernetes.azure.com/mode": "system", "kubernetes.io/hostname": name},
        spec={"podCIDR": f"10.244.{number}.0/24"},
        status={
            "addresses": [
                {"type": "InternalIP", "address": f"10.224.0.{4 + number}"},
                {"type": "Hostname", "address": name},
            ],
            "conditions": [{"type": "Ready", "status": ready}],
            "nodeInfo": {
                "kubeletVersion": "v1.34.0",
                "osImage": "Ubuntu 22.04.5 LTS",
                "kernelVersion": "5.15.0-1098-azure",
                "containerRuntimeVersion": "containerd://1.7.30-1",
                "architecture": "amd64",
                "bootID": "",
                "kubeProxyVersion": "",
                "machineID": "",
                "operatingSystem": "linux",
                "systemUUID": "",
            },
        },
    )


def pod(name: str, app: str, *, on: int | None = None, address: str = "", namespace: str = "default") -> Json:
    """Return a pod with one container: running on a node, or pending."""
    status: Json = {"phase": "Pending"}
    if on is not None:
        running = {"name": app, "image": app, "imageID": "", "ready": True, "restartCount": 1, "state": {"running": {}}}
        status = {"phase": "Running", "podIP": address, "containerStatuses": [running]}
    place = {} if on is None else {"nodeName": f"aks-system-1-vmss00000{on}"}
    spec = {"containers": [{"name": app, "image": f"{app}:1"}], **place}
    return made("v1", "Pod", name, namespace, labels={"app": app}, spec=spec, status=status)


def _template(app: str, **more: Any) -> Json:
    containers = [{"name": app, "image": f"{app}:1"}, {"name": "side", "image": "side:2"}]
    return {"metadata": {"labels": {"app": app}}, "spec": {"containers": containers, **more}}


def objects() -> list[Json]:
    """Return the fake cluster's objects."""
    web_ports = [
        {"name": "http", "port": 80, "nodePort": 31000, "protocol": "TCP"},
        {"name": "dns", "port": 53, "protocol": "UDP"},
    ]
    return [
        made("v1", "ConfigMap", "kube-root-ca.crt", "default", data={"ca.crt": "x"}),
        made("v1", "ConfigMap", "coredns", "kube-system", data={"Corefile": ".", "other": ""}),
        made("v1", "Namespace", "default", status={"phase": "Active"}),
        made("v1", "Namespace", "kube-system", status={"phase": "Active"}),
        node(0),
        node(1, ready="False"),
        pod("nginx-a", "nginx", on=0, address="10.244.0.9"),
        pod("nginx-b", "nginx"),
        pod("coredns-a", "coredns", on=1, address="10.244.1.3", namespace="kube-system"),
        made(
            "v1",
            "Service",
            "kubernetes",
            "default",
            spec={"type": "ClusterIP", "clusterIP": "10.0.0.1", "ports": [{"port": 443, "protocol": "TCP"}]},
            status={"loadBalancer": {}},
        ),
        made(
            "v1",
            "Service",
            "nginx",
            "default",
            spec={
                "type": "LoadBalancer",
                "clusterIP": "10.0.1.1",
                "clusterIPs": ["10.0.1.1"],
                "ports": web_ports,
                "selector": {"app": "nginx"},
            },
            status={"loadBalancer": {"ingress": [{"ip": "203.0.113.9"}]}},
        ),
        made(
            "v1",
            "Service",
            "waiting",
            "kube-system",
            spec={"type": "LoadBalancer", "clusterIP": "10.0.1.2", "ports": [{"port": 80, "protocol": "TCP"}]},
            status={"loadBalancer": {}},
        ),
        made(
            "apps/v1",
            "DaemonSet",
            "kube-proxy",
            "kube-system",
            spec={
                "selector": {"matchLabels": {"component": "kube-proxy"}},
                "template": _template("kube-proxy", nodeSelector={"kubernetes.io/os": "linux"}),
            },
            status={
                "desiredNumberScheduled": 2,
                "currentNumberScheduled": 2,
                "numberReady": 1,
                "numberMisscheduled": 0,
                "updatedNumberScheduled": 2,
                "numberAvailable": 1,
            },
        ),
        made(
            "apps/v1",
            "Deployment",
            "nginx",
            "default",
            spec={
                "replicas": 2,
                "selector": {
                    "matchLabels": {"app": "nginx"},
                    "matchExpressions": [{"key": "tier", "operator": "NotIn", "values": ["b", "a"]}],
                },
                "template": _template("nginx"),
            },
            status={"replicas": 2, "readyReplicas": 1, "updatedReplicas": 2, "availableReplicas": 1},
        ),
        made(
            "acn.azure.com/v1alpha",
            "NodeNetworkConfig",
            "aks-system-1-vmss000000",
            "kube-system",
            spec={"requestedIPCount": 16, "ipsNotInUse": []},
            status={
                "assignedIPCount": 16,
                "networkContainers": [
                    {
                        "id": "nc-1",
                        "subnetName": "pods",
                        "subnetAddressSpace": "10.225.0.0/16",
                        "assignmentMode": "dynamic",
                        "type": "vnet",
                        "version": 3,
                    }
                ],
            },
        ),
    ]


@dataclass(frozen=True)
class FakeObjects:
    """What is in the fake cluster."""

    found: list[Json] = field(default_factory=list)

    def kinds(self) -> tuple[Kind, ...]:
        """Return the kinds."""
        return KINDS

    def list(self, api_version: str, kind: str) -> list[Json]:
        """Return the objects of a kind."""
        mine = [each for each in self.found if (each["apiVersion"], each["kind"]) == (api_version, kind)]
        return sorted(mine, key=lambda each: (each["metadata"].get("namespace", ""), each["metadata"]["name"]))


def objects_of(view: Subscription, cluster_id: str) -> FakeObjects:
    """Return the objects by hand, and those in the store as they stand there."""
    return FakeObjects([*objects(), *(record["outputs"] for record in view.cluster_objects(cluster_id).values())])


@dataclass(frozen=True)
class Served:
    """A running server."""

    base: str
    store: Store

    @property
    def cluster(self) -> str:
        """The address of the fake cluster."""
        return f"{self.base}/clusters/demo"

    def get(self, path: str, *, method: str = "GET", **headers: str) -> tuple[int, Any]:
        """Return status and body of a request to the fake cluster."""
        return fetched(self.cluster + path, method=method, **headers)

    def put(self, each: Json) -> None:
        """Let an object be in the cluster, or change it."""
        metadata = each["metadata"]
        with self.store.change() as view:
            view.cluster_objects(CLUSTER)[f"{each['kind']}/{metadata['name']}"] = {"outputs": each}

    def drop(self, each: Json) -> None:
        """Take an object out of the cluster."""
        with self.store.change() as view:
            del view.cluster_objects(CLUSTER)[f"{each['kind']}/{each['metadata']['name']}"]


class Login:
    """A credential for a server that asks for none."""

    def get_token(self, *_scopes: str, **_options: Any) -> AccessToken:
        """Return a token that says nothing."""
        return AccessToken("none", int(time.time()) + 3600)


class WithoutTls(SansIOHTTPPolicy[Any, Any]):
    """Lets a client send a token without TLS, which it refuses by itself: an option of each call, not of the client."""

    def on_request(self, request: PipelineRequest[Any]) -> None:
        """Set the option."""
        request.context.options["enforce_https"] = False


def azure_client(kind: type[Any], base: str) -> Any:
    """Return an official Azure client of a served subscription."""
    return kind(credential=Login(), subscription_id=SUBSCRIPTION_ID, base_url=base, per_call_policies=[WithoutTls()])


def fetched(url: str, *, method: str = "GET", **headers: str) -> tuple[int, Any]:
    """Return status and body, from JSON where it is JSON."""
    request = urllib.request.Request(url, method=method, headers=headers)  # noqa: S310 - loopback
    try:
        with urllib.request.urlopen(request, timeout=20) as response:  # noqa: S310
            status, text, media = response.status, response.read().decode(), response.headers["Content-Type"]
    except urllib.error.HTTPError as refused:
        with refused:
            status, text, media = refused.code, refused.read().decode(), refused.headers["Content-Type"]
    return status, json.loads(text) if media == "application/json" else text


@contextlib.contextmanager
def serving(folder: Path, *records: Json) -> Iterator[Served]:
    """Serve the fake cluster and these records."""
    store = Store(folder / "azure.json")
    outputs = {"currentKubernetesVersion": "1.34.2", "location": "eastus"}
    cluster_type = "Microsoft.ContainerService/managedClusters"
    with store.change() as view:
        view.put({"id": CLUSTER, "type": cluster_type, "inputs": {}, "outputs": outputs})
        for record in records:
            view.put(record)
    with Server(Snapshots(folder / "azure.json", objects_of), {"demo": CLUSTER}) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield Served(base=server.base, store=store)
        server.shutdown()
        thread.join()
