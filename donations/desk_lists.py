"""What the lists of money share: read-only, narrowed by typed values, cheap at any length."""

from datetime import datetime

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.admin import ReadOnlyAdmin
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


class TypedFilter(admin.ListFilter):
    """From, to and campaign code, as typed. A choice of all campaigns would grow without end."""

    title = _("period and campaign")
    template = "admin/donations/typed_filter.html"
    # The moment of a row that the period is about.
    moment = ""

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        self.form = FilterForm(request.GET, auto_id="filter-%s")
        for name in self.expected_parameters():
            if name in params:
                self.used_parameters[name] = params.pop(name)[-1]

    def expected_parameters(self):
        return [field.html_name for field in self.form]

    def has_output(self):
        return True

    def choices(self, changelist):
        """The other filters of the list, to be sent along with these."""
        others = changelist.get_filters_params()
        return [
            {"name": name, "value": value}
            for name, values in others.items()
            if name not in self.expected_parameters()
            for value in values
        ]

    def queryset(self, request, queryset):
        if not self.form.is_valid():
            for errors in self.form.errors.values():
                for error in errors:
                    messages.error(request, error)
            # All rows would look like an answer to what was asked.
            return queryset.none()
        filters = self.form.filters(as_of=timezone.now())
        return queryset.filter(limits(filters, self.moment))


class BegunFilter(TypedFilter):
    moment = "created_at"


class HappenedFilter(TypedFilter):
    moment = "effective_at"
