"""Days as colleagues type them: from and to, both included. Blank means no limit."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

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


class PeriodForm(forms.Form):
    first_day = DayField(label=_("From"))
    last_day = DayField(label=_("To"))

    def add_prefix(self, field_name):
        # The names in addresses; "from" cannot be the name of an attribute.
        names = {"first_day": "from", "last_day": "to"}
        return super().add_prefix(names.get(field_name, field_name))

    def clean(self):
        first, last = self.cleaned_data.get("first_day"), self.cleaned_data.get("last_day")
        if first and last and first > last:
            self.add_error("last_day", _("The last day is before the first."))
