"""GitHub's REST API: what a refusal says, and what is needed of the environment."""

import pytest

from tests.ci.github_server import Answers, serving
from tools.ci.github_api import GitHub, GitHubError


def test_a_refusal_says_what_was_asked_and_what_github_said() -> None:
    with serving(Answers({})) as github, pytest.raises(GitHubError) as raised:
        github.get("issues/1")
    assert str(raised.value) == "GitHub answered GET issues/1 with 404: Not Found"


def test_every_page_of_a_list_is_read() -> None:
    with serving(Answers({"pulls": list(range(250))})) as github:
        assert list(github.pages("pulls", state="open")) == list(range(250))


def test_a_github_that_is_out_of_reach_is_told() -> None:
    github = GitHub(repository="a/b", token="x", address="http://127.0.0.1:9")  # noqa: S106
    with pytest.raises(GitHubError, match="GitHub cannot be reached for GET pulls"):
        github.get("pulls")


def test_outside_of_a_workflow_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    monkeypatch.setenv("GITHUB_REPOSITORY", "a/b")
    with pytest.raises(GitHubError, match="'GITHUB_TOKEN' is not set"):
        GitHub.of_environment()
