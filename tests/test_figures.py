"""The writer of docs/figures.md: a bench's lines become its table, and the tables of the others stay."""

import sys
from pathlib import Path

import pytest

from tools import bench_ci, figures
from tools.bench_growth import Cost, growth
from tools.figures import TITLES, cores, table, with_tables


def test_lines_in_either_form_become_rows_and_others_follow() -> None:
    lines = ["dev: preview 7.4 s, 363 MB", "aksnet modes       120.5 ms", "", "64 times the clusters take long"]
    assert table(lines, "Measured here.") == (
        "Measured here.\n\n| what | measured |\n| --- | --- |\n| dev | preview 7.4 s, 363 MB |\n"
        "| aksnet modes | 120.5 ms |\n\n64 times the clusters take long.\n"
    )


def test_a_table_is_replaced_or_added_in_the_order_of_the_benches_and_no_other_changes() -> None:
    first = with_tables("", {"verify": "old verify\n", "plan": "plan\n"})
    second = with_tables(first, {"verify": "new verify\n", "unit": "unit\n"})
    assert first.split("## ")[1:] == [f"{TITLES['plan']}\n\nplan\n\n", f"{TITLES['verify']}\n\nold verify\n"]
    assert second.split("## ")[1:] == [
        f"{TITLES['unit']}\n\nunit\n\n",
        f"{TITLES['plan']}\n\nplan\n\n",
        f"{TITLES['verify']}\n\nnew verify\n",
    ]
    assert with_tables(second, {}) == second


def test_a_machine_that_others_use_is_told() -> None:
    assert cores(2, 0.6) == "2 cores"
    assert cores(2, 9.7) == "2 cores that some 10 other processes shared (so the wall time says little)"


def test_growth_is_what_one_item_more_takes() -> None:
    costs = [Cost(seconds=each, megabytes=10 * each) for each in (1.0, 8.0, 120.0)]
    assert growth("rules", "cluster", (1, 8, 64), costs) == (
        "rules, 1 to 8 to 64 clusters: 1,000, then 2,000 ms for one more (2.0 ×); "
        "10,240, then 20,480 KB for one more (2.0 ×)"
    )


@pytest.mark.parametrize(
    ("program", "kept"),
    [
        (
            "print('dev: 7 s', flush=True); raise SystemExit(3)",
            "| dev | 7 s |\n\nIt was ended early, and what has no row was not measured.\n",
        ),
        ("raise SystemExit(3)", "| old | 1 s |\n"),
    ],
    ids=["after a row", "before any row"],
)
def test_a_bench_that_ends_early_leaves_the_rows_that_it_has_finished(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str, kept: str
) -> None:
    page = tmp_path / "figures.md"
    page.write_text(with_tables("", {"engine": table(["old: 1 s"], "Then.")}), encoding="utf-8")
    monkeypatch.setattr(figures, "PAGE", page)
    monkeypatch.setattr(figures, "command", lambda _: [sys.executable, "-c", program])
    with pytest.raises(SystemExit, match="ended with code 3"):
        figures.main(["engine", "plan"])
    written = page.read_text(encoding="utf-8")
    assert written.partition("| --- | --- |\n")[2] == kept


def test_the_parts_of_a_run_of_ci_stand_beside_what_they_took_before() -> None:
    said = [
        "4600 passed in 29.00s",
        "setup     23 s",
        "live       4 s",
        "test    1001 s",
        "all     1195 s",
        "353 passed in 900 s",
    ]
    assert list(bench_ci.parts(said)) == [
        "make setup: 23 s, 23 s before",
        "make live: 4 s",
        "make test: 1,001 s, 1,076 s before",
        "all of .ci/run: 1,195 s",
    ]
