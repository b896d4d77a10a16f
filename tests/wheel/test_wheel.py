"""The wheel alone, in an empty environment and an empty folder: what it brings, and what it does there."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.program import ROOT

pytestmark = pytest.mark.wheel

UV = Path(sys.executable).with_name("uv")
SHIPPED = ("aksnet", "components", "LICENSE", "README.md", "pyproject.toml", "setup.py")
BASE = {
    "aks-networking",
    # asked for by the project
    "filelock",
    "pydantic",
    "pyyaml",
    "rich",
    "typer",
    # brought by those
    "annotated-doc",
    "annotated-types",
    "markdown-it-py",
    "mdurl",
    "pydantic-core",
    "pygments",
    "shellingham",
    "typing-extensions",
    "typing-inspection",
}
"""Every distribution of the environment: nothing of pulumi, grpc, kubernetes or azure."""
STACK = """\
config:
  azure-native:location: westeurope
  aks-networking:clusters:
    dev: {mode: overlay}
"""


@dataclass(frozen=True, kw_only=True)
class Installed:
    """An environment that has the wheel and what it brings, and an empty folder to work in."""

    environment: Path
    folder: Path

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run `aksnet` in the folder, with nothing of the checkout or of this process on its way."""
        variables = {"PATH": os.defpath, "HOME": str(self.folder), "COLUMNS": "100"}
        return subprocess.run(
            [self.environment / "bin" / "aksnet", *words],
            cwd=self.folder,
            env=variables,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


def uv(*words: str | Path) -> str:
    return subprocess.run([UV, *words], capture_output=True, text=True, check=True, timeout=600).stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build from a copy, so that no build folder of the checkout gets in or stays behind."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in SHIPPED:
        place = ROOT / name
        if place.is_dir():
            shutil.copytree(place, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(place, source / name)
    uv("build", "--wheel", "--no-build-isolation", "--python", sys.executable, "--out-dir", target, source)
    return next(target.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    place = tmp_path_factory.mktemp("installed")
    environment, folder = place / "environment", place / "empty"
    folder.mkdir()
    uv("venv", "--python", sys.executable, environment)
    uv("pip", "install", "--python", environment, "--constraints", ROOT / "requirements.lock", wheel)
    return Installed(environment=environment, folder=folder)


def test_the_wheel_brings_what_the_command_line_needs_and_nothing_else(installed: Installed) -> None:
    listed = json.loads(uv("pip", "list", "--python", installed.environment, "--format", "json"))
    assert {each["name"].lower() for each in listed} == BASE


def test_the_wheel_has_one_top_level_package_with_components_types_and_the_engine_s_sources(wheel: Path) -> None:
    import zipfile

    names = zipfile.ZipFile(wheel).namelist()
    info = next(name for name in names if name.endswith("/METADATA")).partition("/")[0]
    assert {name.partition("/")[0] for name in names} == {"aksnet", info}
    shipped = {str(path.relative_to(ROOT)) for path in (ROOT / "aksnet").rglob("*") if path.is_file()}
    components = {f"aksnet/components/{path.name}" for path in (ROOT / "components").glob("*.py")}
    expected = {path for path in shipped if "__pycache__" not in path and not path.endswith((".md", ".pyc"))}
    assert {name for name in names if name.startswith("aksnet/")} == expected | components
    assert {"aksnet/py.typed", f"{info}/licenses/LICENSE"} <= set(names)


def test_modes_suggest_calc_and_plan_run_in_an_empty_folder(installed: Installed) -> None:
    modes = installed.run("modes", "--json")
    assert (modes.returncode, modes.stderr) == (0, "")
    assert "cilium-overlay" in {mode["name"] for mode in json.loads(modes.stdout)}
    assert installed.run("calc", "overlay", "--nodes", "3").returncode == 0
    assert installed.run("schema").returncode == 0

    written = installed.run("suggest", "--nodes", "3", "--format", "yaml")
    assert (written.returncode, written.stderr) == (0, "")
    assert list(installed.folder.iterdir()) == []


def test_plan_takes_a_stack_file_of_the_folder_that_it_is_given(installed: Installed, tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: aks-networking\nruntime: python\n", encoding="utf-8")
    (tmp_path / "Pulumi.dev.yaml").write_text(STACK, encoding="utf-8")
    for form in ("table", "json", "markdown", "svg", "topology", "html", "mermaid"):
        done = installed.run("plan", "--stack", "dev", "--project", str(tmp_path), "--format", form)
        assert (form, done.returncode, done.stderr) == (form, 0, "")
    assert list(installed.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "extra"),
    [
        (("verify", "--kubeconfig", "config"), "verify"),
        (("recover", "-s", "dev"), "recover"),
        (("sandbox", "preview", "-s", "dev"), "sandbox"),
        (("sandbox", "up", "-s", "dev", "--fault", "throttle"), "sandbox"),
        (("sandbox", "serve", "-s", "dev"), "sandbox"),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, tuple) else None,
)
def test_a_command_whose_extra_is_missing_names_it_in_one_line(
    installed: Installed, words: tuple[str, ...], extra: str
) -> None:
    done = installed.run(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(
        rf"This needs the extra {extra}, of which \w+ is not installed: pip install 'aks-networking\[{extra}\]'\n",
        done.stderr,
    )
