"""Keys of one subnet: what hangs on it and how it is made, which only the one that creates the subnet can say."""

from collections.abc import Iterator

from aksnet.azure.axes import EgressPart, IpFamily, SubnetUse
from aksnet.azure.subnet_purposes import AKS, DELEGATIONS, NAMES
from aksnet.layout.layout import Mention
from aksnet.rules.context import Context
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem, one_of


def keys_of_existing_subnets(context: Context) -> Iterator[Problem]:
    """An existing subnet is never written, so that nothing of it can be set here."""
    existing = {subnet.name for subnet in context.layout.subnets.values() if subnet.existing}
    for mention in context.layout.mentions:
        for key, value in _written(mention) if mention.name in existing else ():
            yield Problem(
                kind=Kind.KEY_ON_EXISTING,
                path=f"{mention.path}.{key}",
                value=value,
                message=f"no {key} on an existing subnet, because this stack does not write that subnet",
                cure="remove it, and set it where the subnet is declared",
            )


def _written(mention: Mention) -> Iterator[tuple[str, object]]:
    """Yield the keys of a mention that are sent when its subnet is written, with their values."""
    said = mention.settings
    for key, value in (
        ("natGatewayId", said.nat_gateway_id),
        ("serviceEndpoints", said.service_endpoints or None),
        ("delegation", said.delegation),
        ("defaultOutboundAccess", said.default_outbound_access),
        ("privateEndpointNetworkPolicies", said.private_endpoint_network_policies),
        ("privateLinkServiceNetworkPolicies", said.private_link_service_network_policies),
    ):
        if value is not None:
            yield key, value


def tables_of_other_subscriptions(context: Context) -> Iterator[Problem]:
    """A route table is in the subscription of the VNet whose subnets it is given to."""
    network = context.settings.network.id
    for mention in context.layout.mentions:
        table = mention.settings.route_table_id
        if network is None or table is None or table.split("/")[2].lower() == network.split("/")[2].lower():
            continue
        yield Problem(
            kind=Kind.OTHER_SUBSCRIPTION,
            path=f"{mention.path}.routeTableId",
            value=table,
            message=f"a route table of the subscription {network.split('/')[2]}, in which the VNet is",
            cure="name a route table there",
            code="InvalidResourceReference",
        )


def delegations(context: Context) -> Iterator[Problem]:
    """A subnet that is delegated to a service takes that service only; pods' subnets AKS delegates to itself."""
    for subnet in context.layout.subnets.values():
        service = subnet.said(lambda said: said.delegation)
        if service is None or subnet.existing:
            continue
        path = next(m.path for m in subnet.mentions if m.settings.delegation is not None)
        wrong = subnet.uses - {SubnetUse.PODS, SubnetUse.API_SERVER} if service == AKS else subnet.uses
        if wrong:
            yield Problem(
                kind=Kind.DELEGATED_IN_USE,
                path=f"{path}.delegation",
                value=service,
                message=f"none on a subnet for {one_of(sorted(wrong))}: the service has a delegated subnet for itself",
                cure="remove it, or delegate a subnet under network.subnets that no cluster uses",
                code="SubnetIsDelegated",
            )


def sizes_for_purposes(context: Context) -> Iterator[Problem]:
    """What is put into a subnet later needs a subnet of a certain size; Azure looks at that only then."""
    for subnet in context.layout.subnets.values():
        purpose = NAMES.get(subnet.name) or DELEGATIONS.get(subnet.delegation or "")
        prefix = subnet.prefix(IpFamily.IPV4)
        if purpose is None or prefix is None or subnet.existing or prefix.prefixlen <= purpose.longest:
            continue
        yield Problem(
            kind=Kind.PURPOSE_SIZE,
            path=f"{subnet.path}.prefix",
            value=str(prefix),
            message=f"a /{purpose.longest} or larger, which {purpose.what} needs",
            cure=f"write a free /{purpose.longest}",
            page=purpose.page,
        )


def endpoints_of_storage(context: Context) -> Iterator[Problem]:
    """Endpoints to the storage of one region and of all regions do not stand in one subnet."""
    for mention in context.layout.mentions:
        named = mention.settings.service_endpoints
        if {"Microsoft.Storage", "Microsoft.Storage.Global"} <= set(named):
            yield Problem(
                kind=Kind.STORAGE_ENDPOINTS,
                path=f"{mention.path}.serviceEndpoints",
                value=list(named),
                message="Microsoft.Storage or Microsoft.Storage.Global: one subnet does not have both",
                cure="keep Microsoft.Storage.Global, which reaches storage accounts in every region",
            )


def endpoints_past_firewalls(context: Context) -> Iterator[Problem]:
    """Traffic to a service with an endpoint takes the endpoint, whatever the route table says of all other traffic."""
    for subnet in context.layout.subnets.values():
        mention = next((m for m in subnet.mentions if m.settings.service_endpoints), None)
        routed = [key for key in subnet.clusters if context.layout.clusters[key].egress is EgressPart.ROUTE_TABLE]
        if mention is not None and routed and not subnet.existing:
            yield Problem(
                kind=Kind.ENDPOINTS_PAST_FIREWALL,
                path=f"{mention.path}.serviceEndpoints",
                value=list(mention.settings.service_endpoints),
                message=(
                    f"what {one_of(routed)} sends to these services goes to them directly, past the next hop of the "
                    "default route"
                ),
                cure="remove those that the firewall is to see, or leave it so if it is meant",
            )


RULES = (
    keys_of_existing_subnets,
    tables_of_other_subscriptions,
    delegations,
    sizes_for_purposes,
    endpoints_of_storage,
    endpoints_past_firewalls,
)
