"""The writer of docs/figures.md: a bench's lines become its table, and the tables of the others stay."""

from tools.figures import TITLES, table, with_tables


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
