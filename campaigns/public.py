"""What the public sees of a campaign, worked out before any template.

Words, budget and picture come from the approved revision and from nowhere else; the campaign's row
gives its status, its dates and the total. Dates are days: an hour could lead to a person.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import chain
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from campaigns import choices, mentions, money, scenes, totals
from campaigns.localized import in_language
from campaigns.markup import render_story
from campaigns.models import Campaign, CampaignTotal

NEW_DAYS = 7
TEASER_WORDS = 32
NEARLY_PERCENT = 75

# The same text gives the same HTML, and reading Markdown takes longer than asking the database.
html_of = lru_cache(maxsize=128)(render_story)


class State(StrEnum):
    """Where a collection stands, as one word on its card says."""

    NEW = "new"
    OPEN = "open"
    URGENT = "urgent"
    NEARLY = "nearly"
    REACHED = "reached"
    COMPLETED = "completed"
    CLOSED = "closed"
    PAUSED = "paused"


BADGES = {
    State.NEW: (_("New"), "badge"),
    State.URGENT: (_("Urgent"), "badge badge--urgent"),
    State.NEARLY: (_("Nearly there"), "badge badge--urgent"),
    State.REACHED: (_("Goal reached"), "badge badge--good"),
    State.COMPLETED: (_("Completed"), "badge badge--good"),
    State.CLOSED: (_("Closed"), "badge"),
    State.PAUSED: (_("Paused"), "badge badge--bad"),
}


@dataclass(frozen=True)
class Text:
    """A text, and the language it is really in: that of the page, or another one instead."""

    text: str
    language: str

    def __str__(self):
        return self.text

    def __bool__(self):
        return bool(self.text)


@dataclass(frozen=True)
class PublicLine:
    """A budget line and how much of it is there. `state`: full, part, next or waiting."""

    number: int
    label: Text
    amount_cents: int
    funded_cents: int
    state: str

    @property
    def missing_cents(self) -> int:
        return self.amount_cents - self.funded_cents

    @property
    def anchor(self) -> str:
        return f"line-{self.number}"


@dataclass(frozen=True)
class Check:
    """One thing readers are told about how true and how complete a story is."""

    term: str | Promise
    detail: str | Promise


@dataclass(frozen=True)
class PublicCampaign:
    """One campaign in one language at one moment.

    hero is empty where the name is withheld. percent is rounded down and may exceed 100.
    days_left is None without a closing day, 0 on the day itself. Of a discreet total, sums are
    those of its last step, and gift_count is None while it is small.
    """

    pk: int
    public_id: str
    language: str
    title: Text
    lead: Text
    story_source: Text
    hero: Text
    aliases: tuple[str, ...]
    anonymity: str
    category: Text
    picture: scenes.PublicPicture
    currency: str
    goal_cents: int
    raised_cents: int
    gift_count: int | None
    is_discreet: bool
    lines: tuple[PublicLine, ...]
    status: str
    closes_on_goal: bool
    takes_gifts: bool
    is_over: bool
    is_urgent: bool
    is_new: bool
    opened_on: date | None
    ends_on: date | None
    closed_on: date | None
    days_left: int | None

    @property
    def is_paused(self) -> bool:
        return self.status == Campaign.Status.PAUSED

    @property
    def is_reached(self) -> bool:
        return self.raised_cents >= self.goal_cents

    @property
    def percent(self) -> int:
        return money.percent(self.raised_cents, self.goal_cents)

    @property
    def surplus_cents(self) -> int:
        return money.surplus(self.raised_cents, self.goal_cents)

    @property
    def missing_cents(self) -> int:
        return max(0, self.goal_cents - self.raised_cents)

    @property
    def state(self) -> State:
        if self.is_paused:
            return State.PAUSED
        if self.is_over:
            return State.COMPLETED if self.is_reached else State.CLOSED
        if self.is_reached:
            return State.REACHED
        if self.is_urgent:
            return State.URGENT
        if self.percent >= NEARLY_PERCENT:
            return State.NEARLY
        return State.NEW if self.is_new else State.OPEN

    @property
    def badge(self) -> dict | None:
        """The word on the card and its looks; None where nothing needs saying."""
        if self.state not in BADGES:
            return None
        label, css = BADGES[self.state]
        return {"label": label, "css": css}

    @property
    def is_starred(self) -> bool:
        """Whether the name carries the asterisk that says it is not the real one."""
        return bool(self.hero) and self.anonymity != Campaign.Anonymity.NAMED

    @cached_property
    def title_cut(self) -> tuple[str, str] | None:
        """The title before and after its asterisk, None where it names nobody."""
        return self.cut(self.title.text)

    @cached_property
    def lead_cut(self) -> tuple[str, str] | None:
        return self.cut(self.lead.text)

    @cached_property
    def teaser(self) -> Text:
        """The beginning of the lead, for a card."""
        return Text(
            Truncator(self.lead.text).words(TEASER_WORDS, truncate=" …"), self.lead.language
        )

    @cached_property
    def teaser_cut(self) -> tuple[str, str] | None:
        return self.cut(self.teaser.text)

    @property
    def is_named_in_teaser(self) -> bool:
        return mentions.cut(self.teaser.text, self.aliases) is not None

    def cut(self, text: str) -> tuple[str, str] | None:
        return mentions.cut(text, self.aliases) if self.is_starred else None

    @cached_property
    def story(self) -> Text:
        """The story as harmless HTML."""
        return Text(html_of(self.story_source.text), self.story_source.language)

    @property
    def told_in(self) -> str:
        """The language the story is in, in words, when it is not the one that was asked for."""
        if self.story_source.language == self.language:
            return ""
        return get_language_info(self.story_source.language)["name_translated"]

    @property
    def checks(self) -> list[Check]:
        return [name_check(self.anonymity, self.hero), TWO_PEOPLE, WHOLE_BUDGET]

    @property
    def footnote(self) -> str:
        """What the asterisk behind the name leads to; empty where there is none."""
        return " ".join(footnote(self.anonymity, self.hero))


TWO_PEOPLE = Check(
    _("Read by two people"),
    _("A caseworker wrote it, another person approved it. Nobody publishes alone."),
)
WHOLE_BUDGET = Check(
    _("The whole budget is below"),
    _("The goal is the sum of its lines, and gifts fill them in order."),
)


def name_check(anonymity: str, hero: Text | str) -> Check:
    """What is said of the name at this level of anonymity; without a hero it is withheld."""
    if anonymity == Campaign.Anonymity.NAMED:
        return Check(_("Named with consent"), _("The hero agreed to be named here."))
    is_changed = anonymity == Campaign.Anonymity.ALIAS_CHANGED
    detail = _("To protect the hero and those close to them.")
    if not hero:
        changed, kept = _("Name withheld, some details changed"), _("Name withheld")
    else:
        changed, kept = _("Name and some details changed"), _("Name changed")
    return Check(changed if is_changed else kept, detail)


def footnote(anonymity: str, hero: Text | str) -> list[str]:
    """The sentences under a story whose hero goes by another name."""
    if not hero or anonymity == Campaign.Anonymity.NAMED:
        return []
    said = [gettext("* “%(hero)s” is not the hero’s real name.") % {"hero": hero}]
    if anonymity == Campaign.Anonymity.ALIAS_CHANGED:
        said.append(gettext("For safety, some details of this story were changed as well."))
    return said


def present(campaign: Campaign, *, language: str, now, revision=None) -> PublicCampaign:
    """Give what the public sees of a campaign from `Campaign.objects.for_page()`.

    revision shows another content than the one that is live: what a reviewer is asked to approve.
    """
    revision = revision or campaign.live_revision
    content = revision.content
    zone = ZoneInfo(campaign.time_zone)
    today = now.astimezone(zone).date()
    total = getattr(campaign, "total", None)
    raised_cents = total.shown_cents if total else 0
    takes_gifts = campaign.collects(now)
    is_over = campaign.status == Campaign.Status.CLOSED or (
        campaign.status == Campaign.Status.LIVE and not takes_gifts
    )
    opened_on = campaign.published_at and campaign.published_at.astimezone(zone).date()
    ends_on = campaign.ends_on
    closed_on = campaign.closed_at.astimezone(zone).date() if campaign.closed_at else ends_on

    def localized(texts) -> Text:
        return Text(*in_language(texts or {}, language))

    return PublicCampaign(
        pk=campaign.pk,
        public_id=campaign.public_id,
        language=language,
        title=localized(content["title"]),
        lead=localized(content["summary"]),
        story_source=localized(content["story"]),
        hero=localized(content["hero_name"]),
        aliases=(*content["hero_name"].values(), *chain(*content["hero_spellings"].values())),
        anonymity=content["anonymity"],
        category=localized(campaign.category_name),
        picture=scenes.picture_of(content["picture"], campaign.pk, language),
        currency=revision.currency,
        goal_cents=revision.goal_cents,
        raised_cents=raised_cents,
        gift_count=shown_gifts(total),
        is_discreet=bool(total and total.is_discreet),
        lines=public_lines(content["lines"], raised_cents, localized),
        status=campaign.status,
        closes_on_goal=campaign.closing_rule == Campaign.ClosingRule.ON_GOAL,
        takes_gifts=takes_gifts,
        is_over=is_over,
        is_urgent=takes_gifts
        and ends_on is not None
        and campaign.ends_at <= now + choices.current().urgent,
        is_new=not raised_cents
        and opened_on is not None
        and today < opened_on + timedelta(days=NEW_DAYS),
        opened_on=opened_on,
        ends_on=ends_on,
        closed_on=closed_on if is_over else None,
        days_left=(ends_on - today).days if takes_gifts and ends_on else None,
    )


def shown_gifts(total: CampaignTotal | None) -> int | None:
    if total is None:
        return 0
    hidden = total.is_discreet and total.shown_gifts < totals.FEWEST_TO_COUNT
    return None if hidden else total.shown_gifts


def public_lines(lines: list[dict], raised_cents: int, localized) -> tuple[PublicLine, ...]:
    """Share what was raised among the lines of a revision's content, from the top."""
    funded = money.spread(raised_cents, [line["amount_cents"] for line in lines])
    shown, is_next = [], True
    for number, (line, cents) in enumerate(zip(lines, funded, strict=True), start=1):
        amount_cents = line["amount_cents"]
        if cents == amount_cents:
            state = "full"
        elif cents:
            state = "part"
        else:
            state, is_next = ("next" if is_next else "waiting"), False
        shown.append(PublicLine(number, localized(line["label"]), amount_cents, cents, state))
    return tuple(shown)
