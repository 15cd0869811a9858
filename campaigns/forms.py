"""What staff type, turned into what the house keeps: cents, midnights, digests, pixels."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns import pictures
from campaigns.leakguard import terms
from campaigns.localized import LocalizedFormField
from campaigns.models import BudgetLine, Campaign, Picture, Revision
from campaigns.money import parse_amount

MOST_LINES = 20
# Twenty such lines still fit the column that holds the goal.
MOST_CENTS_A_LINE = 1_000_000_00
FURTHEST_DAYS = 5 * 366
# A protected term of two letters would be found in every other word.
SHORTEST_TERM = 3
PICTURE_TYPES = "image/jpeg,image/png,image/webp"


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


class CampaignForm(ClosingForm):
    """The draft, as its caseworker writes it."""

    picture_file = forms.FileField(
        label=_("New picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": PICTURE_TYPES}),
        help_text=_(
            "JPEG, PNG or WebP, up to 10 MB. Only its pixels are kept: place, time and device go."
        ),
    )
    picture_origin = forms.ChoiceField(
        label=_("It is"), choices=Picture.Origin.choices, initial=Picture.Origin.GENERATED
    )
    picture_alt = LocalizedFormField(
        label=_("Description for those who do not see it"), required=False, max_length=300
    )
    picture_removed = forms.BooleanField(label=_("Remove the picture"), required=False)
    protected_words = forms.CharField(
        label=_("Add words"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_(
            "Names, places, nicknames: one a line, in every alphabet they are written in. They "
            "are kept as fingerprints, so nobody can read them here again."
        ),
    )
    protected_forgotten = forms.BooleanField(
        label=_("Forget the words that are protected now"), required=False
    )

    class Meta:
        model = Campaign
        fields = [
            "title",
            "summary",
            "story",
            "hero_name",
            "anonymity",
            "category",
            "case_ref",
            "closing_rule",
            "last_day",
            "time_zone",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        picture = self.instance.picture
        if picture:
            self.fields["picture_origin"].initial = picture.origin
            self.fields["picture_alt"].initial = picture.alt
        if not closing_is_open(self.instance):
            for name in ClosingForm.Meta.fields + ["time_zone"]:
                self.fields[name].disabled = True

    def clean_picture_file(self):
        upload = self.cleaned_data["picture_file"]
        if not upload:
            return None
        if upload.size > pictures.MAX_BYTES:
            raise ValidationError(_("The file is larger than 10 MB. Please save it smaller."))
        data = upload.read()
        try:
            pictures.redraw(data)
        except pictures.Refused as refusal:
            raise ValidationError(str(refusal)) from None
        return data

    def clean_protected_words(self):
        words = [word.strip() for word in self.cleaned_data["protected_words"].splitlines()]
        words = [word for word in words if word]
        for word in words:
            if not terms.keys(word):
                raise ValidationError(
                    _("“%(word)s” is too short: it would be found in ordinary words."),
                    params={"word": word},
                )
        return words

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("picture_file") and cleaned.get("picture_removed"):
            self.add_error("picture_removed", _("Either a new picture or none."))
        return cleaned

    def chosen_picture(self) -> Picture | None:
        """The picture the draft has from now on; a new file becomes one here."""
        chosen, current = self.cleaned_data, self.instance.picture
        words = {"origin": chosen["picture_origin"], "alt": chosen["picture_alt"]}
        if chosen["picture_file"]:
            return pictures.accept(chosen["picture_file"], **words)
        if chosen["picture_removed"] or current is None:
            return None
        # What was frozen holds its own copy of these words, so only the draft changes.
        current.origin, current.alt = words["origin"], words["alt"]
        current.save(update_fields=["origin", "alt"])
        return current


class BudgetLineForm(forms.ModelForm):
    amount = forms.CharField(
        label=_("Amount in euros"),
        max_length=32,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    position = forms.IntegerField(
        label=_("Place"),
        required=False,
        min_value=1,
        max_value=999,
        help_text=_("Gifts fill the lines in this order. Empty: at the end."),
    )

    class Meta:
        model = BudgetLine
        fields = ["position", "label"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["amount"].initial = typed_amount(self.instance.amount_cents)
        else:
            self.initial.pop("position", None)

    def clean_amount(self):
        try:
            cents = parse_amount(self.cleaned_data["amount"])
        except ValueError as problem:
            raise ValidationError(str(problem)) from None
        if not 0 < cents <= MOST_CENTS_A_LINE:
            raise ValidationError(_("A line is more than nothing and at most a million euros."))
        return cents

    def save(self, commit=True):
        self.instance.amount_cents = self.cleaned_data["amount"]
        return super().save(commit)


def typed_amount(cents: int) -> str:
    """An amount as a person would type it: "600" or "600.50"."""
    euros, rest = divmod(cents, 100)
    return f"{euros}.{rest:02}" if rest else str(euros)


class BudgetLineFormSet(forms.BaseInlineFormSet):
    """The lines of one budget, in order; a line without a place goes to the end."""

    def clean(self):
        super().clean()
        lines = [form for form in self.forms if form.has_changed() or form.instance.pk]
        last = max((form.cleaned_data.get("position") or 0 for form in lines), default=0)
        for form in lines:
            if not form.cleaned_data.get("position"):
                last += 1
                form.instance.position = last
