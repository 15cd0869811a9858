"""What a draft still lacks, what is worth another look, and which language has which text."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaigns import brief
from campaigns.localized import in_language
from campaigns.models import Campaign, Consent
from campaigns.plaintext import aliases


@dataclass(frozen=True)
class Gap:
    """One thing to do: a sentence, and where it is done, an id on the page or another address."""

    text: str
    anchor: str = ""
    address: str = ""

    @property
    def link(self) -> str:
        return self.address or f"#{self.anchor}"


def gaps(campaign: Campaign, content: dict, now: datetime) -> list[Gap]:
    """What keeps a draft from review, in the order of the page; empty when nothing does."""
    found = []
    for name, label in (("title", _("title")), ("story", _("story"))):
        if not in_language(content[name])[0]:
            found.append(Gap(_("The %(part)s is empty.") % {"part": label}, f"id_{name}_en"))
    if not content["lines"]:
        found.append(Gap(_("The budget has no lines, so there is no goal."), "budget"))
    if is_over(campaign, now):
        day = date_format(campaign.ends_on, "j E Y")
        text = _("Its last day, %(day)s, is over in %(zone)s: choose another.")
        found.append(Gap(text % {"day": day, "zone": campaign.time_zone}, "id_last_day"))
    for question in brief.QUESTIONS:
        if not campaign.brief.get(question.name):
            text = _("Not answered yet: %(question)s") % {"question": question.text}
            found.append(Gap(text, f"id_brief_{question.name}"))
    if text := missing_consent(campaign, content, now):
        page = reverse("admin:campaigns_campaign_consent", args=[campaign.pk])
        found.append(Gap(text, address=page))
    return found


def missing_consent(campaign: Campaign, content: dict, moment: datetime) -> str:
    """What the hero has not agreed to of a content that is public from then; empty if nothing."""
    last = campaign.consents.first()
    if last is None:
        return _("The hero’s consent is not recorded.")
    if last.ended_by == Consent.Ending.WITHDRAWN:
        return _("The hero has withdrawn the consent.")
    if last.until < day_at_home(campaign, moment):
        text = _("The hero’s consent ended on %(day)s.")
        return text % {"day": date_format(last.until, "j E Y")}
    if not last.covers(content["anonymity"]):
        return _("The hero’s consent covers less than this text’s anonymity tells.")
    return ""


def day_at_home(campaign: Campaign, moment: datetime) -> date:
    """The day it is then where the campaign is at home."""
    return moment.astimezone(ZoneInfo(campaign.time_zone)).date()


def is_over(campaign: Campaign, now: datetime) -> bool:
    """Whether the last day of a draft has passed before it ever was public."""
    by_date = campaign.closing_rule == Campaign.ClosingRule.ON_DATE
    return campaign.status == Campaign.Status.DRAFT and by_date and campaign.ends_at <= now


def days_left(campaign: Campaign, now: datetime) -> int | None:
    """Whole days until the last one, where the campaign is at home; None without one."""
    if campaign.ends_on is None:
        return None
    return (campaign.ends_on - day_at_home(campaign, now)).days


# --- languages ---


@dataclass(frozen=True)
class Cell:
    """Whether a text is there in a language; `counts` if it should be."""

    language: str
    anchor: str
    is_there: bool
    counts: bool

    @property
    def is_missing(self) -> bool:
        return self.counts and not self.is_there


@dataclass(frozen=True)
class Row:
    """One text of the page in every language."""

    name: str
    cells: tuple[Cell, ...]


def languages_of(content: dict) -> list[str]:
    """The languages a draft is written in: those with a title or a story."""
    return [
        code
        for code, _name in settings.LANGUAGES
        if content["title"].get(code) or content["story"].get(code)
    ]


def coverage(content: dict) -> list[Row]:
    """Every text by every language of the site. A text nobody wrote anywhere is missing nowhere,
    but for title, story and the description of a picture.
    """
    written = languages_of(content)
    texts = {name: content[name] for name in ("hero_name", "title", "summary", "story")}
    rows = [row(name, f"id_{name}", texts[name], written) for name in texts]
    rows += [
        row(f"line {number}", f"id_budget_lines-{number - 1}-label", line["label"], written)
        for number, line in enumerate(content["lines"], start=1)
    ]
    if content["picture"]:
        rows.append(row("picture", "id_picture_alt", content["picture"]["alt"], written))
    return rows


def row(name: str, anchor: str, texts: dict, written: list[str]) -> Row:
    needed = bool(texts) or name in {"title", "story", "picture"}
    return Row(
        name,
        tuple(
            Cell(code, f"{anchor}_{code}", bool(texts.get(code)), needed and code in written)
            for code, _name in settings.LANGUAGES
        ),
    )


def undescribed(content: dict) -> list[str]:
    """The languages of a draft in which nothing is said about its picture."""
    if not content["picture"]:
        return []
    return [code for code in languages_of(content) if not content["picture"]["alt"].get(code)]


# --- the alias ---


@dataclass(frozen=True)
class OtherSpelling:
    """The alias as a text writes it although nobody said that it may be written so."""

    spelling: str
    language: str
    place: str


def other_spellings(campaign: Campaign) -> Iterator[OtherSpelling]:
    """Spellings of the alias in the texts of a draft that are not among the known ones."""
    for code, alias in campaign.hero_name.items():
        known = {alias, *campaign.hero_spellings.get(code, [])}
        for place in ("title", "summary", "story"):
            text = getattr(campaign, place).get(code, "")
            for spelling in aliases.other_spellings(alias, text, code):
                if spelling not in known:
                    known.add(spelling)
                    yield OtherSpelling(spelling, code, place)
