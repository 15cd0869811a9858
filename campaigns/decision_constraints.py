"""What the database asks of every decision on a text, whatever kind of text it is."""

from django.db import models
from django.db.models import CheckConstraint, F, Func, Q

# How many findings there are, and how many of them let a text go public: what must go only as
# a false alarm, and that and everything accepted with a reason.
FINDINGS_ANSWERED = """jsonb_array_length(%(expressions)s) = jsonb_array_length(
    jsonb_path_query_array(%(expressions)s, '$[*] ? (
        @.severity != "block" && @.answer == "false_alarm"
        || (@.severity != "block" || @.rule == "combination")
            && @.answer == "accepted" && @.reason like_regex "[^ ]"
        || @.severity == "block" && @.answer == "false_alarm" && @.reason like_regex "[^ ]"
    )'))"""


def on_decisions(noun: str, *, approved: tuple[str, ...]) -> list[CheckConstraint]:
    """The constraints of a model with `state`, `checked`, `findings`, `decided_by` and `note`.

    noun: what their names begin with. approved: the states that take an approval.
    """
    not_approved = ~Q(state__in=approved)
    answered = Func(F("findings"), template=FINDINGS_ANSWERED, output_field=models.BooleanField())
    return [
        CheckConstraint(
            name=f"{noun}_approved_when_checked", condition=not_approved | ~Q(checked=[])
        ),
        CheckConstraint(name=f"{noun}_findings_answered", condition=not_approved | Q(answered)),
        CheckConstraint(
            name=f"{noun}_rejected_with_note",
            condition=~Q(state="rejected") | (Q(decided_by__isnull=False) & ~Q(note="")),
        ),
    ]
