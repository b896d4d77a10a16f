"""The command line around the engine: exit codes, one message for a failure, never a stack trace."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from aksnet.engine.home import Home
from aksnet.engine.obtain import Engine
from tests.engine.conftest import CHECKOUT, Flat

pytestmark = pytest.mark.engine


@pytest.fixture(autouse=True)
def engine_on_path(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command line find the checkout's engine, which a home of its own would obtain once more."""
    monkeypatch.setenv("PATH", os.pathsep.join((str(engine.path.parent), os.environ["PATH"])))
    monkeypatch.setenv("PYTHONPATH", str(CHECKOUT))


def _aksnet(*arguments: str, cwd: Path = CHECKOUT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "aksnet.cli.main", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_a_wrong_program_ends_with_code_1_and_its_error_once(flat: Flat) -> None:
    flat("preview")
    (flat.runner.project / "Pulumi.try.yaml").write_text("config: {'flat:broken': run-error}\n", encoding="utf-8")
    done = _aksnet("sandbox", "preview", "-s", "try", "--project", str(flat.runner.project))
    assert done.returncode == 1
    assert (done.stdout + done.stderr).count("the settings are wrong") == 1
    assert "Traceback" not in done.stdout + done.stderr


def test_a_stack_without_a_file_names_those_that_have_one(home: Home) -> None:
    assert home.root
    done = _aksnet("sandbox", "up", "-s", "nowhere")
    assert done.returncode == 2
    assert "Stacks with a file here:" in done.stderr
    assert "dev" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_that_goes_away_does_not_stop_the_run(flat: Flat) -> None:
    """As in `aksnet sandbox up -s dev | head -1`: the run goes on to its end, and ends."""
    flat("preview")
    command = [
        sys.executable,
        "-m",
        "aksnet.cli.main",
        "sandbox",
        "up",
        "-s",
        "try",
        "--project",
        str(flat.runner.project),
    ]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdout is not None
        run.stdout.readline()
        run.stdout.close()
        assert run.wait(timeout=120) == 0
        assert run.stderr is not None
        assert run.stderr.read() == b""
    assert flat.subscription()["resources"]


def test_wrong_usage_ends_with_code_2() -> None:
    assert _aksnet("sandbox", "up").returncode == 2


def test_the_engine_is_named_with_its_version(home: Home) -> None:
    assert home.root
    done = _aksnet("engine")
    assert (done.returncode, len(done.stdout.split())) in {(0, 2), (0, 3)}


def test_importing_the_command_line_imports_neither_pulumi_nor_pydantic() -> None:
    code = (
        "import sys, aksnet.cli.main; print([each for each in ('pulumi', 'pydantic', 'grpc') if each in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
