"""What AKS refuses about the images of nodes: versions of Kubernetes that one has, and the day on which it goes.

Split from `aks_rules`, which lists all rules. https://learn.microsoft.com/azure/aks/upgrade-os-version
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from aksnet.arm.values import Json
from aksnet.sandbox.azure.aks_request import AksRequest
from aksnet.sandbox.azure.kubernetes_calendar import VERSION, Minor, full_version, minor_of, text_of
from aksnet.sandbox.azure.offered_images import default_sku, effective_sku
from aksnet.sandbox.sandbox_errors import Refusal


@dataclass(frozen=True, kw_only=True)
class Window:
    """The Kubernetes versions that an operating system has images for."""

    first: Minor
    last: Minor | None = None
    """Nothing where the article names none."""
    removed: date | None = None
    """When its images go, so that pools cannot even be scaled."""


# In the article's state of July 2026. Which day Windows Server 2019's images go was not found.
WINDOWS: Final[dict[str, Window]] = {
    "Ubuntu2204": Window(first=(1, 25), last=(1, 36), removed=date(2028, 4, 30)),
    "Ubuntu2404": Window(first=(1, 32), last=(1, 38)),
    "AzureLinux2": Window(first=(1, 26), last=(1, 31), removed=date(2026, 3, 31)),
    "AzureLinux3": Window(first=(1, 28), last=(1, 36)),
    "AzureContainerLinux": Window(first=(1, 34)),
    "Windows2019": Window(first=(1, 14), last=(1, 32)),
    "Windows2022": Window(first=(1, 23), last=(1, 36), removed=date(2029, 6, 30)),
    "Windows2025": Window(first=(1, 32)),
}
# The release of Azure's SDK, azure-mgmt-containerservice, that first had a name, after its change log. This project's
# cluster types are those of API version 2025-09-01, the one of release 40.1.0.
_LATER: Final = {"AzureContainerLinux": "41.2.0", "Ubuntu2404": "40.2.0", "Windows2025": "41.1.0"}


def _refused(sku: str, why: str) -> Refusal:
    return Refusal("InvalidOSSKU", f"OSSKU='{sku}' is invalid, details: {why}")


# The code and its first words are those of public reports.
def known_to_api(ask: AksRequest) -> Refusal | None:
    """Refuse an image that AKS has and this API version does not know."""
    for _, pool in ask.pools:
        sku = str(pool.get("osSKU"))
        if sku in _LATER:
            since = f"azure-mgmt-containerservice {_LATER[sku]}"
            return _refused(sku, f"Unrecognized OSSKU (by API version 2025-09-01; AKS has it since that of {since})")
    return None


def with_version(ask: AksRequest) -> Refusal | None:
    """Refuse an image that the pool's version of Kubernetes does not have."""
    for pool, sku, minor in _made(ask):
        system = effective_sku(sku, minor)
        window = WINDOWS.get(system)
        if window is None or (window.first <= minor and (window.last is None or minor <= window.last)):
            continue
        until = f" to {text_of(window.last)}" if window.last else " on"
        return _refused(
            sku,
            f"{system} has images for Kubernetes {text_of(window.first)}{until}, agent pool {pool.get('name')} runs "
            f"{text_of(minor)}",
        )
    return None


def not_removed(ask: AksRequest) -> Refusal | None:
    """Refuse new machines from an image that is gone."""
    for pool, sku, minor in _made(ask, also_larger=True):
        system = effective_sku(sku, minor)
        window = WINDOWS.get(system)
        if window is not None and window.removed is not None and window.removed < ask.today:
            return _refused(
                sku, f"the images of {system} were removed on {window.removed} (agent pool {pool.get('name')})"
            )
    return None


def _made(ask: AksRequest, *, also_larger: bool = False) -> Iterator[tuple[Json, str, Minor]]:
    """Yield the pools that are new or get another image, with osSKU and version; those that grow only if asked for."""
    for _, pool in ask.pools:
        old = ask.pool_ran(str(pool.get("name")))
        had, asked = old.get("currentOrchestratorVersion"), pool.get("orchestratorVersion")
        version = full_version(asked if VERSION.fullmatch(str(asked)) else None, had or ask.version, ask.today)
        minor = minor_of(version)
        sku = str(pool.get("osSKU") or old.get("osSKU") or default_sku(str(pool.get("osType") or "Linux"), minor))
        larger = also_larger and int(pool.get("count") or 0) > int(old.get("count") or 0)
        if not old or larger or (old.get("osSKU"), had) != (sku, version):
            yield pool, sku, minor
