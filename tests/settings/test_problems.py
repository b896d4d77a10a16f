"""How problems read: one alone, several, and whatever value YAML can bring."""

from datetime import date

import pytest

from aksnet.settings.problem_entry import Limit, Severity
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem, SettingsError, nearest, report

POD_CIDR = Problem(
    kind=Kind.POD_RANGE_NOT_TAKEN,
    path="clusters.dev.podCidr",
    value="10.244.0.0/16",
    message="node-subnet does not take this key",
    cure="remove the key",
    page="https://learn.microsoft.com/azure/aks/configure-azure-cni",
)
LOCATION = Problem(
    kind=Kind.NO_LOCATION, path="azure-native:location", value=None, message="the Azure region", cure="add it"
)


def test_a_problem_says_where_what_why_and_what_to_do() -> None:
    assert str(POD_CIDR) == (
        "aks-networking:clusters.dev.podCidr: 10.244.0.0/16\n"
        "    node-subnet does not take this key\n"
        "    change: remove the key\n"
        "    see: https://learn.microsoft.com/azure/aks/configure-azure-cni"
    )


def test_a_problem_has_the_severity_limit_and_page_of_its_kind() -> None:
    problem = Problem(kind=Kind.OVERLAY_PODS, path="clusters.dev.nodePools", value="1", message="m", cure="c")
    assert (problem.severity, problem.limit, problem.page) == (
        Severity.WARNING,
        Limit.AZURE,
        "https://learn.microsoft.com/azure/aks/best-practices-performance-scale-large",
    )


def test_a_key_of_another_namespace_keeps_its_own() -> None:
    assert str(LOCATION) == "azure-native:location: (not set)\n    the Azure region\n    change: add it"


def test_a_report_holds_every_problem_once_under_its_count() -> None:
    assert str(SettingsError([LOCATION, POD_CIDR])) == (
        f"2 problems in the stack's settings; nothing was declared\n\n{LOCATION}\n\n{POD_CIDR}"
    )


def test_a_report_of_one_problem_speaks_of_one() -> None:
    assert report([LOCATION]) == f"1 problem in the stack's settings; nothing was declared\n\n{LOCATION}"


def test_an_error_keeps_its_problems() -> None:
    assert SettingsError(iter([LOCATION, POD_CIDR])).problems == (LOCATION, POD_CIDR)


SHOWN: dict[str, tuple[object, str]] = {
    "text": ("cilium", "cilium"),
    "text like a number": ("1.30", '"1.30"'),
    "text like a truth value": ("yes", '"yes"'),
    "empty text": ("", '""'),
    "a number": (1.3, "1.3"),
    "a truth value": (True, "true"),
    "a list": (["10.0.0.0/8", "größe"], '["10.0.0.0/8", "größe"]'),
    "a map": ({"a": {"b": 1}}, '{"a": {"b": 1}}'),
    "a date": (date(2026, 11, 21), '"2026-11-21"'),
    "a map with a date as a key": ({date(2026, 11, 21): 1}, "{datetime.date(2026, 11, 21): 1}"),
    "long text": ("x" * 81, "x" * 77 + "..."),
    "text that just fits": ("x" * 80, "x" * 80),
}


@pytest.mark.parametrize(("value", "shown"), SHOWN.values(), ids=SHOWN)
def test_a_value_is_shown_as_one_would_write_it(value: object, shown: str) -> None:
    problem = Problem(kind=Kind.VALUE, path="a", value=value, message="b", cure="c")
    assert str(problem).splitlines()[0] == f"aks-networking:a: {shown}"


@pytest.mark.parametrize(
    ("mine", "other", "expected"),
    [
        ("clusters.dev", "clusters.dev", True),
        ("clusters.dev", "clusters.dev.podCidr", True),
        ("clusters.dev.podCidr", "clusters.dev", True),
        ("clusters.dev", "clusters.dev2", False),
        ("clusters.dev.podCidr", "clusters.dev.podCidrs", False),
    ],
)
def test_a_problem_explains_what_is_above_and_below_it(mine: str, other: str, expected: bool) -> None:
    one, two = (Problem(kind=Kind.VALUE, path=path, value=None, message="a", cure="c") for path in (mine, other))
    assert one.explains(two) is expected


@pytest.mark.parametrize(
    ("word", "meant"),
    [("pod_cidr", "podCidr"), ("PODCIDR", "podCidr"), ("podCdir", "podCidr"), ("xyz", None), ("", None)],
)
def test_the_nearest_word_ignores_case_and_separators(word: str, meant: str | None) -> None:
    assert nearest(word, ["podCidr", "mode", "name"]) == meant
