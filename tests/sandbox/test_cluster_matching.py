"""Kubernetes' small languages: selectors, node affinity, tolerations, and the names of kinds."""

from __future__ import annotations

from typing import Any

import pytest

from aksnet.arm.values import Json
from aksnet.sandbox.cluster.kinds import plural
from aksnet.sandbox.cluster.matching import fits_node, likes_node, selects, untolerated

LABELS = {"app": "web", "tier": "front", "cores": "4"}


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        (None, False),
        ({}, True),
        ({"matchLabels": {"app": "web"}}, True),
        ({"matchLabels": {"app": "web", "tier": "back"}}, False),
        ({"matchExpressions": [{"key": "app", "operator": "In", "values": ["web", "api"]}]}, True),
        ({"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["web"]}]}, False),
        ({"matchExpressions": [{"key": "none", "operator": "NotIn", "values": ["web"]}]}, True),
        ({"matchExpressions": [{"key": "app", "operator": "Exists"}]}, True),
        ({"matchExpressions": [{"key": "app", "operator": "DoesNotExist"}]}, False),
        ({"matchLabels": {"app": "web"}, "matchExpressions": [{"key": "x", "operator": "Exists"}]}, False),
        ({"matchExpressions": [{"key": "app", "operator": "Like", "values": ["web"]}]}, False),
    ],
)
def test_a_selector_selects_labels(selector: Any, expected: bool) -> None:
    assert selects(selector, LABELS) is expected


def _required(*terms: Json) -> Json:
    nodes = {"nodeSelectorTerms": list(terms)}
    return {"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": nodes}}}


def _cores(operator: str, value: str) -> Json:
    return {"matchExpressions": [{"key": "cores", "operator": operator, "values": [value]}]}


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({}, True),
        ({"nodeSelector": {"app": "web"}}, True),
        ({"nodeSelector": {"app": "api"}}, False),
        (_required(_cores("Gt", "3")), True),
        (_required(_cores("Gt", "4")), False),
        (_required(_cores("Lt", "many")), False),
        (_required(_cores("Lt", "5")), True),
        (_required(_cores("Gt", "8"), _cores("Lt", "8")), True),
        (_required({"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["n0"]}]}), True),
        (_required({"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["n1"]}]}), False),
        (_required(), False),
    ],
)
def test_a_node_fits_a_pod(spec: Json, expected: bool) -> None:
    assert fits_node(spec, LABELS, "n0") is expected


def test_preferences_add_up() -> None:
    preferred = [{"weight": 10, "preference": _cores("Gt", "3")}, {"weight": 5, "preference": _cores("Gt", "2")}]
    preferred.append({"weight": 50, "preference": _cores("Gt", "9")})
    spec = {"affinity": {"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": preferred}}}
    assert likes_node(spec, LABELS, "n0") == 15


@pytest.mark.parametrize(
    ("tolerations", "kept_off"),
    [
        ([], True),
        ([{"operator": "Exists"}], False),
        ([{"key": "a", "operator": "Exists"}], False),
        ([{"key": "a", "operator": "Exists", "effect": "NoExecute"}], True),
        ([{"key": "a", "value": "1"}], False),
        ([{"key": "a", "value": "2"}], True),
        ([{"key": "b", "operator": "Exists"}, {"key": "a", "value": "1", "effect": "NoSchedule"}], False),
    ],
)
def test_a_toleration_lets_a_pod_onto_a_tainted_node(tolerations: list[Json], kept_off: bool) -> None:
    hard = {"key": "a", "value": "1", "effect": "NoSchedule"}
    soft = {"key": "c", "effect": "PreferNoSchedule"}
    assert untolerated({"tolerations": tolerations}, [soft, hard]) == (hard if kept_off else None)


def test_kinds_have_the_plurals_of_the_api() -> None:
    kinds = ("Endpoints", "Ingress", "NetworkPolicy", "Gateway", "Pod", "StorageClass")
    assert [plural(kind) for kind in kinds] == [
        *("endpoints", "ingresses", "networkpolicies", "gateways", "pods", "storageclasses"),
    ]
