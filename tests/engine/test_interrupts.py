"""Signals without the engine: who gets them, who dies, and what is left alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from aksnet.engine import interrupts
from aksnet.engine.interrupts import Bears, Interrupted, child

GRACEFUL = (
    "trap 'echo ended; exit 0' INT; echo ready; while :; do sleep 0.01; done"  # as the engine ends what it has begun
)
STUBBORN = "trap '' INT TERM HUP; (echo ready; exec sleep 60) & wait"


@pytest.fixture(autouse=True)
def _handled() -> Iterator[None]:
    interrupts._SIGNALS.number = None
    before = signal.signal(signal.SIGTERM, interrupts._SIGNALS.handle)
    # A shell cannot trap what was ignored when it began, as SIGINT is for tests that a script runs in the background.
    ignored = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, ignored)
    signal.signal(signal.SIGTERM, before)
    interrupts._SIGNALS.number = None


def run(script: str, bears: Bears, *, signals: int = 1) -> tuple[str, int, int]:
    """Run a shell script, get signals once it is ready; return its output, its exit code and ours."""
    with pytest.raises(Interrupted) as caught, child(["sh", "-c", script], bears) as process:  # noqa: PT012 - as used
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        for _ in range(signals):
            os.kill(os.getpid(), signal.SIGTERM)
        rest = process.stdout.read()
    return rest, process.returncode, caught.value.exit_code


def test_a_child_that_can_be_asked_ends_what_it_has_begun() -> None:
    assert run(GRACEFUL, Bears.ASKING) == ("ended\n", 0, 143)


def test_a_child_that_must_not_be_cut_is_let_run_to_its_end() -> None:
    assert run("echo ready; sleep 0.1; echo whole", Bears.WAITING) == ("whole\n", 0, 143)


def test_a_second_signal_kills_the_child_and_all_below_it() -> None:
    """The output ends only when nobody holds it any more."""
    assert run(STUBBORN, Bears.ASKING, signals=2) == ("", -signal.SIGKILL, 143)


def test_a_child_that_loses_nothing_is_killed_at_once() -> None:
    assert run(STUBBORN, Bears.KILLING) == ("", -signal.SIGKILL, 143)


def test_a_child_that_does_not_end_in_time_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interrupts, "GRACE_SECONDS", 0.05)
    assert run(STUBBORN, Bears.ASKING) == ("", -signal.SIGKILL, 143)


def test_without_a_child_the_main_thread_ends_at_once() -> None:
    with pytest.raises(Interrupted, match="SIGTERM"):
        os.kill(os.getpid(), signal.SIGTERM)


@pytest.mark.parametrize(("ignored", "code"), [(True, 0), (False, 129)])
def test_a_hang_up_ends_with_one_message_unless_it_is_ignored(ignored: bool, code: int) -> None:
    program = (
        "import os, signal\n"
        "from aksnet.engine.interrupts import interruptible\n"
        f"signal.signal(signal.SIGHUP, signal.SIG_{'IGN' if ignored else 'DFL'})\n"
        "with interruptible(lambda: 'Go on with: this'):\n"
        "    os.kill(os.getpid(), signal.SIGHUP)\n"
        "print('went on')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=Path(__file__).parents[2], check=False
    )
    said = ("went on\n", "") if ignored else ("", "Interrupted (SIGHUP). Go on with: this\n")
    assert (done.returncode, done.stdout, done.stderr) == (code, *said)
