"""All objects of a cluster together: AKS's own, the user's with the status that the cluster gives them, their pods."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aksnet.arm.values import Json
from aksnet.sandbox.cluster import system_objects
from aksnet.sandbox.cluster.cluster_facts import Facts
from aksnet.sandbox.cluster.endpoints import Endpoints
from aksnet.sandbox.cluster.events import events
from aksnet.sandbox.cluster.kinds import ApiKind, api_kinds
from aksnet.sandbox.cluster.make import metadata, place
from aksnet.sandbox.cluster.network_configs import network_configs
from aksnet.sandbox.cluster.node_objects import node_objects
from aksnet.sandbox.cluster.pod_addresses import Runs
from aksnet.sandbox.cluster.pod_owners import POD_OWNERS, Pods, replica_sets, status_of
from aksnet.sandbox.cluster.running_pods import Running, run, sharing
from aksnet.sandbox.cluster.service_addresses import system_services
from aksnet.sandbox.cluster.system import system_workloads
from aksnet.sandbox.store import Subscription


class Objects:
    """What a cluster's API server would answer. The objects are for reading only: they share their parts."""

    def __init__(self, objects: Iterable[Json], kinds: Sequence[ApiKind]) -> None:
        self._kinds = tuple(kinds)
        self._objects: dict[tuple[str, str], list[Json]] = {}
        for each in objects:
            self._objects.setdefault((each["apiVersion"], each["kind"]), []).append(each)
        for found in self._objects.values():
            found.sort(key=place)

    def kinds(self) -> list[ApiKind]:
        """Return the kinds that the cluster serves."""
        return [*self._kinds]

    def list(self, api_version: str, kind: str) -> list[Json]:
        """Return the objects of a kind, by namespace and name."""
        return [*self._objects.get((api_version, kind), ())]

    def get(self, api_version: str, kind: str, namespace: str, name: str) -> Json | None:
        """Return one object; the namespace is empty for what lives in none."""
        found = self._objects.get((api_version, kind), ())
        return next((each for each in found if place(each) == (namespace, name)), None)


def objects_of(view: Subscription, cluster_id: str) -> Objects:
    """Return all objects of a cluster at this moment; a cluster that is gone is refused."""
    facts = Facts.of(view, cluster_id)
    stored = _stored(facts)
    workloads = _Workloads(facts, stored)
    running = workloads.run({})
    nodes = node_objects(facts)
    services = _over(system_services(facts), stored, "Service")
    namespaces = _over(system_objects.namespaces(facts), stored, "Namespace")
    names = [metadata(each)["name"] for each in namespaces]
    endpoints = Endpoints(facts, running.pods)
    own = [
        *namespaces,
        *services,
        *endpoints.endpoints(services),
        *endpoints.slices(services),
        *system_objects.config_maps(facts, names),
        *system_objects.service_accounts(facts, names),
        *system_objects.release_secrets(facts),
        *network_configs(facts, nodes, running.addresses),
        *events(facts, running.pods, services),
        *nodes,
        *workloads.reported(running.pods),
    ]
    kinds = {(str(each["apiVersion"]), str(each["kind"])) for each in stored.values()}
    listed = api_kinds(network_configs=facts.has_cns, stored=kinds)
    found = {_key(each): each for each in own}
    # What the model did not work out itself is as its user wrote it, and so is what the user put over AKS's own.
    found |= {key: each for key, each in stored.items() if key[1] not in _WORKED_OUT}
    return Objects(found.values(), listed)


_WORKED_OUT = frozenset({*POD_OWNERS, "Namespace", "Pod", "Service"})
_Key = tuple[str, str, str, str]


def _key(body: Json) -> _Key:
    """Return what tells an object from all others: versions of one group are one object."""
    return str(body["apiVersion"]).rpartition("/")[0], str(body["kind"]), *place(body)


def _stored(facts: Facts) -> dict[_Key, Json]:
    """Return the objects that a user wrote; Helm releases are none."""
    found = {}
    for record in facts.records.values():
        body = record["outputs"]
        if record["kind"] and body.get("apiVersion"):
            whole = {**body, "metadata": {"labels": {}, **metadata(body)}}
            found[_key(whole)] = whole
    return found


def _over(own: Iterable[Json], stored: dict[_Key, Json], kind: str) -> list[Json]:
    """Return AKS's objects of a kind with the user's, which count where both have the name."""
    found = {place(each): each for each in own}
    for key, each in stored.items():
        if key[1] == kind and key[0] == "":
            found[place(each)] = each
    return list(found.values())


class _Workloads:
    """Everything in a cluster that asks for pods."""

    def __init__(self, facts: Facts, stored: dict[_Key, Json]) -> None:
        self._facts = facts
        mine = {key: each for key, each in stored.items() if key[1] in (*POD_OWNERS, "Pod")}
        named = {(each["kind"], *place(each)) for each in mine.values()}
        system = [each for each in system_workloads(facts) if (each["kind"], *place(each)) not in named]
        self._owners = _in_turn(system) + _in_turn(mine.values())
        deployments = [each for each in self._owners if each["kind"] == "Deployment"]
        self._sets = {
            each["metadata"]["ownerReferences"][0]["uid"]: each for each in replica_sets(facts.cluster_id, deployments)
        }

    def run(self, taken: dict[str, dict[str, Runs]]) -> Running:
        """Bring the pods onto the nodes.

        `taken` is filled with what other clusters on the same pod subnets hold, by their ids: each is worked out once.
        """
        facts = self._facts
        elsewhere: dict[str, Runs] = {}
        for other in sharing(facts.view, facts.cluster_id, facts.nodes):
            if other not in taken:
                theirs = Facts.of(facts.view, other)
                taken[other] = _Workloads(theirs, _stored(theirs)).run(taken).addresses.batches()
            for subnet, runs in taken[other].items():
                elsewhere.setdefault(subnet, []).extend(runs)
        return run(facts, (self._maker(each) for each in self._owners), elsewhere)

    def _maker(self, owner: Json) -> Json:
        return self._sets.get(owner["metadata"]["uid"], owner)

    def reported(self, pods: list[Json]) -> list[Json]:
        """Return owners and pods with what they report."""
        by_owner = Pods(pods)
        single = {place(each): each for each in self._owners if each["kind"] == "Pod"}
        answer = [self._merged(single.get(place(pod)), pod) for pod in pods]
        for owner in self._owners:
            if owner["kind"] == "Pod":
                continue
            maker = self._maker(owner)
            made = by_owner.of(maker)
            answer.append({**owner, "status": status_of(owner, made)})
            if maker is not owner:
                answer.append({**maker, "status": status_of(maker, made)})
        return answer

    @staticmethod
    def _merged(stored: Json | None, pod: Json) -> Json:
        return pod if stored is None else {**stored, "spec": pod["spec"], "status": pod["status"]}


def _in_turn(owners: Iterable[Json]) -> list[Json]:
    """Return owners in the order of their turns: DaemonSets before others, then by kind and name."""
    return sorted(owners, key=lambda each: (each["kind"] != "DaemonSet", each["kind"], *place(each)))
