"""Where allauth asks us: no sign-up, no way to guess who works here, our words, sealed secrets."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from qrcode import QRCode
from qrcode.image.svg import SvgPathFillImage

from accounts import doors, factors, sealed

# Where a request comes from when nobody can say, as over a local socket.
NOWHERE = "nowhere"


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This address and this password do not belong together."),
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": _("Too many tries. Wait five minutes, then try again."),
        "rate_limited": _("Too many tries. Wait a minute, then try again."),
    }

    def is_open_for_signup(self, request) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """Ways back lead to this site, by path alone."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def respond_user_inactive(self, request, user):
        """Somebody who left is told what a stranger is told."""
        return HttpResponseRedirect(reverse("account_login"))

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        return not doors.is_fresh(context.request)

    def get_reauthentication_methods(self, user) -> list[dict]:
        return [{"id": "proof", "description": "", "url": reverse("proof")}]

    def get_client_ip(self, request) -> str:
        """For limits only, which keep a digest of it."""
        try:
            return super().get_client_ip(request)
        except (ImproperlyConfigured, PermissionDenied):
            # It did not come by all of our proxies, or by none that wrote an address down.
            return request.META.get("REMOTE_ADDR") or NOWHERE

    def add_message(self, request, level, message_template=None, *words, **more):
        """Logging in and out needs no comment."""
        if not (message_template or "").startswith("account/"):
            super().add_message(request, level, message_template, *words, **more)


class FactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code or passkey was not accepted. A code is good only once."),
        "cannot_delete_authenticator": _(
            "This is the last one that lets you in. Add another before you remove it."
        ),
        "cannot_generate_recovery_codes": _("Set up a passkey or an app first."),
    }

    def get_totp_issuer(self) -> str:
        return "Śviatło"

    def get_totp_label(self, user) -> str:
        # Authenticator apps show it to whoever looks over a shoulder.
        return str(user.get_short_name())

    def get_public_key_credential_user_entity(self, user) -> dict:
        name = self.get_totp_label(user)
        return super().get_public_key_credential_user_entity(user) | {
            "name": name,
            "display_name": name,
        }

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": self.get_totp_issuer()}

    def generate_authenticator_name(self, user, type) -> str:
        number = 1 + list(factors.of(user).values()).count(type)
        return str(_("Passkey %(number)s") % {"number": number})

    def build_totp_svg(self, url: str) -> str:
        """A picture that stands in the page itself, so that no rule about images is loosened."""
        picture = QRCode()
        picture.add_data(url)
        drawn = picture.make_image(image_factory=SvgPathFillImage)
        return mark_safe(drawn.to_string(encoding="unicode"))  # noqa: S308

    def encrypt(self, text: str) -> str:
        return sealed.seal(text, place=factors.place_of(person()))

    def decrypt(self, encrypted_text: str) -> str:
        return sealed.unseal(encrypted_text, place=factors.place_of(person()))

    def can_delete_authenticator(self, authenticator) -> bool:
        return not factors.is_last(authenticator)


def person():
    """Whose secret is opened: who is logged in, or whose password was given a moment ago."""
    request = context.request
    return request.user if request.user.is_authenticated else request._login_stage.login.user


class NewCodesForm(ActivateTOTPForm):
    """Keeps the secret sealed in the session too, until the app has shown that it knows it."""

    def __init__(self, *words, **more):
        super().__init__(*words, **more)
        session, place = context.request.session, factors.place_of(self.user)
        if self.is_bound:
            try:
                self.secret = sealed.unseal(self.secret, place=place)
                return
            except sealed.Unopenable:
                # The session began anew, and so did the secret, which the app does not know yet.
                pass
        session[SECRET_SESSION_KEY] = sealed.seal(self.secret, place=place)
