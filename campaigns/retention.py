"""What is kept of a story and of its review for how long; see accounts/retention.py.

What is over is closed or taken down. What a reviewer let pass, and who it was, stays in the audit
log, without the words.
"""

from datetime import datetime

from django.conf import settings
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.retention import Rule
from campaigns import lifecycle, pictures, protected_terms, snapshot
from campaigns.models import Campaign, Comment, Picture, PreviewLink, Revision, Update

# What stands in the place of a note that is gone, where there was one.
GONE = "…"
EMPTY_DRAFT = {
    **dict.fromkeys(snapshot.TEXTS, {}),
    "hero_spellings": {},
    "brief": {},
    "import_note": {},
    "import_digest": "",
    "case_ref": "",
    "picture": None,
}


def over_before(moment: datetime, path: str = "campaign__") -> Q:
    """The condition that a campaign was over by then; path leads from the row to its campaign."""
    return Q(**{f"{path}closed_at__lt": moment}) | Q(**{f"{path}withdrawn_at__lt": moment})


# --- review ---


def comments_of_over(moment: datetime):
    return Comment.objects.filter(over_before(moment, "revision__campaign__"))


def reviewed_of_over(moment: datetime):
    """Revisions with findings, answers of their author or a note, of campaigns that are over."""
    said = ~Q(findings=[]) | ~Q(brief={}) | ~Q(note__in=["", GONE])
    return Revision.objects.filter(over_before(moment), said)


def forget_review(rows) -> None:
    briefs = {"brief": {}} if rows.model is Revision else {}
    note = Case(When(note="", then=Value("")), default=Value(GONE))
    rows.update(findings=[], note=note, **briefs)


def news_reviewed_of_over(moment: datetime):
    return Update.objects.filter(over_before(moment), ~Q(findings=[]) | ~Q(note__in=["", GONE]))


def links_over_before(moment: datetime):
    """Links to a preview that have led nowhere since then."""
    return PreviewLink.objects.filter(Q(expires_at__lt=moment) | Q(revoked_at__lt=moment))


# --- the published text ---


def shown_since(moment: datetime):
    return Campaign.objects.filter(status=Campaign.Status.CLOSED, closed_at__lt=moment)


def take_down(campaigns) -> None:
    """Take closed campaigns off the site; each by the same move as any take-down."""
    for pk in list(campaigns.values_list("pk", flat=True)):
        lifecycle.move(pk, "withdraw", actor=None, reason="shown long enough")


def down_before(moment: datetime):
    """Campaigns that were taken down by then, and still have a text or a pointer to its hero."""
    down = Campaign.objects.filter(status=Campaign.Status.WITHDRAWN, withdrawn_at__lt=moment)
    return down.exclude(**EMPTY_DRAFT)


def forget_texts(campaigns) -> None:
    """Empty campaigns of words, pictures, protected terms and consents; code and sums stay."""
    for pk in list(campaigns.values_list("pk", flat=True)):
        forget_text(pk)


def forget_text(pk: int) -> None:
    campaign = Campaign.objects.locked(pk)
    shown = {campaign.picture_id} - {None}
    keys = {revision.content["picture"]["key"] for revision in with_picture(campaign)}
    for name, value in EMPTY_DRAFT.items():
        setattr(campaign, name, value)
    campaign.save(update_fields=list(EMPTY_DRAFT))
    campaign.budget_lines.update(label={})
    for revision in campaign.revisions.all():
        revision.content = snapshot.emptied(revision.content)
        revision.save(update_fields=["content"])
    campaign.updates.update(title={}, text={})
    protected_terms.forget(campaign)
    campaign.consents.all().delete()
    for picture in Picture.objects.filter(Q(pk__in=shown) | Q(key__in=keys)):
        pictures.release(picture)
    audit.record(None, "campaign.forget", f"campaign:{campaign.public_id}")


def with_picture(campaign: Campaign):
    return campaign.revisions.filter(content__picture__key__isnull=False)


RULES = [
    Rule(
        "Comment",
        _("comments in review, %(days)s days after the campaign was over"),
        comments_of_over,
        days=settings.REVIEW_KEPT_DAYS_AFTER_CLOSING,
    ),
    Rule(
        "Revision",
        _("findings, answers and notes of a review, %(days)s days after the campaign was over"),
        reviewed_of_over,
        forget_review,
        days=settings.REVIEW_KEPT_DAYS_AFTER_CLOSING,
    ),
    Rule(
        "Update",
        _("findings and notes of the review of news, %(days)s days after the campaign was over"),
        news_reviewed_of_over,
        forget_review,
        days=settings.REVIEW_KEPT_DAYS_AFTER_CLOSING,
    ),
    Rule(
        "PreviewLink",
        _("links to a preview, %(days)s days after they ended"),
        links_over_before,
        days=settings.PREVIEW_LINK_KEPT_DAYS,
    ),
    Rule(
        "Campaign",
        _("closed campaigns are taken down %(days)s days after closing"),
        shown_since,
        take_down,
        days=settings.SHOWN_DAYS_AFTER_CLOSING,
    ),
    Rule(
        "Campaign",
        _(
            "texts, pictures and what the hero agreed to, %(days)s days after the take-down; code, "
            "sums and dates stay"
        ),
        down_before,
        forget_texts,
        days=settings.TEXT_KEPT_DAYS_AFTER_TAKEDOWN,
    ),
]
