"""Stack files that were suggested, on the real engine: what the plan takes, the simulated Azure takes too."""

from __future__ import annotations

import pytest

from aksnet.suggest.questions import needs_from
from aksnet.suggest.suggest_file import stack_file
from aksnet.suggest.suggestion import suggest
from tests.engine.conftest import Runner
from tests.suggest.ten_needs import CASES, Case

pytestmark = pytest.mark.engine

SOME = [case for case in CASES if {"windows", "ipv6", "pods-reachable", "way-out"} & set(case.answers)]
"""One of each way out and each family of modes; those that are left have nothing that these have not."""


@pytest.mark.parametrize("case", SOME, ids=lambda case: case.name)
def test_a_suggested_file_previews_without_a_word(case: Case, checkout: Runner) -> None:
    name = case.answers.get("name", "aks")
    path = checkout.scratch / f"Pulumi.{name}.yaml"
    path.write_text(stack_file(suggest(needs_from(case.answers))), encoding="utf-8")
    preview = checkout("preview", name, path)
    assert (preview.ok, preview.errors) == (True, ())


def test_a_suggested_file_comes_up_and_needs_no_second_run(checkout: Runner) -> None:
    case = next(case for case in CASES if "network-policy" in case.answers)
    path = checkout.scratch / "Pulumi.aks.yaml"
    path.write_text(stack_file(suggest(needs_from(case.answers))), encoding="utf-8")
    up = checkout("up", "aks", path)
    assert (up.ok, up.errors) == (True, ())
    assert checkout("up", "aks", path).changed == {}
