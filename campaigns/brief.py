"""The four questions a caseworker answers before somebody else reads the draft.

The answers are for the reviewer. They are kept beside the draft, frozen with it, and never public.
"""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LONGEST_ANSWER = 500


class Question(NamedTuple):
    """One question; the name is that of its answer in `Campaign.brief`."""

    name: str
    text: str | Promise
    hint: str | Promise


QUESTIONS = (
    Question(
        "who",
        _("Who asks?"),
        _("How we know them, since when, and who of us has seen their papers. No names."),
    ),
    Question(
        "whom",
        _("Whom is it for?"),
        _("Everybody who lives on this money: one adult, two children, a mother far away."),
    ),
    Question(
        "buys",
        _("What does the money buy?"),
        _("Where the amounts come from: a lease, a price list, an offer we were sent."),
    ),
    Question(
        "delivered",
        _("How does it reach them?"),
        _("Who hands it over, by which way, and what we get as a proof. No account numbers."),
    ),
)


def answers(brief: dict) -> list[tuple[str | Promise, str]]:
    """Every question with its answer, "" where there is none."""
    return [(question.text, brief.get(question.name, "")) for question in QUESTIONS]
