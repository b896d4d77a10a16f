"""Facts written down by hand for tests of single checks."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address, ip_network

from aksnet.azure.modes import MODES
from aksnet.verify.check import Outcome
from aksnet.verify.checks import CHECKS
from aksnet.verify.detect import detect
from aksnet.verify.expected import Expected, Pool
from aksnet.verify.facts import Facts, Node, NodeNetwork, Pod, Service, Workload
from aksnet.verify.judged_cluster import JudgedCluster
from aksnet.verify.runner import judge


def node(name: str, *addresses: str, cidr: str = "", labels: Mapping[str, str] | None = None, **more: object) -> Node:
    """A Ready Linux node."""
    values = {
        "ready": True,
        "why_not_ready": "",
        "os": "linux",
        "pool": "np",
        "version": "v1.34.0",
        "annotations": {},
        **more,
    }
    return Node(
        name=name,
        addresses=tuple(ip_address(each) for each in addresses),
        pod_cidrs=(ip_network(cidr),) if cidr else (),
        labels={f"kubernetes.azure.com/{key}": value for key, value in (labels or {}).items()},
        **values,  # type: ignore[arg-type]
    )


def pod(name: str, on: str, *addresses: str, agent: str = "", **more: object) -> Pod:
    """A running pod; `namespace/name`, and the label k8s-app of an agent."""
    namespace, _, short = name.rpartition("/")
    values = {
        "host_network": False,
        "phase": "Running",
        "ready": True,
        "why_waiting": "",
        "owner": "",
        "labels": {"k8s-app": agent} if agent else {},
        **more,
    }
    return Pod(
        namespace=namespace or "default",
        name=short,
        node=on,
        addresses=tuple(ip_address(each) for each in addresses),
        **values,  # type: ignore[arg-type]
    )


def agent(name: str, on: str, address: str, namespace: str = "kube-system", **more: object) -> Pod:
    """A pod of a DaemonSet on the host network."""
    return pod(f"{namespace}/{name}-{on}", on, address, agent=name, host_network=True, **more)


def service(name: str, *addresses: str, kind: str = "ClusterIP", front: str = "", subnet: str = "") -> Service:
    """A Service; `namespace/name`; internal where a subnet is named."""
    namespace, _, short = name.rpartition("/")
    return Service(
        namespace=namespace or "default",
        name=short,
        type=kind,
        cluster_ips=tuple(ip_address(each) for each in addresses),
        front_ends=(ip_address(front),) if front else (),
        internal=bool(subnet),
        internal_subnet=subnet,
    )


def workload(name: str, desired: int, ready: int, *, spread: bool = False) -> Workload:
    """A Deployment; `namespace/name`."""
    namespace, _, short = name.rpartition("/")
    return Workload(
        kind="Deployment",
        namespace=namespace or "default",
        name=short,
        desired=desired,
        ready=ready,
        selector={},
        spread=spread,
    )


def given(name: str, *blocks: str) -> NodeNetwork:
    """A NodeNetworkConfig."""
    ranges = tuple(ip_network(each) for each in blocks)
    return NodeNetwork(node=name, blocks=ranges, allocated=sum(each.num_addresses for each in ranges))


def facts(**more: object) -> Facts:
    """Facts."""
    return Facts(source="a test", **more)  # type: ignore[arg-type]


def expected(mode: str | None = None, **more: object) -> Expected:
    """What is promised; ranges as texts."""
    values = {
        key: tuple(ip_network(each) for each in value) if key.endswith("_ranges") and isinstance(value, list) else value
        for key, value in more.items()
    }
    return Expected(mode=MODES[mode] if mode else None, **values)  # type: ignore[arg-type]


def pools(most: int, max_pods: int = 30, least: int = 1) -> dict[str, Pool]:
    """One declared pool."""
    return {"np": Pool(least=least, most=most, os="Linux", max_pods=max_pods, version=None)}


def outcome(id_: str, seen: Facts, promised: Expected) -> Outcome:
    """Return what one check says."""
    (check,) = [each for each in CHECKS if each.id == id_]
    (result,) = judge(JudgedCluster(facts=seen, expected=promised, detection=detect(seen)), [check]).results
    return result.outcome
