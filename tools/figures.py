"""`python -m tools.figures NAME…`: run benches and write what they printed into docs/figures.md, a table for each.

With `--print` nothing is written. A bench prints one figure a line, `what: figure` or in columns. The tables of benches
that are not named stay as they are, so that each says when and where it was measured.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "figures.md"
TITLES: Final = {
    "unit": "The unit tests",
    "ci": "What CI runs",
    "plan": "Planning and commands",
    "growth": "How it grows",
    "engine": "Runs on the engine, beside flat programs",
    "fleet": "Fleets of stack files",
    "verify": "Verify on large clusters",
    "serve": "A served stack",
    "real": "The parts of a real Kubernetes",
}
"""Every bench by the end of its module's name, with the heading of its table."""

_HEAD: Final = """# Figures

What the benches measured, each on the day and machine named above its table: `make figures` writes this page, and
`make bench` only prints (`BENCHES="unit plan"` for some of them). No test asserts on time.
"""
UNFINISHED: Final = "It was ended early, and what has no row was not measured"
_COLUMNS: Final = re.compile(r": +| {2,}")


def table(lines: Sequence[str], where: str) -> str:
    """Return the lines that a bench printed as a Markdown table; what has no figure of its own follows as text."""
    cells = [_COLUMNS.split(line.strip(), maxsplit=1) for line in lines if line.strip()]
    rows = [f"| {found[0]} | {found[1]} |" for found in cells if len(found) == 2]
    rest = [f"{found[0]}." for found in cells if len(found) == 1]
    return "\n".join([where, "", "| what | measured |", "| --- | --- |", *rows, *(["", *rest] if rest else [])]) + "\n"


def with_tables(page: str, tables: dict[str, str]) -> str:
    """Return the page with these tables, by bench, in place of the ones that it had."""
    parts = re.split(r"^## (.+)\n\n", page, flags=re.MULTILINE)
    by_title = dict(zip(parts[1::2], (text.strip() + "\n" for text in parts[2::2]), strict=True))
    by_title |= {TITLES[name]: text for name, text in tables.items()}
    return "\n".join([_HEAD, *(f"## {title}\n\n{by_title[title]}" for title in TITLES.values() if title in by_title)])


def cores(number: int, load: float) -> str:
    """Return how many cores there are, and whether others used them: `load` is that of the minutes before."""
    others = f" that some {round(load)} other processes shared (so the wall time says little)" if load > 1 else ""
    return f"{number} cores{others}"


def command(name: str) -> list[str]:
    """Return how a bench is run."""
    return [sys.executable, "-m", f"tools.bench_{name}"]


def _measured(name: str) -> Iterator[str]:
    """Run a bench, show its lines as they come, and yield them; a bench that fails ends everything."""
    with subprocess.Popen(command(name), stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own benches
        for line in process.stdout or ():
            sys.stdout.write(line)
            sys.stdout.flush()
            yield line.rstrip()
    if process.returncode:
        raise SystemExit(
            f"tools.bench_{name} ended with code {process.returncode}; docs/figures.md has what it printed"
        )


def _write(name: str, lines: Sequence[str]) -> None:
    where = (
        f"Measured on {date.today().isoformat()} with {cores(os.cpu_count() or 1, os.getloadavg()[1])}, "
        f"{platform.system()} on {platform.machine()}, Python {platform.python_version()}."
    )
    before = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    PAGE.write_text(with_tables(before, {name: table(lines, where)}), encoding="utf-8")


def main(words: Sequence[str]) -> int:
    """Measure what is named, else everything, and write the page unless it is only to be printed.

    The page is written after each bench. One that is interrupted or fails leaves the rows that it has finished.
    """
    names = [word for word in words if word != "--print"] or list(TITLES)
    if unknown := [name for name in names if name not in TITLES]:
        raise SystemExit(f"no bench is named {unknown[0]}; there are {', '.join(TITLES)}")
    for name in names:
        lines: list[str] = []
        rest = [UNFINISHED]
        try:
            for line in _measured(name):
                lines.append(line)
            rest = []
        finally:
            if lines and "--print" not in words:
                _write(name, [*lines, *rest])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
