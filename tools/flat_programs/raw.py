"""The least that a program can do: each resource registered as its type and inputs, without the SDKs' typed classes."""

from __future__ import annotations

import base64
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import pulumi

from tools.flat_programs.flat_resources import Declared, read, resolved

made: dict[str, Any] = {}
_PACKAGES: Final = {"azure-native": "pulumi-azure-native", "kubernetes": "pulumi-kubernetes"}
_KUBECONFIG: Final = "azure-native:containerservice:listManagedClusterUserCredentials"


def credentials(cluster: Any, group: str, name: str) -> pulumi.Output[str]:
    """Return the kubeconfig of a cluster."""
    asked = {"resourceGroupName": group, "resourceName": cluster.id.apply(lambda _: name)}
    options = pulumi.InvokeOutputOptions(version=version(_PACKAGES["azure-native"]))
    found = pulumi.runtime.invoke_output(_KUBECONFIG, asked, options)
    return pulumi.Output.secret(
        found.apply(lambda answer: base64.b64decode(answer["kubeconfigs"][0]["value"]).decode())
    )


def declare(resource: Declared, clusters: dict[str, Declared]) -> Any:
    """Declare one resource."""
    after = [made[name] for name in resource.depends_on]
    if resource.type == "pulumi:providers:kubernetes":
        (name,) = (name for name in resource.depends_on if name in clusters)
        inputs = clusters[name].inputs
        kubeconfig = credentials(made[name], inputs["resourceGroupName"], inputs["resourceName"])
        return pulumi.ProviderResource(
            "kubernetes",
            resource.name,
            {"kubeconfig": kubeconfig, "clusterIdentifier": name},
            pulumi.ResourceOptions(version=version(_PACKAGES["kubernetes"])),
        )
    inputs = {key: resolved(value, lambda name: made[name].id) for key, value in resource.inputs.items()}
    options = pulumi.ResourceOptions(
        depends_on=after,
        provider=made[resource.provider] if resource.provider else None,
        version=version(_PACKAGES[resource.type.split(":", 1)[0]]),
    )
    return pulumi.CustomResource(resource.type, resource.name, inputs, options)


declared = read(Path(__file__).with_name("resources.json"))
clusters = {each.name: each for each in declared if each.type.endswith(":ManagedCluster")}
for each in declared:
    made[each.name] = declare(each, clusters)
pulumi.export("clusters", {name: made[name].id for name in clusters})
