"""The code that an authenticator app shows, for colleagues of the demo whose secret lies here."""

import base64
import hmac
import struct
import time

PERIOD_SECONDS = 30
DIGITS = 6


def current(secret: str) -> str:
    """The code of this moment for a secret in base32 (RFC 6238, SHA-1)."""
    counter = struct.pack(">Q", int(time.time()) // PERIOD_SECONDS)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = digest[-1] & 0x0F
    (number,) = struct.unpack(">I", digest[start : start + 4])
    return f"{(number & 0x7FFFFFFF) % 10**DIGITS:0{DIGITS}}"
