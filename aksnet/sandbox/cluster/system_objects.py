"""What stands in a cluster besides pods, without a user: namespaces, ConfigMaps, service accounts, Helm's secrets."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterable
from typing import Final

from aksnet.arm.ids import parent_of
from aksnet.arm.values import Json, as_dict, as_list
from aksnet.sandbox.azure.addresses import networks_of
from aksnet.sandbox.cluster.cluster_facts import Facts
from aksnet.sandbox.cluster.make import SYSTEM
from aksnet.sandbox.cluster.system import has_masquerade_agent, system_namespaces

BUILT_IN_NAMESPACES: Final = frozenset({"default", SYSTEM, "kube-public", "kube-node-lease"})
_AUTHORITY: Final = "a simulated certificate authority"
_CORE_FILE: Final = """.:53 {
    errors
    ready
    health
    kubernetes cluster.local in-addr.arpa ip6.arpa {
        pods insecure
        fallthrough in-addr.arpa ip6.arpa
    }
    prometheus :9153
    forward . /etc/resolv.conf
    cache 30
    loop
    reload
    loadbalance
    import custom/*.override
}
import custom/*.server
"""


def namespaces(facts: Facts) -> list[Json]:
    """Return the namespaces that are there without a user."""
    return [
        facts.made(
            "v1",
            "Namespace",
            name,
            labels={"kubernetes.io/metadata.name": name},
            spec={"finalizers": ["kubernetes"]},
            status={"phase": "Active"},
        )
        for name in (*BUILT_IN_NAMESPACES, *system_namespaces(facts))
    ]


def config_maps(facts: Facts, namespace_names: Iterable[str]) -> list[Json]:
    """Return AKS's own ConfigMaps, and the certificate authority's in each namespace."""
    ladder = '{"coresToReplicas": [[1, 2], [512, 3], [1024, 4], [2048, 5]], "nodesToReplicas": [[1, 2], [8, 3]]}'
    rows: list[tuple[str, bool, Json]] = [
        ("azure-ip-masq-agent-config-reconciled", has_masquerade_agent(facts), {"ip-masq-agent": _masquerade(facts)}),
        ("cilium-config", facts.cilium or facts.installed_cilium is not None, _cilium(facts)),
        ("cluster-autoscaler-status", _autoscaled(facts), {"status": "autoscalerStatus: Running\n"}),
        ("coredns", True, {"Corefile": _CORE_FILE}),
        ("coredns-autoscaler", True, {"ladder": ladder}),
        ("coredns-custom", True, {}),
        ("extension-apiserver-authentication", True, {"client-ca-file": _AUTHORITY}),
    ]
    own = [
        facts.made(
            "v1",
            "ConfigMap",
            name,
            SYSTEM,
            labels={"kubernetes.azure.com/managedby": "aks"},
            data=data,
        )
        for name, there, data in rows
        if there
    ]
    roots = [
        facts.made("v1", "ConfigMap", "kube-root-ca.crt", name, data={"ca.crt": _AUTHORITY}) for name in namespace_names
    ]
    return own + roots


def _masquerade(facts: Facts) -> str:
    """Return where pods keep their addresses: their own range, or the virtual network where that is theirs."""
    ranges = [str(network) for network in facts.pod_networks]
    if facts.plugin == "azure" and not facts.overlay and facts.node_subnet:
        vnet = as_dict((facts.view.get(parent_of(facts.node_subnet)) or {}).get("inputs"))
        ranges = [str(each) for each in as_list(as_dict(vnet.get("addressSpace")).get("addressPrefixes"))]
        subnet = as_dict((facts.view.get(facts.node_subnet) or {}).get("inputs"))
        ranges += [str(network) for network in networks_of(subnet)]
        ranges.append(str(facts.service_networks[0]))
    return "nonMasqueradeCIDRs:\n" + "".join(f"  - {each}\n" for each in ranges) + "masqLinkLocal: true\n"


def _cilium(facts: Facts) -> Json:
    managed = facts.installed_cilium is None
    return {
        "enable-ipv4": "true",
        "enable-ipv6": str(6 in facts.families).lower(),
        "ipam": "delegated-plugin" if managed else "cluster-pool",
        "kube-proxy-replacement": str(managed).lower(),
        "routing-mode": "native" if managed else "tunnel",
    }


def _autoscaled(facts: Facts) -> bool:
    return any(node.pool.get("enableAutoScaling") for node in facts.nodes)


def service_accounts(facts: Facts, namespace_names: Iterable[str]) -> list[Json]:
    """Return the account that pods of a namespace run under unless they name another."""
    return [facts.made("v1", "ServiceAccount", "default", name) for name in namespace_names]


def release_secrets(facts: Facts) -> list[Json]:
    """Return the secrets in which Helm keeps its releases; without their values, which may be secret."""
    return [_release(facts, each) for each in facts.releases]


def _release(facts: Facts, release: Json) -> Json:
    name, namespace = str(release.get("name")), str(release.get("namespace"))
    content = {
        "name": name,
        "namespace": namespace,
        "version": 1,
        "info": {"status": "deployed", "description": "Install complete"},
        "chart": {"metadata": {"name": str(release.get("chart")), "version": str(release.get("version"))}},
    }
    packed = base64.b64encode(gzip.compress(json.dumps(content).encode(), mtime=0))
    return facts.made(
        "v1",
        "Secret",
        f"sh.helm.release.v1.{name}.v1",
        namespace,
        labels={"name": name, "owner": "helm", "status": "deployed", "version": "1"},
        type="helm.sh/release.v1",
        data={"release": base64.b64encode(packed).decode()},
    )
