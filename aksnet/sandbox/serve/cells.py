"""The cells of kubectl's tables that take more than a look at one field: what a pod, a node or a Service is doing.

The texts are those of a real API server: k8s.io/kubernetes, pkg/printers/internalversion. Leaves out which columns a
kind has: that is in `columns`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from aksnet.arm.values import Json, as_dict, as_list
from aksnet.sandbox.serve.ages import age

NONE: Final = "<none>"
_ROLE_PREFIX: Final = "node-role.kubernetes.io/"


def at(each: Any, path: str) -> Any:
    """Return what is at a dotted path, or nothing."""
    for name in path.split("."):
        each = each.get(name) if isinstance(each, dict) else None
    return each


def joined(values: Any) -> str:
    """Return values in one cell."""
    texts = [str(value) for value in values if value not in (None, "")]
    return ",".join(texts) if texts else NONE


def labels(found: Any) -> str:
    """Return a map of labels in one cell."""
    return joined(f"{key}={value}" for key, value in sorted(as_dict(found).items()))


def selector(found: Any) -> str:
    """Return a selector with labels and expressions in one cell."""
    spec = as_dict(found)
    parts = [f"{key}={value}" for key, value in sorted(as_dict(spec.get("matchLabels")).items())]
    for term in as_list(spec.get("matchExpressions")):
        key, operator = term.get("key"), str(term.get("operator"))
        simple = {"Exists": f"{key}", "DoesNotExist": f"!{key}"}
        values = ",".join(sorted(map(str, as_list(term.get("values")))))
        parts.append(simple.get(operator) or f"{key} {operator.lower()} ({values})")
    return joined(parts)


def template_containers(each: Json) -> str:
    """Return the names of a workload's containers."""
    return joined(one.get("name") for one in as_list(at(each, "spec.template.spec.containers")))


def template_images(each: Json) -> str:
    """Return the images of a workload's containers."""
    return joined(one.get("image") for one in as_list(at(each, "spec.template.spec.containers")))


def pod_ready(each: Json) -> str:
    """Return how many of a pod's containers are ready."""
    ready = sum(bool(one.get("ready")) for one in as_list(at(each, "status.containerStatuses")))
    return f"{ready}/{len(as_list(at(each, 'spec.containers')))}"


def pod_status(each: Json) -> str:
    """Return what keeps a pod from running, or its phase."""
    if at(each, "metadata.deletionTimestamp"):
        return "Terminating"
    reason = str(at(each, "status.reason") or at(each, "status.phase") or "Unknown")
    initial = as_list(at(each, "status.initContainerStatuses"))
    for number, one in enumerate(initial):
        if at(one, "state.terminated.exitCode") == 0 or one.get("started"):
            continue
        why = at(one, "state.waiting.reason") or at(one, "state.terminated.reason")
        if why and why != "PodInitializing":
            return f"Init:{why}"
        return f"Init:{number}/{len(as_list(at(each, 'spec.initContainers')))}"
    for one in reversed(as_list(at(each, "status.containerStatuses"))):
        reason = str(at(one, "state.waiting.reason") or at(one, "state.terminated.reason") or reason)
    return reason


def pod_restarts(each: Json) -> str:
    """Return how often a pod's containers were started again."""
    return str(sum(int(one.get("restartCount") or 0) for one in as_list(at(each, "status.containerStatuses"))))


def pod_gates(each: Json) -> str:
    """Return how many of a pod's readiness gates are open."""
    gates = [gate.get("conditionType") for gate in as_list(at(each, "spec.readinessGates"))]
    true = {one.get("type") for one in as_list(at(each, "status.conditions")) if one.get("status") == "True"}
    return f"{sum(gate in true for gate in gates)}/{len(gates)}" if gates else NONE


def node_status(each: Json) -> str:
    """Return whether a node takes pods."""
    ready = [one.get("status") for one in as_list(at(each, "status.conditions")) if one.get("type") == "Ready"]
    status = "Unknown" if not ready else "Ready" if ready[0] == "True" else "NotReady"
    return status + (",SchedulingDisabled" if at(each, "spec.unschedulable") else "")


def node_roles(each: Json) -> str:
    """Return the roles in a node's labels."""
    found = as_dict(at(each, "metadata.labels"))
    roles = {key.removeprefix(_ROLE_PREFIX) for key in found if key.startswith(_ROLE_PREFIX)}
    roles |= {str(found["kubernetes.io/role"])} if found.get("kubernetes.io/role") else set()
    return joined(sorted(roles))


def node_address(each: Json, kind: str) -> str:
    """Return a node's first address of a type."""
    found = [one.get("address") for one in as_list(at(each, "status.addresses")) if one.get("type") == kind]
    return str(found[0]) if found else NONE


def service_cluster_ip(each: Json) -> str:
    """Return a Service's first address in the cluster."""
    spec = as_dict(each.get("spec"))
    addresses = as_list(spec.get("clusterIPs")) or [spec.get("clusterIP")]
    return str(addresses[0] or NONE)


def service_external_ip(each: Json) -> str:
    """Return where a Service is reached from outside."""
    spec = as_dict(each.get("spec"))
    fixed = list(map(str, as_list(spec.get("externalIPs"))))
    if spec.get("type") == "ExternalName":
        return str(spec.get("externalName"))
    if spec.get("type") != "LoadBalancer":
        return joined(fixed)
    found = [one.get("ip") or one.get("hostname") for one in as_list(at(each, "status.loadBalancer.ingress"))]
    return joined([*found, *fixed]) if found or fixed else "<pending>"


def service_ports(each: Json) -> str:
    """Return a Service's ports, with those on the nodes."""
    return joined(
        f"{port.get('port')}{':' + str(port['nodePort']) if port.get('nodePort') else ''}/{port.get('protocol', 'TCP')}"
        for port in as_list(at(each, "spec.ports"))
    )


def endpoints(each: Json) -> str:
    """Return the first three addresses with ports, and how many more there are."""
    found = [
        f"[{address['ip']}]:{port['port']}" if ":" in address["ip"] else f"{address['ip']}:{port['port']}"
        for subset in as_list(each.get("subsets"))
        for port in as_list(subset.get("ports"))
        for address in as_list(subset.get("addresses"))
    ]
    return _first_three(found)


def slice_ports(each: Json) -> str:
    """Return the port numbers of an EndpointSlice."""
    return _first_three([str(port.get("port")) for port in as_list(each.get("ports"))], none="<unset>")


def slice_endpoints(each: Json) -> str:
    """Return the addresses of an EndpointSlice."""
    found = [str(address) for one in as_list(each.get("endpoints")) for address in as_list(one.get("addresses"))]
    return _first_three(found, none="<unset>")


def _first_three(found: list[str], none: str = NONE) -> str:
    if not found:
        return none
    more = f" + {len(found) - 3} more..." if len(found) > 3 else ""
    return ",".join(found[:3]) + more


def event_seen(each: Json, now: datetime, *, last: bool) -> str:
    """Return when an event was seen first or last; newer events have but one time."""
    own = each.get("lastTimestamp" if last else "firstTimestamp")
    return age(own or each.get("eventTime") or at(each, "metadata.creationTimestamp"), now)


def event_object(each: Json) -> str:
    """Return what an event is about."""
    about = as_dict(each.get("involvedObject"))
    return f"{str(about.get('kind', '')).lower()}/{about.get('name', '')}"
