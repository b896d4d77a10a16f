"""Which pull request gets the comment, whose comment is renewed, and what an artifact may say: by recorded events."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from aksnet.report.diff_document import document_text
from aksnet.report.preview_document import PreviewDocument
from tests.ci.github_server import Answers, serving
from tests.report.comparing import between, settings
from tools.ci.network_comment import MARK, ResultsError, post, read_results

EVENTS = Path(__file__).parent / "events"
SHA = "5f1c3a7d9e2b4860a1c3e5f7092b4d6f8a0c2e41"


def event(name: str, **run: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EVENTS / f"workflow_run_{name}.json").read_text())
    found["workflow_run"].update(run)
    return found


def pull(number: int, *, repo: int | None, sha: str = SHA) -> dict[str, Any]:
    return {"number": number, "head": {"sha": sha, "repo": None if repo is None else {"id": repo}}}


def comment_of(login: str, body: str, number: int = 9) -> dict[str, Any]:
    return {"id": number, "user": {"login": login}, "body": body}


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """Return what a run leaves: one stack that changes, and its preview."""
    folder = tmp_path / "results"
    folder.mkdir()
    changed = between(settings(), settings(mode="cilium-overlay"))
    (folder / "diff.json").write_text(document_text([changed]))
    preview = PreviewDocument(stack="prod", where="sandbox", ok=False, errors=["refused"])
    (folder / "sandbox-prod.json").write_text(preview.model_dump_json())
    return folder


def posted(about: dict[str, Any], results: Path, **at: Any) -> tuple[str, list[tuple[str, str, Any]]]:
    answers = Answers({"pulls": [pull(42, repo=7001)], "issues/42/comments": [], **at})
    with serving(answers) as github:
        return post(about, results, github), answers.written


def test_a_branch_gets_its_first_comment(results: Path) -> None:
    said, written = posted(event("branch"), results)
    ((method, path, body),) = written
    assert (said, method, path) == ("Pull request 42 has its comment now.", "POST", "issues/42/comments")
    lines = body["body"].splitlines()
    assert (lines[0], lines[1], lines[5]) == (
        MARK,
        "## Network changes",
        "| `prod` | **refused: 1 change would lose a living cluster** | failed |",
    )
    assert lines[-1] == (
        "<sub>Commit 5f1c3a7d9e2b, worked out by the pull request's own code in "
        "[this run](https://github.com/platform/aks-networking/actions/runs/19000000001).</sub>"
    )


def test_the_pull_request_of_a_fork_is_found_by_its_branch_though_the_event_names_none(results: Path) -> None:
    pulls = [pull(41, repo=7001), pull(43, repo=7002), pull(44, repo=None), pull(45, repo=7002, sha="0" * 40)]
    _, written = posted(event("fork"), results, pulls=pulls, **{"issues/43/comments": []})
    assert [path for _, path, _ in written] == ["issues/43/comments"]


@pytest.mark.parametrize(
    ("about", "pulls"),
    [
        (event("branch", event="push"), [pull(42, repo=7001)]),
        (event("branch"), [pull(42, repo=7001, sha="0" * 40)]),
        (event("branch"), []),
        (event("fork"), [pull(43, repo=7002), pull(44, repo=7002)]),
    ],
    ids=["not a pull request", "moved on", "closed", "two at one commit of a fork"],
)
def test_nothing_is_posted_where_no_pull_request_is_at_the_commit_of_the_run(
    results: Path, about: dict[str, Any], pulls: list[Any]
) -> None:
    said, written = posted(about, results, pulls=pulls)
    assert (said, written) == ("No open pull request is at the commit of this run: nothing is posted.", [])


def test_of_two_pull_requests_of_one_branch_the_event_names_the_one(results: Path) -> None:
    pulls = [pull(42, repo=7001), pull(50, repo=7001)]
    assert posted(event("branch"), results, pulls=pulls)[1][0][1] == "issues/42/comments"


def test_only_the_workflows_own_comment_is_renewed_however_many_came_before(results: Path) -> None:
    others = [comment_of("contributor", f"{MARK}\nmine", number) for number in range(100)]
    comments = [*others, comment_of("github-actions[bot]", "something else", 200)]
    own = comment_of("github-actions[bot]", f"{MARK}\nold", 201)
    at = {"issues/42/comments": [*comments, own]}
    assert [place[:2] for place in posted(event("branch"), results, **at)[1]] == [("PATCH", "issues/comments/201")]
    at = {"issues/42/comments": comments}
    assert [place[:2] for place in posted(event("branch"), results, **at)[1]] == [("POST", "issues/42/comments")]


def test_a_change_that_touches_no_stack_file_needs_no_comment_and_takes_back_an_old_one(results: Path) -> None:
    (results / "diff.json").write_text(document_text([]))
    (results / "sandbox-prod.json").unlink()
    assert posted(event("branch"), results) == ("Pull request 42 changes no stack file: no comment is needed.", [])
    at = {"issues/42/comments": [comment_of("github-actions[bot]", f"{MARK}\nold")]}
    ((_, _, body),) = posted(event("branch"), results, **at)[1]
    assert body["body"].startswith(f"{MARK}\n## Network changes\n\nNo stack file changes.\n")


@pytest.mark.parametrize("about", [event("branch", conclusion="cancelled"), event("branch", conclusion="timed_out")])
def test_a_run_that_ended_early_leaves_no_old_comment_standing_as_if_it_were_true(
    results: Path, about: dict[str, Any]
) -> None:
    at = {"issues/42/comments": [comment_of("github-actions[bot]", f"{MARK}\nold")]}
    ((_, _, body),) = posted(about, results, **at)[1]
    assert "Not known: [this run](https://github.com/platform/" in body["body"]
    assert posted(about, results)[1] == []


@pytest.mark.parametrize(("name", "shown"), [("branch", True), ("fork", False)])
def test_a_fork_cannot_pretend_that_an_environment_was_previewed(results: Path, name: str, shown: bool) -> None:
    pretended = PreviewDocument(stack="prod", where="production", ok=True)
    (results / "production.json").write_text(pretended.model_dump_json())
    repo = 7001 if name == "branch" else 7002
    ((_, _, body),) = posted(event(name), results, pulls=[pull(42, repo=repo)])[1]
    assert ("**Preview of `production`**" in body["body"], "previews of environments" in body["body"]) == (shown, shown)
    assert "**Preview in the sandbox**: failed." in body["body"]


def test_a_number_or_a_text_of_the_artifact_changes_nothing_about_where_it_is_posted(results: Path) -> None:
    document = json.loads((results / "diff.json").read_text())
    document["stacks"][0]["against"] = "@all https://evil.example #1"
    (results / "diff.json").write_text(json.dumps(document))
    ((_, path, body),) = posted(event("branch"), results)[1]
    assert (path, "Compared with `@all https://evil.example #1`." in body["body"]) == ("issues/42/comments", True)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("diff.json", "{"),
        ("diff.json", '{"stacks": [], "number": 1}'),
        ("sandbox-x.json", '{"stack": "x", "where": "sandbox", "ok": true, "comment": "@all"}'),
        ("sandbox-x.json", '{"stack": "x", "where": "a b", "ok": true}'),
    ],
)
def test_an_artifact_of_another_form_is_refused(results: Path, name: str, text: str) -> None:
    (results / name).write_text(text)
    with pytest.raises(ResultsError, match=f"{name} is no document of this form"):
        read_results(results)


def test_an_artifact_without_end_is_refused_before_it_is_read(results: Path) -> None:
    with (results / "large.json").open("wb") as file:
        file.truncate(30_000_000)
    with pytest.raises(ResultsError, match="more than 2,000 files or 20,000,000 bytes"):
        read_results(results)


def test_a_link_out_of_the_artifact_is_not_followed(results: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.json").write_text("{")
    (results / "link.json").symlink_to(tmp_path / "outside.json")
    assert len(read_results(results)[1]) == 1


def test_events_are_left_as_they_came() -> None:
    about = event("fork")
    kept = deepcopy(about)
    with serving(Answers({"pulls": []})) as github:
        post(about, Path(), github)
    assert about == kept
