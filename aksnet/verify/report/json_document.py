"""The report for programs: everything that was seen and judged, as one JSON document.

The shape is described in docs/verify.md; a key is never renamed or removed while `version` stays.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final, TextIO

from aksnet.errors import ExitCode
from aksnet.verify.check import Outcome, Status
from aksnet.verify.facts import Node, Pod
from aksnet.verify.report.observed_ranges import Places, pods_asked_for, ranges
from aksnet.verify.runner import Conclusion, Result, Verdict
from aksnet.verify.verdicts import Judged, Unjudged, worst_exit_code

VERSION: Final = 1
NOT_JUDGED: Final = "not judged"
"""The verdict of a cluster that could not be read."""
_VERDICTS: Final = {
    ExitCode.DONE: Conclusion.PROVED.value,
    ExitCode.FAILED: Conclusion.FAILED.value,
    ExitCode.WRONG_USAGE: NOT_JUDGED,
    ExitCode.NOT_PROVED: Conclusion.NOT_PROVED.value,
}


def write_json(judged: Sequence[Judged], file: TextIO) -> None:
    """Write the document; pods last, one on a line, so that 200,000 of them are never held as one text."""
    if len(judged) == 1 and isinstance(judged[0], Verdict):
        _write(judged[0], file)
        file.write("\n")
        return
    together = worst_exit_code(judged)
    head = {"version": VERSION, "ok": together is ExitCode.DONE, "verdict": _VERDICTS[together]}
    file.write(json.dumps(head)[:-1] + ', "clusters": [')
    between = "\n"
    for each in judged:
        file.write(between)
        if isinstance(each, Unjudged):
            unjudged = {
                "version": VERSION,
                "cluster": each.cluster,
                "ok": False,
                "verdict": NOT_JUDGED,
                "why": each.why,
            }
            file.write(json.dumps(unjudged, ensure_ascii=False))
        else:
            _write(each, file)
        between = ",\n"
    file.write("\n]}\n")


def _unjudged(each: Unjudged) -> dict[str, Any]:
    return {"version": VERSION, "cluster": each.cluster, "ok": False, "verdict": NOT_JUDGED, "why": each.why}


def _write(verdict: Verdict, file: TextIO) -> None:
    file.write(json.dumps(document(verdict), indent=2, ensure_ascii=False)[:-2])
    file.write(',\n  "pods": [')
    between = "\n    "
    for pod in pods(verdict):
        file.write(between + json.dumps(pod, ensure_ascii=False))
        between = ",\n    "
    file.write("\n  ]\n}")


def document(verdict: Verdict) -> dict[str, Any]:
    """Return everything but the pods."""
    case = verdict.case
    facts, expected, found = case.facts, case.expected, case.detection
    return {
        "version": VERSION,
        "source": facts.source,
        "cluster": expected.cluster or None,
        "namespace": facts.namespace,
        "ok": verdict.ok,
        "verdict": verdict.conclusion.value,
        "unproved": list(verdict.unproved) if verdict.conclusion is Conclusion.NOT_PROVED else [],
        "undone": verdict.undone or None,
        "counts": {status.value: verdict.count(status) for status in Status},
        "mode": {
            "declared": expected.mode.name if expected.mode else None,
            "detected": found.mode.name if found.mode else None,
            "how": found.why,
        },
        "policy": {"declared": expected.policy, "detected": found.policy, "how": found.policy_why},
        "checks": [_check(result) for result in verdict.results],
        "ranges": [
            {
                "of": each.of,
                "declared": list(each.declared),
                "observed": list(each.observed),
                "outside": each.outside,
            }
            for each in ranges(case)
        ],
        "unread": dict(facts.unread),
        "leftOut": list(facts.left_out),
        "nodes": [_node(node) for node in facts.nodes],
    }


def pods(verdict: Verdict) -> Iterator[dict[str, Any]]:
    """Yield every pod, by node, namespace and name."""
    places = Places(verdict.case)
    for pod in sorted(pods_asked_for(verdict.case.facts), key=by_node):
        yield {
            "node": pod.node or None,
            "namespace": pod.namespace,
            "name": pod.name,
            "addresses": [str(address) for address in pod.addresses],
            "ranges": list(places.of(pod)),
            "owner": pod.owner or None,
            "hostNetwork": pod.host_network,
            "phase": pod.phase,
            "ready": pod.ready,
        }


def by_node(pod: Pod) -> tuple[str, str, str]:
    """Order pods as `kubectl get pods --sort-by=.spec.nodeName` does, and by name on a node."""
    return pod.node, pod.namespace, pod.name


def _check(result: Result) -> dict[str, Any]:
    check, outcome = result.check, result.outcome
    return {
        "id": check.id,
        "name": check.name,
        "title": check.title,
        "status": outcome.status.value,
        "summary": outcome.summary,
        "left": outcome.left.value if outcome.left else None,
        "faults": _faults(outcome),
        "notes": list(outcome.notes),
    }


def _faults(outcome: Outcome) -> list[dict[str, str]]:
    return [
        {
            "object": fault.object,
            "seen": fault.seen,
            "expected": fault.expected,
            "cause": fault.cause,
            "cure": fault.cure,
        }
        for fault in outcome.faults
    ]


def _node(node: Node) -> dict[str, Any]:
    return {
        "name": node.name,
        "addresses": [str(address) for address in node.addresses],
        "podCidrs": [str(each) for each in node.pod_cidrs],
        "pool": node.pool or None,
        "os": node.os,
        "version": node.version,
        "ready": node.ready,
    }
