"""What the hero agreed to, as its caseworker types it."""

import re
from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.forms import FURTHEST_DAYS
from campaigns.leakguard import terms
from campaigns.localized import TypedText
from campaigns.models import Consent


class ProtectedWordsField(TypedText):
    """Words that must never appear, one a line; gives a list. None is too short to be found."""

    def __init__(self, **kwargs):
        attrs = {"rows": 3, "autocomplete": "off", "spellcheck": "false"}
        super().__init__(
            required=False, max_length=4000, widget=forms.Textarea(attrs=attrs), **kwargs
        )

    def clean(self, value):
        listed = re.split(r"[\n,;]", super().clean(value))
        words = [word.strip() for word in listed if word.strip()]
        for word in words:
            if not terms.keys(word):
                raise ValidationError(
                    _("“%(word)s” is too short: it would be found in ordinary words."),
                    params={"word": word},
                )
        return words


def day(**kwargs) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, **kwargs)


class ConsentForm(forms.Form):
    """Gives the arguments of consents.record by their names."""

    scope = forms.ChoiceField(
        label=_("What they agreed to"),
        choices=Consent._meta.get_field("scope").choices,
        widget=forms.RadioSelect,
        help_text=_("The most that a text may tell; one that tells less is covered too."),
    )
    channel = forms.ChoiceField(
        label=_("How they agreed"),
        choices=Consent.Channel,
        widget=forms.RadioSelect,
        help_text=_("Only the way: no number, no address, no name is kept."),
    )
    given_on = day(label=_("Day they agreed"))
    until = day(
        label=_("Holds until"),
        help_text=_("Included. Two weeks before, and on that day, you are asked to talk again."),
    )
    never = ProtectedWordsField(
        label=_("What must never appear"),
        help_text=_(
            "The real name, the town, the names of relatives: one a line. They join the words this "
            "campaign protects and are kept as fingerprints, so nobody can read them here again."
        ),
    )

    def clean_given_on(self):
        given_on = self.cleaned_data["given_on"]
        if given_on > timezone.localdate():
            raise ValidationError(_("This day has not come yet."))
        return given_on

    def clean_until(self):
        until, today = self.cleaned_data["until"], timezone.localdate()
        if until < today:
            raise ValidationError(_("This day is over."))
        if until > today + timedelta(days=FURTHEST_DAYS):
            raise ValidationError(_("This is too far away."))
        return until

    def clean(self):
        cleaned = super().clean()
        given_on, until = cleaned.get("given_on"), cleaned.get("until")
        if given_on and until and until <= given_on:
            self.add_error("until", _("It has to hold longer than the day they agreed."))
        return cleaned
