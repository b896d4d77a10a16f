"""The VNet and its subnets: which exist, what their mentions say together, and who shares them.

Where subnets lie is in `aksnet.rules.checks.places`.
"""

from collections.abc import Iterator
from itertools import combinations

from aksnet.azure.axes import Outbound
from aksnet.azure.modes import MODES
from aksnet.layout.addressing import overlaps
from aksnet.layout.layout import Mention
from aksnet.layout.once import gather, has_route_table, mentions, vnet_resource_group
from aksnet.settings.cluster_settings import ClusterSettings
from aksnet.settings.problems import Problem, one_of
from aksnet.settings.settings import Settings

_PAGE = "https://learn.microsoft.com/azure/aks/concepts-network-cni-overview"
_GROUPS = "https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview"
_VNETS = "https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq"


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
                page="https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules",
            )
    for subnet in gather(settings).values():
        for field, what, values in (
            ("prefix", "range", [m.settings.prefix for m in subnet.mentions]),
            ("ipv6Prefix", "range", [m.settings.ipv6_prefix for m in subnet.mentions]),
            ("routeTableId", "route table", [m.settings.route_table_id for m in subnet.mentions]),
        ):
            said = {str(value).lower(): str(value) for value in values if value is not None}
            if len(said) > 1:
                yield Problem(
                    path=f"{subnet.mentions[-1].path}.{field}",
                    value=one_of(said.values()),
                    allowed=f"one {what} for the subnet {subnet.name}, which is named in several places",
                    cure=f"write the {what} once and only the name elsewhere",
                )
        groups = [m.path for m in subnet.mentions if m.settings.network_security_group is not None]
        if len(groups) > 1:
            yield Problem(
                path=f"{groups[-1]}.networkSecurityGroup",
                value="(set)",
                allowed=f"one group for the subnet {subnet.name}; {groups[0]} gives it one already",
                cure="describe the group in one place",
                page=_GROUPS,
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
                page=_PAGE,
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
                value="(set)",
                allowed="no group on an existing subnet, because this stack does not write that subnet",
                cure="remove it, and set it where the subnet is declared",
                page=_GROUPS,
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
                allowed="a pod subnet for pods only: it is delegated, so no node can be in it",
                cure="give pods and nodes different subnets",
                page=_PAGE,
                code="SubnetIsDelegated",
            )
        alone = [key for key in subnet.clusters if _keeps_to_itself(settings.clusters[key])]
        if alone and len(subnet.clusters) > 1:
            for other in subnet.clusters:
                if other != alone[0]:
                    yield Problem(
                        path=next(m.path for m in subnet.mentions if m.cluster == other),
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
    sharing,
)
