"""The base of the sample workloads: a Deployment and, where planned, a Service in front of it.

What the pods consist of is the concern of each kind of workload; the namespace is declared by
`components.cluster_contents`.
"""

from collections.abc import Mapping, Sequence

from pulumi import ComponentResource, Output, Resource, ResourceOptions
from pulumi_kubernetes.apps import v1 as apps
from pulumi_kubernetes.core import v1 as core

from aksnet.plan.workload_records import WorkloadPlan

from . import workload_parts as parts
from .child_options import object_in


class Workload(ComponentResource):
    """One instance of a sample workload."""

    namespace: Output[str]
    deployment_name: Output[str]
    service_name: Output[str | None]
    """None where the plan has no Service."""
    port_forward_command: Output[str]

    def __init__(
        self,
        type_: str,
        name: str,
        plan: WorkloadPlan,
        *,
        selector: Mapping[str, str],
        labels: Mapping[str, str],
        pod: core.PodSpecArgs,
        cluster: Resource | None,
        after: Sequence[Resource],
        opts: ResourceOptions | None,
    ) -> None:
        super().__init__(type_, name, None, opts)
        deployment = apps.Deployment(
            name,
            metadata=parts.metadata(plan, labels),
            spec=parts.deployment_spec(plan, selector, labels, pod),
            # Not left out of the request, where the API server would take it for one pod.
            opts=object_in(
                cluster, self, depends_on=after, ignore_changes=["spec.replicas"] if plan.autoscaled else ()
            ),
        )
        self.service_name = Output.from_input(None)
        if plan.service is not None:
            service = core.Service(
                name,
                metadata=parts.metadata(plan, labels, parts.service_annotations(plan.service)),
                spec=parts.service_spec(plan.service, selector),
                opts=object_in(cluster, self),
            )
            self.service_name = service.metadata.apply(lambda metadata: metadata.name)
        self.namespace = deployment.metadata.apply(lambda metadata: metadata.namespace or plan.namespace)
        self.deployment_name = deployment.metadata.apply(lambda metadata: metadata.name or plan.name)
        self.port_forward_command = Output.from_input(parts.port_forward_command(plan))
        self.register_outputs(
            {
                "namespace": self.namespace,
                "deploymentName": self.deployment_name,
                "serviceName": self.service_name,
                "portForwardCommand": self.port_forward_command,
            }
        )
