"""What the AKS resource provider looks at when a cluster or a pool is written.

Turns a PUT of either type into one view: the network profile, the pools it brings and those that are there, who acts,
what was before. Leaves out judgement: that is `aks_rules`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from aksnet.arm.ids import parent_of
from aksnet.arm.values import Json, as_dict, as_list, reference
from aksnet.sandbox.azure.identity import identities_of
from aksnet.sandbox.azure.kubernetes_calendar import full_version
from aksnet.sandbox.azure.made_up import derived
from aksnet.sandbox.azure.resource_type import Write
from aksnet.sandbox.azure.scale_sets import pools_of, sets_of
from aksnet.sandbox.store import Subscription


@dataclass(frozen=True, kw_only=True)
class Joined:
    """A subnet that a pool's nodes or pods are put into."""

    pool: str
    path: str
    id: str
    record: Json | None
    """Nothing where the subnet does not exist."""

    @property
    def body(self) -> Json:
        """The subnet's body, empty where it does not exist."""
        return as_dict((self.record or {}).get("inputs"))

    def refers_to(self, name: str) -> str | None:
        """Return the id of the route table, NAT gateway or security group on the subnet."""
        return reference(self.body.get(name))


@dataclass(frozen=True, kw_only=True)
class AksRequest:
    """One write to the AKS resource provider."""

    view: Subscription
    cluster_id: str
    cluster: Json
    pools: tuple[tuple[str, Json], ...]
    """The pools that this write brings, each with its path."""
    writes_cluster: bool
    """Whether the cluster is written, and not one of its pools."""
    before: Json | None = None
    """The cluster's body before, where the cluster is written again."""
    pools_before: dict[str, Json] = field(default_factory=dict)
    """The bodies before of the pools that are written again, by name."""

    @classmethod
    def of_cluster(cls, write: Write) -> AksRequest:
        """Read a PUT of a managed cluster."""
        pools = as_list(write.body.get("agentPoolProfiles"))
        return cls(
            view=write.view,
            cluster_id=write.id,
            cluster=write.body,
            pools=tuple((f"agentPoolProfiles[{index}]", as_dict(pool)) for index, pool in enumerate(pools)),
            writes_cluster=True,
            before=write.old,
            pools_before={str(pool.get("name")): pool for pool in as_list((write.old or {}).get("agentPoolProfiles"))},
        )

    @classmethod
    def of_pool(cls, write: Write) -> AksRequest:
        """Read a PUT of an agent pool: the network profile is its cluster's."""
        cluster_id = parent_of(write.id)
        cluster = as_dict((write.view.get(cluster_id) or {}).get("inputs"))
        pool = {**write.body, "name": write.name}
        return cls(
            view=write.view,
            cluster_id=cluster_id,
            cluster=cluster,
            pools=((write.name, pool),),
            writes_cluster=False,
            pools_before={write.name: write.old} if write.old else {},
        )

    @property
    def all_pools(self) -> list[Json]:
        """The pools that the cluster will have: those of this write, and those that are there."""
        written = {str(pool.get("name")) for _, pool in self.pools}
        there = [pool for pool in pools_of(self.view, self.cluster_id) if pool["name"] not in written]
        return [*(pool for _, pool in self.pools), *there]

    @property
    def today(self) -> date:
        """The day of the write."""
        return self.view.now.date()

    @property
    def ran(self) -> str | None:
        """The full version that the control plane runs before the write; nothing for a new cluster."""
        outputs = as_dict((self.view.get(self.cluster_id) or {}).get("outputs"))
        found = outputs.get("currentKubernetesVersion")
        if found is None and self.before is not None:
            return full_version(self.before.get("kubernetesVersion"), None, self.today)
        return found

    @property
    def version(self) -> str:
        """The full version that the control plane will run."""
        return full_version(self.cluster.get("kubernetesVersion"), self.ran, self.today)

    def pool_ran(self, name: str) -> Json:
        """Return a pool as AKS has it before the write, filled in; empty for a new one."""
        return as_dict(as_dict((sets_of(self.view, self.cluster_id).get(name) or {}).get("inputs")).get("profile"))

    @property
    def tier(self) -> str:
        """The pricing tier of the control plane."""
        return str(as_dict(self.cluster.get("sku")).get("tier") or "Free")

    @property
    def overlay(self) -> bool:
        """Whether pods live in an overlay; also where no plugin is named."""
        return self.profiled("networkPluginMode") == "overlay" or not self.profiled("networkPlugin")

    @property
    def profile(self) -> Json:
        """The network profile."""
        return as_dict(self.cluster.get("networkProfile"))

    def profiled(self, name: str) -> Any:
        """Return a value of the network profile, or nothing."""
        return self.profile.get(name)

    @property
    def api_server(self) -> Json:
        """The access profile of the API server."""
        return as_dict(self.cluster.get("apiServerAccessProfile"))

    @property
    def provisions_nodes(self) -> bool:
        """Whether AKS makes nodes by itself (node auto-provisioning)."""
        return as_dict(self.cluster.get("nodeProvisioningProfile")).get("mode") == "Auto"

    @property
    def outbound(self) -> str:
        """The outbound type, as AKS fills it in."""
        return str(self.profiled("outboundType") or "loadBalancer")

    @property
    def windows(self) -> bool:
        """Whether the cluster will have Windows nodes."""
        return any(pool.get("osType") == "Windows" for pool in self.all_pools)

    @property
    def takes_windows(self) -> bool:
        """Whether the cluster has a profile of Windows nodes, which AKS fills in for a new one."""
        if self.writes_cluster and self.before is None:
            return True
        there = as_dict(as_dict(self.view.get(self.cluster_id)).get("outputs"))
        return bool(there.get("windowsProfile") or self.cluster.get("windowsProfile"))

    @property
    def principal(self) -> str | None:
        """The principal that the control plane acts as; none yet for a system-assigned identity."""
        assigned = identities_of({"identity": self.cluster.get("identity")})
        return derived(assigned[0], "principal") if assigned else None

    def joined(self, *names: str) -> Iterator[Joined]:
        """Yield the subnets that the pools name in these properties."""
        for path, pool in self.pools:
            for name in names:
                subnet_id = pool.get(name)
                if isinstance(subnet_id, str) and subnet_id:
                    yield Joined(
                        pool=str(pool.get("name")),
                        path=f"{path}.{name}",
                        id=subnet_id,
                        record=self.view.get(subnet_id),
                    )

    @property
    def node_subnets(self) -> list[Joined]:
        """The subnets of the pools' nodes."""
        return list(self.joined("vnetSubnetID"))

    @property
    def pod_subnets(self) -> list[Joined]:
        """The subnets of the pools' pods, in the modes that have them."""
        return list(self.joined("podSubnetID"))
