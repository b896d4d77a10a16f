"""Every command takes the name of a stack alike: alone, or in full with organization and project in front."""

from __future__ import annotations

from pathlib import Path

import pytest

from aksnet.engine.home import HOME_VARIABLE
from aksnet.errors import AksnetError, ExitCode
from tests.command_line import invoke
from tests.program import ROOT

COMMANDS = (
    ("plan",),
    ("diff", "--against", "none"),
    ("diff", "--sandbox"),
    ("recover",),
    ("recover", "--sandbox"),
    ("verify", "--sandbox"),
    ("sandbox", "preview"),
    ("sandbox", "up"),
    ("sandbox", "refresh"),
    ("sandbox", "destroy"),
    ("sandbox", "serve"),
)


def refusal(command: tuple[str, ...], stack: str) -> str:
    """Return how a command refuses a stack, as wrong usage."""
    done = invoke(*command, "-s", stack, "--project", ROOT)
    assert isinstance(done.exception, AksnetError), done.output
    assert done.exception.exit_code is ExitCode.WRONG_USAGE
    return str(done.exception)


@pytest.fixture(autouse=True)
def no_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_path_is_no_name_and_the_stack_of_another_project_is_none_of_this_one(
    command: tuple[str, ...], no_home: Path
) -> None:
    assert refusal(command, "../x") == (
        "../x is no name of a stack: a stack name has no slash, and stands between Pulumi. and .yaml."
    )
    assert refusal(command, "acme/elsewhere/dev") == (
        "acme/elsewhere/dev is a stack of the project elsewhere, and the project here is aks-networking."
    )
    assert not no_home.exists()


@pytest.mark.parametrize("command", [each for each in COMMANDS if each != ("recover",)], ids=" ".join)
@pytest.mark.parametrize("full", ["acme/aks-networking/not.there", "acme/not.there", "not.there"])
def test_a_full_name_is_looked_for_by_its_last_part(command: tuple[str, ...], full: str, no_home: Path) -> None:
    told = refusal(command, full)
    assert "not.there" in told
    assert "acme" not in told
    assert not no_home.exists()
