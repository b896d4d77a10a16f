"""What is promised: read from a stack's outputs, or from what the command line says."""

from __future__ import annotations

from copy import deepcopy
from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from aksnet.azure.axes import Outbound
from aksnet.azure.modes import MODES
from aksnet.errors import UsageError
from aksnet.verify.expected import DeclaredSubnet, Expected, Grant, Pool, Sample, of_options, of_outputs
from aksnet.verify.features import Features, PoolFeatures
from aksnet.verify.verify_errors import VerifyError

CLUSTER: dict[str, Any] = {
    "mode": "kubenet",
    "networkPolicy": "calico",
    "nodeRanges": ["10.220.1.0/24"],
    "podRanges": ["10.100.0.0/16"],
    "serviceRanges": ["10.200.0.0/16"],
    "dnsServiceIp": "10.200.0.10",
    "outboundType": "loadBalancer",
    "egressRanges": {"out": "20.1.2.3/32"},
    "privateDnsZone": None,
    "publicFqdn": None,
    "apiServerSubnetId": None,
    "pools": {
        "nodepool1": {
            "minCount": 3,
            "maxCount": 5,
            "osType": "Linux",
            "maxPods": 110,
            "kubernetesVersion": "1.34",
            "localDns": "Required",
            "disableOutboundNat": False,
            "gatewayPrefix": 30,
        }
    },
    "subnetIds": {"kubenet": "/s/kubenet"},
    "clusterId": "/c",
    "nodeResourceGroup": "nodes",
    "identityPrincipalId": "p",
    "kubeletPrincipalId": "k",
    "features": {
        "identityId": "/I",
        "kubeletIdentityId": "/K",
        "entra": True,
        "azureRbac": False,
        "adminGroups": ["G"],
        "localAccounts": False,
        "observability": True,
        "networkSecurity": "L7",
        "nodeProvisioning": False,
        "staticEgressGateway": True,
    },
    "roleAssignments": [{"role": "Network Contributor", "roleId": "4d97", "scope": "/s/kubenet"}],
    "kubeletRoleAssignments": [{"role": "AcrPull", "roleId": "7f95", "scope": "/r"}],
    "routeTableIds": ["/t"],
    "workloads": [
        {
            "kind": "nginx",
            "name": "nginx",
            "namespace": "default",
            "replicas": 3,
            "spread": "required",
            "serviceType": None,
            "internal": False,
            "internalSubnet": None,
            "message": None,
        }
    ],
}
OUTPUTS: dict[str, Any] = {
    "network": {
        "subnetRanges": {"kubenet": ["10.220.1.0/24"], "services": ["10.220.3.0/24"]},
        "vnetId": "/v",
        "dnsServers": [],
        "peeringIds": {"hub": "/p"},
        "createdSubnets": {
            "services": {
                "id": "/s/services",
                "routeTableId": "/t",
                "natGatewayId": None,
                "networkSecurityGroupId": None,
                "serviceEndpoints": ["Microsoft.Sql"],
                "delegation": None,
                "defaultOutboundAccess": None,
                "privateEndpointNetworkPolicies": "Enabled",
                "privateLinkServiceNetworkPolicies": None,
            }
        },
    },
    "clusters": {"lab": CLUSTER},
}


def test_every_output_is_read() -> None:
    assert of_outputs(OUTPUTS, None)[0] == Expected(
        declared=True,
        cluster="lab",
        mode=MODES["kubenet"],
        policy="calico",
        node_ranges=(ip_network("10.220.1.0/24"),),
        pod_ranges=(ip_network("10.100.0.0/16"),),
        service_ranges=(ip_network("10.200.0.0/16"),),
        dns_service_ip=ip_address("10.200.0.10"),
        outbound=Outbound.LOAD_BALANCER,
        egress_ranges=(ip_network("20.1.2.3/32"),),
        pools={
            "nodepool1": Pool(
                least=3,
                most=5,
                os="Linux",
                max_pods=110,
                version="1.34",
                features=PoolFeatures(local_dns="Required", outbound_nat=True, gateway_prefix=30),
            )
        },
        subnet_ranges={"kubenet": (ip_network("10.220.1.0/24"),), "services": (ip_network("10.220.3.0/24"),)},
        subnet_ids={"kubenet": "/s/kubenet"},
        cluster_id="/c",
        node_resource_group="nodes",
        principal_id="p",
        grants=(Grant(role_id="4d97", scope="/s/kubenet"),),
        kubelet_principal_id="k",
        kubelet_grants=(Grant(role_id="7f95", scope="/r"),),
        features=Features(
            identity_id="/i",
            kubelet_identity_id="/k",
            entra=True,
            azure_rbac=False,
            admin_groups=frozenset({"g"}),
            local_accounts=False,
            observability=True,
            network_security="L7",
            node_provisioning=False,
            static_egress_gateway=True,
        ),
        route_table_ids=("/t",),
        created_subnets=(
            DeclaredSubnet(
                id="/s/services",
                route_table="/t",
                nat_gateway=None,
                security_group=None,
                service_endpoints=frozenset({"Microsoft.Sql"}),
                delegation=None,
                default_outbound_access=None,
                private_endpoint_policies="Enabled",
                private_link_policies=None,
            ),
        ),
        vnet_id="/v",
        dns_servers=frozenset(),
        peering_ids=("/p",),
        samples=(
            Sample(
                kind="nginx",
                name="nginx",
                namespace="default",
                replicas=3,
                spread="required",
                service="None",
                internal_subnet="",
            ),
        ),
    )


@pytest.mark.parametrize(
    ("used", "ranges", "complete"),
    [
        (["own"], {"own": ["10.1.0.0/24"], "other": []}, True),
        (["own", "existing"], {"own": ["10.1.0.0/24"], "existing": []}, False),
        (["existing"], {}, False),
    ],
)
def test_ranges_are_complete_where_that_of_every_used_subnet_is_known(
    used: list[str], ranges: dict[str, list[str]], complete: bool
) -> None:
    cluster = {**CLUSTER, "subnetIds": {name: f"/s/{name}" for name in used}}
    (found,) = of_outputs(
        {
            "network": {
                "subnetRanges": ranges,
                "createdSubnets": {},
                "vnetId": "",
                "dnsServers": None,
                "peeringIds": {},
            },
            "clusters": {"lab": cluster},
        },
        None,
    )
    assert found.ranges_complete is complete


@pytest.mark.parametrize("text", ["10.0.0.0/32", "10.0.0.0/30", "fd00::/128"])
def test_a_service_range_that_holds_no_services_is_one_message(text: str) -> None:
    with pytest.raises(VerifyError) as fault:
        of_options(service_ranges=["10.0.0.0/29", text])
    assert str(fault.value) == (
        f"--service-range: {text} is too small for Services: Kubernetes needs 8 addresses. "
        "Give the cluster's serviceCidr, such as 10.0.0.0/16."
    )


def test_all_clusters_are_read_or_the_named_one() -> None:
    several = {**OUTPUTS, "clusters": {"b": CLUSTER, "a": {**CLUSTER, "mode": "overlay"}}}
    assert [each.mode for each in of_outputs(several, "a")] == [MODES["overlay"]]
    assert [each.cluster for each in of_outputs(several)] == list(several["clusters"])
    with pytest.raises(UsageError) as fault:
        of_outputs(several, "c")
    assert str(fault.value) == "The stack has no cluster 'c'. It has: a, b."


@pytest.mark.parametrize("outputs", [{}, {"clusters": {}}, {"clusters": "gone"}])
def test_a_stack_without_clusters_is_one_message(outputs: dict[str, Any]) -> None:
    with pytest.raises(VerifyError, match=r"^The stack has no output clusters: "):
        of_outputs(outputs, None)


@pytest.mark.parametrize("key", sorted(CLUSTER))
def test_outputs_of_another_version_are_one_message(key: str) -> None:
    older = deepcopy(OUTPUTS)
    del older["clusters"]["lab"][key]
    with pytest.raises(VerifyError) as fault:
        of_outputs(older, None)
    assert str(fault.value) == (
        f"The outputs of the stack are of another version of this program (clusters.lab: KeyError('{key}')). "
        "Run up once more."
    )


def test_the_command_line_promises_what_it_says_and_no_more() -> None:
    assert of_options() == Expected()
    assert of_options(
        mode="overlay-dual-stack",
        policy="none",
        node_ranges=["10.224.0.0/16"],
        pod_ranges=["10.244.0.0/16", "fd12::/64"],
        service_ranges=["10.0.0.0/16"],
        dns_service_ip="10.0.0.10",
    ) == Expected(
        mode=MODES["overlay-dual-stack"],
        policy="none",
        node_ranges=(ip_network("10.224.0.0/16"),),
        pod_ranges=(ip_network("10.244.0.0/16"), ip_network("fd12::/64")),
        service_ranges=(ip_network("10.0.0.0/16"),),
        dns_service_ip=ip_address("10.0.0.10"),
    )
