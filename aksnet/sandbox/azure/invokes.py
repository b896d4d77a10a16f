"""The function calls of azure-native that the sandbox answers; every other is refused by name."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Final

from aksnet.arm.values import Json, as_dict
from aksnet.sandbox import kubeconfig
from aksnet.sandbox.azure.cluster_credentials import authority_of, server_of
from aksnet.sandbox.azure.groups import RESOURCE_GROUP
from aksnet.sandbox.azure.identity import USER_ASSIGNED_IDENTITY
from aksnet.sandbox.azure.made_up import CLIENT_ID, SUBSCRIPTION_ID, TENANT_ID, USER_OBJECT_ID, derived
from aksnet.sandbox.azure.managed_clusters import MANAGED_CLUSTER
from aksnet.sandbox.azure.nat_and_addresses import PUBLIC_IP, PUBLIC_PREFIX
from aksnet.sandbox.azure.resource_reading import seen
from aksnet.sandbox.azure.resource_type import SimulatedType
from aksnet.sandbox.azure.shared_refusals import not_found
from aksnet.sandbox.azure.virtual_networks import SUBNET, VIRTUAL_NETWORK
from aksnet.sandbox.sandbox_errors import Refusal
from aksnet.sandbox.store import Subscription


def _client_config(_view: Subscription, _arguments: Json) -> Json:
    return {
        "clientId": CLIENT_ID,
        "objectId": USER_OBJECT_ID,
        "subscriptionId": SUBSCRIPTION_ID,
        "tenantId": TENANT_ID,
    }


def _find(view: Subscription, kind: SimulatedType, arguments: Json) -> Json:
    missing = [name for name in kind.arm.parameters if not arguments.get(name)]
    if missing:
        raise Refusal("InvalidArgument", f"the call needs {', '.join(missing)}")
    arm_id = kind.id_of(arguments)
    record = view.get(arm_id)
    if record is None:
        raise not_found(arm_id)
    return record


def _get(kind: SimulatedType) -> Callable[[Subscription, Json], Json]:
    def answer(view: Subscription, arguments: Json) -> Json:
        return seen(view, kind, _find(view, kind, arguments))

    return answer


def _logins(cluster: Json, arguments: Json) -> kubeconfig.Logins | None:
    """Return how users of Entra ID log in, of a cluster that has them."""
    profile = as_dict(cluster.get("aadProfile"))
    if not profile.get("managed"):
        return None
    return kubeconfig.Logins(tenant=str(profile.get("tenantID") or TENANT_ID), plugin=arguments.get("format") == "exec")


def _credentials(*, admin: bool) -> Callable[[Subscription, Json], Json]:
    def answer(view: Subscription, arguments: Json) -> Json:
        record = _find(view, MANAGED_CLUSTER, arguments)
        inputs = record["inputs"]
        if admin and inputs.get("disableLocalAccounts"):
            raise Refusal(
                "BadRequest",
                "Getting static credential is not allowed because this cluster is set to disable local accounts.",
            )
        text = kubeconfig.write(
            arm_id=record["id"],
            name=str(inputs["resourceName"]),
            group=str(inputs["resourceGroupName"]),
            server=server_of(record),
            authority=authority_of(record),
            token=derived(record["id"], "admin-token" if admin else "user-token").replace("-", ""),
            admin=admin,
            logins=None if admin else _logins(inputs, arguments),
        )
        encoded = base64.b64encode(text.encode()).decode()
        return {"kubeconfigs": [{"name": "clusterAdmin" if admin else "clusterUser", "value": encoded}]}

    return answer


INVOKES: Final[dict[str, Callable[[Subscription, Json], Json]]] = {
    "azure-native:authorization:getClientConfig": _client_config,
    "azure-native:containerservice:listManagedClusterUserCredentials": _credentials(admin=False),
    "azure-native:containerservice:listManagedClusterAdminCredentials": _credentials(admin=True),
    "azure-native:managedidentity:getUserAssignedIdentity": _get(USER_ASSIGNED_IDENTITY),
    "azure-native:network:getVirtualNetwork": _get(VIRTUAL_NETWORK),
    "azure-native:network:getSubnet": _get(SUBNET),
    "azure-native:network:getPublicIPAddress": _get(PUBLIC_IP),
    "azure-native:network:getPublicIPPrefix": _get(PUBLIC_PREFIX),
    "azure-native:resources:getResourceGroup": _get(RESOURCE_GROUP),
}
