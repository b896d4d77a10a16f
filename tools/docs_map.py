"""Writes the pictures that README.md shows, for a screen and for a phone; `make docs` calls it."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

from aksnet.report.plan_report import PlanReport, examine
from aksnet.report.svg import svg
from aksnet.report.topology.picture import topology
from aksnet.settings.stack_references import StackRead, with_stack_outputs
from aksnet.settings.stackfile import read_stack

MAPPED: Final = "prod"
CONNECTED: Final = "landingzone"
_DAY: Final = date(2026, 11, 30)
"""What is due on a later day does not make the committed pictures others."""


def pictures() -> Mapping[str, str]:
    """Return the pictures by their paths, with the reader's own colours."""
    mapped, connected = stack_report(MAPPED), stack_report(CONNECTED)
    return {
        "docs/map.svg": svg(mapped),
        "docs/map-phone.svg": svg(mapped, phone=True),
        "docs/topology.svg": topology(connected),
        "docs/topology-phone.svg": topology(connected, phone=True),
    }


def stack_report(stack: str) -> PlanReport:
    """Return the report of a stack file of this repository, on a fixed day."""
    file = read_stack(Path(__file__).resolve().parents[1], stack)
    raw, _ = with_stack_outputs(file.raw, _outputs)
    return examine(raw, stack=file.stack, location=file.location, notes=file.notes, today=_DAY)


def _outputs(stack: str) -> StackRead:
    """Return what a stack will put out of its network, in a subscription of no one."""
    plan = stack_report(stack).plan
    assert plan is not None  # noqa: S101 - a stack file of this repository
    group = f"/subscriptions/{'0' * 8}-0000-0000-0000-{'0' * 12}/resourceGroups/{plan.resource_group}"
    vnet = f"{group}/providers/Microsoft.Network/virtualNetworks/{plan.network.name}"
    return StackRead(outputs={"network": {"vnetId": vnet, "addressSpace": [*map(str, plan.network.address_space)]}})
