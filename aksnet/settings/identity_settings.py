"""The settings of who acts for a cluster, and of who may use it."""

from pydantic import Field, StrictBool

from aksnet.settings.model import SettingsModel
from aksnet.settings.resource_fields import Guid


class EntraSettings(SettingsModel):
    """Logins of Microsoft Entra ID; `{}` lets Azure's roles decide who may do what in the cluster."""

    azure_rbac: StrictBool = True
    """True where Azure's role assignments decide who may do what in the cluster, beside Kubernetes' own."""
    admin_groups: list[Guid] = Field(default_factory=list)
    """Object ids of the Entra groups that are administrators of the cluster."""
    tenant_id: Guid | None = None
    """Tenant of the logins; the subscription's own when not set."""
