"""The report for build servers: JUnit's XML, a test case per check.

Keeps to what the schemas of Ant (https://github.com/windyroad/JUnit-Schema) and of Jenkins
(https://github.com/jenkinsci/xunit-plugin) both allow, so what a check notes is in the suite's `system-out`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final, TextIO
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from aksnet.verify.check import Status
from aksnet.verify.report import wording
from aksnet.verify.runner import Conclusion, Result, Verdict
from aksnet.verify.verdicts import Judged, Unjudged

# What XML 1.0 has no way to write: https://www.w3.org/TR/xml/#charsets
_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_FIXED: Final = {"package": "aksnet.verify", "hostname": "localhost"}


def write_junit(judged: Sequence[Judged], file: TextIO, when: datetime, *, accept_unproved: bool = False) -> None:
    """Write the XML: a suite for each cluster; that nothing is proved is an error, unless it is accepted."""
    root = Element("testsuites")
    for number, each in enumerate(judged):
        of = f" {wording.name_of(each)}" if len(judged) > 1 else ""
        named = {"id": str(number), "name": _clean(f"aksnet verify{of}"), **_FIXED, "timestamp": _time(when)}
        if isinstance(each, Unjudged):
            _unjudged(SubElement(root, "testsuite", {**named, **_counts(1, errors=1)}), each)
        else:
            doubted = each.conclusion is Conclusion.NOT_PROVED and not accept_unproved
            _judged(
                SubElement(root, "testsuite", {**named, **_of_verdict(each, doubted=doubted)}), each, doubted=doubted
            )
    indent(root)
    file.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    ElementTree(root).write(file, encoding="unicode")
    file.write("\n")


def _judged(suite: Element, verdict: Verdict, *, doubted: bool) -> None:
    properties = SubElement(suite, "properties")
    for name, value in _properties(verdict).items():
        SubElement(properties, "property", {"name": name, "value": _clean(value)})
    for result in verdict.results:
        _case(suite, result)
    if doubted:
        _error(suite, "enough was judged", "not proved", "; ".join(verdict.unproved))
    SubElement(suite, "system-out").text = _clean("\n".join(_notes(verdict)))
    SubElement(suite, "system-err").text = ""


def _unjudged(suite: Element, cluster: Unjudged) -> None:
    SubElement(suite, "properties")
    _error(suite, "the cluster can be read", "not judged", cluster.why)
    SubElement(suite, "system-out").text = ""
    SubElement(suite, "system-err").text = ""


def _error(suite: Element, name: str, kind: str, why: str) -> None:
    case = SubElement(suite, "testcase", {"classname": "aksnet.verify", "name": name, "time": _seconds(0)})
    SubElement(case, "error", {"type": kind, "message": _clean(why)})


def _of_verdict(verdict: Verdict, *, doubted: bool) -> dict[str, str]:
    return _counts(
        len(verdict.results) + doubted,
        failures=verdict.count(Status.FAILED),
        errors=int(doubted),
        skipped=verdict.count(Status.SKIPPED),
        seconds=sum(result.seconds for result in verdict.results),
    )


def _counts(tests: int, *, failures: int = 0, errors: int = 0, skipped: int = 0, seconds: float = 0) -> dict[str, str]:
    counts = {"tests": tests, "failures": failures, "errors": errors, "skipped": skipped}
    return {**{name: str(count) for name, count in counts.items()}, "time": _seconds(seconds)}


def _time(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _properties(verdict: Verdict) -> dict[str, str]:
    case = verdict.case
    known = {
        "source": case.facts.source,
        "cluster": case.expected.cluster,
        "mode": case.mode.name if case.mode else "",
        "how the mode is known": case.detection.why,
    }
    return {name: value for name, value in known.items() if value}


def _case(suite: Element, result: Result) -> None:
    check, outcome = result.check, result.outcome
    case = SubElement(
        suite,
        "testcase",
        {"classname": "aksnet.verify", "name": f"{check.id} {check.name}", "time": _seconds(result.seconds)},
    )
    match outcome.status:
        case Status.FAILED:
            attributes = {"type": check.name, "message": _clean(outcome.summary)}
            SubElement(case, "failure", attributes).text = _clean("\n".join(map(str, outcome.faults)))
        case Status.SKIPPED:
            SubElement(case, "skipped", {"message": _clean(outcome.summary)})


def _notes(verdict: Verdict) -> list[str]:
    lines = []
    for result in verdict.results:
        outcome = result.outcome
        if outcome.status in (Status.PASSED, Status.INFO):
            lines.append(f"{result.check.id} {result.check.name}: {outcome.summary}")
        lines += [f"{result.check.id} {result.check.name}: {note}" for note in outcome.notes]
    return lines


def _seconds(value: float) -> str:
    return f"{value:.3f}"


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("?", text)
