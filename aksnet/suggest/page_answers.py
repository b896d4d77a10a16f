"""What the page of the site asks and shows: the questions, and an answer with its pictures, as plain values.

Nothing here knows a browser: whoever has other means to ask takes the same.
"""

from shlex import join

from aksnet.report.plan_report import examine
from aksnet.report.svg import svg
from aksnet.report.topology.picture import topology
from aksnet.suggest.questions import QUESTIONS, Answers, Question, WrongAnswerError, needs_from, options_of
from aksnet.suggest.suggest_document import suggest_document
from aksnet.suggest.suggest_file import stack_file
from aksnet.suggest.suggestion import suggest


def questions() -> list[dict[str, object]]:
    """Return the questions in their order."""
    return [_question(each) for each in QUESTIONS]


def _question(each: Question) -> dict[str, object]:
    return {
        "key": each.key,
        "said": each.said,
        "hint": each.hint,
        "form": str(each.form),
        "choices": [{"word": choice.word, "said": choice.said} for choice in each.choices],
        "usual": each.usual,
        "needed": each.needed,
        "after": list(each.after) if each.after else None,
    }


def page_answer(answers: Answers) -> dict[str, object]:
    """Return what answers lead to, or under `wrong` the question whose answer cannot be taken, and why.

    Beside the record of the suggestion: the command that says the same, the name of the stack file, and the address map
    and the topology as SVG, each for a screen and for a phone.
    """
    try:
        needs = needs_from(answers)
    except WrongAnswerError as fault:
        return {"wrong": {"question": fault.key, "text": str(fault)}}
    answer = suggest(needs)
    drawn = answer.chosen.drawn if answer.chosen else None
    report = None if drawn is None else examine(drawn.raw, stack=needs.name, location=needs.location)
    return {
        "command": f"aksnet suggest {join(options_of(answers))}",
        "fileName": f"Pulumi.{needs.name}.yaml",
        "suggestion": suggest_document(answer, stack_file(answer) if drawn else None),
        "map": None if report is None else {"screen": svg(report), "phone": svg(report, phone=True)},
        "topology": None if report is None else {"screen": topology(report), "phone": topology(report, phone=True)},
    }
