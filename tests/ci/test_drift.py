"""Drift in the words of networks, by what a real engine printed, and the one issue that tells of it."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from aksnet.plan.records import StackPlan
from aksnet.planning import plan_as_far_as_possible
from tests.ci.github_server import Answers, serving
from tests.report.comparing import TODAY, settings
from tools.ci.drift import DriftDocument, DriftError, Refreshed, look, read_refresh, read_verdicts, taken_back
from tools.ci.drift_issue import MARK, TITLE, DriftResultsError, issue_text, read_drift, report

REFRESH = Path(__file__).parent / "recorded" / "refresh.json"
"""`pulumi refresh --preview-only --json` of the stack below in the sandbox, after somebody took the NAT gateway off the
node subnet and a role away; inputs and what runs in the cluster are left out."""


def refreshed() -> Refreshed:
    return read_refresh(REFRESH.read_text())


def plan(**shop: Any) -> StackPlan:
    raw = settings(outbound="userAssignedNATGateway", **shop)
    found = plan_as_far_as_possible(raw, stack="prod", location="westeurope", today=TODAY).plan
    assert found is not None
    return found


def told(**shop: Any) -> list[tuple[str, str, str]]:
    return [(each.path, each.old, each.new) for each in taken_back(refreshed(), plan(**shop))]


DRIFT = [
    ("subnet shop-node-subnet", "NAT gateway none", "NAT gateway shop-nat"),
    ("clusters.shop", "none", "Network Contributor on shop-node-subnet"),
]


def test_what_somebody_changed_is_told_as_an_up_would_take_it_back() -> None:
    assert told() == DRIFT
    assert list(refreshed().resources) == [
        "~ azure-native:network:Subnet  aks/network-shop-node-subnet  [natGateway]",
        "- azure-native:authorization:RoleAssignment  aks/shop-access-node-subnet/shop-node-subnet",
    ]


def test_what_main_asks_for_and_nobody_has_deployed_yet_is_no_drift() -> None:
    assert told(kubernetesVersion="1.36") == DRIFT


def test_a_state_that_is_as_it_was_has_not_drifted() -> None:
    document = json.loads(REFRESH.read_text())
    for step in document["steps"]:
        step.update(op="refresh", newState=step["oldState"])
    found = read_refresh(json.dumps(document))
    assert (taken_back(found, plan()), list(found.resources)) == ([], [])


@pytest.mark.parametrize("text", ["", "[]", '{"steps": [{"op": "update"}]}', '{"steps": [1]}'])
def test_what_is_no_refresh_is_told(text: str) -> None:
    with pytest.raises(DriftError, match="What pulumi refresh printed is no JSON"):
        read_refresh(text)


def test_pools_that_are_one_secret_are_not_compared() -> None:
    document = json.loads(REFRESH.read_text())
    (cluster,) = [step for step in document["steps"] if step["urn"].endswith("::aks/shop-cluster")]
    cluster["newState"]["outputs"]["agentPoolProfiles"] = "[secret]"
    with pytest.raises(DriftError, match="The node pools of aks/shop-cluster are encrypted"):
        read_refresh(json.dumps(document))


def test_checks_that_fail_are_faults_and_what_was_not_judged_is_not_known() -> None:
    checks = [
        {"id": "V24", "title": "The way out", "status": "failed", "summary": "no NAT gateway"},
        {"id": "V01", "title": "Nodes", "status": "passed", "summary": "well"},
    ]
    document = {
        "clusters": [
            {"cluster": "shop", "ok": False, "verdict": "failed", "checks": checks},
            {"cluster": "far", "ok": False, "verdict": "not judged", "why": "out of reach"},
            {"cluster": "thin", "ok": False, "verdict": "not proved", "checks": checks[1:]},
            {"cluster": "well", "ok": True, "verdict": "proved", "checks": checks[1:]},
        ]
    }
    assert read_verdicts(document) == (
        ["shop: V24 The way out: no NAT gateway"],
        ["far: out of reach", "thin: not proved"],
    )


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a checkout whose `pulumi` prints the recorded refresh, and whose `aksnet verify` finds one fault."""
    config = {"azure-native:location": "westeurope"} | {
        f"aks-networking:{key}": value for key, value in settings(outbound="userAssignedNATGateway").items()
    }
    (tmp_path / "Pulumi.yaml").write_text("name: aks-networking")
    (tmp_path / "Pulumi.prod.yaml").write_text(json.dumps({"config": config}))
    check = {"id": "V24", "title": "The way out", "status": "failed", "summary": "no NAT gateway"}
    verdict = json.dumps({"cluster": "shop", "ok": False, "verdict": "failed", "checks": [check]})
    program(tmp_path / "bin" / "pulumi", f"cat {REFRESH}")
    program(tmp_path / ".venv" / "bin" / "aksnet", f"echo '{verdict}' > $7; exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    return tmp_path


def program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def test_an_environment_is_looked_at_in_azure_and_in_its_clusters(project: Path) -> None:
    found = look("prod", "acme/aks-networking/prod", project)
    assert found == drifted().model_copy(update={"faults": ["shop: V24 The way out: no NAT gateway"]})


def test_a_state_that_cannot_be_read_leaves_the_clusters_to_be_looked_at(project: Path) -> None:
    program(project / "bin" / "pulumi", "echo 'error: no login' >&2; exit 255")
    program(project / ".venv" / "bin" / "aksnet", "echo 'no kubeconfig' >&2; exit 2")
    assert look("prod", "prod", project) == DriftDocument(
        environment="prod", stack="prod", unknown=["the state: error: no login", "the clusters: no kubeconfig"]
    )


def drifted() -> DriftDocument:
    changes = taken_back(refreshed(), plan())
    return DriftDocument(environment="prod", stack="prod", changes=changes, resources=list(refreshed().resources))


WELL = DriftDocument(environment="dev", stack="dev")
UNKNOWN = DriftDocument(environment="dev", stack="dev", unknown=["the state: no login"])
RUN = "[this run](https://github.com/platform/aks-networking/actions/runs/1)"


def test_the_issue_says_where_what_is_there_and_what_the_stack_file_says() -> None:
    assert issue_text([WELL, drifted()], RUN).splitlines() == [
        MARK,
        "| environment | network | resources | checks |",
        "| --- | --- | ---: | ---: |",
        "| `dev` | as deployed | 0 | 0 |",
        "| `prod` | 2 changes | 2 | 0 |",
        "",
        "Somebody or something has changed this outside of the stack. The next up takes back what the tables say; "
        "`pulumi refresh` takes it over instead (docs/runbook.md, *Something was changed outside of the stack*).",
        "",
        "### `prod`",
        "",
        "| setting | there now | the stack file says | |",
        "| --- | --- | --- | --- |",
        "| `subnet shop-node-subnet` | `NAT gateway none` | `NAT gateway shop-nat` | "
        "routes and the way out change at once for what runs there |",
        "| `clusters.shop` | `none` | `Network Contributor on shop-node-subnet` |  |",
        "",
        "<details><summary>Every resource that differs from the state</summary>",
        "",
        "    ~ azure-native:network:Subnet  aks/network-shop-node-subnet  [natGateway]",
        "    - azure-native:authorization:RoleAssignment  aks/shop-access-node-subnet/shop-node-subnet",
        "",
        "</details>",
        "",
        f"<sub>Last looked at in {RUN}.</sub>",
    ]


def issue(number: int, body: str | None = f"{MARK}\nold") -> dict[str, Any]:
    return {"number": number, "body": body}


OPEN = [issue(3, None), issue(4, "another"), issue(5)]


@pytest.mark.parametrize(
    ("found", "issues", "said", "written"),
    [
        ([drifted()], [], "Issue 77 was opened.", [("POST", "issues")]),
        ([drifted(), WELL], OPEN, "Issue 5 was renewed.", [("PATCH", "issues/5")]),
        ([WELL], OPEN, "Issue 5 was closed.", [("POST", "issues/5/comments"), ("PATCH", "issues/5")]),
        ([UNKNOWN], OPEN, "Issue 5 stays open: not everything is known.", [("PATCH", "issues/5")]),
        ([UNKNOWN], [], "Nothing has drifted as far as is known, and no issue is open.", []),
        ([WELL], OPEN[:2], "Nothing has drifted as far as is known, and no issue is open.", []),
    ],
)
def test_one_issue_is_opened_renewed_and_closed(
    found: list[DriftDocument], issues: list[Any], said: str, written: list[tuple[str, str]]
) -> None:
    answers = Answers({"issues": issues})
    with serving(answers) as github:
        assert report(found, RUN, github) == said
    assert [(method, path) for method, path, _ in answers.written] == written
    for method, path, body in answers.written:
        if (method, path) == ("POST", "issues"):
            assert body == {"title": TITLE, "body": issue_text(found, RUN)}
    states = [body.get("state") for method, _, body in answers.written if method == "PATCH"]
    assert ("closed" in states) is ("closed" in said)


def test_no_issue_is_longer_than_it_may_be() -> None:
    many = [
        drifted().model_copy(update={"environment": f"e{number}", "faults": ["x@|" * 200] * 60}) for number in range(9)
    ]
    text = issue_text(many, RUN)
    assert (len(text) < 65_536, "No room is left for `e0`" in text) == (True, True)


def test_an_environment_without_a_result_is_not_known(tmp_path: Path) -> None:
    (tmp_path / "prod.json").write_text(drifted().model_dump_json())
    (dev, prod) = read_drift(tmp_path, [("dev", "dev"), ("prod", "prod")])
    assert (dev.unknown, prod) == (["its job left no result"], drifted())
    (tmp_path / "dev.json").write_text('{"environment": "dev"}')
    with pytest.raises(DriftResultsError, match=r"dev\.json is no result: 1 errors"):
        read_drift(tmp_path, [])
