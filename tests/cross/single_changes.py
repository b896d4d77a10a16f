"""One change at random of a stack file whose stack is deployed: of every axis, every pool property, every part of the
network. Whether the result is right, planning decides; a change that it refuses is drawn again."""

from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any, Final

from aksnet.azure.axes import IpFamily, NetworkMode, Policy, Tier
from aksnet.azure.mode import Mode
from aksnet.azure.modes import MODES

Raw = dict[str, Any]
Edit = Callable[[Random, Raw], None]
"""Changes a stack file, or one cluster or pool of it; what cannot be changed so stays as it is."""

_KEY: Final = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{} changed"
_KEYS: Final = tuple(_KEY.format(letter * 43) for letter in "AB")
_GROWN: Final = {"10.244.0.0/16": "10.244.0.0/15", "10.128.0.0/14": "10.128.0.0/13", "100.64.0.0/14": "100.64.0.0/13"}
_NODES, _PODS = "nodeSubnet", "podSubnet"


def _set(key: str, *values: Any) -> Edit:
    """Write one of the values, or take the key out where the value is None."""

    def edit(random: Random, part: Raw) -> None:
        value = random.choice(values)
        if value is None:
            part.pop(key, None)
        else:
            part[key] = deepcopy(value)

    return edit


def _exists(cluster: Raw) -> bool:
    """Tell whether nodes are in a subnet that is there already: what it carries is not in the stack file."""
    return bool({"existing", "id"} & set(cluster[_NODES]))


def _outbound(random: Random, cluster: Raw) -> None:
    if not _exists(cluster):
        hops = [{"type": "userDefinedRouting", "nextHop": hop} for hop in ("10.239.1.4", "VirtualNetworkGateway")]
        cluster["outbound"] = random.choice(("loadBalancer", "userAssignedNATGateway", *hops))


def _mode(random: Random, cluster: Raw) -> None:
    """Move to another mode, most times with as many pods per node as there are, as one who migrates does."""
    before, after = MODES[cluster["mode"]], MODES[random.choice([mode for mode in MODES if mode != cluster["mode"]])]
    if not _exists(cluster) or before.families == after.families:
        move(cluster, after)
    for pool in cluster["nodePools"].values() if random.random() < 0.8 else ():
        pool.setdefault("maxPods", before.max_pods.default)


def move(cluster: Raw, after: Mode) -> None:
    """Write another mode, with the ranges and subnets that it takes and without what it does not."""
    before = MODES[cluster["mode"]]
    cluster["mode"] = after.name
    for key in ("networkPolicy", "networkMode", *(("podCidr", "podCidrs") if not after.has_pod_cidr else ())):
        cluster.pop(key, None)
    if before.families != after.families:
        for key in ("podCidr", "podCidrs", "serviceCidr", "serviceCidrs"):
            cluster.pop(key, None)
    number = int(str(cluster[_NODES].get("prefix", "10.224.0.0/17")).split(".")[1])
    if not after.has_pod_subnet:
        cluster.pop(_PODS, None)
    elif not before.has_pod_subnet:
        cluster[_PODS] = {"prefix": f"10.{number + 1}.0.0/17"}
    if IpFamily.IPV6 not in after.families:
        cluster[_NODES].pop("ipv6Prefix", None)
    elif not _exists(cluster):
        cluster[_NODES]["ipv6Prefix"] = f"fd12:3456:789b:{number}::/64"


def _pod_range(random: Random, cluster: Raw) -> None:
    """Let a pod range grow around itself, or lie elsewhere."""
    now = cluster.get("podCidr", "10.244.0.0/16")
    wanted = random.choice((_GROWN.get(now, "10.244.0.0/15"), "10.252.0.0/16", "10.244.0.0/17"))
    if "podCidrs" in cluster or len(MODES[cluster["mode"]].families) > 1:
        cluster["podCidrs"] = [wanted, "fd12:3456:789a::/64"]
    else:
        cluster["podCidr"] = wanted


def _service_range(random: Random, cluster: Raw) -> None:
    if len(MODES[cluster["mode"]].families) > 1:
        cluster["serviceCidrs"] = [random.choice(("10.101.0.0/20", "10.0.0.0/17")), "fd12:3456:789a:1::/108"]
    else:
        cluster["serviceCidr"] = random.choice(("10.101.0.0/20", "10.0.0.0/15", "10.0.0.0/17"))


def _version(random: Random, cluster: Raw) -> None:
    cluster["kubernetesVersion"] = random.choice(("1.34", "1.35", "1.35.3", "1.35.4", "1.36", "1.37"))


def _nodes(random: Random, pool: Raw) -> None:
    for key in ("count", "minCount", "maxCount"):
        pool.pop(key, None)
    pool |= random.choice(({"count": random.randrange(2, 12)}, {"minCount": 1, "maxCount": random.randrange(2, 20)}))


def _windows(_random: Random, pool: Raw) -> None:
    pool.pop("osSku", None)
    pool["osType"] = "Linux" if pool.get("osType") == "Windows" else "Windows"


def _other_subnet(random: Random, part: Raw) -> None:
    """Put the nodes of a cluster, or of a pool, into another subnet that the stack makes."""
    part[_NODES] = {"name": "elsewhere", "prefix": random.choice(("10.230.0.0/17", "10.231.0.0/18"))}


def _prefix(key: str) -> Edit:
    def edit(random: Random, cluster: Raw) -> None:
        subnet = cluster.get(key)
        if isinstance(subnet, dict) and not {"existing", "id"} & set(subnet):
            start = subnet["prefix"].split(".")[1]
            subnet["prefix"] = random.choice((f"10.{start}.0.0/16", f"10.{start}.0.0/18", "10.232.0.0/17"))

    return edit


def _security_group(random: Random, cluster: Raw) -> None:
    subnet = cluster[_NODES]
    if isinstance(subnet, dict) and not {"existing", "id"} & set(subnet):
        rule = {"priority": 300, "direction": "Inbound", "access": "Allow", "destinationPorts": ["443"]}
        subnet["networkSecurityGroup"] = random.choice(({}, {"rules": {"https": rule}}))


def _pool_added(random: Random, cluster: Raw) -> None:
    cluster["nodePools"][random.choice(("added", "zadded"))] = {"mode": random.choice(("User", "System")), "count": 1}
    for name, pool in cluster["nodePools"].items():
        if name == "sys":
            pool["mode"] = "System"


def _pool_removed(random: Random, cluster: Raw) -> None:
    name = random.choice(list(cluster["nodePools"]))
    if len(cluster["nodePools"]) > 1:
        del cluster["nodePools"][name]


def _pool_renamed(random: Random, cluster: Raw) -> None:
    name = random.choice(list(cluster["nodePools"]))
    pool = cluster["nodePools"].pop(name)
    cluster["nodePools"]["renwin" if pool.get("osType") == "Windows" else "renamed"] = pool


def _group(random: Random, raw: Raw) -> None:
    raw["resourceGroup"] = random.choice(({"name": "another"}, {"name": "rg-dev"}, {"name": "RG-DEV"}))


def _vnet(random: Random, raw: Raw) -> None:
    if not {"id", "existing"} & set(raw["network"]):
        raw["network"]["name"] = random.choice(("another-vnet", "dev-vnet", "DEV-VNET"))


def _space(random: Random, raw: Raw) -> None:
    if not {"id", "existing"} & set(raw["network"]):
        ipv6 = "fd12:3456:789b::/48"
        raw["network"]["addressSpace"] = random.choice(
            (["10.224.0.0/11", ipv6], ["10.224.0.0/12", ipv6, "10.250.0.0/16"], [ipv6, "10.224.0.0/12"])
        )


def _extra_subnet(random: Random, raw: Raw) -> None:
    raw["network"].setdefault("subnets", {})["extra"] = random.choice(("10.233.0.0/24", "10.233.1.0/24"))


def _cluster_removed(random: Random, raw: Raw) -> None:
    if len(raw["clusters"]) > 1:
        del raw["clusters"][random.choice(list(raw["clusters"]))]


def _cluster_added(random: Random, raw: Raw) -> None:
    raw["clusters"]["new"] = {"mode": random.choice(("overlay", "node-subnet")), _NODES: {"prefix": "10.234.0.0/17"}}
    for pool in raw["clusters"].values():
        pool.setdefault("nodePools", {"sys": {"mode": "System", "count": 1}})


def _cluster_renamed(random: Random, raw: Raw) -> None:
    key = random.choice(list(raw["clusters"]))
    raw["clusters"]["other"] = raw["clusters"].pop(key)


def _tags(random: Random, raw: Raw) -> None:
    raw["tags"] = random.choice(({"owner": "platform"}, {}))


OF_STACK: Final[dict[str, Edit]] = {
    "resource group": _group,
    "VNet": _vnet,
    "address space": _space,
    "a further subnet": _extra_subnet,
    "a cluster less": _cluster_removed,
    "a cluster more": _cluster_added,
    "a cluster's key": _cluster_renamed,
    "tags": _tags,
}
OF_CLUSTER: Final[dict[str, Edit]] = {
    "mode": _mode,
    "policy": _set("networkPolicy", *(policy.value for policy in Policy)),
    "outbound": _outbound,
    "pod range": _pod_range,
    "Service range": _service_range,
    "DNS address": _set("dnsServiceIp", "10.0.0.53", "10.100.0.53", "10.96.0.53", "10.0.0.10"),
    "network mode": _set("networkMode", None, *(mode.value for mode in NetworkMode)),
    "version": _version,
    "tier": _set("tier", *(tier.value for tier in Tier)),
    "support plan": _set("supportPlan", None, "KubernetesOfficial"),
    "private": _set("privateCluster", True, False),
    "authorized ranges": _set("authorizedIpRanges", ["198.51.100.0/24"], ["203.0.113.0/24"], None),
    "node resource group": _set("nodeResourceGroup", "another-group", None),
    "name": _set("name", "another-name", None),
    "key": _set("sshPublicKey", *_KEYS),
    "role scope": _set("roleScope", "vnet", "subnet", None),
    "identity": _set("identityName", "another-identity", None),
    "protect": _set("protect", True, False),
    "guard": _set("change", "strict", "refuse"),
    "node subnet": _other_subnet,
    "prefix of the node subnet": _prefix(_NODES),
    "prefix of the pod subnet": _prefix(_PODS),
    "security group": _security_group,
    "a pool more": _pool_added,
    "a pool less": _pool_removed,
    "a pool's name": _pool_renamed,
}
OF_POOL: Final[dict[str, Edit]] = {
    "machines": _set("vmSize", "Standard_D8s_v5", "standard_d4ds_v5", "Standard_E8s_v5"),
    "pods per node": _set("maxPods", 30, 50, 110, None),
    "zones": _set("zones", ["1"], ["1", "2", "3"], ["3", "2", "1"], None),
    "operating system": _windows,
    "image": _set("osSku", "Ubuntu", "AzureLinux3", "Ubuntu2204", None),
    "nodes": _nodes,
    "surge": _set("maxSurge", "1", "50%", None),
    "unavailable nodes": _set("maxUnavailable", "1", None),
    "taints": _set("taints", ["only=this:NoSchedule"], None),
    "labels": _set("labels", {"team": "a"}, None),
    "pool mode": _set("mode", "System", "User"),
    "pool's own subnet": _other_subnet,
}


_WEIGHTS: Final = {"mode": 12, "policy": 3, "outbound": 3, "pod range": 3, "version": 2}
"""How much more often than others what the network is made of changes."""


def changed(random: Random, raw: Raw) -> tuple[str, Raw]:
    """Return what was changed, in words, and the changed copy of a stack file."""
    after = deepcopy(raw)
    key = random.choice(list(after["clusters"]))
    cluster = after["clusters"][key]
    edits, part, where = random.choices(
        ((OF_STACK, after, ""), (OF_CLUSTER, cluster, f" of {key}"), (OF_POOL, None, "")), weights=(1, 4, 2)
    )[0]
    if part is None:
        pool = random.choice(list(cluster["nodePools"]))
        part, where = cluster["nodePools"][pool], f" of {key}/{pool}"
    weights = [_WEIGHTS.get(name, 1) for name in edits]
    name, edit = random.choices(list(edits.items()), weights=weights)[0]
    edit(random, part)
    return f"{name}{where}", after


def changed_cluster(random: Random, raw: Raw, key: str) -> tuple[str, Raw]:
    """Return what was changed of one cluster or of one of its pools, in words, and the changed copy of a stack file."""
    after = deepcopy(raw)
    cluster = after["clusters"][key]
    edits, part = random.choice(((OF_CLUSTER, cluster), (OF_POOL, random.choice(list(cluster["nodePools"].values())))))
    name, edit = random.choice(list(edits.items()))
    edit(random, part)
    return name, after
