"""Which stacks a change touches: those whose files differ, and all of them where a default of the project does."""

import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aksnet.errors import AksnetError

STACK_FILE: Final = re.compile(r"Pulumi\.([\w.-]{1,100})\.yaml")
DEFAULTS: Final = "Pulumi.yaml"


class GitError(AksnetError):
    """Raised when git cannot tell what differs."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Touched:
    """The stacks that a change touches, by name."""

    stacks: tuple[str, ...]
    removed: tuple[str, ...]


def touched(paths: Iterable[str], present: Iterable[str]) -> Touched:
    """Return the stacks that a change of some paths touches, where these stacks have a file afterwards."""
    changed, there = set(paths), sorted(present)
    named = {found[1] for path in changed if (found := STACK_FILE.fullmatch(path))}
    return Touched(
        stacks=tuple(name for name in there if name in named or DEFAULTS in changed),
        removed=tuple(sorted(named - set(there))),
    )


def changed_paths(base: str, folder: Path = Path()) -> list[str]:
    """Return the paths that differ between a revision and what is checked out, from the folder's root."""
    found = _git(
        folder, "diff", "--name-only", "--no-renames", "-z", "--relative", "--end-of-options", base, "HEAD", "--"
    )
    return [path for path in found.split("\0") if path]


def commit_of(revision: str, folder: Path = Path()) -> str:
    """Return the id of a revision's commit, as short as people write it."""
    return _git(folder, "rev-parse", "--short=12", "--verify", "--end-of-options", f"{revision}^{{commit}}").strip()


def _git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603, S607
    if done.returncode != 0:
        raise GitError(f"git {words[0]} failed: {done.stderr.strip()}")
    return done.stdout


def stack_names(folder: Path = Path()) -> list[str]:
    """Return the names of all stacks with a file in a folder."""
    return sorted(found[1] for path in folder.glob("Pulumi.*.yaml") if (found := STACK_FILE.fullmatch(path.name)))
