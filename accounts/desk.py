"""The first page of the staff site: what waits for a colleague, section by section."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib.auth.models import Group
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import AuditEntry
from accounts.roles import LABELS

LATEST = 5


@dataclass(frozen=True)
class Row:
    """One thing to open. `note` stands below its text, `lang` is the language of the text."""

    text: str
    url: str
    note: str = ""
    badge: str = ""
    tone: str = ""
    lang: str = ""


@dataclass(frozen=True)
class Section:
    """Rows under a heading; `empty` says what to do when there are none, `tone` its colour."""

    title: str
    rows: Sequence[Row] = field(default_factory=list)
    empty: str = ""
    more_url: str = ""
    more_text: str = ""
    tone: str = ""


def sections(user) -> list[Section]:
    """What an administrator finds: people by role, and what happened last."""
    found = []
    if user.has_perm("accounts.change_user"):
        found.append(people())
    if user.has_perm("accounts.view_auditentry"):
        found.append(latest_acts())
    return found


def people() -> Section:
    url = reverse("admin:accounts_user_changelist")
    active = Count("user", filter=Q(user__is_active=True))
    groups = Group.objects.filter(name__in=LABELS).annotate(active=active).order_by("pk")
    return Section(
        title=_("People"),
        rows=[
            Row(
                text=str(LABELS[group.name]),
                url=f"{url}?groups__id__exact={group.pk}",
                note=_("%(number)s active") % {"number": group.active},
            )
            for group in groups
        ],
        more_url=reverse("admin:accounts_user_add"),
        more_text=_("Add a colleague"),
    )


def latest_acts() -> Section:
    entries = AuditEntry.objects.select_related("actor")[:LATEST]
    return Section(
        title=_("What happened last"),
        rows=[
            Row(
                text=f"{entry.action} · {entry.target}",
                url=reverse("admin:accounts_auditentry_change", args=[entry.pk]),
                note=f"{entry.actor or _('the system')}, "
                + date_format(localtime(entry.at), "SHORT_DATETIME_FORMAT"),
            )
            for entry in entries
        ],
        empty=_("Nothing has happened yet."),
        more_url=reverse("admin:accounts_auditentry_changelist"),
        more_text=_("The whole audit log"),
    )
