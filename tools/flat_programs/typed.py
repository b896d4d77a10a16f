"""The flat program that a person would write by hand: the SDKs' typed classes, and no component."""

from __future__ import annotations

import base64
import importlib
import re
from pathlib import Path
from typing import Any

import pulumi
import pulumi_azure_native as azure
import pulumi_kubernetes as kubernetes

from tools.flat_programs.flat_resources import Declared, read, resolved, snake_case

made: dict[str, Any] = {}


def class_of(token: str) -> Any:
    """Return the class of a type: `azure-native:network:Subnet`, `kubernetes:apps/v1:Deployment`."""
    package, module, name = token.split(":")
    root = {"azure-native": "pulumi_azure_native", "kubernetes": "pulumi_kubernetes"}[package]
    # helm.sh/v3 and networking.k8s.io/v1 are pulumi_kubernetes.helm.v3 and pulumi_kubernetes.networking.v1.
    path = re.sub(r"\.k8s\.io|\.sh", "", module).replace("/", ".")
    return getattr(importlib.import_module(f"{root}.{path}"), name)


def credentials(cluster: Any, group: str, name: str) -> pulumi.Output[str]:
    """Return the kubeconfig of a cluster."""
    found = azure.containerservice.list_managed_cluster_user_credentials_output(
        resource_group_name=group, resource_name=cluster.name.apply(lambda _: name)
    )
    return pulumi.Output.secret(found.apply(lambda answer: base64.b64decode(answer.kubeconfigs[0].value).decode()))


def declare(resource: Declared, clusters: dict[str, Declared]) -> Any:
    """Declare one resource."""
    after = [made[name] for name in resource.depends_on]
    if resource.type == "pulumi:providers:kubernetes":
        (name,) = (name for name in resource.depends_on if name in clusters)
        inputs = clusters[name].inputs
        kubeconfig = credentials(made[name], inputs["resourceGroupName"], inputs["resourceName"])
        return kubernetes.Provider(resource.name, kubeconfig=kubeconfig, cluster_identifier=name)
    inputs = {snake_case(key): resolved(value, lambda name: made[name].id) for key, value in resource.inputs.items()}
    if "resource_name" in inputs:  # the class's own first argument
        inputs["resource_name_"] = inputs.pop("resource_name")
    provider = made[resource.provider] if resource.provider else None
    return class_of(resource.type)(
        resource.name, **inputs, opts=pulumi.ResourceOptions(depends_on=after, provider=provider)
    )


declared = read(Path(__file__).with_name("resources.json"))
clusters = {each.name: each for each in declared if each.type.endswith(":ManagedCluster")}
for each in declared:
    made[each.name] = declare(each, clusters)
pulumi.export("clusters", {name: made[name].id for name in clusters})
