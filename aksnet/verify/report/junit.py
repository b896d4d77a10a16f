"""The report for build servers: JUnit's XML, a test case per check.

Keeps to what the schemas of Ant (https://github.com/windyroad/JUnit-Schema) and of Jenkins
(https://github.com/jenkinsci/xunit-plugin) both allow, so what a check notes is in the suite's `system-out`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final, TextIO
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from aksnet.verify.check import Status
from aksnet.verify.runner import Result, Verdict

# What XML 1.0 has no way to write: https://www.w3.org/TR/xml/#charsets
_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_junit(verdict: Verdict, file: TextIO, when: datetime) -> None:
    """Write the XML."""
    root = Element("testsuites")
    suite = SubElement(root, "testsuite", _suite(verdict, when))
    properties = SubElement(suite, "properties")
    for name, value in _properties(verdict).items():
        SubElement(properties, "property", {"name": name, "value": _clean(value)})
    for result in verdict.results:
        _case(suite, result)
    SubElement(suite, "system-out").text = _clean("\n".join(_notes(verdict)))
    SubElement(suite, "system-err").text = ""
    indent(root)
    file.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    ElementTree(root).write(file, encoding="unicode")
    file.write("\n")


def _suite(verdict: Verdict, when: datetime) -> dict[str, str]:
    return {
        "id": "0",
        "name": "aksnet verify",
        "package": "aksnet.verify",
        "hostname": "localhost",
        "timestamp": when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S"),
        "tests": str(len(verdict.results)),
        "failures": str(verdict.count(Status.FAILED)),
        "errors": "0",
        "skipped": str(verdict.count(Status.SKIPPED)),
        "time": _seconds(sum(result.seconds for result in verdict.results)),
    }


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
