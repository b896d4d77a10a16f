"""Maintenance configurations of a cluster: when AKS may upgrade and update it by itself.

Nothing is upgraded here by itself: what is simulated is what Azure takes and what it refuses. No public code is known
for any of the refusals. https://learn.microsoft.com/azure/aks/planned-maintenance
"""

from __future__ import annotations

from typing import Final

from aksnet.arm import catalogue
from aksnet.arm.values import as_dict, as_list
from aksnet.sandbox.azure.resource_type import SimulatedType, Write
from aksnet.sandbox.azure.shared_refusals import parent_exists
from aksnet.sandbox.sandbox_errors import Refusal

_DEFAULT: Final = "default"
_NAMES: Final = (_DEFAULT, "aksManagedAutoUpgradeSchedule", "aksManagedNodeOSUpgradeSchedule")


def _known_name(write: Write) -> Refusal | None:
    if write.name in _NAMES:
        return None
    return Refusal(
        "InvalidParameter", f"Maintenance configuration {write.name}: the name is one of {', '.join(_NAMES)}."
    )


def _one_schedule(write: Write) -> Refusal | None:
    """A window has one schedule; that of AKS's own releases comes weekly."""
    window = as_dict(write.body.get("maintenanceWindow"))
    schedules = [name for name, value in as_dict(window.get("schedule")).items() if value is not None]
    if not window and write.name == _DEFAULT:
        return None  # the older form, with timeInWeek
    if len(schedules) != 1:
        return Refusal("InvalidParameter", f"maintenanceWindow.schedule: exactly one schedule, not {len(schedules)}.")
    if write.name == _DEFAULT and schedules != ["weekly"]:
        return Refusal("InvalidParameter", f"maintenanceWindow.schedule: {_DEFAULT} takes weekly, not {schedules[0]}.")
    return None


def _days_in_order(write: Write) -> Refusal | None:
    for dates in as_list(as_dict(write.body.get("maintenanceWindow")).get("notAllowedDates")):
        if str(dates.get("end")) < str(dates.get("start")):
            return Refusal("InvalidParameter", f"notAllowedDates: {dates.get('end')} lies before {dates.get('start')}.")
    return None


MAINTENANCE_CONFIGURATION = SimulatedType(
    arm=catalogue.MAINTENANCE_CONFIGURATION,
    body=("azure.mgmt.containerservice.models", "MaintenanceConfiguration"),
    writes=(parent_exists, _known_name, _one_schedule, _days_in_order),
)
KINDS = (MAINTENANCE_CONFIGURATION,)
