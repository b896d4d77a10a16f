"""SIGINT, SIGTERM and SIGHUP: the children end first, then this process, with one message.

While a child runs, a signal is passed on to it as it can bear it; once it has ended, and at once when none runs, the
main thread gets `Interrupted`. A second signal, or a child that does not end in time, is killed with all below it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum, auto
from pathlib import Path
from types import FrameType
from typing import IO, Any, Final, NoReturn, assert_never

SIGNALS: Final = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
GRACE_SECONDS: Final = 5.0
"""How long a child may take to end what it has begun."""


class Interrupted(BaseException):
    """A signal asked this process to end; its children have ended. No `except Exception` may swallow it."""

    def __init__(self, number: int) -> None:
        self.name = signal.Signals(number).name
        self.exit_code = 128 + number
        super().__init__(self.name)


class Bears(Enum):
    """What a child does with a signal."""

    ASKING = auto()
    """On SIGINT it ends what it has begun, saves it and goes."""
    WAITING = auto()
    """It is short and must not be cut: it is let run to its end."""
    KILLING = auto()
    """It loses nothing that matters when it is killed."""


class _Signals:
    """What was asked of this process, and the children that have to end before it does."""

    def __init__(self) -> None:
        self.number: int | None = None
        self.starting = False
        self.children: dict[subprocess.Popen[str], Bears] = {}

    def handle(self, number: int, _frame: FrameType | None) -> None:
        """Take a signal."""
        first, self.number = self.number is None, self.number or number
        if self.starting:
            return
        if not self.children:
            if first:
                raise Interrupted(self.number)
            return
        for process, bears in list(self.children.items()):
            _pass_on(process, bears if first else Bears.KILLING)

    def raise_pending(self) -> None:
        """End the main thread when a signal came while a child ran."""
        if self.number is not None:
            raise Interrupted(self.number)


_SIGNALS: Final = _Signals()


@contextlib.contextmanager
def interruptible(advice: Callable[[], str]) -> Iterator[None]:
    """Let signals end this process with one message, which ends in an advice, and with the signal's exit code.

    A signal that is ignored, as SIGHUP is under nohup, stays so.
    """
    _SIGNALS.number = None
    before = {number: signal.getsignal(number) for number in SIGNALS}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, _SIGNALS.handle)
    try:
        yield
    except Interrupted as interrupted:
        _end(interrupted, advice)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def child(
    command: Sequence[str],
    bears: Bears,
    *,
    cwd: str | Path | None = None,
    env: Mapping[str, str] | None = None,
    stdout: int | IO[Any] = subprocess.PIPE,
    stderr: int | IO[Any] = subprocess.PIPE,
) -> Iterator[subprocess.Popen[str]]:
    """Start a child in a session of its own, so that a terminal's Ctrl-C reaches it only through this process."""
    _SIGNALS.starting = True
    try:
        process = subprocess.Popen(  # noqa: S603 - the callers' own programs
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            cwd=cwd,
            env=env,
            encoding="utf-8",
            start_new_session=True,
        )
        _SIGNALS.children[process] = bears
    finally:
        _SIGNALS.starting = False
    try:
        if _SIGNALS.number is not None:
            _pass_on(process, bears)
        yield process
        process.wait()
    except BaseException:
        kill(process)
        raise
    finally:
        process.wait()
        del _SIGNALS.children[process]
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()
    _SIGNALS.raise_pending()


def kill(process: subprocess.Popen[str]) -> None:
    """End a child and all below it at once."""
    if process.poll() is not None:
        return
    for pid in [process.pid, *_below(process.pid)]:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)


def _pass_on(process: subprocess.Popen[str], bears: Bears) -> None:
    match bears:
        case Bears.ASKING:
            process.send_signal(signal.SIGINT)
        case Bears.WAITING:
            pass
        case Bears.KILLING:
            kill(process)
            return
        case _:
            assert_never(bears)
    timer = threading.Timer(GRACE_SECONDS, kill, (process,))
    timer.daemon = True
    timer.start()


def _below(pid: int) -> list[int]:
    """Return the processes below one: the engine gives its plugins process groups of their own."""
    parents: dict[int, list[int]] = {}
    for child_pid, parent in _processes():
        parents.setdefault(parent, []).append(child_pid)
    found = list(parents.get(pid, []))
    for each in found:
        found += parents.get(each, [])
    return found


def _processes() -> Iterator[tuple[int, int]]:
    """Yield each process of this machine with its parent."""
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        text = subprocess.run(
            ["ps", "-A", "-o", "pid=,ppid="],  # noqa: S607 - wherever the system has it
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for line in text.splitlines():
            pid, parent = line.split()
            yield int(pid), int(parent)


def _end(interrupted: Interrupted, advice: Callable[[], str]) -> NoReturn:
    """End this process; threads of the SDK that wait for the engine are not waited for."""
    text = f"Interrupted ({interrupted.name}). {advice()}\n"
    # Whoever hung up may have taken the terminal along.
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()
    with contextlib.suppress(OSError):
        os.write(2, text.encode())
    os._exit(interrupted.exit_code)
