"""The list of environments: its order, and everything that is wrong with it at once."""

from pathlib import Path

import pytest

from tests.program import ROOT
from tools.ci.environments import EnvironmentsError, jobs_of, read_environments


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".github").mkdir()
    (tmp_path / "Pulumi.dev.yaml").touch()
    return tmp_path


def listed(project: Path, text: str) -> Path:
    (project / ".github" / "environments.yml").write_text(text)
    return project


def test_the_list_of_this_repository_is_dev_then_prod() -> None:
    found = read_environments(ROOT)
    assert [(each.environment, each.stack, each.wave) for each in found] == [("dev", "dev", 1), ("prod", "prod", 2)]
    assert jobs_of(found, {"prod", "training"}) == [{"environment": "prod", "stack": "prod", "runner": "ubuntu-24.04"}]


def test_no_environment_is_a_list_too(project: Path) -> None:
    assert read_environments(listed(project, "")) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[", "cannot be read"),
        ("5", "cannot be read"),
        ("[{environment: a, stack: dev}]", "0.wave: Field required"),
        ("[{environment: a, stack: dev, wave: 4}]", "0.wave: Input should be less than or equal to 3"),
        ("[{environment: a, stack: dev, wave: 1, more: 1}]", "0.more: Extra inputs are not permitted"),
        ("[{environment: 'a b', stack: dev, wave: 1}]", "0.environment: String should match pattern"),
        (
            "[{environment: a, stack: dev, wave: 1}, {environment: a, stack: x, wave: 1}]",
            "a is listed twice; a has no Pulumi.x.yaml",
        ),
    ],
)
def test_what_is_wrong_with_the_list_is_told(project: Path, text: str, said: str) -> None:
    with pytest.raises(EnvironmentsError) as raised:
        read_environments(listed(project, text))
    assert said in str(raised.value)
