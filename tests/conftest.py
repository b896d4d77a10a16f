"""What holds for every test: the cases that properties draw, how garbage is collected, what comes first, the day."""

import gc
import os

import pytest

from tests.scale import register_profiles

register_profiles()

# Calendars stand still, so that time alone turns no test red: the simulated world's (`aksnet.sandbox.clock`) and the
# planner's (`aksnet.planning`).
os.environ["AKSNET_SANDBOX_NOW"] = "2026-11-30T12:00:00Z"
os.environ["AKSNET_TODAY"] = "2026-11-30"

# The SDKs' generated modules are some million objects that never die. The collector walks all of them each time that
# a few thousand new ones have come, which took half of the suite's time.
gc.set_threshold(100_000, 20, 100)

_RECORDERS = {"record", "run_config", "run_clusters", "pages"}
"""What a module imports that records programs, or reads the components."""

_COMPONENTS = "components"
"""The folder of tests that load the SDKs' modules whatever they import."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put tests that record programs first, so that one worker alone loads the SDKs' modules and keeps the recordings.

    Worksteal deals the tests out in slices and takes from a slice's end.
    """

    def records(item: pytest.Item) -> bool:
        module = item.getparent(pytest.Module)
        if module is None:
            return False
        return module.path.parent.name == _COMPONENTS or not _RECORDERS.isdisjoint(vars(module.obj))

    items.sort(key=lambda item: not records(item))


def pytest_collection_finish() -> None:
    """Leave everything that is loaded by now out of every later collection; what of it is garbage is not much."""
    gc.freeze()
