"""One text in several languages, in one column: {"en": "…", "be": "…"}."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

FALLBACK = "en"


def in_language(texts: dict, language: str | None = None) -> tuple[str, str]:
    """Pick a text: (text, language it is in). ("", language) when there is none at all.

    Missing languages fall back to English, then to whatever the author wrote first, so a page
    can always say in which language its text really is.
    """
    language = language or get_language() or FALLBACK
    for candidate in (language, FALLBACK, *texts):
        if texts.get(candidate):
            return texts[candidate], candidate
    return "", language


class TypedText(forms.CharField):
    """A text whose line breaks are one character each, as they are in the browser's own count."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class LocalizedWidget(forms.MultiWidget):
    """One labelled box per language. campaigns/_languages.html shows and hides them."""

    template_name = "admin/widgets/localized.html"

    def __init__(self, box=forms.TextInput, attrs=None):
        self.names = dict(settings.LANGUAGES)
        super().__init__({code: box(attrs={"lang": code}) for code in self.names}, attrs)

    def decompress(self, value):
        return [(value or {}).get(code, "") for code in self.names]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        for subwidget, (code, label) in zip(
            context["widget"]["subwidgets"], self.names.items(), strict=True
        ):
            subwidget |= {"language": code, "label": label}
            if "id" in context["widget"]["attrs"]:
                subwidget["attrs"]["id"] = f"{context['widget']['attrs']['id']}_{code}"
        return context


class LocalizedFormField(forms.MultiValueField):
    def __init__(self, *, box=forms.TextInput, max_length=None, **kwargs):
        self.codes = [code for code, _name in settings.LANGUAGES]
        kwargs.pop("encoder", None)
        kwargs.pop("decoder", None)
        super().__init__(
            fields=[TypedText(max_length=max_length, required=False) for _ in self.codes],
            widget=LocalizedWidget(box),
            require_all_fields=False,
            **kwargs,
        )

    def clean(self, value):
        if self.disabled and not isinstance(value, list):
            value = self.widget.decompress(value)
        texts, complaints = self.sorted_out(value)
        if complaints:
            names = dict(settings.LANGUAGES)
            raise ValidationError(
                [f"{names[code]}: {text}" for code, found in complaints.items() for text in found]
            )
        if self.required and not texts:
            raise ValidationError(self.error_messages["required"], code="required")
        return texts

    def sorted_out(self, values) -> tuple[dict[str, str], dict[str, list[str]]]:
        """Give the texts that can be kept and the complaints about the others, by language."""
        texts, complaints = {}, {}
        for code, field, value in zip(self.codes, self.fields, values or [], strict=False):
            try:
                text = field.clean(value)
            except ValidationError as error:
                complaints[code] = error.messages
            else:
                texts |= {code: text} if text else {}
        return texts, complaints


class LocalizedText(models.JSONField):
    """A JSON column of texts by language. An empty text is not kept."""

    def __init__(self, *args, box=forms.TextInput, text_length=None, **kwargs):
        self.box, self.text_length = box, text_length
        kwargs.setdefault("default", dict)
        super().__init__(*args, **kwargs)

    def validate(self, value, model_instance):
        if not isinstance(value, dict):
            raise ValidationError(_("A text in one or more languages is needed."))
        unknown = set(value) - dict(settings.LANGUAGES).keys()
        if unknown or not all(isinstance(text, str) for text in value.values()):
            raise ValidationError(_("Only texts in the languages of the site are kept."))
        if not value and not self.blank:
            raise ValidationError(_("Write it in at least one language."))

    def formfield(self, **kwargs):
        return LocalizedFormField(
            box=self.box,
            max_length=self.text_length,
            required=not self.blank,
            label=kwargs.get("label", capfirst(self.verbose_name)),
            help_text=kwargs.get("help_text", self.help_text),
        )
