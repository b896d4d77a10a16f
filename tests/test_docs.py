"""Generated documentation: the committed page is what the code gives, and says something of every mode."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from aksnet.azure.mode_changes import in_place_from
from aksnet.azure.modes import MODES
from aksnet.planning import make_plan
from aksnet.settings.model import SettingsModel
from aksnet.settings.settings import Settings
from tests.program import ROOT
from tools.bench_plan import generated
from tools.docs import pages
from tools.docs_modes import modes_page
from tools.docs_moves import moves_page
from tools.docs_settings import settings_page
from tools.labs import not_run

PAGE = modes_page()


def section(name: str) -> str:
    return re.split(r"^## ", PAGE.split(f"\n## {name}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def test_every_generated_page_is_committed_as_the_code_has_it() -> None:
    """Renew with `make docs`."""
    assert [path for path, text in pages().items() if (ROOT / path).read_text(encoding="utf-8") != text] == []


@pytest.mark.parametrize("mode", MODES.values(), ids=lambda mode: mode.name)
def test_each_mode_has_a_section_with_everything_that_its_row_says(mode: object) -> None:
    row = MODES[getattr(mode, "name", "")]
    text = section(row.name)
    wanted = [f"**Choose this when** {row.choose_when}.", f"{row.node_ceiling:,} nodes", f"<{row.page}>"]
    wanted += [f"`{policy}`" for policy in row.policies]
    wanted += [f"[{name}](#{name})" for name in in_place_from(row.name)] + [f'"networkPlugin": "{row.plugin}"']
    wanted += [f"{each} `dev-" for each in row.identity_needs]
    wanted += [f"Retires on {row.retirement.on}"] if row.retirement else []
    wanted += [f"Kubernetes {row.min_kubernetes} or newer"] if row.min_kubernetes else []
    assert [part for part in wanted if part not in text] == []


def test_the_table_of_moves_says_of_every_pair_how_azure_comes_from_one_row_to_the_other() -> None:
    lines = [line for line in moves_page().splitlines() if line.startswith("| `") and line.count("|") == len(MODES) + 2]
    table = {line.split("`")[1]: [cell.strip() for cell in line.split("|")[2:-1]] for line in lines}
    assert table.keys() == MODES.keys()
    node_subnet = dict(zip(MODES, table["node-subnet"], strict=True))
    assert {after: cell for after, cell in node_subnet.items() if cell != "–"} == {
        "node-subnet": "=",
        "overlay": "A",
        "overlay-dual-stack": "A 6",
        "cilium-overlay": "A C",
        "cilium-overlay-dual-stack": "A C 6",
        "cilium-node-subnet": "C",
    }


def test_worked_numbers_are_those_of_aks() -> None:
    assert "(50 + 1) x (1 + 30) = 1,581, so a /21" in section("node-subnet")
    assert "3 x 30 + 5 = 95. AKS counts 124" in section("node-subnet")
    assert "A /25 would be 1 address too small." in section("node-subnet")
    assert "(3 + 1) x 7 x 16 = 448, so a /23" in section("pod-subnet-static-block")


def test_links_inside_the_page_lead_to_headings() -> None:
    headings = {line.removeprefix("## ") for line in PAGE.splitlines() if line.startswith("## ")}
    assert set(re.findall(r"\(#([a-z-]+)\)", PAGE)) <= headings


def test_a_choice_is_one_line_that_ends_the_sentence_it_begins() -> None:
    texts = [mode.choose_when for mode in MODES.values()]
    assert [text for text in texts if text.endswith(".") or text != text.strip() or len(text) > 100] == []
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("clusters", [1, 13, 64])
def test_the_benchmark_plans_stacks_that_are_right(clusters: int) -> None:
    plan = make_plan(generated(clusters), stack="bench", location="westeurope")
    assert len(plan.clusters) == clusters


PARTS = [ROOT / name for name in ("aksnet", "components", "stacks", "tools", "tests", "docs")]
PAGES = [
    *sorted(path for folder in (".", "examples", "policy") for path in (ROOT / folder).glob("*.md")),
    *(path for part in PARTS for path in sorted(part.rglob("*.md"))),
]


@cache
def modules_there() -> list[str]:
    return [path.as_posix() for part in PARTS for path in part.rglob("*.py")]


@pytest.mark.parametrize("page", PAGES, ids=[str(path.relative_to(ROOT)) for path in PAGES])
def test_a_page_has_no_command_that_nothing_runs_without_saying_what_it_needs(page: Path) -> None:
    """`tests/engine/test_labs.py` runs every block of `console`; one of `sh` says before it what it needs."""
    assert not_run(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("# A\n\n```console\n$ make\n```\n\n```yaml\na: 1\n```\n", []),
        ("# A\n\n```sh\nmake\n```\n", ["```sh\nmake\n```"]),
        ("# A\n\n```\nmake\n```\n", ["```\nmake\n```"]),
        ("# A\n\n- b\n\n  ```console\n  $ make\n  ```\n", ["  ```console\n  $ make\n  ```"]),
        ("# A\n\n## B\n\n**Needs Azure:**\n\n```sh\naz login\n```\n", []),
        ("# A\n\n## B\n\n```sh\naz login\n```\n\n**Needs Azure.**\n", ["```sh\naz login\n```"]),
        ("# A\n\n## B\n\n**Needs Azure.**\n\n## C\n\n```sh\naz login\n```\n", ["```sh\naz login\n```"]),
        ("# A\n\n**Only on a real cluster.**\n\n## B\n\n```sh\nip route\n```\n", []),
    ],
)
def test_a_block_that_is_not_run_is_found_unless_it_says_what_it_needs(text: str, blocks: list[str]) -> None:
    assert not_run(text) == blocks


@pytest.mark.parametrize("page", PAGES, ids=[str(path.relative_to(ROOT)) for path in PAGES])
def test_a_page_links_to_files_that_are_there_and_names_modules_that_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\(((?!https?:|#)[^)#]+)", text)
    modules = re.findall(r"`(?:\.\./)?([\w./]+\.py)`", text)
    missing = [link for link in links if not (page.parent / link).exists()]
    missing += [module for module in modules if not any(path.endswith(f"/{module}") for path in modules_there())]
    assert missing == []


def test_the_page_of_settings_has_each_key_of_each_record_with_its_values_and_its_default() -> None:
    text = settings_page()
    missing: list[str | None] = []
    waiting: list[type[SettingsModel]] = [Settings]
    seen = {*waiting}
    while waiting:
        for field in waiting.pop().model_fields.values():
            if f"| `{field.alias}` | " not in text:
                missing.append(field.alias)
            for each in set(records_in(field.annotation)) - seen:
                seen.add(each)
                waiting.append(each)
    assert (missing, len(seen) > 15) == ([], True)
    assert "| `maxSurge` | text | `10%` | Extra nodes while upgrading" in text
    assert "| `tier` | `Free`, `Standard`, `Premium` | `Free` | " in text
    assert "| `natGateway` | [NAT gateway](#nat-gateway) |  | " in text


def records_in(annotation: object) -> Iterator[type[SettingsModel]]:
    if isinstance(annotation, type) and issubclass(annotation, SettingsModel):
        yield annotation
    for each in get_args(annotation):
        yield from records_in(each)
