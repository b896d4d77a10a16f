"""Arguments of AksNetwork. Generated from aksnet.settings.workload_settings; renew with: make docs."""

from typing import TypedDict

import pulumi

from .choices import ServiceTypeChoice, SpreadChoice, WorkloadKindChoice, WorkloadLabelKeyChoice


class ServiceSettings(TypedDict, total=False):
    """The Service in front of a workload."""

    type: ServiceTypeChoice
    """`ClusterIP`, `LoadBalancer` or `None` for no Service."""
    port: int
    """Port of the Service, whatever port the pods listen on."""
    internal: bool
    """True puts the load balancer into the VNet."""
    subnet: str
    """Name of the subnet of an internal load balancer; the node subnet when not set."""
    address: str
    """Fixed address of an internal load balancer, inside that subnet."""
    public_ip_id: pulumi.Input[str]
    """ARM id of a public address that is there already, for a public load balancer."""


class WorkloadSettings(TypedDict, total=False):
    """A sample workload of either kind."""

    replicas: int
    """Number of pods."""
    autoscaled: bool
    """True leaves the number of pods to an autoscaler, or to kubectl scale; `replicas` is then what it starts with."""
    spread: SpreadChoice
    """`required` allows one pod a node, `preferred` tries to, `none` leaves it to the scheduler."""
    service: ServiceSettings
    """The Service in front of the pods."""
    kind: WorkloadKindChoice
    """Which workload this instance is."""
    namespace: str
    """Namespace, created when Kubernetes does not have it by itself."""
    image: str
    """Image with a tag or a digest."""
    image_digest: str
    """Digest of that image, as its registry shows it: nodes then run this very content, whatever the tag becomes."""
    label_key: WorkloadLabelKeyChoice
    """Label that selects the pods: `run` as in the network lab, `app` as kubectl sets it. Only for nginx."""
    message: pulumi.Input[str]
    """Text on the page. Only for hello-kubernetes."""
    port: int
    """Port that the pods listen on, which the Service leads to. Only for hello-kubernetes."""
