"""Networks as public production repositories have them: each is planned whole, without a problem."""

from typing import Any

import pytest

from aksnet.azure.axes import EndpointPolicies, IpFamily, OsType, Policy, RoleTarget
from aksnet.plan.records import StackPlan
from aksnet.settings.problems import Problem
from tests.plan.support import NAT_ID, PREFIX_ID, TABLE_ID, VNET_ID, ZONE_ID, Raw, plan, problems

DNS = ["10.0.1.4", "10.0.1.5"]
HUB: Raw = {"id": VNET_ID, "ranges": ["10.0.0.0/20"]}
SHAPES: dict[str, Raw] = {
    "hub and spoke, private, with DNS servers and a zone of the hub": {
        "network": {"addressSpace": ["10.8.0.0/20"], "dnsServers": DNS, "peerings": {"hub": HUB}},
        "clusters": {
            "spoke": {
                "privateCluster": True,
                "privateDnsZone": ZONE_ID,
                "publicFqdn": False,
                "serviceCidr": "172.20.0.0/20",
                "nodeSubnet": {"prefix": "10.8.0.0/22", "routeTableId": TABLE_ID, "defaultOutboundAccess": False},
                "outbound": "userDefinedRouting",
            }
        },
    },
    "four node subnets with service endpoints and a NAT gateway of two addresses": {
        "network": {"addressSpace": ["10.8.0.0/16"]},
        "clusters": {
            "web": {
                "outbound": {"type": "userAssignedNATGateway", "natGateway": {"publicIps": 2}},
                "nodePools": {
                    name: {
                        "mode": "System" if name == "system" else "User",
                        "nodeSubnet": {
                            "prefix": f"10.8.{number}.0/24",
                            "serviceEndpoints": ["Microsoft.Storage", "Microsoft.Sql", "Microsoft.KeyVault"],
                        },
                    }
                    for number, name in enumerate(("system", "web", "batch", "data"))
                },
            }
        },
    },
    "dual stack behind load balancer prefixes of both families": {
        "network": {"addressSpace": ["10.8.0.0/16", "fd00:8::/48"]},
        "clusters": {
            "both": {
                "mode": "overlay-dual-stack",
                "nodeSubnet": {"prefix": "10.8.0.0/22", "ipv6Prefix": "fd00:8::/64"},
                "outbound": {
                    "type": "loadBalancer",
                    "loadBalancer": {"publicIpPrefixIds": [PREFIX_ID, f"{PREFIX_ID}-v6"], "allocatedPorts": 1024},
                },
            }
        },
    },
    "Windows beside Linux on arm64": {
        "clusters": {
            "mixed": {
                "mode": "overlay",
                "nodePools": {
                    "system": {"mode": "System", "vmSize": "Standard_D4ps_v6"},
                    "arm": {"vmSize": "Standard_D8pds_v6", "minCount": 2, "maxCount": 20},
                    "win": {"osType": "Windows", "osSku": "Windows2022", "vmSize": "Standard_D4ds_v5"},
                },
                "kubernetesVersion": "1.36",
            }
        },
    },
    "kubenet in a /8 with Calico": {
        "network": {"addressSpace": ["10.0.0.0/8"]},
        "clusters": {
            "old": {
                "mode": "kubenet",
                "networkPolicy": "calico",
                "nodeSubnet": {"prefix": "10.240.0.0/16"},
                "podCidr": "172.16.0.0/14",
                "serviceCidr": "172.20.0.0/20",
            }
        },
    },
    "a database beside the cluster, in a subnet of its own": {
        "network": {
            "addressSpace": ["10.8.0.0/16"],
            "subnets": {
                "postgres": {
                    "prefix": "10.8.8.0/28",
                    "delegation": "Microsoft.DBforPostgreSQL/flexibleServers",
                    "privateEndpointNetworkPolicies": "Enabled",
                },
                "gateways": {"prefix": "10.8.9.0/24", "delegation": "Microsoft.ServiceNetworking/trafficControllers"},
            },
        },
        "clusters": {
            "app": {
                "nodeSubnet": {"prefix": "10.8.0.0/22", "natGatewayId": NAT_ID},
                "outbound": "userAssignedNATGateway",
            }
        },
    },
}


@pytest.mark.parametrize("raw", SHAPES.values(), ids=SHAPES)
def test_a_network_of_a_production_repository_is_planned_without_a_problem(raw: Raw) -> None:
    found: list[Problem] = problems(raw)
    assert found == []


def _plan(shape: str) -> StackPlan:
    [raw] = [raw for name, raw in SHAPES.items() if name.startswith(shape)]
    return plan(raw)


def test_a_spoke_carries_the_hubs_table_and_may_write_into_the_hubs_zone() -> None:
    found = _plan("hub")
    [cluster] = found.clusters
    assert (found.network.route_tables, found.network.dns_servers) == ({}, ("10.0.1.4", "10.0.1.5"))
    assert {(role.target, role.target_name) for role in cluster.roles} == {
        (RoleTarget.VNET, "dev-vnet"),
        (RoleTarget.ROUTE_TABLE, TABLE_ID),
        (RoleTarget.DNS_ZONE, ZONE_ID),
    }


def test_every_one_of_four_subnets_has_its_endpoints_and_the_one_gateway() -> None:
    found = _plan("four").network
    carried = {(subnet.nat_gateway, len(subnet.service_endpoints)) for subnet in found.subnets.values()}
    assert (len(found.subnets), carried) == (4, {("web-nat", 3)})
    assert found.nat_gateways["web-nat"].public_ip_names == ("web-nat-ip", "web-nat-ip-2")


def test_what_else_makes_the_shapes_is_in_their_plans() -> None:
    facts: dict[str, Any] = {
        "families": _plan("dual").clusters[0].mode.families,
        "prefixes": len(getattr(_plan("dual").clusters[0].load_balancer, "public_ip_prefix_ids", ())),
        "systems": {pool.os_type for pool in _plan("Windows").clusters[0].pools},
        "policy": _plan("kubenet").clusters[0].policy,
        "database": _plan("a database").network.subnets["postgres"],
    }
    database = facts.pop("database")
    assert facts == {
        "families": (IpFamily.IPV4, IpFamily.IPV6),
        "prefixes": 2,
        "systems": {OsType.LINUX, OsType.WINDOWS},
        "policy": Policy.CALICO.value,
    }
    assert (database.delegation, database.private_endpoint_policies) == (
        "Microsoft.DBforPostgreSQL/flexibleServers",
        EndpointPolicies.BOTH,
    )
