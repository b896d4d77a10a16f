"""What a person reads: the table of what was found, what comes next, and why a kubeconfig is refused."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from aksnet.recover.recovery import Findings
from aksnet.recover.show import Shown
from aksnet.sandbox.sandbox_errors import SandboxError
from tests.command_line import invoke

CHECKOUT = Path(__file__).parents[2]
VNET = "urn:pulumi:s::p::azure-native:network:VirtualNetwork::vnet"


def read(report: Findings) -> str:
    """Return what is shown of a report and after it."""
    text = io.StringIO()
    shown = Shown(Console(file=text, width=80), bool, write=True)
    shown.found(report)
    shown.done(report, "dev")
    return text.getvalue()


def test_what_may_be_somebody_else_s_is_said_in_the_table() -> None:
    text = read(Findings(adopted={VNET: "/v"}, strangers=(VNET,), replaced={VNET: "/old"}))
    assert text.splitlines()[0] == (
        "  VirtualNetwork vnet  exists          not known to be this stack's; adopted as /v; "
        "in place of /old, which the next up deletes"
    )


def test_what_is_left_behind_is_said_with_its_id() -> None:
    text = read(Findings(left={VNET: "/v"}, cleared=(("creating", VNET),)))
    assert "VirtualNetwork vnet  left behind     /v exists: it was being created" in text


@pytest.mark.parametrize(
    ("report", "last"),
    [
        (Findings(), "The state of dev is as it was."),
        (Findings(cleared=(("creating", VNET),)), "The state of dev is written. Run up: it goes on from there."),
        (
            Findings(cleared=(("deleting", VNET),)),
            "The state of dev is written. Run destroy again, or up: it makes what is missing.",
        ),
    ],
)
def test_the_last_line_says_what_comes_next(report: Findings, last: str) -> None:
    assert read(report).splitlines()[-1] == last


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "cannot be read: No such file or directory."),
        (b"\xff\xfe", "is not a kubeconfig with a cluster for its current context."),
        (b"- a list", "is not a kubeconfig with a cluster for its current context."),
        (
            b"current-context: c\ncontexts: []\nclusters: []",
            "is not a kubeconfig with a cluster for its current context.",
        ),
    ],
)
def test_what_is_no_kubeconfig_is_refused_in_words(content: bytes | None, says: str, tmp_path: Path) -> None:
    file = tmp_path / "config"
    if content is not None:
        file.write_bytes(content)
    arguments = ["sandbox", "up", "-s", "dev", "--project", str(CHECKOUT), "--kubeconfig", str(file)]
    fault = invoke(*arguments).exception
    assert isinstance(fault, SandboxError)
    assert str(fault) == f"--kubeconfig: {file} {says}"
