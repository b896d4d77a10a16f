"""Plans what is declared inside a cluster: workloads, their namespaces, Cilium's chart, masquerade exceptions."""

from typing import TypedDict, assert_never

from aksnet.azure.axes import IpFamily, ServiceType, Spread, WorkloadKind
from aksnet.layout.layout import ClusterLayout
from aksnet.plan.workload_records import (
    CiliumPlan,
    ContentsPlan,
    HelloKubernetesPlan,
    NginxPlan,
    SampleWorkload,
    ServicePlan,
)
from aksnet.settings.workload_settings import HelloKubernetesSettings, NginxSettings, ServiceSettings


class _Common(TypedDict):
    name: str
    namespace: str
    replicas: int
    image: str
    spread: Spread
    service: ServicePlan | None
    autoscaled: bool


_BUILT_IN = {"default", "kube-system", "kube-public", "kube-node-lease"}


def plan_contents(cluster: ClusterLayout) -> ContentsPlan:
    """Plan everything inside one cluster, in the order of names."""
    instances = sorted(cluster.settings.workloads.items())
    namespaces = {workload.namespace for _, workload in instances} - _BUILT_IN
    return ContentsPlan(
        namespaces=tuple(sorted(namespaces)),
        workloads=tuple(sorted((_workload(name, each) for name, each in instances), key=_by_kind)),
        cilium=_cilium(cluster),
        ip_masq_extra_cidrs=tuple(str(network) for network in cluster.settings.ip_masq_extra_cidrs),
    )


def _by_kind(workload: SampleWorkload) -> int:
    return list(WorkloadKind).index(workload.kind)


def _workload(name: str, settings: NginxSettings | HelloKubernetesSettings) -> SampleWorkload:
    common = _Common(
        name=name,
        namespace=settings.namespace,
        replicas=settings.replicas,
        image=settings.image if settings.image_digest is None else f"{settings.image}@{settings.image_digest}",
        spread=settings.spread,
        service=_service(settings.service),
        autoscaled=settings.autoscaled,
    )
    match settings:
        case NginxSettings():
            return NginxPlan(**common, label_key=settings.label_key)
        case HelloKubernetesSettings():
            return HelloKubernetesPlan(**common, container_port=settings.port, message=settings.message)
        case unknown:
            assert_never(unknown)


def _service(service: ServiceSettings) -> ServicePlan | None:
    if service.type is ServiceType.NO_SERVICE:
        return None
    return ServicePlan(
        type=service.type.value,
        port=service.port,
        internal=service.internal,
        subnet=service.subnet,
        address=service.address,
        public_ip_id=service.public_ip_id,
    )


def _cilium(cluster: ClusterLayout) -> CiliumPlan | None:
    chart, pods = cluster.settings.install_cilium, cluster.pod_ranges.get(IpFamily.IPV4)
    if chart is None or pods is None:
        return None
    return CiliumPlan(chart_version=chart.version, pod_cidr=str(pods))
