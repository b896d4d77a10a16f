"""A maintenance window as one line of text, by which two are compared and told."""

from collections.abc import Mapping
from typing import Any


def window_text(window: Mapping[str, Any]) -> str:
    """Return a `maintenanceWindow` of Azure as text, such as `every 2 weeks on Sunday from 02:00 for 4 h (+00:00)`."""
    (repeat, schedule), *_ = [each for each in (window.get("schedule") or {}).items() if each[1]] or [("", {})]
    number, unit = next(((int(v), k) for k, v in schedule.items() if k.startswith("interval")), (1, "intervalDays"))
    word = unit.removeprefix("interval").lower()
    every = f"every {word.removesuffix('s')}" if number == 1 else f"every {number} {word}"
    week = f"{schedule['weekIndex'].lower()} " if schedule.get("weekIndex") else ""
    day = schedule.get("dayOfWeek") or (f"day {int(schedule['dayOfMonth'])}" if schedule.get("dayOfMonth") else "")
    on = f" on {'the ' if week else ''}{week}{day}" if repeat != "daily" and day else ""
    since = f", not before {_date(window['startDate'])}" if window.get("startDate") else ""
    breaks = [f"{_date(each['start'])} to {_date(each['end'])}" for each in window.get("notAllowedDates") or ()]
    without = f", not on {' and '.join(breaks)}" if breaks else ""
    hours = int(window.get("durationHours") or 0)
    return f"{every}{on} from {window.get('startTime')} for {hours} h ({window.get('utcOffset')}){since}{without}"


def _date(text: str) -> str:
    return text[:10]
