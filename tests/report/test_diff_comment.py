"""The comment on a pull request: read as a reviewer does, rendered as GitHub does, and never longer than it may be."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from hypothesis import given
from hypothesis import strategies as st

from aksnet.report.diff_comment import MOST, comment
from aksnet.report.diff_document import DiffDocument, ProblemRow, StackDiff, document_text, failed_diff
from aksnet.report.markdown_text import code, escape
from aksnet.report.preview_document import PreviewDocument
from tests.report.comparing import SHOP, between, settings

PREVIEWS = Path(__file__).parent / "previews"
COMMENTS = Path(__file__).parent / "comments"
HOSTILE = (
    "@all &#64;octocat https://evil.example/x www.evil.example #1 GH-2 owner/repo#3 a@b.example "
    "[a](https://evil.example) ![i](https://evil.example/i.png) <img src=x> </details> ``` `x` | \x1b[2J \u202e $x$"
)


CHANGES: dict[str, dict[str, Any]] = {
    "wider pod range": settings(podCidr="10.244.0.0/16"),
    "mode change": settings(mode="cilium-overlay"),
    "third pool": settings(
        nodePools={**SHOP["nodePools"], "batch": {"count": 12, "maxPods": 30, "vmSize": "Standard_D8ds_v5"}}
    ),
    "new grant": settings(
        workloads={"nginx": {"service": {"type": "LoadBalancer", "internal": True, "subnet": "services"}}}
    ),
    "only a tag": settings(tags={"owner": "shop"}),
}


def html(text: str) -> str:
    """Render as GitHub does, whose HTML filters come after this."""
    return str(cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE))


def read_text(rendered: str) -> str:
    """Return what is text for GitHub's filters of mentions and references, which leave out code and links."""
    return unescape(re.sub(r"<[^>]*>", "", re.sub(r"(?s)<(pre|code|a)\b.*?</\1>", "", rendered)))


def links(rendered: str) -> list[str]:
    return re.findall(r'(?:href|src)="([^"]*)"', rendered)


def recorded(name: str) -> PreviewDocument:
    """Return what `tools.ci.sandbox_previews` wrote of a change, once it had deployed what was there before."""
    return PreviewDocument.model_validate_json((PREVIEWS / f"{file_name(name)}.json").read_text())


def file_name(name: str) -> str:
    return name.replace(" ", "-")


@pytest.mark.parametrize("name", CHANGES)
def test_the_comment_on_a_change_is_the_recorded_one(name: str, request: pytest.FixtureRequest) -> None:
    """Renew the comments, which people look at on GitHub, with `--snapshot-update`."""
    text = comment([between(settings(), CHANGES[name])], [recorded(name)])
    file = COMMENTS / f"{file_name(name)}.md"
    if request.config.getoption("update_snapshots"):
        file.write_text(text)
    assert text == file.read_text()


def test_several_stacks_come_in_one_comment_with_what_is_refused_first_and_what_stays_folded() -> None:
    quiet = between(settings(), CHANGES["only a tag"], "a-quiet")
    changed = between(settings(), CHANGES["third pool"], "b-changed")
    wrong = failed_diff("c-wrong", "main", failure="Pulumi.c-wrong.yaml cannot be read.")
    refused = between(settings(), CHANGES["mode change"], "d-refused")
    text = comment(
        [quiet, changed, wrong, refused],
        [
            PreviewDocument(stack="b-changed", where="sandbox", ok=True, steps={"create": 1, "same": 30}),
            PreviewDocument(stack="d-refused", where="sandbox", ok=False, errors=["1 change would lose a cluster"]),
            PreviewDocument(stack="d-refused", where="production", ok=True),
        ],
    )
    assert text.splitlines()[2:8] == [
        "| stack | network | preview in the sandbox | previews of environments |",
        "| --- | --- | --- | --- |",
        "| `d-refused` | **refused: 1 change would lose a living cluster** | failed | `production`: nothing to do |",
        "| `c-wrong` | **not compared** | – | – |",
        "| `b-changed` | 1 changed in place | 1 to create, 30 unchanged | – |",
        "| `a-quiet` | nothing changes | – | – |",
    ]
    assert re.findall(r"^(?:### |<details><summary>)(.*)", text, re.MULTILINE) == [
        "`d-refused`: refused: 1 change would lose a living cluster",
        "What it printed</summary>",
        "`c-wrong`: not compared",
        "`b-changed`: 1 changed in place",
        "Address map</summary>",
        "<code>a-quiet</code>: nothing changes in the network</summary>",
    ]


def test_a_change_of_the_way_out_is_told_to_whoever_lists_its_addresses() -> None:
    text = comment([between(settings(), settings(outbound="userAssignedNATGateway"))])
    assert "| `shop` | loadBalancer, made by AKS | NAT gateway shop-nat (shop-nat-ip) |" in text


def test_another_next_hop_of_the_same_route_table_is_another_way_out() -> None:
    before, after = (
        settings(outbound={"type": "userDefinedRouting", "nextHop": hop}) for hop in ("10.224.64.4", "10.224.64.5")
    )
    text = comment([between(before, after)])
    assert "| `shop` | route table shop-routes to 10.224.64.4 | route table shop-routes to 10.224.64.5 |" in text


def test_warnings_that_come_and_go_are_told_and_those_that_stay_are_counted() -> None:
    retired = settings(nodePools={"system": {"mode": "System", "count": 1, "maxPods": 110}})
    forth, back = comment([between(settings(), retired)]), comment([between(retired, settings())])
    (told,) = re.findall(r"\*\*New warnings\*\*\n\n(- .*)", forth)
    assert told.startswith("- `clusters.shop.nodePools.system")
    assert re.findall(r"\*\*Warnings that are gone\*\*\n\n(- .*)", back) == [told]
    assert "as before" in forth


@pytest.mark.parametrize("name", CHANGES)
def test_github_makes_tables_maps_and_folds_of_it_and_links_to_pages_of_facts_alone(name: str) -> None:
    rendered = html(comment([between(settings(), CHANGES[name])]))
    assert rendered.count("<table>") == rendered.count("</table>") >= 1
    assert rendered.count("<details>") == rendered.count("</details>")
    assert "|" not in re.sub(r"(?s)<pre.*?</pre>", "", rendered), "a table that is none"
    assert ('<pre lang="mermaid">' in rendered) is (name in ("wider pod range", "third pool", "new grant"))
    assert [link for link in links(rendered) if not link.startswith("https://learn.microsoft.com/")] == []


def hostile(text: str) -> StackDiff:
    """Return a document whose every text is the given one."""
    row = {"kind": text, "path": text, "value": text, "message": text, "cure": text, "page": text}
    change = {"path": text, "cluster": text, "old": text, "new": text, "because": text, "page": text}
    about = {"effect": "STEPS", "outcome": "REPLACED", "migrate": False, "steps": [text]}
    return StackDiff.model_validate(
        {
            "stack": "fork",
            "against": text,
            "newClusters": [text],
            "changes": [
                {**change, **about, "subject": "cluster", "refused": True},
                {**change, **about, "subject": "grant", "refused": False},
            ],
            "kept": [text],
            "addresses": {text: {"before": {"range": text, "available": 1, "free": 1}, "after": None}},
            "ranges": {"before": [{"place": "subnet", "name": text, "range": text}], "after": []},
            "waysOut": [{"cluster": text, "before": text, "after": text}],
            "warnings": {"new": [row], "gone": [row], "kept": 1},
        }
    )


def shown(text: str) -> str:
    previews = [PreviewDocument(stack="fork", where="sandbox", ok=False, errors=[text], lines=[text])]
    return html(comment([hostile(text), failed_diff("other", "main", failure=text)], previews))


def assert_inert(text: str) -> None:
    """Check that nothing of a text acts: on GitHub, on a browser, on a reader's eyes."""
    rendered, plain = shown(text), shown("plain")
    assert links(rendered) == []
    assert re.findall(r"<(/?[a-z0-9]+)", rendered) == re.findall(r"<(/?[a-z0-9]+)", plain), "the same elements"
    read = read_text(rendered)
    assert not re.search(r"@[A-Za-z0-9]|#[0-9]|(?i:GH-[0-9])|://|(?i:www\.)", read)
    assert all(each.isprintable() or each in "\n\u200b" for each in unescape(rendered))


def test_a_forks_stack_file_mentions_nobody_links_nowhere_and_hides_nothing() -> None:
    assert_inert(HOSTILE)


@given(st.text(alphabet=st.sampled_from("@#aG-1:/w.<>&;`|\\*_[]()!~$\n\r\t \x1b\u202e\u200b\ud83c"), max_size=30))
def test_no_text_acts_in_a_comment(text: str) -> None:
    assert_inert(f"x{text}x")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_a_value_in_a_cell_is_shown_as_it_is(text: str) -> None:
    kept = " ".join(text.split()) if text.isprintable() else "plain"
    rendered = html(f"| a |\n| --- |\n| {code(kept or 'x')} |\n")
    assert unescape(rendered.partition("<code>")[2].partition("</code>")[0]) == (kept or "x")


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("see https://learn.microsoft.com/azure/aks/x_y.", ["https://learn.microsoft.com/azure/aks/x_y"]),
        (
            "https://github.com/Azure/AKS/blob/master/CHANGELOG.md",
            ["https://github.com/Azure/AKS/blob/master/CHANGELOG.md"],
        ),
        ("https://github.com/Azure/AKS/issues/1", []),
        ("https://learn.microsoft.com.evil.example/x", []),
        ("https://learn.microsoft.com@evil.example/x", []),
    ],
)
def test_a_sentence_links_to_pages_that_facts_cite_and_to_nothing_that_would_be_told_of_it(
    text: str, linked: list[str]
) -> None:
    assert links(html(escape(text))) == linked


def test_what_has_no_room_is_named_and_the_verdict_on_every_stack_stays() -> None:
    stacks = [between(settings(), CHANGES["third pool"], f"stack-{number:02}") for number in range(60)]
    text = comment([*stacks, between(settings(), CHANGES["mode change"], "zz-refused")])
    assert 55_000 < len(text) <= MOST
    assert text.count("| 1 changed in place |") == 60
    assert "### `zz-refused`" in text
    assert "Left out, as a comment has room for 60,000 characters: maps, long tables and lines of previews of" in text
    assert re.search(r"`stack-5\d` and \d+ more\. `aksnet diff", text.splitlines()[-1])
    assert html(text).count("<details>") == html(text).count("</details>")


@pytest.mark.parametrize("count", [1, 101, 1_000])
def test_no_comment_is_longer_than_it_may_be_whatever_stands_in_it(count: int) -> None:
    long = hostile("@|`" * 500)
    stacks = [long.model_copy(update={"stack": f"{number}{'x' * 96}"}) for number in range(min(count, 5))]
    names = [failed_diff(f"s{number}", "main", failure="no") for number in range(count - len(stacks))]
    assert len(comment([*stacks, *names])) <= MOST


def test_a_table_of_many_stacks_in_many_environments_leaves_room_for_what_they_change() -> None:
    stacks = [failed_diff(f"{number:03}{'s' * 97}", "main", failure="no") for number in range(100)]
    previews = [
        PreviewDocument(stack=diff.stack, where=f"{number}{'e' * 98}", ok=True, steps={"create": 10, "replace": 1_000})
        for diff in stacks
        for number in range(7)
    ]
    text = comment([*stacks, between(settings(), CHANGES["mode change"], "zz-refused")], previews)
    assert (len(text) <= MOST, "### `zz-refused`" in text) == (True, True)
    assert text.splitlines()[4].startswith("| `zz-refused` |")


def test_a_document_is_read_back_as_it_was_written() -> None:
    found = [between(settings(), after) for after in CHANGES.values()]
    assert DiffDocument.model_validate_json(document_text(found)).stacks == found


def broken(change: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    document: dict[str, Any] = DiffDocument(stacks=[between(settings(), CHANGES["mode change"])]).model_dump(
        by_alias=True
    )
    change(document["stacks"][0])
    return document


@pytest.mark.parametrize(
    "change",
    [
        lambda stack: stack.update(stack="../x"),
        lambda stack: stack.update(stack="x" * 101),
        lambda stack: stack.update(more="key"),
        lambda stack: stack["changes"][0].update(effect="sunk"),
        lambda stack: stack["changes"][0].update(because=1),
    ],
)
def test_a_document_of_another_form_is_refused(change: Callable[[dict[str, Any]], None]) -> None:
    with pytest.raises(ValueError, match="1 validation error"):
        DiffDocument.model_validate(broken(change))


def test_a_refused_change_says_whether_a_key_can_allow_it() -> None:
    mode = between(settings(), settings(mode="cilium-overlay"))
    older = between(settings(), settings(kubernetesVersion="1.34"))
    both = mode.model_copy(update={"changes": [*mode.changes, *older.changes]})
    told = [
        re.findall(r"^A run that does this ends before anything is changed(.*)", comment([each]), re.MULTILINE)
        for each in (mode, older, both)
    ]
    assert told == [
        [", and names the key that would allow it."],
        [", and no key allows what Azure refuses."],
        [", and names the key that would allow it; none allows what Azure refuses."],
    ]


def test_problems_of_a_stack_file_stand_in_its_place() -> None:
    row = ProblemRow(
        kind="k", path="clusters.dev.mode", value="cillium", message="one of …", cure="write cilium", page=None
    )
    text = comment([StackDiff(stack="dev", against="main", problems=[row])])
    assert text.splitlines()[4:] == [
        "| `dev` | **1 problem in the settings** |",
        "",
        "### `dev`: 1 problem in the settings",
        "",
        "- `clusters.dev.mode`: `cillium` one of …; write cilium",
    ]


def test_no_changed_stack_file_is_said() -> None:
    assert comment([]) == "## Network changes\n\nNo stack file changes.\n"
