"""Kubernetes' small languages: label selectors, node affinity, tolerations. Pure functions, no cluster."""

from __future__ import annotations

from typing import Any

from aksnet.arm.values import Json, as_dict, as_list


def selects(selector: Any, labels: Json) -> bool:
    """Return whether a label selector selects these labels; one that is missing selects nothing, an empty one all."""
    if not isinstance(selector, dict):
        return False
    wanted = as_dict(selector.get("matchLabels"))
    return all(labels.get(key) == value for key, value in wanted.items()) and all(
        _holds(as_dict(term), labels) for term in as_list(selector.get("matchExpressions"))
    )


def _holds(term: Json, labels: Json) -> bool:
    value, values = labels.get(str(term.get("key"))), as_list(term.get("values"))
    match term.get("operator"):
        case "In":
            return value in values
        case "NotIn":
            return value not in values
        case "Exists":
            return value is not None
        case "DoesNotExist":
            return value is None
        case "Gt":
            return _number(value) > _number(values[0])
        case "Lt":
            return _number(value) < _number(values[0])
    return False


def _number(value: Any) -> float:
    try:
        return int(value)
    except (TypeError, ValueError):
        return float("nan")  # compares false with everything, as Kubernetes does with what is no number


def _term(term: Json, labels: Json, name: str) -> bool:
    fields = {"metadata.name": name}
    return all(_holds(each, labels) for each in as_list(term.get("matchExpressions"))) and all(
        _holds(each, fields) for each in as_list(term.get("matchFields"))
    )


def fits_node(spec: Json, labels: Json, name: str) -> bool:
    """Return whether a pod's node selector and required node affinity allow a node with these labels."""
    if any(labels.get(key) != value for key, value in as_dict(spec.get("nodeSelector")).items()):
        return False
    affinity = as_dict(as_dict(spec.get("affinity")).get("nodeAffinity"))
    required = affinity.get("requiredDuringSchedulingIgnoredDuringExecution")
    if required is None:
        return True
    return any(_term(as_dict(term), labels, name) for term in as_list(as_dict(required).get("nodeSelectorTerms")))


def likes_node(spec: Json, labels: Json, name: str) -> int:
    """Return how much a pod prefers a node: the weights of the preferred node affinity that holds."""
    affinity = as_dict(as_dict(spec.get("affinity")).get("nodeAffinity"))
    preferred = as_list(affinity.get("preferredDuringSchedulingIgnoredDuringExecution"))
    return sum(int(each["weight"]) for each in preferred if _term(as_dict(each.get("preference")), labels, name))


def untolerated(spec: Json, taints: list[Json]) -> Json | None:
    """Return the first taint that keeps a pod off a node; preferences do not count."""
    tolerations = [as_dict(each) for each in as_list(spec.get("tolerations"))]
    hard = (taint for taint in taints if taint["effect"] in ("NoSchedule", "NoExecute"))
    return next((taint for taint in hard if not any(_tolerates(each, taint) for each in tolerations)), None)


def _tolerates(toleration: Json, taint: Json) -> bool:
    if toleration.get("effect") not in (None, "", taint["effect"]):
        return False
    if toleration.get("operator") == "Exists":
        return toleration.get("key") in (None, "", taint["key"])
    same_key: bool = toleration.get("key") == taint["key"]
    return same_key and str(toleration.get("value", "")) == str(taint.get("value", ""))
