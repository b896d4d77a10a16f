"""`aksnet verify` from outside: what it reads and how, exit codes, formats, files, and wrong calls."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml

from aksnet.azure.modes import MODES
from aksnet.errors import ExitCode, UsageError
from aksnet.verify.sources import ObjectKind, Unavailable
from aksnet.verify.verify_errors import VerifyError
from tests.command_line import Result, invoke
from tests.program import ROOT
from tests.verify.api_server import Api, lists, serving
from tools.generated import Generated

OVERLAY = Generated(MODES["overlay"])
RANGES = [
    *("--mode", "overlay", "--policy", "none", "--dns-service-ip", "10.0.0.10"),
    *("--node-range", "10.224.0.0/16", "--pod-range", "10.244.0.0/16", "--service-range", "10.0.0.0/16"),
]


def run(*words: str | Path) -> Result:
    return invoke("verify", *words)


def said(result: Result) -> str:
    """Everything that was printed, with the frames and line breaks of errors taken out."""
    return " ".join(result.output.replace("│", " ").split())


def items(cluster: Generated) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for kind in ObjectKind:
        try:
            found[kind.value.plural] = list(cluster.items(kind, None))
        except Unavailable:
            continue
    return found


def kubeconfig(folder: Path, server: str) -> Path:
    file = folder / "config"
    document = {
        "current-context": "c",
        "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
        "clusters": [{"name": "c", "cluster": {"server": server}}],
        "users": [{"name": "u", "user": {"token": "very-secret"}}],
    }
    file.write_text(yaml.safe_dump(document), encoding="utf-8")
    return file


@pytest.fixture
def healthy(tmp_path: Path) -> Iterator[tuple[Api, Path]]:
    with serving(Api(items=lists(**items(OVERLAY)))) as api:
        yield api, kubeconfig(tmp_path, api.address)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    folder = tmp_path / "saved"
    folder.mkdir()
    for plural, found in items(OVERLAY).items():
        kind = next(each.value.kind for each in ObjectKind if each.value.plural == plural)
        (folder / f"{plural}.json").write_text(json.dumps({"kind": f"{kind}List", "items": found}), encoding="utf-8")
    return folder


def test_a_healthy_cluster_passes_with_a_kubeconfig_and_only_get_is_sent(healthy: tuple[Api, Path]) -> None:
    api, file = healthy
    result = run("--kubeconfig", file, *RANGES, "--format", "json")
    document = json.loads(result.output)
    assert (result.exit_code, document["counts"]["failed"], document["mode"]["detected"]) == (0, 0, "overlay")
    assert {verb for verb, _ in api.asked} == {"GET"}
    assert "very-secret" not in result.output


def test_without_a_mode_it_is_found(healthy: tuple[Api, Path]) -> None:
    _, file = healthy
    result = run("--kubeconfig", file, "--context", "c")
    assert result.exit_code == 0
    assert "Mode: found overlay – label kubernetes.azure.com/podnetwork-type=overlay" in said(result)


def test_another_mode_than_the_declared_one_ends_with_1(saved: Path) -> None:
    result = run("--from", saved, "--mode", "node-subnet", "--format", "json")
    failed = [each["id"] for each in json.loads(result.output)["checks"] if each["status"] == "failed"]
    assert (result.exit_code, "V18" in failed) == (1, True)


def test_saved_files_are_judged_as_the_cluster_is(healthy: tuple[Api, Path], saved: Path) -> None:
    _, file = healthy
    results = [run(*source, *RANGES, "--format", "json") for source in (("--kubeconfig", file), ("--from", saved))]
    documents = [json.loads(result.output) for result in results]
    assert documents[0].pop("source") != documents[1].pop("source")
    assert documents[0] == documents[1]


def test_one_namespace_is_judged_alone(healthy: tuple[Api, Path]) -> None:
    _, file = healthy
    document = json.loads(run("--kubeconfig", file, "-n", "default", "--format", "json").output)
    assert ({each["namespace"] for each in document["pods"]}, document["namespace"]) == ({"default"}, "default")


@pytest.mark.parametrize(("form", "begins"), [("table", ""), ("json", "{"), ("junit", "<?xml"), ("markdown", "## ")])
def test_every_format_is_written_to_a_file_and_the_outcome_is_told(
    saved: Path, tmp_path: Path, form: str, begins: str
) -> None:
    file = tmp_path / "report"
    result = run("--from", saved, *RANGES, "--format", form, "--output", file)
    assert (result.exit_code, result.stdout, result.stderr.startswith("Verified: ")) == (0, "", True)
    assert file.read_text(encoding="utf-8").startswith(begins)
    assert run("--from", saved, *RANGES, "--format", form).output.startswith(begins)


def test_junit_counts_what_it_has(saved: Path) -> None:
    (suite,) = ET.fromstring(run("--from", saved, *RANGES, "--format", "junit").output)  # noqa: S314 - our own text
    skipped = [case for case in suite.findall("testcase") if case.find("skipped") is not None]
    assert (suite.get("tests"), suite.get("skipped")) == (str(len(suite.findall("testcase"))), str(len(skipped)))


def test_where_too_little_can_be_judged_the_end_is_3_with_what_to_save_and_may_be_accepted(saved: Path) -> None:
    for plural in ("pods", "nodenetworkconfigs", "services", "deployments"):
        (saved / f"{plural}.json").unlink()
    result = run("--from", saved)
    assert (result.exit_code, "\nNot proved: " in result.output) == (ExitCode.NOT_PROVED, True)
    assert "pods: not saved: kubectl get pods -A -o json > pods.json" in said(result)
    assert "--accept unproved ends with 0" in said(result)
    accept = ("--accept", "unproved")
    assert run("--from", saved, *accept).exit_code == ExitCode.DONE
    suites = [run("--from", saved, "--format", "junit", *more).output for more in ((), accept)]
    assert ['errors="1"' in suite for suite in suites] == [True, False]


def test_a_failed_check_is_not_accepted_as_unproved(saved: Path) -> None:
    result = run("--from", saved, "--mode", "node-subnet", "--accept", "unproved")
    assert result.exit_code == ExitCode.FAILED


def test_a_folder_with_nothing_of_a_cluster_ends_with_2(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(json.dumps({"kind": "SecretList", "items": []}), encoding="utf-8")
    result = run("--from", tmp_path)
    assert isinstance(result.exception, UsageError)
    assert "was saved of a cluster: x.json holds nothing that verify reads" in str(result.exception)


@pytest.mark.parametrize(
    ("changes", "said_of_it"),
    [
        (
            {"spec": {"providerID": "kind://docker/kind/kind-worker"}},
            "has the providerID kind://docker/kind/kind-worker",
        ),
        ({"spec": {"providerID": "aws:///us-east-1a/i-0"}}, "has the providerID aws:///us-east-1a/i-0"),
        ({"spec": {}}, "has no providerID"),
        ({"spec": {"providerID": "azure:///subscriptions/0"}}, "has the providerID azure:///subscriptions/0"),
    ],
)
def test_another_cluster_than_aks_s_is_said_first_and_ends_with_2(
    saved: Path, changes: dict[str, Any], said_of_it: str
) -> None:
    nodes = json.loads((saved / "nodes.json").read_text(encoding="utf-8"))
    for number, node in enumerate(nodes["items"]):
        node.update(changes)
        node["metadata"] = {"name": f"worker-{number}", "labels": {"kubernetes.io/os": "linux"}}
    (saved / "nodes.json").write_text(json.dumps(nodes), encoding="utf-8")
    result = run("--from", saved, *RANGES)
    assert isinstance(result.exception, UsageError)
    assert result.output == ""
    assert str(result.exception).startswith(
        f"This is not an AKS cluster, so nothing was judged: node worker-0 {said_of_it}"
    )


def test_a_namespace_without_anything_proves_nothing(healthy: tuple[Api, Path]) -> None:
    _, file = healthy
    result = run("--kubeconfig", file, "-n", "nope")
    assert result.exit_code == ExitCode.NOT_PROVED
    assert "There is nothing in the namespace nope: it is empty, or there is no such namespace." in said(result)


def test_what_is_saved_in_one_go_is_judged_as_the_cluster_is(healthy: tuple[Api, Path], tmp_path: Path) -> None:
    _, file = healthy
    folder = tmp_path / "dump"
    saving = run("--kubeconfig", file, "--save", folder)
    assert (saving.exit_code, len(saving.output.splitlines())) == (0, len(ObjectKind))
    documents = [
        json.loads(run(*source, *RANGES, "--format", "json").output)
        for source in (("--kubeconfig", file), ("--from", folder))
    ]
    assert documents[0].pop("source") != documents[1].pop("source")
    assert documents[0] == documents[1]


def test_probes_that_may_not_be_made_are_told_once_and_end_with_1(healthy: tuple[Api, Path]) -> None:
    api, file = healthy
    api.forbidden = frozenset({"/api/v1/namespaces"})
    result = run("--kubeconfig", file, *RANGES, "--active")
    assert result.exit_code == 1
    assert result.output.splitlines()[-1].endswith(
        " Not done: the probes of --active (POST /api/v1/namespaces: 403 forbidden)."
    )
    assert result.output.splitlines()[-1].startswith("Verified in part: ")
    assert result.output.count("403 forbidden") == 2  # the row of A0, and the last line


WRONG = [
    ((), "say what to verify: --stack, --kubeconfig, --context or --from"),
    (("-n", "x"), "say what to verify"),
    (("--from", "x", "--sandbox", "-s", "dev"), "--from and --sandbox contradict each other"),
    (("--from", "x", "--kubeconfig", "y"), "--from and --kubeconfig contradict each other"),
    (("--from", "x", "--active"), "--from and --active contradict each other"),
    (("-s", "dev", "--mode", "overlay"), "--stack and --mode contradict each other"),
    (("-s", "dev", "--pod-range", "10.0.0.0/8"), "--stack and --pod-range contradict each other"),
    (("-s", "dev", "--sandbox", "--kubeconfig", "x"), "--sandbox and --kubeconfig contradict each other"),
    (("-s", "dev", "--sandbox", "--active"), "--sandbox and --active contradict each other"),
    (("-s", "dev", "--sandbox", "--cleanup"), "--sandbox and --cleanup contradict each other"),
    (("--context", "x", "--cleanup", "--active"), "--cleanup and --active contradict each other"),
    (("--context", "x", "--save", "y", "--active"), "--save and --active contradict each other"),
    (("--from", "x", "--save", "y"), "--from and --save contradict each other"),
    (("--context", "x", "--cluster", "y"), "--cluster applies only together with --stack"),
    (("--sandbox",), "say what to verify"),
    (("--context", "x", "--azure"), "--azure applies only together with --stack"),
    (("--context", "x", "--probe-url", "y"), "--probe-url applies only together with --active"),
    (("--context", "x", "--node", "y"), "--node applies only together with --node-report"),
    (("--context", "x", "--mode", "foo"), "There is no mode 'foo'. Modes: kubenet, "),
    (("--context", "x", "--policy", "foo"), "There is no policy engine 'foo'. Engines: none, calico, azure, cilium."),
    (("--context", "x", "--node-range", "10.0.0.1/8"), "--node-range: 10.0.0.1/8 has host bits set."),
    (("--context", "x", "--service-range", "10.0.0.0/32"), "--service-range: 10.0.0.0/32 is too small for Services"),
    (("--context", "x", "--dns-service-ip", "dns"), "--dns-service-ip: 'dns' does not appear to be an IPv4 or"),
    (("--from", "x", "--output", "Pulumi.dev.yaml"), "Pulumi.dev.yaml is a stack file or a project"),
]


@pytest.mark.parametrize(("words", "text"), WRONG, ids=[" ".join(words) or "nothing" for words, _ in WRONG])
def test_options_that_contradict_each_other_are_one_message_and_end_with_2(words: tuple[str, ...], text: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert text in said(result)


def test_a_stack_needs_the_pulumi_cli(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    result = run("-s", "dev")
    assert isinstance(result.exception, UsageError)
    assert str(result.exception).startswith("The Pulumi CLI is needed to read the stack's outputs")


def outputs_of(cluster: Generated) -> dict[str, Any]:
    expected = cluster.expected
    return {
        "network": {
            "subnetRanges": {name: [*map(str, each)] for name, each in expected.subnet_ranges.items()},
            "createdSubnets": {},
            "vnetId": "",
            "dnsServers": None,
            "peeringIds": {},
        },
        "clusters": {
            "main": {
                "mode": cluster.mode.name,
                "networkPolicy": cluster.engine,
                "nodeRanges": [*map(str, expected.node_ranges)],
                "podRanges": [*map(str, expected.pod_ranges)],
                "serviceRanges": [*map(str, expected.service_ranges)],
                "dnsServiceIp": "10.0.0.10",
                "outboundType": "loadBalancer",
                "egressRanges": {},
                "privateDnsZone": None,
                "publicFqdn": None,
                "apiServerSubnetId": None,
                "pools": {
                    "nodepool1": {
                        "minCount": 3,
                        "maxCount": 4,
                        "osType": "Linux",
                        "maxPods": 250,
                        "kubernetesVersion": None,
                        "localDns": None,
                        "disableOutboundNat": False,
                        "gatewayPrefix": None,
                    }
                },
                "subnetIds": {},
                "clusterId": "/subscriptions/x/resourceGroups/g/providers/c/managedClusters/m",
                "nodeResourceGroup": "nodes",
                "identityPrincipalId": "p",
                "roleAssignments": [],
                "kubeletPrincipalId": "k",
                "kubeletRoleAssignments": [],
                "features": {
                    "identityId": "i",
                    "kubeletIdentityId": None,
                    "entra": False,
                    "azureRbac": None,
                    "adminGroups": None,
                    "localAccounts": True,
                    "observability": None,
                    "networkSecurity": None,
                    "nodeProvisioning": False,
                    "staticEgressGateway": False,
                },
                "routeTableIds": [],
                "workloads": [],
            }
        },
        "kubeconfigs": "[secret]",
    }


@pytest.fixture
def pulumi(healthy: tuple[Api, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a stand-in of the Pulumi CLI on the PATH, which writes down what it was asked."""
    _, file = healthy
    program, asked = tmp_path / "bin" / "pulumi", tmp_path / "asked"
    program.parent.mkdir()
    (tmp_path / "outputs").write_text(json.dumps(outputs_of(OVERLAY)), encoding="utf-8")
    (tmp_path / "secret").write_text(json.dumps({"main": file.read_text(encoding="utf-8")}), encoding="utf-8")
    program.write_text(
        f'#!/bin/sh\necho "$@" >> {asked}\n'
        f'case "$*" in *gone*|*broken*) echo "error: it went wrong" >&2; exit 255;; '
        f'*ls*) echo \'[{{"name": "dev"}}, {{"name": "broken"}}]\';; '
        f"*kubeconfigs*) /bin/cat {tmp_path}/secret;; *) /bin/cat {tmp_path}/outputs;; esac\n",
        encoding="utf-8",
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(program.parent))
    return asked


def test_a_stack_is_judged_by_its_outputs_through_its_own_kubeconfig_which_is_never_shown(
    pulumi: Path, healthy: tuple[Api, Path]
) -> None:
    api, _ = healthy
    result = run("-s", "dev", "--no-azure", "--project", ROOT, "--format", "json")
    document = json.loads(result.output)
    assert (result.exit_code, document["cluster"], document["source"]) == (0, "main", api.address)
    assert "very-secret" not in result.output
    assert {verb for verb, _ in api.asked} == {"GET"}
    assert pulumi.read_text(encoding="utf-8").splitlines() == [
        "stack output --json --stack dev --non-interactive",
        "stack output kubeconfigs --json --show-secrets --stack dev --non-interactive",
    ]


def test_with_a_kubeconfig_no_secret_of_the_stack_is_asked_for(pulumi: Path, healthy: tuple[Api, Path]) -> None:
    _, file = healthy
    result = run("-s", "dev", "--no-azure", "--project", ROOT, "--kubeconfig", file)
    assert result.exit_code == 0
    assert "--show-secrets" not in pulumi.read_text(encoding="utf-8")


@pytest.mark.usefixtures("pulumi")
@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("-s", "gone"), "There is no stack gone. There are: broken, dev."),
        (("-s", "dev", "--cluster", "other"), "The stack has no cluster 'other'. It has: main."),
    ],
)
def test_a_stack_or_cluster_that_is_not_there_is_wrong_usage(words: tuple[str, ...], text: str) -> None:
    result = run(*words, "--project", ROOT)
    assert (type(result.exception), str(result.exception)) == (UsageError, text)


@pytest.mark.usefixtures("pulumi")
def test_a_stack_whose_outputs_cannot_be_read_is_one_message() -> None:
    result = run("-s", "broken", "--project", ROOT)
    assert (type(result.exception), str(result.exception)) == (
        VerifyError,
        "The outputs of the stack broken cannot be read: it went wrong",
    )


@pytest.fixture
def two(pulumi: Path, tmp_path: Path) -> Path:
    """Let the stack have a second cluster, that is declared as another mode than what runs, and one that is gone."""
    outputs = outputs_of(OVERLAY)
    main = outputs["clusters"]["main"]
    outputs["clusters"] = {"main": main, "other": {**main, "mode": "node-subnet"}, "gone": main}
    (tmp_path / "outputs").write_text(json.dumps(outputs), encoding="utf-8")
    own = (tmp_path / "config").read_text(encoding="utf-8")
    (tmp_path / "secret").write_text(json.dumps({"main": own, "other": own}), encoding="utf-8")
    return pulumi


STACK = ("-s", "dev", "--no-azure", "--project", ROOT)


@pytest.mark.usefixtures("two")
def test_all_clusters_of_a_stack_are_in_one_report_and_the_worst_one_is_the_exit_code() -> None:
    document = json.loads(run(*STACK, "--format", "json").output)
    assert (document["ok"], document["verdict"]) == (False, "failed")
    assert [(each["cluster"], each["verdict"]) for each in document["clusters"]] == [
        ("main", "proved"),
        ("other", "failed"),
        ("gone", "not judged"),
    ]
    table = run(*STACK)
    assert table.exit_code == ExitCode.FAILED
    assert [line for line in table.output.splitlines() if line.startswith("Cluster ")] == [
        "Cluster main",
        "Cluster other",
        "Cluster gone",
    ]
    assert table.output.splitlines()[-1] == "3 clusters: 1 proved, 1 failed, 1 not judged."
    assert run(*STACK, "--cluster", "main").exit_code == ExitCode.DONE


@pytest.mark.usefixtures("two")
def test_junit_has_a_suite_for_each_cluster_and_markdown_a_heading() -> None:
    suites = ET.fromstring(run(*STACK, "--format", "junit").output)  # noqa: S314 - our own text
    assert [(suite.get("name"), suite.get("failures") == "0", suite.get("errors")) for suite in suites] == [
        ("aksnet verify main", True, "0"),
        ("aksnet verify other", False, "0"),
        ("aksnet verify gone", True, "1"),
    ]
    headings = [
        line.partition(":")[0] for line in run(*STACK, "--format", "markdown").output.splitlines() if line[:3] == "## "
    ]
    assert headings == ["## 3 clusters", "## main", "## other", "## gone"]


@pytest.mark.usefixtures("two")
def test_one_kubeconfig_is_of_one_cluster(healthy: tuple[Api, Path]) -> None:
    _, file = healthy
    result = run(*STACK, "--kubeconfig", file)
    assert (type(result.exception), str(result.exception)) == (
        UsageError,
        f"{file} is one cluster, and the stack has several: say which with --cluster (gone, main, other).",
    )
