"""A suggestion as one record of plain values, which `aksnet suggest --format json` prints and the site's page shows."""

from aksnet.plan.budget import Budget
from aksnet.report.mode_words import forbids
from aksnet.suggest.advised import Advice, Page, page_of
from aksnet.suggest.suggestion import Candidate, Suggestion


def suggest_document(answer: Suggestion, text: str | None) -> dict[str, object]:
    """Return everything that is known; `text` is the stack file, where there is one."""
    chosen = answer.chosen
    drawn = chosen.drawn if chosen else None
    return {
        "asked": answer.needs.sentence(),
        "chosen": chosen.mode.name if chosen else None,
        "summary": chosen.mode.summary if chosen else None,
        "forbids": list(forbids(chosen.mode)) if chosen else [],
        "decisions": [_advice(each) for each in answer.decisions],
        "madeUp": list(answer.made_up),
        "notes": list(answer.notes),
        "wouldHelp": list(answer.would_help),
        "elsewhere": list(answer.elsewhere),
        "modes": [_candidate(each) for each in answer.candidates],
        "budget": _budget_record(drawn.budget) if drawn else [],
        "growth": growth(drawn.budget) if drawn else [],
        "settings": drawn.raw if drawn else None,
        "stackFile": text,
    }


def growth(budget: Budget) -> list[str]:
    """Return how far each pool can grow, a sentence each."""
    return [
        f"pool {each.pool} of {each.cluster}: {each.nodes_left:,} more nodes and {each.pods_left:,} more pods fit; "
        f"the first limit is {each.stopped_by}"
        for each in budget.growth
    ]


def _candidate(each: Candidate) -> dict[str, object]:
    return {
        "name": each.mode.name,
        "fits": each.fits,
        "out": list(each.reasons_out),
        "for": [_advice(said) for said in each.reasons_for],
        "against": [_advice(said) for said in each.reasons_against],
        "page": _page(page_of(each.mode)),
    }


def _advice(advice: Advice) -> dict[str, object]:
    return {"text": advice.text, "page": _page(advice.page)}


def _page(page: Page) -> dict[str, str]:
    return {"title": page.title, "address": page.address}


def _budget_record(budget: Budget) -> list[dict[str, object]]:
    return [
        {
            "name": each.name,
            "prefix": str(each.network),
            "needed": each.needed,
            "available": each.available,
            "free": each.free,
        }
        for each in budget.ranges
    ]
