"""What Kubernetes objects need first: their cluster, namespace, network plugin, nodes that fit, a right in Azure.

Small functions for the table in `required`. Scheduling is looked at only as far as it decides whether the pools of
the cluster's own request are enough; the full model of pods is `aksnet.sandbox.cluster`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from aksnet.arm.values import as_dict, as_list
from aksnet.sandbox.order import rights
from aksnet.sandbox.order.graph import POOL, Graph, Resource, pools_of

_NAMESPACE: Final = "kubernetes:core/v1:Namespace"
_RELEASE: Final = "kubernetes:helm.sh/v3:Release"
_SERVICE: Final = "kubernetes:core/v1:Service"
_POD: Final = "kubernetes:core/v1:Pod"
_DAEMON_SET: Final = "kubernetes:apps/v1:DaemonSet"
_WITH_TEMPLATE: Final = (
    "kubernetes:apps/v1:Deployment",
    "kubernetes:apps/v1:StatefulSet",
    "kubernetes:apps/v1:ReplicaSet",
    "kubernetes:batch/v1:Job",
    _DAEMON_SET,
)
# Charts that bring a network plugin; for others nobody has to wait.
_PLUGIN_CHARTS: Final = frozenset({"cilium", "tigera-operator", "antrea", "flannel", "kube-ovn"})
# https://cloud-provider-azure.sigs.k8s.io/topics/loadbalancer/#loadbalancer-annotations
_FRONT_END: Final = "service.beta.kubernetes.io/azure-load-balancer-internal-subnet"


def has_pods(resource: Resource) -> bool:
    """Return whether the engine waits until pods of the object run."""
    return resource.type in (*_WITH_TEMPLATE, _POD)


def is_scheduled(resource: Resource) -> bool:
    """Return whether the object's pods need a node; a DaemonSet takes the nodes that there are."""
    return has_pods(resource) and resource.type != _DAEMON_SET


def is_service(resource: Resource) -> bool:
    """Return whether the object is a Service."""
    return resource.type == _SERVICE


def cluster(graph: Graph, resource: Resource) -> list[Resource]:
    """Return the cluster that an object goes to."""
    return graph.cluster(resource)


def namespace(graph: Graph, resource: Resource) -> Iterator[Resource]:
    """Yield the namespace of an object, where this run makes it."""
    for each in graph.of_type(_NAMESPACE):
        named = as_dict(each.inputs.get("metadata")).get("name")
        if each.provider == resource.provider and named == resource.namespace and named is not None:
            yield each


def network_plugin(graph: Graph, resource: Resource) -> Iterator[Resource]:
    """Yield the Helm release that brings the network plugin to a cluster without one."""
    profiles = [as_dict(each.inputs.get("networkProfile")) for each in graph.cluster(resource)]
    if any(profile.get("networkPlugin") == "none" for profile in profiles):
        for release in graph.of_type(_RELEASE):
            chart = str(release.inputs.get("chart")).rsplit("/", 1)[-1]
            if release.provider == resource.provider and chart in _PLUGIN_CHARTS:
                yield release


def front_end(graph: Graph, service: Resource) -> Iterator[Resource]:
    """Yield the subnet that an internal load balancer names, and the right of the cluster's identity there."""
    name = as_dict(as_dict(service.inputs.get("metadata")).get("annotations")).get(_FRONT_END)
    if not name:
        return
    for holder in graph.cluster(service):
        wanted = [f"{vnet}/subnets/{name}".lower() for vnet in rights.network_ids(graph, holder)]
        for arm_id in wanted:
            yield from graph.at(arm_id)
        yield from rights.roles_on(graph, holder, wanted)


def pools(graph: Graph, resource: Resource) -> list[Resource]:
    """Return the added pools of which one must be there, because no pool of the cluster itself takes the pods."""
    spec = _pod_spec(resource)
    for holder in graph.cluster(resource):
        own = pools_of(holder)
        added = [pool for pool in graph.of_type(POOL) if holder in graph.parent(pool)]
        keys = {key for pool in [*own, *(each.inputs for each in added)] for key in _labels(pool)}
        if not any(_fits(spec, pool, keys) for pool in own):
            return [pool for pool in added if _fits(spec, pool.inputs, keys)]
    return []


def _pod_spec(resource: Resource) -> Mapping[str, Any]:
    spec = as_dict(resource.inputs.get("spec"))
    return spec if resource.type == _POD else as_dict(as_dict(spec.get("template")).get("spec"))


def _labels(pool: Mapping[str, Any]) -> dict[str, Any]:
    name = pool.get("name") or pool.get("agentPoolName")
    return {
        **as_dict(pool.get("nodeLabels")),
        "agentpool": name,
        "kubernetes.azure.com/agentpool": name,
        "kubernetes.azure.com/mode": str(pool.get("mode") or "User").lower(),
        "kubernetes.io/os": str(pool.get("osType") or "Linux").lower(),
    }


def _fits(spec: Mapping[str, Any], pool: Mapping[str, Any], keys: set[str]) -> bool:
    """Return whether a pod may go on a pool's nodes; a label that no pool of the cluster sets decides nothing."""
    labels = _labels(pool)
    selected = all(key not in keys or labels.get(key) == value for key, value in _selector(spec).items())
    tolerations = [as_dict(each) for each in as_list(spec.get("tolerations"))]
    return selected and all(
        any(_tolerates(each, str(taint)) for each in tolerations)
        for taint in as_list(pool.get("nodeTaints"))
        if not str(taint).endswith(":PreferNoSchedule")
    )


def _selector(spec: Mapping[str, Any]) -> dict[str, Any]:
    return as_dict(spec.get("nodeSelector"))


def _tolerates(toleration: Mapping[str, Any], taint: str) -> bool:
    """Follow https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#concepts."""
    pair, _, effect = taint.rpartition(":")
    key, _, value = pair.partition("=")
    if toleration.get("effect") not in (None, "", effect):
        return False
    if toleration.get("operator") == "Exists":
        return toleration.get("key") in (None, "", key)
    return (toleration.get("key"), toleration.get("value") or "") == (key, value)
