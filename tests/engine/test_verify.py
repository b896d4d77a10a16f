"""`aksnet verify --sandbox`: stacks brought up on the real engine pass, read over HTTP by the official clients only."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from aksnet.azure.modes import MODES
from aksnet.engine.home import HOME_VARIABLE
from aksnet.engine.obtain import Engine
from aksnet.sandbox.serve.responses import Request, Response, Stream
from aksnet.sandbox.serve.served import served
from aksnet.sandbox.serve.server import Server
from tests.command_line import invoke
from tests.engine.conftest import CHECKOUT, Runner
from tests.kubectl import kubectl_program

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
    result = invoke(*command)
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
def test_all_clusters_of_a_stack_are_judged_in_one_report() -> None:
    code, document = verified("all-modes", "--no-azure")
    found = {each["mode"]["declared"]: each["verdict"] for each in document["clusters"]}
    assert (code, document["ok"], found) == (0, True, dict.fromkeys(MODES, "proved"))


def documented_commands() -> str:
    """Return the commands by which docs/verify.md saves a cluster, as they stand there."""
    page = (CHECKOUT / "docs" / "verify.md").read_text(encoding="utf-8")
    blocks = [block.partition("```")[0] for block in page.split("```sh\n")[1:]]
    (found,) = [block for block in blocks if "kubectl get" in block]
    return found


@pytest.fixture(scope="module")
def dumps(stacks: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Save every cluster of all-modes with the documented commands, one after the other as a reader would."""
    kubectl = kubectl_program()
    if kubectl is None:
        pytest.skip("there is no kubectl on PATH, and no Go to build one with")
    folder = tmp_path_factory.mktemp("dumps")
    found = {}
    with served(project=CHECKOUT, stack="all-modes", kubeconfig=folder / "kubeconfig") as where:
        text = (folder / "kubeconfig").read_text(encoding="utf-8")
        for key, cluster in stacks["all-modes"]["clusters"].items():
            place = folder / key
            place.mkdir()
            own = yaml.safe_load(text)
            own["current-context"] = next(name for name in where.clusters if name in (key, cluster["name"]))
            (place / "kubeconfig").write_text(yaml.safe_dump(own), encoding="utf-8")
            environment = {
                **os.environ,
                "KUBECONFIG": str(place / "kubeconfig"),
                "PATH": f"{kubectl.parent}{os.pathsep}{os.environ['PATH']}",
            }
            subprocess.run(["sh", "-c", documented_commands()], cwd=place, env=environment, check=False)  # noqa: S607
            found[cluster["mode"]] = place
    return found


@pytest.mark.parametrize("mode", MODES)
def test_what_the_documented_commands_leave_behind_is_judged_as_the_cluster(dumps: dict[str, Path], mode: str) -> None:
    files = sorted(path.name for path in dumps[mode].glob("*.json"))
    assert files == ["all.json", "configmaps.json", "nodenetworkconfigs.json"]
    command = ["verify", "--from", str(dumps[mode]), "--format", "json"]
    result = invoke(*command, "--mode", mode)
    document = json.loads(result.output)
    assert (failed(document), document["unproved"], result.exit_code) == ([], [], 0)
    found = json.loads(invoke(*command).output)
    # A CNI of one's own is nothing that AKS knows of, so nothing of it runs in the sandbox.
    if mode != "byo-cni":
        assert (found["mode"]["detected"], found["verdict"]) == (mode, "proved")


@pytest.mark.usefixtures("stacks")
def test_azure_is_read_too_and_nothing_but_get_reaches_either_api(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []
    real = Server.answer

    def recording(self: Server, request: Request) -> Response | Stream:
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
