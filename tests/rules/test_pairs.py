"""The table of pairs of settings: complete, and held against the catalogue of problems."""

import re
from itertools import combinations

from aksnet.settings.problem_entry import Stage
from aksnet.settings.problem_kinds import Kind
from tests.program import ROOT

SUBJECTS = ("access", "egress", "groups", "modes", "pools", "ranges", "subnets", "tier", "versions", "workloads")
ROWS = re.findall(
    r"^\| (\w+) × (\w+) \| (.+?) \| (.+?) \|$", (ROOT / "docs/settings-pairs.md").read_text(), re.MULTILINE
)
TOLD = {kind.id: kind.value.stage for kind in Kind}


def test_every_pair_of_subjects_was_looked_at_once() -> None:
    assert [(one, other) for one, other, _, _ in ROWS] == list(combinations(SUBJECTS, 2))


def test_every_kind_that_crosses_two_subjects_is_in_the_catalogue_and_not_about_form() -> None:
    named = [kind for _, _, kinds, _ in ROWS for kind in re.findall(r"`([^`]+)`", kinds)]
    assert [kind for kind in named if TOLD.get(kind) not in (Stage.WRITTEN, Stage.PLANNED)] == []


def test_a_pair_names_kinds_or_none() -> None:
    assert [row for row in ROWS if row[2] != "–" and not re.fullmatch(r"`[^`]+`(, `[^`]+`)*", row[2])] == []
