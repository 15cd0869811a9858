"""Freezing a draft: the content of a revision, in one shape and one place.

{
  "title", "summary", "story", "hero_name": {language: text},
  "hero_spellings": {language: [text]},
  "anonymity": level, "total_shown": "live" or "discreet", "category": slug or null,
  "currency": "EUR",
  "lines": [{"label": {language: text}, "amount_cents": int}],
  "picture": null or {"key", "width", "height", "origin", "alt": {language: text}},
  "closing": {"rule", "ends_at": ISO time in UTC or null, "time_zone"},
}
"""

from datetime import UTC, datetime

from campaigns.models import Campaign

TEXTS = ("title", "summary", "story", "hero_name")


def freeze(campaign: Campaign) -> dict:
    """Give the content of a revision made from the draft as it is now."""
    picture = campaign.picture
    return {
        **{name: getattr(campaign, name) for name in TEXTS},
        "hero_spellings": campaign.hero_spellings,
        "anonymity": campaign.anonymity,
        "total_shown": campaign.total_shown,
        "category": campaign.category.slug if campaign.category else None,
        "currency": campaign.currency,
        "lines": [
            {"label": line.label, "amount_cents": line.amount_cents}
            for line in campaign.budget_lines.all()
        ],
        "picture": picture
        and {
            "key": picture.key,
            "width": picture.width,
            "height": picture.height,
            "origin": picture.origin,
            "alt": picture.alt,
        },
        "closing": {
            "rule": campaign.closing_rule,
            "ends_at": campaign.ends_at and campaign.ends_at.astimezone(UTC).isoformat(),
            "time_zone": campaign.time_zone,
        },
    }


def emptied(content: dict) -> dict:
    """The same content without a word, a name or a picture; its sums and its closing stay."""
    return content | {
        **dict.fromkeys(TEXTS, {}),
        "hero_spellings": {},
        "lines": [line | {"label": {}} for line in content["lines"]],
        "picture": None,
    }


def ends_at(content: dict) -> datetime | None:
    """The moment after the last day, None without one."""
    moment = content["closing"]["ends_at"]
    return moment and datetime.fromisoformat(moment)


def closes_before(campaign: Campaign, content: dict, moment: datetime) -> bool:
    """Whether a campaign that opens with this content would be over by then.

    Once it is public, its own row says when it closes: see lifecycle.reschedule.
    """
    by_date = content["closing"]["rule"] == Campaign.ClosingRule.ON_DATE
    return campaign.status == Campaign.Status.DRAFT and by_date and ends_at(content) <= moment


def differs(campaign: Campaign, content: dict) -> bool:
    """Whether the draft says something else by now than the content that was made from it."""
    now = freeze(campaign)
    names = set(now) if campaign.status == Campaign.Status.DRAFT else set(now) - {"closing"}
    return any(now[name] != content.get(name) for name in names)


def goal_cents(content: dict) -> int:
    return sum(line["amount_cents"] for line in content["lines"])


def texts(content: dict):
    """Every text that would become public, as (place, language, text)."""
    for name in TEXTS:
        for language, text in content[name].items():
            yield name, language, text
    for language, spellings in content["hero_spellings"].items():
        for spelling in spellings:
            yield "hero_spellings", language, spelling
    for number, line in enumerate(content["lines"], start=1):
        for language, text in line["label"].items():
            yield f"line {number}", language, text
    if content["picture"]:
        for language, text in content["picture"]["alt"].items():
            yield "picture", language, text
