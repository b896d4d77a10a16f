"""Parts that every sample workload shares: security, spreading, probes, labels, the Service.

Pure functions from plan records to typed Kubernetes arguments. No resource is declared here, and nothing here
knows what nginx or hello-kubernetes need in particular. Names and namespaces are always explicit, so that a
command line in an article finds the objects and an interrupted run can be picked up.
"""

from collections.abc import Mapping
from typing import Final, assert_never

from pulumi_kubernetes.apps import v1 as apps
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta

from aksnet.azure.axes import Spread
from aksnet.plan.workload_records import ServicePlan, WorkloadPlan

HTTP_PORT_NAME: Final = "http"
HOSTNAME: Final = "kubernetes.io/hostname"

# https://cloud-provider-azure.sigs.k8s.io/topics/loadbalancer/#loadbalancer-annotations
_PUBLIC_IP: Final = "service.beta.kubernetes.io/azure-pip-name"
_BALANCER: Final = "service.beta.kubernetes.io/azure-load-balancer"


def labels(plan: WorkloadPlan, common: Mapping[str, str]) -> dict[str, str]:
    """Recommended labels: the kind is what runs, the plan's name which instance of it."""
    return {**common, "app.kubernetes.io/name": plan.kind.value, "app.kubernetes.io/instance": plan.name}


def metadata(
    plan: WorkloadPlan, own_labels: Mapping[str, str], annotations: Mapping[str, str] | None = None
) -> meta.ObjectMetaArgs:
    """Metadata of an object that carries the workload's own name."""
    return meta.ObjectMetaArgs(
        name=plan.name,
        namespace=plan.namespace,
        labels=dict(own_labels),
        annotations=dict(annotations) if annotations else None,
    )


def pod_security(user: int) -> core.PodSecurityContextArgs:
    """Run as this user, never as root.

    The number is stated because an image that names its user in words cannot be checked by the kubelet:
    `runAsNonRoot` alone then keeps the container from starting.
    """
    return core.PodSecurityContextArgs(
        run_as_non_root=True,
        run_as_user=user,
        run_as_group=user,
        seccomp_profile=core.SeccompProfileArgs(type="RuntimeDefault"),
    )


def container_security() -> core.SecurityContextArgs:
    """No way to more rights, and nothing to write to but mounted volumes."""
    return core.SecurityContextArgs(
        allow_privilege_escalation=False,
        capabilities=core.CapabilitiesArgs(drop=["ALL"]),
        read_only_root_filesystem=True,
    )


def resources(*, cpu: str, memory: str, cpu_limit: str, memory_limit: str) -> core.ResourceRequirementsArgs:
    """What a container asks for and what it may take."""
    return core.ResourceRequirementsArgs(
        requests={"cpu": cpu, "memory": memory},
        limits={"cpu": cpu_limit, "memory": memory_limit},
    )


def http_port(plan: WorkloadPlan) -> core.ContainerPortArgs:
    """The port that the pods listen on; above 1023, so that no capability is needed to open it."""
    return core.ContainerPortArgs(name=HTTP_PORT_NAME, container_port=plan.container_port, protocol="TCP")


def http_probe(*, period: int, failures: int) -> core.ProbeArgs:
    """GET / on the container's HTTP port; three seconds, because a throttled container answers late."""
    return core.ProbeArgs(
        http_get=core.HTTPGetActionArgs(path="/", port=HTTP_PORT_NAME),
        period_seconds=period,
        timeout_seconds=3,
        failure_threshold=failures,
    )


def writable(directories: Mapping[str, str]) -> tuple[list[core.VolumeArgs], list[core.VolumeMountArgs]]:
    """Empty volumes (name to path) for what an image must write despite its read-only root file system."""
    volumes = [core.VolumeArgs(name=name, empty_dir=core.EmptyDirVolumeSourceArgs()) for name in directories]
    mounts = [core.VolumeMountArgs(name=name, mount_path=path) for name, path in directories.items()]
    return volumes, mounts


def affinity(spread: Spread, selector: Mapping[str, str]) -> core.AffinityArgs | None:
    """Keep pods with these labels on different nodes, as strictly as the plan says."""
    term = core.PodAffinityTermArgs(
        topology_key=HOSTNAME,
        label_selector=meta.LabelSelectorArgs(
            match_expressions=[
                meta.LabelSelectorRequirementArgs(key=key, operator="In", values=[value])
                for key, value in selector.items()
            ]
        ),
    )
    match spread:
        case Spread.REQUIRED:
            rule = core.PodAntiAffinityArgs(required_during_scheduling_ignored_during_execution=[term])
        case Spread.PREFERRED:
            preference = core.WeightedPodAffinityTermArgs(weight=100, pod_affinity_term=term)
            rule = core.PodAntiAffinityArgs(preferred_during_scheduling_ignored_during_execution=[preference])
        case Spread.NONE:
            return None
        case _:
            assert_never(spread)
    return core.AffinityArgs(pod_anti_affinity=rule)


def rollout(spread: Spread) -> apps.DeploymentStrategyArgs:
    """How new pods take the place of old ones.

    With required spreading and as many replicas as nodes, an extra pod finds no node and the rollout never
    ends: an old pod has to go first. Otherwise Kubernetes' own defaults, written out.
    """
    match spread:
        case Spread.REQUIRED:
            update = apps.RollingUpdateDeploymentArgs(max_surge=0, max_unavailable=1)
        case Spread.PREFERRED | Spread.NONE:
            update = apps.RollingUpdateDeploymentArgs(max_surge="25%", max_unavailable="25%")
        case _:
            assert_never(spread)
    return apps.DeploymentStrategyArgs(type="RollingUpdate", rolling_update=update)


def deployment_spec(
    plan: WorkloadPlan, selector: Mapping[str, str], own_labels: Mapping[str, str], pod: core.PodSpecArgs
) -> apps.DeploymentSpecArgs:
    """Replicas of this pod; only the selector selects, because it can never be changed in place."""
    return apps.DeploymentSpecArgs(
        replicas=plan.replicas,
        selector=meta.LabelSelectorArgs(match_labels=dict(selector)),
        strategy=rollout(plan.spread),
        template=core.PodTemplateSpecArgs(metadata=meta.ObjectMetaArgs(labels={**own_labels, **selector}), spec=pod),
    )


def service_annotations(service: ServicePlan) -> dict[str, str]:
    """What Azure's cloud controller reads from a Service: internal, in which subnet, at which address."""
    annotations = {}
    if service.internal:
        annotations[f"{_BALANCER}-internal"] = "true"
    if service.subnet is not None:
        annotations[f"{_BALANCER}-internal-subnet"] = service.subnet
    if service.address is not None:
        # The annotation, because spec.loadBalancerIP is deprecated.
        annotations[f"{_BALANCER}-ipv4"] = str(service.address)
    if service.public_ip_id is not None:
        parts = service.public_ip_id.split("/")
        annotations[f"{_BALANCER}-resource-group"], annotations[_PUBLIC_IP] = parts[4], parts[-1]
    return annotations


def service_spec(service: ServicePlan, selector: Mapping[str, str]) -> core.ServiceSpecArgs:
    """A Service in front of the pods with these labels; it finds the container's port by name."""
    return core.ServiceSpecArgs(
        type=service.type,
        selector=dict(selector),
        ports=[
            core.ServicePortArgs(name=HTTP_PORT_NAME, port=service.port, target_port=HTTP_PORT_NAME, protocol="TCP")
        ],
    )


def port_forward_command(plan: WorkloadPlan) -> str:
    """The command that brings a workload to http://localhost:8080, through its Service where it has one."""
    target = f"deployment/{plan.name} 8080:{plan.container_port}"
    if plan.service is not None:
        target = f"service/{plan.name} 8080:{plan.service.port}"
    return f"kubectl port-forward --namespace {plan.namespace} {target}"
