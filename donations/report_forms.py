"""What a colleague may ask of the report and of the lists of money. Blank means all."""

from datetime import UTC, date, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign
from donations.reports import Filters

FIRST_POSSIBLE, LAST_POSSIBLE = date(2000, 1, 1), date(2099, 12, 31)


class DayField(forms.DateField):
    """A day; what cannot be read is named in the message, since browsers blank it in the field."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def __init__(self, **kwargs):
        between = _("Choose a day between 2000 and 2099.")
        super().__init__(
            required=False,
            validators=[
                MinValueValidator(FIRST_POSSIBLE, message=between),
                MaxValueValidator(LAST_POSSIBLE, message=between),
            ],
            **kwargs,
        )

    def to_python(self, value):
        try:
            return super().to_python(value)
        except ValidationError:
            raise ValidationError(
                _("“%(typed)s” is not a day. Write it like 2026-03-18."),
                code="invalid",
                params={"typed": value},
            ) from None


class FilterForm(forms.Form):
    """From, to (both included) and campaign."""

    first_day = DayField(label=_("From"))
    last_day = DayField(label=_("To"))
    campaign = forms.CharField(
        label=_("Campaign code"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "size": 14}),
    )

    def add_prefix(self, field_name):
        # The names in addresses; "from" cannot be the name of an attribute.
        names = {"first_day": "from", "last_day": "to"}
        return super().add_prefix(names.get(field_name, field_name))

    def clean_campaign(self) -> Campaign | None:
        code = self.cleaned_data["campaign"].lower()
        if not code:
            return None
        campaign = Campaign.objects.only("public_id").filter(public_id=code).first()
        if campaign is None:
            raise ValidationError(_("No campaign has the code “%(code)s”."), params={"code": code})
        return campaign

    def clean(self):
        first, last = self.cleaned_data.get("first_day"), self.cleaned_data.get("last_day")
        if first and last and first > last:
            self.add_error("last_day", _("The last day is before the first."))

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
        choices=[("", _("as fits")), ("day", _("day")), ("week", _("week")), ("month", _("month"))],
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
