"""What staff chose for the site, and what the settings say where they chose nothing.

Everybody who needs an amount to offer, the least gift, the word on bank statements, the name of the
organisation or a text of its own asks `current`. Each choice is a row of its subject, the newest
holds, and `choose` is the only writer.
"""

import logging
import math
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock
from time import monotonic

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, InterfaceError, transaction

from accounts import audit, lockdown, notices, roles
from accounts.locks import hold
from campaigns.models import Choice

logger = logging.getLogger(__name__)

Subject = Choice.Subject
PERMISSION = "campaigns.add_choice"
LOCK = "choices"
# How long a process goes by what it has read; the one that writes forgets it at once.
KEPT_SECONDS = 30
# What this installation is called until its organisation says its own name.
PRODUCT = "Śviatło"
# The audit log names the languages that changed, not the words.
TEXTS = {Subject.GIVING_SAFELY, Subject.PRIVACY}


@dataclass(frozen=True)
class Choices:
    """What holds. values: of each subject and currency, what its newest row chose."""

    values: dict[tuple[str, str], dict] = field(default_factory=dict)
    # The id of the newest row of all: another one means another choice.
    newest: int = 0

    def of(self, subject: str) -> dict:
        return self.values.get((subject, currency_of(subject)), {})

    @property
    def own_name(self) -> str:
        """What the organisation calls itself; empty while it has not said."""
        return self.of(Subject.NAME).get("name", "")

    @property
    def name(self) -> str:
        return self.own_name or PRODUCT

    @property
    def least_cents(self) -> int:
        """The least gift, never beside the limits of the settings, which may have moved since."""
        chosen = self.of(Subject.GIFTS).get("least_cents", 0)
        return min(max(chosen, settings.MIN_GIFT_CENTS), self.most_cents)

    @property
    def most_cents(self) -> int:
        return settings.MAX_GIFT_CENTS

    @property
    def presets(self) -> list[tuple[int, int]]:
        """The amounts to choose from that the limits allow, as (euros, cents)."""
        offered = self.of(Subject.GIFTS).get("presets", settings.GIFT_PRESETS)
        amounts = [(euros, euros * 100) for euros in offered]
        return [pair for pair in amounts if self.least_cents <= pair[1] <= self.most_cents]

    @property
    def preselected(self) -> int | None:
        """The amount in euros that is chosen beforehand: of those offered, if need be the least."""
        offered = [euros for euros, _cents in self.presets]
        usual = self.of(Subject.GIFTS).get("preselected", settings.GIFT_PRESELECTED)
        return usual if usual in offered else min(offered, default=None)

    @property
    def urgent_days(self) -> int:
        """A campaign is urgent when so many days or fewer are left; the running one not counted."""
        return self.of(Subject.URGENCY).get("days", settings.URGENT_DAYS)

    @property
    def urgent(self) -> timedelta:
        """The same until `ends_at`, which is the midnight after the last day: today counts too."""
        return timedelta(days=self.urgent_days + 1)

    @property
    def statement(self) -> str:
        """The word on bank statements, the same for every gift."""
        return self.of(Subject.STATEMENT).get("word", settings.STRIPE_STATEMENT_SUFFIX)

    def text(self, subject: str, language: str) -> str:
        """The Markdown of a page in a language; empty where our own words stand."""
        return self.of(subject).get(language, "")


class Memory:
    """What this process has read last, for all its threads."""

    def __init__(self):
        self.choices, self.until = Choices(), -math.inf
        self.forgotten, self.lock = 0, Lock()

    def keep(self, choices: Choices, asked_after: int) -> None:
        """Go by this for a while, unless something was chosen since it was asked for."""
        with self.lock:
            if self.forgotten == asked_after:
                self.choices, self.until = choices, monotonic() + KEPT_SECONDS

    def forget(self) -> None:
        with self.lock:
            self.until = -math.inf
            self.forgotten += 1


memory = Memory()


def current() -> Choices:
    """What holds now, at most KEPT_SECONDS late; what held last while the database is away."""
    if monotonic() < memory.until:
        return memory.choices
    asked_after = memory.forgotten
    try:
        choices = of_rows(list(newest()))
    except (DatabaseError, InterfaceError):
        # Pages that ask for nothing else are drawn all the same.
        logger.warning("choices not read")
        choices = memory.choices
    memory.keep(choices, asked_after)
    return choices


def remembered() -> Choices:
    """What this process knows without asking, for pages on which nothing may fail."""
    return memory.choices


def of_rows(rows) -> Choices:
    """What rows say, each the only one of its subject."""
    values = {(row.subject, row.currency): row.value for row in rows}
    return Choices(values, max((row.pk for row in rows), default=0))


def newest():
    """The row of each subject that holds."""
    return Choice.objects.order_by("subject", "currency", "-version").distinct(
        "subject", "currency"
    )


def history(subject: str):
    """The versions of a subject, newest first."""
    return Choice.objects.filter(subject=subject, currency=currency_of(subject)).order_by(
        "-version"
    )


def currency_of(subject: str) -> str:
    """Whose money a subject is about; empty where it is about none."""
    return settings.CURRENCY if subject == Subject.GIFTS else ""


class Outdated(ValueError):
    """Somebody chose between reading and writing; nothing was written."""


def choose(subject: str, value: dict, *, base: int, actor) -> Choice | None:
    """Let a value hold from now on; None if it is what holds already.

    base is the version that the actor was shown, 0 when there was none. The other administrators
    get a letter: whoever steals an account must not change in silence what donors read. Raises
    PermissionDenied, Outdated, or lockdown.InForce.
    """
    if not actor.has_perm(PERMISSION):
        raise PermissionDenied("what the site says is for administrators to choose")
    with transaction.atomic():
        lockdown.refuse_publishing()
        hold(LOCK)
        last = history(subject).first()
        if base != (last.version if last else 0):
            raise Outdated(subject)
        before = last.value if last else {}
        if value == before:
            return None
        choice = Choice.objects.create(
            subject=subject,
            currency=currency_of(subject),
            version=base + 1,
            value=value,
            chosen_by=actor,
        )
        audit.record(actor, "choice.make", target(choice), **facts(choice, before))
        tell_others(choice)
        transaction.on_commit(memory.forget)
    return choice


def changed(before: dict, after: dict) -> list[str]:
    """The names under which two values differ."""
    names = dict.fromkeys([*before, *after])
    return [name for name in names if before.get(name) != after.get(name)]


def target(choice: Choice) -> str:
    return ":".join(filter(None, ["choice", choice.subject, choice.currency]))


def facts(choice: Choice, before: dict) -> dict:
    """What the audit log keeps: which version, what changed in it, and figures, but no texts."""
    said = {"version": choice.version, "fields": changed(before, choice.value)}
    if choice.subject in TEXTS:
        return said
    return said | {"before": before, "after": choice.value}


def tell_others(choice: Choice) -> None:
    for colleague in roles.holders(PERMISSION).exclude(pk=choice.chosen_by_id):
        notices.queue(
            template="choice_made",
            to=colleague.email,
            dedupe_key=f"choice:{choice.pk}:{colleague.pk}",
            context={"choice": choice.pk},
        )


def merged(base: dict, typed: dict, now: dict) -> dict:
    """What was typed, and for whatever was not touched since base, what holds now."""
    touched = changed(base, typed)
    names = dict.fromkeys([*now, *typed])
    merge = {name: (typed if name in touched else now).get(name) for name in names}
    return {name: value for name, value in merge.items() if value is not None}
