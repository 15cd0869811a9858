"""What finance types: amounts, days, campaigns, reasons. Each mistake gets its own sentence."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.periods import DayField
from campaigns import public_ids
from campaigns.models import Campaign
from campaigns.money import LONGEST_TYPED, parse_amount
from donations import disbursements
from donations.desk_lists import exact
from donations.models import RefundOrder
from donations.statements import MOST_BYTES

LONGEST_NOTE = 1000
PLAIN_TEXT = {"autocomplete": "off", "spellcheck": "false"}


class AmountField(forms.CharField):
    """An amount as people write it, in euros unless its label says so; gives cents above zero."""

    def __init__(self, **kwargs):
        attributes = PLAIN_TEXT | {"inputmode": "decimal", "maxlength": LONGEST_TYPED}
        kwargs.setdefault("label", _("Amount in euros"))
        super().__init__(widget=forms.TextInput(attrs=attributes), **kwargs)

    def clean(self, value) -> int:
        typed = super().clean(value)
        try:
            cents = parse_amount(typed)
        except ValueError as error:
            raise ValidationError(str(error)) from None
        if not cents:
            raise ValidationError(_("The amount must be above zero."))
        return cents


class CampaignField(forms.CharField):
    """The code of a campaign that was published; gives the campaign, or None when blank."""

    def __init__(self, **kwargs):
        attributes = PLAIN_TEXT | {"list": "campaigns", "maxlength": 80}
        kwargs.setdefault("label", _("Campaign code"))
        super().__init__(widget=forms.TextInput(attrs=attributes), **kwargs)

    def clean(self, value) -> Campaign | None:
        code = super().clean(value).lower()
        if not code:
            return None
        campaign = public_ids.is_campaign_id(code) and (
            Campaign.objects.filter(public_id=code, live_revision__isnull=False)
            .select_related("live_revision")
            .first()
        )
        if not campaign:
            raise ValidationError(
                _("No published campaign has the code “%(code)s”."), params={"code": code}
            )
        return campaign

    def prepare_value(self, value):
        return value.public_id if isinstance(value, Campaign) else value


class NoteField(forms.CharField):
    def __init__(self, **kwargs):
        super().__init__(
            max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 3}), **kwargs
        )


class PastDayField(DayField):
    """A day that has come."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.required = self.widget.is_required = True

    def clean(self, value):
        day = super().clean(value)
        if day > timezone.localdate():
            raise ValidationError(_("The day lies in the future."))
        return day


class ProposalForm(forms.Form):
    """What all proposals have in common; `proposed` says it in the words of donations.proposals."""

    campaign = CampaignField(help_text=_("The ten letters and digits in the address of its page."))
    amount = AmountField(help_text=_("For example 25 or 1 595.50."))
    day = PastDayField(label=_("Day"), initial=timezone.localdate)

    def proposed(self) -> dict:
        given = self.cleaned_data
        return {
            "campaign": given["campaign"],
            "cents": given["amount"],
            "effective_on": given["day"],
            "note": given["note"],
        }


class OfflineGiftForm(ProposalForm):
    title = _("An offline gift")
    intro = _("A bank transfer or cash. It counts for the campaign once a colleague has agreed.")

    note = NoteField(
        label=_("Evidence"),
        help_text=_("Where a colleague can check it: statement and entry, or receipt. No names."),
    )


class AdjustmentForm(ProposalForm):
    title = _("An adjustment")
    intro = _("Puts a campaign’s total right where nothing else can. Rare, and always explained.")

    direction = forms.ChoiceField(
        label=_("Direction"),
        choices=[("plus", _("adds to the campaign")), ("minus", _("takes from the campaign"))],
    )
    note = NoteField(label=_("Reason"), help_text=_("What was wrong, with its ids. No names."))

    field_order = ["campaign", "direction", "amount", "day", "note"]

    def proposed(self) -> dict:
        values = super().proposed()
        sign = -1 if self.cleaned_data["direction"] == "minus" else 1
        return values | {"cents": sign * values["cents"]}


class DisbursementForm(ProposalForm):
    """Money paid to the hero, for one line of the campaign's published budget."""

    title = _("A disbursement to the hero")
    intro = _("Money that has left our account for the hero. It does not change what was raised.")

    line_number = forms.TypedChoiceField(label=_("Budget line"), coerce=int)
    note = NoteField(
        label=_("Evidence"),
        help_text=_("How it was paid and where that is on record. Nobody’s name, no account."),
    )
    overdraft_reason = NoteField(
        label=_("Why more than there is"),
        help_text=_("Only if it is more than the campaign has: who bears the rest, until when."),
        required=False,
    )

    field_order = ["campaign", "line_number", "amount", "day", "note", "overdraft_reason"]

    def __init__(self, *args, campaign: Campaign, **kwargs):
        super().__init__(*args, **kwargs)
        # Chosen on the page before, for the lines to be its own.
        self.fields["campaign"].widget = forms.HiddenInput()
        self.fields["campaign"].initial = campaign
        self.fields["line_number"].choices = [
            ("", _("choose one")),
            *((line.place, in_words(line)) for line in disbursements.lines(campaign)),
        ]

    def proposed(self) -> dict:
        names = ["line_number", "overdraft_reason"]
        return super().proposed() | {name: self.cleaned_data[name] for name in names}


class CampaignForm(forms.Form):
    """The question before a disbursement: whose budget."""

    campaign = CampaignField(help_text=_("Its budget lines come on the next page."))


def in_words(line: disbursements.Line) -> str:
    """A budget line to choose, with what was paid of it."""
    return _("%(place)d. %(label)s: %(paid)s of %(planned)s paid") % {
        "place": line.place,
        "label": line.label,
        "paid": exact(line.paid_cents),
        "planned": exact(line.planned_cents),
    }


class RefundForm(forms.Form):
    """How much of a payment goes back, and why. `seen` is the last order the page showed."""

    amount = AmountField()
    reason = forms.ChoiceField(label=_("Reason"), choices=RefundOrder.Reason.choices)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, currency: str, **kwargs):
        super().__init__(*args, **kwargs)
        if currency != "EUR":
            self.fields["amount"].label = _("Amount in %(currency)s") % {"currency": currency}

    def clean(self):
        if "seen" in self.errors:
            self.add_error(None, _("This page was changed on its way. Open the gift again."))


class SettleForm(forms.Form):
    resolution = NoteField(
        label=_("Settled, because"),
        help_text=_("One sentence for whoever looks at it in a year. No names."),
    )


class TransferForm(forms.Form):
    """Where held money should go: a campaign, or nowhere for the common fund."""

    campaign = CampaignField(required=False)
    note = NoteField(label=_("Why there"), help_text=_("For the colleague who agrees. No names."))
    to = forms.ChoiceField(
        label=pgettext_lazy("where money goes", "To"),
        choices=[("campaign", _("the campaign")), ("general", _("the common fund"))],
    )

    def clean(self):
        if self.cleaned_data.get("to") == "general":
            # Whatever stands in the field of the other button.
            self.errors.pop("campaign", None)
            self.cleaned_data["campaign"] = None
        elif "campaign" not in self.errors and not self.cleaned_data.get("campaign"):
            self.add_error("campaign", _("Say which campaign it should go to."))


class StatementForm(forms.Form):
    file = forms.FileField(
        label=_("Bank statement"),
        help_text=_("CAMT.053, as the bank gives it: one XML file, 3 MB at most."),
        widget=forms.FileInput(attrs={"accept": ".xml,.camt,.053,application/xml,text/xml"}),
        error_messages={"empty": _("This file is empty.")},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("This file is larger than 3 MB; take a shorter period."))
        return file


class CreditsForm(forms.Form):
    """For each credit of a statement a campaign, or none to leave it out."""

    def __init__(self, *args, credits, **kwargs):
        super().__init__(*args, **kwargs)
        for credit in credits:
            self.fields[f"campaign_{credit.number}"] = CampaignField(
                label=_("Campaign of entry %(number)s") % {"number": credit.number},
                required=False,
                initial=credit.code,
            )

    def campaign_of(self, credit) -> Campaign | None:
        return self.cleaned_data[f"campaign_{credit.number}"]
