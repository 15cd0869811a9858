"""The give form: what a donor types, in our units."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from campaigns import choices, leakguard
from campaigns.money import format_money, parse_amount
from campaigns.plaintext import characters
from donations import form_tokens

OTHER = "other"
TOO_YOUNG = "too_young"
NAME_LENGTH, MESSAGE_LENGTH = 40, 200


def amounts() -> list[tuple[str, str]]:
    """The amounts to choose from, as (value of the radio button, label)."""
    offered = choices.current().presets
    return [(str(euros), money(cents)) for euros, cents in offered] + [(OTHER, _("Other"))]


def money(cents: int) -> str:
    return format_money(cents, get_language())


class PlainText(forms.CharField):
    """A line of text without characters that nobody sees, of at most so many code points.

    The browser is not told the limit: it would cut a pasted text without a word.
    """

    def __init__(self, *, limit: int, **kwargs):
        message = gettext_lazy(
            "This is too long: it has %(show_value)d characters, and %(limit_value)d fit."
        )
        super().__init__(validators=[MaxLengthValidator(limit, message)], **kwargs)

    def to_python(self, value):
        return characters.one_line(characters.clean(super().to_python(value)))

    def clean(self, value):
        text = super().clean(value)
        # Shapes only. A protected term is the moderator's to find: an answer from here would
        # tell anybody who tries names which of them is the hero's.
        found = leakguard.find_shapes(text)
        advice = [one.advice for one in found if one.severity == leakguard.BLOCK]
        if advice:
            raise ValidationError(
                [
                    _("%(advice)s It could lead to you or to the hero.") % {"advice": sentence}
                    for sentence in dict.fromkeys(advice)
                ]
            )
        return text


class GiftForm(forms.Form):
    """Reads the give form of one campaign; `gift` is what checkout.start takes."""

    token = forms.CharField(required=False, widget=forms.HiddenInput)
    amount = forms.ChoiceField(
        required=False,
        choices=amounts,
        widget=forms.RadioSelect,
        error_messages={
            "invalid_choice": gettext_lazy("Choose one of these amounts, or write your own below.")
        },
    )
    other_amount = forms.CharField(
        required=False,
        label=gettext_lazy("Other amount"),
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
    display_name = PlainText(
        limit=NAME_LENGTH,
        required=False,
        label=gettext_lazy("Name to show (optional)"),
        widget=forms.TextInput(
            {"autocomplete": "off", "placeholder": gettext_lazy("Anonymous"), "dir": "auto"}
        ),
    )
    message = PlainText(
        limit=MESSAGE_LENGTH,
        required=False,
        label=gettext_lazy("A few words (optional)"),
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
    )
    email = forms.EmailField(
        required=False,
        label=gettext_lazy("E-mail (optional)"),
        widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "invalid": gettext_lazy(
                "This address is not complete. Something like name@example.org is needed, "
                "or leave the field empty."
            )
        },
    )
    closing_notice = forms.BooleanField(required=False)

    def __init__(self, *args, campaign, **kwargs):
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        holds = choices.current()
        self.fields["other_amount"].help_text = _(
            "If you write a number here, it counts instead of the choice above. "
            "From %(least)s to %(most)s."
        ) % {"least": money(holds.least_cents), "most": money(holds.most_cents)}
        self.fields["message"].help_text = _(
            "Up to %(limit)d characters. A moderator reads name and words before they are shown, "
            "and they never stand beside an amount or a date. Please leave out names, places and "
            "telephone numbers."
        ) % {"limit": MESSAGE_LENGTH}
        self.fields["email"].help_text = _(
            "Only for what you ask for here. We keep the address encrypted, show it to nobody, "
            "and delete it %(days)d days after the campaign closes, or after %(months)d months "
            "if that comes first. Without an address you get a code on the next page."
        ) % {
            "days": settings.CONTACT_KEPT_DAYS_AFTER_CLOSING,
            "months": settings.CONTACT_KEPT_DAYS_AT_MOST // 30,
        }

    def clean_token(self) -> str:
        try:
            return form_tokens.read(self.cleaned_data["token"], self.campaign.public_id)
        except form_tokens.TooYoung:
            raise ValidationError(
                _(
                    "You were quicker than most people, and some programs that try stolen cards "
                    "are as quick. Everything you wrote is here: please send it once more."
                ),
                code=TOO_YOUNG,
            ) from None
        except form_tokens.BadToken:
            raise ValidationError(
                _(
                    "This form was open for too long, so we have renewed it. "
                    "Nothing you wrote is lost: please look it over and send it again."
                )
            ) from None

    def clean_other_amount(self) -> int | None:
        typed = self.cleaned_data["other_amount"]
        if not typed:
            return None
        try:
            cents = parse_amount(typed)
        except ValueError as error:
            raise ValidationError(str(error)) from None
        holds = choices.current()
        if cents < holds.least_cents:
            least = money(holds.least_cents)
            raise ValidationError(_("Write an amount of %(least)s or more.") % {"least": least})
        if cents > holds.most_cents:
            most = money(holds.most_cents)
            raise ValidationError(_("Write an amount of %(most)s or less.") % {"most": most})
        return cents

    def clean(self):
        cleaned = super().clean()
        if {"amount", "other_amount"} <= cleaned.keys() and cleaned["other_amount"] is None:
            if cleaned["amount"] == OTHER:
                self.add_error("other_amount", _("Write how much you want to give."))
            elif not cleaned["amount"]:
                self.add_error("amount", _("Choose an amount, or write your own below."))
        if cleaned.get("closing_notice") and cleaned.get("email") == "":
            self.add_error(
                "email",
                _("A letter needs an address: write one, or take away the tick below."),
            )
        return cleaned

    @property
    def gift(self) -> dict:
        """What a valid form asks for, by the names checkout.start has for it."""
        typed = self.cleaned_data
        names = ("email", "closing_notice", "display_name", "message")
        own = typed["other_amount"]
        return {
            "cents": int(typed["amount"]) * 100 if own is None else own,
            "form_token": typed["token"],
            **{name: typed[name] for name in names},
        }

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Every error as (id of the input or "", sentence), in the order of the page."""
        inputs = {field.name: field.id_for_label for field in self.visible_fields()}
        # A group of radio buttons has no label of its own: the first of them is its place.
        inputs["amount"] = self["amount"][0].id_for_label
        return [
            (inputs.get(name, ""), sentence)
            for name in ("token", *inputs)
            for sentence in self.errors.get(name, [])
        ]
