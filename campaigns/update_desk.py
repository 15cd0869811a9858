"""What waits for caseworkers and moderators among the news, on their first page."""

from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from accounts.desk import Row, Section
from campaigns.localized import in_language
from campaigns.models import Update

SHOWN = 20


def sections(user) -> list[Section]:
    """Sections with something in them; news are rarer than campaigns, so none is no news."""
    found = []
    if user.has_perm("campaigns.review_campaign"):
        waiting = Update.objects.waiting().select_related("author")
        found.append(section(_("News waiting for review"), waiting, note=sent_by))
    if user.has_perm("campaigns.change_campaign"):
        asked = Update.objects.filter(
            campaign__owner=user, state=Update.State.REJECTED, successor=None
        )
        found.append(section(_("News sent back to you"), asked, note=lambda row: row.note))
    return [one for one in found if one.rows]


def section(title: str, updates, *, note) -> Section:
    rows = []
    for update in updates[:SHOWN]:
        text, language = in_language(update.title)
        url = reverse("admin:campaigns_update_change", args=[update.pk])
        rows.append(Row(text=text, lang=language, url=url, note=note(update)))
    return Section(
        title=title,
        rows=rows,
        more_url=reverse("admin:campaigns_update_changelist"),
        more_text=_("All news"),
    )


def sent_by(update: Update) -> str:
    return _("by %(author)s, waiting for %(age)s") % {
        "author": update.author,
        "age": timesince(update.submitted_at, depth=1),
    }
