"""What a rule looks at: the settings, the plan made from them, its budget, and where in the file things stand.

Whatever a problem suggests comes from here, so that all suggestions of one run fit together: each place is given one
suggestion, clear of what stays where it is and of every other suggestion.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from aksnet.azure.kubernetes_versions import minor_of
from aksnet.azure.reserved_ranges import IPV6_SUBNET, SMALLEST_SUBNET
from aksnet.layout.addressing import Range
from aksnet.layout.layout import Layout
from aksnet.plan.budget import Budget, needed_lengths, stack_budget
from aksnet.plan.free_ranges import OFFERED, FreeRanges, TakenRanges
from aksnet.plan.records import ClusterPlan, PoolPlan, StackPlan
from aksnet.plan.shares import pods_name
from aksnet.rules.meetings import Meeting, Surroundings, fixed_spans, of_cluster, of_network, placed_spans
from aksnet.settings.settings import Settings

_USUAL_SUBNET = 24
_LARGEST_SERVICES = {4: 13, 6: 108}
"""https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning,
https://learn.microsoft.com/azure/aks/configure-dual-stack"""

_SMALLEST_OFFERED = {4: 24, 6: 112}
"""Where nothing larger is free, no smaller pod, Service or VNet range than this is suggested."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """One setting that gives a cluster's pod or Service ranges."""

    cluster: ClusterPlan
    kind: str
    """`pods` or `services`."""
    path: str
    ranges: tuple[Range, ...]


Running = Callable[[], Mapping[str, str] | None]
"""Returns the Kubernetes versions that living clusters run, by key; None where nobody can tell."""


def none_runs() -> Mapping[str, str]:
    """Return that no cluster lives."""
    return {}


@dataclass(frozen=True, kw_only=True)
class Context:
    """One stack under the rules."""

    settings: Settings
    layout: Layout
    plan: StackPlan
    today: date = field(default_factory=date.today)
    """The day on which things are said to retire or to have ended."""
    running: Running = none_runs
    """Tells what living clusters run."""

    @cached_property
    def budget(self) -> Budget:
        """The addresses that the plan takes."""
        return stack_budget(self.plan)

    @cached_property
    def plans(self) -> Mapping[str, ClusterPlan]:
        """The plan of each cluster, by its key."""
        return {cluster.key: cluster for cluster in self.plan.clusters}

    def runs(self, key: str, minor: int) -> bool:
        """Return whether a cluster runs a minor version of Kubernetes already, or may for all that is known."""
        running = self._running
        return running is None or (key in running and minor_of(running[key]) == minor)

    def is_new(self, key: str) -> bool:
        """Tell whether a cluster is known not to live yet."""
        return self._running is not None and key not in self._running

    def runs_newer(self, key: str, minor: int) -> bool:
        """Tell whether a cluster is known to run a newer minor version of Kubernetes."""
        running = self._running or {}
        return key in running and minor_of(running[key]) > minor

    @cached_property
    def _running(self) -> Mapping[str, str] | None:
        return self.running()

    @property
    def pools(self) -> Iterator[tuple[str, ClusterPlan, PoolPlan]]:
        """Every pool with its path and its cluster."""
        for cluster in self.plan.clusters:
            for pool in cluster.pools:
                yield f"clusters.{cluster.key}.nodePools.{pool.name}", cluster, pool

    @cached_property
    def sites(self) -> Sequence[Site]:
        """Every setting with pod or Service ranges, by cluster."""
        return [site for cluster in self.plan.clusters for site in self._sites(cluster)]

    def _sites(self, cluster: ClusterPlan) -> Iterator[Site]:
        said = self.settings.clusters[cluster.key]
        several = len(cluster.mode.families) > 1
        for kind, key, other, ranges in (
            ("pods", "podCidr", said.pod_cidr if several else said.pod_cidrs, cluster.pod_cidrs),
            ("services", "serviceCidr", said.service_cidr if several else said.service_cidrs, cluster.service_cidrs),
        ):
            if ranges and other is None:  # else a rule asks for the right key, and the default is not what is meant
                path = f"clusters.{cluster.key}.{key}{'s' if several else ''}"
                yield Site(cluster=cluster, kind=kind, path=path, ranges=ranges)

    @cached_property
    def fixed(self) -> Surroundings:
        """What no setting moves."""
        return fixed_spans(self.settings.network.foreign_ranges)

    @cached_property
    def meetings(self) -> Mapping[str, Sequence[Meeting]]:
        """What the pod and Service ranges of a setting meet, by its path."""
        around = Surroundings([*self.fixed.spans, *placed_spans(self.plan)])
        return {
            site.path: [found for r in site.ranges for found in of_cluster(site.cluster, site.kind, r, around)]
            for site in self.sites
        }

    @cached_property
    def vnet_meetings(self) -> Sequence[Meeting]:
        """What the VNet's own ranges meet."""
        return of_network("VNet", self.plan.network.address_space, self.fixed)

    def moves(self, site: Site) -> bool:
        """True when a pod or Service range cannot stay where it is."""
        return bool(self._wrong(site))

    def _wrong(self, site: Site) -> set[Range]:
        return {found.network for found in self.meetings[site.path] if found.verdict.wrong}

    @cached_property
    def _given(self) -> dict[tuple[str, str, int], Range | None]:
        """Every suggestion so far: what it is for, its name or path, and its IP version or number."""
        return {}

    @cached_property
    def _free(self) -> FreeRanges:
        """Where suggestions come from: clear of one another."""
        return FreeRanges()

    @cached_property
    def _lengths(self) -> Mapping[str, int]:
        return needed_lengths(self.plan)

    @cached_property
    def _pods_needed(self) -> Mapping[str, int]:
        return {b.name: b.fitting_length() for b in self.budget.ranges if b.kind == "pod CIDR"}

    def subnet_length(self, name: str) -> int:
        """Return the prefix length that an IPv4 subnet should have: its own, unless that is too small for its use."""
        own = next((r.prefixlen for r in self.layout.subnets[name].prefixes if r.version == 4), _USUAL_SUBNET)
        return min(own, self._lengths.get(name, SMALLEST_SUBNET), SMALLEST_SUBNET)

    def subnet(self, name: str, version: int = 4) -> Range | None:
        """Name the free prefix for a subnet, in place of the one that it has; none where the VNet has no room."""
        key = ("subnet", name, version)
        if key not in self._given:
            own = next((r for r in self.layout.subnets[name].prefixes if r.version == version), None)
            length = self.subnet_length(name) if version == 4 else IPV6_SUBNET
            others = self._in_subnets.without(self.layout.subnets[name].prefixes)
            space = [r for r in self.plan.network.address_space if r.version == version]
            self._given[key] = self._free.take(space, [length], beside=[others, self._kept], grows=own)
        return self._given[key]

    @cached_property
    def _in_subnets(self) -> TakenRanges:
        return TakenRanges(r for subnet in self.layout.subnets.values() for r in subnet.prefixes)

    @cached_property
    def _kept(self) -> TakenRanges:
        """What stays and is in nobody's place: fixed ranges, and the pod and Service ranges that need not move."""
        stay = [r for site in self.sites for r in site.ranges if r not in self._wrong(site)]
        return TakenRanges([*(span.network for span in self.fixed.spans), *stay])

    def ranges(self, site: Site) -> list[Range | None]:
        """Name what to write for a setting with pod or Service ranges: what is wrong replaced, the rest as it is."""
        wrong = self._wrong(site)
        return [
            self.elsewhere(site, own) if own in wrong or self._needed(site, own) < own.prefixlen else own
            for own in site.ranges
        ]

    def _needed(self, site: Site, own: Range) -> int:
        """Return the longest prefix that holds what a pod range has to hold; any does where nothing is known."""
        known = self._pods_needed if site.kind == "pods" and own.version == 4 else {}
        return known.get(pods_name(site.cluster.key), own.max_prefixlen)

    def elsewhere(self, site: Site, own: Range) -> Range | None:
        """Name a free private range outside the VNet in place of one of a cluster's, or around one that is small."""
        key = (site.kind, site.path, own.version)
        if key not in self._given:
            needed = self._needed(site, own)
            length = min(own.prefixlen, needed)
            if site.kind == "services":
                length = max(length, _LARGEST_SERVICES[own.version])
            smallest = max(length, min(needed, _SMALLEST_OFFERED[own.version]))
            grows = None if own in self._wrong(site) else own
            self._given[key] = self._outside(range(length, smallest + 1), own, grows)
        return self._given[key]

    def vnet(self) -> list[Range | None]:
        """Name what to write for the VNet's ranges, what is wrong among them replaced."""
        wrong = {found.network for found in self.vnet_meetings}
        said: list[Range | None] = []
        for number, own in enumerate(self.plan.network.address_space):
            key = ("VNet", "", number)
            if own in wrong and key not in self._given:
                smallest = max(own.prefixlen, _SMALLEST_OFFERED[own.version])
                self._given[key] = self._outside(range(own.prefixlen, smallest + 1), own)
            said.append(self._given[key] if own in wrong else own)
        return said

    def _outside(self, lengths: Sequence[int], own: Range, grows: Range | None = None) -> Range | None:
        pods = self._pods_and_services["pods"]
        if grows is not None:
            pods = pods.without([grows])  # of whichever clusters have it
        beside = [self._in_network, self._in_subnets, self._pods_and_services["services"], pods]
        return self._free.take(OFFERED[own.version], lengths, beside=beside, grows=grows)

    @cached_property
    def _in_network(self) -> TakenRanges:
        return TakenRanges([*self.plan.network.address_space, *(span.network for span in self.fixed.spans)])

    @cached_property
    def _pods_and_services(self) -> Mapping[str, TakenRanges]:
        kinds = ("pods", "services")
        sites = {kind: [site for site in self.sites if site.kind == kind] for kind in kinds}
        return {kind: TakenRanges({r for site in of for r in site.ranges}) for kind, of in sites.items()}
