"""What waits for finance, and for moderators the words of donors, on their first page."""

from collections import Counter
from datetime import date, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.desk import Row, Section
from campaigns.money import format_money
from donations import inbox, matters, reports
from donations.models import (
    Donation,
    DonorMessage,
    Matter,
    Proposal,
    ReconciliationRun,
    WebhookEvent,
)

SHOWN = 5
# How long an odd gift stays on the first page.
LATELY = timedelta(days=30)


def sections(user) -> list[Section]:
    found = []
    if user.has_perm("donations.review_donormessage"):
        found.append(waiting_words())
    if user.has_perm("donations.view_matter"):
        found += [*alarms(), waiting_matters()]
    if user.has_perm("donations.decide_proposal"):
        found.append(waiting_proposals(user))
    if user.has_perm("donations.view_report"):
        found += [to_look_at(), months()]
    return found


def waiting_words() -> Section:
    waiting = DonorMessage.objects.filter(state=DonorMessage.State.WAITING).order_by("pk")
    return Section(
        title=_("Words of donors"),
        rows=[
            Row(
                text=message.text or message.display_name,
                url=reverse("admin:donations_donormessage_change", args=[message.pk]),
            )
            for message in waiting[:SHOWN]
        ],
        empty=_("No message waits. They are shown to nobody before you have read them."),
        more_url=reverse("admin:donations_donormessage_changelist"),
        more_text=_("All that wait"),
    )


def alarms() -> list[Section]:
    """What stands in red above everything else; no section at all when nothing is wrong."""
    open_now = list(matters.alarms().order_by("pk")[:SHOWN])
    if not open_now:
        return []
    rows = [matter_row(matter) for matter in open_now]
    return [Section(title=_("Alarm"), rows=rows, tone="bad")]


def waiting_matters() -> Section:
    """Disputes with the day they must be answered by, then how much of each kind waits."""
    inbox_url = reverse("admin:donations_matter_changelist")
    urgent = matters.still_open(due_at__isnull=False).order_by("due_at", "pk")
    counts = Counter(matters.still_open().order_by().values_list("kind", flat=True))
    kinds = [
        Row(text=f"{capfirst(Matter.Kind(kind).label)}: {count}", url=f"{inbox_url}?kind={kind}")
        for kind, count in counts.most_common()
    ]
    return Section(
        title=_("What waits for finance"),
        rows=[*(matter_row(matter) for matter in urgent[:SHOWN]), *kinds],
        empty=_("Nothing waits for a decision."),
        more_url=inbox_url,
        more_text=_("All matters"),
    )


def matter_row(matter: Matter) -> Row:
    due = matter.due_at and date_format(timezone.localtime(matter.due_at), "j M Y, H:i")
    return Row(
        text=f"{capfirst(matter.get_kind_display())}: {matter.subject}",
        url=reverse("admin:donations_matter_change", args=[matter.pk]),
        badge=_("until %(moment)s") % {"moment": due} if due else "",
        tone="urgent" if due else "",
    )


def waiting_proposals(user) -> Section:
    """What colleagues proposed and this person may book."""
    waiting = (
        Proposal.objects.filter(state=Proposal.State.PROPOSED)
        .exclude(proposed_by=user)
        .order_by("pk")
    )
    return Section(
        title=_("Proposals that wait for you"),
        rows=[
            Row(
                text=f"{capfirst(proposal.get_kind_display())}: "
                + format_money(
                    proposal.amount_cents, get_language(), proposal.currency, exact=True
                ),
                url=reverse("admin:donations_proposal_change", args=[proposal.pk]),
                note=_("proposed by %(name)s") % {"name": proposal.proposed_by},
            )
            for proposal in waiting.select_related("proposed_by")[:SHOWN]
        ],
        empty=_("Nothing waits for your agreement."),
        more_url=reverse("admin:donations_proposal_changelist"),
        more_text=_("All proposals, and new ones"),
    )


def to_look_at() -> Section:
    """What does not settle itself: odd gifts, events that failed, books that differ."""
    since = timezone.localdate() - LATELY
    rows = []
    if gifts := flagged_gifts(since):
        text = ngettext(
            "%(count)s odd gift since %(day)s", "%(count)s odd gifts since %(day)s", gifts
        )
        url = reverse("admin:donations_donation_changelist") + f"?flag=any&from={since}"
        values = {"count": gifts, "day": date_format(since, "j M")}
        rows.append(Row(text=text % values, url=url))
    if events := given_up_events():
        text = ngettext("%(count)s event given up", "%(count)s events given up", events)
        url = reverse("admin:donations_webhookevent_changelist") + "?state=given-up"
        rows.append(Row(text=text % {"count": events}, url=url))
    run = ReconciliationRun.objects.exclude(finished_at=None).first()
    if run and run.discrepancies:
        url = reverse("admin:donations_reconciliationrun_change", args=[run.pk])
        rows.append(Row(text=_("The last reconciliation found differences"), url=url))
    return Section(
        title=_("To look at"),
        rows=rows,
        empty=_("Nothing odd: gifts, events and books are in order."),
        more_url=reverse("admin:donations_donation_changelist"),
        more_text=_("All gifts"),
    )


def flagged_gifts(since: date) -> int:
    begun_since = Donation.objects.filter(created_at__gte=reports.start_of(since))
    return begun_since.exclude(flag=Donation.Flag.NONE).count()


def given_up_events() -> int:
    return WebhookEvent.objects.filter(processed_at=None, attempts__gte=inbox.TRIES).count()


def months() -> Section:
    """This month and the one before, each a way into the report."""
    today = timezone.localdate()
    this = today.replace(day=1)
    last = (this - timedelta(days=1)).replace(day=1)
    return Section(
        title=_("Donation report"),
        rows=[month(this, today), month(last, this - timedelta(days=1))],
        more_url=reverse("admin:donations_report"),
        more_text=_("All months"),
    )


def month(first_day: date, last_day: date) -> Row:
    filters = reports.Filters(as_of=timezone.now(), first_day=first_day, last_day=last_day)
    total = reports.total(row.figures for row in reports.rows(filters))
    gifts = ngettext("%(count)s gift", "%(count)s gifts", total.gifts) % {"count": total.gifts}
    net = format_money(total.net_cents, get_language(), exact=True)
    return Row(
        text=date_format(first_day, "F Y"),
        url=f"{reverse('admin:donations_report')}?{urlencode(filters.as_query())}",
        note=_("%(net)s net, %(gifts)s") % {"net": net, "gifts": gifts},
    )
