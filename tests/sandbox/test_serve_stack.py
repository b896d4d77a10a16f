"""Which clusters of a stack are served, the kubeconfig that leads to them, and what is said when there is none."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from aksnet.engine.engine_errors import EngineError
from aksnet.engine.home import HOME_VARIABLE, Home
from aksnet.sandbox.azure.made_up import SUBSCRIPTION
from aksnet.sandbox.sandbox_errors import SandboxError
from aksnet.sandbox.serve import served_kubeconfig as access
from aksnet.sandbox.serve.served import served
from aksnet.sandbox.serve.stack_clusters import clusters_of
from tests.program import ROOT
from tests.sandbox.fake_cluster import fetched

TYPE = "azure-native:containerservice:ManagedCluster"


def cluster_id(name: str, group: str = "rg") -> str:
    return f"{SUBSCRIPTION}/resourceGroups/{group}/providers/Microsoft.ContainerService/managedClusters/{name}"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Give a home of its own to a project in the same folder."""
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n", encoding="utf-8")
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    return Home.of(tmp_path)


def checkpoint(home: Home, stack: str, *resources: dict[str, Any]) -> Path:
    """Write a stack's checkpoint as the file backend does."""
    file = home.state / ".pulumi" / "stacks" / "shop" / f"{stack}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    latest = {"resources": list(resources)} if resources else None
    file.write_text(json.dumps({"version": 3, "checkpoint": {"stack": stack, "latest": latest}}), encoding="utf-8")
    return file


def test_the_clusters_of_a_stack_are_those_in_its_checkpoint(home: Home, tmp_path: Path) -> None:
    checkpoint(
        home,
        "dev",
        {"type": "pulumi:pulumi:Stack"},
        {"type": TYPE, "id": cluster_id("one")},
        {"type": TYPE, "id": cluster_id("old"), "delete": True},
        {"type": "azure-native:network:VirtualNetwork", "id": f"{SUBSCRIPTION}/x"},
        {"type": TYPE, "id": cluster_id("twin", "blue")},
        {"type": TYPE, "id": cluster_id("twin", "green")},
    )
    assert clusters_of(home, tmp_path, "dev") == {
        "blue.twin": cluster_id("twin", "blue"),
        "green.twin": cluster_id("twin", "green"),
        "one": cluster_id("one"),
    }


def test_a_stack_that_is_not_there_is_told_with_those_that_are(home: Home, tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match=r"has no stack dev: run `aksnet sandbox up -s dev` first\. No stack is"):
        clusters_of(home, tmp_path, "dev")
    checkpoint(home, "lab", {"type": TYPE, "id": cluster_id("one")})
    with pytest.raises(SandboxError, match=r"Stacks that are there: lab\.$"):
        clusters_of(home, tmp_path, "dev")


def test_a_stack_without_clusters_is_told(home: Home, tmp_path: Path) -> None:
    checkpoint(home, "dev")
    with pytest.raises(SandboxError, match="The stack dev has no cluster in the sandbox"):
        clusters_of(home, tmp_path, "dev")


def test_a_broken_checkpoint_and_a_folder_without_a_project_end_in_one_message(home: Home, tmp_path: Path) -> None:
    checkpoint(home, "dev").write_text("{", encoding="utf-8")
    with pytest.raises(EngineError, match=r"checkpoint .* cannot be read"):
        clusters_of(home, tmp_path, "dev")
    (tmp_path / "Pulumi.yaml").unlink()
    with pytest.raises(EngineError, match=r"There is no Pulumi\.yaml"):
        clusters_of(home, tmp_path, "dev")


def test_the_kubeconfig_has_a_context_for_each_cluster_and_starts_with_the_first() -> None:
    document = yaml.safe_load(access.kubeconfig("http://127.0.0.1:80", ["one", "two"]))
    servers = {each["name"]: each["cluster"]["server"] for each in document["clusters"]}
    contexts = {each["name"]: each["context"] for each in document["contexts"]}
    assert servers == {"one": "http://127.0.0.1:80/clusters/one", "two": "http://127.0.0.1:80/clusters/two"}
    assert contexts == {name: {"cluster": name, "user": "sandbox"} for name in ("one", "two")}
    assert (document["current-context"], document["users"]) == ("one", [{"name": "sandbox", "user": {}}])


def test_a_kubeconfig_of_the_users_own_is_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "config"
    for text in ("", "not: yaml: at all", "clusters: [{name: prod, cluster: {server: 'https://prod'}}]"):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(SandboxError, match="leads to other clusters"):
            access.write(file, "new")
        assert file.read_text(encoding="utf-8") == text
    file.unlink()
    for base in ("http://127.0.0.1:1", "http://127.0.0.1:2"):
        access.write(file, access.kubeconfig(base, ["one"]))
    assert "http://127.0.0.1:2/clusters/one" in file.read_text(encoding="utf-8")


def test_the_kubeconfig_goes_with_the_server_unless_another_server_wrote_it(home: Home, tmp_path: Path) -> None:
    checkpoint(home, "dev", {"type": TYPE, "id": cluster_id("one")})
    with served(project=tmp_path, stack="dev") as first:
        assert first.kubeconfig == home.root / "kubeconfig-dev"
        assert first.kubeconfig.stat().st_mode & 0o777 == 0o600
        with served(project=tmp_path, stack="dev") as second:
            assert f"{second.base}/clusters/one" in second.kubeconfig.read_text(encoding="utf-8")
        assert not first.kubeconfig.exists()
        access.write(first.kubeconfig, access.kubeconfig("http://127.0.0.1:1", ["one"]))
    assert first.kubeconfig.exists()


def test_the_usage_names_every_address_and_command(home: Home, tmp_path: Path) -> None:
    checkpoint(home, "dev", {"type": TYPE, "id": cluster_id("one")}, {"type": TYPE, "id": cluster_id("two")})
    with served(project=tmp_path, stack="dev") as what:
        assert what.usage().splitlines() == [
            "The stack dev is served read-only from the sandbox until Ctrl-C.",
            f"  Kubernetes  {what.base}/clusters/one",
            f"  Kubernetes  {what.base}/clusters/two",
            f"  ARM         {what.base}{SUBSCRIPTION}",
            f"  kubeconfig  {what.kubeconfig} (contexts: one, two)",
            "Try, in another terminal:",
            f"  export KUBECONFIG={what.kubeconfig}",
            "  kubectl get nodes,pods,svc,cm,ds,deploy -A -o wide",
            f"  curl '{what.base}{SUBSCRIPTION}/resources?api-version=2024-11-01'",
        ]


def test_a_cluster_of_the_state_that_azure_does_not_have_is_unavailable(home: Home, tmp_path: Path) -> None:
    checkpoint(home, "dev", {"type": TYPE, "id": cluster_id("one")})
    lines: list[str] = []
    with served(project=tmp_path, stack="dev", log=lines.append) as what:
        assert fetched(f"{what.base}/clusters/one/version")[0] == 503
    assert [line.rsplit(" ", 2)[0] for line in lines] == ["GET /clusters/one/version 503"]


def test_a_port_that_is_taken_is_told_with_the_way_out(home: Home, tmp_path: Path) -> None:
    checkpoint(home, "dev", {"type": TYPE, "id": cluster_id("one")})
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(SandboxError, match=rf"Port {port} of 127\.0\.0\.1 cannot be used: .*--port"):
            served(project=tmp_path, stack="dev", port=port).__enter__()
    assert not (home.root / "kubeconfig-dev").exists()


@pytest.mark.slow
def test_the_command_says_what_is_missing_in_one_line(home: Home, tmp_path: Path) -> None:
    assert not home.root.exists()
    command = [sys.executable, "-m", "aksnet.cli.main", "sandbox", "serve", "-s", "dev", "--project", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    says = "The sandbox has no stack dev: run `aksnet sandbox up -s dev` first. No stack is there.\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", says)
