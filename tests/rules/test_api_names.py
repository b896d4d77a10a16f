"""Rules on the name of a private API server: each has a case that breaks it alone, and one beside the edge."""

import pytest

from aksnet.azure.axes import RoleTarget
from aksnet.rules import api_names
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import LEARN, ZONE_ID, ZONES, Case, cluster, dev, found, network

PRIVATE = LEARN + "aks/private-clusters"

CASES = [
    Case(
        rule=api_names.keys_of_private_clusters,
        says="a public API server has no zone",
        raw=dev(privateDnsZone="none"),
        expected=[
            Problem(
                kind=Kind.PRIVATE_KEY_UNUSED,
                path="clusters.dev.privateDnsZone",
                value="none",
                message="only with privateCluster: true; the name of a public API server is in public DNS",
                cure="remove it, or write privateCluster: true",
                page=PRIVATE,
            )
        ],
        beside=dev(privateCluster=True, privateDnsZone="none"),
    ),
    Case(
        rule=api_names.names_somewhere,
        says="a private API server has its name somewhere",
        raw=dev(privateCluster=True, privateDnsZone="none", publicFqdn=False),
        expected=[
            Problem(
                kind=Kind.NO_NAME,
                path="clusters.dev.publicFqdn",
                value=False,
                message="true where privateDnsZone is none: nothing else would have the API server's name",
                cure="write publicFqdn: true, or a zone",
                page=PRIVATE,
                code="NonePrivateDNSZonePublicFQDNDisabledError",
            )
        ],
        beside=dev(privateCluster=True, privateDnsZone="system", publicFqdn=False),
    ),
    Case(
        rule=api_names.subdomains,
        says="only a zone of one's own has a subdomain",
        raw=dev(privateCluster=True, fqdnSubdomain="api"),
        expected=[
            Problem(
                kind=Kind.SUBDOMAIN_UNUSED,
                path="clusters.dev.fqdnSubdomain",
                value="api",
                message="only in a private DNS zone of yours: anywhere else Azure makes the API server's name",
                cure="write privateCluster: true and the ARM id of the zone as privateDnsZone, or remove it",
                page=PRIVATE,
            )
        ],
        beside=dev(privateCluster=True, privateDnsZone=ZONE_ID, fqdnSubdomain="api"),
    ),
    Case(
        rule=api_names.names_of_zones,
        says="a zone of one's own bears the region's name",
        raw=dev(privateCluster=True, privateDnsZone=f"{ZONES}/privatelink.eastus.azmk8s.io"),
        expected=[
            Problem(
                kind=Kind.ZONE_NAME,
                path="clusters.dev.privateDnsZone",
                value=f"{ZONES}/privatelink.eastus.azmk8s.io",
                message="a zone of the name privatelink.westeurope.azmk8s.io, or one label before it",
                cure="name such a zone, and link it to the VNets that resolve the API server",
                page=PRIVATE,
            )
        ],
        beside=dev(privateCluster=True, privateDnsZone=f"{ZONES}/team.privatelink.westeurope.azmk8s.io"),
    ),
]


def test_aks_may_write_into_a_zone_of_ones_own_and_is_granted_nothing_on_its_own() -> None:
    def zones(**keys: object) -> list[tuple[str, str]]:
        roles = cluster(dev(privateCluster=True, **keys)).roles
        return [(role.role, role.target_name) for role in roles if role.target is RoleTarget.DNS_ZONE]

    assert zones(privateDnsZone=ZONE_ID) == [("Private DNS Zone Contributor", ZONE_ID)]
    assert (zones(), zones(privateDnsZone="system"), zones(privateDnsZone="none")) == ([], [], [])


@pytest.mark.parametrize("zone", ["None", "NONE", "System"])
def test_a_word_in_capitals_is_judged_as_the_word(zone: str) -> None:
    def told(value: str) -> list[Kind]:
        raw = network(
            {"dev": {"privateCluster": True, "privateDnsZone": value, "publicFqdn": False}}, dnsServers=["10.224.0.4"]
        )
        return [problem.kind for problem in found(raw)]

    assert told(zone) == told(zone.lower()) != []
    assert cluster(dev(privateCluster=True, privateDnsZone=zone)).private_dns_zone == zone.lower()
