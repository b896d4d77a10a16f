"""Read in Azure what the cluster's own API does not tell, with the user's login and official clients. GET only.

Each part is read on its own: a login that may not read one leaves the checks of the others. The reads were tried
against the sandbox's ARM only, which answers with the bodies of the official models; Azure itself was never asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Any, Final, TypeVar

from aksnet.arm.asking import why
from aksnet.verify.azure_clients import Clients, group_of, login, subscription_of
from aksnet.verify.azure_facts import AzureFacts, Part, Route, SeenSubnet, arm_id, name_of
from aksnet.verify.expected import Expected, Grant
from aksnet.verify.facts import Address, Range
from aksnet.verify.features import Features, PoolFeatures, seen_features, seen_pool
from aksnet.verify.sources import Unavailable

_T = TypeVar("_T")
# Microsoft.Compute has no locked package; any version since 2017 has these properties.
# https://learn.microsoft.com/rest/api/compute/virtual-machine-scale-sets/list
_COMPUTE_VERSION: Final = "2024-07-01"


def read(expected: Expected, credential: Any = None, base_url: str | None = None) -> AzureFacts:
    """Read everything that checks need; `Unavailable` where nothing can be read at all.

    With a `base_url` over plain http, which is the sandbox's ARM, no login is needed and none is sent.
    """
    if not expected.cluster_id:
        raise Unavailable("no stack was given, so it is not known what to read in Azure")
    if credential is None and not (base_url or "").startswith("http://"):
        credential = login(base_url)
    return _Reader(expected, Clients(credential or object(), base_url)).read()


@dataclass(frozen=True, kw_only=True)
class _Cluster:
    """What the managed cluster itself says."""

    outbound_type: str | None
    outbound_addresses: tuple[Address, ...] | None
    private_dns_zone: str | None
    public_fqdn: bool | None
    api_server_subnet: str | None
    artifact_source: str | None
    pool_versions: Mapping[str, str]
    features: Features
    pool_features: Mapping[str, PoolFeatures]


class _Reader:
    def __init__(self, expected: Expected, clients: Clients) -> None:
        self._expected = expected
        self._clients = clients
        self._unread: dict[str, str] = {}
        self._grants_unread: dict[str, str] = {}

    def read(self) -> AzureFacts:
        expected = self._expected
        subnets = self._part(Part.SUBNETS, self._subnets) or {}
        tables = {id_: _id(subnet.route_table) for id_, subnet in subnets.items()}
        gateways = {id_: _id(subnet.nat_gateway) for id_, subnet in subnets.items()}
        wanted = _once([*map(arm_id, expected.route_table_ids), *tables.values()])
        cluster = self._part(Part.CLUSTER, self._cluster)
        return AzureFacts(
            routes=self._part(Part.ROUTES, lambda: {id_: self._routes(id_) for id_ in wanted}) or {},
            table_of_subnet=tables,
            nat_of_subnet=gateways,
            nat_addresses=self._part(
                Part.NAT_GATEWAYS, lambda: {id_: self._nat(id_) for id_ in _once(gateways.values())}
            )
            or {},
            subnets=self._part(Part.CREATED_SUBNETS, self._created_subnets) or {},
            dns_servers=self._part(Part.VNET, self._dns_servers) if expected.dns_servers is not None else None,
            peerings=self._part(Part.VNET, self._peerings) or {},
            grants=self._part(Part.GRANTS, self._grants),
            grants_unread=self._grants_unread,
            forwarding=self._part(Part.SCALE_SETS, self._forwarding),
            outbound_type=cluster.outbound_type if cluster else None,
            outbound_addresses=cluster.outbound_addresses if cluster else None,
            private_dns_zone=cluster.private_dns_zone if cluster else None,
            public_fqdn=cluster.public_fqdn if cluster else None,
            features=cluster.features if cluster else None,
            kubelet_grants=self._part(Part.GRANTS, self._kubelet_grants) if expected.kubelet_grants else None,
            api_server_subnet=cluster.api_server_subnet if cluster else None,
            artifact_source=cluster.artifact_source if cluster else None,
            pool_versions=cluster.pool_versions if cluster else {},
            pool_features=cluster.pool_features if cluster else {},
            unread=self._unread,
        )

    def _part(self, part: Part, do: Callable[[], _T]) -> _T | None:
        from azure.core.exceptions import AzureError

        try:
            return do()
        except (AzureError, Unavailable) as fault:
            self._unread[part] = why(fault)
        return None

    def _subnets(self) -> Mapping[str, Any]:
        found = {}
        for id_ in map(arm_id, self._expected.subnet_ids.values()):
            network = name_of(id_.rsplit("/subnets/", 1)[0])
            found[id_] = self._clients.network(id_).subnets.get(group_of(id_), network, name_of(id_))
        return found

    def _created_subnets(self) -> Mapping[str, SeenSubnet | None]:
        return {id_: self._seen(id_) for id_ in (arm_id(each.id) for each in self._expected.created_subnets)}

    def _seen(self, id_: str) -> SeenSubnet | None:
        """A subnet that is gone is what the check tells."""
        from azure.core.exceptions import ResourceNotFoundError

        network = name_of(id_.rsplit("/subnets/", 1)[0])
        try:
            got = self._clients.network(id_).subnets.get(group_of(id_), network, name_of(id_))
        except ResourceNotFoundError:
            return None
        return SeenSubnet(
            route_table=_id(got.route_table),
            nat_gateway=_id(got.nat_gateway),
            security_group=_id(got.network_security_group),
            service_endpoints=frozenset(str(each.service) for each in got.service_endpoints or ()),
            delegation=next((str(each.service_name) for each in got.delegations or ()), None),
            default_outbound_access=got.default_outbound_access,
            private_endpoint_policies=_text(got.private_endpoint_network_policies),
            private_link_policies=_text(got.private_link_service_network_policies),
        )

    def _dns_servers(self) -> frozenset[str]:
        id_ = arm_id(self._expected.vnet_id)
        options = self._clients.network(id_).virtual_networks.get(group_of(id_), name_of(id_)).dhcp_options
        return frozenset(str(each) for each in (options.dns_servers if options else None) or ())

    def _peerings(self) -> Mapping[str, str | None]:
        from azure.core.exceptions import ResourceNotFoundError

        found: dict[str, str | None] = {}
        for id_ in map(arm_id, self._expected.peering_ids):
            network = name_of(id_.rsplit("/virtualnetworkpeerings/", 1)[0])
            peerings = self._clients.network(id_).virtual_network_peerings
            try:
                found[id_] = _text(peerings.get(group_of(id_), network, name_of(id_)).peering_state)
            except ResourceNotFoundError:
                found[id_] = None
        return found

    def _routes(self, id_: str) -> tuple[Route, ...]:
        """A table that is gone has no routes; that it is not on the subnet is what the check tells."""
        from azure.core.exceptions import ResourceNotFoundError

        try:
            table = self._clients.network(id_).route_tables.get(group_of(id_), name_of(id_))
        except ResourceNotFoundError:
            return ()
        return tuple(
            Route(
                name=str(each.name),
                prefix=_range(each.address_prefix),
                next_hop_type=str(each.next_hop_type),
                next_hop=_address(each.next_hop_ip_address),
            )
            for each in table.routes or ()
        )

    def _nat(self, id_: str) -> tuple[Range, ...]:
        gateway = self._clients.network(id_).nat_gateways.get(group_of(id_), name_of(id_))
        addresses = [self._public_address(_id(each)) for each in gateway.public_ip_addresses or ()]
        prefixes = [self._public_prefix(_id(each)) for each in gateway.public_ip_prefixes or ()]
        return tuple(each for each in (*map(_range, addresses), *map(_range, prefixes)) if each is not None)

    def _public_address(self, id_: str | None) -> str | None:
        if id_ is None:
            return None
        got = self._clients.network(id_).public_ip_addresses.get(group_of(id_), name_of(id_))
        return str(got.ip_address) if got.ip_address else None

    def _public_prefix(self, id_: str | None) -> str | None:
        if id_ is None:
            return None
        got = self._clients.network(id_).public_ip_prefixes.get(group_of(id_), name_of(id_))
        return str(got.ip_prefix) if got.ip_prefix else None

    def _grants(self) -> tuple[Grant, ...]:
        """Ask by assignedTo, which also finds what the identity has through a group.

        https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-rest
        """
        from azure.core.exceptions import AzureError

        principal = self._expected.principal_id
        if not principal:
            raise Unavailable("the stack does not name the identity's principal")
        found = self._grants_in(self._expected.cluster_id, principal)
        own = subscription_of(self._expected.cluster_id)
        # The network may be in another subscription than the cluster. What is granted above both is listed in each.
        elsewhere = {
            subscription: each.scope for each in self._expected.grants if (subscription := _subscription(each))
        }
        for subscription, scope in elsewhere.items():
            if subscription != own:
                try:
                    found += self._grants_in(scope, principal)
                except AzureError as fault:
                    self._grants_unread[subscription] = why(fault)
        return tuple(dict.fromkeys(found))

    def _kubelet_grants(self) -> tuple[Grant, ...]:
        """The registries may be in other subscriptions; what cannot be read there is told as role assignments are."""
        scopes = {_subscription(each): each.scope for each in self._expected.kubelet_grants}
        return tuple(
            grant for scope in scopes.values() for grant in self._grants_in(scope, self._expected.kubelet_principal_id)
        )

    def _grants_in(self, id_: str, principal: str) -> list[Grant]:
        client = self._clients.authorization(id_)
        found = client.role_assignments.list_for_subscription(filter=f"assignedTo('{principal}')")
        return [Grant(role_id=name_of(str(each.role_definition_id)), scope=str(each.scope)) for each in found]

    def _forwarding(self) -> Mapping[str, bool]:
        scale_sets, found = "providers/Microsoft.Compute/virtualMachineScaleSets", {}
        subscription = "/".join(self._expected.cluster_id.split("/")[:3])
        group = f"{subscription}/resourceGroups/{self._expected.node_resource_group}"
        url = f"{group}/{scale_sets}?api-version={_COMPUTE_VERSION}"
        while url:
            page = self._clients.get(url)
            for each in page.get("value") or ():
                found[str(each.get("name"))] = _forwards(each)
            url = str(page.get("nextLink") or "")
        return found

    def _cluster(self) -> _Cluster:
        id_ = arm_id(self._expected.cluster_id)
        cluster = self._clients.containers(id_).managed_clusters.get(group_of(id_), name_of(id_))
        versions = {
            str(pool.name): str(pool.current_orchestrator_version or pool.orchestrator_version or "")
            for pool in cluster.agent_pool_profiles or ()
        }
        access = cluster.api_server_access_profile
        private = bool(access and access.enable_private_cluster)
        named: dict[str, Any] = {
            "private_dns_zone": _text(access.private_dns_zone) if private else None,
            "public_fqdn": access.enable_private_cluster_public_fqdn if private else None,
            "features": seen_features(cluster),
            "api_server_subnet": arm_id(access.subnet_id) if access and access.enable_vnet_integration else None,
            "artifact_source": _text(cluster.bootstrap_profile.artifact_source) if cluster.bootstrap_profile else None,
            "pool_features": {str(pool.name): seen_pool(pool) for pool in cluster.agent_pool_profiles or ()},
        }
        profile = cluster.network_profile
        if profile is None:
            return _Cluster(outbound_type=None, outbound_addresses=None, pool_versions=versions, **named)
        balancer = profile.load_balancer_profile
        effective = balancer.effective_outbound_i_ps if balancer else None
        addresses = None
        if effective is not None:
            texts = [self._public_address(_id(each)) for each in effective]
            addresses = tuple(each for each in map(_address, texts) if each is not None)
        kind = str(profile.outbound_type) if profile.outbound_type else None
        return _Cluster(outbound_type=kind, outbound_addresses=addresses, pool_versions=versions, **named)


def _subscription(grant: Grant) -> str | None:
    try:
        return subscription_of(grant.scope)
    except Unavailable:  # a scope above subscriptions
        return None


def _forwards(scale_set: Mapping[str, Any]) -> bool:
    level: Any = scale_set
    for key in ("properties", "virtualMachineProfile", "networkProfile", "networkInterfaceConfigurations"):
        level = (level or {}).get(key)
    cards = [(each.get("properties") or {}) for each in level or ()]
    return bool(cards) and all(bool(each.get("enableIPForwarding")) for each in cards)


def _text(value: Any) -> str | None:
    return str(value) if value else None


def _id(reference: Any) -> str | None:
    return arm_id(reference.id) if reference is not None and reference.id else None


def _once(ids: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(id_ for id_ in ids if id_))


def _range(text: str | None) -> Range | None:
    try:
        return ip_network(text) if text else None
    except ValueError:  # a service tag
        return None


def _address(text: str | None) -> Address | None:
    try:
        return ip_address(text) if text else None
    except ValueError:
        return None
