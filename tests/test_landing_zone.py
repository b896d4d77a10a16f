"""The page on landing zones: what its tables name is in the schema, among the problems and among the checks."""

import re

import pytest

from aksnet.settings.problem_kinds import Kind
from aksnet.settings.schema import stack_file_schema
from aksnet.verify.checks import CHECKS
from tests.program import ROOT

PAGE = (ROOT / "docs/landing-zone.md").read_text()
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split(" |")) for line in PAGE.splitlines() if line.startswith("| `")
]
KINDS = {kind.id for kind in Kind}
COLUMNS = 9


def _keys(schema: object) -> set[str]:
    """Return every key that the schema knows anywhere."""
    if isinstance(schema, list):
        return {key for each in schema for key in _keys(each)}
    if not isinstance(schema, dict):
        return set()
    properties = schema.get("properties")
    own = set(properties) if isinstance(properties, dict) else set()
    return own | {key for each in schema.values() for key in _keys(each)}


KNOWN = {key.rsplit(":", 1)[-1] for key in _keys(stack_file_schema())}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].strip("`"))
def test_a_row_names_what_there_is_and_says_why_where_it_names_nothing(row: tuple[str, ...]) -> None:
    assert len(row) == COLUMNS
    key, _, page, rules, role, refusals, verify, diff, why = row
    assert set(key.strip("`").split(".")) <= KNOWN
    assert re.fullmatch(r"\[[\w-]+\]\(https://(?:learn\.microsoft\.com|kubernetes\.io)/[\w/.-]+\)", page)
    assert set(re.findall(r"`([a-z-]+\.[a-z0-9-]+)`", rules)) <= KINDS
    assert set(re.findall(r"V\d+", verify)) <= {check.id for check in CHECKS}
    assert bool(why) == ("–" in (rules, role, refusals, verify, diff))


def test_every_kind_that_is_named_outside_the_tables_is_in_the_catalogue() -> None:
    prose = "\n".join(line for line in PAGE.splitlines() if not line.startswith("|"))
    assert set(re.findall(r"`((?:access|egress|subnets|workloads|security)\.[a-z0-9-]+)`", prose)) <= KINDS
