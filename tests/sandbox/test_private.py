"""A home is its user's alone: permissions, and a passphrase that comes with the first stack and goes with the last."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from aksnet.engine.home import Home
from aksnet.sandbox.private import forget_passphrase, kept_private, passphrase_of


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(root=tmp_path / "home")


def checkpoint(home: Home, stack: str) -> Path:
    path = home.backend.stack("p", stack).checkpoint
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{}", encoding="utf-8")
    return path


def mode(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


def test_a_new_home_and_what_is_written_into_it_is_closed_to_others(home: Home) -> None:
    with kept_private(home):
        passphrase_of(home)
        written = checkpoint(home, "dev")
        (home.root / "folder").mkdir()
    assert {mode(written), mode(home.root / "passphrase")} == {"0o600"}
    assert {mode(home.root), mode(written.parent), mode(home.root / "folder")} == {"0o700"}


def test_an_open_home_is_closed_with_the_state_in_it_and_the_umask_is_put_back(home: Home) -> None:
    before = os.umask(0o022)
    try:
        old = checkpoint(home, "dev")
        assert (mode(home.root), mode(old)) == ("0o755", "0o644")
        with kept_private(home):
            pass
        assert (mode(home.root), mode(old), mode(old.parent)) == ("0o700", "0o600", "0o700")
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(before)


def test_each_home_has_a_passphrase_of_its_own_as_long_as_it_has_a_stack(home: Home, tmp_path: Path) -> None:
    other = Home(root=tmp_path / "other")
    for each in (home, other):
        each.root.mkdir()
    first = passphrase_of(home)
    state = checkpoint(home, "dev")
    forget_passphrase(home)
    assert (len(first) >= 32, passphrase_of(home) == first, passphrase_of(other) == first) == (True, True, False)
    state.unlink()
    forget_passphrase(home)
    assert passphrase_of(home) != first


def test_a_home_from_before_still_opens(home: Home) -> None:
    checkpoint(home, "dev")
    assert passphrase_of(home) == "sandbox"


def test_two_first_runs_agree_on_a_passphrase(home: Home) -> None:
    home.root.mkdir()
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(passphrase_of, [home] * 64))) == 1
    assert [path.name for path in home.root.iterdir()] == ["passphrase"]


def test_nothing_of_a_removed_stack_is_left(home: Home) -> None:
    files, other = home.backend.stack("p", "dev"), checkpoint(home, "dev2")
    for path in (checkpoint(home, "dev"), files.backup):
        path.write_text("{}", encoding="utf-8")
        path.with_name(f"{path.name}.attrs").write_text("{}", encoding="utf-8")
    for folder in (files.history, files.backups, files.locks):
        folder.mkdir(parents=True)
        (folder / "dev-1.json").write_text("{}", encoding="utf-8")
    files.remove()
    assert [path for path in home.state.rglob("*") if path.is_file()] == [other]
    assert not files.known
