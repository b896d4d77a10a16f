"""V26: a private API server has its name where it was declared.

https://learn.microsoft.com/azure/aks/private-clusters
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from aksnet.verify.azure_facts import AzureFacts, Part
from aksnet.verify.check import Check, Fault, Outcome, judged, no_case, skipped
from aksnet.verify.expected import Expected
from aksnet.verify.judged_cluster import JudgedCluster, Requirement


def _run(case: JudgedCluster) -> Outcome:
    azure, expected = case.azure, case.expected
    if azure is None or expected.private_dns_zone is None:
        return no_case("the API server is public")
    unread = azure.why_unread(Part.CLUSTER)
    if unread:
        return skipped(unread)
    return judged(list(_faults(azure, expected)), f"the API server's name is in the zone {expected.private_dns_zone}")


def _faults(azure: AzureFacts, expected: Expected) -> Iterator[Fault]:
    zone = expected.private_dns_zone or ""
    if zone.lower() != (azure.private_dns_zone or "").lower():
        yield Fault(
            object="private DNS zone",
            seen=azure.private_dns_zone or "none, because the API server is public",
            expected=zone,
            cause="the cluster was made with another zone, or changed with az aks update --private-dns-zone",
            cure="declare the zone that it has: AKS gives a living cluster no other one",
        )
    if expected.public_fqdn is not None and expected.public_fqdn != (azure.public_fqdn is not False):
        yield Fault(
            object="public FQDN",
            seen="off" if expected.public_fqdn else "on",
            expected="on" if expected.public_fqdn else "off",
            cause="somebody changed it with az aks update --enable-public-fqdn or --disable-public-fqdn",
            cure="run pulumi refresh, then pulumi up",
        )


API_NAME: Final = Check(
    id="V26",
    name="api-name",
    title="A private API server has its name where it was declared",
    proves="The cluster has the declared private DNS zone, and its name is in public DNS only where that is declared.",
    does_not="That the zone is linked to every VNet that asks for the name.",
    needs=(Requirement.STACK, Requirement.AZURE),
    run=_run,
)
