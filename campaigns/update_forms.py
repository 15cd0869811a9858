"""News as its author types them, and what a reviewer answers to them."""

from django import forms
from django.core import signing

from campaigns import updates
from campaigns.decision_forms import DecisionForm
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


class UpdateDecisionForm(DecisionForm):
    BOXES = updates.CHECKLIST
