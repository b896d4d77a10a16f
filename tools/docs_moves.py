"""Writes `docs/moves.md`: which row of the table of modes a living cluster can become, and what else Azure changes.

Everything in the tables comes from `aksnet.azure.mode_changes` and `aksnet.azure.setting_changes`; `make docs` calls
it. How such a change is made is in docs/migrate.md.
"""

from collections.abc import Iterator
from typing import assert_never

from aksnet.azure.mode_changes import MODE_CHANGES, ModeChange, Move, steps_between
from aksnet.azure.modes import MODES
from aksnet.azure.setting_changes import SETTING_CHANGES

_HEAD = """\
# What a living cluster can become

<!-- Generated from aksnet/azure/mode_changes.py and setting_changes.py. Renew with: make docs -->

What Azure makes of a cluster that is alive, without a new one. [migrate.md](migrate.md) says how it is done; a run that
would do it in any other way is refused.

## From mode to mode

"""
_LETTERS = """
- **A**: pods move to the overlay; every node pool is re-imaged at once.
- **C**: Cilium becomes the data plane; every node pool is re-imaged at once.
- **6**: IPv6 is added. No page says whether nodes are re-imaged.
- **P**: living pools keep how their pods get addresses; a new pool on a pod subnet of its own gets the other way.
- **A C**: two steps, each an update of its own, one after the other. `aksnet diff` names the first.
- **–**: Azure has no way but a new cluster.

Each goes one way, and no page has a way back.
"""
_SETTINGS = """
## Other settings of a cluster

| setting | what Azure changes in place | what it disturbs | what must hold | page |
| --- | --- | --- | --- | --- |
"""
_MOVES = """
## What a step needs

| from | to | what must hold | page |
| --- | --- | --- | --- |
"""
_SOURCES = """
That a dual-stack cluster and one with static blocks may take Cilium follows from "any Azure CNI IPAM mode" on the page,
which names neither. Adding IPv6 is an option of `az aks update` (`--ip-families`) that no article describes. Whether
Cilium's own policy engine has to be off before its cluster moves to the overlay, as every other engine has, the page
does not say. A pod range of two families, or of a cluster with Windows nodes, does not grow.
"""


def moves_page() -> str:
    """Return the text of the page."""
    return "".join([_HEAD, *_table(), _LETTERS, _MOVES, *_moves(), _SETTINGS, *_settings(), _SOURCES])


def _table() -> Iterator[str]:
    yield f"| from \\ to | {' | '.join(f'`{row}`' for row in MODES)} |\n"
    yield f"| --- |{' --- |' * len(MODES)}\n"
    for before in MODES:
        yield f"| `{before}` | {' | '.join(_cell(before, after) for after in MODES)} |\n"


def _cell(before: str, after: str) -> str:
    if before == after:
        return "="
    steps = steps_between(before, after)
    return "–" if steps is None else " ".join(_letter(step.move) for step in steps)


def _letter(move: Move) -> str:
    match move:
        case Move.ADDRESSES:
            return "A"
        case Move.DATA_PLANE:
            return "C"
        case Move.FAMILIES:
            return "6"
        case Move.ALLOCATION:
            return "P"
        case unknown:
            assert_never(unknown)


def _moves() -> Iterator[str]:
    for change in MODE_CHANGES:
        yield f"| `{change.before}` | `{change.after}` | {_needs(change)} | <{change.page}> |\n"


def _needs(change: ModeChange) -> str:
    return "; ".join(each.value for each in change.requires) or "nothing that is written down"


def _settings() -> Iterator[str]:
    for key, change in SETTING_CHANGES.items():
        needs = "; ".join(each.value for each in change.requires)
        yield f"| `{key}` | {change.what} | {change.disruption} | {needs} | <{change.page}> |\n"
