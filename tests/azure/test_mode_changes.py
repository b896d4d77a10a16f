"""Which mode a living cluster can move to: every pair of rows against the table written out by hand."""

from aksnet.azure.mode_changes import MODE_CHANGES, Move, steps_between
from aksnet.azure.modes import MODES

ROWS = (
    "kubenet",
    "node-subnet",
    "pod-subnet",
    "pod-subnet-static-block",
    "overlay",
    "overlay-dual-stack",
    "cilium-overlay",
    "cilium-overlay-dual-stack",
    "cilium-node-subnet",
    "cilium-pod-subnet",
    "cilium-pod-subnet-static-block",
    "byo-cni",
)

LETTERS = {Move.ADDRESSES: "A", Move.DATA_PLANE: "C", Move.FAMILIES: "6", Move.ALLOCATION: "P"}

# From (rows) and to (columns), in the order of ROWS; "-" has no way but a new cluster, "=" is the same row.
# https://learn.microsoft.com/azure/aks/update-azure-cni: addresses and data plane are two operations in either order.
TABLE = """
=   -   -   -   A   A6  AC  AC6 -   -   -   -
-   =   -   -   A   A6  AC  AC6 C   -   -   -
-   -   =   P   -   -   -   -   -   C   CP  -
-   -   P   =   -   -   -   -   -   CP  C   -
-   -   -   -   =   6   C   C6  -   -   -   -
-   -   -   -   -   =   -   C   -   -   -   -
-   -   -   -   -   -   =   6   -   -   -   -
-   -   -   -   -   -   -   =   -   -   -   -
-   -   -   -   -   -   A   A6  =   -   -   -
-   -   -   -   -   -   -   -   -   =   P   -
-   -   -   -   -   -   -   -   -   P   =   -
-   -   -   -   -   -   -   -   -   -   -   =
"""

PAIRS = [
    (before, after, cell)
    for before, line in zip(ROWS, TABLE.strip().splitlines(), strict=True)
    for after, cell in zip(ROWS, line.split(), strict=True)
]


def test_the_table_has_every_row() -> None:
    assert set(ROWS) == set(MODES)


def test_a_pair_of_modes_is_reached_by_the_steps_that_the_table_has() -> None:
    for before, after, cell in PAIRS:
        steps = steps_between(before, after)
        # The same steps, whatever their order: which of two independent ones comes first is told by another test.
        letters = None if steps is None else sorted(LETTERS[step.move] for step in steps)
        assert letters == (None if cell == "-" else sorted(cell.strip("="))), f"from {before} to {after}"


def test_steps_follow_one_another_from_the_one_row_to_the_other() -> None:
    for before, after, cell in PAIRS:
        steps = steps_between(before, after) or ()
        rows = [before, *(step.after for step in steps)]
        assert [step.before for step in steps] == rows[:-1], f"from {before} to {after}"
        assert cell == "-" or rows[-1] == after, f"from {before} to {after}"


def test_no_step_changes_addresses_and_data_plane_in_one_request() -> None:
    for change in MODE_CHANGES:
        old, new = MODES[change.before], MODES[change.after]
        changed = [old.pods != new.pods, old.data_plane != new.data_plane, old.families != new.families]
        if old.plugin is new.plugin:
            assert sum(changed) == 1, change


def test_addresses_move_before_the_data_plane_where_both_orders_exist() -> None:
    steps = steps_between("node-subnet", "cilium-overlay")
    assert steps is not None
    assert [step.after for step in steps] == ["overlay", "cilium-overlay"]
