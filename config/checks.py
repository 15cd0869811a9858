"""What `check --deploy` refuses beside Django's own list."""

import base64
import binascii

from django.conf import settings
from django.core.checks import Error, Tags, register

LEAST_KEY_LENGTH = 32


@register(Tags.security, deploy=True)
def no_standin_in_production(app_configs, **kwargs):
    """The stand-in says yes to every payment; it must never take a donor's."""
    if settings.STRIPE_API_BASE:
        return [Error("STRIPE_API_BASE points away from Stripe.", id="config.E001")]
    return []


@register(Tags.security, deploy=True)
def live_key_fits_live_mode(app_configs, **kwargs):
    live_key = settings.STRIPE_SECRET_KEY.startswith(("sk_live_", "rk_live_"))
    if live_key != settings.STRIPE_LIVEMODE:
        return [Error("STRIPE_SECRET_KEY and STRIPE_LIVEMODE disagree.", id="config.E002")]
    return []


@register(Tags.security, deploy=True)
def secrets_are_no_examples(app_configs, **kwargs):
    """Values that the repository knows are known to everybody."""
    known = {
        "DIGEST_KEY": settings.DIGEST_KEY.startswith("development")
        or len(settings.DIGEST_KEY) < LEAST_KEY_LENGTH,
        "STRIPE_WEBHOOK_SECRETS": "whsec_standin" in settings.STRIPE_WEBHOOK_SECRETS,
        "SEAL_KEYS": any(not is_seal_key(key) for key in settings.SEAL_KEYS),
    }
    return [
        Error(f"{name} is an example or malformed.", id="config.E003")
        for name, bad in known.items()
        if bad
    ]


@register(Tags.security, deploy=True)
def policy_allows_no_inline(app_configs, **kwargs):
    sources = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].values()
    loose = {"'unsafe-inline'", "'unsafe-eval'"}
    if any(loose & set(values) for values in sources if isinstance(values, list)):
        return [Error("The content security policy allows inline code.", id="config.E004")]
    return []


@register(Tags.security, deploy=True)
def hosts_are_named(app_configs, **kwargs):
    """Donors come back from Stripe to the host they used: it must be one of ours."""
    if "*" in settings.ALLOWED_HOSTS:
        return [Error("ALLOWED_HOSTS must name the hosts, not *.", id="config.E005")]
    return []


@register(Tags.security, deploy=True)
def one_campaign_cannot_stop_the_site(app_configs, **kwargs):
    """An attack on one campaign must leave room for gifts to the others."""
    if settings.ATTEMPTS_PER_CAMPAIGN >= settings.ATTEMPTS_PER_SITE:
        return [
            Error("ATTEMPTS_PER_CAMPAIGN must be less than ATTEMPTS_PER_SITE.", id="config.E006")
        ]
    return []


@register(Tags.security, deploy=True)
def door_is_shut(app_configs, **kwargs):
    """What would let somebody in with less than the decision about the door asks for."""
    loose = {
        "MFA_TRUST_ENABLED": settings.MFA_TRUST_ENABLED,
        "MFA_TOTP_TOLERANCE": settings.MFA_TOTP_TOLERANCE > 0,
        "MFA_TOTP_INSECURE_BYPASS_CODE": getattr(settings, "MFA_TOTP_INSECURE_BYPASS_CODE", None),
        "MFA_WEBAUTHN_USER_VERIFICATION": settings.MFA_WEBAUTHN_USER_VERIFICATION != "required",
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN,
        "ACCOUNT_LOGIN_BY_CODE_ENABLED": settings.ACCOUNT_LOGIN_BY_CODE_ENABLED,
    }
    return [
        Error(f"{name} opens the door of the staff site.", id="config.E007")
        for name, bad in loose.items()
        if bad
    ]


def unsafe_settings() -> list[Error]:
    """What no process may start with when DEBUG is off."""
    return [
        error
        for check in (
            no_standin_in_production,
            live_key_fits_live_mode,
            secrets_are_no_examples,
            policy_allows_no_inline,
            hosts_are_named,
            one_campaign_cannot_stop_the_site,
            door_is_shut,
        )
        for error in check(None)
    ]


def is_seal_key(text: str) -> bool:
    """A key is 32 random bytes in base64, and not the one in the repository."""
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return len(key) == 32 and not key.startswith(b"development")
