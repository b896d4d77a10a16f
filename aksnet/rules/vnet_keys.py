"""Keys of the VNet: what it is peered with, and whom it asks for names."""

from collections.abc import Iterator
from ipaddress import IPv4Address

from aksnet.azure.reserved_ranges import AZURE_DNS, PRIVATE_IPV4
from aksnet.rules.context import Context
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem


def keys_of_existing_vnets(context: Context) -> Iterator[Problem]:
    """An existing VNet is never written, so that nothing of it can be set here."""
    network = context.settings.network
    for key, value in (
        ("dnsServers", [str(server) for server in network.dns_servers]),
        ("peerings", sorted(network.peerings)),
    ):
        if value and network.is_existing:
            yield Problem(
                kind=Kind.KEY_ON_EXISTING_VNET,
                path=f"network.{key}",
                value=value,
                message=f"no {key} of an existing VNet, because this stack does not write that VNet",
                cure="remove it, and set it where the VNet is declared",
            )


def peerings(context: Context) -> Iterator[Problem]:
    """A VNet is peered with another one once, and uses the gateway of one other at most."""
    seen: dict[str, str] = {}
    using: list[str] = []
    for name, peering in sorted(context.settings.network.peerings.items()):
        first = seen.setdefault(peering.id.lower(), name)
        if first != name:
            yield Problem(
                kind=Kind.PEERED_TWICE,
                path=f"network.peerings.{name}.id",
                value=peering.id,
                message=f"one peering with each VNet; {first} is with this one already",
                cure="remove one of the two",
                code="AnotherPeeringAlreadyReferencesRemoteVnet",
            )
        if peering.use_remote_gateways:
            using.append(name)
            if len(using) > 1:
                yield Problem(
                    kind=Kind.TWO_REMOTE_GATEWAYS,
                    path=f"network.peerings.{name}.useRemoteGateways",
                    value=True,
                    message=f"the gateway of one other VNet at most; {using[0]} has one already",
                    cure="write false",
                )


def other_sides(context: Context) -> Iterator[Problem]:
    """A peering carries nothing until the owner of the other VNet has made its side too."""
    network = context.layout.vnet
    for name, peering in sorted(context.settings.network.peerings.items()):
        parts = peering.id.split("/")
        transit = " --allow-gateway-transit" if peering.use_remote_gateways else ""
        yield Problem(
            kind=Kind.PEERING_ONE_SIDED,
            path=f"network.peerings.{name}",
            value=peering.id,
            message=f"it carries nothing until {parts[8]} has a peering with {network.name} too, which its owner makes",
            cure=(
                f"let the owner run: az network vnet peering create --subscription {parts[2]} "
                f"--resource-group {parts[4]} --vnet-name {parts[8]} --name {network.name} --remote-vnet "
                f"/subscriptions/<yours>/resourceGroups/{network.resource_group}/providers/Microsoft.Network/"
                f"virtualNetworks/{network.name} --allow-vnet-access --allow-forwarded-traffic{transit}"
            ),
        )


def dns_servers(context: Context) -> Iterator[Problem]:
    """A DNS server is where nodes reach it: in the VNet, a peered one, or at a public address; never behind pods."""
    network = context.settings.network
    near = [*context.plan.network.address_space, *network.foreign_ranges]
    for index, server in enumerate(network.dns_servers):
        path = f"network.dnsServers.{index}"
        shadow = next(
            (
                f"{site.kind} of {site.cluster.key} ({each})"
                for site in context.sites
                for each in site.ranges
                if server in each
            ),
            None,
        )
        if shadow is not None:
            yield Problem(
                kind=Kind.DNS_SERVER_SHADOWED,
                path=path,
                value=str(server),
                message=f"an address outside the clusters' own ranges; nodes look for this one among the {shadow}",
                cure="write the address that the server has in the VNet or in a peered network",
            )
        elif _private(server) and not any(server in each for each in near):
            yield Problem(
                kind=Kind.DNS_SERVER_OUTSIDE,
                path=path,
                value=str(server),
                message=f"{server} is neither in the VNet nor in a peered range, so that nothing there may answer",
                cure="write the server's address, or add its network to a peering's ranges or to network.peeredRanges",
            )


def _private(address: IPv4Address) -> bool:
    return address != AZURE_DNS and any(address in each for each in PRIVATE_IPV4)


def zones_behind_dns_servers(context: Context) -> Iterator[Problem]:
    """The zone of a private API server is known to Azure's DNS in the VNets that it is linked to, and nowhere else."""
    network = context.settings.network
    servers = [str(server) for server in network.dns_servers if server != AZURE_DNS]
    private = [
        key
        for key, cluster in sorted(context.settings.clusters.items())
        if cluster.private_cluster and cluster.private_dns_zone in (None, "system")
    ]
    if servers and private and not network.is_existing:
        yield Problem(
            kind=Kind.PRIVATE_ZONE_ELSEWHERE,
            path="network.dnsServers",
            value=servers,
            message=(
                f"AKS links the private DNS zone of {', '.join(private)} to this VNet; servers elsewhere do not know "
                "it, and nodes that cannot resolve the API server never join"
            ),
            cure="let them forward privatelink.<region>.azmk8s.io to 168.63.129.16 from a VNet with a link to the zone",
        )


RULES = (keys_of_existing_vnets, peerings, other_sides, dns_servers, zones_behind_dns_servers)
