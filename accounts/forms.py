"""How an administrator adds and changes colleagues."""

from django import forms
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    BaseUserCreationForm,
    UserChangeForm,
)
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.models import User


class RoleField(forms.ModelChoiceField):
    """One of the groups that the table of roles makes."""

    def __init__(self, **kwargs):
        super().__init__(
            Group.objects.filter(name__in=roles.ROLES).order_by("pk"),
            label=_("Role"),
            help_text=_("One person, one role: whoever writes must not be able to approve."),
            widget=forms.RadioSelect,
            empty_label=None,
            **kwargs,
        )

    def label_from_instance(self, group):
        return roles.LABELS[group.name]


class NewColleagueForm(BaseUserCreationForm):
    role = RoleField()

    class Meta:
        model = User
        fields = ["email", "work_name"]


class ColleagueForm(UserChangeForm):
    role = RoleField()

    class Meta:
        model = User
        fields = ["email", "work_name", "is_active"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].initial = self.instance.groups.filter(name__in=roles.ROLES).first()

    def clean(self):
        cleaned = super().clean()
        role = cleaned.get("role")
        stays = cleaned.get("is_active") and role and role.name == roles.ADMINISTRATOR
        if role and not stays and self.is_last_administrator():
            raise ValidationError(
                _("This is the last administrator. Make somebody else one first.")
            )
        return cleaned

    def is_last_administrator(self) -> bool:
        administrators = User.objects.filter(is_active=True, groups__name=roles.ADMINISTRATOR)
        return set(administrators.values_list("pk", flat=True)) == {self.instance.pk}


class NewPasswordForm(AdminPasswordChangeForm):
    """A new password for a colleague. Log-in without one does not exist here."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
