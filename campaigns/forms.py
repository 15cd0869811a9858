"""When a campaign closes, as somebody types it: a rule, and for one of them a day."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, Revision

FURTHEST_DAYS = 5 * 366


def midnight_after(day: date, zone: str) -> datetime:
    """The moment a last day is over where the campaign is at home."""
    return datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(zone))


def closing_is_open(campaign: Campaign) -> bool:
    """Whether the author still decides when it closes: before anybody else has read it."""
    in_review = [Revision.State.SUBMITTED, Revision.State.SCHEDULED]
    return campaign.pk is None or (
        campaign.status == Campaign.Status.DRAFT
        and not campaign.revisions.filter(state__in=in_review).exists()
    )


class ClosingForm(forms.ModelForm):
    """When a campaign closes: the rule, and for a date the last day, which is included.

    ends_at() gives the moment; it is None for rules without a date.
    """

    last_day = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Included: gifts are taken until midnight after it."),
    )

    class Meta:
        model = Campaign
        fields = ["closing_rule", "last_day"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["last_day"].initial = self.instance.ends_on

    def clean_time_zone(self):
        zone = self.cleaned_data["time_zone"]
        if zone not in available_timezones():
            raise ValidationError(
                _("“%(zone)s” is not a time zone. Write it as in Europe/Warsaw."),
                params={"zone": zone},
            )
        return zone

    def clean(self):
        cleaned = super().clean()
        # Without a valid zone nobody knows what day it is there.
        if "time_zone" not in self.errors and not self.fields["last_day"].disabled:
            self.check_last_day(cleaned.get("last_day"))
        return cleaned

    def check_last_day(self, day: date | None) -> None:
        if self.cleaned_data.get("closing_rule") != Campaign.ClosingRule.ON_DATE:
            return
        if day is None:
            if "last_day" not in self.errors:
                self.add_error("last_day", _("A campaign that closes after its last day needs it."))
            return
        today = timezone.now().astimezone(ZoneInfo(self.zone())).date()
        if day < today:
            self.add_error("last_day", _("This day is over."))
        elif day > today + timedelta(days=FURTHEST_DAYS):
            self.add_error("last_day", _("This is too far away."))

    def zone(self) -> str:
        return self.cleaned_data.get("time_zone") or self.instance.time_zone

    def ends_at(self) -> datetime | None:
        by_date = self.cleaned_data["closing_rule"] == Campaign.ClosingRule.ON_DATE
        return midnight_after(self.cleaned_data["last_day"], self.zone()) if by_date else None
