"""What the model reads of one cluster: its body, its nodes, the objects that its user stored."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from aksnet.arm.ids import parent_of
from aksnet.arm.values import Json, as_dict, as_list
from aksnet.sandbox.azure.kubernetes_calendar import Minor, full_version, minor_of
from aksnet.sandbox.azure.made_up import derived
from aksnet.sandbox.azure.node_group import kubelet_identity_id
from aksnet.sandbox.azure.node_records import Node, nodes_of
from aksnet.sandbox.cluster.make import CREATED, made
from aksnet.sandbox.sandbox_errors import Refusal
from aksnet.sandbox.store import Subscription

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
# https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning, for a body that names none.
_SERVICE_CIDRS: Final = {4: "10.0.0.0/16", 6: "fd12:3456:789a:1::/108"}
_POD_CIDR: Final = "10.244.0.0/16"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One cluster at one moment."""

    view: Subscription
    cluster_id: str
    body: Json
    outputs: Json
    created: str
    """When the cluster was made."""
    records: dict[str, Json]

    @classmethod
    def of(cls, view: Subscription, cluster_id: str) -> Facts:
        """Read a cluster, or refuse: nobody answers for one that is gone."""
        record = view.get(cluster_id)
        if record is None:
            raise Refusal("ClusterUnreachable", f"the managed cluster {cluster_id} does not exist (any more)")
        return cls(
            view=view,
            cluster_id=record["id"],
            body=record["inputs"],
            outputs=record["outputs"],
            created=str(record.get("created") or CREATED),
            records=view.objects.get(cluster_id.lower(), {}),
        )

    def made(self, api_version: str, kind: str, name: str, namespace: str | None = None, **content: Any) -> Json:
        """Return a whole object of this cluster, as old as the cluster unless `created` says otherwise."""
        return made(self.cluster_id, api_version, kind, name, namespace, **{"created": self.created, **content})

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """The nodes, pool by pool."""
        return tuple(nodes_of(self.view, self.cluster_id))

    @cached_property
    def profile(self) -> Json:
        """The network profile."""
        return as_dict(self.body.get("networkProfile"))

    @property
    def plugin(self) -> str:
        """The network plugin; a body that names none gets Azure's overlay."""
        return str(self.profile.get("networkPlugin") or "azure")

    @property
    def overlay(self) -> bool:
        """Whether pods have addresses of their own range, which Azure's plugin hands out."""
        return self.profile.get("networkPluginMode") == "overlay" or not self.profile.get("networkPlugin")

    @property
    def cilium(self) -> bool:
        """Whether AKS's own Cilium is the data plane."""
        return self.profile.get("networkDataplane") == "cilium"

    @property
    def policy(self) -> str:
        """What enforces network policies, or an empty text."""
        named = str(self.profile.get("networkPolicy") or "none")
        return "" if named == "none" else named

    @property
    def bring_your_own(self) -> bool:
        """Whether the cluster starts without a CNI."""
        return self.plugin == "none"

    @cached_property
    def releases(self) -> tuple[Json, ...]:
        """The Helm releases, as Helm reports them."""
        found = [record["outputs"] for key, record in self.records.items() if key.startswith("helm.sh|Release|")]
        return tuple(sorted(found, key=lambda each: (str(each.get("namespace")), str(each.get("name")))))

    @cached_property
    def installed_cilium(self) -> Json | None:
        """The Helm release that brings Cilium, if there is one."""
        return next((each for each in self.releases if str(each.get("chart")).split("/")[-1] == "cilium"), None)

    @property
    def ready(self) -> bool:
        """Whether nodes have a CNI. https://learn.microsoft.com/azure/aks/use-byo-cni: NotReady without one."""
        return not self.bring_your_own or self.installed_cilium is not None

    @cached_property
    def pod_subnets(self) -> bool:
        """Whether pods have addresses of a subnet of their own."""
        return any(node.pool.get("podSubnetID") for node in self.nodes)

    @property
    def has_cns(self) -> bool:
        """Whether azure-cns hands out addresses: overlay, pod subnets and every Azure CNI with Cilium.

        In the node subnet without Cilium a placeholder of that name runs, which does nothing (`system`).
        """
        return self.plugin == "azure" and (self.overlay or self.pod_subnets or self.cilium)

    @property
    def has_network_configs(self) -> bool:
        """Whether nodes have NodeNetworkConfigs; in the node subnet azure-cns asks the host for addresses instead."""
        return self.has_cns and (self.overlay or self.pod_subnets)

    @cached_property
    def families(self) -> tuple[int, ...]:
        """The IP versions of the cluster, the first one first."""
        named = tuple(6 if family == "IPv6" else 4 for family in as_list(self.profile.get("ipFamilies")))
        return named or tuple(_network(each).version for each in self._service_ranges) or (4,)

    @cached_property
    def service_networks(self) -> tuple[Network, ...]:
        """The ranges of the Services' addresses, one per family and in the order of families."""
        given: dict[int, Network] = {network.version: network for network in map(_network, self._service_ranges)}
        return tuple(given.get(family) or _network(_SERVICE_CIDRS[family]) for family in self.families)

    @property
    def _service_ranges(self) -> list[Any]:
        one = self.profile.get("serviceCidr")
        return as_list(self.profile.get("serviceCidrs")) or ([one] if one else [])

    @property
    def pod_networks(self) -> tuple[Network, ...]:
        """The ranges that nodes get their parts of; none where pods have addresses of a subnet."""
        one = self.profile.get("podCidr") or (_POD_CIDR if self.overlay or self.plugin == "kubenet" else None)
        return tuple(_network(each) for each in as_list(self.profile.get("podCidrs")) or ([one] if one else []))

    @property
    def dns_address(self) -> str:
        """The address of the cluster's DNS; the tenth of the Services' range where the body names none."""
        return str(self.profile.get("dnsServiceIP") or self.service_networks[0][10])

    @property
    def version(self) -> str:
        """The version of the control plane, with its patch."""
        asked, ran = self.body.get("kubernetesVersion"), self.outputs.get("currentKubernetesVersion")
        return str(ran or full_version(asked, None, self.view.now.date()))

    @property
    def minor(self) -> Minor:
        """The minor version of the control plane."""
        return minor_of(self.version)

    @property
    def workload_identity(self) -> bool:
        """Whether pods may act as Azure identities."""
        return bool(as_dict(as_dict(self.body.get("securityProfile")).get("workloadIdentity")).get("enabled"))

    @property
    def integrated_api_server(self) -> bool:
        """Whether the API server stands in the virtual network, where it needs no tunnel to the nodes."""
        return bool(as_dict(self.body.get("apiServerAccessProfile")).get("enableVnetIntegration"))

    @cached_property
    def kubelet_client_id(self) -> str:
        """The client id of the identity that kubelets have."""
        own = as_dict(as_dict(self.body.get("identityProfile")).get("kubeletidentity"))
        made_by_aks = kubelet_identity_id({"id": self.cluster_id, "inputs": self.body})
        return str(own.get("clientId") or derived(str(own.get("resourceId") or made_by_aks), "client"))

    @property
    def location(self) -> str:
        """The region."""
        return str(self.body.get("location") or "").lower().replace(" ", "")

    @property
    def node_group(self) -> str:
        """The name of the resource group that AKS keeps the nodes in."""
        return str(self.outputs.get("nodeResourceGroup") or self.body.get("nodeResourceGroup") or "")

    @cached_property
    def node_subnet(self) -> str | None:
        """The subnet of the first pool, system pools before others: load balancers stand in it unless told else."""
        pools = [as_dict(pool) for pool in as_list(self.body.get("agentPoolProfiles"))]
        named = [(node.pool.get("mode") != "System", node.subnet_id) for node in self.nodes]
        named += [(pool.get("mode") != "System", str(pool["vnetSubnetID"])) for pool in pools if "vnetSubnetID" in pool]
        return min(named, key=lambda each: each[0])[1] if named else None

    @property
    def vnet(self) -> str | None:
        """The id of the virtual network that the nodes are in."""
        return parent_of(self.node_subnet) if self.node_subnet else None

    def systems(self, system: str) -> bool:
        """Return whether there is a node with this operating system, in small letters."""
        return any(os_of(node) == system for node in self.nodes)


def os_of(node: Node) -> str:
    """Return a node's operating system as Kubernetes writes it."""
    return str(node.pool.get("osType") or "Linux").lower()


def max_pods(node: Node) -> int:
    """Return how many pods a node takes; 110 is the kubelet's own limit."""
    return int(node.pool.get("maxPods") or 110)


def _network(prefix: Any) -> Network:
    return ipaddress.ip_network(str(prefix))
