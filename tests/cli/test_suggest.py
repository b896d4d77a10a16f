"""`aksnet suggest` from outside: what is printed and written, exit codes, and what is said to a wrong call."""

import json
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from aksnet.cli import suggest as command
from aksnet.cli import suggest_questions
from aksnet.cli.main import app
from aksnet.suggest.needs import Need
from tests.command_line import Result, invoke

USERS_CASE = ["--nodes", "500", "--pods-per-node", "30", "--need", "pods-reachable", "--need", "windows"]


def run(*words: str) -> Result:
    return invoke("suggest", *words)


def said(result: Result) -> str:
    """Everything that was printed, with the frames and line breaks of errors taken out."""
    return " ".join(result.output.replace("│", " ").split())


def test_the_case_that_users_ask_for_is_answered_in_one_screen() -> None:
    result = run(*USERS_CASE, "--vnet", "10.0.0.0/16", "--name", "shop")
    assert result.exit_code == 0
    text = said(result)
    for part in (
        "500 nodes, 30 pods a node; needs: pods-reachable, windows",
        "Take pod-subnet: pods in a subnet of their own",
        "moving to an overlay later without a new cluster",
        "shop-pod-subnet 10.0.0.0/17 17,174 32,763 52% (3 + 1) x 31 pods + (500 + 50) x 31 pods",
        "cilium-pod-subnet: windows: nodes run Linux only",
        "--output Pulumi.shop.yaml saves it",
        "podSubnet: {prefix: 10.0.0.0/17} # 17,174 of 32,763 addresses at the maximum",
    ):
        assert part in text


def test_piped_output_has_neither_colours_nor_folded_stack_files() -> None:
    result = run(*USERS_CASE)
    assert "\x1b" not in result.output
    file = result.output[result.output.index("# Suggested by") :]
    assert yaml.safe_load(file)["config"]["azure-native:location"] == "westeurope"


def test_yaml_is_the_stack_file_and_nothing_else() -> None:
    result = run(*USERS_CASE, "--format", "yaml", "--location", "eastus")
    assert result.exit_code == 0
    config = yaml.safe_load(result.stdout)["config"]
    assert config["azure-native:location"] == "eastus"
    assert list(config["aks-networking:clusters"]) == ["aks"]


def test_json_carries_every_mode_with_its_reasons() -> None:
    record = json.loads(run(*USERS_CASE, "--format", "json").stdout)
    assert record["chosen"] == "pod-subnet"
    assert len(record["modes"]) == 12
    assert record["modes"][0] == {
        "name": "pod-subnet",
        "fits": True,
        "out": [],
        "for": [
            "pods have addresses of the VNet, so others reach them directly",
            "pods have a subnet of their own, and take addresses as they come",
            "runs Windows nodes",
        ],
        "against": [],
    }
    assert yaml.safe_load(record["stackFile"])["config"]["aks-networking:clusters"] == record["settings"]["clusters"]


def test_output_writes_the_file_once_and_never_over_another(tmp_path: Path) -> None:
    path = tmp_path / "Pulumi.shop.yaml"
    first = run(*USERS_CASE, "--name", "shop", "--output", str(path))
    assert first.exit_code == 0
    assert path.read_text() == run(*USERS_CASE, "--name", "shop", "--format", "yaml").stdout
    second = run("--nodes", "3", "--output", str(path))
    assert second.exit_code == 2
    assert "exists already" in said(second)
    assert "pod-subnet" in path.read_text()


def test_a_file_that_cannot_be_written_is_said_without_a_trace(tmp_path: Path) -> None:
    result = run("--nodes", "3", "--output", str(tmp_path / "nowhere" / "file.yaml"))
    assert result.exit_code == 1
    assert "cannot be written: No such file or directory" in said(result)


@pytest.mark.parametrize("form", ["text", "json", "yaml"])
def test_nothing_that_fits_ends_with_one_and_the_reasons(form: str, tmp_path: Path) -> None:
    path = tmp_path / "out.yaml"
    wanted = ["--nodes", "3", "--need", "ipv6", "--need", "pods-reachable"]
    result = run(*wanted, "--format", form, "--output", str(path))
    assert result.exit_code == 1
    assert "without ipv6: cilium-node-subnet" in said(result)
    assert (result.stdout == "") == (form == "yaml")
    assert not path.exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "say how many, such as --nodes 20"),
        (["--need", "windows"], "say how many, such as --nodes 20"),
        (["--nodes", "0"], "greater than or equal to 1"),
        (["--nodes", "many"], "--nodes"),
        (["--nodes", "3", "--need", "window"], "did you mean windows?"),
        (["--nodes", "3", "--need", "zzz"], "known: pods-reachable, windows, ipv6"),
        (["--nodes", "3", "--vnet", "10.0.0.1/16"], "did you mean 10.0.0.0/16?"),
        (["--nodes", "3", "--vnet", "ten"], "not a range in CIDR notation, such as 10.20.0.0/16"),
        (["--nodes", "3", "--vnet", "fd00::/48"], "an IPv4 range"),
        (["--nodes", "3", "--avoid", "10.0.0.0/33"], "not a range in CIDR notation"),
        (["--nodes", "3", "--surge", "0"], "neither a number of nodes such as 1 nor a share such as 10%"),
        (["--nodes", "3", "--grow-to", "2"], "2 is less than the 3 nodes to start with"),
        (["--nodes", "3", "--need", "firewall"], "go together"),
        (["--nodes", "3", "--next-hop", "10.0.0.4"], "go together"),
        (["--nodes", "3", "--need", "firewall", "--next-hop", "fw"], "fw is not an IPv4 address"),
        (["--nodes", "3", "--name", "a..b"], "--name"),
    ],
    ids=lambda value: " ".join(value) or "nothing" if isinstance(value, list) else "",
)
def test_a_wrong_call_ends_with_two_and_says_what_to_write(words: list[str], told: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert told in said(result)


def test_the_help_names_every_need() -> None:
    """The help is written by hand, so that `aksnet --help` loads no planner."""
    assert [need for need in Need if need.value not in command.NEEDS_HELP] == []


def test_without_options_a_terminal_is_asked_and_told_the_command_that_says_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(suggest_questions, "can_ask", lambda: True)
    wrong_then_right = ["many", "20", "10", "60", "y", "n", "n", "n", "fixd", "firewall", "10.9", "10.9.0.4", "ten", ""]
    answers = [*wrong_then_right, "10.9.0.0/16, 10.8.0.0/16", "shop"]
    result = CliRunner().invoke(app, ["suggest"], input="".join(f"{each}\n" for each in answers))
    asked, _, answered = result.stdout.partition("\n$ aksnet suggest ")
    line, _, report = answered.partition("\n\n")
    assert [text for text in asked.splitlines() if text.startswith("Error: ")] == [
        "Error: many is not a number from 1 to 100,000",
        "Error: 10 is less than the 20 nodes to start with",
        "Error: fixd is none of any, fixed, firewall",
        "Error: 10.9 is not an IPv4 address",
        "Error: ten is not a range in CIDR notation, such as 10.20.0.0/16",
    ]
    assert line == (
        "--nodes 20 --grow-to 60 --need pods-reachable --need firewall --next-hop 10.9.0.4 --avoid 10.9.0.0/16 "
        "--avoid 10.8.0.0/16 --name shop"
    )
    assert (result.exit_code, report) == (0, run(*line.split()).stdout)
