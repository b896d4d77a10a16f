"""The report as text: whole for the network lab, and safe whatever names say."""

import json
import re
from io import StringIO

import pytest
from syrupy.assertion import SnapshotAssertion

from aksnet.report.document import document
from aksnet.report.html import html
from aksnet.report.markdown import markdown
from aksnet.report.markdown_text import escape
from aksnet.report.mermaid import label, mermaid
from aksnet.report.sheets import percent
from aksnet.report.svg import svg
from aksnet.report.terminal_tables import print_tables
from aksnet.report.topology.picture import topology
from tests.report.stacks import SMALL, STACKS, WRONG, of, report

HOSTILE = "a|b`<img src=x onerror=alert(1)>[x](y)"
"""A stack name: the one name that no rule of Azure restricts."""


def tables(stack: str) -> str:
    file = StringIO()
    print_tables(report(stack), file)
    return file.getvalue()


def test_the_network_lab_as_tables(snapshot: SnapshotAssertion) -> None:
    assert tables("networklab") == snapshot


def test_the_network_lab_as_json(snapshot: SnapshotAssertion) -> None:
    assert json.dumps(document(report("networklab")), indent=2) == snapshot


def test_the_network_lab_as_markdown(snapshot: SnapshotAssertion) -> None:
    assert markdown(report("networklab")) == snapshot


def test_the_network_lab_as_svg(snapshot: SnapshotAssertion) -> None:
    assert svg(report("networklab")) == snapshot


def test_the_network_lab_as_html(snapshot: SnapshotAssertion) -> None:
    page, lab = html(report("networklab")), report("networklab")
    for picture, name in ((svg, "map"), (topology, "topology")):
        page = page.replace(picture(lab), f"(the {name})").replace(
            picture(lab, phone=True), f"(the {name} for a phone)"
        )
    assert page == snapshot


def test_the_network_lab_as_mermaid(snapshot: SnapshotAssertion) -> None:
    assert mermaid(report("networklab")) == snapshot


@pytest.mark.parametrize("stack", STACKS)
def test_piped_tables_are_plain_and_no_row_is_folded(stack: str) -> None:
    text = tables(stack)
    assert "\x1b" not in text
    assert not re.search(r"[^\S\n]+$", text, re.MULTILINE), "no blanks at the ends of lines"
    assert text.partition("\nwarning: ")[0].count("Standard_") == 0
    for each in document(report(stack))["ranges"]:
        assert re.search(rf"^  {re.escape(each['name'])} .*{re.escape(each['range'])}", text, re.MULTILINE)


class Terminal(StringIO):
    """Stands for a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("columns", [60, 80, 130, 250])
@pytest.mark.parametrize("stack", STACKS)
def test_a_terminal_of_any_width_shows_colours_and_cuts_no_address(
    stack: str, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    file = Terminal()
    print_tables(report(stack), file)
    assert "\x1b[1m" in file.getvalue()
    shown = re.sub(r"\x1b\[[0-9;]*m", "", file.getvalue())
    assert max(map(len, shown.splitlines())) <= columns
    for each in document(report(stack))["ranges"]:
        assert each["range"] in shown


def test_problems_come_first_in_every_text() -> None:
    wrong = of(WRONG)
    file = StringIO()
    print_tables(wrong, file)
    assert file.getvalue().startswith(f"{len(wrong.problems)} problems in the stack's settings")
    for text, first, then in (
        (file.getvalue(), "clusters.b.podCidr", "Addresses"),
        (markdown(wrong), "### Problems", "### Addresses"),
        (html(wrong), "<h2>Problems</h2>", "<h2>Address map</h2>"),
    ):
        assert 0 <= text.index(first) < text.index(then)


def test_markdown_escapes_names_and_keeps_tables_whole() -> None:
    text = markdown(of(SMALL, HOSTILE))
    assert "<img" not in re.sub(r"\\.", "", text)
    assert escape("a|b `c` <d> https://learn.microsoft.com/azure/aks/x_y") == (
        r"a\|b \`c\` \<d\> https://learn.microsoft.com/azure/aks/x_y"
    )
    rows = [line for line in markdown(report("all-modes")).splitlines() if line.startswith("|")]
    assert all(re.fullmatch(r"\|( [^|]* \|)+", row) for row in rows)


def test_html_escapes_names_and_needs_nothing_from_outside() -> None:
    text = html(of(SMALL, f"{HOSTILE}<script>alert(1)</script>"))
    assert "<img" not in text
    assert "<script" not in text
    assert not re.search(r"(src|@import|url)\s*[=(]\s*[\"']?https?:", text)
    assert re.findall(r'href="([^"]+)"', html(report("networklab"))) == [
        "https://learn.microsoft.com/azure/aks/configure-kubenet"
    ]


def test_mermaid_labels_cannot_break_the_diagram() -> None:
    assert label('a"b', "", "c#[d]") == '"a#34;b<br/>c#35;#91;d#93;"'
    named = of({**SMALL, "network": {"addressSpace": ["10.1.0.0/16"]}}, HOSTILE)
    assert "#60;img" in mermaid(named)
    assert "<img" not in mermaid(named)
    assert mermaid(of({"clusters": 3})).count("\n") == 2


@pytest.mark.parametrize("stack", STACKS)
def test_every_node_that_mermaid_links_is_declared(stack: str) -> None:
    text = mermaid(report(stack))
    declared = set(re.findall(r"^ +(?:subgraph )?(\w+)[\[({]", text, re.MULTILINE))
    linked = re.findall(r"^  (\w+) (?:-->|-\.-|-\.->|---)(?:\|[\w ]+\|)? (\w+)$", text, re.MULTILINE)
    assert {node for pair in linked for node in pair} <= declared
    assert text.count("subgraph") == text.count("  end")
    assert bool(linked) == ("subgraph cluster" in text)


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0 %"),
        (0.0001, "<0.1 %"),
        (0.016, "1.6 %"),
        (0.49, "49 %"),
        (0.9999, ">99.9 %"),
        (1, "100 %"),
        (5.54, "554 %"),
    ],
)
def test_a_share_is_written_as_people_read_it(share: float, text: str) -> None:
    assert percent(share) == text


def test_a_keyboard_reaches_every_table() -> None:
    page = html(report("prod"))
    assert page.count("<table>") == page.count('class="scroll" tabindex="0" role="region" aria-label="')
    assert page.index("<main>") < page.index("<h1>") < page.index("</main>")


@pytest.mark.parametrize("stack", STACKS)
def test_a_page_has_each_picture_for_a_screen_and_for_a_phone_and_no_id_twice(stack: str) -> None:
    page = html(report(stack))
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]+)\)", page)) <= set(ids)
    assert [page.count(f'<div class="{width}"><svg') for width in ("wide", "narrow")] == [2, 2]
