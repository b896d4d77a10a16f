"""What a state that is prepared for a change makes of every other run: a new cluster, unless it is put back first.

The inputs in the state are those of the change to come. With any other network profile, that of the old settings too,
azure-native would see a change of them and replace the cluster.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from aksnet.diff.change import Change, Effect, Outcome, Subject
from aksnet.diff.deployed import DeployedCluster, DeployedStack
from aksnet.diff.migration_mark import Migration
from aksnet.plan.profile import network_profile
from aksnet.plan.records import ClusterPlan

_NONE: Final = "none"


def unfinished_migrations(old: DeployedStack, plan: ClusterPlan, stack: str) -> Iterator[Change]:
    """Yield a change for a cluster whose state is prepared for another network profile than the plan has."""
    living = old.clusters.get(plan.key)
    for mark in living_marks(old):
        if living is None or mark.cluster != plan.key or mark.profile == network_profile(plan):
            continue
        yield Change(
            subject=Subject.CLUSTER,
            path=f"clusters.{plan.key}.{mark.setting}",
            cluster=plan.key,
            old=f"prepared for {mark.after}",
            new="other settings",
            effect=Effect.REPLACED,
            outcome=Outcome.REPLACED,
            because=(
                f"aksnet migrate has prepared the state for {mark.before} → {mark.after}, and Pulumi would make a new "
                f"cluster for anything else; aksnet migrate -s {stack} --abort puts the state back"
            ),
        )


def living_marks(old: DeployedStack) -> Iterator[Migration]:
    """Yield the marks of clusters that live and have not been changed yet."""
    for mark in old.migrations:
        living = old.clusters.get(mark.cluster)
        if living is not None and living.uid == mark.uid and not is_done(mark, as_profile(living)):
            yield mark


def is_done(mark: Migration, profile: Mapping[str, Any]) -> bool:
    """Return whether a network profile, as Azure answers it, has everything that a mark's profile asks for."""
    return all(_same(value, profile.get(key)) for key, value in mark.profile.items())


def _same(sent: str | list[str], answered: Any) -> bool:
    if isinstance(sent, list):
        found = answered if isinstance(answered, list) else []
        return [each.lower() for each in sent] == [str(each).lower() for each in found]
    return sent.lower() == str(answered or _NONE).lower()  # no policy engine is told as none, or not at all


def as_profile(cluster: DeployedCluster) -> dict[str, Any]:
    """Return the network profile of a deployed cluster under Azure's keys, as far as the records hold it."""
    return {
        "networkPlugin": cluster.plugin,
        "networkPluginMode": cluster.plugin_mode,
        "networkDataplane": cluster.data_plane,
        "networkPolicy": cluster.policy,
        "networkMode": cluster.network_mode,
        "ipFamilies": list(cluster.families),
        "podCidrs": [str(each) for each in cluster.pod_cidrs],
        "serviceCidrs": [str(each) for each in cluster.service_cidrs],
        "dnsServiceIP": cluster.dns_service_ip,
        "outboundType": cluster.outbound,
        "loadBalancerSku": "standard",
    }
