"""News as its author types them, and what a reviewer answers to them."""

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from campaigns import updates
from campaigns.decision_forms import AnswersForm
from campaigns.models import Update

SALT = "campaigns.update_forms.seen"


class UpdateForm(forms.ModelForm):
    """The draft of an update. `seen` is what its author was shown: no window overwrites another."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Update
        fields = ["kind", "title", "text"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = mark_of(self.instance)

    def clean_seen(self):
        try:
            return signing.loads(self.cleaned_data["seen"], salt=SALT)
        except signing.BadSignature:
            return None

    @property
    def words(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("kind", *updates.TEXTS)}

    def having_seen(self, stored: Update) -> "UpdateForm":
        """The same form, whose author now looks at what is stored."""
        return UpdateForm({**self.data.dict(), "seen": mark_of(stored)}, instance=self.instance)


def mark_of(update: Update) -> str:
    return signing.dumps(updates.words(update), salt=SALT)


class UpdateDecisionForm(AnswersForm):
    """Approving needs every box and an answer to every finding; asking for changes, a reason."""

    APPROVE, CHANGES = "approve", "changes"

    checklist = forms.MultipleChoiceField(
        label=_("Checked by you"),
        choices=updates.CHECKLIST.items(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label=_("Note to the author"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Needed when you request changes, unless an answer above says what must change. Seen "
            "by staff only."
        ),
    )
    decision = forms.ChoiceField(
        choices=[(APPROVE, _("Approve and publish")), (CHANGES, _("Request changes"))],
        error_messages={"required": _("Approve it or request changes.")},
    )

    def clean(self):
        cleaned = super().clean()
        decision = cleaned.get("decision")
        if decision == self.CHANGES:
            if not cleaned.get("note") and not self.asks_for_changes:
                self.add_error("note", _("Say what should change: the author needs the reason."))
        elif decision:
            if len(cleaned.get("checklist", [])) < len(updates.CHECKLIST):
                self.add_error("checklist", _("Approving needs every box."))
            self.check_answers()
        return cleaned
