"""`aksnet plan` from outside: formats, files, exit codes, no colours in a pipe, and no engine at all."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.command import Done, aksnet
from tests.hub_outputs import HUB
from tests.program import ROOT


def plan(*arguments: str, cwd: Path = ROOT) -> Done:
    return aksnet("plan", *arguments, cwd=cwd)


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: aks-networking\nruntime: python\n", encoding="utf-8")
    text = (
        "config:\n  azure-native:location: eastus\n  aks-networking:clusters: {dev: {mode: cillium-overlay}, b: {}}\n"
    )
    (tmp_path / "Pulumi.dev.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_stack_that_is_right_ends_with_code_0_and_plain_tables() -> None:
    done = plan("-s", "networklab")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("networklab · eastus\n")
    assert "\x1b" not in done.stdout
    assert (
        "  azurecni               10.220.2.0/24      124               31         251      127    49 %" in done.stdout
    )


def test_every_format_is_written_to_the_terminal_or_a_file(tmp_path: Path) -> None:
    assert json.loads(plan("-s", "dev", "--format", "json").stdout)["stack"] == "dev"
    assert plan("-s", "dev", "--format", "markdown").stdout.startswith("## Network plan of dev")
    assert plan("-s", "dev", "--format", "mermaid").stdout.startswith("flowchart LR\n")
    assert plan("-s", "dev", "--format", "html").stdout.startswith("<!DOCTYPE html>")
    picture = tmp_path / "map.svg"
    done = plan("-s", "dev", "--format", "svg", "--output", str(picture))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    ET.parse(picture)  # noqa: S314 - our own text


def test_a_stack_that_is_wrong_ends_with_code_1_and_shows_what_it_can(wrong: Path) -> None:
    done = plan("-s", "dev", cwd=wrong)
    assert done.returncode == 1
    assert "aks-networking:clusters.dev.mode: cillium-overlay" in done.stdout
    assert "Growth left" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    told = plan("-s", "dev", "--format", "json", "--project", str(wrong))
    assert told.returncode == 1
    assert json.loads(told.stdout)["problems"][0]["path"] == "clusters.dev.mode"
    drawn = plan("-s", "dev", "--format", "svg", "--project", str(wrong))
    assert drawn.returncode == 1
    assert drawn.stdout.startswith("<svg")
    assert "clusters.dev.mode" in drawn.stderr


def test_a_stack_without_a_file_is_wrong_usage_and_a_file_that_is_broken_a_failure_of_one_line(wrong: Path) -> None:
    done = plan("-s", "nowhere", "--project", ".")
    assert done.returncode == 2
    assert done.stderr.startswith(
        f"There is no stack file {ROOT / 'Pulumi.nowhere.yaml'}. Stacks with a file here: all-modes, "
    )
    assert plan("-s", "dev", "--project", "..", cwd=wrong).stderr == (
        f"There is no Pulumi.yaml in {wrong.parent}. Run this in the project's folder, or give --project.\n"
    )
    (wrong / "Pulumi.dev.yaml").write_text("config: [\n", encoding="utf-8")
    broken = plan("-s", "dev", cwd=wrong)
    assert broken.returncode == 1
    assert broken.stderr.startswith(f"{wrong}/Pulumi.dev.yaml cannot be read: line ")
    assert len(broken.stderr.splitlines()) == 1


@pytest.mark.parametrize("name", ["Pulumi.dev.yaml", "Pulumi.yaml", "Pulumi.new.yml", "link"])
def test_no_report_is_written_over_a_stack_file(wrong: Path, name: str) -> None:
    before = (wrong / "Pulumi.dev.yaml").read_text(encoding="utf-8")
    (wrong / "link").symlink_to(wrong / "Pulumi.dev.yaml")
    done = plan("-s", "dev", "--output", name, cwd=wrong)
    assert done.returncode == 2
    assert "is a stack file or a project; name another file" in " ".join(done.stderr.replace("│", " ").split())
    assert (wrong / "Pulumi.dev.yaml").read_text(encoding="utf-8") == before
    assert not (wrong / "Pulumi.new.yml").exists()


def test_a_file_that_cannot_be_written_ends_with_code_1_and_one_line() -> None:
    done = plan("-s", "dev", "--output", "no/such/folder/x")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{ROOT}/no/such/folder/x cannot be written: No such file or directory\n"


def test_a_path_in_place_of_a_stack_s_name_is_wrong_usage() -> None:
    done = plan("-s", "../x")
    assert done.returncode == 2
    said = " ".join(done.stderr.replace("│", " ").split())
    assert "../x is no name of a stack: a stack name has no slash" in said


@pytest.mark.parametrize("arguments", [(), ("-s", "dev", "--format", "pdf")])
def test_wrong_usage_ends_with_code_2(arguments: tuple[str, ...]) -> None:
    assert plan(*arguments).returncode == 2


def test_an_encrypted_stack_and_an_endless_one_end_with_one_line(wrong: Path) -> None:
    for text in ("{secure: AAAB}", "&a {b: *a}"):
        (wrong / "Pulumi.dev.yaml").write_text(f"config:\n  aks-networking:clusters: {text}\n", encoding="utf-8")
        done = plan("-s", "dev", cwd=wrong)
        assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
        assert "Pulumi.dev.yaml" in done.stderr


def test_outputs_of_another_stack_are_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "hub.json"
    file.write_text(json.dumps(HUB), encoding="utf-8")
    given = plan("-s", "landingzone", "--outputs", f"landingzone-hub={file}")
    assert (given.returncode, given.stderr) == (0, "")
    missing = plan("-s", "landingzone", "--outputs", "landingzone-hub=none.json")
    assert missing.returncode == 2


def test_without_its_outputs_the_command_that_prints_them_is_named() -> None:
    told = plan("-s", "landingzone", "-f", "json")
    problems = json.loads(told.stdout)["problems"]
    assert (told.returncode, [each["path"] for each in problems]) == (
        1,
        ["network.peerings.hub.id", "network.peerings.hub.ranges.0"],
    )
    assert "run pulumi stack output --json -s landingzone-hub > landingzone-hub.json" in told.stdout
