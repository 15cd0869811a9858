"""Making drafts from something that is not typed into the editor."""

import hashlib

from django.db import transaction

from accounts import audit
from campaigns import protected_terms
from campaigns.models import BudgetLine, Campaign

# What a second campaign has in common with the first. Money, review and history stay where they
# are. The picture is a row that one draft may change, the case reference names one case, and days
# and answers to the reviewer belong to one collection: those are chosen anew.
DUPLICATED = (
    "title",
    "summary",
    "story",
    "hero_name",
    "hero_spellings",
    "anonymity",
    "total_shown",
    "category",
    "currency",
    "time_zone",
)


@transaction.atomic
def create_draft(
    parsed, *, owner, import_digest: str = "", anonymity: str = "", books_money: bool = True
) -> Campaign:
    """Turn a ParsedCampaign (campaigns.importer) into a draft of `owner`, lines and all.

    anonymity: the level somebody chose; without one, it follows from what the text discloses.
    books_money says whether the caller books what was collected; if not, the note asks for it.
    """
    language = parsed.language
    level = Campaign.Anonymity
    campaign = Campaign.objects.create(
        owner=owner,
        title=text_in(language, parsed.title),
        summary=text_in(language, parsed.summary),
        story=text_in(language, parsed.story),
        hero_name=text_in(language, parsed.alias),
        hero_spellings=spellings_in(language, parsed),
        anonymity=anonymity or (level.ALIAS_CHANGED if parsed.anonymous else level.ALIAS),
        currency=parsed.currency,
        import_digest=import_digest,
        import_note=note_of(parsed, books_money=books_money),
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
    campaign.editors.add(owner)
    audit.record(owner, "campaign.import", f"campaign:{campaign.public_id}")
    return campaign


def note_of(parsed, *, books_money: bool = True) -> dict:
    """What the author has to look at after an import; {} when there is nothing.

    {"problems", "disclosures", "editor_notes": [text], "image_ai_generated": bool,
     "collected_cents": int or null, "closed": bool}
    """
    note = {
        "problems": [str(problem) for problem in parsed.problems],
        "disclosures": list(parsed.disclosures),
        "editor_notes": list(parsed.editor_notes),
        "image_ai_generated": parsed.image_ai_generated,
        "collected_cents": None if books_money else parsed.collected_cents,
        "closed": parsed.closed,
    }
    return note if any(note.values()) else {}


def file_digest(data: bytes, index: int = 0) -> str:
    """What makes a file the same file: its bytes, and which of its campaigns is meant."""
    return f"{hashlib.sha256(data).hexdigest()}:{index}"


def paste_digest(owner, text: str) -> str:
    """What makes a text the same for one person; what others brought is not its business."""
    return file_digest(f"{owner.pk} {text}".encode())


def pasted_before(owner, text: str) -> Campaign | None:
    """The campaign of this person that this text became, at the desk or from a file."""
    digests = [paste_digest(owner, text), file_digest(text.encode())]
    return Campaign.objects.owned_by(owner).filter(import_digest__in=digests).first()


@transaction.atomic
def duplicate(campaign: Campaign, *, owner) -> Campaign:
    """Begin a draft of `owner` with the words of another campaign and what protects them."""
    copy = Campaign.objects.create(
        owner=owner, **{name: getattr(campaign, name) for name in DUPLICATED}
    )
    BudgetLine.objects.bulk_create(
        BudgetLine(
            campaign=copy,
            position=line.position,
            label=line.label,
            amount_cents=line.amount_cents,
            currency=line.currency,
        )
        for line in campaign.budget_lines.all()
    )
    protected_terms.copy(campaign, copy)
    # Their words are in it too, so they cannot approve it either.
    copy.editors.set({owner, *campaign.editors.all()})
    audit.record(
        owner,
        "campaign.duplicate",
        f"campaign:{copy.public_id}",
        source=f"campaign:{campaign.public_id}",
    )
    return copy


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
    campaign.hero_spellings |= spellings_in(language, parsed)
    campaign.save(update_fields=["title", "summary", "story", "hero_name", "hero_spellings"])
    for line, translated in zip(lines, parsed.budget, strict=True):
        line.label[language] = translated.label
        line.save(update_fields=["label"])


def spellings_in(language: str, parsed) -> dict:
    return {language: list(parsed.alias_spellings)} if parsed.alias_spellings else {}


def text_in(language: str, text: str | None) -> dict:
    return {language: text} if text else {}
