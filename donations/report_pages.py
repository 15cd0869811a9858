"""The donation report on the staff site, and the files that may be taken along from it."""

from datetime import timedelta
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import audit
from campaigns.models import Campaign
from donations import campaign_names, charts, exports, reports
from donations.report_forms import ExportForm, ReportForm

# A page is for reading; the file has every row, and the sums on the page are of every row.
ROWS_SHOWN = 500
CAMPAIGNS_OFFERED = 200
# How a period of each length is named, under the chart and in a table.
SHORT_FORMATS = {"day": "j M", "week": "j M", "month": "M Y", "year": "Y"}
LONG_FORMATS = {"day": "j M Y", "week": "j M Y", "month": "F Y", "year": "Y"}


@require_safe
@permission_required("donations.view_report", raise_exception=True)
def report(request):
    """The report for the filters in the address, or the filters again with what is wrong."""
    form = ReportForm(request.GET)
    return render_report(request, form, problems=sentences(form))


@require_POST
@permission_required("donations.export_report", raise_exception=True)
def export(request):
    """Send a file as CSV. That it was asked for stands in the audit log before a byte is read."""
    form = ExportForm(request.POST)
    if not form.is_valid():
        return render_report(
            request, ReportForm(request.POST), problems=sentences(form), status=400
        )
    now = timezone.now()
    filters = form.filters(as_of=min(form.cleaned_data["as_of"] or now, now))
    what = form.cleaned_data["what"]
    audit.record(
        request.user,
        "report.export",
        f"report:{what}",
        filters=filters.as_query(),
        as_of=filters.as_of,
        rows=exports.EXPORTS[what].count(filters),
        reason=form.cleaned_data["reason"],
    )
    return StreamingHttpResponse(
        exports.EXPORTS[what].stream(filters),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{exports.file_name(what, filters)}"'
        },
    )


def sentences(form) -> list[str]:
    """What is wrong with a form, each with the name of its field."""
    return [f"{form[name].label}: {error}" for name in form.errors for error in form.errors[name]]


def render_report(request, form, *, problems: list[str], status: int = 200):
    context = admin.site.each_context(request) | {
        "title": _("Donation report"),
        "form": form,
        "problems": problems,
        "campaigns": offered_campaigns(),
        "zone": timezone.get_default_timezone_name(),
    }
    if form.is_valid():
        context |= figures(form.filters(as_of=timezone.now()), form.cleaned_data["by"])
    return render(request, "admin/donations/report.html", context, status=status)


def figures(filters: reports.Filters, by: str) -> dict:
    """All that the page says about these filters."""
    rows = list(reports.rows(filters))
    shown = rows[:ROWS_SHOWN]
    names = campaign_names.names(Campaign.objects.filter(pk__in={row.campaign_pk for row in shown}))
    step, bars = reports.bars(filters, by)
    return {
        "filters": filters.as_query() | {"by": by, "as_of": filters.as_of.isoformat()},
        "as_of": filters.as_of,
        "total": reports.total(row.figures for row in rows),
        "elsewhere": reports.elsewhere(filters),
        "row_count": len(rows),
        "rows": [table_row(row, names[row.campaign_pk], filters) for row in shown],
        "step": step,
        "coarser": by and by != step,
        "bars": [(date_format(bar.first_day, LONG_FORMATS[step]), bar.figures) for bar in bars],
        "chart": bars and draw(step, bars),
    }


def table_row(row: reports.Row, name: campaign_names.CampaignName, filters: reports.Filters):
    """One line of the table, with the ways to the campaign's report and to the entries."""
    only_campaign = filters.as_query() | {"campaign": name.code}
    last_day = reports.after(row.month, "month") - timedelta(days=1)
    only_month = only_campaign | {
        "from": max(row.month, filters.first_day or row.month).isoformat(),
        "to": min(last_day, filters.last_day or last_day).isoformat(),
    }
    return {
        "month": row.month,
        "name": name,
        "figures": row.figures,
        "report": f"{reverse('admin:donations_report')}?{urlencode(only_campaign)}",
        "entries": f"{reverse('admin:donations_ledgerentry_changelist')}?{urlencode(only_month)}",
    }


def draw(step: str, bars: list[reports.Bar]) -> charts.Chart:
    return charts.draw(
        labels=[date_format(bar.first_day, SHORT_FORMATS[step]) for bar in bars],
        came=[bar.figures.gross_cents for bar in bars],
        went=[bar.figures.returned_cents for bar in bars],
    )


def offered_campaigns() -> list[campaign_names.CampaignName]:
    """The newest campaigns that can have money; any other is found by typing its code."""
    newest = Campaign.objects.filter(total__isnull=False).order_by("-pk")[:CAMPAIGNS_OFFERED]
    return list(campaign_names.names(newest).values())
