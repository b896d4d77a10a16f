"""What a new plan changes in a deployed cluster, its pools aside.

For each difference it says what Azure can do on the living cluster and what a plain up does: azure-native replaces the
cluster for most keys of `networkProfile`, also where Azure changes them in place (`replacement.go` and `diff.go` of
pulumi-azure-native 3.29.0). Lists of ranges are the exception: they grow by an update.
"""

from collections.abc import Iterator
from typing import Final

from aksnet.azure.axes import OsType, Outbound, PodAddresses
from aksnet.diff.change import Change, Effect, Outcome, Subject
from aksnet.diff.deployed import DeployedCluster
from aksnet.diff.deployed_mode import deployed_mode
from aksnet.diff.egress_changes import egress_changes
from aksnet.diff.light_settings import cluster_in_plan, differences
from aksnet.diff.mode_transition import mode_changes_of
from aksnet.diff.one_change import LOST, NONE, one_change, replaced
from aksnet.diff.raw_changes import raw_changes
from aksnet.diff.upgrade_changes import upgrade_changes
from aksnet.plan.records import ClusterPlan, Range

_LEARN: Final = "https://learn.microsoft.com/azure/aks/"
_COSTS: Final = {
    "identityName": "the control plane acts as another identity, which is granted the same first",
    "kubeletIdentityId": "nodes take the other identity when they are upgraded or re-imaged, and not before",
    "advancedNetworking": "AKS exchanges the network agents of the nodes one after another",
    "nodeProvisioning": "nodes that AKS has made by itself stay only while it is on",
    "localAccounts": "whoever is not admitted by Entra ID is locked out, or let in by the cluster's own certificates",
}
"""What a change in place costs, by the key."""
_ISOLATED: Final = f"{_LEARN}network-isolated"
_IN_VNET: Final = f"{_LEARN}api-server-vnet-integration"


def cluster_changes(old: DeployedCluster, new: ClusterPlan, location: str) -> Iterator[Change]:
    """Yield every difference between a deployed cluster and its plan, in the order of a stack file's keys."""
    yield from _identity(old, new, location)
    yield from mode_changes_of(old, new)
    yield from _ranges(old, new)
    yield from _egress(old, new)
    yield from egress_changes(old, new)
    yield from _registry(old, new)
    yield from _api_server(old, new)
    yield from _access(old, new)
    yield from upgrade_changes(old, new)
    yield from raw_changes(old, new)
    for key, before, after in differences(old.light, cluster_in_plan(new)):
        yield one_change(old, key, before, after, Effect.IN_PLACE, Outcome.UPDATED, _COSTS.get(key, ""))


def _identity(old: DeployedCluster, new: ClusterPlan, location: str) -> Iterator[Change]:
    for key, before, after in (
        ("name", old.name, new.name),
        ("nodeResourceGroup", old.node_resource_group, new.node_resource_group),
    ):
        if before is not None and before != after:
            yield _renamed(old, key, before, after)
    if old.fqdn_subdomain != new.fqdn_subdomain:
        before, after = old.fqdn_subdomain or NONE, new.fqdn_subdomain or NONE
        yield replaced(old, "fqdnSubdomain", before, after, "the API server's name never changes")
    elif old.dns_prefix is not None and old.dns_prefix != new.dns_prefix and old.name == new.name:
        yield replaced(old, "name", old.dns_prefix, new.dns_prefix, "the API server's DNS prefix never changes")
    if old.location is not None and _region(old.location) != _region(location):
        yield Change(
            subject=Subject.CLUSTER,
            path="azure-native:location",
            cluster=old.key,
            old=old.location,
            new=location,
            effect=Effect.REPLACED,
            outcome=Outcome.REPLACED,
            because=f"a cluster stays in its region; {LOST}",
        )


def _renamed(old: DeployedCluster, key: str, before: str, after: str) -> Change:
    """Return the change of a name; azure-native tells letters' case apart, where Azure does not."""
    if before.lower() == after.lower():
        return replaced(old, key, before, after, "to Azure the two are one name, and Pulumi tells them apart")
    return replaced(old, key, before, after, "Azure cannot rename it")


def _region(name: str) -> str:
    return "".join(name.split()).lower()


def _ranges(old: DeployedCluster, new: ClusterPlan) -> Iterator[Change]:
    before = deployed_mode(old)
    same_pods = before is not None and before.pods is new.mode.pods
    # A CNI of the user's own: the pod CIDR is told to Azure once and left alone after that. A second family's range
    # comes with its family, which is a change of the mode.
    shared = min(len(old.pod_cidrs), len(new.pod_cidrs))
    if same_pods and new.mode.pods is not PodAddresses.CNI_OWN and old.pod_cidrs[:shared] != new.pod_cidrs[:shared]:
        yield _pod_ranges(old, new)
    if old.service_cidrs and not _starts_with(new.service_cidrs, old.service_cidrs):
        why = "Azure refuses another Service range"
        dns_stays = old.dns_service_ip in (None, str(new.dns_service_ip))
        yield _ranges_replaced(old, "serviceCidr", old.service_cidrs, new.service_cidrs, why, alone=dns_stays)
    elif old.dns_service_ip is not None and old.dns_service_ip != str(new.dns_service_ip):
        why = "Azure refuses another address of the cluster's DNS"
        yield replaced(old, "dnsServiceIp", old.dns_service_ip, str(new.dns_service_ip), why)


def _starts_with(longer: tuple[Range, ...], shorter: tuple[Range, ...]) -> bool:
    return longer[: len(shorter)] == shorter


def _pod_ranges(old: DeployedCluster, new: ClusterPlan) -> Change:
    path, before, after = "podCidr", _text(old.pod_cidrs), _text(new.pod_cidrs)
    grows = (
        new.mode.pods is PodAddresses.POD_CIDR_OVERLAY
        and len(old.pod_cidrs) == len(new.pod_cidrs) == 1
        and all(pool.os_type is OsType.LINUX for pool in new.pools)
        and _grows(old.pod_cidrs[0], new.pod_cidrs[0])
    )
    if not grows:
        why = "Azure only lets the one IPv4 pod range of an overlay with Linux nodes grow around itself"
        page = f"{_LEARN}azure-cni-overlay-pod-expand"
        return _ranges_replaced(old, path, old.pod_cidrs, new.pod_cidrs, why, page)
    return Change(
        subject=Subject.CLUSTER,
        path=f"clusters.{old.key}.{path}",
        cluster=old.key,
        old=before,
        new=after,
        effect=Effect.IN_PLACE,
        outcome=Outcome.UPDATED if old.listed_ranges else Outcome.REPLACED,
        because="the range grows around itself, and no node is touched",
        page=f"{_LEARN}azure-cni-overlay-pod-expand",
    )


def _grows(old: Range, new: Range) -> bool:
    return old.version == new.version == 4 and new.prefixlen < old.prefixlen and new.overlaps(old)


def _egress(old: DeployedCluster, new: ClusterPlan) -> Iterator[Change]:
    if old.outbound is not None and old.outbound != new.outbound:
        provisions = old.light["nodeProvisioning"] == "on"
        yield Change(
            subject=Subject.CLUSTER,
            path=f"clusters.{old.key}.outbound",
            cluster=old.key,
            old=old.outbound,
            new=new.outbound.value,
            effect=Effect.REPLACED if provisions else Effect.IN_PLACE,
            outcome=Outcome.REPLACED,
            because="AKS changes no way out while it makes nodes by itself"
            if provisions
            else "nothing leaves the network any more, once every node has been re-imaged"
            if new.outbound is Outbound.NONE
            else "the address that traffic leaves from changes, and open connections break",
            page=f"{_LEARN}egress-outboundtype",
        )


def _registry(old: DeployedCluster, new: ClusterPlan) -> Iterator[Change]:
    if old.outbound == new.outbound and (old.registry_id or "").lower() != (new.registry_id or "").lower():
        before, after = (each or "AKS's own" for each in (old.registry_id, new.registry_id))
        why = "nodes pull from the other registry once they have been re-imaged"
        yield one_change(old, "outbound.registryId", before, after, Effect.IN_PLACE, Outcome.UPDATED, why, _ISOLATED)


def _api_server(old: DeployedCluster, new: ClusterPlan) -> Iterator[Change]:
    before, after = old.api_server_subnet, new.api_server_subnet
    if before == after:
        return
    effect, outcome = (Effect.IN_PLACE, Outcome.UPDATED) if before is None else (Effect.REPLACED, Outcome.REFUSED)
    why = (
        "every node gets another image and the API server another address: stop and start the cluster right after "
        "(az aks stop, az aks start)"
        if before is None
        else "AKS takes no API server out of the VNet again, and no page says that it moves one to another subnet"
    )
    yield one_change(old, "apiServerSubnet", before or NONE, after or NONE, effect, outcome, why, _IN_VNET)


def _access(old: DeployedCluster, new: ClusterPlan) -> Iterator[Change]:
    zone = new.private_dns_zone or "system"
    if old.private and new.private and old.private_dns_zone.lower() != zone.lower():
        yield Change(
            subject=Subject.CLUSTER,
            path=f"clusters.{old.key}.privateDnsZone",
            cluster=old.key,
            old=old.private_dns_zone,
            new=zone,
            effect=Effect.IN_PLACE if zone == "none" else Effect.REPLACED,
            outcome=Outcome.UPDATED if zone == "none" else Outcome.REFUSED,
            because="" if zone == "none" else "AKS gives a living cluster no other zone, and takes one away only",
            page=f"{_LEARN}private-clusters",
        )
    if old.private != new.private:
        words = {True: "private", False: "public"}
        integrated = new.api_server_subnet is not None
        yield Change(
            subject=Subject.CLUSTER,
            path=f"clusters.{old.key}.privateCluster",
            cluster=old.key,
            old=words[old.private],
            new=words[new.private],
            effect=Effect.IN_PLACE if integrated else Effect.REPLACED,
            outcome=Outcome.UPDATED if integrated else Outcome.REFUSED,
            because="the names under which the API server is found change with it"
            if integrated
            else "without API Server VNet Integration Azure makes no living cluster private, nor public again",
            page=_IN_VNET if integrated else f"{_LEARN}private-clusters",
        )
    if old.entra != (new.entra is not None):
        on = new.entra is not None
        yield Change(
            subject=Subject.CLUSTER,
            path=f"clusters.{old.key}.entra",
            cluster=old.key,
            old="off" if on else "on",
            new="on" if on else "off",
            effect=Effect.IN_PLACE if on else Effect.REPLACED,
            outcome=Outcome.UPDATED if on else Outcome.REFUSED,
            because="kubeconfigs that were handed out get a login of Entra ID in place of a certificate"
            if on
            else "Azure never takes Entra ID from a cluster again",
            page=f"{_LEARN}enable-authentication-microsoft-entra-id",
        )
    yield from _authorized(old, new)
    yield from _ssh_key(old, new)


def _authorized(old: DeployedCluster, new: ClusterPlan) -> Iterator[Change]:
    """The address of a gateway that the stack makes is among the ranges in Azure, and known nowhere else."""
    before, after = set(old.authorized_ip_ranges), set(new.authorized_ip_ranges)
    own = 1 if new.authorized_gateway else 0
    if after <= before and len(before - after) == own:
        return
    words = (*new.authorized_ip_ranges, *([f"the address of {new.authorized_gateway}"] if own else []))
    yield one_change(
        old,
        "authorizedIpRanges",
        ", ".join(old.authorized_ip_ranges) or NONE,
        ", ".join(words) or NONE,
        Effect.IN_PLACE,
        Outcome.UPDATED,
        "" if words else "everybody reaches the API server",
        f"{_LEARN}api-server-authorized-ip-ranges",
    )


def _ssh_key(old: DeployedCluster, new: ClusterPlan) -> Iterator[Change]:
    before, after = (old.ssh_key or "").strip(), (new.ssh_public_key or "").strip()
    if before == after:
        return
    why = "Azure can exchange the key (`az aks update --ssh-key-value`), Pulumi makes a new cluster for it"
    words = {True: "one key", False: NONE}
    will = "another key" if before and after else words[bool(after)]
    yield replaced(old, "sshPublicKey", words[bool(before)], will, why, page=f"{_LEARN}node-access")


def _ranges_replaced(
    old: DeployedCluster,
    key: str,
    before: tuple[Range, ...],
    after: tuple[Range, ...],
    why: str,
    page: str | None = None,
    *,
    alone: bool = True,
) -> Change:
    """Return the change of ranges that Azure never makes.

    azure-native replaces nothing for an element of a list, so that Azure refuses the update where that is `alone`.
    """
    several = min(len(before), len(after)) > 1
    if alone and (several or old.listed_ranges):
        path = f"{key}s" if several else key
        return one_change(old, path, _text(before), _text(after), Effect.REPLACED, Outcome.REFUSED, why, page)
    return replaced(old, key, _text(before), _text(after), why, page)


def _text(ranges: tuple[Range, ...]) -> str:
    return ", ".join(str(network) for network in ranges)
