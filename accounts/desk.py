"""The first page of the staff site: what waits for a colleague, section by section."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib.auth.models import Group
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts import audit_check, lockdown, people
from accounts.models import AuditEntry, Invitation
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


def alarms(user) -> list[Section]:
    """What stands above everything else as long as it lasts; nothing on an ordinary day."""
    found = []
    if begun := lockdown.current():
        since = date_format(localtime(begun.began_at), "j M Y, H:i")
        found.append(
            Section(
                title=_("Locked down since %(moment)s") % {"moment": since},
                empty=_("Nothing is published until it ends at the server. The public pages stay."),
                tone="bad",
            )
        )
    if user.has_perm("accounts.change_user") and people.superusers().exists():
        found.append(
            Section(
                title=_("There is an account without limits"),
                empty=_("No role holds it back. Find out who made it, and disable it."),
                tone="bad",
            )
        )
    if user.has_perm("accounts.view_auditentry") and log_is_broken():
        found.append(
            Section(
                title=_("The audit log does not agree with itself"),
                empty=_("Something in it was changed or is missing. verify_audit names the place."),
                tone="bad",
            )
        )
    return found


def log_is_broken() -> bool:
    checked = audit_check.last_check()
    return bool(checked and checked.data["faults"])


def sections(user) -> list[Section]:
    """What an administrator finds: what waits, people by role, and what happened last."""
    found = []
    if user.has_perm("accounts.decide_accesschange"):
        found.append(waiting_changes(user))
    if user.has_perm("accounts.change_user"):
        found.append(people_by_role())
    if user.has_perm("accounts.view_auditentry"):
        found.append(latest_acts())
    return found


def waiting_changes(user) -> Section:
    """What other administrators proposed and this one may agree to."""
    return Section(
        title=_("Waiting for a second administrator"),
        rows=[
            Row(
                text=f"{capfirst(change.get_kind_display())}: {change.person}",
                url=reverse("admin:accounts_accesschange_change", args=[change.pk]),
                note=_("proposed by %(name)s") % {"name": change.proposed_by},
            )
            for change in people.waiting_changes(user)[:LATEST]
        ],
        empty=_("Nothing waits for your agreement."),
        more_url=reverse("admin:accounts_accesschange_changelist"),
        more_text=_("All changes of access"),
    )


def people_by_role() -> Section:
    url = reverse("admin:accounts_user_changelist")
    active = Count("user", filter=Q(user__is_active=True))
    groups = Group.objects.filter(name__in=LABELS).annotate(active=active).order_by("pk")
    rows = [
        Row(
            text=str(LABELS[group.name]),
            url=f"{url}?role={group.name}",
            note=_("%(number)s active") % {"number": group.active},
        )
        for group in groups
    ]
    if invited := Invitation.objects.open().count():
        rows.append(
            Row(
                text=_("Invited"),
                url=reverse("admin:accounts_invitation_changelist"),
                note=_("%(number)s open") % {"number": invited},
            )
        )
    return Section(
        title=_("People"),
        rows=rows,
        more_url=reverse("admin:accounts_invitation_add"),
        more_text=_("Invite a colleague"),
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
