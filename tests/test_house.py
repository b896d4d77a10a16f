"""The house rules that a machine can check: layering, file sizes, tests collected, the committed schema current."""

import ast
import json
import subprocess
import sys

import pytest

from plan.schema import stack_file_schema
from tests.program import ROOT

SOURCES = ["plan", "components", "stacks", "sandbox", "recover", "verify", "cli"]


def imported(folder: str) -> set[str]:
    """Give the top-level names that a folder's files import anywhere."""
    names: set[str] = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize(
    ("folder", "banned"),
    [
        ("plan", {"pulumi", "pulumi_azure_native", "pulumi_kubernetes", "components", "stacks", "sandbox", "cli"}),
        ("components", {"stacks", "sandbox", "recover", "verify", "cli"}),
        ("stacks", {"sandbox", "recover", "verify", "cli"}),
        ("sandbox", {"plan", "components", "stacks", "recover", "verify", "cli"}),
        ("recover", {"plan", "components", "stacks", "verify", "cli"}),
        ("verify", {"pulumi", "components", "stacks", "sandbox", "recover", "cli"}),
    ],
)
def test_a_layer_imports_nothing_from_above_or_beside_it(folder: str, banned: set[str]) -> None:
    assert imported(folder) & banned == set()


def test_planning_loads_no_pulumi_at_run_time() -> None:
    """A lazy or indirect import would escape the check above."""
    code = "import sys, plan.planner, plan.schema; print([m for m in sys.modules if m.split('.')[0] == 'pulumi'])"
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


def test_the_committed_schema_of_stack_files_is_the_settings_models_own() -> None:
    """Renew with `.venv/bin/aksnet schema > docs/stack-file.schema.json`."""
    assert json.loads((ROOT / "docs" / "stack-file.schema.json").read_text()) == stack_file_schema()
