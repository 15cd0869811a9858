"""Words for staff pages: what a field, a language, a state is called."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns import comments, lifecycle
from campaigns.findings import ANSWERS, is_serious
from campaigns.models import Campaign, Category, Picture, Revision, Update
from campaigns.standouts import DATE, NAME, NUMBER

register = template.Library()
register.filter(is_serious)

PUBLIC = frozenset({Campaign.Status.LIVE, Campaign.Status.PAUSED, Campaign.Status.CLOSED})

# Characters of unchanged text around a change.
CONTEXT = 120

PLACES = {
    "title": gettext_lazy("Title"),
    "summary": gettext_lazy("Lead"),
    "story": gettext_lazy("Story"),
    "text": gettext_lazy("Text"),
    "hero_name": gettext_lazy("Alias"),
    "hero_spellings": gettext_lazy("Spellings of the alias"),
    "label": gettext_lazy("Budget line"),
    "picture": gettext_lazy("Picture"),
    "anonymity": gettext_lazy("Anonymity"),
    "total_shown": gettext_lazy("Total on the page"),
    "category": gettext_lazy("Category"),
    "closing": gettext_lazy("Closing"),
}
STANDOUTS = {
    NAME: gettext_lazy("Name or place"),
    DATE: gettext_lazy("Date"),
    NUMBER: gettext_lazy("Number"),
}
TONES = {
    Campaign.Status.LIVE: "good",
    Campaign.Status.PAUSED: "urgent",
    Campaign.Status.WITHDRAWN: "bad",
    Revision.State.SUBMITTED: "urgent",
    Revision.State.SCHEDULED: "good",
    Revision.State.APPROVED: "good",
    Revision.State.REJECTED: "bad",
}


@register.filter
def place(name: str) -> str:
    """What a field of a content is called, also the n-th budget line ("line 3")."""
    if name.startswith("line "):
        return _("Budget line %(number)s") % {"number": name.removeprefix("line ")}
    return str(PLACES.get(name, name))


@register.filter
def language_name(code: str) -> str:
    return dict(settings.LANGUAGES).get(code, code)


@register.filter
def answer(finding: dict) -> str:
    """What a reviewer said to a finding, in words; "" while nobody has."""
    return str(ANSWERS.get(finding.get("answer"), ""))


@register.filter
def standout(kind: str) -> str:
    return str(STANDOUTS[kind])


@register.filter
def zoned(moment: datetime, zone: str) -> datetime:
    """A moment as the clocks of a zone show it."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


@register.filter
def closing_rule(closing: dict) -> str:
    return str(Campaign.ClosingRule(closing["rule"]).label)


@register.filter
def last_day(closing: dict) -> date | None:
    """The last day of a content's closing, included, where the campaign is at home."""
    if not closing["ends_at"] or closing["rule"] != Campaign.ClosingRule.ON_DATE:
        return None
    over = datetime.fromisoformat(closing["ends_at"])
    return (over - timedelta(microseconds=1)).astimezone(ZoneInfo(closing["time_zone"])).date()


@register.inclusion_tag("admin/campaigns/_bar.html", takes_context=True)
def campaign_bar(context, campaign: Campaign):
    """The ways from one page of a campaign to the others, and to its take-down."""
    user = context["request"].user
    return {
        "campaign": campaign,
        "here": context["request"].path,
        "is_public": campaign.status in PUBLIC,
        "may_read": comments.may_write(user, campaign),
        "may_withdraw": campaign.status in lifecycle.MOVES["withdraw"].sources
        and lifecycle.may(user, campaign, "withdraw"),
    }


@register.filter
def anonymity(value: str) -> str:
    return Campaign.Anonymity(value).label


@register.filter
def total_shown(value: str) -> str:
    return Campaign.TotalShown(value).label


@register.filter
def origin(value: str) -> str:
    return Picture.Origin(value).label


@register.filter
def category(slug: str | None) -> str:
    found = slug and Category.objects.filter(slug=slug).first()
    return str(found or slug or _("none"))


@register.filter
def abridged(text: str) -> str:
    """A long run of unchanged text, cut in its middle."""
    if len(text) <= 3 * CONTEXT:
        return text
    return f"{text[:CONTEXT]} […] {text[-CONTEXT:]}"


@register.filter
def badge(row: Campaign | Revision | Update) -> str:
    """The status of a campaign, or the state of a revision or an update, in a word."""
    if isinstance(row, Campaign):
        value, word = row.status, row.get_status_display()
    else:
        value, word = row.state, row.get_state_display()
    css = f"badge badge--{TONES[value]}" if value in TONES else "badge"
    return format_html('<span class="{}">{}</span>', css, word.capitalize())
