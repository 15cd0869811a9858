"""What an administrator fills in about colleagues, and what colleagues fill in themselves."""

from django import forms
from django.conf import settings
from django.contrib.auth.forms import PasswordChangeForm
from django.utils.translation import gettext_lazy as _

from accounts import invitations, passwords, roles
from accounts.models import Invitation, User


def choices(names) -> list[tuple[str, str]]:
    return [(name, roles.LABELS[name]) for name in names]


class DetailsForm(forms.ModelForm):
    """What one administrator changes about a colleague alone."""

    class Meta:
        model = User
        fields = ["work_name", "codes_allowed"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Only somebody who is not a colleague yet may be without one.
        self.fields["work_name"].required = True


class InvitationForm(forms.ModelForm):
    role = forms.ChoiceField(
        label=_("Role"),
        choices=choices(invitations.OFFERED),
        widget=forms.RadioSelect,
        help_text=_(
            "One person, one role: whoever writes must not be able to approve. An administrator "
            "is made of a colleague, by two administrators."
        ),
    )

    class Meta:
        model = Invitation
        fields = ["email", "work_name", "role"]


class RolesForm(forms.Form):
    """Which role a colleague shall have; in a small team, which roles."""

    title = _("Another role")
    new_roles = forms.MultipleChoiceField(
        label=_("Role"), choices=choices(roles.ROLES), widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For the second administrator and for the audit log."),
    )

    def __init__(self, *args, person: User, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["new_roles"]
        field.initial = roles.of(person)
        if not settings.SMALL_TEAM:
            self.fields["new_roles"] = forms.ChoiceField(
                label=field.label,
                choices=field.choices,
                widget=forms.RadioSelect,
                initial=next(iter(field.initial), None),
            )

    def proposed(self) -> dict:
        chosen = self.cleaned_data["new_roles"]
        return {
            "new_roles": tuple([chosen] if isinstance(chosen, str) else chosen),
            "note": self.cleaned_data["note"],
        }


class FactorsForm(forms.Form):
    """The second factor of a colleague is lost."""

    title = _("Second factor is lost")
    note = forms.CharField(
        label=_("How you know that it was really them"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Call them on a number you had before; a letter or a message proves nothing. Another "
            "administrator has to agree, then a day passes."
        ),
    )

    def __init__(self, *args, person: User, **kwargs):
        super().__init__(*args, **kwargs)

    def proposed(self) -> dict:
        return {"note": self.cleaned_data["note"]}


class ForgottenForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )


class OwnPasswordForm(PasswordChangeForm):
    """A colleague changes their own password."""

    def save(self, commit=True):
        passwords.change(self.user, self.cleaned_data["new_password1"], how="changed")
        return self.user
