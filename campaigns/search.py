"""Finding a campaign by words: in four languages, in any of their forms, and a little misspelled.

The database does the work: the functions are in migration 0009. Searched are approved words alone.
"""

from django.db.models import BooleanField, F, Func, Q, Value

CONTENT = F("live_revision__content")


class IsFound(Func):
    """Whether the stems and beginnings that were asked for are among those of a content."""

    arg_joiner = " @@ "
    template = "%(expressions)s"
    output_field = BooleanField()


def mentioning(text: str) -> Q:
    """Campaigns whose public words are what somebody typed, or are spelled much like it.

    Every word that was typed has to be there; spelling is forgiven in titles, names, leads and
    budget lines, in words of four letters and more.
    """
    stems = Func(CONTENT, function="campaigns_search_vector")
    asked = Func(Value(text), function="campaigns_search_query")
    alike = Func(
        Value(text), CONTENT, function="campaigns_is_spelled_like", output_field=BooleanField()
    )
    return Q(IsFound(stems, asked)) | Q(alike)
