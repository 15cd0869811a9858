"""Making drafts from something that is not typed into the editor."""

from django.db import transaction

from accounts import audit
from campaigns.models import BudgetLine, Campaign


@transaction.atomic
def create_draft(parsed, *, owner, import_digest: str = "") -> Campaign:
    """Turn a ParsedCampaign (campaigns.importer) into a draft of `owner`, lines and all."""
    language = parsed.language
    anonymity = Campaign.Anonymity
    campaign = Campaign.objects.create(
        owner=owner,
        title=text_in(language, parsed.title),
        summary=text_in(language, parsed.summary),
        story=text_in(language, parsed.story),
        hero_name=text_in(language, parsed.alias),
        hero_spellings=list(parsed.alias_spellings),
        anonymity=anonymity.ALIAS_CHANGED if parsed.anonymous else anonymity.ALIAS,
        currency=parsed.currency,
        import_digest=import_digest,
    )
    BudgetLine.objects.bulk_create(
        BudgetLine(
            campaign=campaign,
            position=position,
            label=text_in(language, line.label),
            amount_cents=line.amount_cents,
            currency=parsed.currency,
        )
        for position, line in enumerate(parsed.budget, start=1)
    )
    audit.record(owner, "campaign.import", f"campaign:{campaign.public_id}")
    return campaign


@transaction.atomic
def add_language(campaign: Campaign, parsed) -> None:
    """Add the same story in one more language to a draft; the lines must be the same sums."""
    language = parsed.language
    lines = list(campaign.budget_lines.all())
    if [line.amount_cents for line in lines] != [line.amount_cents for line in parsed.budget]:
        raise ValueError(f"{parsed.title}: the budget lines differ from those of {campaign}")
    for name, text in (
        ("title", parsed.title),
        ("summary", parsed.summary),
        ("story", parsed.story),
        ("hero_name", parsed.alias),
    ):
        getattr(campaign, name).update(text_in(language, text))
    campaign.save(update_fields=["title", "summary", "story", "hero_name"])
    for line, translated in zip(lines, parsed.budget, strict=True):
        line.label[language] = translated.label
        line.save(update_fields=["label"])


def text_in(language: str, text: str | None) -> dict:
    return {language: text} if text else {}
