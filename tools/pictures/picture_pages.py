"""The pages that are looked at: a report of each stack file, and the documentation's site as `make site` built it."""

from pathlib import Path

from aksnet.diff.comparison import Comparison, compare, from_plan, from_state
from aksnet.report.change_page import change_page
from aksnet.report.html import html
from aksnet.report.plan_report import PlanReport
from tools.docs_map import stack_report

ROOT = Path(__file__).resolve().parents[2]
REPORTS = "/reports/"
"""Where the server has the pages that are no part of the site."""
SITE = ROOT / ".aksnet" / "docs" / "site"

_WHOLE = ("index", "chooser")

Page = tuple[str, str, bool]
"""Its name, its path on the server, and whether the picture that is taken of it shows all of it."""


def reports() -> dict[str, PlanReport]:
    """Return the report of every stack file by its name."""
    stacks = sorted(path.name.split(".")[1] for path in ROOT.glob("Pulumi.*.yaml"))
    return {stack: stack_report(stack) for stack in stacks}


def changes() -> dict[str, Comparison]:
    """Return a first deployment, and a stack file in the place of another one, where much is removed and new."""
    found = reports()
    before, after = found["dev"], found["prod"].plan
    assert before.plan is not None and after is not None  # noqa: S101, PT018 - stack files of this repository
    return {
        "first": compare(from_state("nothing", {}, {}), after),
        "dev-to-prod": compare(from_plan("dev", before.plan, before.budget), after),
    }


def written(folder: Path) -> list[Page]:
    """Write the pages that are no part of the site into a folder, and return all."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = []
    for stack, report in reports().items():
        path = folder / f"plan-{stack}.html"
        path.write_text(html(report), encoding="utf-8")
        pages.append((path.stem, f"{REPORTS}{path.name}", True))
    for name, found in changes().items():
        path = folder / f"change-{name}.html"
        path.write_text(change_page(found), encoding="utf-8")
        pages.append((path.stem, f"{REPORTS}{path.name}", True))
    for path in sorted(SITE.rglob("*.html")):
        place = path.relative_to(SITE).with_suffix("").as_posix().removesuffix("/index")
        pages.append((f"site-{place.replace('/', '-')}", f"/{path.relative_to(SITE).as_posix()}", place in _WHOLE))
    return pages
