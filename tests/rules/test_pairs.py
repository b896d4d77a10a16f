"""The tables of pairs of settings: complete, and held against the models and the catalogue of problems."""

import re
import typing
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from aksnet.settings.model import SettingsModel
from aksnet.settings.problem_entry import Stage
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.settings import Settings
from tests.program import ROOT

PAGE = (ROOT / "docs/settings-pairs.md").read_text()
PAIRS = re.findall(r"^\| (\w+) × (\w+) \| (.+?) \| (.+?) \|$", PAGE, re.MULTILINE)
KEYS = {
    key: (subject, _named, last)
    for key, subject, _named, last in re.findall(r"^\| `([\w.]+)` \| (\w+) \| (.+?) \| (.+?) \|$", PAGE, re.MULTILINE)
}
RULED = {kind.id for kind in Kind if kind.value.stage is not Stage.FORM}
RECORDS = {
    "Settings": "stack",
    "SecurityGroupSettings": "group",
    "SecurityRuleSettings": "rule",
    "NotAllowedDates": "notAllowed",
    "CiliumSettings": "installCilium",
    "NodePoolSettings": "pool",
    "NginxSettings": "workload",
    "HelloKubernetesSettings": "workload",
}
"""Names of records in the table, where they are not those of their models."""


def _keys() -> Iterator[str]:
    """Yield every key of every record, with the record's name before it."""
    found: list[type[SettingsModel]] = [Settings]
    for model in found:
        usual = model.__name__.removesuffix("Settings")
        record = RECORDS.get(model.__name__, f"{usual[:1].lower()}{usual[1:]}")
        for name, field in model.model_fields.items():
            yield f"{record}.{field.alias or name}"
            found += [each for each in _records(field.annotation) if each not in found]


def _records(kind: Any) -> list[type[SettingsModel]]:
    if isinstance(kind, type) and issubclass(kind, SettingsModel):
        return [kind]
    return [record for part in typing.get_args(kind) for record in _records(part)]


def _quoted(cell: str) -> list[str]:
    return re.findall(r"`([\w.-]+)`", cell)


def test_every_pair_of_subjects_was_looked_at_once() -> None:
    subjects = sorted({subject for subject, _, _ in KEYS.values()})
    assert [(one, other) for one, other, _, _ in PAIRS] == list(combinations(subjects, 2))


def test_every_key_was_looked_at() -> None:
    """A new key needs a row in docs/settings-pairs.md: its subject, the keys that it meets, the kinds or why none."""
    assert set(KEYS) == set(_keys())


def test_every_kind_of_the_rules_is_at_the_keys_that_it_is_about() -> None:
    """A new kind is named in docs/settings-pairs.md, at each key that takes part in it."""
    named = {kind for _, _, last in KEYS.values() for kind in _quoted(last) if kind in RULED}
    assert named == RULED


def test_keys_that_meet_name_one_another() -> None:
    met = {(key, other) for key, (_, others, _) in KEYS.items() for other in _quoted(others)}
    assert {(one, other) for one, other in met if (other, one) not in met} == set()


def test_a_key_that_meets_another_names_a_kind_that_is_at_both() -> None:
    kinds = {key: set(_quoted(last)) & RULED for key, (_, _, last) in KEYS.items()}
    met = [(key, other) for key, (_, others, _) in KEYS.items() for other in _quoted(others)]
    assert [(one, other) for one, other in met if not kinds[one] & kinds[other]] == []


def test_every_kind_that_crosses_two_subjects_is_in_the_catalogue_and_not_about_form() -> None:
    assert [kind for _, _, kinds, _ in PAIRS for kind in _quoted(kinds) if kind not in RULED] == []


def test_a_pair_names_kinds_or_none() -> None:
    assert [row for row in PAIRS if row[2] != "–" and not re.fullmatch(r"`[^`]+`(, `[^`]+`)*", row[2])] == []
