"""Boxes of the writing desk that say more than an ordinary one."""

from django import forms

from campaigns.localized import LocalizedWidget


class ExplainedChoice(forms.RadioSelect):
    """Radio buttons, each with the sentences that tell what it means.

    explanations gives a text, or a list of them, for each value.
    """

    template_name = "admin/widgets/explained_choice.html"

    def __init__(self, *args, explanations=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.explanations = explanations or {}

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        said = self.explanations.get(value, [])
        option["explanations"] = said if isinstance(said, list) else [said]
        if said:
            option["attrs"]["aria-describedby"] = f"{option['attrs'].get('id', name)}_means"
        return option


class StoryWidget(LocalizedWidget):
    """A story in each language, with the page it will be beside it; render makes HTML of it."""

    template_name = "admin/widgets/story.html"

    def __init__(self, render, attrs=None):
        super().__init__(forms.Textarea, attrs)
        self.render_text = render

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        for subwidget in context["widget"]["subwidgets"]:
            subwidget["html"] = self.render_text(subwidget["value"] or "", below=2)
        return context
