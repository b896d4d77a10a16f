"""The documentation as a site: every page in one chapter, every link to something that is there, written for its place.

Not proven here: the generator itself, which `make site` runs and which checks anchors too.
"""

from pathlib import Path

import pytest

from tools.site.pages import BrokenLinkError, chapters, navigation, pages, rewritten, sources

PLACES = {"README.md": "index.md", "docs/adr/0001.md": "adr/0001.md", "docs/adr/README.md": "adr/README.md"}


def test_every_page_stands_in_one_chapter_and_leads_to_what_is_there() -> None:
    shown = [page for chapter in chapters(sources()) for each in chapter.values() for page in each]
    assert sorted(shown) == sorted(pages())
    assert len(shown) == len(set(shown))


@pytest.mark.parametrize(
    ("source", "line", "written"),
    [
        ("README.md", "[why](docs/adr)", "[why](adr/README.md)"),
        ("docs/adr/README.md", "[home](../../README.md#choose-a-mode)", "[home](../index.md#choose-a-mode)"),
        (
            "README.md",
            "[make](Makefile) and [x](#here)",
            "[make](https://git.example/a/b/blob/main/Makefile) and [x](#here)",
        ),
        ("README.md", "[Pulumi](https://www.pulumi.com)", "[Pulumi](https://www.pulumi.com)"),
        ("README.md", "[`a[0]`](Makefile)", "[`a[0]`](https://git.example/a/b/blob/main/Makefile)"),
        ("README.md", "```\n[made](up)\n```", "```\n[made](up)\n```"),
    ],
)
def test_a_link_leads_to_the_same_thing_from_where_the_page_stands_on_the_site(
    source: str, line: str, written: str
) -> None:
    assert rewritten(line, source, PLACES, "https://git.example/a/b/blob/main") == written


def test_a_picture_is_shown_from_its_place_on_the_site_and_has_to_be_there() -> None:
    places = {"README.md": "index.md", "docs/map.svg": "map.svg"}
    tag = '<a href="docs/map.svg"><source srcset="docs/map.svg"><img src="docs/map.svg" alt="x"></a>'
    assert rewritten(tag, "README.md", places, None) == tag.replace("docs/", "")
    with pytest.raises(BrokenLinkError, match=r"README\.md shows docs/gone\.svg, which is not on the site\."):
        rewritten('<img src="docs/gone.svg">', "README.md", places, None)


def test_a_file_of_the_repository_is_only_named_where_nobody_says_where_that_is_shown() -> None:
    assert rewritten("see [the tools](tools/ci).", "README.md", PLACES, None) == "see the tools."


def test_a_link_to_nothing_is_told_with_its_page() -> None:
    with pytest.raises(BrokenLinkError, match=r"docs/adr/0001\.md leads to gone\.md, which is not there\."):
        rewritten("[x](gone.md)", "docs/adr/0001.md", PLACES, None)


def test_a_link_to_a_heading_that_no_page_has_is_told_with_its_page() -> None:
    told = r"docs/adr/0001\.md leads to \.\./\.\./README\.md#gone, and README\.md has no such heading\."
    with pytest.raises(BrokenLinkError, match=told):
        rewritten("[x](../../README.md#gone)", "docs/adr/0001.md", PLACES, None)


def test_the_page_that_asks_in_a_browser_stands_in_the_first_chapter_where_it_was_built(tmp_path: Path) -> None:
    assert navigation(tmp_path) == chapters(sources())
    (tmp_path / "chooser").mkdir()
    (tmp_path / "chooser" / "index.html").write_text("")
    first, *others = navigation(tmp_path)
    assert first["Start"][-1] == {"Choose a mode, in this browser": "chooser/index.html"}
    assert others == chapters(sources())[1:]
