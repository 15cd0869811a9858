"""The token in the give form: made for one campaign and one gift, and only by us.

It stands in for the cookie of Django's own protection, which a public page must not set. Being
signed it says that the form came from here; its random part makes a form that is sent twice one
donation.
"""

import secrets

from django.conf import settings
from django.core import signing

SALT = "donations.form_tokens"


class BadToken(ValueError):
    """Not ours, meant for another campaign, or too old."""


def issue(public_id: str) -> str:
    """A fresh token for the form of this campaign."""
    return signing.dumps([public_id, secrets.token_hex(16)], salt=SALT)


def read(token: str, public_id: str) -> str:
    """The random part, 32 characters. Raises BadToken."""
    try:
        meant_for, nonce = signing.loads(
            token, salt=SALT, max_age=settings.FORM_TOKEN_MAX_AGE_SECONDS
        )
    except signing.BadSignature as error:
        raise BadToken(str(error)) from None
    if meant_for != public_id:
        raise BadToken("made for another campaign")
    return nonce
