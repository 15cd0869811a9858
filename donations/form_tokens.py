"""The token in the give form: made for one campaign and one gift, and only by us.

It stands in for the cookie of Django's own protection, which a public page must not set. Being
signed it says that the form came from here, and when; its random part makes a form that is sent
twice one donation. Nobody reads and fills in a form within seconds, and a script that means to
send many has to wait for each.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.utils import timezone

SALT = "donations.form_tokens"


class BadToken(ValueError):
    """Not ours, meant for another campaign, or too old."""


class TooYoung(BadToken):
    """Good, but come back sooner than a person can; the same token is good a little later."""


def issue(public_id: str, *, now=None) -> str:
    """A fresh token for the form of this campaign."""
    now = now or timezone.now()
    return signing.dumps([public_id, secrets.token_hex(16), now.timestamp()], salt=SALT)


def read(token: str, public_id: str, *, now=None) -> str:
    """The random part, 32 characters. Raises BadToken."""
    try:
        meant_for, nonce, issued_at = signing.loads(token, salt=SALT)
    except signing.BadSignature as error:
        raise BadToken(str(error)) from None
    except ValueError:
        raise BadToken("of an earlier release, without its time") from None
    if meant_for != public_id:
        raise BadToken("made for another campaign")
    age = (now or timezone.now()).timestamp() - issued_at
    if age > settings.FORM_TOKEN_MAX_AGE_SECONDS:
        raise BadToken("too old")
    if age < settings.FORM_TOKEN_MIN_AGE_SECONDS:
        raise TooYoung("too young")
    return nonce
