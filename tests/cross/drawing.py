"""Stacks at random over what AKS judges: settings that are right, then settings of a few of them changed.

Everything comes from the `Random` that is passed, so that a seed gives the same stack again. What exists before the
stack is drawn with it, and is what the settings say: of what planning cannot know nothing is asked here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from aksnet.azure.axes import IpFamily, NetworkMode, OsType, Outbound, Policy, SupportPlan, Tier
from aksnet.azure.mode import Mode
from aksnet.azure.modes import MODES
from tests.cross.existing import Existing

Raw = dict[str, Any]

VERSIONS: Final = ("1.27", "1.29", "1.31", "1.32", "1.33", "1.34", "1.35", "1.35.3", "1.36", "1.37", "1.38", "1.39")
LINUX_IMAGES: Final = ("Ubuntu", "Ubuntu2204", "Ubuntu2404", "AzureLinux", "AzureLinux3", "AzureContainerLinux")
WINDOWS_IMAGES: Final = ("Windows2019", "Windows2022", "Windows2025")
_RIGHT_VERSIONS: Final = ("1.35", "1.36", "1.35.3")
_REGISTRY: Final = "/subscriptions/s/resourceGroups/hub/providers/Microsoft.ContainerRegistry/registries/images"
_PUBLIC: Final = "198.51.100.0/24"


@dataclass(kw_only=True)
class Drawn:
    """A stack file with what exists before it."""

    raw: Raw
    existing: Existing
    changes: list[str] = field(default_factory=list)
    """Names of what was changed of a stack that was right."""


@dataclass(kw_only=True)
class Part:
    """One cluster of a stack that is being drawn."""

    random: Random
    drawn: Drawn
    key: str
    number: int

    @property
    def cluster(self) -> Raw:
        """The settings of the cluster."""
        found: Raw = self.drawn.raw["clusters"][self.key]
        return found

    @property
    def mode(self) -> Mode:
        """The cluster's row."""
        return MODES[self.cluster["mode"]]

    @property
    def pools(self) -> list[Raw]:
        """The settings of the cluster's pools."""
        return list(self.cluster["nodePools"].values())

    @property
    def pool(self) -> Raw:
        """The settings of one pool."""
        return self.random.choice(self.pools)

    @property
    def outbound(self) -> str:
        """The outbound type."""
        said = self.cluster.get("outbound", "loadBalancer")
        return str(said["type"] if isinstance(said, dict) else said)


def draw(random: Random) -> Drawn:
    """Return a stack that is right, or one in which one or two things were changed."""
    drawn = right(random)
    for _ in range(random.choice((0, 1, 1, 1, 2, 2))):
        number, key = random.choice(list(enumerate(drawn.raw["clusters"])))
        name, change = random.choice(list(CHANGES.items()))
        change(Part(random=random, drawn=drawn, key=key, number=number))
        drawn.changes.append(f"{name} of {key}")
    return drawn


def right(random: Random) -> Drawn:
    """Return a stack that is right."""
    existing = Existing()
    drawn = Drawn(raw={"network": {}, "clusters": {}}, existing=existing)
    in_existing = random.random() < 0.5
    drawn.raw["network"] = existing.network(random) if in_existing else {"addressSpace": list(existing.space)}
    if random.random() < 0.2:
        drawn.raw["network"]["peeredRanges"] = ["192.168.0.0/16"]
    for number in range(random.choice((1, 1, 1, 2))):
        key = f"c{number}"
        drawn.raw["clusters"][key] = {"mode": random.choice(list(MODES))}
        fill(Part(random=random, drawn=drawn, key=key, number=number), in_existing=in_existing)
    return drawn


def fill(part: Part, *, in_existing: bool) -> None:
    """Give a cluster that has a mode settings that are right."""
    random, cluster, mode = part.random, part.cluster, part.mode
    cluster["nodePools"] = _pools(random, mode)
    existing = in_existing and random.random() < 0.6
    outbounds = [
        each
        for each in Outbound
        if each is not Outbound.NONE and (existing or each is not Outbound.NAT_GATEWAY or len(mode.families) == 1)
    ]
    outbound = random.choice((Outbound.LOAD_BALANCER, *outbounds))
    if outbound is not Outbound.LOAD_BALANCER:
        cluster["outbound"] = outbound.value
    if outbound is Outbound.ROUTES:
        cluster["outbound"] = {"type": outbound.value, "nextHop": "10.239.1.4"}
    _subnets(part, existing=existing, outbound=outbound)
    if random.random() < 0.4:
        cluster["kubernetesVersion"] = random.choice(_RIGHT_VERSIONS)
    if random.random() < 0.3:
        cluster["tier"] = random.choice(list(Tier)).value
    if mode.policies and random.random() < 0.4:
        cluster["networkPolicy"] = random.choice(mode.policies).value
    if mode.network_modes and random.random() < 0.1:
        cluster["networkMode"] = random.choice(list(NetworkMode)).value
    if random.random() < 0.15:
        cluster["privateCluster"] = True
    elif random.random() < 0.3:
        _authorize(cluster, [_PUBLIC], outbound, existing=existing)
    if random.random() < 0.2:
        cluster["roleScope"] = "vnet"
    _ranges(part)


def _authorize(cluster: Raw, ranges: list[str], outbound: Outbound, *, existing: bool) -> None:
    """Authorize ranges, with the address that nodes leave by where the stack does not make it."""
    cluster["authorizedIpRanges"] = ranges
    if outbound is Outbound.ROUTES:
        said = cluster["outbound"]
        cluster["outbound"] = (said if isinstance(said, dict) else {"type": said}) | {"publicIp": "198.51.100.7"}
    if outbound is Outbound.NAT_GATEWAY and existing:
        cluster["outbound"] = {"type": outbound.value, "publicIp": Existing.address}


def _subnets(part: Part, *, existing: bool, outbound: Outbound) -> None:
    uses = ("nodes", "pods") if part.mode.has_pod_subnet else ("nodes",)
    for use in uses:
        prefix = f"10.{224 + 2 * part.number + uses.index(use)}.0.0/17"
        ipv6 = f"fd12:3456:789b:{part.number}{uses.index(use)}::/64"
        ranges = {"prefix": prefix} | ({"ipv6Prefix": ipv6} if IpFamily.IPV6 in part.mode.families else {})
        name = f"{part.key}-{use}"
        said: Raw = ranges
        if existing:
            by_aks = part.mode.routes_to_pods and part.random.random() < 0.7
            routed = use == "nodes" and (by_aks or outbound is Outbound.ROUTES)
            said = part.drawn.existing.subnet(
                part.random, name, ranges, table=f"{part.key}-table" if routed else None, outbound=outbound
            )
        part.cluster["nodeSubnet" if use == "nodes" else "podSubnet"] = said
    if existing and outbound is Outbound.ROUTES:
        part.cluster["outbound"] = outbound.value if part.random.random() < 0.5 else {"type": outbound.value}


def _ranges(part: Part) -> None:
    random, cluster = part.random, part.cluster
    if len(part.mode.families) == 1:
        if random.random() < 0.3:
            cluster["serviceCidr"] = random.choice(("10.100.0.0/20", "10.96.0.0/13"))
        if part.mode.has_pod_cidr and random.random() < 0.4:
            cluster["podCidr"] = random.choice(("172.16.0.0/13", "10.128.0.0/14", "100.64.0.0/14"))
    elif random.random() < 0.3:
        cluster["serviceCidrs"] = ["10.100.0.0/20", "fd12:3456:789a:2::/108"]


def _pools(random: Random, mode: Mode) -> Raw:
    pools: Raw = {"sys": _pool(random) | ({"mode": "System"} if random.random() < 0.7 else {})}
    for name in random.choice(((), (), ("user",), ("user", "more"))):
        pools["sys"]["mode"] = "System"
        pools[name] = _pool(random) | ({"mode": "System"} if random.random() < 0.15 else {})
        if OsType.WINDOWS in mode.os_types and "mode" not in pools[name] and random.random() < 0.3:
            pools[name] |= {"osType": "Windows"} | random.choice(({}, {"osSku": "Windows2022"}))
        elif random.random() < 0.3:
            pools[name]["osSku"] = random.choice(("Ubuntu", "AzureLinux", "AzureLinux3", "Ubuntu2204"))
        if "mode" not in pools[name] and random.random() < 0.2:
            pools[name] |= {"maxSurge": "0", "maxUnavailable": random.choice(("1", "25%"))}
    return pools


def _pool(random: Random) -> Raw:
    pool: Raw = random.choice(({"count": random.randrange(1, 9)}, {"minCount": 1, "maxCount": random.randrange(1, 30)}))
    if random.random() < 0.3:
        pool["maxPods"] = random.choice((30, 31, 50, 63, 110))
    if random.random() < 0.2:
        pool["zones"] = random.choice((["1"], ["1", "2", "3"]))
    if random.random() < 0.3:
        pool["maxSurge"] = random.choice(("1", "33%", "100%"))
    if random.random() < 0.2:
        pool["vmSize"] = random.choice(("Standard_D8s_v5", "Standard_DC4s_v3", "Standard_E4s_v5"))
    return pool


def _set(key: str, *values: Any) -> Callable[[Part], None]:
    def change(part: Part) -> None:
        part.cluster[key] = part.random.choice(values)

    return change


def _set_in_pool(key: str, *values: Any) -> Callable[[Part], None]:
    def change(part: Part) -> None:
        part.pool[key] = part.random.choice(values)

    return change


def _nodes(part: Part) -> None:
    """Make many nodes, fixed or autoscaled."""
    pool, most = part.pool, part.random.choice((100, 350, 400, 450, 900, 950, 1000))
    for key in ("count", "minCount", "maxCount"):
        pool.pop(key, None)
    pool |= part.random.choice(({"count": most}, {"minCount": 1, "maxCount": most}))


def _autoscaler(part: Part) -> None:
    pool = part.pool
    for key in ("count", "minCount", "maxCount"):
        pool.pop(key, None)
    pool |= part.random.choice(
        ({"minCount": 5, "maxCount": 2}, {"minCount": 0, "maxCount": 3}, {"count": 0}, {"minCount": 1}, {"maxCount": 5})
    )


def _image(part: Part) -> None:
    pool = part.pool
    pool["osSku"] = part.random.choice(WINDOWS_IMAGES if pool.get("osType") == "Windows" else LINUX_IMAGES)


def _windows(part: Part) -> None:
    part.pool["osType"] = "Windows"


def _long_windows_name(part: Part) -> None:
    part.cluster["nodePools"]["windows1"] = {"count": 3, "osType": "Windows"}
    part.cluster["nodePools"]["sys"]["mode"] = "System"


def _no_system_pool(part: Part) -> None:
    for pool in part.pools:
        pool["mode"] = "User"


def _version(part: Part) -> None:
    part.cluster["kubernetesVersion"] = part.random.choice(VERSIONS)


def _long_support(part: Part) -> None:
    """Ask for long-term support of any version in any tier."""
    _version(part)
    part.cluster["supportPlan"] = part.random.choice(list(SupportPlan)).value
    part.cluster["tier"] = part.random.choice((Tier.PREMIUM, *Tier)).value


def _version_and_image(part: Part) -> None:
    _version(part)
    _image(part)


def _services(part: Part) -> None:
    wrong = (
        *("10.0.0.0/12", "10.224.0.0/20", "172.30.0.0/20", "169.254.0.0/20", "10.0.0.0/30", "192.168.3.0/24"),
        *("127.4.0.0/20", "168.63.128.0/17", "224.0.0.0/20"),
    )
    part.cluster["serviceCidr"] = part.random.choice(wrong)


def _pods(part: Part) -> None:
    wrong = (
        *("10.224.0.0/16", "172.31.0.0/16", "10.0.0.0/15", "10.244.0.0/23", "192.168.0.0/17", "10.238.0.0/16"),
        *("127.128.0.0/14", "168.60.0.0/14", "240.0.0.0/14"),
    )
    if part.mode.has_pod_cidr and len(part.mode.families) > 1:
        pair = [part.random.choice(wrong), "fd12:3456:789c::/64"]
        part.cluster["podCidrs"] = part.random.choice((pair, pair, ["fd12:3456:789c::/64", "10.128.0.0/14"]))
    else:
        part.cluster["podCidr"] = part.random.choice(wrong)


def _dns(part: Part) -> None:
    part.cluster["dnsServiceIp"] = part.random.choice(("10.0.0.1", "10.0.0.0", "10.0.255.255", "10.9.9.9", "10.0.0.53"))


def _outbound(part: Part) -> None:
    part.cluster["outbound"] = part.random.choice(
        (
            "userAssignedNATGateway",
            "userDefinedRouting",
            "loadBalancer",
            {"type": "userDefinedRouting", "nextHop": "10.239.1.4"},
            {"type": "userDefinedRouting", "nextHop": "VirtualNetworkGateway"},
            {"type": "loadBalancer", "nextHop": "10.239.1.4"},
            {"type": "userDefinedRouting", "nextHop": "10.224.0.5"},
        )
    )


def _addresses(part: Part) -> None:
    """Say something of the load balancer or the NAT gateway that traffic leaves by."""
    random, ids = part.random, part.drawn.existing.addresses()
    said = part.cluster.get("outbound", "loadBalancer")
    outbound = dict(said) if isinstance(said, dict) else {"type": said}
    outbound["loadBalancer" if random.random() < 0.6 else "natGateway"] = {}
    if "loadBalancer" in outbound:
        outbound["loadBalancer"] = random.choice(
            (
                {"managedIps": 2, "idleTimeout": 10},
                {"managedIps": 2, "managedIpv6": 2},
                {"publicIpIds": ids, "allocatedPorts": random.choice((1024, 8000, 32_000))},
                {"managedIps": 2, "publicIpIds": ids},
                {"allocatedPorts": random.choice((64, 8000, 16_000))},
            )
        )
    else:
        outbound["natGateway"] = random.choice(
            (
                {"publicIps": 2, "zone": "1"},
                {"publicIps": 0},
                {"publicIpIds": ids},
                {"prefixLength": 28, "publicIps": 1},
            )
        )
    part.cluster["outbound"] = outbound


def _private_name(part: Part) -> None:
    """Say where the name of the API server, private or not, is."""
    name: Raw = part.random.choice(
        (
            {"privateDnsZone": "none", "publicFqdn": False},
            {"privateDnsZone": "system", "fqdnSubdomain": "api"},
            {"privateDnsZone": part.drawn.existing.zone("privatelink.westeurope.azmk8s.io"), "fqdnSubdomain": "api"},
            {"privateDnsZone": "none"},
            {"privateDnsZone": "system", "publicFqdn": False},
            {"privateDnsZone": part.drawn.existing.zone("privatelink.westeurope.azmk8s.io")},
            {"privateDnsZone": part.drawn.existing.zone("team.privatelink.westeurope.azmk8s.io")},
            {"privateDnsZone": part.drawn.existing.zone("privatelink.eastus.azmk8s.io"), "publicFqdn": False},
        )
    )
    part.cluster.update(name, privateCluster=part.random.random() < 0.8)


def _identities(part: Part) -> None:
    """Say who acts for the cluster and who may use it."""
    existing, random = part.drawn.existing, part.random
    part.cluster.update(
        random.choice(
            (
                {"identityId": existing.identity("control-plane")},
                {"identityId": existing.identity("control-plane"), "identityName": "another"},
                {"kubeletIdentityId": existing.identity("kubelets"), "registries": [_REGISTRY]},
                {"entra": {}, "localAccounts": False},
                {"entra": {"azureRbac": False}, "localAccounts": random.random() < 0.5},
                {"localAccounts": False},
            )
        )
    )


def _no_way_out(part: Part) -> None:
    part.cluster.update(outbound="none", privateCluster=part.random.random() < 0.8)
    if part.random.random() < 0.3:
        part.cluster["nodeOsChannel"] = part.random.choice(("NodeImage", "None", "SecurityPatch"))


def _api_server(part: Part) -> None:
    """Put the API server into the VNet: into a subnet of its own, one that is too small, or one of nodes or pods."""
    own = {"prefix": f"10.239.{part.number}.0/{part.random.choice((28, 28, 27, 29))}"}
    there = [part.cluster[key] for key in ("nodeSubnet", "podSubnet") if isinstance(part.cluster.get(key), dict)]
    named = [{"name": each["name"]} for each in there if "name" in each]
    part.cluster["apiServerSubnet"] = part.random.choice([own, own, own, *named])


def _features(part: Part) -> None:
    """Ask for features of the network, which not every mode, way out or pool has."""
    random, pools = part.random, part.cluster["nodePools"]
    pool = pools[random.choice(sorted(pools))]
    match random.randrange(5):
        case 0:
            part.cluster["advancedNetworking"] = {"security": random.choice(("none", "FQDN", "L7"))}
        case 1:
            part.cluster["nodeProvisioning"] = {"maxNodes": 1}
        case 2:
            pool["localDns"] = random.choice(("Required", "Disabled"))
        case 3:
            pool["disableOutboundNat"] = True
        case _:
            part.cluster["staticEgressGateway"] = random.random() < 0.8
            pools["zgate"] = {"mode": "Gateway", "count": random.choice((1, 2, 3)), "gatewayPrefix": 31}


def _authorized(part: Part) -> None:
    part.cluster["authorizedIpRanges"] = part.random.choice(
        (
            [_PUBLIC],
            ["0.0.0.0/32"],
            ["0.0.0.0/32", _PUBLIC],
            ["10.0.0.0/8"],
            ["192.168.1.0/24"],
            ["169.254.0.0/16"],
            [f"198.51.{number}.0/24" for number in range(201)],
            [f"198.51.{number}.0/24" for number in range(200)],
        )
    )


def _node_subnet(part: Part) -> None:
    """Give the nodes a smaller subnet, where the stack says its prefix."""
    subnet = part.cluster["nodeSubnet"]
    if isinstance(subnet, dict) and "prefix" in subnet and not (subnet.get("existing") or "id" in subnet):
        subnet["prefix"] = f"10.{224 + 2 * part.number}.0.0/{part.random.choice((22, 24, 26, 28, 29, 30))}"


def _pod_subnet(part: Part) -> None:
    subnet = part.cluster.get("podSubnet")
    if isinstance(subnet, dict) and "prefix" in subnet and not (subnet.get("existing") or "id" in subnet):
        subnet["prefix"] = f"10.{225 + 2 * part.number}.0.0/{part.random.choice((22, 24, 26, 28, 29))}"


def _subnet_keys(part: Part) -> None:
    """Give the subnet of the nodes or the pods a key of its own, where the stack creates it."""
    subnet = part.cluster[part.random.choice([key for key in ("nodeSubnet", "podSubnet") if key in part.cluster])]
    if isinstance(subnet, dict) and not (subnet.get("existing") or "id" in subnet):
        subnet |= part.random.choice(
            (
                {"serviceEndpoints": ["Microsoft.Storage", "Microsoft.Sql"]},
                {"serviceEndpoints": ["Microsoft.Storage", "Microsoft.Storage.Global"]},
                {"delegation": "Microsoft.DBforPostgreSQL/flexibleServers"},
                {"delegation": "Microsoft.ContainerService/managedClusters"},
                {"defaultOutboundAccess": False},
                {"privateEndpointNetworkPolicies": "Enabled", "privateLinkServiceNetworkPolicies": "Disabled"},
            )
        )


def _hung_on(part: Part) -> None:
    """Give the nodes' subnet a NAT gateway or a route table that is there already, where the stack creates it."""
    subnet = part.cluster["nodeSubnet"]
    if isinstance(subnet, dict) and not (subnet.get("existing") or "id" in subnet):
        subnet |= part.drawn.existing.hung(part.random, f"{part.key}-given")


def _vnet_key(part: Part) -> None:
    """Give the VNet, new or not, DNS servers or peerings with other VNets."""
    network, random = part.drawn.raw["network"], part.random
    if random.random() < 0.3:
        many = [f"10.239.9.{number}" for number in range(21)]
        network["dnsServers"] = random.choice((["10.224.0.4"], ["10.244.0.4"], ["168.63.129.16", "192.168.9.9"], many))
        return
    spaces = random.choice((["172.20.0.0/16"], ["172.20.0.0/16", "172.21.0.0/16"], ["10.230.0.0/16"]))
    ids = [part.drawn.existing.other_vnet(space) for space in spaces]
    ids += random.choice(([], [], ids[:1]))
    network["peerings"] = {
        f"p{number}": {"id": id_, "useRemoteGateways": random.random() < 0.5}
        | ({"ranges": [spaces[number]]} if number < len(spaces) and random.random() < 0.5 else {})
        for number, id_ in enumerate(ids)
    }


def _subnet_elsewhere(part: Part) -> None:
    subnet = part.cluster["nodeSubnet"]
    if isinstance(subnet, dict) and not (subnet.get("existing") or "id" in subnet):
        subnet["prefix"] = part.random.choice(
            ("10.250.0.0/17", "10.224.64.0/18", "10.226.0.0/17", "10.225.0.0/18", "172.30.0.0/17")
        )


def _vnet_ranges(part: Part) -> None:
    """Give the VNet other ranges; those of an existing one are what is written of it."""
    more = part.random.choice((["10.228.0.0/14"], ["172.30.0.0/16"], ["168.63.129.0/24"], ["127.0.0.0/16"], []))
    own = ["10.224.0.0/12", "fd12:3456:789b::/48"] if more else ["fd12:3456:789b::/48"]
    if "addressSpace" in part.drawn.raw["network"] and not {"id", "existing"} & set(part.drawn.raw["network"]):
        part.drawn.raw["network"]["addressSpace"] = [*own, *more]


def _large_pod_subnet(part: Part) -> None:
    """Give the pods a /11, in a VNet that has one where the stack creates it."""
    subnet, network = part.cluster.get("podSubnet"), part.drawn.raw["network"]
    if isinstance(subnet, dict) and "prefix" in subnet and not (subnet.get("existing") or "id" in subnet):
        subnet["prefix"] = "10.32.0.0/11"
        if "addressSpace" in network and not {"id", "existing"} & set(network):
            network["addressSpace"] = [*network["addressSpace"], "10.32.0.0/11"]


def _names(part: Part) -> None:
    """Give things names that are too long, or that others have."""
    random, raw, subnet = part.random, part.drawn.raw, part.cluster["nodeSubnet"]
    long = "n" * random.choice((64, 80))
    if isinstance(subnet, dict) and not (subnet.get("existing") or "id" in subnet) and random.random() < 0.4:
        subnet["name"] = random.choice((long, "C0-Nodes", "c0-pods"))
        return
    if random.random() < 0.4:
        raw["resourceGroup"] = long[:70]
        return
    for cluster in raw["clusters"].values():
        cluster[random.choice(("name", "name", "identityName", "nodeResourceGroup"))] = random.choice(("one", "One"))


def _key(part: Part) -> None:
    """Let a cluster have another key, of which its name comes."""
    clusters = part.drawn.raw["clusters"]
    clusters[part.random.choice(("-first", "last_", "größe", "k" * 64, "k" * 63, "c9"))] = clusters.pop(part.key)


def _tags(part: Part) -> None:
    part.drawn.raw["tags"] = part.random.choice(
        (
            {"owner": "team"},
            {"cost/centre": "42"},
            {"n" * 513: ""},
            {"owner": "v" * 257},
            {"Owner": "a", "owner": "b"},
            {f"t{number}": "" for number in range(51)},
        )
    )


def _group(part: Part) -> None:
    """Give the subnets of nodes groups: of one name, with rules of one priority, or with too long a name."""
    web = {"priority": 300, "direction": "Inbound", "access": "Allow"}
    group: Raw = part.random.choice(
        (
            {},
            {"name": "one"},
            {"rules": {"a": web, "b": web | {"direction": "Outbound"}}},
            {"rules": {"a": web, "b": web | {"access": "Deny"}}},
            {"rules": {f"r{number}": web | {"priority": 200 + number} for number in range(1000)}},
        )
    )
    for cluster in part.drawn.raw["clusters"].values():
        subnet = cluster["nodeSubnet"]
        if isinstance(subnet, dict) and not (subnet.get("existing") or "id" in subnet):
            subnet["networkSecurityGroup"] = group
            if cluster is part.cluster and part.random.random() < 0.2:
                subnet.setdefault("name", "s" * 78)


def _workload(part: Part) -> None:
    """Run something in the cluster."""
    random, subnet = part.random, part.cluster["nodeSubnet"]
    prefix = subnet.get("prefix", "") if isinstance(subnet, dict) else ""
    inside, kept = (f"{prefix.rpartition('.')[0]}.{last}" for last in (200, 2))
    service: Raw = random.choice(
        (
            {"type": "LoadBalancer"},
            {"type": "LoadBalancer", "internal": True},
            {"type": "LoadBalancer", "internal": True, "address": random.choice((inside, kept, "192.168.7.7"))},
            {"type": "ClusterIP", "internal": True},
            {"type": "LoadBalancer", "address": "10.224.0.200"},
        )
        if prefix
        else ({}, {"type": "LoadBalancer"})
    )
    web: Raw = {"kind": "nginx", "service": service, "replicas": random.choice((1, 3, 40))}
    web["spread"] = random.choice(("required", "preferred", "none"))
    part.cluster["workloads"] = {"web": web}
    if random.random() < 0.3:
        part.cluster["workloads"]["more"] = {**web, "namespace": "more"}
    if random.random() < 0.2:
        for pool in part.pools:
            pool["taints"] = ["only=this:NoSchedule"]
    if random.random() < 0.3:
        part.cluster["installCilium"] = {}


def _no_ipv6(part: Part) -> None:
    subnet = part.cluster["nodeSubnet"]
    if isinstance(subnet, dict) and not (subnet.get("existing") or "id" in subnet):
        subnet.pop("ipv6Prefix", None)


def _nodes_with_pods(part: Part) -> None:
    part.cluster["nodeSubnet"] = {"name": f"{part.key}-both", "prefix": f"10.{236 + part.number}.0.0/17"}
    part.cluster["podSubnet"] = {"name": f"{part.key}-both"}


def _shared_subnet(part: Part) -> None:
    """Put the nodes of both clusters into one subnet."""
    clusters = part.drawn.raw["clusters"]
    said = next(iter(clusters.values()))["nodeSubnet"]
    for cluster in clusters.values():
        cluster["nodeSubnet"] = said
    if isinstance(said, dict) and "prefix" in said and "name" not in said:
        said["name"] = "shared"


def _shared_pods(part: Part) -> None:
    clusters = part.drawn.raw["clusters"].values()
    said = next((cluster["podSubnet"] for cluster in clusters if "podSubnet" in cluster), None)
    if isinstance(said, dict) and "prefix" in said and "name" not in said:
        said["name"] = "shared-pods"
    for cluster in clusters:
        if said is not None and "podSubnet" in cluster:
            cluster["podSubnet"] = said


def _upgrades(part: Part) -> None:
    part.cluster.update(
        part.random.choice(
            (
                {"upgradeChannel": "node-image", "nodeOsChannel": "SecurityPatch"},
                {
                    "upgradeChannel": "stable",
                    "nodeOsChannel": "NodeImage",
                    "maintenance": {"upgrades": {"start": "02:00"}},
                },
                {"nodeOsChannel": "Unmanaged", "maintenance": {"nodeOs": {"start": "02:00", "every": 3}}},
                {"maintenance": {"releases": {"start": "02:00", "dayOfWeek": "Sunday", "every": 4}}},
                {"maintenance": {"releases": {"start": "02:00"}}},
            )
        )
    )


def _pool_version(part: Part) -> None:
    """Give a pool that the cluster is not made with a version of its own."""
    part.cluster["kubernetesVersion"] = part.random.choice(("1.35", "1.36"))
    version = part.random.choice(("1.31", "1.34", "1.35", "1.36"))
    part.cluster["nodePools"]["zother"] = {"mode": "User", "count": 1, "kubernetesVersion": version}


def _policy(part: Part) -> None:
    part.cluster["networkPolicy"] = part.random.choice(list(Policy)).value


def _mode(part: Part) -> None:
    part.cluster["mode"] = part.random.choice(list(MODES))


CHANGES: Final[dict[str, Callable[[Part], None]]] = {
    "another mode": _mode,
    "any version": _version,
    "any version and image": _version_and_image,
    "any image": _image,
    "any policy": _policy,
    "upgrades": _upgrades,
    "a pool's version": _pool_version,
    "long support": _long_support,
    "tier": _set("tier", *(tier.value for tier in Tier)),
    "many nodes": _nodes,
    "an autoscaler": _autoscaler,
    "Windows": _windows,
    "a long name on Windows": _long_windows_name,
    "no system pool": _no_system_pool,
    "pods per node": _set_in_pool("maxPods", 5, 9, 10, 12, 29, 30, 250, 251),
    "surge": _set_in_pool("maxSurge", "0", "1", "100%"),
    "unavailable nodes": _set_in_pool("maxUnavailable", "0", "1", "50%"),
    "machines": _set_in_pool("vmSize", "Standard_DC4s_v2", "Standard_DC8s_v2", "Standard_B4ms", "Standard_F4s_v2"),
    "zones": _set_in_pool("zones", ["1"], ["1", "2"], []),
    "Services": _services,
    "pods' range": _pods,
    "DNS": _dns,
    "the way out": _outbound,
    "its addresses": _addresses,
    "authorized ranges": _authorized,
    "the API server's name": _private_name,
    "identities": _identities,
    "no way out": _no_way_out,
    "an API server in the VNet": _api_server,
    "features": _features,
    "private": _set("privateCluster", True, False),
    "roles": _set("roleScope", "subnet", "vnet"),
    "network mode": _set("networkMode", *(mode.value for mode in NetworkMode)),
    "a small node subnet": _node_subnet,
    "a small pod subnet": _pod_subnet,
    "a node subnet elsewhere": _subnet_elsewhere,
    "a key of a subnet": _subnet_keys,
    "a key of the VNet": _vnet_key,
    "a gateway or table of the user's": _hung_on,
    "no IPv6 prefix": _no_ipv6,
    "nodes with pods": _nodes_with_pods,
    "one node subnet": _shared_subnet,
    "one pod subnet": _shared_pods,
    "a group of nodes": _set("nodeResourceGroup", "nodes"),
    "ranges of the VNet": _vnet_ranges,
    "a large pod subnet": _large_pod_subnet,
    "names": _names,
    "another key": _key,
    "tags": _tags,
    "a security group": _group,
    "a workload": _workload,
}
"""What may be changed of a cluster; nothing says whether the result is right."""
