"""Asks in a terminal what `aksnet suggest` needs to know: the questions of `aksnet.suggest.questions`, one by one."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import typer

from aksnet.suggest.inputs import WrongInputError
from aksnet.suggest.questions import NO, QUESTIONS, YES, Answers, Form, Question, options_of
from aksnet.visible import visible

_SHORT = {"y": YES, "n": NO}


def asked_for() -> list[str]:
    """Ask what decides, and return the options that say the same; a wrong answer is told of and asked for again."""
    answers: dict[str, str] = {}
    for question in QUESTIONS:
        if question.asked(answers):
            answers[question.key] = _ask(question, answers)
    return options_of(answers)


def can_ask() -> bool:
    """Return whether there is somebody to ask."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _ask(question: Question, answers: Answers) -> str:
    if question.hint:
        typer.secho(f"  {question.hint}", dim="NO_COLOR" not in os.environ)
    for choice in question.choices:
        typer.echo(f"  {choice.word}: {choice.said}")
    usual = question.usual or (None if question.needed else "")
    answer = typer.prompt(
        _said(question), usual, show_default=bool(question.usual), value_proc=_checked(question, answers)
    )
    return str(answer)


def _said(question: Question) -> str:
    return f"{question.said} (y/n)" if question.form is Form.YES_OR_NO else question.said


def _checked(question: Question, answers: Answers) -> Callable[[str], str]:
    def checked(text: str) -> str:
        answer = text.strip()
        if question.form in (Form.YES_OR_NO, Form.CHOICE):
            answer = _SHORT.get(answer.lower(), answer.lower())
        try:
            question.refuse(answer, answers)
        except WrongInputError as fault:
            raise typer.BadParameter(visible(str(fault))) from None
        return answer

    return checked
