"""Why something does not run, as events: pods on no node or without an address, Services without a front end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aksnet.arm.values import Json, as_dict
from aksnet.sandbox.azure.made_up import derived
from aksnet.sandbox.cluster.cluster_facts import Facts
from aksnet.sandbox.cluster.make import metadata, place, spec_of
from aksnet.sandbox.cluster.service_front_ends import addresses_of, front_end, is_balanced

# azure-cns's answer to the CNI plugin: https://github.com/Azure/azure-container-networking, cns/restserver.
_NO_ADDRESS = (
    "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox: plugin "
    'type="{plugin}" failed (add): IPAM Invoker Add failed with error: Failed to get IP address from CNS: not enough '
    "IPs available for this node, waiting on Azure CNS to allocate more (NCUpdateSubnetFullError: the pod subnet has "
    "no further batch of addresses)"
)


def no_address(facts: Facts) -> str:
    """Return what the kubelet says of a pod that gets no address."""
    return _NO_ADDRESS.format(plugin="cilium-cni" if facts.cilium else "azure-vnet")


def events(facts: Facts, pods: Iterable[Json], services: Iterable[Json]) -> list[Json]:
    """Return the events of what is not as it should be."""
    found = [_event(facts, pod, *told) for pod in pods for told in _of_pod(facts, pod)]
    for service in services:
        if is_balanced(service) and not addresses_of(service):
            _, why = front_end(facts, service, [])
            told = why or "The address is there now; it is given when the Service is written again."
            found.append(_event(facts, service, "SyncLoadBalancerFailed", told, "service-controller"))
    return found


def _of_pod(facts: Facts, pod: Json) -> Iterator[tuple[str, str, str]]:
    status = as_dict(pod["status"])
    if status.get("phase") != "Pending":
        return
    if "nodeName" not in spec_of(pod):
        yield "FailedScheduling", str(status["conditions"][0]["message"]), "default-scheduler"
    elif not status.get("podIP"):
        yield "FailedCreatePodSandBox", no_address(facts), "kubelet"
    else:
        for each in status["containerStatuses"]:
            waiting = as_dict(each["state"].get("waiting"))
            if waiting:
                yield "Failed", f"Error: {waiting.get('message')}", "kubelet"


def _event(facts: Facts, about: Json, reason: str, message: str, source: str) -> Json:
    namespace, name = place(about)
    number = derived(f"{facts.cluster_id}/{about['kind']}/{namespace}/{name}/{reason}", "event").replace("-", "")[:16]
    since = str(metadata(about).get("creationTimestamp") or facts.created)
    return facts.made(
        "v1",
        "Event",
        f"{name}.{number}",
        namespace,
        type="Warning",
        reason=reason,
        message=message,
        count=1,
        created=since,
        firstTimestamp=since,
        lastTimestamp=since,
        source={"component": source},
        reportingComponent=source,
        involvedObject={
            "apiVersion": about["apiVersion"],
            "kind": about["kind"],
            "namespace": namespace,
            "name": name,
            "uid": metadata(about).get("uid"),
        },
    )
