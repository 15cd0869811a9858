"""What waits for caseworkers and moderators on their first page."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.desk import Row, Section
from campaigns import comments, consents, update_desk
from campaigns.localized import in_language
from campaigns.models import Campaign, Restoration, Revision
from campaigns.money import format_money

SHOWN = 20
SOON = timedelta(days=7)
RUNNING = [Campaign.Status.LIVE, Campaign.Status.PAUSED]
State = Revision.State


def sections(user) -> list[Section]:
    found = []
    if user.has_perm("campaigns.review_campaign"):
        # Whoever wrote last waits: here the author of the campaign.
        asked = comments.unanswered().filter(last_by=F("campaign__owner"))
        found += [queue(user), *restorations(user), *answers(asked.exclude(last_by=user))]
        found += [*planned(Revision.objects.all()), *closing(Campaign.objects.all()), running(user)]
    if user.has_perm("campaigns.change_campaign"):
        mine = comments.unanswered().filter(campaign__owner=user).exclude(last_by=user)
        changes, *others = own(user)
        found += [changes, *agreements(user), *answers(mine), *others]
        found += planned(Revision.objects.filter(campaign__owner=user))
        found += closing(Campaign.objects.owned_by(user))
    return found + update_desk.sections(user)


# What is only there when there is something to do or to know.


def answers(revisions: QuerySet) -> list[Section]:
    """Revisions about which somebody on the other side wrote last."""
    rows = [
        Row(
            text=title_of(revision)[0],
            lang=title_of(revision)[1],
            url=reverse("admin:campaigns_revision_change", args=[revision.pk]) + "#comments-h",
            note=_("written %(age)s ago") % {"age": timesince(revision.last_at, depth=1)},
        )
        for revision in revisions[:SHOWN]
    ]
    return [Section(title=_("Comments that wait for an answer"), rows=rows)] if rows else []


def agreements(user) -> list[Section]:
    """Own campaigns whose hero has to be asked again soon."""
    due = consents.to_review(timezone.now().date()).filter(campaign__owner=user)
    rows = [
        draft(
            consent.campaign,
            note=_("holds until %(day)s") % {"day": date_format(consent.until, "j E Y")},
            url=reverse("admin:campaigns_campaign_consent", args=[consent.campaign_id]),
        )
        for consent in due[:SHOWN]
    ]
    return [Section(title=_("Talk to the hero again"), rows=rows)] if rows else []


def restorations(user) -> list[Section]:
    """What a colleague proposes to bring back, and this moderator may agree to."""
    proposed = (
        Restoration.objects.filter(settled_at__isnull=True)
        .exclude(proposed_by=user)
        .select_related("campaign", "proposed_by")
    )
    rows = [
        Row(
            text=restoration.campaign.public_id,
            url=page(restoration.campaign),
            note=_("proposed by %(name)s") % {"name": restoration.proposed_by},
        )
        for restoration in proposed[:SHOWN]
    ]
    return [Section(title=_("To bring back, if you agree"), rows=rows)] if rows else []


def planned(revisions: QuerySet) -> list[Section]:
    """What was approved and goes public at its hour."""
    waiting = revisions.filter(state=State.SCHEDULED).select_related("campaign")
    rows = [
        Row(
            text=title_of(revision)[0],
            lang=title_of(revision)[1],
            url=reverse("admin:campaigns_revision_change", args=[revision.pk]),
            note=_("%(hour)s (%(zone)s)")
            % {
                "hour": date_format(
                    revision.publish_at.astimezone(ZoneInfo(revision.campaign.time_zone)),
                    "SHORT_DATETIME_FORMAT",
                ),
                "zone": revision.campaign.time_zone,
            },
        )
        for revision in waiting.order_by("publish_at")[:SHOWN]
    ]
    return [Section(title=_("Goes public soon"), rows=rows)] if rows else []


def closing(campaigns: QuerySet) -> list[Section]:
    """What closes by its date within a week."""
    soon = (
        campaigns.filter(
            status__in=RUNNING,
            closing_rule=Campaign.ClosingRule.ON_DATE,
            ends_at__lte=timezone.now() + SOON,
        )
        .select_related("live_revision", "total")
        .order_by("ends_at")
    )
    rows = [
        Row(
            text=title_of(campaign.live_revision)[0],
            lang=title_of(campaign.live_revision)[1],
            url=page(campaign),
            note=_("last day %(day)s, %(collected)s")
            % {
                "day": date_format(campaign.ends_on, "SHORT_DATE_FORMAT"),
                "collected": collected(campaign),
            },
        )
        for campaign in soon[:SHOWN]
    ]
    return [Section(title=_("Closes soon"), rows=rows)] if rows else []


def title_of(revision: Revision) -> tuple[str, str]:
    """A title that is there, and its language."""
    return in_language(revision.content["title"])


# What is always there, and says what to do when it is empty.


def queue(user) -> Section:
    """Revisions that wait for a decision, the oldest first."""
    waiting = (
        Revision.objects.filter(state=State.SUBMITTED)
        .select_related("campaign", "submitted_by", "held_by")
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
    badge = ""
    if revision.submitted_by_id == user.pk:
        badge = _("Your own: somebody else decides")
    elif revision.held_by:
        badge = _("in the hands of %(name)s") % {"name": revision.held_by}
    return Row(
        text=text,
        lang=language,
        url=reverse("admin:campaigns_revision_change", args=[revision.pk]),
        note=_("by %(author)s, waiting for %(age)s")
        % {"author": revision.submitted_by, "age": timesince(revision.submitted_at, depth=1)},
        badge=badge,
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
        if row.status == Campaign.Status.DRAFT
        and row not in asked
        and row not in waiting
        and row.latest_state != State.SCHEDULED
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


def draft(campaign: Campaign, note: str = "", url: str = "") -> Row:
    text, language = in_language(campaign.title)
    return Row(text=text or campaign.public_id, lang=language, url=url or page(campaign), note=note)


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
