"""What staff choose, as they type it: a form for each subject, whose `value` is what it chooses.

A field that is left empty chooses nothing: what the settings or the page itself say holds.
"""

import re

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.names import validate_name
from campaigns.choices import PRODUCT, Subject
from campaigns.localized import LocalizedFormField
from campaigns.markup import render_story
from campaigns.money import format_money, parse_amount
from campaigns.plaintext import characters
from campaigns.writing_widgets import StoryWidget

NAME_LENGTH = 60
FEWEST_PRESETS, MOST_PRESETS = 2, 6
MOST_URGENT_DAYS = 60
# On a statement stand the account's prefix, "* " and this word, 22 signs together. A prefix has at
# most ten at Stripe, so this fits behind any.
WORD_LENGTH = 10
PRINTED = re.compile("[A-Za-z0-9 ]*")
# Four of these, in letters of several bytes, fit into one request.
TEXT_LENGTH = 8000


class Line(forms.CharField):
    """One line of text without characters that nobody sees.

    The browser is not told how long it may be: it would cut what is pasted without a word.
    """

    def __init__(self, **kwargs):
        super().__init__(required=False, widget=forms.TextInput({"autocomplete": "off"}), **kwargs)

    def widget_attrs(self, widget):
        return {}

    def to_python(self, value):
        return characters.one_line(characters.clean(super().to_python(value)))


class ChoiceForm(forms.Form):
    """`base` is the version that the page was drawn from."""

    base = forms.IntegerField(min_value=0, max_value=10**9, widget=forms.HiddenInput)

    @staticmethod
    def as_typed(value: dict) -> dict:
        """What its fields hold when a value was chosen."""
        return value

    @property
    def value(self) -> dict:
        """What a valid form chooses, by name; nothing under a name where a field is empty."""
        chosen = {name: self.cleaned_data[name] for name in self.fields if name != "base"}
        return {name: one for name, one in chosen.items() if one not in ("", None, [])}


class NameForm(ChoiceForm):
    name = Line(
        label=gettext_lazy("Organisation’s name"),
        max_length=NAME_LENGTH,
        validators=[validate_name],
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _(
            "Donors read it at the top and the bottom of every page, and under letters. It is the "
            "same in every language. Empty: %(product)s."
        ) % {"product": PRODUCT}


class GiftsForm(ChoiceForm):
    presets = Line(label=gettext_lazy("Amounts to choose from"), max_length=80)
    preselected = Line(label=gettext_lazy("Chosen beforehand"), max_length=20)
    least_cents = Line(label=gettext_lazy("Least gift"), max_length=20)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["presets"].help_text = _(
            "From %(fewest)d to %(most)d amounts in whole euros, with commas between them. Donors "
            "can always write another one. Empty: %(usual)s."
        ) % {
            "fewest": FEWEST_PRESETS,
            "most": MOST_PRESETS,
            "usual": ", ".join(map(str, settings.GIFT_PRESETS)),
        }
        self.fields["preselected"].help_text = _(
            "One of these amounts. A modest one: who hurries gives what is chosen."
        )
        self.fields["least_cents"].help_text = _(
            "From %(least)s to %(most)s; these limits are set on the server. Higher for some days, "
            "it keeps those away who try stolen cards."
        ) % {"least": money(settings.MIN_GIFT_CENTS), "most": money(settings.MAX_GIFT_CENTS)}

    @staticmethod
    def as_typed(value):
        typed = dict(value)
        if "presets" in value:
            typed["presets"] = ", ".join(map(str, value["presets"]))
        if "least_cents" in value:
            euros, cents = divmod(value["least_cents"], 100)
            typed["least_cents"] = f"{euros}.{cents:02}" if cents else str(euros)
        return typed

    def clean_presets(self) -> list[int]:
        listed = re.split("[,;]", self.cleaned_data["presets"])
        amounts = [whole_euros(one) for one in listed if one.strip()]
        if len(set(amounts)) < len(amounts):
            raise ValidationError(_("Write each amount once."))
        if amounts and not FEWEST_PRESETS <= len(amounts) <= MOST_PRESETS:
            raise ValidationError(
                _("Write from %(fewest)d to %(most)d amounts.")
                % {"fewest": FEWEST_PRESETS, "most": MOST_PRESETS}
            )
        return sorted(amounts)

    def clean_preselected(self) -> int | None:
        typed = self.cleaned_data["preselected"]
        return whole_euros(typed) if typed else None

    def clean_least_cents(self) -> int | None:
        typed = self.cleaned_data["least_cents"]
        cents = amount(typed) if typed else None
        if cents is not None and not settings.MIN_GIFT_CENTS <= cents <= settings.MAX_GIFT_CENTS:
            raise ValidationError(
                _("The least gift is from %(least)s to %(most)s.")
                % {"least": money(settings.MIN_GIFT_CENTS), "most": money(settings.MAX_GIFT_CENTS)}
            )
        return cents

    def clean(self):
        typed = super().clean()
        if self.errors:
            return typed
        presets, preselected = typed["presets"], typed["preselected"]
        least_cents = typed["least_cents"] or settings.MIN_GIFT_CENTS
        offered = presets or settings.GIFT_PRESETS
        fits = [euros for euros in offered if least_cents <= euros * 100 <= settings.MAX_GIFT_CENTS]
        beside = [euros for euros in offered if euros not in fits]
        # Those of the installation only make way, as long as there is something to choose from.
        if beside and (presets or len(fits) < FEWEST_PRESETS):
            self.add_error(
                "presets",
                _("Gifts are from %(least)s to %(most)s, so these do not fit: %(beside)s.")
                % {
                    "least": money(least_cents),
                    "most": money(settings.MAX_GIFT_CENTS),
                    "beside": ", ".join(map(str, beside)),
                },
            )
        if preselected is None and presets:
            self.add_error("preselected", _("Say which of the amounts is chosen beforehand."))
        elif preselected is not None and preselected not in fits:
            self.add_error("preselected", _("This is none of the amounts to choose from."))
        return typed


class UrgencyForm(ChoiceForm):
    days = forms.IntegerField(
        label=gettext_lazy("Days left"),
        required=False,
        min_value=1,
        max_value=MOST_URGENT_DAYS,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["days"].help_text = _(
            "With so many whole days left, or fewer, a campaign is marked as urgent and found "
            "among the urgent ones. From 1 to %(most)d. Empty: %(usual)d."
        ) % {"most": MOST_URGENT_DAYS, "usual": settings.URGENT_DAYS}


class StatementForm(ChoiceForm):
    word = Line(label=gettext_lazy("Word on bank statements"), max_length=WORD_LENGTH)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["word"].help_text = _(
            "Banks print it behind the short name of the account at Stripe, for every gift the "
            "same. Whoever sees a donor’s statement reads it, at a border or at work: no cause, no "
            "country, no campaign, no name of the organisation that says what it is for. A dull "
            "word is a good one. Latin letters, at most %(length)d. Empty: %(usual)s."
        ) % {"length": WORD_LENGTH, "usual": settings.STRIPE_STATEMENT_SUFFIX}

    def clean_word(self):
        word = self.cleaned_data["word"]
        if not PRINTED.fullmatch(word):
            raise ValidationError(_("Write Latin letters without marks, digits and spaces alone."))
        if word and not any(sign.isalpha() for sign in word):
            raise ValidationError(_("Stripe asks for at least one letter."))
        return word


class TextForm(ChoiceForm):
    """A page of our own words, or of theirs: language by language."""

    text = LocalizedFormField(
        label=gettext_lazy("Text"), required=False, max_length=TEXT_LENGTH, box=forms.Textarea
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].widget = StoryWidget(render_story)
        self.fields["text"].help_text = _(
            "It stands below the heading of the page and takes the place of our own words. A "
            "language that is left empty keeps them. What you promise must be true: how long the "
            "program keeps things does not change by what is written here."
        )

    @staticmethod
    def as_typed(value):
        return {"text": value}

    @property
    def value(self):
        return self.cleaned_data["text"]

    def clean_text(self) -> dict[str, str]:
        texts = {code: characters.clean(text) for code, text in self.cleaned_data["text"].items()}
        names = dict(settings.LANGUAGES)
        silent = [
            names[code]
            for code, text in texts.items()
            if not strip_tags(render_story(text)).strip()
        ]
        if silent:
            raise ValidationError(
                _("There are signs in it, but no words to read: %(languages)s.")
                % {"languages": ", ".join(silent)}
            )
        return texts


FORMS = {
    Subject.NAME: NameForm,
    Subject.GIFTS: GiftsForm,
    Subject.URGENCY: UrgencyForm,
    Subject.STATEMENT: StatementForm,
    Subject.GIVING_SAFELY: TextForm,
    Subject.PRIVACY: TextForm,
}


def money(cents: int) -> str:
    return format_money(cents, get_language())


def amount(typed: str) -> int:
    try:
        return parse_amount(typed)
    except ValueError as error:
        raise ValidationError(str(error)) from None


def whole_euros(typed: str) -> int:
    euros, cents = divmod(amount(typed), 100)
    if cents:
        raise ValidationError(_("Write whole euros: “%(typed)s”.") % {"typed": typed.strip()})
    return euros
