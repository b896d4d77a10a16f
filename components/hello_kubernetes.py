"""The hello-kubernetes sample workload: a page that names the pod and the node that answered.

A Deployment and, where planned, a Service. The namespace is declared by `components.cluster_contents`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pulumi import Resource, ResourceOptions
from pulumi_kubernetes.core import v1 as core

from aksnet.plan.workload_records import HelloKubernetesPlan

from . import workload_parts as parts
from .workload import Workload

TYPE: Final = "aks-networking:kubernetes:HelloKubernetes"

# The image says `USER node`, which is 1000 in the node base images.
_USER: Final = 1000


@dataclass(frozen=True, kw_only=True)
class HelloKubernetesArgs:
    """What a hello-kubernetes instance is made of."""

    plan: HelloKubernetesPlan
    labels: Mapping[str, str] = field(default_factory=dict)
    """Recommended labels besides the workload's own."""
    cluster: Resource | None = None
    """The managed cluster that they run in, and are replaced with; none where the caller's provider sees to it."""
    after: Sequence[Resource] = ()
    """What its pods wait for, and its Service does not."""


class HelloKubernetes(Workload):
    """One hello-kubernetes instance."""

    def __init__(self, name: str, args: HelloKubernetesArgs, opts: ResourceOptions | None = None) -> None:
        plan = args.plan
        selector = {"app": plan.name}
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


def _pod(plan: HelloKubernetesPlan, selector: Mapping[str, str]) -> core.PodSpecArgs:
    # The server itself only reads. But the image starts it through `npm start`: npm keeps logs and its
    # update check in ~/.npm, and npm releases of 2022 write the script they run to /tmp. Reasoned from the
    # Dockerfile and npm's behaviour; the read-only root was not tried with this image on a cluster.
    volumes, mounts = parts.writable({"npm": "/home/node/.npm", "tmp": "/tmp"})  # noqa: S108 in the container
    return core.PodSpecArgs(
        affinity=parts.affinity(plan.spread, selector),
        automount_service_account_token=False,
        containers=[
            core.ContainerArgs(
                name="hello-kubernetes",
                image=plan.image,
                env=_environment(plan),
                ports=[parts.http_port(plan)],
                resources=parts.resources(cpu="80m", memory="64Mi", cpu_limit="250m", memory_limit="128Mi"),
                security_context=parts.container_security(),
                # A quarter of a CPU takes npm and node several seconds to start.
                startup_probe=parts.http_probe(period=2, failures=30),
                readiness_probe=parts.http_probe(period=5, failures=3),
                liveness_probe=parts.http_probe(period=10, failures=3),
                volume_mounts=mounts,
            )
        ],
        # The image is built for linux/amd64 only.
        node_selector={"kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64"},
        security_context=parts.pod_security(_USER),
        volumes=volumes,
    )


def _environment(plan: HelloKubernetesPlan) -> list[core.EnvVarArgs]:
    # The app's README lists these; without the downward API the page shows a dash instead of the node.
    return [
        core.EnvVarArgs(name="MESSAGE", value=plan.message),
        core.EnvVarArgs(name="PORT", value=str(plan.container_port)),
        core.EnvVarArgs(name="CONTAINER_IMAGE", value=plan.image),
        _from_field("KUBERNETES_NAMESPACE", "metadata.namespace"),
        _from_field("KUBERNETES_POD_NAME", "metadata.name"),
        _from_field("KUBERNETES_NODE_NAME", "spec.nodeName"),
    ]


def _from_field(variable: str, path: str) -> core.EnvVarArgs:
    # The API server would fill in the version. But a reference is one field to server-side apply: without it, a
    # Deployment that is created over itself after a run broke off conflicts with what the server filled in.
    reference = core.ObjectFieldSelectorArgs(api_version="v1", field_path=path)
    source = core.EnvVarSourceArgs(field_ref=reference)
    return core.EnvVarArgs(name=variable, value_from=source)
