"""What of a deployed network a change can hurt: subnets, route tables and NAT gateways, as plain records."""

from dataclasses import dataclass

from aksnet.plan.records import Range


@dataclass(frozen=True, kw_only=True, slots=True)
class DeployedSubnet:
    """One subnet that the stack created."""

    name: str
    prefixes: tuple[Range, ...]
    route_table: str | None
    """Name of what hangs on it; likewise below."""
    nat_gateway: str | None
    security_group: str | None
    delegation: str | None
    """Service that it is delegated to."""
    service_endpoints: tuple[str, ...] = ()
    default_outbound_access: bool | None = None
    private_endpoint_policies: str | None = None
    private_link_policies: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DeployedTable:
    """One route table that the stack created."""

    name: str
    default_next_hop: str | None
    """Where its default route leads: an address, or Azure's word for a kind of next hop; None without one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeployedGateway:
    """One NAT gateway that the stack created."""

    addresses: tuple[str, ...]
    """ARM ids of its public addresses, or names of those that a plan makes; likewise below."""
    prefixes: tuple[str, ...]
    prefix_length: int | None
    """Of the prefix that the stack created."""
    zone: str | None
    idle_timeout: int | None
