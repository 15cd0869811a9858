"""Showing once more that it is really you, without losing what you were about to send.

When an act needs a fresh proof, or a session has rested too long, the answer to what was sent is
a page that asks for the proof and carries everything that was typed. Both come back together, to
the same address, and the act goes on. Nothing of it is kept here in between.
"""

from dataclasses import dataclass

from allauth.account.internal.flows.login import (
    clear_authentication_records,
    record_authentication,
)
from allauth.core import ratelimit
from allauth.mfa.base.forms import ReauthenticateForm
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth as passkeys
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from accounts import audit, doors, factors
from accounts.doors import Standing

PREFIX = "proof"
PAGE = "admin/doors/proof.html"


@dataclass(frozen=True)
class Asked:
    """What somebody has to show. A passkey, where they have one, is enough by itself."""

    passkey: bool
    code: bool
    password: bool
    # After a rest it is a new log-in: what was shown before counts no more.
    anew: bool = False


def asked_of(request) -> Asked:
    user, standing = request.user, doors.standing(request)
    kinds = set(doors.own_factors(request).values())
    passkey = factors.PASSKEY in kinds
    codes = kinds & {factors.CODES, factors.RECOVERY}
    if standing is Standing.INSIDE:
        # A spare code of somebody whose rule is the passkey opens no act.
        codes &= factors.accepted(user)
    anew = standing is Standing.LOCKED
    return Asked(passkey, bool(codes), anew or not (passkey or codes), anew)


class ProofForm(forms.Form):
    """What `asked` names, of the session's owner; `proceed` writes it into the session."""

    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label=_("Code"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    credential = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, request, asked: Asked, data=None):
        self.request, self.asked = request, asked
        super().__init__(data, prefix=PREFIX)
        if not asked.password:
            del self.fields["password"]
        if not asked.code:
            del self.fields["code"]
        if not asked.passkey:
            del self.fields["credential"]

    @sensitive_variables()
    def clean(self):
        user = self.request.user
        if not ratelimit.consume(self.request, action="reauthenticate", user=user):
            raise ValidationError(_("Too many tries. Wait a minute, then try again."))
        shown = super().clean()
        self.factor = self.factor_of(shown)
        if self.needs_password():
            self.check_password(shown["password"])
        if self.factor and not self.factor.is_valid():
            raise ValidationError([error for said in self.factor.errors.values() for error in said])
        return shown

    def factor_of(self, shown: dict):
        """allauth's form for what was shown; None where only a password is asked for."""
        user = self.request.user
        if credential := shown.get("credential"):
            return ReauthenticateWebAuthnForm(user=user, data={"credential": credential})
        if self.asked.code:
            return ReauthenticateForm(user=user, data={"code": shown["code"]})
        if self.asked.passkey:
            raise ValidationError(_("Use your passkey."))
        return None

    def needs_password(self) -> bool:
        return self.asked.password and not isinstance(self.factor, ReauthenticateWebAuthnForm)

    def check_password(self, password: str) -> None:
        user = self.request.user
        if not user.check_password(password):
            audit.record(None, "user.fail_log_in", f"user:{user.pk}")
            raise ValidationError(_("This is not your password."))

    def proceed(self) -> None:
        user = self.request.user
        if self.asked.anew:
            clear_authentication_records(self.request)
        if self.needs_password():
            record_authentication(self.request, user, method="password", reauthenticated=True)
        if self.factor:
            self.factor.save()
        # Whoever knew the session's number before this proof knows nothing now.
        self.request.session.cycle_key()
        doors.remember(self.request)


def came_along(request) -> bool:
    """Whether what was sent brings a proof with it."""
    return any(name.startswith(f"{PREFIX}-") for name in request.POST)


def without_proof(sent: QueryDict) -> QueryDict:
    """What was sent, as if nobody had asked in between."""
    rest = sent.copy()
    for name in [name for name in rest if name.startswith(f"{PREFIX}-")]:
        del rest[name]
    return rest


def page(request, form: ProofForm, *, status: int = 403) -> TemplateResponse:
    """Ask for a proof; what was sent goes into the page and comes back with it."""
    sent = without_proof(request.POST)
    carried = [
        (name, value)
        for name, values in sent.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    context = {
        "form": form,
        "asked": form.asked,
        "carried": carried,
        "files": request.FILES.values(),
    }
    if form.asked.passkey:
        context["js_data"] = {"request_options": passkeys.begin_authentication(request.user)}
    return TemplateResponse(request, PAGE, context, status=status)
