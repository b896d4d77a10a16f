"""Arguments of AksNetwork. Generated from aksnet.settings.identity_settings; renew with: make docs."""

from collections.abc import Sequence
from typing import TypedDict


class EntraSettings(TypedDict, total=False):
    """Logins of Microsoft Entra ID; `{}` lets Azure's roles decide who may do what in the cluster."""

    azure_rbac: bool
    """True where Azure's role assignments decide who may do what in the cluster, beside Kubernetes' own."""
    admin_groups: Sequence[str]
    """Object ids of the Entra groups that are administrators of the cluster."""
    tenant_id: str
    """Tenant of the logins; the subscription's own when not set."""
