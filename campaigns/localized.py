"""One text in several languages, in one column: {"en": "…", "be": "…"}."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
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


class LocalizedWidget(forms.MultiWidget):
    """One labelled box per language, one under the other."""

    template_name = "admin/widgets/localized.html"

    def __init__(self, box=forms.TextInput, attrs=None):
        self.names = dict(settings.LANGUAGES)
        super().__init__({code: box(attrs={"lang": code}) for code in self.names}, attrs)

    def decompress(self, value):
        return [(value or {}).get(code, "") for code in self.names]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        for subwidget, label in zip(
            context["widget"]["subwidgets"], self.names.values(), strict=True
        ):
            subwidget["label"] = label
        return context


class LocalizedFormField(forms.MultiValueField):
    def __init__(self, *, box=forms.TextInput, max_length=None, **kwargs):
        self.codes = [code for code, _name in settings.LANGUAGES]
        kwargs.pop("encoder", None)
        kwargs.pop("decoder", None)
        super().__init__(
            fields=[forms.CharField(max_length=max_length, required=False) for _ in self.codes],
            widget=LocalizedWidget(box),
            require_all_fields=False,
            **kwargs,
        )

    def compress(self, values):
        texts = zip(self.codes, values or [], strict=False)
        return {code: text.strip() for code, text in texts if text and text.strip()}


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
            label=kwargs.get("label", self.verbose_name.capitalize()),
            help_text=kwargs.get("help_text", self.help_text),
        )
