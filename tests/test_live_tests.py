"""`make live` with commands of our own for build and tests: what it says, and what it counts as an error."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from aksnet.engine.home import Home
from tools.real import live_tests, real_parts

LEFT_OUT = "The tests on real Kubernetes are left out: "
NONE = "control-plane, kubernetes-provider not built"


def python(text: str) -> Sequence[str]:
    return (sys.executable, "-c", text)


def run(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    build: str = "",
    tests: str = "",
    built: bool = False,
    within: float | None = None,
) -> tuple[int, list[str]]:
    """Run it in a home without parts, or as if they were there."""
    said: list[str] = []
    monkeypatch.setattr(live_tests, "_PARTS", python(build))
    monkeypatch.setattr(live_tests, "_TESTS", python(tests))
    if built:
        monkeypatch.setattr(real_parts, "missing", lambda _home: [])
    return live_tests.run_live(Home(root=folder / "home"), said.append, within), said


def test_without_parts_and_without_a_time_nothing_is_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(tmp_path, monkeypatch, build="raise SystemExit(9)") == (0, [f"{LEFT_OUT}{NONE} (make parts does)."])


def test_a_time_that_is_too_short_begins_no_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(tmp_path, monkeypatch, build="raise SystemExit(9)", within=1799.0) == (
        0,
        [f"{LEFT_OUT}{NONE}, and 30 minutes are too few for that and the tests."],
    )


def test_a_build_that_fails_is_told_with_its_last_line_and_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, said = run(
        tmp_path, monkeypatch, build="print('first'); raise SystemExit('no module is served')", within=2000.0
    )
    assert (code, said) == (
        0,
        [f"{LEFT_OUT}control-plane, kubernetes-provider cannot be built: no module is served."],
    )


@pytest.mark.slow
def test_a_build_that_does_not_end_is_ended_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_tests, "BUILD_SECONDS", 0.0)
    monkeypatch.setattr(live_tests, "TEST_SECONDS", 0.0)
    pids = tmp_path / "pids"
    build = (
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(pids)!r}, 'w').write(str(child.pid)); child.wait()"
    )
    assert run(tmp_path, monkeypatch, build=build, within=3.0) == (
        0,
        [f"{LEFT_OUT}control-plane, kubernetes-provider not built in 0 minutes."],
    )
    assert _gone(int(pids.read_text()))


def _gone(pid: int) -> bool:
    """Return whether a process ends soon, or is only waited for."""
    for _ in range(600):
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("code", [0, 1])
def test_the_code_of_the_tests_is_the_answer(code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(tmp_path, monkeypatch, built=True, tests=f"raise SystemExit({code})") == (code, [])
    assert run(tmp_path, monkeypatch, tests=f"raise SystemExit({code})", within=2000.0) == (code, [])


@pytest.mark.slow
def test_tests_that_do_not_end_in_time_say_nothing_of_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_tests, "TEST_SECONDS", 0.0)
    assert run(tmp_path, monkeypatch, built=True, tests="import time; time.sleep(600)", within=1.0) == (
        0,
        [f"{LEFT_OUT}they did not end in 0 minutes."],
    )
    monkeypatch.setattr(live_tests, "TEST_SECONDS", 900.0)
    assert run(tmp_path, monkeypatch, built=True, tests="raise SystemExit(9)", within=60.0) == (
        0,
        [f"{LEFT_OUT}1 minutes are too few."],
    )
