"""Subnets: where they come from, that they lie in the VNet, do not overlap, and are shared only as AKS allows."""

from collections.abc import Iterator
from itertools import combinations

from plan.addressing import Range, overlaps, prefix_that_fits, within
from plan.axes import Outbound
from plan.cluster_settings import ClusterSettings
from plan.modes import MODES
from plan.naming import vnet_resource_group
from plan.network import has_route_table
from plan.problems import Problem, one_of
from plan.settings import Settings
from plan.space import address_space
from plan.subnets import Mention, Subnet, gather, mentions

_PAGE = "https://learn.microsoft.com/azure/aks/concepts-network-cni-overview"
_VNETS = "https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq"
_USUAL_LENGTH = 24
_IPV6_LENGTH = 64


def _all_prefixes(subnets: dict[str, Subnet]) -> list[Range]:
    return [prefix for subnet in subnets.values() for prefix in subnet.prefixes]


def _suggest(settings: Settings, taken: list[Range], length: int, version: int, key: str = "") -> str:
    """Say which prefix fits, and take it, so that the same prefix is never suggested twice."""
    space = [r for r in address_space(settings) if r.version == version]
    found = prefix_that_fits(space, taken, length)
    if found is not None:
        taken.append(found)
        return f"write {key}{found}"
    return f"widen network.addressSpace, then write {key}a free /{length}"


def _wrong_size(prefix: Range) -> bool:
    """True for an IPv6 range that is no subnet at all, wherever it lies; `missing_ipv6` says so."""
    return prefix.version == 6 and prefix.prefixlen != _IPV6_LENGTH


def _field(prefix: Range) -> str:
    return "prefix" if prefix.version == 4 else "ipv6Prefix"


def places(settings: Settings) -> Iterator[Problem]:
    """Every subnet has a place of its own in the VNet; where several have not, each is told of a different one."""
    subnets = gather(settings)
    taken = _all_prefixes(subnets)
    for rule in (missing_prefixes, missing_ipv6, outside_vnet, overlapping):
        yield from rule(settings, subnets, taken)


def missing_prefixes(settings: Settings, subnets: dict[str, Subnet], taken: list[Range]) -> Iterator[Problem]:
    """A subnet that is to be created needs a prefix; only a stack's single cluster has defaults."""
    for subnet in subnets.values():
        if subnet.existing or any(prefix.version == 4 for prefix in subnet.prefixes):
            continue
        if settings.network.is_existing:
            cure = "say existing: true if it is there already, or give the prefix to create it with"
        else:
            cure = _suggest(settings, taken, _USUAL_LENGTH, 4, "prefix: ")
        yield Problem(
            path=f"{subnet.path}.prefix",
            value=None,
            allowed="an IPv4 range of the VNet; with several clusters, or in a VNet of your own, none is guessed",
            cure=cure,
        )


def missing_ipv6(settings: Settings, subnets: dict[str, Subnet], taken: list[Range]) -> Iterator[Problem]:
    """Node subnets of dual-stack clusters need an IPv6 /64 too, and a VNet that has IPv6."""
    page = "https://learn.microsoft.com/azure/aks/configure-dual-stack"
    for subnet in subnets.values():
        dual = [key for key in subnet.clusters if MODES[settings.clusters[key].mode].dual_stack]
        ipv6 = [prefix for prefix in subnet.prefixes if prefix.version == 6]
        if dual and not subnet.holds_pods and not subnet.existing and not ipv6:
            yield Problem(
                path=f"{subnet.path}.ipv6Prefix",
                value=None,
                allowed=f"an IPv6 /64 of the VNet, because {one_of(dual)} is dual-stack",
                cure=_suggest(settings, taken, _IPV6_LENGTH, 6, "ipv6Prefix: "),
                page=page,
            )
        for prefix in ipv6:
            if _wrong_size(prefix):
                yield Problem(
                    path=f"{subnet.path}.ipv6Prefix",
                    value=str(prefix),
                    allowed="a /64, the only size of an IPv6 subnet in Azure",
                    cure=_suggest(settings, taken, _IPV6_LENGTH, 6),
                    page="https://learn.microsoft.com/azure/virtual-network/ip-services/ipv6-overview",
                )


def outside_vnet(settings: Settings, subnets: dict[str, Subnet], taken: list[Range]) -> Iterator[Problem]:
    """Every subnet lies inside the VNet's address space (Azure: NetcfgInvalidSubnet)."""
    space = address_space(settings)
    if not any(r.version == 4 for r in space):
        return  # nothing is known of an existing VNet, or `vnet_ranges` says that Azure has none without IPv4
    for subnet in subnets.values():
        for prefix in subnet.prefixes:
            if not within(prefix, space) and not _wrong_size(prefix):
                fits = _suggest(settings, taken, prefix.prefixlen, prefix.version)
                yield Problem(
                    path=f"{subnet.path}.{_field(prefix)}",
                    value=str(prefix),
                    allowed=f"a range inside the VNet's {one_of(map(str, space))} (Azure: NetcfgInvalidSubnet)",
                    cure=f"{fits}, or add the range to network.addressSpace",
                    page=_VNETS,
                )


def overlapping(settings: Settings, subnets: dict[str, Subnet], taken: list[Range]) -> Iterator[Problem]:
    """No two subnets share an address (Azure: NetcfgSubnetRangesOverlap)."""
    placed: list[tuple[str, Range]] = []
    for subnet in subnets.values():
        for mine in subnet.prefixes:
            met = [f"{name} ({theirs})" for name, theirs in placed if overlaps(mine, theirs)]
            if met and not _wrong_size(mine):
                yield Problem(
                    path=f"{subnet.path}.{_field(mine)}",
                    value=str(mine),
                    allowed=(
                        f"a range that no other subnet has; it overlaps {one_of(met)} "
                        "(Azure: NetcfgSubnetRangesOverlap)"
                    ),
                    cure=_suggest(settings, taken, mine.prefixlen, mine.version),
                    page=_VNETS,
                )
            placed.append((subnet.name, mine))


def vnet_ranges(settings: Settings) -> Iterator[Problem]:
    """The VNet has an IPv4 range, and its ranges do not overlap one another."""
    written = settings.network.address_space
    if written is None:
        return
    if not settings.network.is_existing and not any(r.version == 4 for r in written):
        yield Problem(
            path="network.addressSpace",
            value=[str(r) for r in written],
            allowed="at least one IPv4 range: Azure has no IPv6-only VNets",
            cure="add for instance 10.224.0.0/12",
            page=_VNETS,
        )
    for one, other in combinations(written, 2):
        if overlaps(one, other):
            yield Problem(
                path="network.addressSpace",
                value=[str(one), str(other)],
                allowed="ranges that do not overlap one another",
                cure="keep the larger one",
                page=_VNETS,
            )


def existing_vnet(settings: Settings) -> Iterator[Problem]:
    """An existing VNet is named once, and only an existing one has a resource group of its own."""
    network = settings.network
    if network.id is not None and network.id.rsplit("/", 1)[1].lower() != (network.name or "").lower():
        yield Problem(
            path="network.name",
            value=network.name,
            allowed=f"the name in network.id, {network.id.rsplit('/', 1)[1]}",
            cure="remove one of the two keys",
        )
    if network.resource_group is not None and (network.id is not None or not network.existing):
        yield Problem(
            path="network.resourceGroup",
            value=network.resource_group,
            allowed="only beside network.name and existing: true; a VNet that is created is in the stack's own group",
            cure="remove the key, or say existing: true",
        )


def contradictions(settings: Settings) -> Iterator[Problem]:
    """Several mentions of one subnet say the same about it, and names that differ only in case are one name."""
    by_folded: dict[str, Mention] = {}
    for mention in mentions(settings):
        first = by_folded.setdefault(mention.name.lower(), mention)
        if first.name != mention.name:
            yield Problem(
                path=f"{mention.path}.name",
                value=mention.name,
                allowed=f"a name that differs from {first.name} in more than its case: Azure takes them for one",
                cure=f"write {first.name} if the same subnet is meant",
            )
    for subnet in gather(settings).values():
        for field, values in (
            ("prefix", [m.settings.prefix for m in subnet.mentions]),
            ("ipv6Prefix", [m.settings.ipv6_prefix for m in subnet.mentions]),
        ):
            said = list(dict.fromkeys(str(value) for value in values if value is not None))
            if len(said) > 1:
                yield Problem(
                    path=f"{subnet.mentions[-1].path}.{field}",
                    value=one_of(said),
                    allowed=f"one range for the subnet {subnet.name}, which is named in several places",
                    cure="write the range once and only the name elsewhere",
                )
        groups = [m.path for m in subnet.mentions if m.settings.network_security_group is not None]
        if len(groups) > 1:
            yield Problem(
                path=f"{groups[-1]}.networkSecurityGroup",
                value="(given)",
                allowed=f"one group for the subnet {subnet.name}; {groups[0]} gives it one already",
                cure="describe the group in one place",
            )


def names_of_extra_subnets(settings: Settings) -> Iterator[Problem]:
    """In `network.subnets` the key is the name."""
    for name, subnet in settings.network.subnets.items():
        if subnet.name not in (None, name):
            yield Problem(
                path=f"network.subnets.{name}.name",
                value=subnet.name,
                allowed="the key is the subnet's name here",
                cure="remove name, or rename the key; a text alone must be a prefix with a slash",
            )


def existing_subnets(settings: Settings) -> Iterator[Problem]:
    """Existing subnets belong to an existing VNet, the one that all of the stack's subnets are in."""
    network = settings.network
    for mention in mentions(settings):
        if not mention.settings.is_existing:
            continue
        if not network.is_existing:
            yield Problem(
                path=mention.path,
                value=mention.settings.id or "existing: true",
                allowed="an existing subnet only in an existing VNet; this stack would create its VNet",
                cure="set network.id, or network.name with existing: true",
            )
        elif mention.settings.id and not _same_vnet(settings, mention.settings.id):
            yield Problem(
                path=f"{mention.path}.id",
                value=mention.settings.id,
                allowed=f"a subnet of the VNet {network.name}: node and pod subnets of a cluster are in one VNet",
                cure="name a subnet of that VNet, or set network.id to the other one",
                page=_PAGE,
            )
        elif mention.settings.id and mention.settings.id.rsplit("/", 1)[1].lower() != mention.name.lower():
            yield Problem(
                path=f"{mention.path}.id",
                value=mention.settings.id,
                allowed=f"the id of the subnet that is named here, {mention.name}",
                cure="remove the name, or correct the id",
            )
        elif mention.settings.network_security_group is not None:
            yield Problem(
                path=f"{mention.path}.networkSecurityGroup",
                value="(given)",
                allowed="no group on an existing subnet, because this stack does not write that subnet",
                cure="remove it, and set it where the subnet is declared",
            )


def _same_vnet(settings: Settings, subnet_id: str) -> bool:
    if settings.network.id is not None:
        return subnet_id.lower().startswith(f"{settings.network.id}/".lower())
    parts = subnet_id.split("/")
    return (parts[4].lower(), parts[8].lower()) == (
        vnet_resource_group(settings).lower(),
        (settings.network.name or "").lower(),
    )


def sharing(settings: Settings) -> Iterator[Problem]:
    """Pods and nodes never share; kubenet's and routed clusters' subnets carry one route table, theirs."""
    for subnet in gather(settings).values():
        if subnet.holds_pods and not all(m.pods for m in subnet.mentions if m.cluster is not None):
            yield Problem(
                path=subnet.mentions[-1].path,
                value=subnet.name,
                allowed="a pod subnet for pods only: it is delegated, so no node can be in it (AKS: SubnetIsDelegated)",
                cure="give pods and nodes different subnets",
                page=_PAGE,
            )
        alone = [key for key in subnet.clusters if _keeps_to_itself(settings.clusters[key])]
        if alone and len(subnet.clusters) > 1:
            others = [key for key in subnet.clusters if key != alone[0]]
            yield Problem(
                path=next(m.path for m in subnet.mentions if m.cluster == others[0]),
                value=subnet.name,
                allowed=(
                    f"a subnet other than {alone[0]}'s: a subnet has one route table and one NAT gateway, "
                    "and they are that cluster's"
                ),
                cure="give each cluster a subnet of its own",
                page="https://learn.microsoft.com/azure/aks/configure-kubenet",
            )
        modes = sorted({settings.clusters[m.cluster].mode for m in subnet.mentions if m.pods and m.cluster is not None})
        if len({MODES[mode].pods for mode in modes}) > 1:
            yield Problem(
                path=subnet.mentions[-1].path,
                value=subnet.name,
                allowed=f"one way of handing out addresses per pod subnet; {one_of(modes)} differ",
                cure="give each cluster a pod subnet of its own",
                page="https://learn.microsoft.com/azure/aks/configure-azure-cni-static-block-allocation",
            )


def _keeps_to_itself(cluster: ClusterSettings) -> bool:
    return has_route_table(cluster) or cluster.outbound.type is Outbound.NAT_GATEWAY


RULES = (
    names_of_extra_subnets,
    vnet_ranges,
    existing_vnet,
    existing_subnets,
    contradictions,
    places,
    sharing,
)
