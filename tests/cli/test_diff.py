"""`aksnet diff`: what the command prints and ends with, for files, revisions of git and the sandbox's state."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from aksnet.errors import AksnetError
from tests.command_line import invoke
from tests.program import ROOT

DEV: dict[str, Any] = {"mode": "node-subnet", "nodeSubnet": "10.224.0.0/24", "kubernetesVersion": "1.35"}


def config(**cluster: Any) -> str:
    settings = {"azure-native:location": "westeurope", "aks-networking:clusters": {"dev": {**DEV, **cluster}}}
    return json.dumps({"config": settings})


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "Pulumi.yaml", tmp_path)
    return tmp_path


def diff(project: Path, *words: str) -> tuple[int, str]:
    result = invoke("diff", "-s", "dev", "--project", project, *words)
    if isinstance(result.exception, AksnetError):
        return result.exception.exit_code, str(result.exception)
    return result.exit_code, result.output


def written(project: Path, before: str, after: str) -> Path:
    (project / "Pulumi.dev.yaml").write_text(after)
    other = project / "before.yaml"
    other.write_text(before)
    return other


def commit(project: Path) -> None:
    for words in (["init", "-q"], ["add", "-A"], ["-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qm", "x"]):
        subprocess.run(["git", *words], cwd=project, check=True)  # noqa: S607 - whichever git there is


def test_the_same_file_changes_nothing(project: Path) -> None:
    other = written(project, config(), config())
    assert diff(project, "--against", str(other)) == (0, f"dev compared with {other}: no changes\n")


def test_a_change_that_would_lose_the_cluster_is_told_with_its_steps_and_ends_with_1(project: Path) -> None:
    other = written(project, config(), config(mode="cilium-node-subnet"))
    assert diff(project, "--against", str(other)) == (
        1,
        f"""dev compared with {other}: 1 change; 1 would lose a living cluster

Would lose a living cluster: refused
  clusters.dev.mode: node-subnet → cilium-node-subnet
      Azure changes it in place and re-images all nodes; every pod is started
      anew
        1. node-subnet → cilium-node-subnet: Cilium becomes the data plane
           (needs no Windows pool, node auto-provisioning off)
""",
    )


def test_a_change_that_its_key_allows_ends_with_0(project: Path) -> None:
    other = written(project, config(), config(serviceCidr="10.1.0.0/16", change={"replace": "1a2b3c4d"}))
    code, text = diff(project, "--against", str(other))
    assert (code, text.splitlines()[2]) == (0, "Deleted and made again")


def test_addresses_are_shown_on_both_sides_where_their_number_changes(project: Path) -> None:
    other = written(project, config(), config(nodePools={"nodepool1": {"count": 4}}))
    code, text = diff(project, "--against", str(other))
    assert (code, text) == (
        0,
        f"""dev compared with {other}: 1 change

Changed in place
  clusters.dev.nodePools.nodepool1.count: 3 → 4
      in place

Addresses
  range             free before                   free after
  dev-node-subnet   127 of 251 in 10.224.0.0/24   96 of 251 in 10.224.0.0/24
""",
    )


def test_a_pull_request_gets_tables_in_markdown(project: Path) -> None:
    other = written(project, config(), config(kubernetesVersion="1.36"))
    code, text = diff(project, "--against", str(other), "--format", "markdown")
    assert code == 0
    *table, row = text.splitlines()[10:15]
    assert table == [
        "**Changed in place**",
        "",
        "| setting | before | after | what an up would do |",
        "| --- | --- | --- | --- |",
    ]
    assert row.startswith(
        "| `clusters.dev.kubernetesVersion` | `1.35` | `1.36` | in place; the control plane is upgraded"
    )


def test_another_way_out_and_what_is_new_to_warn_of_are_told_in_the_terminal_too(project: Path) -> None:
    natted = config(outbound="userAssignedNATGateway", networkPolicy="azure")
    _, text = diff(project, "--against", str(written(project, config(networkPolicy="calico"), natted)))
    _, way, after = text.partition("\nWhere traffic leaves\n")
    assert (bool(way), after.splitlines()[:2]) == (
        True,
        ["  dev: loadBalancer, made by AKS", "      → NAT gateway dev-nat (dev-nat-ip)"],
    )
    _, new, warned = text.partition("\nNew warnings\n")
    assert (bool(new), "clusters.dev.networkPolicy" in warned) == (True, True)


def test_what_does_not_change_is_folded_away_in_markdown(project: Path) -> None:
    other = written(project, config(), config())
    code, text = diff(project, "--against", str(other), "--format", "markdown")
    folded = "<details><summary><code>dev</code>: nothing changes in the network</summary>"
    assert (code, text.splitlines()[6]) == (0, folded)


def test_several_stacks_are_compared_with_a_revision_in_one_call(project: Path) -> None:
    """One was changed, one is new, one is wrong; what they are named twice for is shown once."""
    written(project, config(), config())
    commit(project)
    (project / "Pulumi.dev.yaml").write_text(config(mode="overlay"))
    (project / "Pulumi.new.yaml").write_text(config())
    (project / "Pulumi.wrong.yaml").write_text(config(mode="cillium"))
    words = ["-s", "new", "-s", "wrong", "-s", "new", "--against", "HEAD"]
    code, text = diff(project, *words, "--format", "json")
    told = [(each["stack"], each["against"], each["newClusters"]) for each in json.loads(text)["stacks"]]
    assert (code, told) == (
        1,
        [("dev", "HEAD", []), ("new", "nothing (HEAD has no Pulumi.new.yaml)", ["dev"]), ("wrong", "HEAD", [])],
    )
    assert [each["path"] for each in json.loads(text)["stacks"][2]["problems"]] == ["clusters.dev.mode"]
    code, text = diff(project, *words)
    assert (code, text.splitlines()[0]) == (1, "wrong: 1 problem in the stack's settings; nothing was declared")
    code, text = diff(project, "-s", "new", "--against", "HEAD", "--format", "markdown")
    assert (code, text.count("\n### `")) == (1, 2)


def test_a_revision_has_its_own_defaults_of_the_project(project: Path) -> None:
    written(project, config(), config())
    now = (project / "Pulumi.yaml").read_text()
    network = "further subnets and peered ranges.\n    default: "
    assert f"{network}{{}}" in now
    (project / "Pulumi.yaml").write_text(now.replace(f"{network}{{}}", f"{network}{{addressSpace: [10.224.0.0/13]}}"))
    commit(project)
    (project / "Pulumi.yaml").write_text(now)
    code, text = diff(project, "--against", "HEAD")
    assert (code, text.splitlines()[3]) == (0, "  network.addressSpace: 10.224.0.0/13 → 10.224.0.0/12")


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("config: [", "In before.yaml: Pulumi.dev.yaml cannot be read: line 2, column 1: "),
        ('{"config": {"aks-networking:clusters": 1}}', "The settings in before.yaml cannot be planned"),
    ],
)
def test_a_side_that_cannot_be_planned_is_named(
    project: Path, monkeypatch: pytest.MonkeyPatch, before: str, said: str
) -> None:
    monkeypatch.chdir(project)
    written(project, before, config())
    code, text = diff(project, "--against", "before.yaml")
    assert (code, text[: len(said)]) == (1, said)
    code, text = diff(project, "--against", "before.yaml", "--format", "json")
    assert (code, json.loads(text)["stacks"][0]["failure"][: len(said)]) == (1, said)


def test_several_stacks_are_not_compared_with_one_file(project: Path) -> None:
    other = written(project, config(), config())
    assert diff(project, "-s", "new", "--against", str(other)) == (
        2,
        f"{other} is one file, and 2 stacks were named: compare them with a revision.",
    )


def test_programs_get_every_change_with_its_effect_and_outcome(project: Path) -> None:
    other = written(project, config(), config(dnsServiceIp="10.0.0.11"))
    code, text = diff(project, "--against", str(other), "--format", "json")
    assert (code, json.loads(text)["stacks"][0]["changes"]) == (
        1,
        [
            {
                "subject": "cluster",
                "path": "clusters.dev.dnsServiceIp",
                "cluster": "dev",
                "old": "10.0.0.10",
                "new": "10.0.0.11",
                "effect": "REPLACED",
                "outcome": "REPLACED",
                "refused": True,
                "migrate": False,
                "because": "Azure refuses another address of the cluster's DNS; a new cluster is made in its place: "
                "every workload, address and volume claim in it is gone",
                "steps": [],
                "page": None,
            }
        ],
    )


def test_a_first_deployment_is_compared_with_nothing(project: Path) -> None:
    written(project, config(), config())
    code, text = diff(project, "--against", "none")
    assert (code, text.splitlines()[0]) == (0, "dev compared with nothing: no changes, 1 new cluster")


def test_the_file_of_a_revision_is_what_git_has_of_it(project: Path) -> None:
    written(project, config(), config())
    commit(project)
    (project / "Pulumi.dev.yaml").write_text(config(mode="overlay"))
    code, text = diff(project, "--against", "HEAD")
    assert (code, text.splitlines()[0]) == (1, "dev compared with HEAD: 1 change; 1 would lose a living cluster")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--against", "nowhere"], "nowhere is neither a file here nor a revision of git."),
        (["--against", "--output=x"], "--output=x is neither a file here nor a revision of git."),
        (["--against", "none", "--sandbox"], "--sandbox names what is deployed there, --against something else"),
        ([], "The Pulumi CLI is needed to read what is deployed"),
    ],
)
def test_a_side_that_cannot_be_had_is_wrong_usage(
    project: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    written(project, config(), config())
    if not words:
        monkeypatch.setenv("PATH", str(project))
    code, text = diff(project, *words)
    assert (code, text[: len(said)]) == (2, said)
    assert not (project / "x").exists()


def test_a_stack_that_the_sandbox_never_saw_is_a_first_deployment(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AKSNET_HOME", str(project / "home"))
    written(project, config(), config())
    code, text = diff(project, "--sandbox")
    assert (code, text.splitlines()[0]) == (
        0,
        "dev compared with nothing (never deployed in the sandbox): no changes, 1 new cluster",
    )


def test_wrong_settings_are_told_as_everywhere(project: Path) -> None:
    other = written(project, config(), config(mode="cillium"))
    code, text = diff(project, "--against", str(other))
    assert (code, text.splitlines()[0]) == (1, "1 problem in the stack's settings; nothing was declared")


def test_a_version_that_the_cluster_runs_already_may_stay(project: Path) -> None:
    old = config(kubernetesVersion="1.33")
    code, _ = diff(project, "--against", str(written(project, old, old)))
    assert code == 0
    code, text = diff(project, "--against", "none")
    assert (code, "1.33 ended on 2026-07-31 and has long-term support alone" in text) == (1, True)


def test_a_map_is_drawn_beside_what_is_printed_whatever_the_command_ends_with(project: Path) -> None:
    other = written(project, config(), config(mode="cilium-node-subnet"))
    plain = diff(project, "--against", str(other))
    for name, begins in (("map.svg", "<svg"), ("map.html", "<!DOCTYPE html>")):
        assert diff(project, "--against", str(other), "--map", str(project / name)) == plain
        text = (project / name).read_text(encoding="utf-8")
        assert (text.startswith(begins), "↻ made again, ✕ refused" in text) == (True, True)


def test_a_map_that_cannot_be_drawn_is_refused_before_anything_is_read(project: Path) -> None:
    assert diff(project, "--map", "map.png") == (
        2,
        "--map map.png: a map is written to a file that ends in .svg, or in .html with its changes.",
    )
    assert diff(project, "-s", "prod", "--map", "map.svg") == (
        2,
        "--map draws one stack, and 2 were named: run aksnet diff for each.",
    )
    away = project / "away" / "map.svg"
    other = written(project, config(), config())
    assert diff(project, "--against", str(other), "--map", str(away)) == (
        1,
        f"{away} cannot be written: No such file or directory",
    )


def test_settings_that_are_wrong_leave_no_map(project: Path) -> None:
    other = written(project, config(), config(mode="nonsense"))
    code, text = diff(project, "--against", str(other), "--map", str(project / "map.svg"))
    assert (code, "clusters.dev.mode" in text, (project / "map.svg").exists()) == (1, True, False)
