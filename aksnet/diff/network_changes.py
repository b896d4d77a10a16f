"""What a new plan changes in the network that deployed clusters live in."""

from collections.abc import Iterator
from typing import Final

from aksnet.diff.change import Change, Effect, Outcome, Subject
from aksnet.diff.deployed import DeployedCluster, DeployedStack
from aksnet.diff.deployed_network import DeployedSubnet
from aksnet.diff.deployed_pool import DeployedPool
from aksnet.diff.subnet_changes import carried_changes
from aksnet.layout.addressing import within
from aksnet.plan.records import NetworkPlan, Range, StackPlan, SubnetPlan

_VNET: Final = "https://learn.microsoft.com/azure/virtual-network/manage-virtual-network"
_SUBNET: Final = "https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-subnet"
_SECOND_PREFIX: Final = "https://learn.microsoft.com/azure/virtual-network/ip-services/add-dual-stack-ipv6-vm-portal"
_PEERING: Final = "https://learn.microsoft.com/azure/virtual-network/virtual-network-peering-overview"
_LOST: Final = "everything in it is deleted and made again, its clusters too"


def network_changes(old: DeployedStack, new: StackPlan) -> Iterator[Change]:
    """Yield every difference between the deployed network and its plan."""
    if not old.clusters:
        return  # nothing lives in it yet
    yield from _group(old, new)
    yield from _vnet(old, new.network)
    for subnet in old.subnets.values():
        yield from _subnet(old, subnet, new)


def _group(old: DeployedStack, new: StackPlan) -> Iterator[Change]:
    if old.resource_group is None:
        return
    if old.resource_group.lower() != new.resource_group.lower():
        yield _lost(Subject.RESOURCE_GROUP, "resourceGroup", old.resource_group, new.resource_group, Outcome.REPLACED)
    elif new.resource_group_existing:
        words = f"{old.resource_group}, created by this stack"
        gone = f"{old.resource_group}, used as it is"
        yield _lost(Subject.RESOURCE_GROUP, "resourceGroup.existing", words, gone, Outcome.DELETED)


def _vnet(old: DeployedStack, new: NetworkPlan) -> Iterator[Change]:
    if old.vnet is None:
        return
    if new.existing:
        yield _lost(
            Subject.NETWORK, "network.existing", f"{old.vnet}, created by this stack", new.name, Outcome.DELETED
        )
    elif old.vnet != new.name:
        # Azure tells no case of letters apart, azure-native does.
        yield _lost(Subject.NETWORK, "network.name", old.vnet, new.name, Outcome.REPLACED)
    elif old.address_space and set(old.address_space) != set(new.address_space):
        yield _address_space(old, new)
    if old.vnet is not None and not new.existing:
        yield from _dns_servers(old, new)
        yield from _peerings(old, new)


def _dns_servers(old: DeployedStack, new: NetworkPlan) -> Iterator[Change]:
    if old.dns_servers != new.dns_servers:
        yield Change(
            subject=Subject.NETWORK,
            path="network.dnsServers",
            cluster=None,
            old=", ".join(old.dns_servers) or "Azure's own",
            new=", ".join(new.dns_servers) or "Azure's own",
            effect=Effect.IN_PLACE,
            outcome=Outcome.UPDATED,
            because="running nodes ask the old servers until they restart",
            page=_VNET,
        )


def _peerings(old: DeployedStack, new: NetworkPlan) -> Iterator[Change]:
    planned = {peering.name: peering.remote_id for peering in new.peerings}
    for name in sorted({*old.peerings, *planned}):
        before, after = old.peerings.get(name), planned.get(name)
        if (before or "").lower() != (after or "").lower():
            yield Change(
                subject=Subject.NETWORK,
                path=f"network.peerings.{name}",
                cluster=None,
                old=before or "none",
                new=after or "none",
                effect=Effect.IN_PLACE,
                outcome=Outcome.UPDATED,
                because="traffic over it ends at once" if before else "it carries nothing until the other side is made",
                page=_PEERING,
            )


def _address_space(old: DeployedStack, new: NetworkPlan) -> Change:
    homeless = [
        f"{subnet.name} {prefix}"
        for subnet in old.subnets.values()
        for prefix in subnet.prefixes
        if not within(prefix, new.address_space)
    ]
    return Change(
        subject=Subject.NETWORK,
        path="network.addressSpace",
        cluster=None,
        old=_text(old.address_space),
        new=_text(new.address_space),
        effect=Effect.IMPOSSIBLE if homeless else Effect.IN_PLACE,
        outcome=Outcome.REFUSED if homeless else Outcome.UPDATED,
        because=f"Azure removes no range that subnets lie in: {', '.join(homeless)}" if homeless else "",
        page=_VNET,
    )


def _subnet(stack: DeployedStack, old: DeployedSubnet, new: StackPlan) -> Iterator[Change]:
    there = [
        (cluster, pool)
        for cluster in stack.clusters.values()
        for pool in cluster.pools
        if old.name in (pool.node_subnet, pool.pod_subnet)
    ]
    users = [cluster.key for cluster, _ in there]
    planned = new.network.subnets.get(old.name)
    if planned is None or planned.existing:
        staying = [cluster.key for cluster, pool in there if _stays(cluster, pool, old.name, new)]
        yield _subnet_gone(old, staying[0], planned) if staying else _subnet_deleted(old)
        return
    if old.prefixes and set(old.prefixes) != set(planned.prefixes):
        yield _prefix(old, planned, users)
    yield from carried_changes(old, planned, users)


def _stays(cluster: DeployedCluster, pool: DeployedPool, subnet: str, new: StackPlan) -> bool:
    """Tell whether a pool is in a subnet still when the run comes to delete it, after pools and clusters."""
    plan = next((each for each in new.clusters if each.key == cluster.key), None)
    if plan is None or (cluster.uid and plan.replace == cluster.mark):
        return False
    wanted = next((each for each in plan.pools if each.name == pool.name), None)
    return pool.inline or (wanted is not None and subnet in (wanted.node_subnet, wanted.pod_subnet))


def _subnet_deleted(old: DeployedSubnet) -> Change:
    return Change(
        subject=Subject.SUBNET,
        path=f"subnet {old.name}",
        cluster=None,
        old=_text(old.prefixes),
        new="none",
        effect=Effect.REMOVED,
        outcome=Outcome.DELETED,
        because="nothing of this stack is in it any more",
        page=_SUBNET,
    )


def _subnet_gone(old: DeployedSubnet, user: str, planned: SubnetPlan | None) -> Change:
    return Change(
        subject=Subject.SUBNET,
        path=f"subnet {old.name}",
        cluster=user,
        old=_text(old.prefixes),
        new="none" if planned is None else "one that this stack does not own",
        effect=Effect.IMPOSSIBLE,
        outcome=Outcome.REFUSED,
        because="Azure deletes no subnet while nodes or pods have addresses of it (InUseSubnetCannotBeDeleted)",
        steps=(f"keep it: write it as network.subnets.{old.name} until no pool is in it",) if planned is None else (),
        page=_SUBNET,
    )


def _prefix(old: DeployedSubnet, new: SubnetPlan, users: list[str]) -> Change:
    """A prefix beside those that are there, as the second family brings it, touches no address that is taken."""
    stuck = bool(users) and not set(old.prefixes) <= set(new.prefixes)
    return Change(
        subject=Subject.SUBNET,
        path=f"subnet {old.name}",
        cluster=next(iter(users), None),
        old=_text(old.prefixes),
        new=_text(new.prefixes),
        effect=Effect.IMPOSSIBLE if stuck else Effect.IN_PLACE,
        outcome=Outcome.REFUSED if stuck else Outcome.UPDATED,
        because="Azure changes no prefix while nodes or pods have addresses of it" if stuck else "",
        steps=("add a subnet with the new prefix, and a pool in it; then remove the old pool",) if stuck else (),
        page=_SUBNET if stuck or not users else _SECOND_PREFIX,
    )


def _lost(subject: Subject, path: str, old: str, new: str, outcome: Outcome) -> Change:
    return Change(
        subject=subject,
        path=path,
        cluster=None,
        old=old,
        new=new,
        effect=Effect.IN_PLACE if old.lower() == new.lower() else Effect.REPLACED,
        outcome=outcome,
        because=f"{_why(subject, old, new)}; {_LOST}",
    )


def _why(subject: Subject, old: str, new: str) -> str:
    if old.lower() == new.lower():
        return "to Azure the two are one name, and Pulumi tells them apart"
    return f"Azure renames no {subject}"


def _text(ranges: tuple[Range, ...]) -> str:
    return ", ".join(str(network) for network in ranges) or "not known"
