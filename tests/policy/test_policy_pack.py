"""The pack itself, in an environment of its own as Pulumi makes it, asked over the engine's own protocol."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import analyzer_pb2 as messages
from pulumi.runtime.proto.analyzer_pb2_grpc import AnalyzerStub

from tests.program import ROOT

pytestmark = pytest.mark.wheel
LEFT_BEHIND = {"aks-networking:clusters": json.dumps({"dev": {"change": "inPlace"}})}


@pytest.fixture(scope="module")
def analyzer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AnalyzerStub]:
    """Start the pack with what its requirements bring; its first line is the port that it listens on."""
    folder = tmp_path_factory.mktemp("pack") / "venv"
    uv = Path(sys.executable).parent / "uv"
    python = folder / "bin" / "python"
    for words in (
        ["venv", "--quiet", "--python", sys.executable, str(folder)],
        ["pip", "sync", "--quiet", "--python", str(python), "--require-hashes", "policy/requirements.txt"],
    ):
        subprocess.run([str(uv), *words], cwd=ROOT, check=True)
    environment = {**os.environ, "PULUMI_CONFIG": json.dumps(LEFT_BEHIND)}
    with subprocess.Popen(
        [str(python), "-u", "."], cwd=ROOT / "policy", env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            with grpc.insecure_channel(f"127.0.0.1:{process.stdout.readline().strip()}") as channel:
                yield AnalyzerStub(channel)
        finally:
            process.terminate()


def struct(values: dict[str, Any]) -> Struct:
    found = Struct()
    found.update(values)
    return found


def test_the_pack_names_its_policies_and_whether_they_stop_a_run(analyzer: AnalyzerStub) -> None:
    info = analyzer.GetAnalyzerInfo(Empty())
    assert {each.name: messages.EnforcementLevel.Name(each.enforcementLevel) for each in info.policies} == {
        "no-public-api-server": "MANDATORY",
        "no-wide-grants": "MANDATORY",
        "inside-the-address-plan": "MANDATORY",
        "no-retiring-values": "ADVISORY",
        "no-preview-features": "ADVISORY",
        "no-permits-left-behind": "ADVISORY",
    }


def test_a_cluster_is_judged_as_the_engine_asks(analyzer: AnalyzerStub) -> None:
    answer = analyzer.Analyze(
        messages.AnalyzeRequest(
            type="azure-native:containerservice:ManagedCluster",
            urn="urn:pulumi:dev::x::azure-native:containerservice:ManagedCluster::dev-cluster",
            name="dev-cluster",
            properties=struct({"networkProfile": {"networkPlugin": "kubenet"}, "agentPoolProfiles": []}),
        )
    )
    assert [(each.policyName, each.message.partition("dev-cluster: ")[2][:30]) for each in answer.diagnostics] == [
        ("no-public-api-server", "its API server is public, and "),
        ("no-retiring-values", "networkPlugin kubenet: kubenet"),
    ]


def test_the_address_plan_comes_from_the_packs_configuration(analyzer: AnalyzerStub) -> None:
    def outside(ranges: list[str]) -> list[str]:
        config = messages.PolicyConfig(
            enforcementLevel=messages.EnforcementLevel.Value("MANDATORY"), properties=struct({"ranges": ranges})
        )
        analyzer.Configure(messages.ConfigureAnalyzerRequest(policyConfig={"inside-the-address-plan": config}))
        answer = analyzer.Analyze(
            messages.AnalyzeRequest(
                type="azure-native:network:Subnet",
                urn="urn:pulumi:dev::x::azure-native:network:Subnet::nodes",
                name="nodes",
                properties=struct({"addressPrefix": "10.1.0.0/24"}),
            )
        )
        return [each.policyName for each in answer.diagnostics]

    assert outside(["10.1.0.0/16"]) == []
    assert outside(["10.2.0.0/16"]) == ["inside-the-address-plan"]


def test_keys_that_were_left_behind_are_told_once_for_the_stack(analyzer: AnalyzerStub) -> None:
    answer = analyzer.AnalyzeStack(messages.AnalyzeStackRequest(resources=[]))
    assert [(each.policyName, "clusters.dev.change" in each.message) for each in answer.diagnostics] == [
        ("no-permits-left-behind", True)
    ]
