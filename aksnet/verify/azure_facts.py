"""What was seen in Azure beside the cluster: routes, role assignments, the way out. How it is read is in `azure`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, unique

from aksnet.verify.expected import Grant
from aksnet.verify.facts import Address, Range
from aksnet.verify.features import Features, PoolFeatures


@unique
class Part(StrEnum):
    """What is read apart from the rest, because a login may be allowed one and not another."""

    ROUTES = "route tables"
    SUBNETS = "subnets"
    CREATED_SUBNETS = "subnets of the stack"
    VNET = "virtual network"
    GRANTS = "role assignments"
    SCALE_SETS = "scale sets"
    CLUSTER = "managed cluster"
    NAT_GATEWAYS = "NAT gateways"


@dataclass(frozen=True, kw_only=True)
class Route:
    """One route of a route table."""

    name: str
    prefix: Range | None
    """Nothing for a service tag."""
    next_hop_type: str
    next_hop: Address | None


@dataclass(frozen=True, kw_only=True)
class SeenSubnet:
    """A subnet as Azure has it."""

    route_table: str | None
    """ARM id in the form in which ids are compared; likewise below."""
    nat_gateway: str | None
    security_group: str | None
    service_endpoints: frozenset[str]
    delegation: str | None
    default_outbound_access: bool | None
    private_endpoint_policies: str | None
    private_link_policies: str | None


@dataclass(frozen=True, kw_only=True)
class AzureFacts:
    """What Azure says; a part that could not be read is nothing, with the reason in `unread`.

    Every ARM id is in lower case, because Azure does not care and its services do not agree.
    """

    routes: Mapping[str, tuple[Route, ...]] = field(default_factory=dict)
    """Routes by the id of their table: of the declared tables and of those on the subnets."""
    table_of_subnet: Mapping[str, str | None] = field(default_factory=dict)
    """The id of the route table on each subnet of the cluster, by the subnet's id."""
    nat_of_subnet: Mapping[str, str | None] = field(default_factory=dict)
    """The same for NAT gateways."""
    nat_addresses: Mapping[str, tuple[Range, ...]] = field(default_factory=dict)
    """Public addresses and prefixes of each NAT gateway on a subnet, by its id."""
    subnets: Mapping[str, SeenSubnet | None] = field(default_factory=dict)
    """The subnets that the stack creates, by id; nothing for one that is not there."""
    dns_servers: frozenset[str] | None = None
    """The DNS servers of the VNet that the stack creates; empty for Azure's own."""
    peerings: Mapping[str, str | None] = field(default_factory=dict)
    """The state of each declared peering by its id, such as Connected; nothing for one that is not there."""
    grants: tuple[Grant, ...] | None = None
    """The role assignments of the cluster's identity, in its own subscription and those that declared ones are in."""
    grants_unread: Mapping[str, str] = field(default_factory=dict)
    """Further subscriptions whose role assignments could not be read, by id, each with the reason."""
    forwarding: Mapping[str, bool] | None = None
    """Whether each scale set's network interfaces forward packets, by the scale set's name."""
    outbound_addresses: tuple[Address, ...] | None = None
    """Public addresses that the cluster's own load balancer sends outbound traffic from."""
    outbound_type: str | None = None
    private_dns_zone: str | None = None
    """Zone of a private API server as Azure answers it; none of a public one."""
    public_fqdn: bool | None = None
    features: Features | None = None
    kubelet_grants: tuple[Grant, ...] | None = None
    """The role assignments of the nodes' identity; None where the stack declares none."""
    api_server_subnet: str | None = None
    """ARM id of the subnet that the API server is in; none where it is in no VNet."""
    artifact_source: str | None = None
    """Where nodes pull AKS's own images from, Direct or Cache."""
    pool_versions: Mapping[str, str] = field(default_factory=dict)
    """The Kubernetes version of each pool, by its name."""
    pool_features: Mapping[str, PoolFeatures] = field(default_factory=dict)
    """What each pool has beside its nodes, by its name."""
    unread: Mapping[str, str] = field(default_factory=dict)
    """Parts that could not be read, each with the reason."""

    def why_unread(self, *parts: Part) -> str | None:
        """Return why one of the parts is not known, or nothing when all are."""
        return next((f"{part}: {self.unread[part]}" for part in parts if part in self.unread), None)


def arm_id(text: str) -> str:
    """Return an ARM id in the one form in which ids are compared."""
    return "/" + text.strip().strip("/").lower()


def name_of(text: str) -> str:
    """Return the last part of an ARM id."""
    return text.rstrip("/").rsplit("/", 1)[-1]
