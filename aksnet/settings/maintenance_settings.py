"""When AKS may maintain a cluster: its maintenance windows.

https://learn.microsoft.com/azure/aks/planned-maintenance
"""

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StrictInt, StrictStr, WithJsonSchema

from aksnet.azure.upgrade_axes import Repeat, Weekday, WeekOfMonth
from aksnet.settings.fields import refusal
from aksnet.settings.model import SettingsModel
from aksnet.settings.number_fields import between
from aksnet.settings.problem_kinds import Kind

_TIME = r"(?:[01]\d|2[0-3]):[0-5]\d"
_OFFSET = r"[+-](?:0\d|1[0-4]):[0-5]\d"


def _time(text: str) -> str:
    if not re.fullmatch(_TIME, text, re.ASCII):
        raise refusal(Kind.WINDOW_FORM, "a time of day with two digits each, such as 02:00", "write hours and minutes")
    return text


def _offset(text: str) -> str:
    if not re.fullmatch(_OFFSET, text, re.ASCII):
        raise refusal(
            Kind.WINDOW_FORM, "a difference to UTC, such as +01:00", 'write sign, hours and minutes: "+00:00"'
        )
    return text


def _day(text: object) -> date:
    # The engine reads an unquoted date as the first moment of that day.
    found = re.fullmatch(r"(\d{4}-\d{2}-\d{2})(?:T00:00:00Z)?", text, re.ASCII) if isinstance(text, str) else None
    try:
        return date.fromisoformat(found[1] if found else "")
    except ValueError:
        raise refusal(Kind.WINDOW_FORM, "a day, such as 2026-12-24", "write year, month and day") from None


TimeOfDay = Annotated[StrictStr, AfterValidator(_time), WithJsonSchema({"type": "string", "pattern": f"^{_TIME}$"})]
UtcOffset = Annotated[StrictStr, AfterValidator(_offset), WithJsonSchema({"type": "string", "pattern": f"^{_OFFSET}$"})]
Day = Annotated[
    date, BeforeValidator(_day), WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}(?:T00:00:00Z)?$"})
]
Hours = Annotated[
    StrictInt,
    AfterValidator(lambda value: between(Kind.WINDOW_FORM, value, 4, 24, "hours of a maintenance window")),
    WithJsonSchema({"type": "integer", "minimum": 4, "maximum": 24}),
]
DayOfMonth = Annotated[
    StrictInt,
    AfterValidator(lambda value: between(Kind.WINDOW_FORM, value, 1, 31, "a day of the month")),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 31}),
]
Every = Annotated[
    StrictInt,
    AfterValidator(lambda value: between(Kind.WINDOW_FORM, value, 1, 7, "days, weeks or months between two windows")),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 7}),
]


class NotAllowedDates(SettingsModel):
    """Days on which nothing is maintained, the first and the last included."""

    start: Day
    """First day."""
    end: Day
    """Last day."""


class WindowSettings(SettingsModel):
    """One maintenance window: every day, or on a day of the week, of the month, or of a week of the month."""

    start: TimeOfDay
    """When it begins, such as 02:00."""
    day_of_week: Weekday | None = None
    """Day of the week; without it and `dayOfMonth` every day."""
    week: WeekOfMonth | None = None
    """With `dayOfWeek`: in which week of the month, `First` to `Fourth` or `Last`; then it comes monthly."""
    day_of_month: DayOfMonth | None = None
    """Day of the month."""
    every: Every = 1
    """How many days, weeks or months lie between two windows."""
    hours: Hours = 4
    """How long it lasts."""
    utc_offset: UtcOffset = "+00:00"
    """Difference of its time zone to UTC."""
    not_before: Day | None = None
    """The first day on which it may be."""
    not_allowed: list[NotAllowedDates] = Field(default_factory=list)
    """Days on which nothing is maintained."""

    @property
    def repeat(self) -> Repeat:
        """How it comes again."""
        if self.day_of_month is not None:
            return Repeat.BY_DATE
        if self.week is not None:
            return Repeat.BY_WEEK
        return Repeat.DAILY if self.day_of_week is None else Repeat.WEEKLY


class MaintenanceSettings(SettingsModel):
    """When AKS may maintain the cluster; what has no window may come at any time."""

    upgrades: WindowSettings | None = None
    """For what `upgradeChannel` upgrades."""
    node_os: WindowSettings | None = None
    """For what `nodeOsChannel` updates."""
    releases: WindowSettings | None = None
    """For AKS's own weekly releases; a window of this kind comes on a day of the week."""
