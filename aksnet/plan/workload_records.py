"""What is planned inside a cluster: sample workloads, namespaces, a CNI's chart, the masquerade exceptions.

Plain values only, ready to be declared by `components`; nothing here decides anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import ClassVar

from aksnet.azure.axes import Spread, WorkloadKind


@dataclass(frozen=True, kw_only=True, slots=True)
class ServicePlan:
    """The Service in front of a workload."""

    type: str
    """`ClusterIP` or `LoadBalancer`."""
    port: int
    internal: bool = False
    """True puts the load balancer's front end into the VNet."""
    subnet: str | None = None
    """NAME of the subnet of an internal front end (the annotation takes a name, not an id)."""
    address: IPv4Address | None = None
    """Fixed front end address inside that subnet."""
    public_ip_id: str | None = None
    """ARM id of the public address of a public front end; Azure makes one when not set."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkloadPlan:
    """What every sample workload has."""

    kind: ClassVar[WorkloadKind]
    name: str
    """Name of the instance: of its Deployment, its Service and its pods' label value."""
    namespace: str
    replicas: int
    image: str
    spread: Spread
    service: ServicePlan | None
    autoscaled: bool = False
    """True leaves `replicas` to others once the pods are there."""
    container_port: int = 8080
    """Port that the pods listen on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NginxPlan(WorkloadPlan):
    """One nginx instance (unprivileged build, which listens on 8080)."""

    kind = WorkloadKind.NGINX
    label_key: str
    """`run` as in the network lab, `app` as `kubectl create deployment` sets it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HelloKubernetesPlan(WorkloadPlan):
    """One hello-kubernetes instance."""

    kind = WorkloadKind.HELLO_KUBERNETES
    message: str


SampleWorkload = NginxPlan | HelloKubernetesPlan
"""A workload of any kind; code that depends on the kind matches on these, closed by `assert_never`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CiliumPlan:
    """Cilium installed by its Helm chart into a cluster without a CNI."""

    chart_version: str
    pod_cidr: str
    """CIDR that Cilium's cluster-pool IPAM cuts a /24 per node from."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ContentsPlan:
    """Everything that is declared inside one cluster."""

    namespaces: tuple[str, ...] = ()
    """Namespaces to create; those that Kubernetes has by itself are left out."""
    workloads: tuple[SampleWorkload, ...] = ()
    """By kind, then by name."""
    cilium: CiliumPlan | None = None
    ip_masq_extra_cidrs: tuple[str, ...] = ()
    """Destinations that Azure CNI shall not masquerade, besides those AKS lists itself."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Recommended `app.kubernetes.io/*` labels that every object carries besides its own."""

    @property
    def empty(self) -> bool:
        """True when the cluster stays as AKS made it, so that no provider is needed."""
        return not (self.workloads or self.cilium or self.ip_masq_extra_cidrs)
