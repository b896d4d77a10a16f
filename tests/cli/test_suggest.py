"""`aksnet suggest` from outside: what is printed and written, exit codes, and what is said to a wrong call."""

import fcntl
import json
import os
import pty
import select
import signal
import subprocess
import sys
import termios
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from aksnet.cli import suggest as command
from aksnet.cli import suggest_questions
from aksnet.cli.main import app
from aksnet.errors import AksnetError, ExitCode
from aksnet.suggest.needs import Need
from tests.command_line import Result, invoke

USERS_CASE = ["--nodes", "500", "--pods-per-node", "30", "--need", "pods-reachable", "--need", "windows"]


MODELS = {
    "title": "Concepts - CNI Networking in Azure Kubernetes Service (AKS)",
    "address": "https://learn.microsoft.com/azure/aks/concepts-network-cni-overview",
}
TIERS = {
    "title": "Azure Kubernetes Service (AKS) Free, Standard, and Premium Pricing Tiers",
    "address": "https://learn.microsoft.com/azure/aks/free-standard-pricing-tiers",
}
BATCHES = {
    "title": "Configure Azure CNI Pod Subnet - Dynamic IP Allocation and enhanced subnet support",
    "address": "https://learn.microsoft.com/azure/aks/configure-azure-cni-dynamic-ip-allocation",
}


def run(*words: str) -> Result:
    return invoke("suggest", *words)


def said(result: Result) -> str:
    """Everything that was printed, with the frames and line breaks of errors taken out, or the error that is to be."""
    fault = result.exception if isinstance(result.exception, AksnetError) else ""
    return " ".join(f"{result.output} {fault}".replace("│", " ").split())


def test_the_case_that_users_ask_for_is_answered_in_one_screen() -> None:
    result = run(*USERS_CASE, "--vnet", "10.0.0.0/16", "--name", "shop")
    assert result.exit_code == 0
    text = said(result)
    for part in (
        "500 nodes, 30 pods a node; needs: pods-reachable, windows",
        "Take pod-subnet: pods in a subnet of their own",
        "[7] Configure rolling upgrades for Azure Kubernetes Service (AKS) node pools: "
        "https://learn.microsoft.com/azure/aks/upgrade-aks-node-pools-rolling",
        "moving to an overlay later without a new cluster",
        "shop-pod-subnet 10.0.0.0/17 20,739 32,763 63% (3 + 1) x 31 pods + (500 + 165) x 31 pods",
        "cilium-pod-subnet: windows: nodes run Linux only",
        "--output Pulumi.shop.yaml saves it",
        "podSubnet: {prefix: 10.0.0.0/17} # 20,739 of 32,763 addresses at the maximum",
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
            {"text": "pods have addresses of the VNet, so others reach them directly", "page": MODELS},
            {"text": "pods have a subnet of their own, and take addresses as they come", "page": BATCHES},
            {"text": "runs Windows nodes", "page": MODELS},
        ],
        "against": [],
        "page": BATCHES,
    }
    assert record["madeUp"][0] == "10.224.0.0/12, the VNet's range: --vnet is yours"
    assert record["decisions"][1] == {
        "text": "the Standard tier: Free is advised for fewer than 10 nodes",
        "page": TIERS,
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
    assert "without ipv6: cilium-pod-subnet" in said(result)
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
        (["--nodes", "3", "--need", "hub-dns"], "go together"),
        (["--nodes", "3", "--need", "hub-dns", "--dns-server", "dns"], "dns is not an IPv4 address"),
        (["--nodes", "3", "--private-dns-zone", "none"], "only with --need private"),
        (["--nodes", "3", "--need", "private", "--private-dns-zone", "zone"], "Invalid value for --private-dns-zone"),
        (["--nodes", "3", "--need", "zones", "--location", "westus"], "westus has no availability zones"),
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


def asked(monkeypatch: pytest.MonkeyPatch, *answers: str) -> Result:
    """Answer the questions of a bare call, each with a line."""
    monkeypatch.setattr(suggest_questions, "can_ask", lambda: True)
    return CliRunner().invoke(app, ["suggest"], input="".join(f"{each}\n" for each in answers))


def test_without_options_a_terminal_is_asked_and_told_the_command_that_says_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    size = ["many", "20", "10", "60", "Y", "0", "30"]
    needs = ["maybe", "n", "", "no", "n", "fixd", "firewall", "10.9", "10.9.0.4", "y", "hub", "none"]
    around = ["10.9.1.4 dns", "10.9.1.4,10.9.1.5", "ten", "", "10.9.0.0/16, 10.8.0.0/16", "eastus", "a b", "shop"]
    result = asked(monkeypatch, *size, *needs, *around)
    told, _, answered = result.stdout.partition("\n$ aksnet suggest ")
    line, _, report = answered.partition("\n\n")
    assert [text for text in told.splitlines() if text.startswith("Error: ")] == [
        "Error: many is not a number from 1 to 100,000",
        "Error: 10 is less than the 20 nodes to start with",
        "Error: 0 is not a number from 1 to 1,000",
        "Error: maybe is none of yes, no",
        "Error: fixd is none of any, fixed, firewall",
        "Error: 10.9 is not an IPv4 address",
        "Error: system, none, or the ARM id of a private DNS zone: /subscriptions/<id>/resourceGroups/<name>/providers/"
        "Microsoft.Network/privateDnsZones/<name>; copy the id that `az network private-dns zone show` prints",
        "Error: dns is not an IPv4 address",
        "Error: ten is not a range in CIDR notation, such as 10.20.0.0/16",
        "Error: 1 to 63 letters, digits, _ and -, starting and ending with a letter or digit; choose a key that fits",
    ]
    assert line == (
        "--nodes 20 --grow-to 60 --need pods-reachable --pods-per-node 30 --need firewall --next-hop 10.9.0.4 "
        "--need private --private-dns-zone none --need hub-dns --dns-server 10.9.1.4 --dns-server 10.9.1.5 "
        "--avoid 10.9.0.0/16 --avoid 10.8.0.0/16 --location eastus --name shop"
    )
    assert (result.exit_code, report) == (0, run(*line.split()).stdout)


def test_who_leaves_in_the_middle_of_the_questions_gets_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    result = asked(monkeypatch, "20", "")
    assert (result.exit_code, result.stdout.count("Take ")) == (ExitCode.INTERRUPTED, 0)
    assert result.stderr == "\nThe questions were left before the last; nothing was suggested.\n"


def test_what_is_wrong_with_an_answer_only_beside_others_is_said_after_the_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    result = asked(monkeypatch, "20", "", *"nnnny", "", "n", "", "", "", "westus", "shop")
    assert result.exit_code == 2
    assert "westus has no availability zones" in said(result)


@pytest.mark.parametrize(("colours", "dimmed"), [(None, True), ("1", False)])
def test_hints_are_dimmed_where_colours_are_wanted(
    monkeypatch: pytest.MonkeyPatch, colours: str | None, dimmed: bool
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    if colours is not None:
        monkeypatch.setenv("NO_COLOR", colours)
    monkeypatch.setattr(suggest_questions, "can_ask", lambda: True)
    result = CliRunner().invoke(app, ["suggest"], input="20\n", color=True)
    assert ("\x1b[2m  From 10 on" in result.stdout) is dimmed


@pytest.mark.slow
def test_ctrl_c_in_the_middle_of_the_questions_ends_the_command_in_one_line() -> None:
    """On a terminal of its own, so that the key does what it does for people."""
    asker, terminal = pty.openpty()
    command = [sys.executable, "-m", "aksnet", "suggest"]
    with subprocess.Popen(
        command, stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True, preexec_fn=_take_terminal
    ) as process:
        os.close(terminal)
        seen = _until(asker, "run your pods")
        os.write(asker, b"20\n")
        seen += _until(asker, "grow them")
        os.write(asker, b"\x03")
        seen += _until(asker, "nothing was suggested.")
        assert process.wait(timeout=60) == ExitCode.INTERRUPTED
    os.close(asker)
    assert "Traceback" not in seen


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    # Where SIGINT is ignored, as in a script's background, a child would ignore it too.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _until(terminal: int, words: str) -> str:
    """Return what is printed until the words; it fails where nothing comes for a minute."""
    seen = b""
    while words.encode() not in seen:
        assert select.select([terminal], [], [], 60)[0], seen
        seen += os.read(terminal, 1024)
    return seen.decode()
