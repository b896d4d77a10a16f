"""`aksnet verify --sandbox`: stacks brought up on the real engine pass, read over HTTP by the official clients only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from typer.testing import CliRunner

from aksnet.azure.modes import MODES
from aksnet.cli.main import app
from aksnet.engine.home import HOME_VARIABLE
from aksnet.engine.obtain import Engine
from aksnet.sandbox.serve.answers import Answer, Request, Stream
from aksnet.sandbox.serve.server import Server
from tests.engine.conftest import CHECKOUT, Runner

pytestmark = pytest.mark.engine
STACKS = ("dev", "networklab", "podsubnet", "all-modes")
KUBENET = "kubenet-cluster"


@pytest.fixture(scope="module")
def stacks(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Bring the stacks up once, and give their outputs: the tests only read."""
    scratch = tmp_path_factory.mktemp("verified")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(HOME_VARIABLE, str(scratch / "home"))
        runner = Runner(project=CHECKOUT, engine=engine, scratch=scratch)
        outputs = {}
        for stack in STACKS:
            result = runner("up", stack)
            assert result.errors == ()
            outputs[stack] = result.outputs
        yield outputs


def verified(stack: str, *words: str) -> tuple[int, dict[str, Any]]:
    command = ["verify", "-s", stack, "--sandbox", "--project", str(CHECKOUT), "--format", "json", *words]
    result = CliRunner().invoke(app, command)
    assert result.output, result.exception
    return result.exit_code, json.loads(result.output)


def failed(document: dict[str, Any]) -> list[Any]:
    return [(each["id"], each["faults"]) for each in document["checks"] if each["status"] == "failed"]


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_of_all_modes_passes(stacks: dict[str, Any], mode: str) -> None:
    clusters = stacks["all-modes"]["clusters"]
    (key,) = (key for key, each in clusters.items() if each["mode"] == mode)
    code, document = verified("all-modes", "--cluster", key)
    assert (failed(document), code) == ([], 0)
    # A CNI of one's own is nothing that AKS knows of, so nothing of it runs in the sandbox.
    assert document["mode"]["declared"] == mode
    if mode != "byo-cni":
        assert document["mode"]["detected"] == mode
    assert document["unread"].keys() <= {"nodenetworkconfigs"}


@pytest.mark.parametrize("stack", ["dev", "networklab", "podsubnet"])
def test_each_cluster_of_the_documents_stacks_passes(stacks: dict[str, Any], stack: str) -> None:
    for key in stacks[stack]["clusters"]:
        code, document = verified(stack, "--cluster", key)
        assert (failed(document), code) == ([], 0)


@pytest.mark.usefixtures("stacks")
def test_several_clusters_need_a_choice_and_one_does_not() -> None:
    result = CliRunner().invoke(app, ["verify", "-s", "all-modes", "--sandbox", "--project", str(CHECKOUT)])
    assert result.exit_code == 1
    assert str(result.exception).startswith("The stack has several clusters: say which with --cluster (")
    assert verified("dev")[0] == 0


@pytest.mark.usefixtures("stacks")
def test_azure_is_read_too_and_nothing_but_get_reaches_either_api(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []
    real = Server.answer

    def recording(self: Server, request: Request) -> Answer | Stream:
        asked.append((request.method, request.parts[0]))
        return real(self, request)

    monkeypatch.setattr(Server, "answer", recording)
    code, document = verified("networklab", "--cluster", KUBENET)
    by_id = {each["id"]: each["status"] for each in document["checks"]}
    assert (code, [by_id[each] for each in ("V10", "V17", "V19", "V24")]) == (0, ["passed"] * 4)
    assert set(asked) == {("GET", "clusters"), ("GET", "subscriptions")}


@pytest.mark.usefixtures("stacks")
def test_no_azure_leaves_azure_alone() -> None:
    _, document = verified("networklab", "--cluster", KUBENET, "--no-azure")
    skipped = {each["id"]: each["summary"] for each in document["checks"] if each["status"] == "skipped"}
    assert skipped["V17"] == "Azure: it was not asked (--no-azure)"
