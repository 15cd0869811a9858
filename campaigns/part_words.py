"""The parts of a draft in words, for somebody who has to choose between two versions."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaigns import brief, differences, parts
from campaigns.localized import in_language
from campaigns.models import Campaign, Category, Picture
from campaigns.money import format_money
from campaigns.templatetags.desk_tags import place

NAMES = {
    "hero_spellings": lambda: _("Spellings of the alias"),
    "picture_alt": lambda: _("Description of the picture"),
    "picture_origin": lambda: _("Origin of the picture"),
    "case_ref": lambda: _("Case reference"),
    "closing": lambda: _("Closing"),
    "budget": lambda: _("Budget"),
}
ANCHORS = {
    "budget": "budget",
    "closing": "id_closing_rule_box",
    "picture": "id_picture_file",
    "anonymity": "id_anonymity_box",
    "total_shown": "id_total_shown_box",
}


@dataclass(frozen=True)
class Dispute:
    """A part that two windows changed: the draft has `theirs`, this page has `mine`.

    mark is the fingerprint of theirs; pieces lead from theirs to mine where both are texts.
    """

    name: str
    label: str
    anchor: str
    language: str
    theirs: str
    mine: str
    mark: str
    pieces: tuple[differences.Piece, ...]


def disputes(merged: parts.Merge, typed: dict[str, object]) -> list[Dispute]:
    return [dispute(name, theirs, typed[name]) for name, theirs in merged.disputed.items()]


def dispute(name: str, theirs, mine) -> Dispute:
    both = in_words(name, theirs), in_words(name, mine)
    is_text = isinstance(theirs, str) and (name in parts.LOCALIZED_PARTS or "brief_" in name)
    return Dispute(
        name=name,
        label=label(name),
        anchor=ANCHORS.get(name, f"id_{name}"),
        language=parts.LOCALIZED_PARTS.get(name, ("", get_language()))[1],
        theirs=both[0],
        mine=both[1],
        mark=parts.fingerprint(theirs),
        pieces=tuple(differences.word_pieces(theirs, mine)) if is_text else (),
    )


def label(name: str) -> str:
    """What a part is called: "Title, English"."""
    if name.startswith("brief_"):
        return next(str(one.text) for one in brief.QUESTIONS if f"brief_{one.name}" == name)
    field = parts.field_of(name)
    said = NAMES[field]() if field in NAMES else place(field)
    if name not in parts.LOCALIZED_PARTS:
        return said
    return f"{said}, {dict(settings.LANGUAGES)[parts.LOCALIZED_PARTS[name][1]]}"


def in_words(name: str, value) -> str:
    """The value of a part as somebody would read it."""
    if name == "budget":
        return "\n".join(line_in_words(line) for line in value)
    if name == "closing":
        return closing_in_words(value)
    if name == "anonymity":
        return str(Campaign.Anonymity(value).label).capitalize()
    if name == "total_shown":
        return str(Campaign.TotalShown(value).label).capitalize()
    if name == "picture_origin":
        return str(Picture.Origin(value).label).capitalize()
    if name == "category":
        return str(Category.objects.filter(slug=value).first() or "")
    return ", ".join(value) if isinstance(value, list) else value


def line_in_words(line: dict) -> str:
    amount = format_money(line["amount_cents"], get_language())
    return f"{in_language(line['label'])[0]} – {amount}"


def closing_in_words(value: dict) -> str:
    rule = str(Campaign.ClosingRule(value["rule"]).label).capitalize()
    ends_at = value["ends_at"] and datetime.fromisoformat(value["ends_at"])
    last = Campaign(closing_rule=value["rule"], ends_at=ends_at, time_zone=value["zone"]).ends_on
    return f"{rule}: {date_format(last, 'j E Y')} ({value['zone']})" if last else rule
