"""The questions that a terminal and the page of the site ask: their order, what they refuse, what they lead to."""

from collections.abc import Mapping

import pytest

from aksnet.suggest.needs import Need
from aksnet.suggest.questions import QUESTIONS, Form, WrongAnswerError, needs_from, options_of


def test_a_question_that_depends_on_another_comes_after_it() -> None:
    keys = [question.key for question in QUESTIONS]
    assert len(keys) == len(set(keys))
    assert [q.key for q in QUESTIONS if q.after and q.after[0] not in keys[: keys.index(q.key)]] == []


def test_all_needs_but_those_that_an_option_says_more_shortly_are_asked_for() -> None:
    asked = {need for q in QUESTIONS for need in (q.need, *(choice.need for choice in q.choices)) if need is not None}
    assert set(Need) - asked == {Need.OWN_CNI, Need.NO_VNET_ADDRESSES}


def test_every_usual_answer_is_one_that_can_be_taken_and_says_nothing() -> None:
    usual = {question.key: question.usual for question in QUESTIONS} | {"nodes": "3"}
    assert options_of(usual) == ["--nodes", "3"]
    assert needs_from(usual) == needs_from({"nodes": "3"})


def test_the_answer_to_a_question_that_is_not_asked_says_nothing() -> None:
    assert options_of({"nodes": "3", "next-hop": "10.0.0.4", "pods-per-node": "30"}) == ["--nodes", "3"]


@pytest.mark.parametrize(
    ("answers", "key", "told"),
    [
        ({}, "nodes", "an answer is needed: How many nodes run your pods"),
        ({"nodes": "0"}, "nodes", "0 is not a number from 1 to 100,000"),
        ({"nodes": "9", "grow-to": "8"}, "grow-to", "8 is less than the 9 nodes to start with"),
        ({"nodes": "9", "windows": "perhaps"}, "windows", "perhaps is none of yes, no"),
        ({"nodes": "9", "way-out": "door"}, "way-out", "door is none of any, fixed, firewall"),
        ({"nodes": "9", "way-out": "firewall"}, "next-hop", "an answer is needed: The firewall's address"),
        ({"nodes": "9", "dns-servers": "10.0.0.4, x"}, "dns-servers", "x is not an IPv4 address"),
        (
            {"nodes": "9", "avoid": "10.0.0.1/8"},
            "avoid",
            "10.0.0.1/8 is not a range in CIDR notation; did you mean 10.0.0.0/8?",
        ),
        (
            {"nodes": "9", "zones": "yes", "location": "westus"},
            "location",
            "westus has no availability zones; see https://learn.microsoft.com/azure/reliability/regions-list",
        ),
    ],
)
def test_an_answer_that_cannot_be_taken_is_told_of_with_its_question(
    answers: Mapping[str, str], key: str, told: str
) -> None:
    with pytest.raises(WrongAnswerError) as fault:
        needs_from(answers)
    assert (fault.value.key, str(fault.value)) == (key, told)


def test_every_form_of_answer_has_a_question() -> None:
    assert {question.form for question in QUESTIONS} == set(Form)
