"""What the lists of money share: read-only, narrowed by typed values, cheap at any length."""

from datetime import datetime

from django.contrib import admin
from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.desk_lists import ReadOnlyAdmin, TypedFilter
from campaigns.money import format_money
from donations.report_forms import FilterForm
from donations.reports import limits

# What stands where there is nothing to say; a detail page would write "None".
NOTHING = "—"


def exact(cents: int, currency: str = "EUR") -> str:
    return format_money(cents, get_language(), currency, exact=True)


def day(moment: datetime) -> str:
    return date_format(localtime(moment), "j M Y")


def minute(moment: datetime) -> str:
    return date_format(localtime(moment), "j M Y, H:i")


def moment_column(name: str, description, write=minute):
    """A column, or a field to read, that writes one moment of a row: to the minute, or its day."""

    @admin.display(description=description)
    def column(model_admin, row):
        moment = getattr(row, name)
        return write(moment) if moment else NOTHING

    return column


def person_column(name: str, description):
    """A colleague of a row by name: the page of a colleague is not for everybody to open."""

    @admin.display(description=description)
    def column(model_admin, row):
        return str(getattr(row, name) or NOTHING)

    return column


class BoundedPaginator(Paginator):
    """Counts no further than MOST rows: what lies beyond is found by filters, not by paging."""

    MOST = 10_000

    @cached_property
    def counted(self) -> int:
        rows = self.object_list.order_by().values("pk")
        return rows[: self.MOST + 1].count()

    @cached_property
    def count(self) -> int:
        return min(self.counted, self.MOST)

    @property
    def has_more(self) -> bool:
        return self.counted > self.MOST


class MoneyAdmin(ReadOnlyAdmin):
    """A list that a year of gifts does not slow down."""

    paginator = BoundedPaginator
    list_per_page = 50
    show_full_result_count = False
    # Numbers beside every filter would count the whole table once for each.
    show_facets = admin.ShowFacets.NEVER
    empty_value_display = NOTHING

    class Media:
        css = {"all": ["css/report.css"]}

    def changelist_view(self, request, extra_context=None):
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, title | (extra_context or {}))


class PeriodFilter(TypedFilter):
    """From, to and campaign code."""

    title = _("period and campaign")
    form_class = FilterForm
    # The moment of a row that the period is about.
    moment = ""

    def narrow(self, queryset):
        return queryset.filter(limits(self.form.filters(as_of=timezone.now()), self.moment))


class BegunFilter(PeriodFilter):
    moment = "created_at"


class HappenedFilter(PeriodFilter):
    moment = "effective_at"
