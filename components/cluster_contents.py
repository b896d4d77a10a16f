"""Everything that is declared inside one cluster, through one explicit provider made from its kubeconfig.

The provider, a CNI's chart, the masquerade exceptions, namespaces and sample workloads. What belongs in which
cluster is the plan's; what a workload consists of is its own component's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, assert_never

from pulumi import ComponentResource, Input, Output, Resource, ResourceOptions
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.helm import v3 as helm
from pulumi_kubernetes.meta import v1 as meta
from pulumi_kubernetes.provider import Provider

from aksnet.plan.workload_records import ContentsPlan, HelloKubernetesPlan, NginxPlan, SampleWorkload, WorkloadPlan

from .child_options import object_in
from .cilium_chart import cilium_release
from .hello_kubernetes import HelloKubernetes, HelloKubernetesArgs
from .nginx import Nginx, NginxArgs
from .workload import Workload

TYPE: Final = "aks-networking:kubernetes:ClusterContents"


@dataclass(frozen=True, kw_only=True)
class ClusterContentsArgs:
    """What goes into a cluster, and the way in."""

    plan: ContentsPlan
    cluster_key: str
    """Tells the cluster from others for as long as it is declared, whatever its credentials are. Another key
    replaces everything inside."""
    cluster: Resource
    """The managed cluster; everything inside is replaced when it is."""
    kubeconfig: Input[str]
    """Kept as a secret whether or not the caller marked it."""
    pools: Sequence[Resource] = ()
    """The pools beside the system pool: pods wait for them, Services and namespaces do not."""


class ClusterContents(ComponentResource):
    """The objects inside one cluster."""

    workloads: Mapping[str, Workload]
    """The sample workloads by name."""
    namespaces: Output[Sequence[str]]
    """Namespaces that were created."""
    port_forward_commands: Output[Mapping[str, str]]
    """The command that opens each workload on the user's machine, by the workload's name."""

    def __init__(self, name: str, args: ClusterContentsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        plan = args.plan
        provider = Provider(
            f"{name}-provider",
            kubeconfig=Output.secret(args.kubeconfig),
            # Without it, another server name or certificate authority in the credentials of the same cluster
            # replaces the provider, and all objects with it. `object_in` is the other half.
            cluster_identifier=args.cluster_key,
            enable_server_side_apply=True,
            # Else a changed list of masquerade exceptions deletes the ConfigMap before it makes a new one,
            # and for that moment pods reach those networks with the node's address.
            enable_config_map_mutable=True,
            # delete_unreachable stays off: a cluster that does not answer is not a cluster that is gone.
            opts=ResourceOptions(parent=self),
        )
        # '/' cannot be part of a name the user chooses: `a` with a workload `b-c` never meets `a-b` with `c`.
        inside = object_in(args.cluster, self, provider=provider)

        cilium = [helm.Release(f"{name}-cilium", cilium_release(plan.cilium), inside)] if plan.cilium else []
        if plan.ip_masq_extra_cidrs:
            core.ConfigMap(
                f"{name}-ip-masq",
                metadata=_ip_masq_metadata(plan.labels),
                data={"ip-masq-agent": _ip_masq_config(plan.ip_masq_extra_cidrs)},
                opts=inside,
            )
        namespaces = {
            namespace: core.Namespace(
                f"{name}/{namespace}",
                metadata=meta.ObjectMetaArgs(name=namespace, labels=dict(plan.labels)),
                opts=inside,
            )
            for namespace in plan.namespaces
        }

        def options(workload: WorkloadPlan) -> ResourceOptions:
            # Children are registered after their component and deleted before it, so what the component waits
            # for, its Deployment and Service wait for. Without Cilium nodes are NotReady and no pod starts.
            before: list[Resource] = list(cilium)
            if workload.namespace in namespaces:
                before.append(namespaces[workload.namespace])
            return ResourceOptions(parent=self, providers=[provider], depends_on=before)

        self.workloads = {
            workload.name: _workload(f"{name}/{workload.name}", workload, args, options(workload))
            for workload in plan.workloads
        }

        names = [declared.metadata.apply(lambda metadata: metadata.name) for declared in namespaces.values()]
        self.namespaces = Output.all(*names)
        commands = {key: workload.port_forward_command for key, workload in self.workloads.items()}
        # Without names `Output.all` gives a list.
        self.port_forward_commands = Output.all(**commands) if commands else Output.from_input({})
        self.register_outputs({"namespaces": self.namespaces, "portForwardCommands": self.port_forward_commands})


def _workload(name: str, plan: SampleWorkload, args: ClusterContentsArgs, opts: ResourceOptions) -> Workload:
    match plan:
        case NginxPlan():
            return Nginx(
                name, NginxArgs(plan=plan, labels=args.plan.labels, cluster=args.cluster, after=args.pools), opts
            )
        case HelloKubernetesPlan():
            return HelloKubernetes(
                name,
                HelloKubernetesArgs(plan=plan, labels=args.plan.labels, cluster=args.cluster, after=args.pools),
                opts,
            )
        case unknown:
            assert_never(unknown)


def _ip_masq_metadata(labels: Mapping[str, str]) -> meta.ObjectMetaArgs:
    # The name is the one that AKS leaves to the user; its own is azure-ip-masq-agent-config-reconciled, and
    # the agent reads both. The labels are AKS's: its addon manager may create the map, never overwrite it.
    return meta.ObjectMetaArgs(
        name="azure-ip-masq-agent-config",
        namespace="kube-system",
        labels={
            **labels,
            "component": "ip-masq-agent",
            "kubernetes.io/cluster-service": "true",
            "addonmanager.kubernetes.io/mode": "EnsureExists",
        },
    )


def _ip_masq_config(cidrs: Sequence[str]) -> str:
    # masqLinkLocal as in AKS's own map: the agent merges both, and refuses what contradicts itself.
    exceptions = "".join(f"  - {cidr}\n" for cidr in cidrs)
    return f"nonMasqueradeCIDRs:\n{exceptions}masqLinkLocal: true\n"
