"""V28: the API server is in the subnet that was declared for it.

https://learn.microsoft.com/azure/aks/api-server-vnet-integration
"""

from __future__ import annotations

from typing import Final

from aksnet.verify.azure_facts import Part, name_of
from aksnet.verify.check import Check, Fault, Outcome, judged, no_case, skipped
from aksnet.verify.judged_cluster import JudgedCluster, Requirement


def _run(case: JudgedCluster) -> Outcome:
    azure, declared = case.azure, case.expected.api_server_subnet
    if azure is None or declared is None:
        return no_case("no subnet is declared for the API server")
    unread = azure.why_unread(Part.CLUSTER)
    if unread:
        return skipped(unread)
    seen = azure.api_server_subnet
    if seen != declared.lower():
        return judged([_elsewhere(seen, declared)], "")
    return judged([], f"the API server is in the subnet {name_of(declared)}")


def _elsewhere(seen: str | None, declared: str) -> Fault:
    return Fault(
        object="API server",
        seen=f"in the subnet {name_of(seen)}" if seen else "in no subnet",
        expected=f"in the subnet {name_of(declared)}",
        cause="API Server VNet Integration was turned on for another subnet" if seen else "it was never turned on",
        cure="declare the subnet that it has; AKS moves no API server"
        if seen
        else "run pulumi refresh, then pulumi up, then az aks stop and az aks start, which move the API server",
    )


API_SERVER: Final = Check(
    id="V28",
    name="api-server-subnet",
    title="The API server is in the subnet that was declared for it",
    proves="AKS says that the API server is in the VNet, in the declared subnet.",
    does_not="That the cluster was stopped and started since this was turned on: until then nodes use the old address.",
    needs=(Requirement.STACK, Requirement.AZURE),
    run=_run,
)
