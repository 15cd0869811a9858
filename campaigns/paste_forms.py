"""A text somebody pasted or chose, and what was understood of it, open to correction."""

from dataclasses import replace

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from campaigns import importer
from campaigns.forms import MOST_CENTS_A_LINE, MOST_LINES, typed_amount
from campaigns.importer import ParsedCampaign, ParsedLine
from campaigns.models import Campaign
from campaigns.money import parse_amount

# The text travels with what was understood of it, and one request is at most 64 kB.
LONGEST_BYTES = 30_000
TOO_LONG = _(
    "This is longer than %(size)s kB, and a story is a few pages. Is it the right text? Leave out "
    "what does not belong to it."
)


class SourceForm(forms.Form):
    """The text itself: pasted, or a file of it. `cleaned_data["text"]` is it, in either case."""

    text = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_("Title, story, budget lines, just as they stand in your document."),
    )
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".txt,text/plain"}),
        help_text=_("Plain text, as “Save as text” makes it. UTF-8, UTF-16 or windows-1251."),
    )

    def clean(self):
        cleaned = super().clean()
        upload, text = cleaned.get("file"), cleaned.get("text", "")
        if upload and text.strip():
            self.add_error("file", _("Either a text or a file: which one do you mean?"))
        elif upload:
            cleaned["text"] = self.read("file", upload.read(LONGEST_BYTES + 1))
        elif not self.errors:
            cleaned["text"] = self.read("text", text.encode(errors="replace"))
        return cleaned

    def read(self, name: str, data: bytes) -> str:
        try:
            # Measured as it travels on, whatever its encoding was.
            text = importer.read(data)
            if len(data) > LONGEST_BYTES or len(text.encode()) > LONGEST_BYTES:
                raise importer.Unreadable(TOO_LONG % {"size": LONGEST_BYTES // 1000})
        except importer.Unreadable as problem:
            self.add_error(name, str(problem))
            return ""
        return text


class UnderstoodForm(forms.Form):
    """The parts of a campaign, as they were read and as somebody corrected them."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    title = forms.CharField(label=_("Title"), max_length=200)
    summary = forms.CharField(
        label=_("Lead"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    story = forms.CharField(
        label=_("Story"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_("Markdown: headings, lists, quotes, links."),
    )
    alias = forms.CharField(
        label=_("Alias"),
        required=False,
        max_length=60,
        help_text=_("Leave it empty to withhold the name altogether."),
    )
    alias_spellings = forms.CharField(
        label=_("Other spellings of it"),
        required=False,
        max_length=300,
        help_text=_("As they stand in the text, with commas between them."),
    )
    anonymity = forms.ChoiceField(label=_("Anonymity"), choices=Campaign.Anonymity.choices)

    @classmethod
    def of(cls, parsed: ParsedCampaign) -> "UnderstoodForm":
        """The form as it is first shown."""
        level = Campaign.Anonymity
        return cls(
            initial={
                "language": parsed.language,
                "title": parsed.title,
                "summary": parsed.summary,
                "story": parsed.story,
                "alias": parsed.alias or "",
                "alias_spellings": ", ".join(parsed.alias_spellings),
                "anonymity": level.ALIAS_CHANGED if parsed.anonymous else level.ALIAS,
            }
        )

    def clean_alias_spellings(self):
        spellings = self.cleaned_data["alias_spellings"].split(",")
        return tuple(dict.fromkeys(name.strip() for name in spellings if name.strip()))

    def corrected(self, parsed: ParsedCampaign, lines: "LineFormSet") -> ParsedCampaign:
        """What was read, with what was corrected in its place."""
        typed = self.cleaned_data
        return replace(
            parsed,
            language=typed["language"],
            title=typed["title"],
            summary=typed["summary"],
            story=typed["story"].replace("\r\n", "\n"),
            alias=typed["alias"] or None,
            alias_spellings=typed["alias_spellings"],
            anonymous=typed["anonymity"] == Campaign.Anonymity.ALIAS_CHANGED,
            budget=lines.kept(),
        )


class LineForm(forms.Form):
    """One budget line. A line that is not kept may hold anything."""

    kept = forms.BooleanField(label=_("Keep this line"), required=False, initial=True)
    label = forms.CharField(label=_("What for"), required=False, max_length=500)
    amount = forms.CharField(
        label=_("Amount in euros"),
        required=False,
        max_length=32,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    @property
    def is_kept(self) -> bool:
        typed = self.cleaned_data
        return bool(typed.get("kept") and (typed.get("label") or typed.get("amount")))

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("kept"):
            # Whatever is wrong with it, it goes.
            self._errors.clear()
        elif self.is_kept and not self.errors:
            if not cleaned["label"]:
                self.add_error("label", _("Say what this amount is for."))
            try:
                cleaned["cents"] = parse_amount(cleaned["amount"])
            except ValueError as problem:
                self.add_error("amount", str(problem))
            else:
                if not 0 < cleaned["cents"] <= MOST_CENTS_A_LINE:
                    self.add_error(
                        "amount", _("A line is more than nothing and at most a million euros.")
                    )
        return cleaned


class LineFormSet(forms.BaseFormSet):
    """The budget: what was read, and an empty line for what was not."""

    def kept(self) -> tuple[ParsedLine, ...]:
        return tuple(
            ParsedLine(form.cleaned_data["label"], form.cleaned_data["cents"])
            for form in self.forms
            if form.is_kept
        )

    @property
    def kept_cents(self) -> int:
        """What the lines add up to as they stand here; one with a mistake counts nothing."""
        if self.is_bound:
            return sum(form.cleaned_data.get("cents", 0) for form in self.forms if form.is_kept)
        return sum(parse_amount(line["amount"]) for line in self.initial or [])


Lines = forms.formset_factory(
    LineForm,
    formset=LineFormSet,
    extra=1,
    max_num=MOST_LINES,
    absolute_max=2 * MOST_LINES,
    validate_max=True,
)


def lines_of(parsed: ParsedCampaign) -> LineFormSet:
    """The lines as they are first shown."""
    return Lines(
        prefix="lines",
        initial=[
            {"kept": True, "label": line.label, "amount": typed_amount(line.amount_cents)}
            for line in parsed.budget
        ],
    )
