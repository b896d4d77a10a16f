"""Plans what is declared inside a cluster: workloads, their namespaces, Cilium's chart, masquerade exceptions."""

from aksnet.azure.axes import IpFamily, ServiceType
from aksnet.layout.layout import ClusterLayout
from aksnet.plan.workload_records import CiliumPlan, ContentsPlan, HelloKubernetesPlan, NginxPlan, ServicePlan
from aksnet.settings.workload_settings import HelloKubernetesSettings, NginxSettings, ServiceSettings

_BUILT_IN = {"default", "kube-system", "kube-public", "kube-node-lease"}


def plan_contents(cluster: ClusterLayout) -> ContentsPlan:
    """Plan everything inside one cluster, in the order of names."""
    instances = sorted(cluster.settings.workloads.items())
    namespaces = {workload.namespace for _, workload in instances} - _BUILT_IN
    return ContentsPlan(
        namespaces=tuple(sorted(namespaces)),
        nginx=tuple(_nginx(name, w) for name, w in instances if isinstance(w, NginxSettings)),
        hello_kubernetes=tuple(_hello(name, w) for name, w in instances if isinstance(w, HelloKubernetesSettings)),
        cilium=_cilium(cluster),
        ip_masq_extra_cidrs=tuple(str(network) for network in cluster.settings.ip_masq_extra_cidrs),
    )


def _nginx(name: str, workload: NginxSettings) -> NginxPlan:
    return NginxPlan(
        name=name,
        namespace=workload.namespace,
        replicas=workload.replicas,
        image=workload.image,
        spread=workload.spread,
        service=_service(workload.service),
        label_key=workload.label_key,
    )


def _hello(name: str, workload: HelloKubernetesSettings) -> HelloKubernetesPlan:
    return HelloKubernetesPlan(
        name=name,
        namespace=workload.namespace,
        replicas=workload.replicas,
        image=workload.image,
        spread=workload.spread,
        service=_service(workload.service),
        message=workload.message,
    )


def _service(service: ServiceSettings) -> ServicePlan | None:
    if service.type is ServiceType.NO_SERVICE:
        return None
    return ServicePlan(
        type=service.type.value,
        port=service.port,
        internal=service.internal,
        subnet=service.subnet,
        address=service.address,
    )


def _cilium(cluster: ClusterLayout) -> CiliumPlan | None:
    chart, pods = cluster.settings.install_cilium, cluster.pod_ranges.get(IpFamily.IPV4)
    if chart is None or pods is None:
        return None
    return CiliumPlan(chart_version=chart.version, pod_cidr=str(pods))
