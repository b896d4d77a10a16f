"""A run does not depend on where things are and what they are called, and two runs of one stack do not meet."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from aksnet.engine.home import HOME_VARIABLE, Home
from aksnet.engine.obtain import Engine
from tests.engine.conftest import CHECKOUT, PROJECTS

pytestmark = pytest.mark.engine
STACK = "team.one-1"


@dataclass(frozen=True, kw_only=True)
class Place:
    """A copy of the small flat program in a folder of an inconvenient name, run as somebody without a home."""

    project: Path
    home: Home
    environment: dict[str, str]

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start the command line there, in the narrowest umask, with nobody to answer."""
        return subprocess.Popen(
            [sys.executable, "-m", "aksnet.cli.main", *arguments, "--project", str(self.project)],
            cwd=self.project.parent,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            umask=0o077,
        )

    def aksnet(self, *arguments: str) -> tuple[int, str, str]:
        """Run the command line; return its code and what it printed on both streams."""
        with self.start(*arguments) as process:
            return ended(process)


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, error = process.communicate(timeout=300)
    return process.returncode, out, error


@pytest.fixture
def place(engine: Engine, tmp_path: Path) -> Place:
    project = tmp_path / "Jürgen's  checkout ✓" / "flat"
    shutil.copytree(PROJECTS / "flat", project)
    (tmp_path / "shared.yaml").write_text("config: {'azure-native:location': eastus}\n", encoding="utf-8")
    (project / f"Pulumi.{STACK}.yaml").symlink_to(tmp_path / "shared.yaml")
    home = Home(root=project / ".aksnet")
    left_out = {"HOME", "XDG_CACHE_HOME", HOME_VARIABLE}
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    environment["PATH"] = os.pathsep.join((str(engine.path.parent), os.environ["PATH"]))
    environment["PYTHONPATH"] = str(CHECKOUT)
    return Place(project=project, home=home, environment=environment)


def test_a_stack_runs_under_its_full_name_from_any_place_without_a_home(place: Place) -> None:
    target = (place.project / f"Pulumi.{STACK}.yaml").resolve()
    before = target.read_bytes()
    for operation in ("up", "preview"):
        assert place.aksnet("sandbox", operation, "-s", f"organization/flat/{STACK}")[::2] == (0, "")
    assert [files.name for files in place.home.backend.stacks()] == [STACK]
    assert place.aksnet("recover", "--sandbox", "-s", f"organization/flat/{STACK}")[::2] == (0, "")
    assert ((place.project / f"Pulumi.{STACK}.yaml").is_symlink(), target.read_bytes()) == (True, before)
    assert place.aksnet("sandbox", "destroy", "-s", STACK)[::2] == (0, "")
    assert list(place.home.backend.stacks()) == []


def test_of_two_first_ups_of_a_stack_at_once_one_runs_and_the_other_says_why_not(place: Place) -> None:
    with place.start("sandbox", "up", "-s", STACK) as one, place.start("sandbox", "up", "-s", STACK) as other:
        ends = sorted((ended(one), ended(other)), key=lambda end: end[0])
    assert [(code, error) for code, _, error in ends] == [
        (0, ""),
        (
            1,
            f"Another run of the stack {STACK} goes on on this machine, and nothing was done. Wait for its end, or "
            "end it.\n",
        ),
    ]
    code, out, error = place.aksnet("sandbox", "preview", "-s", STACK)
    assert (code, error) == (0, ""), out


def test_a_stranger_s_resource_is_not_adopted_without_the_question_and_is_named_where_yes_was_said(
    place: Place,
) -> None:
    assert place.aksnet("sandbox", "up", "-s", STACK)[0] == 0
    files = place.home.backend.stack("flat", STACK)
    files.checkpoint.unlink()
    asked = place.aksnet("recover", "--sandbox", "-s", STACK)
    assert asked[0] == 2
    assert "not known to be this stack's. Once they are in the state" in asked[1]
    assert asked[2].strip().splitlines()[-1] == (
        "Nobody answered, and nothing more was written. Where nobody can be asked, read what is said above and give "
        "--yes."
    )
    assert files.deployment().get("resources") in (None, [])
    code, out, error = place.aksnet("recover", "--sandbox", "-s", STACK, "--yes")
    assert (code, error) == (0, "")
    named = next(line for line in out.splitlines() if line.startswith("Adopted without a question (--yes)"))
    assert named.partition(": ")[2].startswith("ResourceGroup group (/subscriptions/")
    assert named.count("/resourceGroups/rg-flat") == 8


def test_a_file_that_was_cut_off_is_one_message(place: Place) -> None:
    assert place.aksnet("sandbox", "up", "-s", STACK)[0] == 0
    files = place.home.backend.stack("flat", STACK)
    whole = files.checkpoint.read_bytes()
    for file, says, restored in (
        (files.checkpoint, f"The stack's checkpoint {files.checkpoint} cannot be read (JSONDecodeError: ", whole),
        (files.checkpoint.with_name(f"{files.checkpoint.name}.attrs"), "cannot be read. A run was cut off", b"{}"),
        (place.home.subscription, f"The simulated subscription {place.home.subscription} cannot be read (", b""),
    ):
        file.write_bytes(b'{"cut')
        code, _, error = place.aksnet("sandbox", "up", "-s", STACK)
        assert (code, len(error.splitlines())) == (1, 1), error
        assert says in error
        file.write_bytes(restored)
