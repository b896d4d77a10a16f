"""What a recorded resource or function answers besides its own inputs.

Only what programs read further on: a mock that merely echoed its inputs would leave out what Azure computes,
and breaks the SDK where an output has another shape than the input of the same name.
"""

import base64
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final

SUBSCRIPTION: Final = "00000000-0000-0000-0000-00000000a5b5"
TENANT: Final = "00000000-0000-0000-0000-0000000007e4"
KUBECONFIG: Final = "apiVersion: v1\nkind: Config\n"

Answer = Mapping[str, Any] | Callable[[dict[str, Any]], Mapping[str, Any]]


def _credentials(_: dict[str, Any]) -> dict[str, Any]:
    encoded = base64.b64encode(KUBECONFIG.encode()).decode()
    return {"kubeconfigs": [{"name": "clusterUser", "value": encoded}]}


def _network_id(arguments: Mapping[str, Any]) -> str:
    return (
        f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{arguments['resourceGroupName']}"
        f"/providers/Microsoft.Network/virtualNetworks/{arguments['virtualNetworkName']}"
    )


def _network(arguments: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": _network_id(arguments),
        "name": arguments["virtualNetworkName"],
        "location": "eastus",
        "addressSpace": {"addressPrefixes": ["10.224.0.0/12"]},
        "azureApiVersion": "2024-05-01",
        "etag": "etag",
        "provisioningState": "Succeeded",
        "resourceGuid": "guid",
        "type": "Microsoft.Network/virtualNetworks",
    }


def _subnet(arguments: dict[str, Any]) -> dict[str, Any]:
    name = arguments["subnetName"]
    return {
        "id": f"{_network_id(arguments)}/subnets/{name}",
        "name": name,
        "addressPrefix": "10.224.0.0/16",
        "azureApiVersion": "2024-05-01",
        "etag": "etag",
        "provisioningState": "Succeeded",
    }


def _identity(name: str, _: Mapping[str, Any]) -> dict[str, Any]:
    return {"principalId": f"{name}_principal", "clientId": f"{name}_client", "tenantId": TENANT}


CALLS: Final[Mapping[str, Answer]] = {
    "azure-native:authorization:getClientConfig": {
        "subscriptionId": SUBSCRIPTION,
        "tenantId": TENANT,
        "clientId": "client",
        "objectId": "object",
    },
    "azure-native:containerservice:listManagedClusterUserCredentials": _credentials,
    "azure-native:containerservice:listManagedClusterAdminCredentials": _credentials,
    "azure-native:managedidentity:getUserAssignedIdentity": lambda call: {
        "id": call["resourceName"],
        "name": call["resourceName"],
        "type": "Microsoft.ManagedIdentity/userAssignedIdentities",
        "location": "eastus",
        "azureApiVersion": "2023-01-31",
        **_identity(call["resourceName"], {}),
    },
    "azure-native:network:getVirtualNetwork": _network,
    "azure-native:network:getSubnet": _subnet,
    "azure-native:network:getPublicIPAddress": lambda _call: {"ipAddress": "203.0.113.4"},
    "azure-native:network:getPublicIPPrefix": lambda _call: {"ipPrefix": "203.0.113.8/30"},
}

# The input that chooses the physical name, which comes back as `name`.
_NAMED_BY: Final = {
    "azure-native:authorization:RoleAssignment": "roleAssignmentName",
    "azure-native:containerservice:AgentPool": "agentPoolName",
    "azure-native:containerservice:ManagedCluster": "resourceName",
    "azure-native:managedidentity:UserAssignedIdentity": "resourceName",
    "azure-native:network:NatGateway": "natGatewayName",
    "azure-native:network:NetworkSecurityGroup": "networkSecurityGroupName",
    "azure-native:network:PublicIPAddress": "publicIpAddressName",
    "azure-native:network:Route": "routeName",
    "azure-native:network:RouteTable": "routeTableName",
    "azure-native:network:Subnet": "subnetName",
    "azure-native:network:VirtualNetwork": "virtualNetworkName",
    "azure-native:resources:ResourceGroup": "resourceGroupName",
}


def _cluster(name: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    location = inputs.get("location", "eastus")
    answer: dict[str, Any] = {
        "fqdn": f"{name}.hcp.{location}.azmk8s.io",
        "privateFQDN": f"{name}.privatelink.{location}.azmk8s.io",
        "currentKubernetesVersion": inputs.get("kubernetesVersion", "1.35.1"),
        "nodeResourceGroup": inputs.get("nodeResourceGroup", f"MC_{name}"),
        "identityProfile": inputs.get("identityProfile")
        or {"kubeletidentity": {"clientId": f"{name}_kubelet_client", "objectId": f"{name}_kubelet"}},
        "oidcIssuerProfile": {
            **inputs.get("oidcIssuerProfile", {}),
            "issuerURL": f"https://{location}.oic.prod-aks.azure.com/{name}/",
        },
    }
    if "identity" in inputs:
        # A list of ids goes in, a map by id comes out.
        identities = inputs["identity"].get("userAssignedIdentities", [])
        answer["identity"] = {
            "type": inputs["identity"]["type"],
            "userAssignedIdentities": {
                identity: {"clientId": f"{identity}_client", "principalId": f"{identity}_principal"}
                for identity in identities
            },
        }
    return answer


_ADDED: Final[Mapping[str, Callable[[str, Mapping[str, Any]], dict[str, Any]]]] = {
    "azure-native:containerservice:ManagedCluster": _cluster,
    "azure-native:managedidentity:UserAssignedIdentity": _identity,
    "azure-native:network:PublicIPAddress": lambda _, inputs: {"ipAddress": inputs.get("ipAddress", "20.0.0.1")},
}


def outputs_of(type_: str, name: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Outputs that a resource of this type has besides its inputs."""
    added = _ADDED[type_](name, inputs) if type_ in _ADDED else {}
    if type_ in _NAMED_BY:
        added = {**added, "name": inputs.get(_NAMED_BY[type_], name)}
    return added


_NETWORK_IDS: Final = {
    "azure-native:network:NatGateway": "natGateways/{natGatewayName}",
    "azure-native:network:NetworkSecurityGroup": "networkSecurityGroups/{networkSecurityGroupName}",
    "azure-native:network:RouteTable": "routeTables/{routeTableName}",
    "azure-native:network:Subnet": "virtualNetworks/{virtualNetworkName}/subnets/{subnetName}",
    "azure-native:network:VirtualNetwork": "virtualNetworks/{virtualNetworkName}",
}
"""The ends of the ids that programs hand on to others as what is there already."""


def id_of(type_: str, name: str, inputs: Mapping[str, Any]) -> str:
    """Id that a recorded resource gets: for Azure an ARM id, because programs read the subscription out of it."""
    if type_ in _NETWORK_IDS:
        with suppress(KeyError):  # a name that Pulumi would choose
            end = _NETWORK_IDS[type_].format_map(inputs)
            group = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{inputs['resourceGroupName']}"
            return f"{group}/providers/Microsoft.Network/{end}"
    return f"/subscriptions/{SUBSCRIPTION}/{name}" if type_.startswith("azure-native:") else f"{name}_id"
