"""Credentials that changed before a Kubernetes provider had an identifier: refused before anything is declared.

Without one, another server name or certificate authority replaces the provider and with it everything in the cluster,
also in the very run that adds it. Seen is what the state has and what Azure hands out now; not seen is a change of
credentials that comes during the run, and whether a cluster of the same name is still the same cluster.
"""

from collections.abc import Mapping
from typing import Any, Final

import pulumi
import yaml
from pulumi_azure_native import containerservice as aks

from aksnet.errors import AksnetError
from aksnet.plan.records import ClusterPlan, StackPlan

from .aks_cluster import first_kubeconfig

Resources = Mapping[str, Mapping[str, Any]]
_PROVIDER: Final = "aks-networking:kubernetes:ClusterContents$pulumi:providers:kubernetes"
_CLUSTER: Final = "aks-networking:azure:AksCluster$azure-native:containerservice:ManagedCluster"


class CredentialsChangedError(AksnetError):
    """Raised when a run would replace what is in a cluster for its credentials alone."""


def refuse_changed_credentials(plan: StackPlan, resources: Resources, opts: pulumi.InvokeOptions | None = None) -> None:
    """Let a run go on that replaces nothing for credentials alone; `resources` are the last outputs by URN."""
    changed = [cluster.key for cluster in plan.clusters if _changed(plan, cluster, resources, opts)]
    if changed:
        raise CredentialsChangedError(
            f"Azure's credentials of {', '.join(changed)} name another server or certificate authority than the "
            "stack's state, whose Kubernetes provider has no clusterIdentifier yet. This run would replace the "
            "provider and delete everything in the cluster. Nothing was declared.\n"
            f"Run `aksnet recover -s {pulumi.get_stack()}`: it writes the identifier into the state. Then run up, and "
            "refresh to see that everything is there."
        )


def _changed(plan: StackPlan, cluster: ClusterPlan, resources: Resources, opts: pulumi.InvokeOptions | None) -> bool:
    provider = _outputs(resources, _PROVIDER, f"{cluster.key}-contents-provider")
    known = _outputs(resources, _CLUSTER, f"{cluster.key}-cluster")
    if not provider or provider.get("clusterIdentifier") or known.get("name") != cluster.name:
        return False
    before, now = _entry(provider.get("kubeconfig")), _entry(_credentials(plan.resource_group, cluster.name, opts))
    return bool(before and now and before != now)


def _outputs(resources: Resources, types: str, name: str) -> Mapping[str, Any]:
    """Return the outputs of the resource with this chain of types and name, empty where there is none."""
    return next((found for urn, found in resources.items() if urn.endswith(f"::{types}::{name}")), {})


def _credentials(group: str, cluster: str, opts: pulumi.InvokeOptions | None) -> str | None:
    """Return the kubeconfig that Azure hands out now, or nothing: what keeps it from that is said when it is needed."""
    try:
        found = aks.list_managed_cluster_user_credentials(resource_group_name=group, resource_name=cluster, opts=opts)
        return first_kubeconfig(found.kubeconfigs or ())
    except Exception:  # of whatever kind: the SDK raises a bare one
        pulumi.log.debug(f"the credentials of {cluster} cannot be read before the run")
        return None


def _entry(kubeconfig: object) -> dict[str, Any]:
    """Return the cluster of a kubeconfig's current context, empty for what is no kubeconfig."""
    try:
        document = yaml.safe_load(kubeconfig) if isinstance(kubeconfig, str) else {}
        context = next(each for each in document["contexts"] if each["name"] == document["current-context"])
        cluster = next(each for each in document["clusters"] if each["name"] == context["context"]["cluster"])
        return dict(cluster["cluster"])
    except (yaml.YAMLError, KeyError, TypeError, StopIteration):
        return {}
