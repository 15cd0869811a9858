"""Idempotency keys: a request that is repeated gets its first answer again."""

import json

from donations.standin.account import ANSWER, Account
from donations.standin.errors import Refusal

SECONDS_KEYS_ARE_KEPT = 24 * 60 * 60
LONGEST_KEY = 255


def find(account: Account, key: str, *, path: str, params: dict) -> dict | None:
    """The answer that was given under this key before, or None.

    Raises Refusal when the key was used for a request that said something else.
    """
    if len(key) > LONGEST_KEY:
        raise Refusal(f"Idempotency keys have at most {LONGEST_KEY} characters.")
    known = account.find(ANSWER, key)
    if known is None:
        return None
    if known["at"] <= account.now() - SECONDS_KEYS_ARE_KEPT:
        account.forget(ANSWER, key)
        return None
    if known["asked"] != _asked(path, params):
        raise Refusal(
            "Keys for idempotent requests can only be used with the same parameters they were "
            f"first used with. Try using a key other than '{key}' if you meant to execute a "
            "different request.",
            kind="idempotency_error",
        )
    return known


def keep(
    account: Account, key: str, *, path: str, params: dict, answer: dict, status: int = 200
) -> None:
    """Remember an answer. Refusals are not kept: the caller may mend the request and try again."""
    account.save(
        ANSWER,
        {
            "id": key,
            "at": account.now(),
            "asked": _asked(path, params),
            "answer": answer,
            "status": status,
        },
    )


def _asked(path: str, params: dict) -> str:
    return json.dumps([path, params], sort_keys=True)
