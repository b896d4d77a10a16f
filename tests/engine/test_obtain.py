"""In which order an engine is looked for, and what is said when there is none."""

from __future__ import annotations

import io
import stat
from pathlib import Path

import pytest
from rich.console import Console

from aksnet.engine import go_build
from aksnet.engine.engine_errors import EngineError
from aksnet.engine.home import Home
from aksnet.engine.obtain import Engine, StepFailed, built, cached, obtain, on_path
from aksnet.engine.progress import Progress


@pytest.fixture
def console() -> Console:
    return Console(file=io.StringIO(), width=200)


def _said(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def _script(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_the_first_step_that_has_an_engine_wins_and_failures_are_said(tmp_path: Path, console: Console) -> None:
    found = Engine(path=tmp_path, version="3.259.0")
    called: list[str] = []

    def failing(_home: Home, _console: Console) -> Engine | None:
        called.append("failing")
        raise StepFailed("the first way was passed over: no network")

    def absent(_home: Home, _console: Console) -> Engine | None:
        called.append("absent")
        return None

    def present(_home: Home, _console: Console) -> Engine | None:
        called.append("present")
        return found

    home = Home(root=tmp_path)
    assert obtain(home, console, steps=(failing, absent, present, failing)) == found
    assert called == ["failing", "absent", "present"]
    assert "no network" in _said(console)
    with pytest.raises(EngineError) as caught:
        obtain(home, console, steps=(failing, absent))
    assert "no network" in str(caught.value)
    assert "Pulumi CLI" in str(caught.value)
    assert "Go 1.25.11" in str(caught.value)


@pytest.mark.parametrize(
    ("script", "version"),
    [("echo v3.259.0", "3.259.0"), ("echo v3.100.0", None), ("echo nonsense", None), ("exit 1", None)],
)
def test_a_pulumi_on_path_counts_when_it_is_recent(
    script: str, version: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, console: Console
) -> None:
    command = _script(tmp_path / "anywhere" / "pulumi", script)
    monkeypatch.setenv("PATH", f"{command.parent}:/usr/bin:/bin")
    home = Home(root=tmp_path / "home")
    if version is None:
        with pytest.raises(StepFailed, match="was passed over"):
            on_path(home, console)
    else:
        assert on_path(home, console) == Engine(path=command, version=version)


def test_a_cached_engine_is_used_and_a_broken_one_is_not(tmp_path: Path, console: Console) -> None:
    home = Home(root=tmp_path)
    assert cached(home, console) is None
    path = _script(home.engine / "bin" / "pulumi", "echo v3.259.0")
    assert cached(home, console) == Engine(path=path, version="3.259.0")
    _script(path, "exit 1")
    assert cached(home, console) is None


def test_the_build_says_which_go_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, console: Console) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(go_build.BuildFailed, match="no `go` on PATH"):
        go_build.build(tmp_path / "pulumi", console)
    _script(tmp_path / "go", "echo go1.22.1")
    with pytest.raises(go_build.BuildFailed, match=r"is 1\.22\.1, and 1\.25\.11 or newer is needed"):
        go_build.build(tmp_path / "pulumi", console)


def test_a_failed_build_leaves_nothing_behind_and_tells_go_s_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, console: Console
) -> None:
    text = 'case "$1" in env) echo go1.26.0;; *) echo "go: no such module!" >&2; exit 1;; esac'
    _script(tmp_path / "bin" / "go", text)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    home = Home(root=tmp_path / "home")
    with pytest.raises(StepFailed, match="no such module!"):
        built(home, console)
    assert list(home.root.iterdir()) == []


def test_a_build_counts_the_packages_that_go_lists_and_tells_the_time_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, console: Console
) -> None:
    text = """case "$1" in
env) echo go1.26.0;;
list) echo "go: downloading example.org/a v1.0.0" >&2; printf '%s\\n' a b/c d.e/f-g;;
*) printf 'a\\nb/c\\n' >&2; [ -n "$CGO_ENABLED" ] && : > "${5#-o=}";;
esac"""
    _script(tmp_path / "bin" / "go", text)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    told: list[str] = []
    monkeypatch.setattr(Progress, "at", lambda _, detail: told.append(detail))
    monkeypatch.setattr(Progress, "seconds", property(lambda _: 60.0 * len(told)))
    go_build.build(tmp_path / "engine", console)
    assert (tmp_path / "engine").exists()
    assert told == [
        "module 1 downloaded",
        "1 of 3 packages compiled, at most about 0 s left",
        "2 of 3 packages compiled, at most about 30 s left",
    ]


def test_the_time_left_is_told_once_enough_is_compiled() -> None:
    assert go_build.stage(99, 1000, 20.0) == "99 of 1000 packages compiled"
    assert go_build.stage(100, 1000, 20.0) == "100 of 1000 packages compiled, at most about 180 s left"


def test_a_home_that_cannot_be_made_or_written_to_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    advice = (
        "The engine and all that the sandbox knows are kept there; name another folder with the environment variable "
        "AKSNET_HOME."
    )
    with pytest.raises(EngineError) as below_a_file:
        Home(root=tmp_path / "file" / "home").make()
    assert str(below_a_file.value) == f"The folder {tmp_path}/file/home cannot be written to: Not a directory. {advice}"

    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(EngineError) as read_only:
        Home(root=tmp_path / "empty").make()
    assert str(read_only.value) == f"The folder {tmp_path}/empty cannot be written to: Read-only file system. {advice}"
