"""The lines of a budget as they are typed: added, moved, taken out, and what is wrong there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns import parts
from campaigns.localized import LocalizedFormField
from campaigns.money import parse_amount

MOST_LINES = 20
# Twenty such lines still fit the column that holds the goal.
MOST_CENTS_A_LINE = 1_000_000_00
LONGEST_LABEL = 500
PREFIX = "budget_lines"
ROW_KEY = re.compile(rf"{PREFIX}-(\d+)-(\w+)")


@dataclass(frozen=True)
class Complaint:
    """One thing that is wrong: the id of its field, what that is called, and a sentence."""

    anchor: str
    label: str
    text: str


class BudgetLineForm(forms.Form):
    """One line as it is typed; a line of which nothing is typed is none."""

    label = LocalizedFormField(label=_("What for"), required=False, max_length=LONGEST_LABEL)
    amount = forms.CharField(
        label=_("Amount in euros"),
        required=False,
        max_length=32,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.is_needed = True

    def clean_amount(self):
        typed = self.cleaned_data["amount"]
        if not typed:
            return None
        try:
            cents = parse_amount(typed)
        except ValueError as problem:
            raise ValidationError(str(problem)) from None
        if not 0 < cents <= MOST_CENTS_A_LINE:
            raise ValidationError(_("A line is more than nothing and at most a million euros."))
        return cents

    def clean(self):
        cleaned = super().clean()
        if not self.errors and bool(cleaned["label"]) != bool(cleaned["amount"]):
            if cleaned["label"]:
                self.add_error("amount", _("How much is this? Enter an amount."))
            else:
                self.add_error("label", _("Say what this amount is for."))
        return cleaned


class BudgetForms(forms.BaseFormSet):
    """The lines of one budget; their order is that of the page."""

    def value(self) -> list[dict]:
        """The part "budget" of a draft; see campaigns/parts.py."""
        return [
            {"label": line["label"], "amount_cents": line["amount"]}
            for line in (form.cleaned_data for form in self.forms)
            if line.get("label")
        ]

    def complaints(self) -> Iterator[Complaint]:
        for text in self.non_form_errors():
            yield Complaint("budget", gettext("Budget"), text)
        for number, form in enumerate(self.forms, start=1):
            line = gettext("Budget line %(number)s") % {"number": number}
            for name, found in form.errors.items():
                field = form[name]
                for text in found:
                    anchor = field.id_for_label or f"{field.auto_id}_{parts.LANGUAGES[0]}"
                    yield Complaint(anchor, f"{line}, {field.label}", text)


BUDGET_FORMS = forms.formset_factory(
    BudgetLineForm,
    formset=BudgetForms,
    extra=1,
    max_num=MOST_LINES,
    validate_max=True,
    absolute_max=2 * MOST_LINES,
)


def of(lines: list[dict], data=None) -> BudgetForms:
    """The forms of these lines (a part "budget"), or of what was typed instead."""
    initial = [
        {"label": line["label"], "amount": typed_amount(line["amount_cents"])} for line in lines
    ]
    return BUDGET_FORMS(data, initial=initial, prefix=PREFIX)


def typed_amount(cents: int) -> str:
    """An amount as a person would type it: "600" or "600.50"."""
    euros, rest = divmod(cents, 100)
    return f"{euros}.{rest:02}" if rest else str(euros)


# --- what was sent, with other rows or other values ---


def rearranged(data: QueryDict, act: str) -> QueryDict:
    """What was sent with one more line ("add"), or the n-th gone or moved ("up-2", "remove-2")."""
    rows = rows_of(data)
    verb, _dash, number = act.partition("-")
    place = int(number) if number.isdecimal() and int(number) < len(rows) else None
    if verb == "add":
        rows.append({})
    elif place is None:
        return data
    elif verb == "remove":
        del rows[place]
    else:
        beside = place + {"up": -1, "down": 1}.get(verb, 0)
        if 0 <= beside < len(rows):
            rows[place], rows[beside] = rows[beside], rows[place]
    return with_rows(data, rows)


def rows_of(data: QueryDict) -> list[dict[str, str]]:
    """The budget lines as they were sent, each by the names of its fields."""
    rows = {}
    for key, value in data.items():
        if match := ROW_KEY.fullmatch(key):
            rows.setdefault(int(match[1]), {})[match[2]] = value
    return [row for _number, row in sorted(rows.items())]


def with_rows(data: QueryDict, rows: list[dict[str, str]]) -> QueryDict:
    """The same data with these budget lines instead of its own."""
    changed = data.copy()
    for key in [key for key in changed if ROW_KEY.fullmatch(key)]:
        del changed[key]
    for number, row in enumerate(rows):
        for name, value in row.items():
            changed[f"{PREFIX}-{number}-{name}"] = value
    changed[f"{PREFIX}-TOTAL_FORMS"] = str(len(rows))
    changed[f"{PREFIX}-INITIAL_FORMS"] = "0"
    return changed
