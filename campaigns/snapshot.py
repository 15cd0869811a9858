"""Freezing a draft: the content of a revision, in one shape and one place.

{
  "title", "summary", "story", "hero_name": {language: text},
  "anonymity": level, "category": slug or null, "currency": "EUR",
  "lines": [{"label": {language: text}, "amount_cents": int}],
  "picture": null or {"key", "width", "height", "origin", "alt": {language: text}},
}
"""

from campaigns.models import Campaign

TEXTS = ("title", "summary", "story", "hero_name")


def freeze(campaign: Campaign) -> dict:
    """Give the content of a revision made from the draft as it is now."""
    picture = campaign.picture
    return {
        **{name: getattr(campaign, name) for name in TEXTS},
        "anonymity": campaign.anonymity,
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
    }


def goal_cents(content: dict) -> int:
    return sum(line["amount_cents"] for line in content["lines"])


def texts(content: dict):
    """Every text that would become public, as (place, language, text)."""
    for name in TEXTS:
        for language, text in content[name].items():
            yield name, language, text
    for number, line in enumerate(content["lines"], start=1):
        for language, text in line["label"].items():
            yield f"line {number}", language, text
    if content["picture"]:
        for language, text in content["picture"]["alt"].items():
            yield "picture", language, text
