"""Questions about many campaigns."""

from django.db import models
from django.db.models import F, Q


class CampaignQuerySet(models.QuerySet):
    def live(self):
        """Collecting, or at least meant to."""
        return self.filter(status="live")

    def public(self):
        """With a page of their own: running, paused or closed."""
        return self.filter(status__in=["live", "paused", "closed"])

    def for_page(self):
        """With all a public page needs, in one query."""
        return self.select_related("live_revision", "total")

    def for_listing(self):
        """Newest first; the id breaks ties, so that a page ends at one certain place."""
        return self.for_page().order_by("-published_at", "-pk")

    def after(self, campaign):
        """Those that follow a campaign in a listing."""
        return self.filter(
            Q(published_at__lt=campaign.published_at)
            | Q(published_at=campaign.published_at, pk__lt=campaign.pk)
        )

    def reached(self):
        return self.filter(total__raised_cents__gte=F("live_revision__goal_cents"))

    def fulfilled(self, now):
        """Whose own closing rule says it is over, whatever their status."""
        by_date = Q(closing_rule="on_date", ends_at__lte=now)
        by_goal = Q(closing_rule="on_goal", total__raised_cents__gte=F("live_revision__goal_cents"))
        return self.filter(by_date | by_goal)

    def due_to_close(self, now):
        """Running or paused, with their closing rule fulfilled."""
        return self.fulfilled(now).filter(status__in=["live", "paused"])

    def owned_by(self, user):
        return self.filter(owner=user)
