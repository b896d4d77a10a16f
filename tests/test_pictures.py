"""What `make pictures` looks at, what it finds, and that it ends well where there is no browser.

Whether the pages of this project are right is what it says itself, and a job of every pull request.
"""

import json
import re
from pathlib import Path

import pytest

from tests.program import ROOT
from tests.report.stacks import STACKS
from tools.pictures import __main__ as pictures
from tools.pictures.browser import NoBrowserError, installed, on_path
from tools.pictures.picture_pages import written

BROWSER = pictures.FOLDER / "browser"


def test_every_stack_file_has_its_page_and_what_the_site_has_is_taken_as_it_is(tmp_path: Path) -> None:
    pages = written(tmp_path)
    assert [each for each in pages if each[0].startswith("plan-")] == [
        (f"plan-{stack}", f"/reports/plan-{stack}.html", True) for stack in STACKS
    ]
    changes = ["change-dev-to-prod", "change-first"]
    assert sorted(path.stem for path in tmp_path.iterdir()) == [*changes, *(f"plan-{stack}" for stack in STACKS)]
    assert len({name for name, *_ in pages}) == len(pages)


@pytest.mark.parametrize(("words", "code"), [([], 0), (["--required"], 1)])
def test_without_npm_it_says_so_in_one_line_and_ends_well_unless_a_browser_is_required(
    words: list[str], code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(pictures, "FOLDER", tmp_path / "pictures")
    assert pictures.main(words) == code
    said = "No picture was looked at: there is no npm on the PATH, with Node 20.11 or newer.\n"
    assert capsys.readouterr() == (said, "")


def test_an_npm_that_cannot_install_is_told_with_its_last_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("npm", "node"):
        (tmp_path / name).write_text("#!/bin/sh\necho 'npm error network is away' >&2\nexit 1\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoBrowserError) as told:
        installed(tmp_path / "browser")
    assert str(told.value) == (
        "No picture was looked at: npm could not install the locked packages. npm error network is away"
    )
    assert not (tmp_path / "browser" / "installed").exists()


def test_chromium_is_taken_from_the_path_where_one_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert on_path() is None
    (tmp_path / "google-chrome").write_text("")
    (tmp_path / "google-chrome").chmod(0o755)
    assert on_path() == str(tmp_path / "google-chrome")


def test_every_package_is_locked_with_its_hash_and_comes_from_the_registry_that_npm_is_set_to() -> None:
    folder = ROOT / "tools" / "pictures"
    lock = json.loads((folder / "package-lock.json").read_text())
    said = json.loads((folder / "package.json").read_text())["dependencies"]
    assert lock["packages"][""]["dependencies"] == said
    assert [version for version in said.values() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []
    packages = {name: each for name, each in lock["packages"].items() if name}
    assert [name for name, each in packages.items() if not each["integrity"].startswith("sha512-")] == []
    assert [name for name, each in packages.items() if "resolved" in each] == []


BAD = """<!DOCTYPE html><html lang="en"><head><title>Bad</title><meta name="viewport" content="width=device-width">
</head><body><main><h1>Bad</h1><p style="color:#aaa">pale</p><p style="font-size:6px">tiny</p>
<div style="width:600px">wide</div><button></button></main></body></html>"""


@pytest.mark.slow
@pytest.mark.skipif(not (BROWSER / "installed").is_file(), reason="make pictures has installed no browser here")
def test_a_page_that_is_pale_tiny_or_wide_is_found_out(tmp_path: Path) -> None:
    (tmp_path / "bad.html").write_text(BAD)
    pages = [("bad", "/reports/bad.html", True)]
    said = pictures.looked_at(installed(BROWSER), pages, tmp_path, tmp_path / "shots")
    tiny = "has text of 6.0 pixels, less than {}: tiny"
    pale = "serious: color-contrast, Elements must meet minimum color contrast ratio thresholds: p:nth-child(2)"
    empty = "critical: button-name, Buttons must have discernible text: button"
    wide = re.compile(r"is \d+ pixels wider than the screen")
    assert [wide.sub("is wider", each) for each in said] == [
        f"bad (screen, light): {tiny.format(10)}",
        f"bad (screen, light): {empty}",
        f"bad (screen, light): {pale}",
        f"bad (screen, dark): {tiny.format(10)}",
        f"bad (screen, dark): {pale}",
        "bad (phone, light): is wider",
        f"bad (phone, light): {tiny.format(11.5)}",
        f"bad (phone, light): {empty}",
        f"bad (phone, light): {pale}",
        "bad (phone, dark): is wider",
        f"bad (phone, dark): {tiny.format(11.5)}",
        f"bad (phone, dark): {pale}",
    ]
    assert sorted(path.name for path in (tmp_path / "shots").iterdir()) == [
        f"bad-{screen}-{scheme}.png" for screen in ("phone", "screen") for scheme in ("dark", "light")
    ]
