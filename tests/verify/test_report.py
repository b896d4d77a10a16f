"""Reports: the same verdict for people, programs, build servers and pull requests."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from ipaddress import ip_address, ip_network
from xml.etree import ElementTree as ET

import pytest

from aksnet.azure.modes import MODES
from aksnet.verify.check import Check, Fault, Outcome, Status, info, passed, skipped
from aksnet.verify.detect import Detection
from aksnet.verify.expected import Expected
from aksnet.verify.facts import Facts, Node, Pod, Service
from aksnet.verify.judged_cluster import JudgedCluster
from aksnet.verify.report.json_document import write_json
from aksnet.verify.report.junit_report import write_junit
from aksnet.verify.report.markdown_comment import markdown
from aksnet.verify.report.terminal_report import write_table
from aksnet.verify.runner import Result, Verdict

WHEN = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)
NODE = Node(
    name="aks-nodepool1-12345678-vmss000000",
    addresses=(ip_address("10.224.0.4"),),
    pod_cidrs=(ip_network("10.244.0.0/24"),),
    ready=True,
    why_not_ready="",
    os="linux",
    pool="nodepool1",
    version="v1.35.1",
    labels={},
    annotations={},
)


def pod(name: str, address: str | None, *, host: bool = False, node: str = NODE.name, phase: str = "Running") -> Pod:
    return Pod(
        namespace="shop",
        name=name,
        node=node,
        addresses=(ip_address(address),) if address else (),
        host_network=host,
        phase=phase,
        ready=phase == "Running",
        why_waiting="",
        owner="" if host else "ReplicaSet/web-7cf567cc7",
        labels={},
    )


def result(id_: str, outcome: Outcome) -> Result:
    check = Check(
        id=id_,
        name=f"check-{id_.lower()}",
        title=f"Question {id_}",
        proves="it",
        does_not="the rest",
        needs=(),
        run=lambda _case: outcome,
    )
    return Result(check=check, outcome=outcome, seconds=0.25)


FAULT = Fault(
    object="pod shop/web-1",
    seen="address 10.224.0.9 <b>|`x`",
    expected="an address in 10.244.0.0/16",
    cause="it lies in the nodes' range",
    cure="see https://learn.microsoft.com/azure/aks/azure-cni-overlay",
)
FACTS = Facts(
    source="https://cluster.example:443",
    nodes=(NODE,),
    pods=(
        pod("web-1", "10.224.0.9"),
        pod("web-0", "10.244.0.5"),
        pod("proxy", "10.224.0.4", host=True),
        pod("later", None, node="", phase="Pending"),
    ),
    services=(
        Service(
            namespace="kube-system",
            name="kube-dns",
            type="ClusterIP",
            cluster_ips=(ip_address("10.0.0.10"),),
            front_ends=(),
            internal=False,
            internal_subnet="",
        ),
    ),
    unread={"configmaps": "these credentials may not list it (403)"},
)
EXPECTED = Expected(
    declared=True,
    cluster="main",
    mode=MODES["overlay"],
    policy="none",
    node_ranges=(ip_network("10.224.0.0/24"),),
    pod_ranges=(ip_network("10.244.0.0/16"),),
    service_ranges=(ip_network("10.0.0.0/16"),),
    dns_service_ip=ip_address("10.0.0.10"),
)
CASE = JudgedCluster(
    facts=FACTS,
    expected=EXPECTED,
    detection=Detection(mode=MODES["overlay"], why="a label", policy="none", policy_why="no pods of an engine"),
)
VERDICT = Verdict(
    case=CASE,
    results=(
        result("V1", passed("1 node is Ready")),
        result("V2", Outcome(status=Status.FAILED, summary="pod shop/web-1", faults=(FAULT,))),
        result("V5", skipped("the mode has no Cilium")),
        result("V12", info("labels follow", "node a: b=c")),
    ),
)
GOOD = replace(VERDICT, results=VERDICT.results[:1])


class Terminal(StringIO):
    """A terminal that keeps what is written."""

    def isatty(self) -> bool:
        return True


def table(verdict: Verdict, *, pods: bool = False) -> str:
    file = StringIO()
    write_table([verdict], file, pods=pods)
    return file.getvalue()


PLAIN = """\
main · https://cluster.example:443

Checks
  id    check          status    summary
  V1    Question V1    passed    1 node is Ready
  V2    Question V2    failed    pod shop/web-1
  V5    Question V5    skipped   the mode has no Cilium
  V12   Question V12   info      labels follow

V2 check-v2: Question V2
  pod shop/web-1
    seen: address 10.224.0.9 <b>|`x`
    expected: an address in 10.244.0.0/16
    cause: it lies in the nodes' range
    cure: see https://learn.microsoft.com/azure/aks/azure-cni-overlay

Declared and observed
  of            declared        observed                                outside
  nodes         10.224.0.0/24   10.224.0.4                              0
  pods          10.244.0.0/16   10.224.0.9 to 10.244.0.5 (2 addresses)  1
  services      10.0.0.0/16     10.0.0.10                               0
  DNS service   10.0.0.10       10.0.0.10                               0

Mode: declared overlay; found overlay – a label
Policy engine: declared none; found none – no pods of an engine

V12 check-v12
  node a: b=c

Not readable
  configmaps: these credentials may not list it (403)

not on a node yet
  namespace   name    address          range   owner                      host network
  shop        later   none (Pending)   –       ReplicaSet/web-7cf567cc7   no

aks-nodepool1-12345678-vmss000000 · 10.224.0.4 · pool nodepool1 · podCIDR 10.244.0.0/24
  namespace   name    address      range                   owner                      host network
  shop        proxy   10.224.0.4   10.224.0.0/24 (nodes)   –                          yes
  shop        web-0   10.244.0.5   10.244.0.0/16 (pods)    ReplicaSet/web-7cf567cc7   no
  shop        web-1   10.224.0.9   10.224.0.0/24 (nodes)   ReplicaSet/web-7cf567cc7   no

Failed: 1 failed, 1 passed, 1 skipped, 1 info.
"""


def test_a_pipe_gets_plain_lines_without_colours_that_are_not_folded() -> None:
    assert [line.split() for line in table(VERDICT).splitlines()] == [line.split() for line in PLAIN.splitlines()]
    assert "\x1b" not in table(VERDICT)


@pytest.mark.parametrize("width", [80, 60, 200])
def test_a_terminal_is_never_overrun_and_no_address_is_cut(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("TERM", "xterm-256color")
    file = Terminal()
    write_table([VERDICT], file, pods=True)
    shown = re.sub(r"\x1b\[[0-9;]*m", "", file.getvalue())
    assert [line for line in shown.splitlines() if len(line) > width] == []
    for whole in ("10.224.0.4", "10.224.0.9", "10.244.0.5", "10.244.0.0/16", "10.224.0.0/24", "10.0.0.10"):
        assert whole in shown
    assert "\x1b[" in file.getvalue()


def test_many_pods_are_listed_only_when_asked_for() -> None:
    pods = tuple(pod(f"web-{n}", f"10.244.0.{n + 5}") for n in range(61))
    many = replace(VERDICT, case=replace(CASE, facts=replace(FACTS, pods=pods)))
    assert "Pods by node: 61 pods; --pods lists them.\n" in table(many)
    assert "web-60" not in table(many)
    assert "web-60" in table(many, pods=True)
    assert "web-60" not in markdown([many], pods=False)
    assert "web-60" in markdown([many], pods=True)


def test_one_namespace_shows_its_own_pods_only() -> None:
    other = replace(pod("coredns", "10.244.0.8"), namespace="kube-system")
    facts = replace(FACTS, pods=(*FACTS.pods, other), namespace="shop")
    shown = table(replace(VERDICT, case=replace(CASE, facts=facts)))
    assert "coredns" not in shown
    assert shown.startswith("main · https://cluster.example:443 · namespace shop\n")


def test_a_verdict_is_good_only_when_something_passed_and_nothing_failed() -> None:
    nothing = replace(VERDICT, results=VERDICT.results[2:])
    assert [VERDICT.ok, GOOD.ok, nothing.ok] == [False, True, False]
    assert table(GOOD).endswith("\nVerified: 1 passed.\n")
    assert table(nothing).endswith(
        "\nNot proved: 1 skipped, 1 info. Only 0 of 1 checks could be judged; not judged: check-v5.\n"
    )


def test_the_json_document_has_everything_in_its_documented_shape() -> None:
    file = StringIO()
    write_json([VERDICT], file)
    document = json.loads(file.getvalue())
    checks, pods = document.pop("checks"), document.pop("pods")
    assert document == {
        "version": 1,
        "source": "https://cluster.example:443",
        "cluster": "main",
        "namespace": None,
        "ok": False,
        "verdict": "failed",
        "unproved": [],
        "undone": None,
        "counts": {"passed": 1, "failed": 1, "skipped": 1, "info": 1},
        "mode": {"declared": "overlay", "detected": "overlay", "how": "a label"},
        "policy": {"declared": "none", "detected": "none", "how": "no pods of an engine"},
        "ranges": [
            {"of": "nodes", "declared": ["10.224.0.0/24"], "observed": ["10.224.0.4"], "outside": 0},
            {
                "of": "pods",
                "declared": ["10.244.0.0/16"],
                "observed": ["10.224.0.9 to 10.244.0.5 (2 addresses)"],
                "outside": 1,
            },
            {"of": "services", "declared": ["10.0.0.0/16"], "observed": ["10.0.0.10"], "outside": 0},
            {"of": "DNS service", "declared": ["10.0.0.10"], "observed": ["10.0.0.10"], "outside": 0},
        ],
        "unread": {"configmaps": "these credentials may not list it (403)"},
        "leftOut": [],
        "nodes": [
            {
                "name": NODE.name,
                "addresses": ["10.224.0.4"],
                "podCidrs": ["10.244.0.0/24"],
                "pool": "nodepool1",
                "os": "linux",
                "version": "v1.35.1",
                "ready": True,
            }
        ],
    }
    assert checks[1] == {
        "id": "V2",
        "name": "check-v2",
        "title": "Question V2",
        "status": "failed",
        "summary": "pod shop/web-1",
        "left": None,
        "faults": [
            {
                "object": FAULT.object,
                "seen": FAULT.seen,
                "expected": FAULT.expected,
                "cause": FAULT.cause,
                "cure": FAULT.cure,
            }
        ],
        "notes": [],
    }
    assert [(each["id"], each["notes"]) for each in checks] == [
        ("V1", []),
        ("V2", []),
        ("V5", []),
        ("V12", ["node a: b=c"]),
    ]
    assert [(each["node"], each["name"]) for each in pods] == [
        (None, "later"),
        (NODE.name, "proxy"),
        (NODE.name, "web-0"),
        (NODE.name, "web-1"),
    ]
    assert pods[3] == {
        "node": NODE.name,
        "namespace": "shop",
        "name": "web-1",
        "addresses": ["10.224.0.9"],
        "ranges": ["10.224.0.0/24 (nodes)"],
        "owner": "ReplicaSet/web-7cf567cc7",
        "hostNetwork": False,
        "phase": "Running",
        "ready": True,
    }


def test_what_was_asked_for_and_did_not_happen_is_told_and_proves_nothing() -> None:
    part, nothing = (replace(each, undone="the probes (403)") for each in (GOOD, replace(GOOD, results=())))
    assert [GOOD.ok, part.ok] == [True, False]
    assert table(part).endswith("\nVerified in part: 1 passed. Not done: the probes (403).\n")
    assert table(nothing).endswith("\nNothing was judged. Not done: the probes (403).\n")
    assert table(replace(VERDICT, undone="the probes (403)")).endswith(" 1 info. Not done: the probes (403).\n")
    file = StringIO()
    write_json([part], file)
    assert [json.loads(file.getvalue())[key] for key in ("ok", "undone")] == [False, "the probes (403)"]


ODD = "a\nb\x1b[31m\x07\r\u202ec\x9b\u2028d"
PLAIN_ODD = "a b?[31m? ?c? d"


def test_nothing_of_a_cluster_does_something_to_a_terminal_or_breaks_a_line() -> None:
    outcome = Outcome(
        status=Status.FAILED,
        summary=ODD,
        faults=(Fault(object=ODD, seen=ODD, expected=ODD, cause=ODD, cure=ODD),),
        notes=(ODD,),
    )
    node = replace(NODE, pool=ODD)
    pods = (replace(pod("web", "10.244.0.5"), name=ODD, owner=ODD),)
    facts = replace(FACTS, source=ODD, nodes=(node,), pods=pods, unread={"configmaps": ODD})
    found = Detection(mode=None, why=ODD, policy=None, policy_why=ODD)
    odd = replace(VERDICT, case=replace(CASE, facts=facts, detection=found), results=(result("V2", outcome),))
    written = table(odd)
    assert written.count(PLAIN_ODD) == 14
    assert "b\\?" not in written
    for text in (written, markdown([odd], pods=True)):
        assert sorted({letter for letter in text if ord(letter) < 32 or "\x7f" <= letter <= "\x9f"}) == ["\n"]
        assert [letter for letter in text if letter in "\u202e\u2028"] == []


def test_the_json_document_of_an_empty_cluster_is_json() -> None:
    file = StringIO()
    write_json([replace(GOOD, case=replace(CASE, facts=Facts(source="x")))], file)
    assert json.loads(file.getvalue())["pods"] == []


def junit(verdict: Verdict) -> ET.Element:
    file = StringIO()
    write_junit([verdict], file, WHEN)
    assert file.getvalue().startswith('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>')
    return ET.fromstring(file.getvalue())  # noqa: S314 - our own text


def test_junit_has_a_case_per_check_with_failures_and_skips_told() -> None:
    (suite,) = junit(VERDICT)
    assert suite.attrib == {
        "id": "0",
        "name": "aksnet verify",
        "package": "aksnet.verify",
        "hostname": "localhost",
        "timestamp": "2026-11-21T12:00:00",
        "tests": "4",
        "failures": "1",
        "errors": "0",
        "skipped": "1",
        "time": "1.000",
    }
    assert [child.tag for child in suite] == ["properties", *["testcase"] * 4, "system-out", "system-err"]
    cases = suite.findall("testcase")
    assert [case.attrib for case in cases] == [
        {"classname": "aksnet.verify", "name": f"{id_} check-{id_.lower()}", "time": "0.250"}
        for id_ in ("V1", "V2", "V5", "V12")
    ]
    assert [[(child.tag, child.attrib, child.text) for child in case] for case in cases] == [
        [],
        [("failure", {"type": "check-v2", "message": "pod shop/web-1"}, str(FAULT))],
        [("skipped", {"message": "the mode has no Cilium"}, None)],
        [],
    ]
    said = suite.findtext("system-out") or ""
    assert said.splitlines() == [
        "V1 check-v1: 1 node is Ready",
        "V12 check-v12: labels follow",
        "V12 check-v12: node a: b=c",
    ]


def test_junit_has_no_character_that_xml_cannot_have() -> None:
    odd = replace(FAULT, seen="a\x00b\x1b[31m\ufffe")
    outcome = Outcome(status=Status.FAILED, summary="a\x0bb", faults=(odd,))
    (suite,) = junit(replace(VERDICT, results=(result("V2", outcome),)))
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert (failure.get("message"), "a?b?[31m?" in (failure.text or "")) == ("a?b", True)


def test_markdown_means_itself_on_a_pull_request() -> None:
    text = markdown([VERDICT], pods=False)
    lines = text.splitlines()
    assert lines[0] == "## Failed: 1 failed, 1 passed, 1 skipped, 1 info."
    start = lines.index("- **pod shop/web-1**")
    assert lines[start : start + 5] == [
        "- **pod shop/web-1**",
        r"  - seen: address 10.224.0.9 \<b\>\|\`x\`",
        "  - expected: an address in 10.244.0.0/16",
        "  - cause: it lies in the nodes' range",
        "  - cure: see https://learn.microsoft.com/azure/aks/azure-cni-overlay",
    ]
    assert "| V5 | Question V5 | skipped | the mode has no Cilium |" in lines
    assert "| pods | 10.244.0.0/16 | 10.224.0.9 to 10.244.0.5 (2 addresses) | 1 |" in lines
    assert text.count("<details>") == text.count("</details>") == 3
    assert "- configmaps: these credentials may not list it (403)" in lines


def test_markdown_fits_a_comment_and_says_when_it_was_cut() -> None:
    pods = tuple(pod(f"web-{n}", f"10.244.{n // 250}.{n % 250 + 1}") for n in range(3000))
    text = markdown([replace(VERDICT, case=replace(CASE, facts=replace(FACTS, pods=pods)))], pods=True)
    assert len(text) < 65_536
    assert text.endswith("\nThe rest does not fit a comment: `--format json` has everything.\n")
    assert text.count("<details>") == text.count("</details>")


def test_very_many_faults_are_counted_and_the_json_has_them_all() -> None:
    faults = tuple(replace(FAULT, object=f"pod shop/web-{n}") for n in range(75))
    outcome = Outcome(status=Status.FAILED, summary="pod shop/web-0 and 74 more", faults=faults)
    many = replace(VERDICT, results=(result("V2", outcome),))
    for text in (table(many), markdown([many], pods=False)):
        assert text.count("seen: ") == 50
        assert "… and 25 more: --format json has all of them." in text
    file = StringIO()
    write_json([many], file)
    assert len(json.loads(file.getvalue())["checks"][0]["faults"]) == 75
