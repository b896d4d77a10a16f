"""The stack files of a generated fleet, and how its figures are told."""

from pathlib import Path

from aksnet.azure.modes import MODES
from aksnet.planning import make_plan
from aksnet.settings.stackfile import read_stack
from tests.program import ROOT
from tools.fleet import Previewed, row, stack_files, told


def test_every_generated_stack_file_can_be_planned_and_all_modes_come_in_turn(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text((ROOT / "Pulumi.yaml").read_text())
    count = len(MODES) + 1
    made = list(stack_files(count, tmp_path))
    files = [read_stack(tmp_path, name) for name, _, _ in made]
    planned = [make_plan(file.raw, stack=file.stack, location=file.location) for file in files]
    assert (
        [plan.clusters[0].mode.name for plan in planned] == [mode for _, mode, _ in made] == [*MODES, next(iter(MODES))]
    )


def test_what_a_stack_and_a_fleet_took_is_told() -> None:
    well = Previewed(stack="a", mode="overlay", ok=True, said="", wall=4.0, processor=5.0, megabytes=300)
    failed = Previewed(stack="b", mode="kubenet", ok=False, said="no engine\n", wall=2.0, processor=1.0, megabytes=20)
    assert row(well) == f"a  {'overlay':32}    4.0 s    5.0 s of processor    300 MB"
    assert row(failed).endswith("     20 MB  failed: no engine")
    assert told([well, failed], 5.0) == "2 stacks: 5 s, 2.5 s a stack; 3.0 s of processor and at most 300 MB each"
