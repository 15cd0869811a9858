"""What waits for finance, and for moderators the words of donors, on their first page."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.desk import Row, Section
from campaigns.money import format_money
from donations import inbox, reports
from donations.models import Donation, DonorMessage, ReconciliationRun, WebhookEvent

SHOWN = 5
# How long an odd gift stays on the first page.
LATELY = timedelta(days=30)


def sections(user) -> list[Section]:
    found = []
    if user.has_perm("donations.review_donormessage"):
        found.append(waiting_words())
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
