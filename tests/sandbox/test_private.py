"""A home is its user's alone: permissions, and a passphrase that comes with the first stack and goes with the last."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from aksnet.engine.engine_errors import EngineError
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


def test_closing_a_home_follows_no_link_out_of_it(home: Home, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    (outside / "folder").mkdir(parents=True)
    (outside / "folder" / "file").write_text("", encoding="utf-8")
    (outside / "file").write_text("", encoding="utf-8")
    for path in (outside, outside / "folder", outside / "folder" / "file", outside / "file"):
        path.chmod(0o755)
    checkpoint(home, "dev")
    (home.state / "folder").symlink_to(outside / "folder")
    (home.state / "file").symlink_to(outside / "file")
    (home.root / "work").symlink_to(outside)
    home.root.chmod(0o755)
    with kept_private(home):
        pass
    assert mode(home.root) == "0o700"
    assert {mode(path) for path in (outside, *outside.rglob("*"))} == {"0o755"}


def foreign(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "letter.txt").write_text("", encoding="utf-8")
    folder.chmod(0o755)
    return folder


def test_a_folder_that_holds_something_else_is_refused_and_stays_as_it_is(tmp_path: Path) -> None:
    folder = foreign(tmp_path)
    with pytest.raises(EngineError) as refused, kept_private(Home(root=folder)):
        pytest.fail("it was taken")
    assert str(refused.value) == (
        f"The folder {folder} cannot be the sandbox's home: it holds files that are not the sandbox's. The sandbox "
        "keeps its state and secrets there and closes it to other users, so it needs a folder of its own: set "
        "AKSNET_HOME to one that is new or empty."
    )
    assert (mode(folder), [path.name for path in folder.iterdir()]) == ("0o755", ["letter.txt"])


def test_a_link_to_such_a_folder_is_refused_too(tmp_path: Path) -> None:
    folder = foreign(tmp_path)
    (tmp_path / "link").symlink_to(folder)
    with (
        pytest.raises(EngineError, match="holds files that are not the sandbox's"),
        kept_private(Home(root=tmp_path / "link")),
    ):
        pytest.fail("it was taken")
    assert mode(folder) == "0o755"


def test_the_root_and_the_user_s_home_directory_are_refused_even_when_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    tmp_path.chmod(0o755)
    before = mode(Path("/"))
    for root, what in ((Path("/"), "is the root of the file system"), (tmp_path, "is your home directory")):
        with pytest.raises(EngineError, match=what), kept_private(Home(root=root)):
            pytest.fail("it was taken")
    assert (mode(Path("/")), mode(tmp_path), list(tmp_path.iterdir())) == (before, "0o755", [])


@pytest.mark.parametrize("known_by", ["engine/bin/pulumi", "state/.pulumi", "azure.json", "aksnet-home"])
def test_a_home_is_known_by_its_marker_or_by_what_the_sandbox_made_in_it(home: Home, known_by: str) -> None:
    (home.root / known_by).mkdir(parents=True)
    (home.root / "notes.txt").write_text("", encoding="utf-8")
    home.root.chmod(0o755)
    with kept_private(home):
        pass
    assert mode(home.root) == "0o700"


def test_a_home_that_was_made_is_known_again_whatever_is_put_into_it(home: Home) -> None:
    home.make()
    (home.root / "notes.txt").write_text("", encoding="utf-8")
    home.make()
    assert sorted(path.name for path in home.root.iterdir()) == ["aksnet-home", "notes.txt"]


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
