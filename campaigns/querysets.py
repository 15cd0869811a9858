"""Questions about many campaigns."""

from django.apps import apps
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.db.models.fields.json import KeyTextTransform, KeyTransform

# The draft's words, which no page for the public reads.
DRAFT_TEXTS = ("title", "summary", "story", "hero_name", "hero_spellings", "import_note")


class CampaignQuerySet(models.QuerySet):
    def locked(self, pk):
        """One campaign, its row locked until the transaction ends.

        NO KEY, because a ledger entry looks up its campaign at its commit: it would wait for us
        there, holding the total that we wait for.
        """
        return self.select_for_update(no_key=True).get(pk=pk)

    def public(self):
        """With a page of their own: running, paused or closed."""
        return self.filter(status__in=["live", "paused", "closed"])

    def showing(self, key):
        """Whose approved text names the picture of this key."""
        named = KeyTextTransform("key", KeyTransform("picture", "live_revision__content"))
        return self.alias(picture_key=named).filter(picture_key=key)

    def for_page(self):
        """With all a public page needs, in one query; `category_name` is the approved one's."""
        categories = apps.get_model("campaigns", "Category").objects
        approved = categories.annotate(wanted=OuterRef("approved_category")).filter(
            slug=F("wanted")
        )
        return (
            self.select_related("live_revision", "total")
            .defer(*DRAFT_TEXTS, "live_revision__search_words")
            .annotate(
                approved_category=KeyTextTransform("category", "live_revision__content"),
                category_name=Subquery(approved.values("name")),
            )
        )

    def newest_first(self):
        """By publication; the id breaks ties, so that a page ends at one certain place."""
        return self.order_by("-published_at", "-pk")

    def for_listing(self):
        """What can still be given to comes before what is over; then newest first."""
        is_over = Case(When(status="closed", then=1), default=0)
        return self.for_page().order_by(is_over, "-published_at", "-pk")

    def after(self, campaign):
        """Those that follow a campaign in a listing."""
        earlier = Q(published_at__lt=campaign.published_at) | Q(
            published_at=campaign.published_at, pk__lt=campaign.pk
        )
        is_over = Q(status="closed")
        if campaign.status == "closed":
            return self.filter(is_over & earlier)
        return self.filter(is_over | earlier)

    def fulfilled(self, now):
        """Whose own closing rule says it is over, whatever their status."""
        by_date = Q(closing_rule="on_date", ends_at__lte=now)
        by_goal = Q(closing_rule="on_goal", total__shown_cents__gte=F("live_revision__goal_cents"))
        return self.filter(by_date | by_goal)

    def due_to_close(self, now):
        """Running or paused, with their closing rule fulfilled."""
        return self.fulfilled(now).filter(status__in=["live", "paused"])

    def owned_by(self, user):
        return self.filter(owner=user)

    def visible_to(self, user):
        """Those a colleague may open: their own, and what has left its author's desk.

        Whoever decides on campaigns sees them from the moment they wait for a decision; whoever
        may only stop them, from the moment there is something to stop.
        """
        seen = Q(pk__in=[])
        if user.has_perm("campaigns.change_campaign"):
            seen |= Q(owner=user)
        if user.has_perm("campaigns.review_campaign"):
            revisions = apps.get_model("campaigns", "Revision").objects
            waiting = revisions.filter(state__in=["submitted", "scheduled"])
            seen |= ~Q(status="draft") | Q(pk__in=waiting.values("campaign"))
        elif user.has_perm("campaigns.stop_campaign") or user.has_perm(
            "campaigns.withdraw_campaign"
        ):
            seen |= ~Q(status="draft")
        return self.filter(seen)
