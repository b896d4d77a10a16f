"""`python -m tools.site.pages FOLDER`: write what the site is built from, and the configuration of the generator.

Pages of the site stand in other places than in the repository, so that their links are written anew. A link to a page
goes there; one to another file of the repository goes to where the repository is shown (`REPOSITORY_URL`), and is only
text where nobody says that.
"""

from __future__ import annotations

import os
import posixpath
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from aksnet.errors import AksnetError

ROOT: Final = Path(__file__).resolve().parents[2]
URL_VARIABLE: Final = "REPOSITORY_URL"
_ELSEWHERE: Final = {
    "README.md": "index.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "aksnet/sandbox/README.md": "sandbox.md",
    "examples/README.md": "examples.md",
    "policy/README.md": "policy.md",
    "tests/README.md": "tests.md",
    "tests/cross/README.md": "cross-checks.md",
}
_CHAPTERS: Final = {
    "Start": ("index.md", "sandbox.md", "labs/*"),
    "Networks": ("modes.md", "settings.md", "landing-zone.md", "problems.md", "settings-pairs.md"),
    "Living clusters": (
        "azure.md",
        "moves.md",
        "migrate.md",
        "pools-and-upgrades.md",
        "verify.md",
        "recover.md",
        "runbook.md",
    ),
    "Your own programs and repositories": ("component.md", "examples.md", "pull-requests.md", "policy.md"),
    "The project": (
        "contributing.md",
        "tests.md",
        "cross-checks.md",
        "real-kubernetes.md",
        "reliability.md",
        "figures.md",
        "audit.md",
        "changelog.md",
    ),
    "Decisions": ("adr/*",),
}
"""Where each page stands; what no chapter names comes at the end of the first."""
_FILES: Final = {
    f"docs/{name}": name
    for name in ("map.svg", "map-phone.svg", "topology.svg", "topology-phone.svg", "stack-file.schema.json")
}
"""What pages show or lead to that is no page: its path in the site by its path in the repository."""
CHOOSER: Final = "chooser/index.html"
"""Where `tools.site.chooser_page` writes its page."""
_FENCE: Final = re.compile(r"^ *(```|~~~)")
_LINK: Final = re.compile(r"(?P<text>\[(?:[^][]|\[[^]]*\])*\])\((?P<target>[^()\s]+)\)")
_PICTURE: Final = re.compile(r'(?P<text>\b(?:src|srcset|href)=)"(?P<target>[^"\s]+)"')
_ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]*:|#")


class BrokenLinkError(AksnetError):
    """A page leads to a file that is not there."""


def sources() -> dict[str, str]:
    """Return where each page of the site comes from: its path in the site by its path in the repository."""
    docs = ROOT / "docs"
    found = {
        each.relative_to(ROOT).as_posix(): each.relative_to(docs).as_posix() for each in sorted(docs.rglob("*.md"))
    }
    return found | _ELSEWHERE


def pages(url: str | None = None) -> dict[str, str]:
    """Return the text of each page by its path in the site.

    Raises:
        BrokenLinkError: A link leads to a file that is not there.
    """
    found = sources()
    places = found | _FILES
    return {
        place: rewritten((ROOT / source).read_text(encoding="utf-8"), source, places, url)
        for source, place in found.items()
    }


def rewritten(text: str, source: str, places: Mapping[str, str], url: str | None) -> str:
    """Return a page's text with its links as its place on the site needs them; what is in code blocks stays.

    Raises:
        BrokenLinkError: A link leads to a file that is not there.
    """
    return "".join(_lines(text, source, places, url))


def _lines(text: str, source: str, places: Mapping[str, str], url: str | None) -> Iterator[str]:
    fenced = False
    for line in text.splitlines(keepends=True):
        fence = bool(_FENCE.match(line))
        fenced ^= fence
        if not (fenced or fence):
            line = _LINK.sub(lambda link: _link(link, source, places, url), line)
            line = _PICTURE.sub(lambda link: _picture(link, source, places), line)
        yield line


def _link(link: re.Match[str], source: str, places: Mapping[str, str], url: str | None) -> str:
    text, target = link["text"], link["target"]
    if _ADDRESS.match(target):
        return link[0]
    path, _, anchor = target.partition("#")
    found = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
    if not (ROOT / found).exists():
        raise BrokenLinkError(f"{source} leads to {target}, which is not there.")
    if anchor and found.endswith(".md") and anchor not in _anchors(ROOT / found):
        raise BrokenLinkError(f"{source} leads to {target}, and {found} has no such heading.")
    place = places.get(found) or places.get(f"{found}/README.md")
    if place is not None:
        start = posixpath.dirname(places[source])
        return f"{text}({posixpath.relpath(place, start or '.')}{'#' if anchor else ''}{anchor})"
    return f"{text}({url}/{found}{'#' if anchor else ''}{anchor})" if url else text[1:-1]


def _picture(link: re.Match[str], source: str, places: Mapping[str, str]) -> str:
    """Return a picture's place in a tag; a page may show only what stands on the site."""
    found = posixpath.normpath(posixpath.join(posixpath.dirname(source), link["target"]))
    if found not in places or not (ROOT / found).exists():
        raise BrokenLinkError(f"{source} shows {link['target']}, which is not on the site.")
    return f'{link["text"]}"{posixpath.relpath(places[found], posixpath.dirname(places[source]) or ".")}"'


@cache
def _anchors(page: Path) -> frozenset[str]:
    """Return the anchors of a page's headings, as forges and the generator make them."""
    headings = re.findall(r"^#+ +(.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return frozenset(re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings)


def chapters(places: Mapping[str, str]) -> list[dict[str, list[str]]]:
    """Return the pages by chapter, as the generator wants its navigation."""
    left = sorted(set(places.values()))
    found: dict[str, list[str]] = {}
    for title, patterns in _CHAPTERS.items():
        found[title] = [page for pattern in patterns for page in left if Path(page).match(pattern)]
        left = [page for page in left if page not in found[title]]
    found["Start"] += left
    return [{title: each} for title, each in found.items() if each]


def navigation(folder: Path) -> list[dict[str, list[Any]]]:
    """Return the chapters, and in the first one the page that asks in a browser where it was built."""
    found: list[dict[str, list[Any]]] = [dict(chapter) for chapter in chapters(sources())]
    if (folder / CHOOSER).is_file():
        found[0]["Start"] = [*found[0]["Start"], {"Choose a mode, in this browser": CHOOSER}]
    return found


def write(folder: Path, url: str | None) -> None:
    """Write pages and configuration below a folder; `site` in it is where the site goes."""
    for place, text in pages(url).items():
        path = folder / "pages" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for source, place in _FILES.items():
        (folder / "pages" / place).write_bytes((ROOT / source).read_bytes())
    for name in ("site.css", "site.js"):
        (folder / "pages" / name).write_bytes(Path(__file__).with_name(name).read_bytes())
    config = {
        "INHERIT": str(Path(__file__).with_name("mkdocs.yml")),
        "docs_dir": str(folder / "pages"),
        "site_dir": str(folder / "site"),
        "nav": navigation(folder / "pages"),
    }
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")


if __name__ == "__main__":
    try:
        write(Path(sys.argv[1]).absolute(), os.environ.get(URL_VARIABLE))
    except BrokenLinkError as fault:
        sys.exit(str(fault))
