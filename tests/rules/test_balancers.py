"""Rules on the outbound side of load balancers: each has a case that breaks it alone, and one beside the edge."""

from aksnet.rules import balancers
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import IP_ID, LEARN, PREFIX_ID, Case, Raw, dev

PAGE = LEARN + "aks/load-balancer-standard"


def _balancer(*, nodes: int = 3, most: int | None = None, mode: str = "overlay", **keys: object) -> Raw:
    pool = {"count": nodes} if most is None else {"minCount": nodes, "maxCount": most}
    outbound = {"type": "loadBalancer", "loadBalancer": keys}
    return dev(mode=mode, outbound=outbound, tier="Standard", nodePools={"np": {"maxSurge": 1} | pool})


CASES = [
    Case(
        rule=balancers.unused_balancers,
        says="a load balancer has addresses where traffic leaves by it",
        raw=dev(outbound={"type": "userAssignedNATGateway", "loadBalancer": {"managedIps": 2}}),
        expected=[
            Problem(
                kind=Kind.BALANCER_UNUSED,
                path="clusters.dev.outbound.loadBalancer",
                value="(set)",
                message="nothing of a load balancer with userAssignedNATGateway: traffic does not leave by it",
                cure="remove it, or write type: loadBalancer",
                page=PAGE,
            )
        ],
        beside=_balancer(managedIps=2),
    ),
    Case(
        rule=balancers.kinds_of_addresses,
        says="a load balancer has addresses of one kind",
        raw=_balancer(managedIps=2, publicIpPrefixIds=[PREFIX_ID]),
        expected=[
            Problem(
                kind=Kind.ADDRESSES_OF_TWO_KINDS,
                path="clusters.dev.outbound.loadBalancer",
                value=["managedIps", "publicIpPrefixIds"],
                message="managed addresses, addresses of yours or prefixes of yours: AKS takes one kind of the three",
                cure="keep publicIpPrefixIds alone",
                page=PAGE,
            )
        ],
        beside=_balancer(mode="overlay-dual-stack", managedIps=2, managedIpv6=2),
    ),
    Case(
        rule=balancers.kinds_of_addresses,
        says="IPv6 addresses are for dual-stack clusters",
        raw=_balancer(managedIpv6=2),
        expected=[
            Problem(
                kind=Kind.MANAGED_IPV6_NOT_TAKEN,
                path="clusters.dev.outbound.loadBalancer.managedIpv6",
                value=2,
                message="IPv6 addresses only where the mode is dual-stack",
                cure="remove it, or choose a dual-stack mode",
                page=PAGE,
            )
        ],
        beside=_balancer(mode="overlay-dual-stack", managedIpv6=2),
    ),
    Case(
        rule=balancers.ports,
        says="the nodes have no more ports than the addresses",
        raw=_balancer(nodes=17, publicIpIds=[IP_ID], allocatedPorts=4000),
        expected=[
            Problem(
                kind=Kind.PORTS_OVER_ADDRESSES,
                path="clusters.dev.outbound.loadBalancer.allocatedPorts",
                value=4000,
                message="at most 3760 ports for each of 17 nodes: one address of 64,000",
                cure="write less, or give the load balancer 2 addresses",
                page=PAGE,
                code="InvalidLoadBalancerProfileAllocatedOutboundPorts",
            )
        ],
        beside=_balancer(nodes=15, publicIpIds=[IP_ID], allocatedPorts=4000),
    ),
    Case(
        rule=balancers.ports,
        says="at its most a pool may have more nodes than the ports are for",
        raw=_balancer(nodes=3, most=16, managedIps=1, allocatedPorts=4000),
        expected=[
            Problem(
                kind=Kind.PORTS_AT_MOST_NODES,
                path="clusters.dev.outbound.loadBalancer.allocatedPorts",
                value=4000,
                message=(
                    "one address of 64,000 ports hold 16 nodes, and there may be 17 with those of an upgrade; none is "
                    "added beyond"
                ),
                cure="write 3760 or less, or more addresses",
                page=PAGE,
            )
        ],
        beside=_balancer(nodes=3, most=16, publicIpPrefixIds=[PREFIX_ID], allocatedPorts=4000),
    ),
]
