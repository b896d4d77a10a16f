"""Managed clusters and agent pools: what Azure answers, what appears beside them, what keeps them from going.

The refusals of a write are in `aks_rules`; nodes and pods are not modelled.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import uuid4

from sandbox.azure.aks_request import CLUSTER_TYPE, POOL_TYPE, AksRequest
from sandbox.azure.aks_rules import RULES
from sandbox.azure.common import exists, group_exists, parent_exists
from sandbox.azure.identity import identities_of
from sandbox.azure.ids import SUBSCRIPTION, TENANT_ID, derived, last, resource_group_of
from sandbox.azure.kind import Json, Kind, Write, as_dict, as_list, group_template
from sandbox.errors import Refusal
from sandbox.store import Subscription

API_VERSION: Final = "2025-09-01"
_MODELS: Final = "azure.mgmt.containerservice.models"
# What AKS picks when no version is asked for, and the patch of a version given as 1.34.
_DEFAULT_VERSION: Final = "1.34"
_PATCH: Final = "0"


def _full_version(asked: Any) -> str:
    version = str(asked or _DEFAULT_VERSION)
    return version if version.count(".") > 1 else f"{version}.{_PATCH}"


def _first_refusal(ask: AksRequest) -> Refusal | None:
    return next(filter(None, (rule(ask) for rule in RULES)), None)


def _cluster_rules(write: Write) -> Refusal | None:
    return _first_refusal(AksRequest.of_cluster(write))


def _pool_rules(write: Write) -> Refusal | None:
    return _first_refusal(AksRequest.of_pool(write))


def _one_system_pool(write: Write) -> Refusal | None:
    pools = as_list(write.body.get("agentPoolProfiles"))
    if any(as_dict(pool).get("mode") == "System" for pool in pools):
        return None
    return Refusal("InvalidParameter", "agentPoolProfiles: there must be at least one system pool (mode System).")


def _no_new_inline_pool(write: Write) -> Refusal | None:
    if write.old is None:
        return None
    before = {pool.get("name") for pool in as_list(write.old.get("agentPoolProfiles"))}
    before |= {last(record["id"]) for record in write.view.below(write.id)}
    added = [pool["name"] for pool in as_list(write.body.get("agentPoolProfiles")) if pool["name"] not in before]
    if not added:
        return None
    return Refusal(
        "BadRequest",
        f"A new agent pool was introduced ({', '.join(added)}). Adding agent pools to an existing cluster is not "
        "allowed through managed cluster operations. For agent pool specific change, please use per agent pool "
        "operations.",
    )


_FIXED_IN_POOL: Final = ("vmSize", "vnetSubnetID", "podSubnetID", "podIPAllocationMode", "maxPods", "osType")


def _pool_unchanged(write: Write) -> Refusal | None:
    for name in _FIXED_IN_POOL:
        if write.old is not None and write.old.get(name) != write.body.get(name):
            return Refusal("PropertyChangeNotAllowed", f"Changing property 'properties.{name}' is not allowed.")
    return None


def _inline_pools_unchanged(write: Write) -> Refusal | None:
    """The same holds for the pools inside a cluster."""
    before = {pool.get("name"): pool for pool in as_list((write.old or {}).get("agentPoolProfiles"))}
    for pool in as_list(write.body.get("agentPoolProfiles")):
        old = before.get(pool.get("name"))
        for name in _FIXED_IN_POOL:
            if old is not None and old.get(name) != pool.get(name):
                return Refusal(
                    "PropertyChangeNotAllowed",
                    f"Changing property 'agentPoolProfiles[{pool.get('name')}].{name}' is not allowed.",
                )
    return None


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


def node_group_of(arm_id: str, body: Json) -> str:
    """Return the name of the resource group that AKS makes for the nodes."""
    named = body.get("nodeResourceGroup")
    return str(named or f"MC_{resource_group_of(arm_id)}_{last(arm_id)}_{body.get('location')}")


def _node_group_free(write: Write) -> Refusal | None:
    group = node_group_of(write.id, write.body)
    if write.old is not None or not exists(write.view, f"{SUBSCRIPTION}/resourceGroups/{group}"):
        return None
    return Refusal(
        "NodeResourceGroupAlreadyExists",
        f"The node resource group '{group}' already exists; AKS must create it itself.",
    )


def _node_group(_view: Subscription, arm_id: str, body: Json) -> list[Json]:
    name = node_group_of(arm_id, body)
    inputs = {"resourceGroupName": name, "location": body.get("location"), "managedBy": arm_id}
    return [
        {
            "id": f"{SUBSCRIPTION}/resourceGroups/{name}",
            "type": "Microsoft.Resources/resourceGroups",
            "inputs": inputs,
            "outputs": inputs,
        }
    ]


def _pool_outputs(pool: Json, version: Any) -> Json:
    return {
        "count": pool.get("minCount", 1),
        "osType": "Linux",
        "type": "VirtualMachineScaleSets",
        **pool,
        "currentOrchestratorVersion": _full_version(pool.get("orchestratorVersion") or version),
        "nodeImageVersion": "AKSUbuntu-2204gen2containerd-202610.12.0",
        "powerState": {"code": "Running"},
        "provisioningState": "Succeeded",
    }


def fqdn_of(arm_id: str, body: Json) -> str:
    """Return the host name of the API server."""
    prefix = body.get("dnsPrefix") or body.get("fqdnSubdomain") or last(arm_id)
    return f"{prefix}-{derived(arm_id, 'dns')[:8]}.hcp.{body.get('location')}.azmk8s.io"


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


def _cluster_outputs(view: Subscription, arm_id: str, body: Json) -> Json:
    group = node_group_of(arm_id, body)
    kubelet_type = "Microsoft.ManagedIdentity/userAssignedIdentities"
    kubelet_id = f"{SUBSCRIPTION}/resourceGroups/{group}/providers/{kubelet_type}/{last(arm_id)}-agentpool"
    issuer = as_dict(body.get("oidcIssuerProfile"))
    if issuer.get("enabled"):
        tenant_path = f"{TENANT_ID}/{derived(arm_id, 'oidc')}"
        issuer = {**issuer, "issuerURL": f"https://{body.get('location')}.oic.prod-aks.azure.com/{tenant_path}/"}
    private = as_dict(body.get("apiServerAccessProfile")).get("enablePrivateCluster")
    return {
        "provisioningState": "Succeeded",
        "powerState": {"code": "Running"},
        "currentKubernetesVersion": _full_version(body.get("kubernetesVersion")),
        "nodeResourceGroup": group,
        "fqdn": fqdn_of(arm_id, body),
        **({"privateFQDN": fqdn_of(arm_id, body).replace(".hcp.", ".private.")} if private else {}),
        "agentPoolProfiles": [
            _pool_outputs(pool, body.get("kubernetesVersion")) for pool in as_list(body.get("agentPoolProfiles"))
        ],
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


def _incarnation(view: Subscription, arm_id: str) -> str:
    """Tell a cluster from one that bore the same id before: Azure's resourceUID is new with every creation."""
    outputs = as_dict((view.get(arm_id) or {}).get("outputs"))
    return str(outputs.get("resourceUID") or uuid4())


def _agent_pool_outputs(view: Subscription, arm_id: str, body: Json) -> Json:
    cluster = view.get(arm_id.rsplit("/", 2)[0]) or {}
    answer = _pool_outputs(body, as_dict(cluster.get("inputs")).get("kubernetesVersion"))
    # On the stand-alone resource `type` is the ARM type, as on every resource.
    return {key: value for key, value in answer.items() if key != "type"}


_PROFILE_REPLACES: Final = (
    "networkPlugin",
    "networkPluginMode",
    "networkDataplane",
    "networkPolicy",
    "networkMode",
    "outboundType",
    "podCidr",
    "serviceCidr",
    "serviceCidrs",
    "dnsServiceIP",
    "nodePublicIPTags",
)
MANAGED_CLUSTER = Kind(
    token="azure-native:containerservice:ManagedCluster",  # noqa: S106 - a type token
    arm_type=CLUSTER_TYPE,
    api_version=API_VERSION,
    body=(_MODELS, "ManagedCluster"),
    id_template=group_template(f"{CLUSTER_TYPE}/{{resourceName}}"),
    replace_on=(
        "location",
        "dnsPrefix",
        "fqdnSubdomain",
        "nodeResourceGroup",
        "diskEncryptionSetID",
        "linuxProfile",
        "windowsProfile",
        *(f"networkProfile.{name}" for name in _PROFILE_REPLACES),
    ),
    writes=(
        group_exists,
        _one_system_pool,
        _no_new_inline_pool,
        _inline_pools_unchanged,
        _node_group_free,
        _cluster_rules,
    ),
    deletes=(_no_front_end_left,),
    outputs=_cluster_outputs,
    beside=_node_group,
)
AGENT_POOL = Kind(
    token="azure-native:containerservice:AgentPool",  # noqa: S106 - a type token
    arm_type=POOL_TYPE,
    api_version=API_VERSION,
    body=(_MODELS, "AgentPool"),
    id_template=group_template(f"{CLUSTER_TYPE}/{{resourceName}}/agentPools/{{agentPoolName}}"),
    replace_on=("vmSize", "gpuInstanceProfile", "networkProfile.nodePublicIPTags"),
    located=False,
    writes=(group_exists, parent_exists, _pool_unchanged, _pool_rules),
    outputs=_agent_pool_outputs,
)
KINDS = (MANAGED_CLUSTER, AGENT_POOL)
