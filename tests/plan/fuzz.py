"""Stacks at random for the fuzz: right ones, ones with some settings changed, and ones with junk in them.

Everything comes from the `Random` that is passed, so that a seed gives the same stacks again.
"""

import math
from copy import deepcopy
from datetime import date
from random import Random
from typing import Any

from aksnet.azure.axes import IpFamily, OsType, Outbound
from aksnet.azure.mode import Mode
from aksnet.azure.modes import MODES
from tests.plan.support import GROUP_ID, TABLE_ID, VNET_ID, Raw

IPV4 = ["10.224.0.0/24", "10.224.1.0/28", "10.225.0.0/16", "10.0.0.0/8", "192.168.1.1/32", "0.0.0.0/0", "172.16.0.0/12"]
IPV6 = ["fd12:3456:789b::/64", "fd12:3456:789b:1::/64", "fd00::/108", "::/0"]
NAMES = ["a", "A", "b", "nodes", "Nodes", "x" * 63, "dev-node-subnet", "größe", "a.b"]
ADDRESSES = ["10.0.0.10", "10.224.0.4", "10.224.0.3", "10.9.9.9"]
TEXTS = ["", " ", "yes", "none", "10.0.0.0/8", "10.0.0.0/0", "0.0.0.0/0", "::/0", "fd00::%1/64", "nginx", "\x00", "ß"]
NUMBERS = [-(10**40), -1, 0, 1, 10**40, 1.3, 1.35, math.inf, math.nan]


def right(random: Random) -> Raw:
    """Return a stack that is in order."""
    modes = random.choices(list(MODES.values()), k=random.choice([1, 1, 2, 3, 5]))
    stack: Raw = {
        "network": {"addressSpace": ["10.224.0.0/12", "fd12:3456:789b::/48"]},
        "clusters": {f"c{number}": _cluster(random, number, mode) for number, mode in enumerate(modes)},
    }
    if _often(random):
        stack["network"]["subnets"] = {"lb": "10.239.0.0/24"}
    if _often(random):
        stack["network"]["peeredRanges"] = ["192.168.0.0/16"]
    if _often(random):
        stack |= {"resourceGroup": random.choice(["rg", {"name": "rg", "existing": True}]), "tags": {"a": "b"}}
    return stack


def _often(random: Random) -> bool:
    return random.random() < 0.3


def _cluster(random: Random, number: int, mode: Mode) -> Raw:
    nodes: Raw = {"prefix": f"10.{224 + number}.0.0/17"}
    if IpFamily.IPV6 in mode.families:
        nodes["ipv6Prefix"] = f"fd12:3456:789b:{number}::/64"
    if _often(random):
        nodes["networkSecurityGroup"] = {}
    cluster: Raw = {"mode": mode.name, "nodeSubnet": nodes, "nodePools": _pools(random, mode)}
    if mode.has_pod_subnet:
        cluster["podSubnet"] = f"10.{224 + number}.128.0/17"
    if mode.policies and _often(random):
        cluster["networkPolicy"] = random.choice(mode.policies).value
    if _often(random):
        cluster["outbound"] = _outbound(
            random.choice(
                [
                    each
                    for each in Outbound
                    if each is not Outbound.NONE
                    and not (IpFamily.IPV6 in mode.families and each is Outbound.NAT_GATEWAY)
                ]
            )
        )
    if not mode.policies:
        cluster["installCilium"] = {}
    if _often(random):
        cluster["workloads"] = {"nginx": _workload(random), "other": _workload(random) | {"kind": "hello-kubernetes"}}
    options: list[Raw] = [
        {"kubernetesVersion": "1.35"},
        {"privateCluster": True},
        {"roleScope": "vnet"},
        {"tier": "Standard"},
    ]
    if IpFamily.IPV6 not in mode.families:
        options.append({"serviceCidr": "10.100.0.0/20", "dnsServiceIp": "10.100.0.53"})
        options += [{"podCidr": "172.20.0.0/15"}] if mode.has_pod_cidr else []
    for option in options:
        cluster |= option if _often(random) else {}
    return cluster


def _outbound(kind: Outbound) -> Any:
    return {"type": kind.value, "nextHop": "10.239.1.4"} if kind is Outbound.ROUTES else kind.value


def _workload(random: Random) -> Raw:
    service: Raw = {"type": random.choice(["ClusterIP", "LoadBalancer", "None"])}
    if service["type"] == "LoadBalancer":
        service["internal"] = random.choice([True, False])
    return {"replicas": random.randrange(9), "spread": random.choice(["preferred", "none"]), "service": service}


def _pools(random: Random, mode: Mode) -> Raw:
    system: Raw = {"count": random.randrange(3, 20)}
    if random.random() < 0.5:
        return {"sys": system}
    user: Raw = {"minCount": 1, "maxCount": random.randrange(1, 60), "maxPods": random.choice([30, 31, 110])}
    if OsType.WINDOWS in mode.os_types and _often(random):
        user["osType"] = "Windows"
    return {"sys": system | {"mode": "System"}, "user": user}


def _subnet(random: Random) -> Any:
    keys = {
        "name": random.choice(NAMES),
        "prefix": random.choice(IPV4),
        "ipv6Prefix": random.choice(IPV6),
        "existing": random.choice([True, False]),
        "id": f"{VNET_ID}/subnets/nodes",
        "routeTableId": TABLE_ID,
        "networkSecurityGroup": random.choice(
            [{}, {"id": GROUP_ID}, {"rules": {"a": _rule(random), "b": _rule(random)}}]
        ),
    }
    picked = random.sample(sorted(keys), random.randrange(3))
    return random.choice([random.choice(NAMES), random.choice(IPV4), {key: keys[key] for key in picked}])


def _rule(random: Random) -> Raw:
    return {
        "priority": random.choice([99, 100, 101]),
        "direction": random.choice(["Inbound", "Outbound"]),
        "access": random.choice(["Allow", "Deny"]),
    }


def _ranges(random: Random) -> list[str]:
    return random.choices(IPV4 + IPV6, k=random.randrange(4))


def changed(random: Random, stack: Raw) -> Raw:
    """Change up to three settings to others of a right shape."""
    stack = deepcopy(stack)
    for _ in range(random.randrange(4)):
        cluster = stack["clusters"].get(random.choice(sorted(stack["clusters"]) or ["none"]), {})
        random.choice((_change_network, _change_cluster, _change_pool, _change_workload, _change_clusters))(
            random, stack, cluster
        )
    return stack


def _change_network(random: Random, stack: Raw, cluster: Raw) -> None:
    del cluster
    network = stack.setdefault("network", {})
    values: Raw = {
        "name": random.choice(NAMES),
        "id": VNET_ID,
        "existing": random.choice([True, False]),
        "resourceGroup": random.choice(NAMES),
        "addressSpace": _ranges(random),
        "subnets": {random.choice(NAMES): _subnet(random)},
        "peeredRanges": _ranges(random),
    }
    key = random.choice(sorted(values))
    network[key] = values[key]


def _change_cluster(random: Random, stack: Raw, cluster: Raw) -> None:
    del stack
    values: Raw = {
        "mode": random.choice(list(MODES)),
        "name": random.choice(NAMES),
        "networkPolicy": random.choice(["none", "azure", "calico", "cilium"]),
        "nodeSubnet": _subnet(random),
        "podSubnet": _subnet(random),
        "podCidr": random.choice(IPV4),
        "podCidrs": _ranges(random),
        "serviceCidr": random.choice(IPV4),
        "serviceCidrs": _ranges(random),
        "dnsServiceIp": random.choice(ADDRESSES),
        "outbound": random.choice(
            [
                "loadBalancer",
                "userAssignedNATGateway",
                {"type": "userDefinedRouting", "nextHop": random.choice(ADDRESSES)},
            ]
        ),
        "kubernetesVersion": random.choice(["1.27", "1.34.1", "1.37"]),
        "privateCluster": True,
        "authorizedIpRanges": ["203.0.113.0/24"],
        "roleScope": random.choice(["subnet", "vnet"]),
        "installCilium": {},
        "ipMasqExtraCidrs": [random.choice(IPV4)],
    }
    key = random.choice(sorted(values))
    cluster[key] = values[key]


def _change_pool(random: Random, stack: Raw, cluster: Raw) -> None:
    del stack
    values: Raw = {
        "mode": random.choice(["System", "User"]),
        "count": random.choice([0, 1, 500, 1000]),
        "minCount": random.randrange(6),
        "maxCount": random.choice([0, 5, 1000]),
        "maxPods": random.choice([0, 9, 10, 29, 32, 111, 250, 251]),
        "maxSurge": random.choice([1, 50, "100%"]),
        "osType": random.choice(["Linux", "Windows"]),
        "osSku": random.choice(["Ubuntu2204", "Windows2022"]),
        "vmSize": random.choice(["Standard_B2s", "Standard_D4pds_v5"]),
        "taints": ["a=b:NoSchedule"],
        "nodeSubnet": _subnet(random),
        "podSubnet": _subnet(random),
    }
    pools = cluster.setdefault("nodePools", {})
    key = random.choice(sorted(values))
    pools.setdefault(random.choice([*pools, "windows"]), {})[key] = values[key]


def _change_workload(random: Random, stack: Raw, cluster: Raw) -> None:
    del stack
    service = {
        "type": random.choice(["ClusterIP", "LoadBalancer", "None"]),
        "internal": random.choice([True, False]),
        "subnet": random.choice(["lb", *NAMES]),
        "address": random.choice(ADDRESSES),
    }
    picked = random.sample(sorted(service), random.randrange(5))
    workload: Raw = {"service": {key: service[key] for key in picked}}
    if _often(random):
        workload |= {"replicas": random.choice([0, 4, 100_000]), "spread": "required"}
    cluster.setdefault("workloads", {})[random.choice(["nginx", "hello-kubernetes", "other"])] = workload


def _change_clusters(random: Random, stack: Raw, cluster: Raw) -> None:
    if random.random() < 0.1:
        stack["clusters"] = {}
    else:
        stack["clusters"][random.choice(NAMES)] = random.choice([{}, deepcopy(cluster)])


def spoiled(random: Random, stack: Any) -> Any:
    """Put junk into one to three places."""
    for _ in range(random.randrange(1, 4)):
        stack = _spoil(random, stack)
    return stack


def _spoil(random: Random, value: Any) -> Any:
    if isinstance(value, dict) and value and random.random() < 0.8:
        key = random.choice(sorted(value, key=str))
        renamed = random.choice([key] * 6 + [f"{key}s", 1, None, date(2026, 1, 1)])
        return {
            (renamed if name == key else name): _spoil(random, part) if name == key else part
            for name, part in value.items()
        }
    return _junk(random, 2)


def _junk(random: Random, depth: int) -> Any:
    kind = random.randrange(6 if depth else 4)
    if kind == 4:
        return [_junk(random, depth - 1) for _ in range(random.randrange(3))]
    if kind == 5:
        return {_key(random): _junk(random, depth - 1) for _ in range(random.randrange(3))}
    return (None, random.choice([True, False]), random.choice(NUMBERS), random.choice([*TEXTS, date(2026, 11, 21)]))[
        kind
    ]


def _key(random: Random) -> Any:
    return random.choice([*TEXTS, 0, 1, None, date(2026, 1, 1)])
