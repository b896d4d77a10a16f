"""The parts of a cluster's plan that say who may use it, which features of AKS it has, and when AKS maintains it."""

from dataclasses import dataclass
from datetime import date

from aksnet.azure.axes import AdvancedPolicies
from aksnet.azure.upgrade_axes import Maintenance, Repeat, Weekday, WeekOfMonth


@dataclass(frozen=True, kw_only=True, slots=True)
class EntraPlan:
    """Logins of Microsoft Entra ID."""

    azure_rbac: bool
    admin_groups: tuple[str, ...]
    tenant_id: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class AdvancedNetworkingPlan:
    """Advanced Container Networking Services."""

    observability: bool
    security: AdvancedPolicies


@dataclass(frozen=True, kw_only=True, slots=True)
class NodeProvisioningPlan:
    """Nodes that AKS makes by itself."""

    max_nodes: int
    default_pools: bool
    max_pods: int
    """Pods that one of them runs at the most."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MaintenancePlan:
    """One maintenance window of a cluster."""

    kind: Maintenance
    repeat: Repeat
    every: int
    """Days, weeks or months between two windows."""
    day_of_week: Weekday | None
    week: WeekOfMonth | None
    day_of_month: int | None
    start: str
    """Time of day."""
    hours: int
    utc_offset: str
    not_before: date | None
    not_allowed: tuple[tuple[date, date], ...]
    """First and last days of times without maintenance."""
