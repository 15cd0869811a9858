"""Moving everything that is sealed under the newest key, so that an old one can be thrown away."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model, QuerySet

from accounts import sealed


@dataclass
class Resealed:
    """How many texts are under the newest key now and were not, and how many no key opens."""

    done: int = 0
    lost: int = 0

    def __add__(self, other: "Resealed") -> "Resealed":
        return Resealed(self.done + other.done, self.lost + other.lost)


def reseal(rows: QuerySet, column: str, renew: Callable[[Model], object]) -> Resealed:
    """Write a column anew where `renew` gives another value for a row than it has.

    renew raises sealed.Unopenable for what no key opens; that stays as it is. A row that somebody
    else changes meanwhile is left to them: what they write is under the newest key, or blank.
    """
    outcome = Resealed()
    for row in rows.iterator():
        before = getattr(row, column)
        try:
            after = renew(row)
        except sealed.Unopenable:
            outcome.lost += 1
            continue
        if after != before:
            unchanged = rows.model.objects.filter(pk=row.pk, **{column: before})
            outcome.done += unchanged.update(**{column: after})
    return outcome
