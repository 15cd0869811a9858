"""The list of campaigns: what visitors may narrow it by, how many there are, and one page of it."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.db.models import BigIntegerField, Case, Count, F, Q, Sum, When
from django.db.models.functions import Cast
from django.db.models.lookups import GreaterThanOrEqual

from campaigns import choices, search
from campaigns.models import Campaign, Category
from campaigns.public import NEARLY_PERCENT
from campaigns.public_ids import is_campaign_id

PAGE = 12
RELATED = 3
LONGEST_SEARCH = 80


@dataclass(frozen=True)
class Filters:
    """What a visitor asked for; empty where they asked for nothing, or for nonsense."""

    status: str = ""
    category: str = ""
    text: str = ""
    after: str = ""

    @property
    def query(self) -> str:
        """The query string that asks for this again, with its "?"; empty for everything."""
        named = {
            "status": self.status,
            "category": self.category,
            "q": self.text,
            "after": self.after,
        }
        asked = urlencode({name: value for name, value in named.items() if value})
        return f"?{asked}" if asked else ""


def read_filters(asked, categories) -> Filters:
    """Read a query string. Nothing that somebody types there is an error."""
    status, category, after = (asked.get(name, "") for name in ("status", "category", "after"))
    known = {category.slug for category in categories}
    return Filters(
        status=status if status in STATUSES else "",
        category=category if category in known else "",
        # PostgreSQL takes no NUL in a text.
        text=asked.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH],
        after=after if is_campaign_id(after) else "",
    )


def categories() -> list[Category]:
    return list(Category.objects.all())


def collecting(now) -> Q:
    return Q(status="live") & ~past(now)


def past(now) -> Q:
    return Q(closing_rule="on_date", ends_at__lte=now)


def over(now) -> Q:
    """Closed, or past its last day though no worker came by yet."""
    return Q(status="closed") | (Q(status="live") & past(now))


def urgent(now) -> Q:
    soon = now + choices.current().urgent
    return collecting(now) & ~reached() & Q(closing_rule="on_date", ends_at__lte=soon)


def nearly(now) -> Q:
    goal_cents = Cast("live_revision__goal_cents", BigIntegerField())
    # Without a division, so that page and badge round alike.
    enough = GreaterThanOrEqual(F("total__shown_cents") * 100, goal_cents * NEARLY_PERCENT)
    return collecting(now) & ~reached() & Q(enough)


def reached() -> Q:
    return Q(total__shown_cents__gte=F("live_revision__goal_cents"))


STATUSES = {"open": collecting, "urgent": urgent, "nearly": nearly, "completed": over}


def narrowed(filters: Filters):
    """Public campaigns of a category, with a text, as far as they were asked for."""
    campaigns = Campaign.objects.public()
    if filters.category:
        campaigns = campaigns.filter(live_revision__content__category=filters.category)
    if filters.text:
        campaigns = search.found(campaigns, filters.text)
    return campaigns


def counts(filters: Filters, now) -> dict[str, int]:
    """How many each status would show, with everything else as it is; "" counts all."""
    asked = {name: Count("pk", filter=condition(now)) for name, condition in STATUSES.items()}
    found = narrowed(filters).aggregate(all=Count("pk"), **asked)
    return {"": found.pop("all"), **found}


def page(filters: Filters, now) -> tuple[list[Campaign], Filters | None]:
    """One page of campaigns, newest first, and how to ask for the next one (None: the last)."""
    campaigns = narrowed(filters)
    if filters.status:
        campaigns = campaigns.filter(STATUSES[filters.status](now))
    if filters.after:
        seen = Campaign.objects.public().filter(public_id=filters.after).only("published_at")
        if last_seen := seen.first():
            campaigns = campaigns.after(last_seen)
    found = list(campaigns.for_listing()[: PAGE + 1])
    shown = found[:PAGE]
    more = len(found) > PAGE
    return shown, replace(filters, after=shown[-1].public_id) if more else None


def related(campaign: Campaign, now) -> list[Campaign]:
    """Who else still needs help: of the same category first, then who closes first."""
    category = campaign.live_revision.content["category"]
    is_other = Case(When(live_revision__content__category=category, then=0), default=1)
    others = Campaign.objects.public().filter(collecting(now) & ~reached()).exclude(pk=campaign.pk)
    soonest = F("ends_at").asc(nulls_last=True)
    return list(others.for_page().order_by(is_other, soonest, "-published_at", "-pk")[:RELATED])


@dataclass(frozen=True)
class Figures:
    """Sums over every campaign with a page of its own."""

    campaigns: int
    raised_cents: int
    gifts: int
    reached: int


def figures() -> Figures:
    sums = Campaign.objects.public().aggregate(
        campaigns=Count("pk"),
        raised_cents=Sum("total__shown_cents", default=0),
        gifts=Sum("total__shown_gifts", default=0),
        reached=Count("pk", filter=reached()),
    )
    return Figures(**sums)
