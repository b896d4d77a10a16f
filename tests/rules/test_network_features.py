"""Rules on networking features: each has a case that breaks it alone, and one beside the edge."""

from typing import Any

from aksnet.azure.axes import AdvancedPolicies, LocalDns, PoolMode
from aksnet.rules import network_features as features
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import LEARN, Case, Raw, dev

_GATEWAY = LEARN + "aks/configure-static-egress-gateway"
_LOCAL_DNS = LEARN + "aks/localdns-custom"


def _pools(mode: str = "cilium-overlay", /, *, keys: Raw | None = None, **second: Any) -> Raw:
    """One cluster with a system pool and a second pool that has these keys."""
    pools = {"sys": {"mode": "System"}, "two": {"mode": "User", **second}}
    return dev(mode=mode, nodePools=pools, **(keys or {}))


_ROUTED: Raw = {"type": "userDefinedRouting", "nextHop": "10.240.0.4"}
_WINDOWS: Raw = {"osType": "Windows", "disableOutboundNat": True}

CASES = [
    Case(
        rule=features.policies_of_cilium,
        says="Cilium enforces policies on names",
        raw=dev(mode="overlay", advancedNetworking={"security": "FQDN"}),
        expected=[
            Problem(
                kind=Kind.NEEDS_CILIUM,
                path="clusters.dev.advancedNetworking.security",
                value=AdvancedPolicies.FQDN,
                message="none in overlay: only AKS's own Cilium enforces policies on names and requests",
                cure="choose a cilium mode, or remove security",
                page=LEARN + "aks/advanced-container-networking-services-overview",
            )
        ],
        beside=dev(mode="overlay", advancedNetworking={}),
    ),
    Case(
        rule=features.local_dns,
        says="the DNS proxy needs processors",
        raw=_pools(localDns="Required", vmSize="Standard_D2ds_v5"),
        expected=[
            Problem(
                kind=Kind.LOCAL_DNS,
                path="clusters.dev.nodePools.two.localDns",
                value=LocalDns.REQUIRED,
                message="LocalDNS needs nodes of 4 vCPUs or more, and Standard_D2ds_v5 has 2",
                cure="remove the key, or change the pool",
                page=_LOCAL_DNS,
            )
        ],
        beside=_pools(localDns="Required", vmSize="Standard_D4ds_v5"),
    ),
    Case(
        rule=features.local_dns,
        says="the DNS proxy runs on Linux",
        raw=_pools("overlay", localDns="Disabled", osType="Windows"),
        expected=[
            Problem(
                kind=Kind.LOCAL_DNS,
                path="clusters.dev.nodePools.two.localDns",
                value=LocalDns.DISABLED,
                message="LocalDNS needs a Linux pool",
                cure="remove the key, or change the pool",
                page=_LOCAL_DNS,
            )
        ],
        beside=_pools("overlay", localDns="Disabled", vmSize="Standard_D2ds_v5"),
    ),
    Case(
        rule=features.outbound_nat,
        says="behind a load balancer Windows nodes translate addresses",
        raw=_pools("overlay", **_WINDOWS),
        expected=[
            Problem(
                kind=Kind.OUTBOUND_NAT,
                path="clusters.dev.nodePools.two.disableOutboundNat",
                value=True,
                message=(
                    "only with a NAT gateway or a firewall as the way out: behind a load balancer the node has to "
                    "translate"
                ),
                cure="remove the key",
                page=LEARN + "aks/nat-gateway",
            )
        ],
        beside=_pools("overlay", keys={"outbound": _ROUTED}, **_WINDOWS),
    ),
    Case(
        rule=features.outbound_nat,
        says="Linux nodes have no such translation",
        raw=_pools("overlay", keys={"outbound": _ROUTED}, disableOutboundNat=True),
        expected=[
            Problem(
                kind=Kind.OUTBOUND_NAT,
                path="clusters.dev.nodePools.two.disableOutboundNat",
                value=True,
                message="only in a Windows pool: nodes of no other system have such a translation",
                cure="remove the key",
                page=LEARN + "aks/nat-gateway",
            )
        ],
        beside=_pools("overlay", keys={"outbound": _ROUTED}, disableOutboundNat=False),
    ),
    *(
        Case(
            rule=features.gateway_pools,
            says=f"a gateway pool needs {needs}",
            raw=_pools(mode, keys=keys, **{"mode": "Gateway", "count": 2, **second}),
            expected=[
                Problem(
                    kind=Kind.GATEWAY_POOL,
                    path="clusters.dev.nodePools.two.mode",
                    value=PoolMode.GATEWAY,
                    message=f"a Gateway pool needs {needs}",
                    cure=cure,
                    page=_GATEWAY,
                )
            ],
            beside=_pools(keys={"staticEgressGateway": True}, mode="Gateway", count=2),
        )
        for mode, keys, second, needs, cure in (
            (
                "cilium-overlay",
                {},
                {},
                "staticEgressGateway: true of the cluster",
                "write it, or choose mode: User",
            ),
            (
                "overlay",
                {"staticEgressGateway": True},
                {"osType": "Windows"},
                "osType: Linux",
                "change the pool or the cluster, or remove the pool",
            ),
            (
                "cilium-overlay",
                {"staticEgressGateway": True},
                {"count": None, "minCount": 1, "maxCount": 2},
                "a fixed count: no autoscaler changes it",
                "write count in place of minCount and maxCount",
            ),
            (
                "pod-subnet",
                {"staticEgressGateway": True},
                {},
                "pods without a subnet of their own, which pod-subnet gives them",
                "change the pool or the cluster, or remove the pool",
            ),
        )
    ),
    Case(
        rule=features.nodes_of_gateway_pools,
        says="a prefix has an address for each gateway",
        raw=_pools(keys={"staticEgressGateway": True}, mode="Gateway", count=5, gatewayPrefix=30),
        expected=[
            Problem(
                kind=Kind.GATEWAY_POOL_NODES,
                path="clusters.dev.nodePools.two.count",
                value=5,
                message="at most 4 nodes, the addresses of a /30: each node has one",
                cure="write 4, or a shorter gatewayPrefix",
                page=_GATEWAY,
            )
        ],
        beside=_pools(keys={"staticEgressGateway": True}, mode="Gateway", count=4, gatewayPrefix=30),
    ),
    Case(
        rule=features.nodes_of_gateway_pools,
        says="only gateways have a prefix",
        raw=_pools(gatewayPrefix=30),
        expected=[
            Problem(
                kind=Kind.GATEWAY_PREFIX_UNUSED,
                path="clusters.dev.nodePools.two.gatewayPrefix",
                value=30,
                message="only in a pool with mode: Gateway",
                cure="remove it, or write mode: Gateway",
                page=_GATEWAY,
            )
        ],
        beside=_pools(),
    ),
    Case(
        rule=features.provisioned_nodes,
        says="nodes that AKS makes by itself do not go with an autoscaler",
        raw=_pools("overlay", keys={"nodeProvisioning": {"maxNodes": 20}}, minCount=1, maxCount=3),
        expected=[
            Problem(
                kind=Kind.NODE_PROVISIONING,
                path="clusters.dev.nodeProvisioning",
                value=20,
                message="AKS makes no nodes by itself beside an autoscaled pool",
                cure="remove nodeProvisioning, or what it does not go with",
                page=LEARN + "aks/node-auto-provisioning",
            )
        ],
        beside=_pools("overlay", keys={"nodeProvisioning": {"maxNodes": 20}}),
    ),
    Case(
        rule=features.provisioned_nodes,
        says="nodes that AKS makes by itself need none of the older networks",
        raw=dev(mode="kubenet", networkPolicy="calico", nodeProvisioning={"maxNodes": 20}),
        expected=[
            Problem(
                kind=Kind.NODE_PROVISIONING,
                path="clusters.dev.nodeProvisioning",
                value=20,
                message="AKS makes no nodes by itself beside Calico, kubenet",
                cure="remove nodeProvisioning, or what it does not go with",
                page=LEARN + "aks/node-auto-provisioning",
            )
        ],
        beside=dev(mode="node-subnet", nodeProvisioning={"maxNodes": 20}),
    ),
]
