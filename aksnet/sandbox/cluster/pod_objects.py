"""Pods as the Kubernetes API shows them: running, not started for want of an address, or on no node."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from aksnet.arm.values import Json, as_dict, as_list
from aksnet.sandbox.azure.node_records import Node
from aksnet.sandbox.cluster.images import start_fault
from aksnet.sandbox.cluster.make import CREATED, condition, made, metadata, owned_by
from aksnet.sandbox.cluster.pod_owners import Wanted

# What the API server adds to every pod: it may stay for five minutes on a node that stopped answering.
_STAYS: Final = [
    {"key": f"node.kubernetes.io/{what}", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300}
    for what in ("not-ready", "unreachable")
]
_NO_ADDRESS: Final = "ContainerCreating"


class PodMaker:
    """Makes the pods of one template; what they share is worked out once."""

    def __init__(self, cluster_id: str, wanted: Wanted) -> None:
        self._cluster_id, self._wanted = cluster_id, wanted
        self._asked = str(metadata(wanted.owner).get("creationTimestamp") or CREATED) if wanted.owner else CREATED
        self._owner = [owned_by(wanted.owner)] if wanted.owner is not None else []
        spec = {
            "dnsPolicy": "ClusterFirst",
            "restartPolicy": "Never" if wanted.finishes else "Always",
            "schedulerName": "default-scheduler",
            "serviceAccountName": "default",
            "terminationGracePeriodSeconds": 30,
            **wanted.spec,
        }
        self._spec = {**spec, "tolerations": [*as_list(spec.get("tolerations")), *_STAYS]}
        self._containers = [as_dict(each) for each in as_list(spec.get("containers"))]
        self._faults = {str(each.get("name")): start_fault(spec, each) for each in self._containers}
        self._quality = _quality(self._containers)
        self._running = cache(self._started)
        self._stuck = cache(self._without_address)

    def unscheduled(self, name: str, why: str, *, aimed_at: str | None = None) -> Json:
        """Return a pod that no node takes; a DaemonSet's pod is aimed at one."""
        spec = self._spec
        if aimed_at is not None:
            field = {"key": "metadata.name", "operator": "In", "values": [aimed_at]}
            required = {"nodeSelectorTerms": [{"matchFields": [field]}]}
            affinity = {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": required}}
            spec = {**spec, "affinity": {**as_dict(spec.get("affinity")), **affinity}}
        conditions = [condition("PodScheduled", False, "Unschedulable", why, since=self._asked)]
        return self._pod(name, spec, {"phase": "Pending", "conditions": conditions}, self._asked)

    def placed(self, name: str, node: Node, addresses: tuple[str, ...] | None) -> Json:
        """Return a pod on a node: running, or waiting for an address."""
        spec = {**self._spec, "nodeName": node.name}
        where: Json = {"hostIP": node.addresses[0], "hostIPs": [{"ip": each} for each in node.addresses]}
        if addresses:
            where |= {"podIP": addresses[0], "podIPs": [{"ip": each} for each in addresses]}
        since = self._since(node)
        return self._pod(name, spec, {**(self._running(since) if addresses else self._stuck(since)), **where}, since)

    def _since(self, node: Node) -> str:
        """Return when a pod came to be: with its owner, or with a node that is newer. Both are written alike."""
        return max(self._asked, node.created or CREATED)

    def finished(self, name: str, node: Node) -> Json:
        """Return a pod that has done its work and given its address back."""
        since = self._since(node)
        done = {"terminated": {"exitCode": 0, "reason": "Completed", "startedAt": since, "finishedAt": since}}
        told = [("Initialized", True), ("PodScheduled", True), ("Ready", False), ("ContainersReady", False)]
        conditions = [condition(kind, value, "PodCompleted", since=since) for kind, value in told]
        status = {"phase": "Succeeded", "conditions": conditions, "hostIP": node.addresses[0], "startTime": since}
        return self._pod(
            name,
            {**self._spec, "nodeName": node.name},
            {**status, "containerStatuses": self._states(done, ready=False)},
            since,
        )

    def _pod(self, name: str, spec: Json, status: Json, since: str) -> Json:
        wanted = self._wanted
        pod = made(
            self._cluster_id,
            "v1",
            "Pod",
            name,
            wanted.namespace,
            labels=wanted.labels,
            annotations=wanted.annotations,
            created=since,
            spec=spec,
            status={**status, "qosClass": self._quality},
        )
        if self._owner:
            pod["metadata"]["ownerReferences"] = self._owner
            pod["metadata"]["generateName"] = f"{wanted.base}-"
        return pod

    def _started(self, since: str) -> Json:
        """Return the status of a pod that has its address: running, unless a container cannot be made."""
        faults = {name: fault for name, fault in self._faults.items() if fault}
        states = self._states({"running": {"startedAt": since}}, ready=True)
        for state in states:
            if state["name"] in faults:
                waiting = {"reason": "CreateContainerConfigError", "message": faults[state["name"]]}
                state |= {"ready": False, "started": False, "state": {"waiting": waiting}}
        return {
            "phase": "Pending" if faults else "Running",
            "conditions": _conditions(list(faults), since, networked=True),
            "containerStatuses": states,
            "startTime": since,
        }

    def _without_address(self, since: str) -> Json:
        """Return the status of a pod that waits for an address."""
        names = [str(each.get("name")) for each in self._containers]
        return {
            "phase": "Pending",
            "conditions": _conditions(names, since, networked=False),
            "containerStatuses": self._states({"waiting": {"reason": _NO_ADDRESS}}, ready=False),
            "startTime": since,
        }

    def _states(self, state: Json, *, ready: bool) -> list[Json]:
        return [
            {
                "name": each.get("name"),
                "image": each.get("image"),
                "imageID": "",
                "ready": ready,
                "started": ready,
                "restartCount": 0,
                "state": state,
            }
            for each in self._containers
        ]


def _conditions(unready: list[str], since: str, *, networked: bool) -> list[Json]:
    """Return a scheduled pod's conditions; the first tells whether its sandbox has a network."""
    told = f"containers with unready status: [{' '.join(unready)}]"
    how: tuple[Any, ...] = (False, "ContainersNotReady", told) if unready else (True,)
    rows: list[tuple[Any, ...]] = [
        ("PodReadyToStartContainers", networked),
        ("Initialized", True),
        ("Ready", *how),
        ("ContainersReady", *how),
        ("PodScheduled", True),
    ]
    return [condition(*row, since=since) for row in rows]


def _quality(containers: list[Json]) -> str:
    """Return the quality of service: https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/."""
    asked = [as_dict(each.get("resources")) for each in containers]
    if not any(each.get("requests") or each.get("limits") for each in asked):
        return "BestEffort"
    guaranteed = all(
        {"cpu", "memory"} <= set(as_dict(each.get("limits")))
        and as_dict(each.get("requests", each["limits"])) == as_dict(each["limits"])
        for each in asked
    )
    return "Guaranteed" if guaranteed else "Burstable"
