"""`make cuts`: interrupt every command at random moments, and follow what is said.

Each cut starts from a saved home, as a process that is forked from one that has imported everything already: that is
what makes fifty of them cheap. A signal comes at a random moment of the time that the undisturbed command took. Then:
the exit code is the signal's, the last line names the next command, no child is left, and what the line names works.
"""

from __future__ import annotations

import importlib
import itertools
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from tools.kill_points import Kill, Moment, die

STACK: Final = "dev"
COMMANDS: Final = ("preview", "up", "refresh", "destroy", "recover", "migrate")
SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
END_SECONDS: Final = 30.0
"""How long a command may take to end: the grace of an engine that does not answer, on a machine that is busy."""
_MESSAGE: Final = re.compile(r"Interrupted \((?P<name>SIG\w+)\)\. .*aksnet (sandbox \w+|recover|migrate) -s dev.*\n")
_UNCHANGED: Final = re.compile(r"preview done in [\d.]+ s: \d+ unchanged\n")
_POLL_SECONDS: Final = 0.01


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a command ended."""

    code: int
    """Its exit code; negative for a signal that killed it."""
    out: str
    error: str
    seconds: float
    """After the signal, or in all when none was sent."""
    home: Path

    @property
    def complaints(self) -> Iterator[str]:
        """What is not as it should be after an interrupt."""
        if self.seconds > END_SECONDS:
            yield f"it took {self.seconds:.0f} s to end"
        if "Traceback" in self.out + self.error or "(bug)" in self.error:
            yield f"it ended in a stack trace:\n{self.error}"
        left = [str(pid) for pid in _processes_of(self.home)]
        if left:
            yield f"processes are left: {', '.join(left)}"

    @property
    def advice(self) -> str:
        """The last line of what it wrote to its error stream, when that is the message of an interrupt."""
        found = list(_MESSAGE.finditer(self.error))
        return found[-1].group() if len(found) == 1 and self.error.endswith(found[-1].group()) else ""


def run(
    project: Path,
    home: Path,
    command: str,
    *options: str,
    after: float | None = None,
    number: int = signal.SIGINT,
    kill: Kill | None = None,
) -> Ended:
    """Run a command in a fork of this process; send it a signal after so many seconds, unless it has ended."""
    words = [command, "--sandbox", "--yes"] if command in ("recover", "migrate") else ["sandbox", command]
    arguments = [*words, *options]
    out, error = home / "out.txt", home / "error.txt"
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        _become([*arguments, "-s", STACK, "--project", str(project)], home, out, error, kill)
    started, sent, listens = time.monotonic(), False, False
    while True:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            break
        if not listens:
            listens, started = _listens(pid), time.monotonic()
        elif after is not None and not sent and time.monotonic() - started >= after:
            os.kill(pid, number)
            sent, started = True, time.monotonic()
        time.sleep(_POLL_SECONDS)
    return Ended(
        code=os.waitstatus_to_exitcode(status),
        out=out.read_text(encoding="utf-8"),
        error=error.read_text(encoding="utf-8"),
        seconds=time.monotonic() - started,
        home=home,
    )


def _become(arguments: list[str], home: Path, out: Path, error: Path, kill: Kill | None) -> None:
    """Be the command line, as a shell would have started it."""
    from aksnet.cli import main
    from aksnet.engine.home import HOME_VARIABLE

    for number in SIGNALS:
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    os.environ[HOME_VARIABLE] = str(home)
    if kill is not None:
        die(home, kill)
    for descriptor, file in ((1, out), (2, error)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), descriptor)
    sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115 - for good
    sys.argv = ["aksnet", *arguments]
    code = 1
    try:
        main.main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _listens(pid: int) -> bool:
    """Return whether a process takes SIGTERM itself: before that it is Python that starts, not a command."""
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
        caught = next(line.split()[1] for line in lines if line.startswith("SigCgt"))
        return bool(int(caught, 16) >> (signal.SIGTERM - 1) & 1)
    return False


def _processes_of(home: Path) -> list[int]:
    """Return the processes that have a home in their environment, on Linux."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"file://{home}/".encode() in path.read_bytes():
                found.append(int(path.parent.name))
        except OSError:
            continue  # it has ended, or is somebody else's
    return found


@dataclass(frozen=True, kw_only=True)
class Saved:
    """Where the cuts of each command start from, and how long the undisturbed command takes."""

    project: Path
    turned: Path
    """A project whose stack file has another way out of the cluster, for migrate to prepare."""
    homes: dict[str, Path]
    seconds: dict[str, float]

    def cut(self, command: str, chance: random.Random, number: int, *, follow: bool = True) -> list[str]:
        """Cut a command once at a random moment; return what is not as it should be."""
        with self._home(command) as home:
            after = chance.uniform(0, self.seconds[command])
            ended = run(self._project(command), home, command, after=after, number=number)
            wrong = list(ended.complaints)
            if ended.code == 0:
                return wrong  # the command was faster than the signal
            if ended.code != 128 + number:
                wrong.append(f"it ended with {ended.code} after {signal.Signals(number).name}: {ended.error}")
            if not ended.advice:
                wrong.append(f"no next command is named last and once: {ended.error!r}")
            return wrong + (self._follow(home, command, ended.advice) if follow else [])

    def kill(self, kill: Kill) -> list[str] | None:
        """Kill recovery at a write; return what is not as it should be, nothing when it has not that many writes."""
        with self._home("recover") as home:
            ended = run(self.project, home, "recover", kill=kill)
            if ended.code == 0:
                return None
            wrong = [] if ended.code == -signal.SIGKILL else [f"it ended with {ended.code}: {ended.error}"]
            _settle(home)
            for command in ("recover", "up", "preview"):
                done = run(self.project, home, command)
                wrong += [f"{command} after it: {done.error or done.out}"] if done.code else []
            return wrong if _UNCHANGED.search(done.out) else [*wrong, f"something is left to do: {done.out}"]

    def _follow(self, home: Path, command: str, advice: str) -> list[str]:
        """Do what the message says."""
        wrong = []
        if "aksnet recover" in advice:
            mended = run(self.project, home, "recover")
            wrong += [f"recover after it: {mended.error or mended.out}"] if mended.code else []
        if command != "recover":
            again = run(self._project(command), home, command)
            wrong += [f"{command} after it: {again.error or again.out}"] if again.code else []
        return wrong

    def _project(self, command: str) -> Path:
        return self.turned if command == "migrate" else self.project

    @contextmanager
    def _home(self, command: str) -> Iterator[Path]:
        with tempfile.TemporaryDirectory(prefix="aksnet-cut-") as folder:
            home = Path(folder) / "home"
            shutil.copytree(self.homes[command], home, symlinks=True)
            yield home


def _settle(home: Path) -> None:
    """Wait for an engine whose providers were killed: it sees only later that they are gone."""
    while _processes_of(home):
        time.sleep(_POLL_SECONDS)


def kills(moments: Callable[[int], Iterable[Moment]] = lambda _write: Moment) -> Iterator[Kill]:
    """Yield the points at which recovery can die, without an end: of each write the moments that are asked for."""
    return (Kill(write=write, moment=moment) for write in itertools.count(1) for moment in moments(write))


def kill_recovery(start: Saved, points: Iterable[Kill]) -> Iterator[tuple[Kill, list[str]]]:
    """Kill recovery at one point after the other, up to its last write; yield what is not as it should be."""
    for point in points:
        wrong = start.kill(point)
        if wrong is None:
            return
        yield point, wrong


def saved(project: Path, engine: Path, folder: Path) -> Saved:
    """Make the homes that the cuts start from: an empty one, one after an up, and one after a kill."""
    # Each fork then has what takes seconds to import.
    for module in ("sandbox.run", "recover.recovery", "cli.recover_sandbox", "cli.migrate_sandbox", "report.document"):
        importlib.import_module(f"aksnet.{module}")
    importlib.import_module("pulumi_azure_native.containerservice")
    importlib.import_module("pulumi_kubernetes")
    empty, full, killed = (folder / name for name in ("empty", "full", "killed"))
    for home in (empty, full, killed):
        home.mkdir(parents=True)
        (home / "engine").symlink_to(engine)
    seconds = {"up": run(project, full, "up").seconds}
    run(project, killed, "up", "--fault", "kill-during:6")
    homes = {"up": empty, "preview": full, "refresh": full, "destroy": full, "recover": killed, "migrate": full}
    turned = _turned(project, folder / "project")
    for command in ("preview", "refresh", "destroy", "recover", "migrate"):
        trial = folder / f"timed-{command}"
        shutil.copytree(homes[command], trial, symlinks=True)
        ended = run(turned if command == "migrate" else project, trial, command)
        if ended.code:
            raise AssertionError(f"{command}: the undisturbed command fails: {ended.error or ended.out}")
        seconds[command] = ended.seconds
    return Saved(project=project, turned=turned, homes=homes, seconds=seconds)


def _turned(project: Path, folder: Path) -> Path:
    """Return a copy of a project's files, in which the cluster leaves by a NAT gateway."""
    folder.mkdir()
    shutil.copy(project / "Pulumi.yaml", folder)
    document = yaml.safe_load((project / f"Pulumi.{STACK}.yaml").read_text(encoding="utf-8"))
    for cluster in document["config"]["aks-networking:clusters"].values():
        cluster |= {"outbound": "userAssignedNATGateway", "change": "inPlace"}
    (folder / f"Pulumi.{STACK}.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")
    return folder


def main() -> int:
    """Cut every command as often as the command line says, and list what went wrong."""
    times, project = int(sys.argv[1]) if len(sys.argv) > 1 else 20, Path.cwd()
    chance, wrong = random.Random(0), []  # noqa: S311 - moments, not secrets
    with tempfile.TemporaryDirectory(prefix="aksnet-cuts-") as folder:
        start = saved(project, project / ".aksnet" / "engine", Path(folder))
        for at in range(times):
            for command in COMMANDS:
                found = start.cut(command, chance, SIGNALS[at % len(SIGNALS)])
                wrong += [f"{command}, cut {at}: {each}" for each in found]
            sys.stderr.write(f"{at + 1}/{times}\n")
    sys.stdout.write("\n".join([*wrong, f"{len(wrong)} failures" if wrong else "Every cut ended as it should."]) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
