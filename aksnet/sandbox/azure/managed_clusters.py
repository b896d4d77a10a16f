"""Managed clusters and agent pools: what Azure answers, what appears beside them, what keeps them from going.

The refusals of a write are in `aks_rules`, machines and the node resource group in `scale_sets` and `node_group`.
"""

from __future__ import annotations

from typing import Final
from uuid import uuid4

from aksnet.arm import catalogue
from aksnet.arm.ids import PUBLIC_IP_TYPE, last, parent_of, region
from aksnet.arm.values import Json, as_dict, as_list
from aksnet.sandbox.azure.agent_pools import filled
from aksnet.sandbox.azure.aks_request import AksRequest
from aksnet.sandbox.azure.aks_rules import first_refusal
from aksnet.sandbox.azure.children import merged
from aksnet.sandbox.azure.defaults import cluster_defaults
from aksnet.sandbox.azure.identity import identities_of
from aksnet.sandbox.azure.kubernetes_calendar import full_version, minor_of, text_of
from aksnet.sandbox.azure.made_up import SUBSCRIPTION, TENANT_ID, derived
from aksnet.sandbox.azure.node_group import (
    kubelet_identity_id,
    node_group_id,
    node_group_of,
    remove_cluster,
    remove_pool,
    write_cluster,
    write_pools,
)
from aksnet.sandbox.azure.resource_type import SimulatedType, Write
from aksnet.sandbox.azure.scale_sets import pools_of, sets_of
from aksnet.sandbox.azure.shared_refusals import exists, group_exists, parent_exists
from aksnet.sandbox.sandbox_errors import Refusal
from aksnet.sandbox.store import Subscription

_MODELS: Final = "azure.mgmt.containerservice.models"
_WINDOWS: Final[Json] = {"windowsProfile": {"adminUsername": "azureuser", "enableCSIProxy": True}}
# What AKS alone writes into a pool.
_OF_AKS: Final = ("currentOrchestratorVersion", "nodeImageVersion", "powerState", "provisioningState")


def _cluster_rules(write: Write) -> Refusal | None:
    return first_refusal(AksRequest.of_cluster(write))


def _pool_rules(write: Write) -> Refusal | None:
    return first_refusal(AksRequest.of_pool(write))


def _last_system_pool(write: Write) -> Refusal | None:
    """https://learn.microsoft.com/azure/aks/use-system-pools#system-and-user-node-pools."""
    others = [pool for pool in pools_of(write.view, parent_of(write.id)) if pool["name"] != write.name]
    if write.body.get("mode") != "System" or any(pool.get("mode") == "System" for pool in others):
        return None
    return Refusal("OperationNotAllowed", f"There has to be at least one system agent pool ({write.name} is the last).")


def _no_front_end_left(write: Write) -> Refusal | None:
    """A Service of type LoadBalancer has a front end in Azure, which a deleted cluster leaves behind."""
    left = sorted(
        key
        for key, record in write.view.cluster_objects(write.id).items()
        if record["kind"] == "Service" and as_dict(record["inputs"].get("spec")).get("type") == "LoadBalancer"
    )
    if not left:
        return None
    names = ", ".join(key.split("|")[-1] for key in left)
    return Refusal(
        "LoadBalancerServicesLeft",
        f"The managed cluster '{write.name}' still has Services of type LoadBalancer ({names}). Deleted now, it "
        "would leave their front ends and addresses behind: delete the Services before the cluster.",
    )


def _node_group_free(write: Write) -> Refusal | None:
    group = node_group_of(write.id, write.body)
    if write.old is not None or not exists(write.view, f"{SUBSCRIPTION}/resourceGroups/{group}"):
        return None
    return Refusal(
        "NodeResourceGroupAlreadyExists",
        f"The node resource group '{group}' already exists; AKS must create it itself.",
    )


def fqdn_of(arm_id: str, body: Json) -> str:
    """Return the host name of the API server."""
    prefix = body.get("dnsPrefix") or body.get("fqdnSubdomain") or last(arm_id)
    return f"{prefix}-{derived(arm_id, 'dns')[:8]}.hcp.{region(body.get('location'))}.azmk8s.io"


def _identity(arm_id: str, body: Json) -> Json:
    """The input lists identity ids; the output maps each to its ids, as ARM returns it."""
    sent = as_dict(body.get("identity"))
    answer: Json = {"type": sent.get("type", "SystemAssigned"), "tenantId": TENANT_ID}
    if sent.get("type") == "UserAssigned":
        answer["userAssignedIdentities"] = {
            identity: {"clientId": derived(identity, "client"), "principalId": derived(identity, "principal")}
            for identity in identities_of({"identity": sent})
        }
    else:
        answer["principalId"] = derived(arm_id, "principal")
    return answer


def _version(view: Subscription, arm_id: str, body: Json) -> str:
    """Return the version that the control plane runs: what is asked for, or what it had."""
    ran = as_dict((view.get(arm_id) or {}).get("outputs")).get("currentKubernetesVersion")
    return full_version(body.get("kubernetesVersion"), ran, view.now.date())


def _private_name(arm_id: str, body: Json, access: Json) -> str:
    """Return the name of a private API server; with a subdomain it is that one in the zone of the user's."""
    if body.get("fqdnSubdomain"):
        return f"{body['fqdnSubdomain']}.{last(str(access.get('privateDNSZone')))}"
    return fqdn_of(arm_id, body).replace(".hcp.", ".private.")


def _cluster_outputs(view: Subscription, arm_id: str, body: Json) -> Json:
    version = _version(view, arm_id, body)
    kubelet_id = kubelet_identity_id({"id": arm_id, "inputs": body})
    issuer = as_dict(body.get("oidcIssuerProfile"))
    if issuer.get("enabled"):
        tenant_path = f"{TENANT_ID}/{derived(arm_id, 'oidc')}"
        issuer = {
            **issuer,
            "issuerURL": f"https://{region(body.get('location'))}.oic.prod-aks.azure.com/{tenant_path}/",
        }
    access = as_dict(body.get("apiServerAccessProfile"))
    private = access.get("enablePrivateCluster")
    return {
        "provisioningState": "Succeeded",
        "powerState": {"code": "Running"},
        "kubernetesVersion": body.get("kubernetesVersion") or text_of(minor_of(version)),
        "currentKubernetesVersion": version,
        "nodeResourceGroup": node_group_of(arm_id, body),
        "fqdn": fqdn_of(arm_id, body),
        **({"privateFQDN": _private_name(arm_id, body, access)} if private else {}),
        "agentPoolProfiles": [
            _pool_outputs(view, arm_id, body, pool) for pool in as_list(body.get("agentPoolProfiles"))
        ],
        "networkProfile": _network_profile(view, arm_id, body),
        **_windows_profile(view, arm_id, body),
        "identity": _identity(arm_id, body),
        "identityProfile": as_dict(body.get("identityProfile"))
        or {
            "kubeletidentity": {
                "resourceId": kubelet_id,
                "clientId": derived(kubelet_id, "client"),
                "objectId": derived(kubelet_id, "principal"),
            }
        },
        **({"oidcIssuerProfile": issuer} if issuer else {}),
        "servicePrincipalProfile": {"clientId": "msi"},
        "maxAgentPools": 100,
        "resourceUID": _incarnation(view, arm_id),
    }


def _network_profile(view: Subscription, arm_id: str, body: Json) -> Json:
    sent = as_dict(body.get("networkProfile"))
    profile = merged(cluster_defaults(arm_id, body)["networkProfile"], sent)
    group = node_group_id({"id": arm_id, "inputs": body})
    # By id: in the order of the records they would depend on whether an earlier run was cut.
    addresses = [{"id": each} for each in sorted(r["id"] for r in view.below(group) if r["type"] == PUBLIC_IP_TYPE)]
    addresses = addresses or as_list(
        as_dict(as_dict(sent.get("loadBalancerProfile")).get("outboundIPs")).get("publicIPs")
    )
    for name in ("loadBalancerProfile", "natGatewayProfile"):
        if name in profile and addresses:
            profile[name] = {**profile[name], "effectiveOutboundIPs": addresses}
    # This API version does not give the pod range of a cluster without a plugin back.
    # https://github.com/Azure/AKS/blob/master/CHANGELOG.md, release 2026-01-04
    unseen = ("podCidr", "podCidrs") if sent.get("networkPlugin") == "none" else ()
    return {key: value for key, value in profile.items() if key not in unseen}


# https://github.com/Azure/AKS/issues/1545 and https://github.com/Azure/AKS/issues/2101
def _windows_profile(view: Subscription, arm_id: str, body: Json) -> Json:
    """AKS fills a profile in as it makes a cluster with its own CNI; one that was made without gets none later."""
    there = view.get(arm_id)
    plugin = as_dict(body.get("networkProfile")).get("networkPlugin") or "azure"
    filled = _WINDOWS if there is None and plugin == "azure" else as_dict(as_dict(there).get("outputs"))
    profile = {**as_dict(filled.get("windowsProfile")), **as_dict(body.get("windowsProfile"))}
    return {"windowsProfile": profile} if profile else {}


def _incarnation(view: Subscription, arm_id: str) -> str:
    """Return what no other cluster of this id has had: Azure's resourceUID is new with every creation."""
    outputs = as_dict((view.get(arm_id) or {}).get("outputs"))
    return str(outputs.get("resourceUID") or uuid4())


def _pool_outputs(view: Subscription, cluster_id: str, cluster: Json, pool: Json) -> Json:
    """The count is that of the scale set: the autoscaler changes it behind the body."""
    there = as_dict((sets_of(view, cluster_id).get(str(pool.get("name"))) or {}).get("inputs"))
    plane = _version(view, cluster_id, cluster)
    answer = filled(cluster, pool, plane, there.get("profile"), view.now.date())
    return {**answer, "count": there["sku"]["capacity"]} if there else answer


def _agent_pool_outputs(view: Subscription, arm_id: str, body: Json) -> Json:
    cluster = as_dict((view.get(parent_of(arm_id)) or {}).get("inputs"))
    answer = _pool_outputs(view, parent_of(arm_id), cluster, _named(arm_id, body))
    # On the stand-alone resource `type` is the ARM type, as on every resource, and path parameters are no properties.
    left_out = {"type", "name", *AGENT_POOL.arm.parameters}
    return {key: value for key, value in answer.items() if key not in left_out}


def _named(arm_id: str, inputs: Json) -> Json:
    return {**AGENT_POOL.arm.body_of(inputs), "name": last(arm_id)}


def _after_cluster(view: Subscription, record: Json) -> None:
    write_cluster(view, record, as_list(record["inputs"].get("agentPoolProfiles")))


def _after_pool(view: Subscription, record: Json) -> None:
    cluster = view.get(parent_of(record["id"]))
    if cluster is not None:
        write_pools(view, cluster, [_named(record["id"], record["inputs"])])


def _pool_gone(view: Subscription, record: Json) -> None:
    remove_pool(view, parent_of(record["id"]), last(record["id"]))


def _implied_pool(view: Subscription, arm_id: str) -> Json | None:
    """A pool that a request of its cluster made is a resource of its own as well."""
    there = sets_of(view, parent_of(arm_id)).get(last(arm_id))
    if there is None:
        return None
    sent = {key: value for key, value in there["inputs"]["profile"].items() if key not in ("name", *_OF_AKS)}
    inputs = {**AGENT_POOL.arm.parameters_of(there["inputs"]["cluster"] + f"/agentPools/{last(arm_id)}"), **sent}
    record = {"id": arm_id, "type": AGENT_POOL.arm.name, "inputs": inputs, "outputs": {}}
    return {**record, "outputs": _agent_pool_outputs(view, arm_id, inputs)}


def _networks(*pools: Json) -> frozenset[str]:
    """Return the virtual networks that pools have nodes or pods in; AKS's own has no other taker."""
    subnets = (str(pool.get(key) or "") for pool in pools for key in ("vnetSubnetID", "podSubnetID"))
    return frozenset(parent_of(subnet) for subnet in subnets if subnet)


MANAGED_CLUSTER = SimulatedType(
    arm=catalogue.MANAGED_CLUSTER,
    body=(_MODELS, "ManagedCluster"),
    writes=(group_exists, _node_group_free, _cluster_rules),
    deletes=(_no_front_end_left,),
    outputs=_cluster_outputs,
    defaults=cluster_defaults,
    after=_after_cluster,
    gone=remove_cluster,
    claims=lambda inputs: _networks(*map(as_dict, as_list(inputs.get("agentPoolProfiles")))),
)
AGENT_POOL = SimulatedType(
    arm=catalogue.AGENT_POOL,
    body=(_MODELS, "AgentPool"),
    writes=(group_exists, parent_exists, _pool_rules),
    deletes=(_last_system_pool,),
    outputs=_agent_pool_outputs,
    after=_after_pool,
    gone=_pool_gone,
    claims=_networks,
    implied=_implied_pool,
)
KINDS = (MANAGED_CLUSTER, AGENT_POOL)
