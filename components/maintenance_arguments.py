"""Arguments of AksNetwork. Generated from aksnet.settings.maintenance_settings; renew with: make docs."""

from collections.abc import Sequence
from typing import Required, TypedDict

from .choices import WeekdayChoice, WeekOfMonthChoice


class NotAllowedDates(TypedDict, total=False):
    """Days on which nothing is maintained, the first and the last included."""

    start: Required[str]
    """First day."""
    end: Required[str]
    """Last day."""


class WindowSettings(TypedDict, total=False):
    """One maintenance window: every day, or on a day of the week, of the month, or of a week of the month."""

    start: Required[str]
    """When it begins, such as 02:00."""
    day_of_week: WeekdayChoice
    """Day of the week; without it and `dayOfMonth` every day."""
    week: WeekOfMonthChoice
    """With `dayOfWeek`: in which week of the month, `First` to `Fourth` or `Last`; then it comes monthly."""
    day_of_month: int
    """Day of the month."""
    every: int
    """How many days, weeks or months lie between two windows."""
    hours: int
    """How long it lasts."""
    utc_offset: str
    """Difference of its time zone to UTC."""
    not_before: str
    """The first day on which it may be."""
    not_allowed: Sequence[NotAllowedDates]
    """Days on which nothing is maintained."""


class MaintenanceSettings(TypedDict, total=False):
    """When AKS may maintain the cluster; what has no window may come at any time."""

    upgrades: WindowSettings
    """For what `upgradeChannel` upgrades."""
    node_os: WindowSettings
    """For what `nodeOsChannel` updates."""
    releases: WindowSettings
    """For AKS's own weekly releases; a window of this kind comes on a day of the week."""
