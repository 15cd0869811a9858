"""What a choice says, in words of the desk: alone, and against the version before it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from campaigns import choices
from campaigns.choices import Subject
from campaigns.differences import TextChange, localized_changes
from campaigns.money import format_money

LABELS = {
    "name": gettext_lazy("Organisation’s name"),
    "presets": gettext_lazy("Amounts to choose from"),
    "preselected": gettext_lazy("Chosen beforehand"),
    "least_cents": gettext_lazy("Least gift"),
    "days": gettext_lazy("Days left"),
    "word": gettext_lazy("Word on bank statements"),
}


@dataclass(frozen=True)
class Fact:
    """One thing that holds. is_own: whether it was chosen, and is not as it was installed."""

    label: str
    text: str
    is_own: bool


@dataclass(frozen=True)
class Change:
    """One thing that is no text, before and after."""

    label: str
    before: str
    after: str


def facts(subject: str, holds: choices.Choices) -> list[Fact]:
    """What holds of a subject, whoever said so."""
    own = holds.of(subject)
    if subject in choices.TEXTS:
        return [
            Fact(name, length_in_words(own[code]) if code in own else "", code in own)
            for code, name in settings.LANGUAGES
        ]
    shown = {
        Subject.NAME: {"name": holds.name},
        Subject.GIFTS: {
            "presets": [euros for euros, _cents in holds.presets],
            "preselected": holds.preselected,
            "least_cents": holds.least_cents,
        },
        Subject.URGENCY: {"days": holds.urgent_days},
        Subject.STATEMENT: {"word": holds.statement},
    }[subject]
    return [
        Fact(str(LABELS[name]), in_words(name, one), name in own) for name, one in shown.items()
    ]


def changes(subject: str, before: dict, after: dict) -> Iterator[TextChange | Change]:
    """What differs between two values of a subject."""
    if subject in choices.TEXTS:
        yield from localized_changes("text", in_order(before), in_order(after))
        return
    changed = choices.changed(before, after)
    for name, label in LABELS.items():
        if name in changed:
            yield Change(
                str(label), in_words(name, before.get(name)), in_words(name, after.get(name))
            )


def in_order(texts: dict[str, str]) -> dict[str, str]:
    """The same texts, in the order in which the site names its languages."""
    return {code: texts[code] for code, _name in settings.LANGUAGES if code in texts}


def in_words(name: str, value) -> str:
    """A figure, a word or a list of amounts; None where nothing was chosen."""
    if value is None:
        return _("as installed")
    if name == "days":
        return ngettext("%(days)d day", "%(days)d days", value) % {"days": value}
    if name == "least_cents":
        return format_money(value, get_language())
    if name in {"presets", "preselected"}:
        amounts = value if isinstance(value, list) else [value]
        return ", ".join(format_money(euros * 100, get_language()) for euros in amounts) or _(
            "none"
        )
    return value


def length_in_words(text: str) -> str:
    count = len(text.split())
    return ngettext("%(count)d word", "%(count)d words", count) % {"count": count}
