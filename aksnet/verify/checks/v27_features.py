"""V27: the cluster has the identities, logins and features that were declared.

https://learn.microsoft.com/azure/aks/use-managed-identity
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Final

from aksnet.verify.azure_facts import Part
from aksnet.verify.check import Check, Fault, Outcome, judged, no_case, skipped
from aksnet.verify.features import Features, PoolFeatures
from aksnet.verify.judged_cluster import JudgedCluster, Requirement

_Record = Features | PoolFeatures
_WORDS: Final = {
    "identity_id": "control plane's identity",
    "kubelet_identity_id": "nodes' identity",
    "entra": "logins of Entra ID",
    "azure_rbac": "Azure RBAC",
    "admin_groups": "groups of administrators",
    "local_accounts": "local accounts",
    "observability": "network observability",
    "network_security": "policies on names and requests",
    "node_provisioning": "node auto-provisioning",
    "static_egress_gateway": "static egress gateway",
    "local_dns": "LocalDNS",
    "outbound_nat": "translation of addresses by the nodes",
    "gateway_prefix": "length of the gateway's prefix",
}
"""By the name of the field."""


def _run(case: JudgedCluster) -> Outcome:
    azure, wanted = case.azure, case.expected.features
    if azure is None or wanted is None:
        return no_case("no stack says what is declared")
    unread = azure.why_unread(Part.CLUSTER)
    if unread or azure.features is None:
        return skipped(unread or "the managed cluster was not read")
    faults = list(_faults(azure.features, wanted))
    for name, pool in case.expected.pools.items():
        # A pool that is not there is what V1 tells.
        if pool.features is not None and name in azure.pool_features:
            faults += _faults(azure.pool_features[name], pool.features, f" of pool {name}")
    return judged(faults, "identities, logins and features are as they were declared")


def _faults(seen: _Record, wanted: _Record, of: str = "") -> Iterator[Fault]:
    for field in fields(wanted):
        is_, shall = getattr(seen, field.name), getattr(wanted, field.name)
        if shall is not None and is_ != shall:
            yield Fault(
                object=_WORDS[field.name] + of,
                seen=_text(is_),
                expected=_text(shall),
                cause="somebody changed the cluster by hand, or a policy of the subscription did",
                cure="run pulumi refresh and pulumi up, or declare what the cluster has",
            )


def _text(value: object) -> str:
    match value:
        case bool():
            return "on" if value else "off"
        case frozenset():
            return ", ".join(sorted(value)) or "none"
        case _:
            return str(value or "none")


FEATURES: Final = Check(
    id="V27",
    name="features",
    title="The cluster has the identities, logins and features that were declared",
    proves="The control plane and the nodes act as the declared identities, users log in as was declared, and the "
    "networking features of cluster and pools are on or off as declared. What the stack file leaves to AKS is not "
    "compared.",
    does_not="That a user of a group of administrators can log in.",
    needs=(Requirement.STACK, Requirement.AZURE),
    run=_run,
)
