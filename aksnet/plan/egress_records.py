"""The plan of what leads out of a VNet: NAT gateways, peerings, and the outbound side of load balancers."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class NatGatewayPlan:
    """A NAT gateway with its public addresses."""

    name: str
    public_ip_names: tuple[str, ...]
    """Names of the addresses that the stack makes for it."""
    prefix_name: str | None = None
    """Name of the public IP prefix that the stack makes for it."""
    prefix_length: int | None = None
    public_ip_ids: tuple[str, ...] = ()
    """ARM ids of addresses that are there already."""
    public_ip_prefix_ids: tuple[str, ...] = ()
    zone: str | None = None
    idle_timeout: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PeeringPlan:
    """The stack's side of a peering with another VNet."""

    name: str
    remote_id: str
    """ARM id of the other VNet."""
    allow_forwarded_traffic: bool
    use_remote_gateways: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class BalancerPlan:
    """The outbound side of AKS's load balancer, as far as the settings say it."""

    managed_ips: int | None
    managed_ipv6: int | None
    public_ip_ids: tuple[str, ...]
    public_ip_prefix_ids: tuple[str, ...]
    allocated_ports: int | None
    idle_timeout: int | None
