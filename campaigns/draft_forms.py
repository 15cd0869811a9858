"""The form a draft is written in, and the parts of a draft that it holds.

A form that is wrong in one place still gives every part that is right: nobody loses a story for
an amount.
"""

import re
from collections.abc import Iterator
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from campaigns import brief, budget_forms, parts, pictures, public
from campaigns.budget_forms import Complaint
from campaigns.consent_forms import ProtectedWordsField
from campaigns.forms import ClosingForm, closing_is_open
from campaigns.localized import LocalizedFormField, TypedText, in_language
from campaigns.markup import render_story
from campaigns.models import Campaign, Picture
from campaigns.writing_widgets import ExplainedChoice, StoryWidget

MOST_SPELLINGS = 10
LONGEST_NAME = 60
NAME = re.compile(r"[^\W\d_][^\d_]*")
PICTURE_TYPES = "image/jpeg,image/png,image/webp"

# Who, the story, the picture, the closing, the questions; the budget stands before the picture.
PAGE_ORDER = (
    *("hero_name", "hero_spellings", "anonymity", "protected_words", "protected_forgotten"),
    *("total_shown", "category", "case_ref", "title", "summary", "story"),
    *("picture_file", "picture_origin", "picture_alt", "picture_removed"),
)
# What a draft may lack, but nothing that goes to review.
NEEDED = {"title", "story", "last_day"}

CLOSING_EXPLAINED = {
    Campaign.ClosingRule.ON_GOAL: _(
        "Within a minute of the gift that reaches the sum of the budget."
    ),
    Campaign.ClosingRule.ON_DATE: _("At midnight after the last day; that day is included."),
    Campaign.ClosingRule.MANUAL: _("It stays open until you or a moderator close it."),
}

TOTAL_EXPLAINED = {
    Campaign.TotalShown.LIVE: _("Donors see at once that their gift has arrived."),
    Campaign.TotalShown.DISCREET: _(
        "Every six hours at most, and several gifts together. For campaigns that somebody may "
        "watch with a list of bank payments in hand."
    ),
}


class SpellingsField(LocalizedFormField):
    """Spellings of a name in each language, with commas between them; gives lists."""

    def sorted_out(self, values):
        texts, complaints = super().sorted_out(values)
        spellings = {}
        for code, text in texts.items():
            names = list(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
            wrong = [name for name in names if not NAME.fullmatch(name) or len(name) > LONGEST_NAME]
            if wrong:
                complaints[code] = [_("“%(name)s” is not a name.") % {"name": wrong[0]}]
            elif len(names) > MOST_SPELLINGS:
                complaints[code] = [_("These are too many: ten at most.")]
            elif names:
                spellings[code] = names
        return spellings, complaints


class CampaignForm(ClosingForm):
    """The draft, as its caseworker writes it."""

    hero_spellings = SpellingsField(
        label=_("Other spellings of it"),
        required=False,
        max_length=300,
        help_text=_(
            "Only if the text writes it in another way too, as Siarhei beside Sergei. Put commas "
            "between them. Readers see the asterisk behind each of them."
        ),
    )
    time_zone = forms.ChoiceField(
        label=_("The day ends as in"),
        choices=lambda: [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones())],
        help_text=_("Where it is midnight when the last day is over."),
    )
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
        label=_("Description for those who do not see it"),
        required=False,
        max_length=300,
        help_text=_("What is on it, in one sentence; it is read aloud to blind readers."),
    )
    picture_removed = forms.BooleanField(label=_("Remove the picture"), required=False)
    protected_words = ProtectedWordsField(
        label=_("Words that must never appear"),
        help_text=_(
            "The real name, the town, nicknames, the names of relatives: one a line. Endings, "
            "other spellings, alphabets and usual short forms are found by themselves. They are "
            "kept as fingerprints, so nobody can read them here again."
        ),
    )
    protected_forgotten = forms.BooleanField(
        label=_("Forget the words that are protected now"), required=False
    )

    class Meta:
        model = Campaign
        fields = [
            *parts.LOCALIZED,
            "anonymity",
            "total_shown",
            "category",
            "case_ref",
            "closing_rule",
            "last_day",
            "time_zone",
        ]
        widgets = dict.fromkeys(("anonymity", "total_shown", "closing_rule"), ExplainedChoice)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        draft = self.instance
        # A draft may be saved at any moment; what is missing is said before it goes to review.
        for name in ("title", "story", "total_shown"):
            self.fields[name].required = False
        self.fields["story"].widget = StoryWidget(render_story)
        self.fields["hero_spellings"].initial = {
            code: ", ".join(names) for code, names in draft.hero_spellings.items()
        }
        self.fields["category"].to_field_name = "slug"
        self.fields["category"].empty_label = _("Not chosen yet")
        self.initial["category"] = draft.category.slug if draft.category else ""
        if draft.picture:
            self.fields["picture_origin"].initial = draft.picture.origin
            self.fields["picture_alt"].initial = draft.picture.alt
        for question in brief.QUESTIONS:
            self.fields[f"brief_{question.name}"] = TypedText(
                label=question.text,
                help_text=question.hint,
                required=False,
                max_length=brief.LONGEST_ANSWER,
                initial=draft.brief.get(question.name, ""),
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        for name in self.fields:
            self.fields[name].is_needed = name in NEEDED or name.startswith("brief_")
        self.order_fields(PAGE_ORDER)
        hero = in_language(draft.hero_name)[0]
        self.explain("anonymity", {level: said_of(level, hero) for level in Campaign.Anonymity})
        self.explain("total_shown", TOTAL_EXPLAINED)
        self.explain("closing_rule", CLOSING_EXPLAINED)
        if not closing_is_open(draft):
            for name in [*ClosingForm.Meta.fields, "time_zone"]:
                self.fields[name].disabled = True

    def explain(self, name: str, explanations: dict) -> None:
        field = self.fields[name]
        field.widget.explanations = explanations
        # The model's choices begin with none; a radio button cannot be let go of anyway.
        field.choices = [choice for choice in field.choices if choice[0]]

    def clean_picture_file(self) -> pictures.Drawing | None:
        upload = self.cleaned_data["picture_file"]
        if not upload:
            return None
        if upload.size > pictures.MAX_BYTES:
            raise ValidationError(_("The file is larger than 10 MB. Please save it smaller."))
        try:
            return pictures.redraw(upload.read())
        except pictures.Refused as refusal:
            raise ValidationError(str(refusal)) from None

    def clean_total_shown(self):
        # A page that does not ask leaves it as it is.
        return self.cleaned_data["total_shown"] or self.instance.total_shown

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("picture_file") and cleaned.get("picture_removed"):
            self.add_error("picture_removed", _("Either a new picture or none."))
        if cleaned.get("picture_alt") and not (
            cleaned.get("picture_file") or self.instance.picture
        ):
            self.add_error(
                "picture_alt", _("There is no picture yet: choose one, and this is kept with it.")
            )
        return cleaned

    # --- what can be saved of it, and what not ---

    def typed(self) -> dict[str, object]:
        """Give the parts of the draft that were sent and are right; see campaigns/parts.py."""
        given = dict(self.typed_texts())
        plain = ["anonymity", "total_shown", "case_ref"]
        # Without a picture there is nowhere to keep what is said of it.
        plain += ["picture_origin"] if self.will_have_picture() else []
        for name in plain:
            if name in self.data and name in self.cleaned_data:
                given[name] = self.cleaned_data[name]
        if "category" in self.data and "category" in self.cleaned_data:
            category = self.cleaned_data["category"]
            given["category"] = category.slug if category else ""
        for question in brief.QUESTIONS:
            name = f"brief_{question.name}"
            if name in self.data and name in self.cleaned_data:
                given[name] = self.cleaned_data[name]
        closing = {*ClosingForm.Meta.fields, "time_zone"}
        if "closing_rule" in self.data and not closing & self.errors.keys():
            given["closing"] = parts.closing(
                self.cleaned_data["closing_rule"], self.ends_at(), self.cleaned_data["time_zone"]
            )
        return given

    def typed_texts(self) -> Iterator[tuple[str, object]]:
        """Each text by its part; a language that is wrong does not keep back the others."""
        nowhere_to_keep = "picture_alt" if not self.will_have_picture() else None
        sorted_out = {}
        for part, (name, code) in parts.LOCALIZED_PARTS.items():
            if part not in self.data or name == nowhere_to_keep:
                continue
            if name not in sorted_out:
                sorted_out[name] = self.fields[name].sorted_out(self[name].data)
            texts, complaints = sorted_out[name]
            if code not in complaints:
                yield part, texts.get(code, [] if name == "hero_spellings" else "")

    def will_have_picture(self) -> bool:
        return bool(self.cleaned_data.get("picture_file") or self.instance.picture)


def complaints(form: CampaignForm, lines) -> Iterator[Complaint]:
    """Everything that is wrong, in the order of the page; lines are the forms of the budget."""
    for name, field in form.fields.items():
        if name == "picture_file" and lines is not None:
            yield from lines.complaints()
        if name not in form.errors:
            continue
        by_language = {}
        if isinstance(field, LocalizedFormField):
            by_language = field.sorted_out(form[name].data)[1]
        for code, found in by_language.items():
            language = dict(settings.LANGUAGES)[code]
            for text in found:
                yield Complaint(f"id_{name}_{code}", f"{field.label}, {language}", str(text))
        if not by_language:
            anchor = form[name].id_for_label or f"id_{name}_box"
            for text in form.errors[name]:
                yield Complaint(anchor, str(field.label), text)


def said_of(level: str, hero: str) -> list[str]:
    """The very sentences that this level of anonymity prints on the public page."""
    check = public.name_check(level, hero)
    return [f"“{check.term}. {check.detail}”", *map("“{}”".format, public.footnote(level, hero))]


def with_values(data: QueryDict, values: dict[str, object], form: CampaignForm) -> QueryDict:
    """The same data, with these parts of a draft as their fields would send them.

    form is unbound and made from the draft that these values are of.
    """
    changed = data.copy()
    for part, value in values.items():
        if part == "budget":
            changed = budget_forms.with_rows(
                changed,
                [
                    {f"label_{code}": text for code, text in line["label"].items()}
                    | {"amount": budget_forms.typed_amount(line["amount_cents"])}
                    for line in value
                ],
            )
        elif part == "closing":
            changed["closing_rule"], changed["time_zone"] = value["rule"], value["zone"]
            changed["last_day"] = form.fields["last_day"].initial or ""
        elif isinstance(value, list):
            changed[part] = ", ".join(value)
        else:
            changed[part] = value
    return changed
