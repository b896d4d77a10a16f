"""From objects that ask for pods to the pods: which, how named and owned, and what their owners report of them.

Knows Deployment, ReplicaSet, StatefulSet, DaemonSet, Job and single Pods. Rollouts are not played: all pods are of the
newest template. A Job's pods have done their work as soon as they found a node.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from aksnet.arm.values import Json, as_dict
from aksnet.sandbox.cluster.make import CREATED, condition, letters, made, metadata, place, spec_of, suffixed

POD_OWNERS: Final = ("DaemonSet", "Deployment", "Job", "ReplicaSet", "StatefulSet")
_MORE_LETTERS: Final = 9


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Pods of one template that somebody asks for."""

    namespace: str
    labels: Json
    annotations: Json
    spec: Json
    owner: Json | None
    base: str
    """What the pods' names begin with."""
    count: int
    everywhere: bool = False
    """One on each node instead of a number."""
    numbered: bool = False
    """Named by numbers instead of letters."""
    finishes: bool = False
    """Whether its pods end by themselves."""

    def names(self, nodes: list[str]) -> list[str]:
        """Return the pods' names, in a fixed order; `nodes` are those of a DaemonSet's pods."""
        if self.owner is None:
            return [self.base]
        if self.numbered:
            return [f"{self.base}-{number}" for number in range(self.count)]
        return suffixed(self.base, nodes if self.everywhere else [str(number) for number in range(self.count)])


def replica_sets(cluster_id: str, deployments: Iterable[Json]) -> list[Json]:
    """Return the ReplicaSet that each Deployment makes for its template."""
    return [_replica_set(cluster_id, each) for each in deployments]


def _replica_set(cluster_id: str, deployment: Json) -> Json:
    spec, (namespace, name) = spec_of(deployment), place(deployment)
    template = as_dict(spec.get("template"))
    digest = letters(template, length=_MORE_LETTERS)
    labels = {**as_dict(metadata(template).get("labels")), "pod-template-hash": digest}
    selector = as_dict(spec.get("selector"))
    chosen = {**as_dict(selector.get("matchLabels")), "pod-template-hash": digest}
    return made(
        cluster_id,
        "apps/v1",
        "ReplicaSet",
        f"{name}-{digest}",
        namespace,
        owner=deployment,
        labels=labels,
        created=str(metadata(deployment).get("creationTimestamp") or CREATED),
        annotations={"deployment.kubernetes.io/desired-replicas": str(replicas_of(deployment))},
        spec={
            "replicas": replicas_of(deployment),
            "selector": {**selector, "matchLabels": chosen},
            "template": {**template, "metadata": {**metadata(template), "labels": labels}},
        },
    )


def replicas_of(owner: Json) -> int:
    """Return how many pods an object asks for; one where it does not say."""
    spec = spec_of(owner)
    if owner["kind"] == "Job":
        return int(spec.get("completions") or spec.get("parallelism") or 1)
    asked = spec.get("replicas")
    return 1 if asked is None else int(asked)


def wanted(owner: Json) -> Wanted:
    """Return the pods that an object asks for."""
    namespace, name = place(owner)
    if owner["kind"] == "Pod":
        body, controller, spec = owner, None, spec_of(owner)
    else:
        body, controller = as_dict(spec_of(owner).get("template")), owner
        spec = spec_of(body)
    kind = owner["kind"]
    more: Json = {}
    if kind == "DaemonSet":
        more = {"controller-revision-hash": letters(body, length=_MORE_LETTERS), "pod-template-generation": "1"}
    if kind == "Job":
        more = {"batch.kubernetes.io/job-name": name, "job-name": name}
    return Wanted(
        namespace=namespace,
        labels={**as_dict(metadata(body).get("labels")), **more},
        annotations=as_dict(metadata(body).get("annotations")),
        spec=spec,
        owner=controller,
        base=name,
        count=1 if controller is None else replicas_of(owner),
        everywhere=kind == "DaemonSet",
        numbered=kind == "StatefulSet",
        finishes=kind == "Job",
    )


class Pods:
    """The pods of a cluster, found by who owns them."""

    def __init__(self, pods: Iterable[Json]) -> None:
        self._by_owner: dict[str, list[Json]] = defaultdict(list)
        for pod in pods:
            for owner in metadata(pod).get("ownerReferences", ()):
                self._by_owner[owner["uid"]].append(pod)

    def of(self, owner: Json) -> list[Json]:
        """Return the pods that an object made itself."""
        return self._by_owner[owner["metadata"]["uid"]]


def is_ready(pod: Json) -> bool:
    """Return whether a pod takes traffic."""
    conditions = as_dict(pod.get("status")).get("conditions", ())
    return any(each["type"] == "Ready" and each["status"] == "True" for each in conditions)


def status_of(owner: Json, pods: list[Json]) -> Json:
    """Return what an owner of pods reports."""
    ready = sum(map(is_ready, pods))
    generation = metadata(owner).get("generation", 1)
    match owner["kind"]:
        case "DaemonSet":
            return _daemons(pods, ready, generation)
        case "Deployment":
            return _deployment(owner, ready, generation)
        case "Job":
            done = sum(each["status"]["phase"] == "Succeeded" for each in pods)
            complete = [condition("Complete", True)] if done == len(pods) else []
            return {"succeeded": done, "active": len(pods) - done, "conditions": complete}
    counts: Json = {"replicas": len(pods), "readyReplicas": ready, "availableReplicas": ready}
    if owner["kind"] == "ReplicaSet":
        counts["fullyLabeledReplicas"] = len(pods)
    return {**counts, "observedGeneration": generation}


def _daemons(pods: list[Json], ready: int, generation: Any) -> Json:
    scheduled = sum("nodeName" in spec_of(pod) for pod in pods)
    missing = {"numberUnavailable": len(pods) - ready} if ready < len(pods) else {}
    return {
        "currentNumberScheduled": scheduled,
        "desiredNumberScheduled": len(pods),
        "numberAvailable": ready,
        "numberMisscheduled": 0,
        "numberReady": ready,
        "observedGeneration": generation,
        "updatedNumberScheduled": scheduled,
        **missing,
    }


def _deployment(owner: Json, ready: int, generation: Any) -> Json:
    count = replicas_of(owner)
    enough = ready >= count - _may_lack(owner, count)
    available = (
        condition("Available", True, "MinimumReplicasAvailable", "Deployment has minimum availability.")
        if enough
        else condition(
            "Available", False, "MinimumReplicasUnavailable", "Deployment does not have minimum availability."
        )
    )
    progressing = condition("Progressing", True, "NewReplicaSetAvailable" if ready == count else "ReplicaSetUpdated")
    missing = {"unavailableReplicas": count - ready} if ready < count else {}
    return {
        "availableReplicas": ready,
        "conditions": [available, progressing],
        "observedGeneration": generation,
        "readyReplicas": ready,
        "replicas": count,
        "updatedReplicas": count,
        **missing,
    }


def _may_lack(owner: Json, count: int) -> int:
    """Return how many pods may be missing from an available Deployment: a quarter, rounded down, unless it says."""
    strategy = as_dict(spec_of(owner).get("strategy"))
    asked = as_dict(strategy.get("rollingUpdate")).get("maxUnavailable", "25%")
    if isinstance(asked, str):
        return count * int(asked.rstrip("%")) // 100
    return int(asked)
