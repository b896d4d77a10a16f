"""Where pods run: a small scheduler that asks what Kubernetes' own asks, and answers in its words.

It looks at taints, node selectors and affinity, the number of pods on a node, pod anti-affinity and spread
constraints; among the nodes that fit it takes the preferred ones, then those with the fewest like pods, then with the
fewest pods. Left out: processor and memory, host ports, pod affinity, priorities, and moving what runs already.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from aksnet.arm.values import Json, as_dict, as_list
from aksnet.sandbox.cluster.matching import fits_node, likes_node, selects, untolerated

_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
_FULL = "Too many pods"
_AFFINITY = "node(s) didn't match Pod's node affinity/selector"
_APART = "node(s) didn't match pod anti-affinity rules"
_OTHERS_APART = "node(s) didn't satisfy existing pods anti-affinity rules"
_SPREAD = "node(s) didn't match pod topology spread constraints"
_TAINTED = "node(s) had untolerated taint"
# Where another pod's leaving would make room; elsewhere the scheduler does not think of it.
_EVICTION_HELPS = (_FULL, _APART, _OTHERS_APART, _SPREAD)


@dataclass(kw_only=True)
class Site:
    """A node as the scheduler sees it."""

    name: str
    labels: Json
    taints: list[Json]
    room: int
    """How many more pods it takes."""
    load: int = 0


@dataclass(frozen=True, kw_only=True)
class Group:
    """Pods that are all alike, and how many of them run on each site."""

    namespace: str
    labels: Json
    spec: Json
    sites: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True, kw_only=True)
class Words:
    """How a scheduler says why a pod has no node, which changes from version to version."""

    claims: bool = True
    """Whether it knows claims for devices, and says of every pod that none of them would help."""
    taints: bool = False
    """Whether it names the taint that keeps a pod off."""


class Scheduler:
    """The nodes of a cluster, and what was placed on them so far."""

    def __init__(self, sites: Sequence[Site], words: Words) -> None:
        self.sites = sites
        self._words = words
        self._placed: list[Group] = []

    def place(self, namespace: str, labels: Json, spec: Json, count: int) -> tuple[list[Site], str]:
        """Place pods that are all alike: the sites found, and why there are no more of them."""
        group = Group(namespace=namespace, labels=labels, spec=spec)
        search = _Search(self.sites, self._placed, group)
        found = [self.sites[index] for index in search.take(count)]
        self._placed.append(group)
        return found, "" if len(found) == count else search.told(self._words)

    def pinned(self, namespace: str, labels: Json, spec: Json) -> list[tuple[Site, str]]:
        """Place a DaemonSet's pods: each site that it is meant for, and why the pod is not on it."""
        group = Group(namespace=namespace, labels=labels, spec=spec)
        answer = []
        meant = [index for index, site in enumerate(self.sites) if not _unfit(spec, site)]
        for index in meant:
            site = self.sites[index]
            if site.load < site.room:
                site.load += 1
                group.sites[index] += 1
                answer.append((site, ""))
            else:
                reasons = Counter({_FULL: 1, _AFFINITY: len(self.sites) - 1})
                answer.append((site, _message(reasons, len(self.sites), self._words)))
        self._placed.append(group)
        return answer


class _Search:
    """One group's way through the sites."""

    def __init__(self, sites: Sequence[Site], placed: list[Group], group: Group) -> None:
        self._sites, self._group = sites, group
        self._unfit = {index: reason for index, site in enumerate(sites) if (reason := _unfit(group.spec, site))}
        affinity = as_dict(as_dict(group.spec.get("affinity")).get("podAntiAffinity"))
        self._apart = [self._rule(as_dict(term), placed) for term in as_list(affinity.get(_REQUIRED))]
        self._others = _kept_free(sites, placed, group)
        self._spread = [
            self._rule({"namespaces": [group.namespace], **as_dict(each)}, placed)
            for each in as_list(group.spec.get("topologySpreadConstraints"))
            if as_dict(each).get("whenUnsatisfiable") != "ScheduleAnyway"
        ]
        avoided = [as_dict(as_dict(each).get("podAffinityTerm")) for each in as_list(affinity.get(_PREFERRED))]
        near = _near(sites, placed, group, avoided)
        self._heap = [
            (-likes_node(group.spec, site.labels, site.name), near[index], site.load, index)
            for index, site in enumerate(sites)
            if index not in self._unfit
        ]
        heapq.heapify(self._heap)

    def _rule(self, term: Json, placed: list[Group]) -> _Rule:
        rule = _Rule(self._group, term)
        for site_index, count in _matching(placed, self._group, term):
            rule.count(self._sites[site_index], count)
        for index, site in enumerate(self._sites):
            if index not in self._unfit:
                rule.count(site, 0)
        return rule

    def take(self, count: int) -> Iterator[int]:
        """Yield up to that many sites, best first."""
        for _ in range(count):
            aside = []
            while self._heap:
                likes, near, load, index = heapq.heappop(self._heap)
                reason = self._refused(index)
                if reason is None:
                    self._put(index)
                    heapq.heappush(self._heap, (likes, near + 1, load + 1, index))
                    yield index
                    break
                if reason == _SPREAD:  # may fit once others have caught up; all other reasons are final
                    aside.append((likes, near, load, index))
            else:
                self._heap = aside
                return
            for each in aside:
                heapq.heappush(self._heap, each)

    def _put(self, index: int) -> None:
        site = self._sites[index]
        site.load += 1
        self._group.sites[index] += 1
        for rule in (*self._apart, *self._spread):
            if rule.own:
                rule.count(site, 1)

    def _refused(self, index: int) -> str | None:
        """Return why a site cannot take one more, in the order in which Kubernetes asks."""
        site = self._sites[index]
        if index in self._unfit:
            return self._unfit[index]
        if site.load >= site.room:
            return _FULL
        if any(rule.uneven(site) for rule in self._spread):
            return _SPREAD
        if any(rule.held(site) for rule in self._apart):
            return _APART
        return _OTHERS_APART if index in self._others else None

    def told(self, words: Words) -> str:
        """Return the scheduler's message for a pod that fits nowhere."""
        reasons = Counter(reason for index in range(len(self._sites)) if (reason := self._refused(index)))
        return _message(reasons, len(self._sites), words)


class _Rule:
    """How many matching pods there are in each domain of an anti-affinity term or a spread constraint."""

    def __init__(self, group: Group, term: Json) -> None:
        self._key = str(term.get("topologyKey"))
        self._skew = int(term.get("maxSkew") or 1)
        self.own = _concerns(term, group, group)
        self._counts: Counter[Any] = Counter()

    def count(self, site: Site, more: int) -> None:
        """Note pods in the site's domain."""
        domain = site.labels.get(self._key)
        if domain is not None:
            self._counts[domain] += more

    def held(self, site: Site) -> bool:
        """Return whether the site's domain has a pod to keep away from."""
        return self._counts[site.labels.get(self._key)] > 0

    def uneven(self, site: Site) -> bool:
        """Return whether one more pod in the site's domain would be too many beside the emptiest domain."""
        domain = site.labels.get(self._key)
        more = 1 if self.own else 0
        return domain is None or self._counts[domain] + more - min(self._counts.values()) > self._skew


def _unfit(spec: Json, site: Site) -> str | None:
    """Return why a site can never take pods of this kind, in the order in which Kubernetes asks."""
    taint = untolerated(spec, site.taints)
    if taint is not None:
        return f"{_TAINTED} {{{taint['key']}: {taint.get('value', '')}}}"
    return None if fits_node(spec, site.labels, site.name) else _AFFINITY


def _concerns(term: Json, owner: Group, other: Group) -> bool:
    """Return whether a term of one group's pods means another group's pods."""
    namespaces = as_list(term.get("namespaces")) or [owner.namespace]
    return other.namespace in namespaces and selects(term.get("labelSelector"), other.labels)


def _matching(placed: list[Group], group: Group, term: Json) -> Iterator[tuple[int, int]]:
    for other in placed:
        if _concerns(term, group, other):
            yield from other.sites.items()


def _near(sites: Sequence[Site], placed: list[Group], group: Group, avoided: list[Json]) -> Counter[int]:
    """Return how many pods that the group would rather avoid are in each site's domain."""
    near: Counter[int] = Counter()
    for term in avoided:
        key = str(term.get("topologyKey"))
        domains: Counter[Any] = Counter()
        for index, count in _matching(placed, group, term):
            domains[sites[index].labels.get(key)] += count
        near.update({index: domains[site.labels.get(key)] for index, site in enumerate(sites)})
    return near


def _kept_free(sites: Sequence[Site], placed: list[Group], group: Group) -> set[int]:
    """Return the sites that pods placed before keep free of this group by their own anti-affinity."""
    kept: set[int] = set()
    for other in placed:
        affinity = as_dict(as_dict(other.spec.get("affinity")).get("podAntiAffinity"))
        for term in map(as_dict, as_list(affinity.get(_REQUIRED))):
            if _concerns(term, other, group):
                key = str(term.get("topologyKey"))
                domains = {sites[index].labels.get(key) for index in other.sites}
                kept |= {index for index, site in enumerate(sites) if site.labels.get(key) in domains}
    return kept


def _message(reasons: Counter[str], nodes: int, words: Words) -> str:
    if not nodes:
        return "no nodes available to schedule pods"
    said: Counter[str] = Counter()
    for reason, count in reasons.items():
        unnamed = reason.startswith(_TAINTED) and not words.taints
        said[f"{_TAINTED}(s)" if unnamed else reason] += count
    told = ", ".join(sorted(f"{count} {reason}" for reason, count in said.items() if count))
    victims = sum(count for reason, count in reasons.items() if reason in _EVICTION_HELPS)
    outcomes = {"Preemption is not helpful for scheduling": nodes - victims}
    outcomes["No preemption victims found for incoming pod"] = victims
    preemption = ", ".join(sorted(f"{count} {outcome}" for outcome, count in outcomes.items() if count))
    devices = "no new claims to deallocate, " if words.claims else ""
    return f"0/{nodes} nodes are available: {told}. {devices}preemption: 0/{nodes} nodes are available: {preemption}."
