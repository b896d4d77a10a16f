"""The file beside the stack's own, in which the inputs from before are kept."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from aksnet.migrate.migrate_errors import MigrateError
from aksnet.migrate.saved_inputs import SavedInputs
from tests.migrate.test_prepared_state import MARK


@pytest.fixture
def saved(tmp_path: Path) -> SavedInputs:
    return SavedInputs(path=tmp_path / "Pulumi.dev.migration.json")


def test_inputs_are_read_back_and_only_the_user_may_read_them(saved: SavedInputs) -> None:
    assert saved.of(MARK) is None
    saved.keep({"dev": MARK}, {"dev": {"a": 1}})
    assert saved.of(MARK) == {"a": 1}
    assert stat.S_IMODE(saved.path.stat().st_mode) == 0o600
    assert [each.name for each in saved.path.parent.iterdir()] == [saved.path.name]


def test_inputs_of_the_same_change_are_not_written_over_because_they_may_be_prepared_ones(saved: SavedInputs) -> None:
    saved.keep({"dev": MARK}, {"dev": {"from": "before"}})
    saved.keep({"dev": MARK}, {"dev": {"from": "a state that was prepared"}})
    assert saved.of(MARK) == {"from": "before"}


@pytest.mark.parametrize(
    "other", [replace(MARK, uid="v"), replace(MARK, setting="outbound"), replace(MARK, before="x")]
)
def test_inputs_of_another_change_are_not_those_of_this_one(saved: SavedInputs, other: object) -> None:
    assert isinstance(other, type(MARK))
    saved.keep({"dev": MARK}, {"dev": {"a": 1}})
    assert saved.of(other) is None
    saved.keep({"dev": other}, {"dev": {"b": 2}})
    assert (saved.of(MARK), saved.of(other)) == (None, {"b": 2})


def test_a_file_that_was_cut_off_ends_the_command_before_anything_is_written(saved: SavedInputs) -> None:
    saved.path.write_text("{")
    with pytest.raises(MigrateError, match="cannot be read"):
        saved.keep({"dev": MARK}, {"dev": {}})
    assert saved.path.read_text() == "{"


def test_a_file_that_is_not_there_is_removed_without_a_word(saved: SavedInputs) -> None:
    saved.remove()
