"""Run the commands of a page and compare what they print with what the page says: the labs', and those of any other.

A page's `console` blocks have commands after `$ ` and below them what they print; a line of `…` stands for any number
of lines. All of them are run. What cannot be is a block of `sh`, in a section (or on a page) that says what it needs.
`python -m tools.labs PAGE` tells what differs, `--write` puts what was printed into the page, except where it fits
already. Every page has a home and a port of its own.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from aksnet.engine.home import HOME_VARIABLE, Home
from aksnet.engine.obtain import obtain

ROOT: Final = Path(__file__).resolve().parents[1]
LABS: Final = ROOT / "docs" / "labs"
ANY: Final = "…"
PORT: Final = "8021"
"""The port that the pages name; a run takes one that is free."""
HOME: Final = ".aksnet/"
NEEDS: Final = re.compile(r"\*\*(?:Only on a real cluster|Needs (?:Azure|GitHub|a cluster|the Pulumi CLI))")
"""What a page says before commands that nothing here can run."""
_BLOCK: Final = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FENCE: Final = re.compile(r"^ *```(\S*)\n.*?^ *```$", re.MULTILINE | re.DOTALL)
_RUN_ELSEWHERE: Final = ("yaml", "json", "python", "mermaid", "typescript", "go")
_SERVES: Final = " sandbox serve "
_SERVED: Final = "Try, in another terminal:"
# What differs from run to run: ages, seconds that something took, patches of Kubernetes.
_VARIES: Final = (
    (re.compile(r"\b(?:\d+d)?(?:\d+h)?(?:\d+m)?\d+[dhms]\b"), "AGE"),
    (re.compile(r"\b\d+\.\d s\b"), "SECONDS"),
    (re.compile(r"\bv(\d+\.\d+)\.\d+\b"), r"v\1.x"),
)


@dataclass(frozen=True)
class Step:
    """One command, where it stands in the page's text, and what the page says that it prints."""

    command: str
    line: int
    start: int
    end: int
    expected: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """A command that prints something else, or fails where the page shows nothing of it."""

    step: Step
    printed: tuple[str, ...]
    failed: bool

    def __str__(self) -> str:
        shown = [f"line {self.step.line}: {self.step.command}", "  the page says:", *self.step.expected]
        return "\n    ".join([*shown, "it fails and prints:" if self.failed else "it prints:", *self.printed])


def steps(text: str) -> Iterator[Step]:
    """Yield the commands of a page in order."""
    for block in _BLOCK.finditer(text):
        position, found = block.start(1), list[tuple[str, int]]()
        for line in block[1].splitlines(keepends=True):
            found.append((line, position))
            position += len(line)
        starts = [number for number, (line, _) in enumerate(found) if line.startswith("$ ")]
        for number, following in zip(starts, [*starts[1:], len(found)], strict=True):
            first = number + 1
            while found[first - 1][0].endswith("\\\n"):
                first += 1
            words = [line.removeprefix("$ ") for line, _ in found[number:first]]
            at = found[number][1]
            start = found[first][1] if first < len(found) else position
            end = found[following][1] if following < len(found) else position
            expected = tuple(line.rstrip("\n") for line, _ in found[first:following])
            yield Step("".join(words).strip(), text.count("\n", 0, at) + 1, start, end, expected)


def not_run(text: str) -> list[str]:
    """Return the blocks of a page that may have commands which nothing runs, though the page does not say why.

    A `console` block that is indented is not found by what runs them.
    """
    introduction, *_ = text.split("\n## ", 1)
    everywhere = NEEDS.search(_FENCE.sub("", introduction)) is not None
    found = []
    for block in _FENCE.finditer(text):
        section = re.split(r"^#+ ", text[: block.start()], flags=re.MULTILINE)[-1]
        ran = block[1] in _RUN_ELSEWHERE or (block[1] == "console" and _BLOCK.match(block[0]) is not None)
        if not ran and (block[1] == "console" or not (everywhere or NEEDS.search(section))):
            found.append(block[0])
    return found


def fits(expected: Sequence[str], printed: Sequence[str]) -> bool:
    """Return whether lines are what a page says, but for widths of columns and what varies."""
    if not expected:
        return not printed
    if expected[0] == ANY:
        return any(fits(expected[1:], printed[skipped:]) for skipped in range(len(printed) + 1))
    return bool(printed) and _steady(expected[0]) == _steady(printed[0]) and fits(expected[1:], printed[1:])


def _steady(line: str) -> str:
    for pattern, instead in _VARIES:
        line = pattern.sub(instead, line)
    return " ".join(line.split())


@dataclass
class Session:
    """A reader's two terminals: one that serves, one for everything else."""

    home: Path
    programs: Sequence[Path] = ()
    """Folders of the engine and of kubectl."""
    exported: dict[str, str] = field(default_factory=dict)
    serving: subprocess.Popen[str] | None = None
    port: str = ""

    def __enter__(self) -> Self:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = str(free.getsockname()[1])
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _fault: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.stop()

    def differences(self, text: str) -> Iterator[Difference]:
        """Run a page's commands; yield those that print something else, or fail without a word of it on the page."""
        for step in steps(text):
            lines, failed = self.run(step.command)
            shown = any(line != ANY for line in step.expected)
            if not fits(step.expected, lines) or (failed and not shown):
                yield Difference(step, tuple(lines), failed)

    def run(self, command: str) -> tuple[list[str], bool]:
        """Run a command; return the lines that it prints, and whether it fails."""
        here = command.replace(HOME, f"{self.home}/").replace(PORT, self.port)
        if here.startswith("export "):
            name, _, value = shlex.split(here)[1].partition("=")
            self.exported[name] = value
            return [], False
        if _SERVES in here:
            said = self._serve(here)
            return self._said(said), _SERVED not in said
        done = subprocess.run(  # noqa: S603 - the pages' own commands, as a reader would type them
            ["bash", "-c", here],  # noqa: S607
            cwd=ROOT,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            check=False,
        )
        return self._said(done.stdout), done.returncode != 0

    def stop(self) -> None:
        """End what serves, as Ctrl-C does."""
        if self.serving is not None:
            self.serving.terminate()
            self.serving.communicate(timeout=60)
            self.serving = None

    def _serve(self, command: str) -> str:
        self.stop()
        self.serving = subprocess.Popen(  # noqa: S603 - as above
            shlex.split(command),
            cwd=ROOT,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        said = ""
        for line in self.serving.stdout or ():
            said += line
            if line.startswith(_SERVED):
                break
        return said

    def _said(self, output: str) -> list[str]:
        text = output.replace(f"{self.home}/", HOME).replace(f":{self.port}", f":{PORT}")
        return [line.rstrip() for line in text.splitlines()]

    def _environment(self) -> dict[str, str]:
        path = os.pathsep.join([*map(str, self.programs), os.environ["PATH"]])
        own = {HOME_VARIABLE: str(self.home), "PATH": path, "COLUMNS": "80", "KUBECACHEDIR": str(self.home / "kube")}
        # What make tells a make below it would be printed.
        inherited = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL")}
        return {**inherited, **own, **self.exported}


def rewritten(text: str, differences: Sequence[Difference]) -> str:
    """Return a page with what its commands printed."""
    for each in reversed(differences):
        new = "".join(f"{line}\n" for line in each.printed)
        text = text[: each.step.start] + new + text[each.step.end :]
    return text


def main() -> int:
    """Check pages, or write what their commands print into them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", type=Path, default=sorted(LABS.glob("*.md")))
    parser.add_argument("--write", action="store_true", help="put what was printed into the pages")
    asked = parser.parse_args()
    engine = obtain(Home.of(ROOT))
    wrong = 0
    for page in asked.pages:
        text = page.read_text(encoding="utf-8")
        with (
            tempfile.TemporaryDirectory(prefix="aksnet-labs-") as folder,
            Session(home=Path(folder) / "home", programs=[engine.path.parent]) as session,
        ):
            found = list(session.differences(text))
        wrong += len(found)
        for each in found:
            sys.stdout.write(f"{page}, {each}\n")
        if asked.write:
            page.write_text(rewritten(text, found), encoding="utf-8")
    return int(bool(wrong) and not asked.write)


if __name__ == "__main__":
    sys.exit(main())
