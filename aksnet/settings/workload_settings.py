"""The settings of the sample workloads: any number of nginx and hello-kubernetes instances in a cluster."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, StrictBool, Tag

from aksnet.azure.axes import ServiceType, Spread, WorkloadKind
from aksnet.settings.fields import DnsLabel, Image, Ipv4
from aksnet.settings.later import SecretText
from aksnet.settings.model import SettingsModel
from aksnet.settings.number_fields import ContainerPort, Port, Replicas
from aksnet.settings.resource_fields import ImageDigest, PublicIpId

NGINX_IMAGE = "docker.io/nginxinc/nginx-unprivileged:1.30.5-alpine"
HELLO_IMAGE = "docker.io/paulbouwer/hello-kubernetes:1.10.1"


class ServiceSettings(SettingsModel):
    """The Service in front of a workload."""

    type: ServiceType = ServiceType.CLUSTER_IP
    """`ClusterIP`, `LoadBalancer` or `None` for no Service."""
    port: Port = 80
    """Port of the Service, whatever port the pods listen on."""
    internal: StrictBool = False
    """True puts the load balancer into the VNet."""
    subnet: str | None = None
    """Name of the subnet of an internal load balancer; the node subnet when not set."""
    address: Ipv4 | None = None
    """Fixed address of an internal load balancer, inside that subnet."""
    public_ip_id: PublicIpId | None = None
    """ARM id of a public address that is there already, for a public load balancer."""


class WorkloadSettings(SettingsModel):
    """What both kinds of workload have."""

    replicas: Replicas = 3
    """Number of pods."""
    autoscaled: StrictBool = False
    """True leaves the number of pods to an autoscaler, or to kubectl scale; `replicas` is then what it starts with."""
    spread: Spread = Spread.PREFERRED
    """`required` allows one pod a node, `preferred` tries to, `none` leaves it to the scheduler."""
    service: ServiceSettings = Field(default_factory=ServiceSettings)
    """The Service in front of the pods."""


class NginxSettings(WorkloadSettings):
    """The nginx web server (unprivileged build)."""

    kind: Literal[WorkloadKind.NGINX] = WorkloadKind.NGINX
    """Which workload this instance is."""
    namespace: DnsLabel = "default"
    """Namespace, created when Kubernetes does not have it by itself."""
    image: Image = NGINX_IMAGE
    """Image with a tag or a digest."""
    image_digest: ImageDigest | None = None
    """Digest of that image, as its registry shows it: nodes then run this very content, whatever the tag becomes."""
    label_key: Literal["run", "app"] = "app"
    """Label that selects the pods: `run` as in the network lab, `app` as kubectl sets it."""


class HelloKubernetesSettings(WorkloadSettings):
    """The hello-kubernetes demo, which shows its pod's and node's names."""

    kind: Literal[WorkloadKind.HELLO_KUBERNETES] = WorkloadKind.HELLO_KUBERNETES
    """Which workload this instance is."""
    namespace: DnsLabel = "hello"
    """Namespace, created when Kubernetes does not have it by itself."""
    image: Image = HELLO_IMAGE
    """Image with a tag or a digest."""
    image_digest: ImageDigest | None = None
    """Digest of that image, as its registry shows it: nodes then run this very content, whatever the tag becomes."""
    message: SecretText = "Hello world!"
    """Text on the page."""
    port: ContainerPort = 8080
    """Port that the pods listen on, which the Service leads to."""


def _kind(value: Any) -> str:
    kind = value.get("kind", "") if isinstance(value, dict) else getattr(value, "kind", "")
    return kind if isinstance(kind, str) else ""


Workload = Annotated[
    Annotated[NginxSettings, Tag(WorkloadKind.NGINX)]
    | Annotated[HelloKubernetesSettings, Tag(WorkloadKind.HELLO_KUBERNETES)],
    Discriminator(
        _kind,
        custom_error_type="workload_kind",
        custom_error_message="kind says which workload an instance is",
    ),
]


KINDS: tuple[type[WorkloadSettings], ...] = (NginxSettings, HelloKubernetesSettings)


def with_kinds(value: Any) -> Any:
    """Let an instance that bears a kind's name go without saying its kind."""
    if not isinstance(value, dict):
        return value
    return {
        name: {"kind": name, **(body or {})} if isinstance(body, dict | None) and name in set(WorkloadKind) else body
        for name, body in value.items()
    }
