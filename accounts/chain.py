"""Rows that carry the hash of the row before: computed a second time, and compared.

A trigger in the database writes position, previous hash and hash. Here they are computed again
from the row, in another language, so that neither a changed row nor a changed trigger goes
unnoticed.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

# Between the fields of a row; no text of ours can hold it.
SEPARATOR = "\x1f"


def faults(
    rows: Iterable[dict], *, fields: Sequence[str], name: str, after: tuple[int, str] = (0, "")
) -> Iterator[str]:
    """What is wrong with a chain, in sentences that name the rows; nothing when it is whole.

    rows are ordered by position; each has `hash` and the `fields` that were hashed, in the
    trigger's order, among them `position`, `previous_hash` and the one called `name`. after is
    position and hash of the row before the first, where the beginning was cut off.
    """
    position, previous = after
    for row in rows:
        if row["position"] != position + 1:
            yield f"entries are missing between positions {position} and {row['position']}"
        elif row["previous_hash"] != previous:
            yield f"entry {row[name]} does not follow the one before it"
        if row["hash"] != hash_of(row[field] for field in fields):
            yield f"entry {row[name]} was changed after it was written"
        position, previous = row["position"], row["hash"]


def hash_of(values: Iterable) -> str:
    """The hash of a row's values, as the trigger computes it."""
    return hashlib.sha256(SEPARATOR.join(map(written, values)).encode()).hexdigest()


def written(value) -> str:
    """A value as the trigger writes it: nothing for none, moments in UTC to the microsecond."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    return str(value)
