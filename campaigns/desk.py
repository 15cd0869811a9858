"""What waits for caseworkers and moderators on their first page."""

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.desk import Row, Section
from campaigns.localized import in_language
from campaigns.models import Campaign, Revision
from campaigns.money import format_money

SHOWN = 20
RUNNING = [Campaign.Status.LIVE, Campaign.Status.PAUSED]
State = Revision.State


def sections(user) -> list[Section]:
    found = []
    if user.has_perm("campaigns.review_campaign"):
        found += [queue(user), running(user)]
    if user.has_perm("campaigns.change_campaign"):
        found += own(user)
    return found


def queue(user) -> Section:
    """Revisions that wait for a decision, the oldest first."""
    waiting = (
        Revision.objects.filter(state=State.SUBMITTED)
        .select_related("campaign", "submitted_by")
        .order_by("submitted_at")
    )
    return Section(
        title=_("Waiting for review"),
        rows=[queued(revision, user) for revision in waiting[:SHOWN]],
        empty=_("Nothing waits. You get a letter when somebody sends a story to review."),
        more_url=reverse("admin:campaigns_revision_changelist"),
        more_text=_("All revisions"),
    )


def queued(revision: Revision, user) -> Row:
    text, language = in_language(revision.content["title"])
    own = revision.submitted_by_id == user.pk
    return Row(
        text=text,
        lang=language,
        url=reverse("admin:campaigns_revision_change", args=[revision.pk]),
        note=_("by %(author)s, waiting for %(age)s")
        % {"author": revision.submitted_by, "age": timesince(revision.submitted_at, depth=1)},
        badge=_("Your own: somebody else decides") if own else "",
    )


def running(user) -> Section:
    campaigns = Campaign.objects.filter(status__in=RUNNING).select_related("live_revision", "total")
    return Section(
        title=_("Running campaigns"),
        rows=[published(campaign) for campaign in campaigns.order_by("-published_at")[:SHOWN]],
        empty=_("No campaign runs at the moment."),
        more_url=reverse("admin:campaigns_campaign_changelist"),
        more_text=_("All campaigns"),
    )


def published(campaign: Campaign) -> Row:
    text, language = in_language(campaign.live_revision.content["title"])
    paused = campaign.status == Campaign.Status.PAUSED
    return Row(
        text=text,
        lang=language,
        url=page(campaign),
        note=collected(campaign),
        badge=campaign.get_status_display() if paused else "",
        tone="urgent" if paused else "",
    )


def own(user) -> list[Section]:
    """The caseworker's own campaigns, by what is to be done with them."""
    latest = Revision.objects.filter(campaign=OuterRef("pk")).order_by("-number")
    campaigns = (
        Campaign.objects.owned_by(user)
        .exclude(status=Campaign.Status.WITHDRAWN)
        .select_related("live_revision", "total")
        .annotate(
            latest_state=Subquery(latest.values("state")[:1]),
            latest_note=Subquery(latest.values("note")[:1]),
            latest_sent=Subquery(latest.values("submitted_at")[:1]),
        )
    )
    asked = [row for row in campaigns if row.latest_state == State.REJECTED]
    waiting = [row for row in campaigns if row.latest_state == State.SUBMITTED]
    drafts = [
        row
        for row in campaigns
        if row.status == Campaign.Status.DRAFT and row not in asked and row not in waiting
    ]
    return [
        Section(
            title=_("Changes asked"),
            rows=[draft(row, note=row.latest_note) for row in asked[:SHOWN]],
            empty=_("Nothing was sent back to you."),
        ),
        Section(
            title=_("Your drafts"),
            rows=[draft(row) for row in drafts[:SHOWN]],
            empty=_("You have no draft. Begin one, and send it to review when it is ready."),
            more_url=reverse("admin:campaigns_campaign_add"),
            more_text=_("Begin a campaign"),
        ),
        Section(
            title=_("In review"),
            rows=[draft(row, note=sent_since(row)) for row in waiting[:SHOWN]],
            empty=_("None of your stories waits for a decision."),
        ),
        Section(
            title=_("Running"),
            rows=[published(row) for row in campaigns if row.status in RUNNING][:SHOWN],
            empty=_("None of your campaigns runs. A story goes public once it is approved."),
            more_url=reverse("admin:campaigns_campaign_changelist"),
            more_text=_("All your campaigns"),
        ),
    ]


def draft(campaign: Campaign, note: str = "") -> Row:
    text, language = in_language(campaign.title)
    return Row(text=text or campaign.public_id, lang=language, url=page(campaign), note=note)


def sent_since(campaign: Campaign) -> str:
    return _("sent %(age)s ago") % {"age": timesince(campaign.latest_sent, depth=1)}


def collected(campaign: Campaign) -> str:
    """How much of the goal is there, e.g. "€ 350 of € 1 000"."""
    language = get_language()
    return _("%(raised)s of %(goal)s") % {
        "raised": format_money(campaign.total.raised_cents, language),
        "goal": format_money(campaign.live_revision.goal_cents, language),
    }


def page(campaign: Campaign) -> str:
    return reverse("admin:campaigns_campaign_change", args=[campaign.pk])
