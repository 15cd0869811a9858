"""What a colleague may ask of the report and of the lists of money. Blank means all."""

from datetime import UTC, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.periods import PeriodForm
from campaigns.models import Campaign
from donations.reports import Filters


class FilterForm(PeriodForm):
    """From, to (both included) and campaign."""

    campaign = forms.CharField(
        label=_("Campaign code"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "size": 14}),
    )

    def clean_campaign(self) -> Campaign | None:
        code = self.cleaned_data["campaign"].lower()
        if not code:
            return None
        campaign = Campaign.objects.only("public_id").filter(public_id=code).first()
        if campaign is None:
            raise ValidationError(_("No campaign has the code “%(code)s”."), params={"code": code})
        return campaign

    def filters(self, as_of) -> Filters:
        """The filters of a valid form, as of a moment."""
        return Filters(
            as_of=as_of,
            first_day=self.cleaned_data["first_day"],
            last_day=self.cleaned_data["last_day"],
            campaign=self.cleaned_data["campaign"],
        )


class ReportForm(FilterForm):
    by = forms.ChoiceField(
        label=_("Bars by"),
        required=False,
        choices=[
            ("", pgettext_lazy("bars by", "as fits")),
            ("day", pgettext_lazy("bars by", "day")),
            ("week", pgettext_lazy("bars by", "week")),
            ("month", pgettext_lazy("bars by", "month")),
        ],
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # The page offers some codes; any other may be typed all the same.
        self.fields["campaign"].widget.attrs["list"] = "campaigns"


class ExportForm(ReportForm):
    """The filters of a page that was looked at, and the moment it showed."""

    as_of = forms.DateTimeField(
        required=False,
        widget=forms.HiddenInput,
        validators=[MinValueValidator(datetime(2000, 1, 1, tzinfo=UTC))],
    )
    what = forms.ChoiceField(choices=[("months", _("months")), ("entries", _("entries"))])
    reason = forms.CharField(label=_("What for"), required=False, max_length=200)
