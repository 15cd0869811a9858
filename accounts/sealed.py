"""Text that the database holds but cannot read.

AES-256-GCM under the newest key of SEAL_KEYS. The place a text belongs to (table, column and
row) is authenticated with it, so a sealed address copied into another row does not open there.
"""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

VERSION = "1"
NONCE_BYTES = 12
TAG_BYTES = 16


class Unopenable(ValueError):
    """No key of the ring opens this text at this place."""


def seal(text: str, *, place: str) -> str:
    """Seal a text for one place, e.g. "donations.donorcontact.email:417"."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(key_ring()[0]).encrypt(nonce, text.encode(), place.encode())
    return f"{VERSION}:{base64.b64encode(nonce + sealed).decode()}"


def unseal(sealed: str, *, place: str) -> str:
    """Give the text back. Raises Unopenable for a foreign place, key or damaged text."""
    text, _number = opened(sealed, place)
    return text


def renewed(sealed: str, *, place: str) -> str:
    """The text under the newest key; as it came if it was sealed with that. Raises Unopenable."""
    text, number = opened(sealed, place)
    return seal(text, place=place) if number else sealed


def opened(sealed: str, place: str) -> tuple[str, int]:
    """The text, and the number of the key that opened it: 0 is the newest. Raises Unopenable."""
    version, _, payload = sealed.partition(":")
    if version != VERSION:
        raise Unopenable(f"unknown version of sealed text at {place}")
    try:
        raw = base64.b64decode(payload, validate=True)
    except ValueError:
        raise Unopenable(f"damaged text at {place}") from None
    if len(raw) < NONCE_BYTES + TAG_BYTES:
        raise Unopenable(f"damaged text at {place}")
    for number, key in enumerate(key_ring()):
        try:
            plain = AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], place.encode())
        except InvalidTag:
            continue
        return plain.decode(), number
    raise Unopenable(f"no key opens the text at {place}")


def key_ring() -> list[bytes]:
    """The keys, newest first: 32 bytes each, base64 in the environment."""
    return [base64.b64decode(key) for key in settings.SEAL_KEYS]
