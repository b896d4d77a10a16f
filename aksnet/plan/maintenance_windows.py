"""The maintenance windows of a cluster: from settings to plans, and to the body that a plan sends."""

from collections.abc import Iterator
from typing import Any, assert_never

from aksnet.azure.upgrade_axes import Maintenance, Repeat
from aksnet.plan.feature_records import MaintenancePlan
from aksnet.settings.maintenance_settings import MaintenanceSettings, WindowSettings


def plan_maintenance(settings: MaintenanceSettings) -> Iterator[MaintenancePlan]:
    """Yield the plan of each window that is written."""
    for kind, window in (
        (Maintenance.UPGRADES, settings.upgrades),
        (Maintenance.NODE_OS, settings.node_os),
        (Maintenance.RELEASES, settings.releases),
    ):
        if window is not None:
            yield _plan(kind, window)


def _plan(kind: Maintenance, window: WindowSettings) -> MaintenancePlan:
    return MaintenancePlan(
        kind=kind,
        repeat=window.repeat,
        every=window.every,
        day_of_week=window.day_of_week,
        week=window.week,
        day_of_month=window.day_of_month,
        start=window.start,
        hours=window.hours,
        utc_offset=window.utc_offset,
        not_before=window.not_before,
        not_allowed=tuple((each.start, each.end) for each in window.not_allowed),
    )


def maintenance_window(plan: MaintenancePlan) -> dict[str, Any]:
    """Return `maintenanceWindow` as Azure spells it."""
    window: dict[str, Any] = {
        "schedule": {plan.repeat.value: _schedule(plan)},
        "startTime": plan.start,
        "durationHours": plan.hours,
        "utcOffset": plan.utc_offset,
    }
    if plan.not_before is not None:
        window["startDate"] = plan.not_before.isoformat()
    if plan.not_allowed:
        window["notAllowedDates"] = [
            {"start": first.isoformat(), "end": last.isoformat()} for first, last in plan.not_allowed
        ]
    return window


def _schedule(plan: MaintenancePlan) -> dict[str, Any]:
    day = plan.day_of_week.value if plan.day_of_week else None
    match plan.repeat:
        case Repeat.DAILY:
            return {"intervalDays": plan.every}
        case Repeat.WEEKLY:
            return {"intervalWeeks": plan.every, "dayOfWeek": day}
        case Repeat.BY_DATE:
            return {"intervalMonths": plan.every, "dayOfMonth": plan.day_of_month}
        case Repeat.BY_WEEK:
            return {"intervalMonths": plan.every, "dayOfWeek": day, "weekIndex": plan.week and plan.week.value}
        case unknown:
            assert_never(unknown)
