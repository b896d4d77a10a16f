"""The nginx sample workload: a Deployment of the unprivileged build and, where planned, a Service.

Serves the image's welcome page. Which image, how many and how spread is the plan's; the namespace is declared
by `components.cluster_contents`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pulumi import Resource, ResourceOptions
from pulumi_kubernetes.core import v1 as core

from aksnet.plan.workload_records import NginxPlan

from . import workload_parts as parts
from .workload import Workload

TYPE: Final = "aks-networking:kubernetes:Nginx"

# The user that nginxinc/nginx-unprivileged is built with.
_USER: Final = 101


@dataclass(frozen=True, kw_only=True)
class NginxArgs:
    """What an nginx instance is made of."""

    plan: NginxPlan
    labels: Mapping[str, str] = field(default_factory=dict)
    """Recommended labels besides the workload's own."""
    cluster: Resource | None = None
    """The managed cluster that they run in, and are replaced with; none where the caller's provider sees to it."""
    after: Sequence[Resource] = ()
    """What its pods wait for, and its Service does not."""


class Nginx(Workload):
    """One nginx instance."""

    def __init__(self, name: str, args: NginxArgs, opts: ResourceOptions | None = None) -> None:
        plan = args.plan
        # The one label the articles use, and the only one that may select: run=nginx or app=nginx.
        selector = {plan.label_key: plan.name}
        super().__init__(
            TYPE,
            name,
            plan,
            selector=selector,
            labels={**parts.labels(plan, args.labels), **selector},
            pod=_pod(plan, selector),
            cluster=args.cluster,
            after=args.after,
            opts=opts,
        )


def _pod(plan: NginxPlan, selector: Mapping[str, str]) -> core.PodSpecArgs:
    # The image moves its pid file and all five temporary paths to /tmp and logs to stdout. Its start script
    # would also add `listen [::]:8080` to /etc/nginx; on a read-only root it says that it cannot and goes on:
    # nginx answers on IPv4 only: what probes and single-stack Services use in every mode of the table.
    volumes, mounts = parts.writable({"tmp": "/tmp"})  # noqa: S108 a path inside the container
    return core.PodSpecArgs(
        affinity=parts.affinity(plan.spread, selector),
        automount_service_account_token=False,
        containers=[
            core.ContainerArgs(
                name="nginx",
                image=plan.image,
                ports=[parts.http_port(plan)],
                resources=parts.resources(cpu="50m", memory="32Mi", cpu_limit="250m", memory_limit="128Mi"),
                security_context=parts.container_security(),
                startup_probe=parts.http_probe(period=2, failures=30),
                readiness_probe=parts.http_probe(period=5, failures=3),
                liveness_probe=parts.http_probe(period=10, failures=3),
                volume_mounts=mounts,
            )
        ],
        node_selector={"kubernetes.io/os": "linux"},
        security_context=parts.pod_security(_USER),
        volumes=volumes,
    )
