"""What a command imports: half of its time is that, so a new import is written down here or moved into a function."""

import subprocess
import sys
from typing import Final

import pytest

from tests.program import ROOT

TYPER: Final = {"annotated_doc", "shellingham", "typer"}
OPTIONS: Final = {"annotated_types", "pydantic", "pydantic_core", "typing_extensions", "typing_inspection"}
"""What Typer reads options by."""
PLANNING: Final = {"azure", "contract", "layout", "plan", "planning", "rules", "settings"}
EVERY: Final = {"cli", "engine", "errors", "folded", "visible"}
"""Of `engine`, the files that write and lock, and the words about interrupts."""

CODE: Final = """
import sys
before = {*sys.stdlib_module_names, *sys.modules}
from aksnet.cli.main import main
try:
    main()
except SystemExit as end:
    others = {name.partition(".")[0] for name in sys.modules} - before - {"aksnet", "cython_runtime"}
    parts = {name.split(".")[1] for name in sys.modules if name.startswith("aksnet.")}
    others = sorted(name for name in others if not name.startswith("_"))
    print(end.code, *others, "/", *sorted(parts), file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("words", "others", "parts"),
    [
        (["--help"], TYPER, EVERY),
        pytest.param(["--version"], TYPER, EVERY, marks=pytest.mark.slow),
        (["modes"], TYPER | OPTIONS, EVERY | {"azure", "report", "settings"}),
        (["plan", "-s", "all-modes"], TYPER | OPTIONS | {"yaml"}, EVERY | PLANNING | {"report"}),
        pytest.param(
            ["diff", "-s", "all-modes", "--against", "none"],
            TYPER | OPTIONS | {"yaml"},
            EVERY | PLANNING | {"diff", "report"},
            marks=pytest.mark.slow,
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_command_imports_these_packages_and_parts_and_no_others(
    words: list[str], others: set[str], parts: set[str]
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE, *words], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    code, *found = done.stderr.splitlines()[-1].split()
    slash = found.index("/")
    assert (code, {*found[:slash]}, {*found[slash + 1 :]}) == ("0", others, parts)
