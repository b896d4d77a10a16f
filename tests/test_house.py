"""The house rules that a machine can check: layering, file sizes, tests collected, the committed schema current."""

import ast
import subprocess
import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path

import pytest

from aksnet.azure import axes
from tests.program import ROOT

SOURCES = ["aksnet", "components", "stacks", "tools"]
PROVIDERS = {"pulumi", "pulumi_azure_native", "pulumi_kubernetes"}
ABOVE = {"components", "stacks", "tools"}
PLANNING = ("azure", "settings", "layout", "plan", "rules", "planning", "diff", "report", "suggest")
"""From the lowest up: a part imports those before it and none behind it."""

USERS = ("sandbox", "recover", "migrate", "verify", "cli", "testing")
BESIDE = ("arm", "engine")
"""Beside planning: these import no part but errors."""

BANNED: dict[str, set[str]] = {
    **{
        f"aksnet.{part}": {*PROVIDERS, *ABOVE, *(f"aksnet.{other}" for other in (*PLANNING, *BESIDE, *USERS))}
        for part in ("errors", "contract", "visible")
    },
    **{
        f"aksnet.{part}": {
            *PROVIDERS,
            *ABOVE,
            *(f"aksnet.{other}" for other in (*PLANNING[number + 1 :], *BESIDE, *USERS)),
        }
        for number, part in enumerate(PLANNING)
    },
    **{
        f"aksnet.{part}": {*ABOVE, *(f"aksnet.{other}" for other in (*PLANNING, *{*BESIDE} - {part}, *USERS))}
        for part in BESIDE
    },
    "aksnet.sandbox": {*ABOVE, *(f"aksnet.{part}" for part in (*PLANNING, "recover", "migrate", "verify", "cli"))},
    "aksnet.recover": {*ABOVE, *(f"aksnet.{part}" for part in (*PLANNING, "sandbox", "migrate", "verify", "cli"))},
    "aksnet.migrate": {*ABOVE, *(f"aksnet.{part}" for part in ("sandbox", "recover", "verify", "cli"))},
    "aksnet.verify": {*PROVIDERS, *ABOVE, "aksnet.sandbox", "aksnet.recover", "aksnet.migrate", "aksnet.cli"},
    "aksnet.cli": ABOVE,
    "aksnet.testing": {*ABOVE, *(f"aksnet.{part}" for part in (*PLANNING, "recover", "migrate", "verify", "cli"))},
    "components": {"stacks", "tools", *(f"aksnet.{part}" for part in USERS)},
    "stacks": {"tools", *(f"aksnet.{part}" for part in USERS)},
}
"""What a part may not import, anywhere in its files: each knows only what stands below it."""


def imported(part: str) -> set[str]:
    """Return the dotted names that a package's or module's files import anywhere."""
    place = ROOT / part.replace(".", "/")
    paths = place.rglob("*.py") if place.is_dir() else [place.with_suffix(".py")]
    return {name for path in paths for name in _imports(ast.parse(path.read_text()).body)}


def _imports(statements: Iterable[ast.AST]) -> Iterator[str]:
    """Yield what statements import, and all below them: expressions, which import nothing, are most of a tree."""
    for node in statements:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        for field in ("body", "orelse", "finalbody", "handlers", "cases"):
            below = getattr(node, field, ())
            yield from _imports(below if isinstance(below, list) else ())


@pytest.mark.parametrize(("part", "banned"), BANNED.items(), ids=BANNED)
def test_a_layer_imports_nothing_from_above_or_beside_it(part: str, banned: set[str]) -> None:
    names = imported(part)
    assert {name for name in names for ban in banned if name == ban or name.startswith(f"{ban}.")} == set()


def test_planning_loads_no_pulumi_at_run_time() -> None:
    """A lazy or indirect import would escape the check above."""
    code = "import sys, aksnet.planning, aksnet.suggest.suggestion; print([m for m in sys.modules if m == 'pulumi'])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_program_and_its_files_know_nothing_of_the_sandbox() -> None:
    paths = [
        ROOT / "Pulumi.yaml",
        ROOT / "__main__.py",
        *(ROOT / "stacks").rglob("*.py"),
        *(ROOT / "components").rglob("*.py"),
    ]
    assert [path.name for path in paths if "sandbox" in path.read_text().lower()] == []


def test_no_source_file_outgrows_one_concern() -> None:
    sizes = {p: len(p.read_text().splitlines()) for folder in SOURCES for p in (ROOT / folder).rglob("*.py")}
    assert {str(path.relative_to(ROOT)): size for path, size in sizes.items() if size > 320} == {}


def test_every_file_with_tests_is_collected() -> None:
    uncollected = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "tests").rglob("*.py")
        if "\ndef test_" in path.read_text() and not path.name.startswith("test_")
    ]
    assert uncollected == []


@pytest.mark.slow
def test_all_but_the_sandbox_and_recover_can_be_imported_where_there_is_no_posix() -> None:
    """Planning, suggest, calc and verify work on Windows too, which lacks these modules."""
    code = """
import importlib, pathlib, sys

POSIX = ("fcntl", "grp", "pwd", "resource", "termios")

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name in POSIX:
            raise ModuleNotFoundError(f"{name} is blocked", name=name)

for name in POSIX:
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Blocked())
for path in pathlib.Path("aksnet").rglob("*.py"):
    if path.parts[1] not in ("sandbox", "recover", "__main__.py") and not path.stem.endswith("_sandbox"):
        importlib.import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
print(len([name for name in sys.modules if name.startswith("aksnet.")]) > 100, sorted(set(POSIX) & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("True []\n", "")


def test_a_module_is_found_by_its_name_alone() -> None:
    """A name that stands twice is a subject on both sides of a wall, and the list of those is short."""
    shared = {"modes", "network", "ranges", "retirements", "security", "subnets", "workloads", "access", "errors"}
    names = [path.stem for folder in SOURCES for path in (ROOT / folder).rglob("*.py") if path.stem[:2] != "__"]
    assert {name for name in names if names.count(name) > 1} - shared == set()


AXES = {name for name, value in vars(axes).items() if isinstance(value, type) and issubclass(value, StrEnum)}


def _open_matches(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Match):
            patterns = [part for case in node.cases for part in ast.walk(case.pattern)]
            named = {ast.unparse(part.value).split(".")[0] for part in patterns if isinstance(part, ast.MatchValue)}
            last = node.cases[-1]
            closed = ast.unparse(last.body[-1]).startswith("assert_never(")
            if named & AXES and _takes_anything(last.pattern) and not closed:
                yield f"{path.relative_to(ROOT)}:{node.lineno}"


def _takes_anything(pattern: ast.pattern) -> bool:
    return isinstance(pattern, ast.MatchAs) and pattern.pattern is None


@pytest.mark.slow
def test_a_match_over_an_axis_names_every_member() -> None:
    """So that mypy names it when the axis grows."""
    paths = [path for part in SOURCES for path in (ROOT / part).rglob("*.py")]
    assert [place for path in paths for place in _open_matches(path)] == []
