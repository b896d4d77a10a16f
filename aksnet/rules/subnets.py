"""The VNet and its subnets: which exist, what their mentions say together, and who shares them.

Where subnets lie is in `aksnet.rules.places`.
"""

from collections.abc import Iterator
from itertools import islice

from aksnet.azure.axes import SubnetUse
from aksnet.azure.modes import MODES
from aksnet.layout.layout import ClusterLayout, Mention, Subnet
from aksnet.layout.range_index import RangeIndex
from aksnet.rules.context import Context
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem, one_of


def vnet_ranges(context: Context) -> Iterator[Problem]:
    """The VNet has an IPv4 range, and its ranges do not overlap one another."""
    written = context.settings.network.address_space
    if written is None:
        return
    if not context.settings.network.is_existing and not any(r.version == 4 for r in written):
        yield Problem(
            kind=Kind.VNET_WITHOUT_IPV4,
            path="network.addressSpace",
            value=[str(r) for r in written],
            message="at least one IPv4 range: Azure has no IPv6-only VNets",
            cure="add for instance 10.224.0.0/12",
        )
    index = RangeIndex(written)
    for position, network in enumerate(written):
        for other in islice(index.before(position, network), 1):
            yield Problem(
                kind=Kind.VNET_RANGES_OVERLAP,
                path="network.addressSpace",
                value=[str(written[other]), str(network)],
                message="ranges that do not overlap one another",
                cure="keep the larger one",
            )


def existing_vnet(context: Context) -> Iterator[Problem]:
    """An existing VNet is named once, and only an existing one has a resource group of its own."""
    network = context.settings.network
    if network.id is not None and network.name and network.id.rsplit("/", 1)[1].lower() != network.name.lower():
        yield Problem(
            kind=Kind.VNET_NAMED_TWICE,
            path="network.name",
            value=network.name,
            message=f"the name in network.id, {network.id.rsplit('/', 1)[1]}",
            cure="remove one of the two keys",
        )
    if network.resource_group is not None and (network.id is not None or not network.existing):
        yield Problem(
            kind=Kind.VNET_GROUP,
            path="network.resourceGroup",
            value=network.resource_group,
            message="only beside network.name and existing: true; a VNet that is created is in the stack's own group",
            cure="remove the key, or say existing: true",
        )


def contradictions(context: Context) -> Iterator[Problem]:
    """Several mentions of one subnet say the same about it, and names that differ only in case are one name."""
    by_folded: dict[str, Mention] = {}
    for mention in context.layout.mentions:
        first = by_folded.setdefault(mention.name.lower(), mention)
        if first.name != mention.name:
            yield Problem(
                kind=Kind.NAMES_BY_CASE,
                path=f"{mention.path}.name",
                value=mention.name,
                message=f"a name that differs from {first.name} in more than its case: Azure takes them for one",
                cure=f"write {first.name} if the same subnet is meant",
            )
    for subnet in context.layout.subnets.values():
        said_of = [m.settings for m in subnet.mentions]
        for field, what, values in (
            ("prefix", "range", [said.prefix for said in said_of]),
            ("ipv6Prefix", "range", [said.ipv6_prefix for said in said_of]),
            ("routeTableId", "route table", [said.route_table_id for said in said_of]),
            ("natGatewayId", "NAT gateway", [said.nat_gateway_id for said in said_of]),
            ("serviceEndpoints", "list", [sorted(said.service_endpoints) or None for said in said_of]),
            ("delegation", "service", [said.delegation for said in said_of]),
            ("raw", "map", [said.raw or None for said in said_of]),
            ("defaultOutboundAccess", "value", [said.default_outbound_access for said in said_of]),
            ("privateEndpointNetworkPolicies", "value", [said.private_endpoint_network_policies for said in said_of]),
            (
                "privateLinkServiceNetworkPolicies",
                "value",
                [said.private_link_service_network_policies for said in said_of],
            ),
        ):
            said = {str(value).lower(): str(value) for value in values if value is not None}
            if len(said) > 1:
                yield Problem(
                    kind=Kind.CONTRADICTION,
                    path=f"{subnet.mentions[-1].path}.{field}",
                    value=one_of(said.values()),
                    message=f"one {what} for the subnet {subnet.name}, which is named in several places",
                    cure=f"write the {what} once and only the name elsewhere",
                )
        groups = [m.path for m in subnet.mentions if m.settings.network_security_group is not None]
        if len(groups) > 1:
            yield Problem(
                kind=Kind.TWO_GROUPS,
                path=f"{groups[-1]}.networkSecurityGroup",
                value="(set)",
                message=f"one group for the subnet {subnet.name}; {groups[0]} gives it one already",
                cure="describe the group in one place",
            )


def names_of_extra_subnets(context: Context) -> Iterator[Problem]:
    """In `network.subnets` the key is the name."""
    for name, subnet in context.settings.network.subnets.items():
        if subnet.name not in (None, name):
            yield Problem(
                kind=Kind.EXTRA_SUBNET_NAME,
                path=f"network.subnets.{name}.name",
                value=subnet.name,
                message="the key is the subnet's name here",
                cure="remove name, or rename the key; a text alone must be a prefix with a slash",
            )


def existing_subnets(context: Context) -> Iterator[Problem]:
    """Existing subnets belong to an existing VNet, the one that all of the stack's subnets are in."""
    network = context.settings.network
    for mention in context.layout.mentions:
        if not mention.settings.is_existing:
            continue
        if not network.is_existing:
            yield Problem(
                kind=Kind.EXISTING_IN_NEW_VNET,
                path=mention.path,
                value=mention.settings.id or "existing: true",
                message="an existing subnet only in an existing VNet; this stack would create its VNet",
                cure="set network.id, or network.name with existing: true",
            )
        elif mention.settings.id and not _same_vnet(context, mention.settings.id):
            yield Problem(
                kind=Kind.OTHER_VNET,
                path=f"{mention.path}.id",
                value=mention.settings.id,
                message=(
                    f"a subnet of the VNet {context.layout.vnet.name}: node and pod subnets of a cluster are in one "
                    "VNet"
                ),
                cure="name a subnet of that VNet, or set network.id to the other one",
            )
        elif mention.settings.id and mention.settings.id.rsplit("/", 1)[1].lower() != mention.name.lower():
            yield Problem(
                kind=Kind.SUBNET_NAME_AND_ID,
                path=f"{mention.path}.id",
                value=mention.settings.id,
                message=f"the id of the subnet that is named here, {mention.name}",
                cure="remove the name, or correct the id",
            )
        elif mention.settings.network_security_group is not None:
            yield Problem(
                kind=Kind.GROUP_ON_EXISTING,
                path=f"{mention.path}.networkSecurityGroup",
                value="(set)",
                message="no group on an existing subnet, because this stack does not write that subnet",
                cure="remove it, and set it where the subnet is declared",
            )


def _same_vnet(context: Context, subnet_id: str) -> bool:
    if context.settings.network.id is not None:
        return subnet_id.lower().startswith(f"{context.settings.network.id}/".lower())
    parts = subnet_id.split("/")
    return (parts[4].lower(), parts[8].lower()) == (
        context.layout.vnet.resource_group.lower(),
        context.layout.vnet.name.lower(),
    )


def sharing(context: Context) -> Iterator[Problem]:
    """Pods and nodes never share a subnet; clusters do where nothing on it is one cluster's own."""
    for subnet in context.layout.subnets.values():
        if {SubnetUse.NODES, SubnetUse.PODS} <= subnet.uses:
            yield Problem(
                kind=Kind.NODES_ON_POD_SUBNET,
                path=subnet.mentions[-1].path,
                value=subnet.name,
                message="a pod subnet for pods only: it is delegated, so no node can be in it",
                cure="give pods and nodes different subnets",
                code="SubnetIsDelegated",
            )
        others = subnet.uses & {SubnetUse.NODES, SubnetUse.PODS}
        if SubnetUse.API_SERVER in subnet.uses and others:
            yield Problem(
                kind=Kind.API_SERVER_ALONE,
                path=subnet.mentioned_for(SubnetUse.API_SERVER)[0].path,
                value=subnet.name,
                message=f"a subnet for API servers only; {one_of(sorted(others))} of a cluster are in this one",
                cure="give the API server a subnet of its own, a /28 or larger",
                code="SubnetWithExternalResourcesCannotBeUsedByOtherResources",
            )
        yield from _shared(context, subnet)
        modes = sorted(
            {context.layout.clusters[m.cluster].mode.name for m in subnet.mentioned_for(SubnetUse.PODS) if m.cluster}
        )
        if len({MODES[mode].pods for mode in modes}) > 1:
            yield Problem(
                kind=Kind.MIXED_POD_SUBNET,
                path=subnet.mentions[-1].path,
                value=subnet.name,
                message=f"one way of handing out addresses per pod subnet; {one_of(modes)} differ",
                cure="give each cluster a pod subnet of its own",
            )


def _shared(context: Context, subnet: Subnet) -> Iterator[Problem]:
    """Kubenet's route table is one cluster's; what else a subnet carries is shared where it is the user's."""
    clusters = [context.layout.clusters[key] for key in subnet.clusters]
    kubenet = next((cluster for cluster in clusters if cluster.mode.routes_to_pods), None)
    created = next((each for each in clusters if _carries_its_own(subnet, each)), None)
    owner = kubenet or created
    for other in clusters:
        if owner is None or other is owner:
            continue
        yield Problem(
            kind=Kind.SHARED_WITH_KUBENET if kubenet else Kind.SHARED_EGRESS,
            path=next(m.path for m in subnet.mentions if m.cluster == other.key),
            value=subnet.name,
            message=(
                f"a subnet other than {owner.key}'s: AKS writes routes to that cluster's pods into the subnet's table"
                if kubenet
                else f"a subnet other than {owner.key}'s: the stack gives it the route table or NAT gateway that it "
                f"creates for {owner.key}, and a subnet has one of each"
            ),
            cure=(
                "give each cluster a subnet of its own"
                if kubenet
                else "give each cluster a subnet of its own, or share one with a routeTableId or natGatewayId of yours"
            ),
        )


def _carries_its_own(subnet: Subnet, cluster: ClusterLayout) -> bool:
    """Return whether a subnet is given a route table or NAT gateway that the stack creates for a cluster."""
    table = subnet.route_table is not None and subnet.route_table == cluster.route_table
    return table or (subnet.nat_gateway is not None and subnet.nat_gateway == cluster.nat_gateway)


RULES = (
    names_of_extra_subnets,
    vnet_ranges,
    existing_vnet,
    existing_subnets,
    contradictions,
    sharing,
)
