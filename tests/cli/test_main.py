"""The command line as a whole: how failures end, what `--help` costs, version and completion."""

import ast
import builtins
import subprocess
import sys
from pathlib import Path

import pytest

from aksnet.cli import main as cli
from aksnet.cli import verify_world
from aksnet.errors import AksnetError, ExitCode, UsageError
from aksnet.verify.active.api import ApiError
from tests.program import ROOT

pytestmark = pytest.mark.slow


def run(*words: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "aksnet", *words], cwd=cwd, capture_output=True, text=True, timeout=60, check=False
    )


def end_of(monkeypatch: pytest.MonkeyPatch, fault: Exception) -> int:
    """Return the code with which a command that raises ends."""

    def raise_it(_: object) -> None:
        raise fault

    monkeypatch.setattr(verify_world, "swept", raise_it)
    monkeypatch.setattr(sys, "argv", ["aksnet", "verify", "--kubeconfig", "x", "--cleanup"])
    monkeypatch.setattr(cli, "_prepare_output", lambda: None)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert isinstance(ended.value.code, int)
    return ended.value.code


class OwnError(AksnetError):
    """A child that no part of the command line has heard of."""


@pytest.mark.parametrize(
    ("fault", "code", "said"),
    [
        (ApiError("pods is forbidden", status=403), ExitCode.FAILED, "pods is forbidden\n"),
        (OwnError("text"), ExitCode.FAILED, "text\n"),
        (UsageError("not like this"), ExitCode.WRONG_USAGE, "not like this\n"),
        (
            PermissionError(13, "Permission denied", "/x/y"),
            ExitCode.FAILED,
            "/x/y cannot be read or written: Permission denied\n",
        ),
        (KeyError("x"), ExitCode.FAILED, "aksnet failed (bug): KeyError: 'x'\n"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_error_ends_in_its_message_and_code_and_only_a_defect_is_called_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], fault: Exception, code: int, said: str
) -> None:
    assert end_of(monkeypatch, fault) == code
    assert capsys.readouterr() == ("", said)


def test_every_exception_of_the_package_descends_from_the_one_base() -> None:
    known = {name for name, each in vars(builtins).items() if isinstance(each, type) and issubclass(each, Exception)}
    strangers = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in (ROOT / "aksnet").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and {base.id for base in node.bases if isinstance(base, ast.Name)} & known
    ]
    assert strangers == ["aksnet/errors.py: AksnetError"]


@pytest.mark.parametrize("words", [(), ("sandbox",)], ids=["aksnet", "sandbox"])
def test_no_command_is_described_by_half_a_sentence(words: tuple[str, ...]) -> None:
    commands = run(*words, "--help").stdout.partition("Commands:\n")[2].splitlines()
    assert commands
    assert [line for line in commands if not line.endswith(".") or line.endswith("...")] == []


def test_the_version_is_the_one_that_the_project_declares() -> None:
    done = run("--version")
    declared = next(line for line in (ROOT / "pyproject.toml").read_text().splitlines() if line.startswith("version"))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"aksnet {declared.split()[-1].strip(chr(34))}\n"


def test_the_version_of_a_checkout_that_nobody_installed_is_read_from_the_project(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from aksnet.cli import version

    monkeypatch.setattr(version, "DISTRIBUTION", "no-such-distribution")
    assert version.version() == "0.1.0"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_completes_commands(shell: str) -> None:
    code = (
        "import os, sys\nfrom aksnet.cli.main import main\n"
        f"os.environ.update(_AKSNET_COMPLETE='complete_{shell}', COMP_WORDS='aksnet ver', COMP_CWORD='1', "
        "_TYPER_COMPLETE_ARGS='aksnet ver', _TYPER_COMPLETE_FISH_ACTION='get-args')\n"
        "sys.argv = ['aksnet']\nmain()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "verify" in done.stdout
    assert "plan" not in done.stdout
