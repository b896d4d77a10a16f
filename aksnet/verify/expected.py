"""What a cluster should show, as far as it is known: from a stack's outputs, or from what the command line says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import Any, Final

from aksnet.azure.axes import Outbound, Policy
from aksnet.azure.mode import Mode
from aksnet.azure.modes import MODES
from aksnet.contract import ClusterOutputs, GrantOutputs, NetworkOutputs, PoolOutputs, SubnetOutputs, WorkloadOutputs
from aksnet.errors import UsageError
from aksnet.verify.facts import Address, Range
from aksnet.verify.features import Features, PoolFeatures, declared_features
from aksnet.verify.verify_errors import VerifyError

# https://github.com/kubernetes/kubernetes/blob/master/pkg/controlplane/services.go: the API server starts with no less.
_LEAST_SERVICES: Final = 8

_Cluster = ClusterOutputs[str, Mapping[str, str]]


@dataclass(frozen=True, kw_only=True)
class Pool:
    """What is declared of a pool."""

    least: int
    """Nodes; likewise the next."""
    most: int
    os: str
    max_pods: int
    version: str | None
    """What its kubelets run at least: a minor version, or one with its patch; None where AKS chooses."""
    features: PoolFeatures | None = None


@dataclass(frozen=True, kw_only=True)
class Grant:
    """A role that the stack assigns to the cluster's identity."""

    role_id: str
    """The role definition's GUID."""
    scope: str


@dataclass(frozen=True, kw_only=True)
class DeclaredSubnet:
    """A subnet that the stack creates; what it says nothing of is none."""

    id: str
    route_table: str | None
    """ARM id; likewise below."""
    nat_gateway: str | None
    security_group: str | None
    service_endpoints: frozenset[str]
    delegation: str | None
    default_outbound_access: bool | None
    private_endpoint_policies: str | None
    private_link_policies: str | None


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A sample workload that the stack declares."""

    kind: str
    """`nginx` or `hello-kubernetes`."""
    name: str
    namespace: str
    replicas: int | None
    """None where the stack leaves their number to others."""
    spread: str
    service: str
    """The Service's type; `None` for none."""
    internal_subnet: str
    message: str = ""


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What is promised; what is not known is empty or nothing."""

    declared: bool = False
    """Whether it comes from a stack."""
    cluster: str = ""
    mode: Mode | None = None
    policy: str | None = None
    node_ranges: tuple[Range, ...] = ()
    pod_ranges: tuple[Range, ...] = ()
    service_ranges: tuple[Range, ...] = ()
    dns_service_ip: Address | None = None
    outbound: Outbound | None = None
    private_dns_zone: str | None = None
    """Of a private cluster: `system`, `none` or an ARM id."""
    public_fqdn: bool | None = None
    features: Features | None = None
    """None where no stack says what is declared."""
    api_server_subnet: str | None = None
    """ARM id of the subnet that the API server is in, where it is in the VNet."""
    egress_ranges: tuple[Range, ...] = ()
    """Public ranges that traffic is to leave from; empty where they are not known."""
    pools: Mapping[str, Pool] = field(default_factory=dict)
    subnet_ranges: Mapping[str, tuple[Range, ...]] = field(default_factory=dict)
    """Prefixes of every subnet of the network by the subnet's name."""
    ranges_complete: bool = True
    """Whether the range of every subnet that the cluster uses is known: that of an existing one may not be."""
    subnet_ids: Mapping[str, str] = field(default_factory=dict)
    cluster_id: str = ""
    node_resource_group: str = ""
    principal_id: str = ""
    grants: tuple[Grant, ...] = ()
    kubelet_principal_id: str = ""
    kubelet_grants: tuple[Grant, ...] = ()
    route_table_ids: tuple[str, ...] = ()
    created_subnets: tuple[DeclaredSubnet, ...] = ()
    """Those of the whole network."""
    vnet_id: str = ""
    dns_servers: frozenset[str] | None = None
    """Of a VNet that the stack creates; empty for Azure's own."""
    peering_ids: tuple[str, ...] = ()
    samples: tuple[Sample, ...] = ()


def of_options(
    *,
    mode: str | None = None,
    policy: str | None = None,
    node_ranges: Sequence[str] = (),
    pod_ranges: Sequence[str] = (),
    service_ranges: Sequence[str] = (),
    dns_service_ip: str | None = None,
) -> Expected:
    """Read what the command line says."""
    return Expected(
        mode=_mode(mode),
        policy=_policy(policy),
        node_ranges=_ranges(node_ranges, "--node-range"),
        pod_ranges=_ranges(pod_ranges, "--pod-range"),
        service_ranges=_service_ranges(service_ranges, "--service-range"),
        dns_service_ip=_address(dns_service_ip, "--dns-service-ip"),
    )


def of_outputs(outputs: Mapping[str, Any], cluster: str | None = None) -> tuple[Expected, ...]:
    """Read a stack's outputs: of every cluster, or of the named one alone.

    Raises:
        UsageError: where the stack has no such cluster.
        VerifyError: where the outputs are not those of this program.

    """
    clusters = outputs.get("clusters")
    if not isinstance(clusters, Mapping) or not clusters:
        raise VerifyError("The stack has no output clusters: it is not deployed, or not by this program. Run up first.")
    if cluster is not None and cluster not in clusters:
        raise UsageError(f"The stack has no cluster {cluster!r}. It has: {', '.join(sorted(clusters))}.")
    wanted = clusters if cluster is None else (cluster,)
    network: Any = outputs.get("network") or {}
    return tuple(_checked(key, clusters[key], network) for key in wanted)


def _checked(key: str, one: _Cluster, network: NetworkOutputs[str]) -> Expected:
    try:
        return _of_cluster(key, one, network)
    except (KeyError, TypeError, ValueError) as fault:
        raise VerifyError(
            f"The outputs of the stack are of another version of this program (clusters.{key}: {fault!r}). "
            "Run up once more."
        ) from fault


def _of_cluster(key: str, one: _Cluster, network: NetworkOutputs[str]) -> Expected:
    return Expected(
        declared=True,
        cluster=key,
        mode=_mode(one["mode"]),
        policy=one["networkPolicy"],
        node_ranges=_ranges(one["nodeRanges"], "nodeRanges"),
        pod_ranges=_ranges(one["podRanges"], "podRanges"),
        service_ranges=_service_ranges(one["serviceRanges"], "serviceRanges"),
        dns_service_ip=ip_address(one["dnsServiceIp"]),
        outbound=Outbound(one["outboundType"]),
        private_dns_zone=one["privateDnsZone"],
        public_fqdn=one["publicFqdn"],
        features=declared_features(one["features"]),
        api_server_subnet=one["apiServerSubnetId"],
        egress_ranges=_ranges([each for each in one["egressRanges"].values() if each], "egressRanges"),
        pools={name: _pool(pool) for name, pool in one["pools"].items()},
        subnet_ranges={name: _ranges(each, name) for name, each in network["subnetRanges"].items()},
        ranges_complete=all(network["subnetRanges"].get(name) for name in one["subnetIds"]),
        subnet_ids=dict(one["subnetIds"]),
        cluster_id=one["clusterId"],
        node_resource_group=one["nodeResourceGroup"],
        principal_id=one["identityPrincipalId"],
        grants=_grants(one["roleAssignments"]),
        kubelet_principal_id=one["kubeletPrincipalId"],
        kubelet_grants=_grants(one["kubeletRoleAssignments"]),
        route_table_ids=tuple(one["routeTableIds"]),
        created_subnets=tuple(_subnet(each) for each in network["createdSubnets"].values()),
        vnet_id=network["vnetId"],
        dns_servers=None if network["dnsServers"] is None else frozenset(network["dnsServers"]),
        peering_ids=tuple(network["peeringIds"].values()),
        samples=tuple(_sample(each) for each in one["workloads"]),
    )


def _grants(outputs: Sequence[GrantOutputs[str]]) -> tuple[Grant, ...]:
    return tuple(Grant(role_id=each["roleId"], scope=each["scope"]) for each in outputs)


def _subnet(each: SubnetOutputs[str]) -> DeclaredSubnet:
    return DeclaredSubnet(
        id=each["id"],
        route_table=each["routeTableId"],
        nat_gateway=each["natGatewayId"],
        security_group=each["networkSecurityGroupId"],
        service_endpoints=frozenset(each["serviceEndpoints"]),
        delegation=each["delegation"],
        default_outbound_access=each["defaultOutboundAccess"],
        private_endpoint_policies=each["privateEndpointNetworkPolicies"],
        private_link_policies=each["privateLinkServiceNetworkPolicies"],
    )


def _pool(pool: PoolOutputs) -> Pool:
    return Pool(
        least=int(pool["minCount"]),
        most=int(pool["maxCount"]),
        os=pool["osType"],
        max_pods=int(pool["maxPods"]),
        version=pool["kubernetesVersion"],
        features=PoolFeatures(
            local_dns=pool["localDns"],
            outbound_nat=not pool["disableOutboundNat"],
            gateway_prefix=None if pool["gatewayPrefix"] is None else int(pool["gatewayPrefix"]),
        ),
    )


def _sample(each: WorkloadOutputs[str]) -> Sample:
    return Sample(
        kind=each["kind"],
        name=each["name"],
        namespace=each["namespace"],
        replicas=None if each["replicas"] is None else int(each["replicas"]),
        spread=each["spread"],
        service=each["serviceType"] or "None",
        internal_subnet=each["internalSubnet"] or "",
        message=each["message"] or "",
    )


def _mode(name: str | None) -> Mode | None:
    if name is None:
        return None
    if name not in MODES:
        raise VerifyError(f"There is no mode {name!r}. Modes: {', '.join(MODES)}.")
    return MODES[name]


def _policy(name: str | None) -> str | None:
    known = [each.value for each in Policy]
    if name is not None and name not in known:
        raise VerifyError(f"There is no policy engine {name!r}. Engines: {', '.join(known)}.")
    return name


def _address(text: str | None, where: str) -> Address | None:
    try:
        return ip_address(text) if text else None
    except ValueError as fault:
        raise VerifyError(f"{where}: {fault}. Give an address such as 10.0.0.10.") from fault


def _ranges(texts: Sequence[str], where: str) -> tuple[Range, ...]:
    try:
        return tuple(ip_network(text) for text in texts)
    except ValueError as fault:
        raise VerifyError(f"{where}: {fault}. Give a range such as 10.224.0.0/16.") from fault


def _service_ranges(texts: Sequence[str], where: str) -> tuple[Range, ...]:
    ranges = _ranges(texts, where)
    for each in ranges:
        if each.num_addresses < _LEAST_SERVICES:
            raise VerifyError(
                f"{where}: {each} is too small for Services: Kubernetes needs {_LEAST_SERVICES} addresses. "
                "Give the cluster's serviceCidr, such as 10.0.0.0/16."
            )
    return ranges
