"""Finding a campaign by words: in four languages, in any of their forms, and a little misspelled.

The database does the work: the functions are in migration 0009. Searched are approved words alone.
"""

import re

from django.db.models import BooleanField, F, FloatField, Func, Q, Value
from django.db.models.lookups import GreaterThanOrEqual

from campaigns.querysets import CampaignQuerySet

WORD = re.compile(r"[^\W_]+")
# Shorter words are alike too often.
LONG_ENOUGH = 4
# Shared groups of three letters, from 0 to 1.
ALIKE = 0.5


class IsFound(Func):
    """Whether the stems and beginnings that were asked for are among those of a content."""

    arg_joiner = " @@ "
    template = "%(expressions)s"
    output_field = BooleanField()


def found(campaigns: CampaignQuerySet, text: str) -> CampaignQuerySet:
    """Those of the campaigns whose public words are what somebody typed.

    Every word has to be there. Only where nothing has them, spelling is forgiven, in titles, names,
    leads and budget lines and in words of four letters and more.
    """
    as_typed = campaigns.filter(mentioning(text))
    return as_typed if as_typed.exists() else campaigns.filter(spelled_like(text))


def mentioning(text: str) -> Q:
    """Looked up in the index `revision_search`."""
    stems = Func(F("live_revision__content"), function="campaigns_search_vector")
    return Q(IsFound(stems, Func(Value(text), function="campaigns_search_query")))


def spelled_like(text: str) -> Q:
    """Compared with the short texts of every campaign, word by word."""
    wanted = [word for word in WORD.findall(text) if len(word) >= LONG_ENOUGH]
    said = Q() if wanted else Q(pk=None)
    for word in wanted:
        likeness = Func(
            Func(Value(word), function="campaigns_plain"),
            F("live_revision__search_words"),
            function="word_similarity",
            output_field=FloatField(),
        )
        said &= Q(GreaterThanOrEqual(likeness, ALIKE))
    return said
