"""What the public reads of a campaign's news: words of an approved update, dated by its day."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial

from django.utils.safestring import SafeString

from campaigns.localized import in_language
from campaigns.markup import render_story
from campaigns.models import Update
from campaigns.public import Text

# Its own title is an h3. The same text gives the same HTML.
html_of = lru_cache(maxsize=128)(partial(render_story, below=3))


@dataclass(frozen=True)
class PublicUpdate:
    """One piece of news in one language; `html` is harmless."""

    public_id: str
    day: date
    title: Text
    source: Text

    @property
    def anchor(self) -> str:
        return f"update-{self.public_id}"

    @property
    def html(self) -> SafeString:
        return html_of(self.source.text)


@dataclass(frozen=True)
class Timeline:
    """The news of one campaign, the newest first, and the report that closes it, if any."""

    news: tuple[PublicUpdate, ...] = ()
    report: PublicUpdate | None = None


def of(campaign_id: int, language: str) -> Timeline:
    """Everything public, whatever the campaign's page asks for of it."""
    rows = list(Update.objects.public().filter(campaign=campaign_id).newest_first())
    reports = [row for row in rows if row.kind == Update.Kind.REPORT]
    shown_apart = reports[0] if reports else None
    return Timeline(
        news=tuple(present(row, language) for row in rows if row is not shown_apart),
        report=present(shown_apart, language) if shown_apart else None,
    )


def present(update: Update, language: str) -> PublicUpdate:
    return PublicUpdate(
        public_id=update.public_id,
        day=update.published_on,
        title=Text(*in_language(update.title, language)),
        source=Text(*in_language(update.text, language)),
    )
