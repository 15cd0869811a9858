"""A draft taken apart, so that two windows can write in it side by side.

A part is the smallest piece that one may change without getting in another's way: one text in one
language, the whole budget, the closing with its date. It is called like its field on the page
(`title_en`) and its value is plain JSON. A page remembers what it was filled with as one
fingerprint per part. Saving compares three things: what the page began with, what was typed, and
what the draft holds by now.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings

from campaigns import brief
from campaigns.models import BudgetLine, Campaign, Category, Picture

LOCALIZED = ("hero_name", "title", "summary", "story")
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
LOCALIZED_PARTS = {
    f"{name}_{code}": (name, code)
    for name in (*LOCALIZED, "hero_spellings", "picture_alt")
    for code in LANGUAGES
}


@dataclass(frozen=True)
class Merge:
    """What comes of typing while others typed.

    changes are to be written. disputed were changed on both sides, to different values; the
    values here are those of the draft. elsewhere were changed on the other side alone.
    """

    changes: dict[str, object]
    disputed: dict[str, object]
    elsewhere: frozenset[str]


def merge(base: dict[str, str], typed: dict[str, object], current: dict[str, object]) -> Merge:
    """Bring what was typed together with what the draft holds; base holds fingerprints."""
    changes, disputed, elsewhere = {}, {}, set()
    for name, value in typed.items():
        began, now = base.get(name), fingerprint(current[name])
        if value == current[name]:
            continue
        if began == now:
            changes[name] = value
        elif began == fingerprint(value):
            elsewhere.add(name)
        else:
            disputed[name] = current[name]
    return Merge(changes, disputed, frozenset(elsewhere))


def fingerprint(value) -> str:
    """A short mark that tells one value of a part from another."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def fingerprints(parts: dict[str, object]) -> dict[str, str]:
    return {name: fingerprint(value) for name, value in parts.items()}


def field_of(name: str) -> str:
    """The name of the field a part belongs to: "title" for "title_en"."""
    return LOCALIZED_PARTS[name][0] if name in LOCALIZED_PARTS else name


# --- from and to the database ---


def read(campaign: Campaign) -> dict[str, object]:
    """Give every part of a draft; also of one that is not stored yet."""
    picture = campaign.picture
    texts = {name: getattr(campaign, name) for name in LOCALIZED}
    texts |= {"hero_spellings": campaign.hero_spellings, "picture_alt": picture and picture.alt}
    empty = {"hero_spellings": []}
    return {
        **{
            name: (texts[field] or {}).get(code) or empty.get(field, "")
            for name, (field, code) in LOCALIZED_PARTS.items()
        },
        "anonymity": campaign.anonymity,
        "total_shown": campaign.total_shown,
        "category": campaign.category.slug if campaign.category else "",
        "case_ref": campaign.case_ref,
        "picture": picture.key if picture else "",
        "picture_origin": picture.origin if picture else Picture.Origin.GENERATED.value,
        "closing": closing(campaign.closing_rule, campaign.ends_at, campaign.time_zone),
        "budget": [
            {"label": line.label, "amount_cents": line.amount_cents}
            for line in (campaign.budget_lines.all() if campaign.pk else ())
        ],
        **{
            f"brief_{question.name}": campaign.brief.get(question.name, "")
            for question in brief.QUESTIONS
        },
    }


def closing(rule: str, ends_at: datetime | None, zone: str) -> dict:
    """The value of the part "closing"; a moment counts only where the rule is the date."""
    by_date = rule == Campaign.ClosingRule.ON_DATE and ends_at
    return {
        "rule": str(rule),
        "ends_at": ends_at.astimezone(UTC).isoformat() if by_date else None,
        "zone": zone,
    }


def write(campaign: Campaign, changes: dict[str, object]) -> None:
    """Put these parts into a draft whose row the caller has locked, and leave all others."""
    columns = set()
    for name, value in changes.items():
        if name == "budget":
            write_budget(campaign, value)
        elif name == "closing":
            ends_at = value["ends_at"] and datetime.fromisoformat(value["ends_at"])
            campaign.closing_rule, campaign.ends_at = value["rule"], ends_at
            campaign.time_zone = value["zone"]
            columns |= {"closing_rule", "ends_at", "time_zone"}
        elif name == "category":
            campaign.category = Category.objects.filter(slug=value).first()
            columns.add("category")
        elif name == "picture":
            campaign.picture = Picture.objects.filter(key=value).first()
            columns.add("picture")
        elif name.startswith("brief_"):
            campaign.brief[name.removeprefix("brief_")] = value
            columns.add("brief")
        elif name in LOCALIZED_PARTS and field_of(name) != "picture_alt":
            field, code = LOCALIZED_PARTS[name]
            put_text(getattr(campaign, field), code, value)
            columns.add(field)
        elif not name.startswith("picture_"):
            setattr(campaign, name, value)
            columns.add(name)
    write_picture_words(campaign.picture, changes)
    campaign.save(update_fields=columns)


def put_text(texts: dict, code: str, value) -> None:
    """An empty text is not kept."""
    if value:
        texts[code] = value
    else:
        texts.pop(code, None)


def write_picture_words(picture: Picture | None, changes: dict[str, object]) -> None:
    """What was frozen holds its own copy of these words, so only the draft changes."""
    words = {name: value for name, value in changes.items() if name.startswith("picture_")}
    if picture is None or not words:
        return
    for name, value in words.items():
        if name == "picture_origin":
            picture.origin = value
        else:
            put_text(picture.alt, LOCALIZED_PARTS[name][1], value)
    picture.save(update_fields=["origin", "alt"])


def write_budget(campaign: Campaign, lines: list[dict]) -> None:
    """Make the budget these lines in this order; rows are used again from the top."""
    rows = list(campaign.budget_lines.all())
    for row in rows[len(lines) :]:
        row.delete()
    for position, line in enumerate(lines, start=1):
        row = rows[position - 1] if position <= len(rows) else BudgetLine(campaign=campaign)
        row.position, row.label, row.amount_cents = position, line["label"], line["amount_cents"]
        row.save()
