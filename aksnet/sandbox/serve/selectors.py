"""Label and field selectors, as a list's query gives them.

https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#api and
https://kubernetes.io/docs/concepts/overview/working-with-objects/field-selectors/
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from aksnet.arm.values import Json
from aksnet.sandbox.serve.status import KubeRefusal

Wanted = Callable[[Json], bool]
_KEY: Final = r"[A-Za-z0-9](?:[A-Za-z0-9_./-]*[A-Za-z0-9])?"
_TERM: Final = re.compile(
    rf"\s*(?:(?P<absent>!)\s*(?P<no>{_KEY})"
    rf"|(?P<key>{_KEY})\s*(?:(?P<compare>==|=|!=)\s*(?P<value>[A-Za-z0-9_.-]*)"
    r"|\s(?P<among>in|notin)\s*\((?P<values>[^()]*)\))?)\s*(?:,|$)"
)
# What the API server can select a kind by; it refuses every other field.
_FIELDS_OF_ALL: Final = frozenset({"metadata.name", "metadata.namespace"})
_FIELDS: Final = {
    "Pod": {
        *("spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork"),
        *("status.phase", "status.podIP", "status.nominatedNodeName"),
    },
    "Node": {"spec.unschedulable"},
    "Namespace": {"status.phase"},
    "Secret": {"type"},
    "Event": {
        *(f"involvedObject.{name}" for name in ("kind", "namespace", "name", "uid", "apiVersion", "fieldPath")),
        *("reason", "reportingComponent", "source", "type"),
    },
}

_BOOLEANS: Final = frozenset({"spec.hostNetwork", "spec.unschedulable"})
"""Fields that are selected as false where they are not written."""


def by_labels(text: str) -> Wanted:
    """Return the test of a label selector."""
    tests, position = [], 0
    while position < len(text):
        match = _TERM.match(text, position)
        if match is None:
            raise KubeRefusal(400, f"unable to parse requirement: {text[position:]!r} in the label selector {text!r}")
        tests.append(_label_test(match))
        position = match.end()

    def wanted(each: Json) -> bool:
        labels = each["metadata"].get("labels") or {}
        return all(test(labels) for test in tests)

    return wanted


def _label_test(match: re.Match[str]) -> Callable[[dict[str, str]], bool]:
    key, value = match["key"] or match["no"], match["value"]
    among = frozenset(part.strip() for part in (match["values"] or "").split(","))
    # A label that is not there is unlike every value.
    tests: dict[str | None, Callable[[dict[str, str]], bool]] = {
        "!": lambda labels: key not in labels,
        "=": lambda labels: labels.get(key) == value,
        "==": lambda labels: labels.get(key) == value,
        "!=": lambda labels: labels.get(key) != value,
        "in": lambda labels: labels.get(key) in among,
        "notin": lambda labels: labels.get(key) not in among,
        None: lambda labels: key in labels,
    }
    return tests[match["absent"] or match["compare"] or match["among"]]


def by_fields(kind: str, text: str) -> Wanted:
    """Return the test of a field selector."""
    tests = [_field_test(kind, term) for term in text.split(",") if term]
    return lambda each: all(test(each) for test in tests)


def _field_test(kind: str, term: str) -> Wanted:
    match = re.fullmatch(r"([^=!]+)(==|=|!=)(.*)", term)
    if match is None:
        raise KubeRefusal(400, f"invalid field selector: {term!r}; can't understand it")
    field, compare, value = match[1].strip(), match[2], match[3].strip()
    if field not in _FIELDS_OF_ALL | _FIELDS.get(kind, set()):
        raise KubeRefusal(400, f'field label not supported: "{field}" is not one of the fields of {kind}')
    path = field.split(".")
    absent = "false" if field in _BOOLEANS else ""
    return lambda each: ((_text(each, path) or absent) == value) is (compare != "!=")


def _text(each: Any, path: list[str]) -> str:
    for name in path:
        each = each.get(name) if isinstance(each, dict) else None
    if isinstance(each, bool):
        return str(each).lower()
    if isinstance(each, dict):  # an event's source is selected by its component
        each = each.get("component")
    return "" if each is None else str(each)
