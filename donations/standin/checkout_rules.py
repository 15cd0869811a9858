"""What Stripe asks of a request for a checkout session."""

import string

from donations.standin.errors import Refusal
from donations.standin.parameters import (
    address,
    choice,
    flag,
    listing,
    metadata,
    table,
    text,
    whole,
)

# fmt: off
LOCALES = (
    "auto", "bg", "cs", "da", "de", "el", "en", "en-GB", "es", "es-419", "et", "fi", "fil", "fr",
    "fr-CA", "hi-IN", "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl", "pl",
    "pt", "pt-BR", "ro", "ru", "sk", "sl", "sv", "th", "tr", "vi", "zh", "zh-HK", "zh-TW",
)
# fmt: on
# The least that Stripe takes, in the smallest unit; money arrives in euros (see balance.py).
LEAST_AMOUNT = {"eur": 50, "usd": 50, "gbp": 30, "pln": 200}
MOST_AMOUNT = 99_999_999
SHORTEST_SECONDS = 30 * 60
LONGEST_SECONDS = 24 * 60 * 60
STATEMENT_PREFIX = "STANDIN"
STATEMENT_LENGTH = 22
METHODS = ("card", "sepa_debit", "link", "paypal", "bancontact", "ideal", "blik", "p24")

price_data = table(
    ("currency", "product_data", "unit_amount"),
    currency=choice(*LEAST_AMOUNT),
    unit_amount=whole(0, MOST_AMOUNT),
    product_data=table(("name",), name=text(), description=text(40_000)),
)
PARAMETERS = table(
    ("mode", "line_items", "success_url"),
    mode=choice("payment"),
    submit_type=choice("auto", "book", "donate", "pay"),
    line_items=listing(
        table(("price_data", "quantity"), price_data=price_data, quantity=whole(1, 999_999))
    ),
    client_reference_id=text(200),
    metadata=metadata,
    payment_intent_data=table(
        metadata=metadata,
        statement_descriptor_suffix=text(STATEMENT_LENGTH),
    ),
    success_url=address,
    cancel_url=address,
    expires_at=whole(),
    locale=choice(*LOCALES),
    customer_creation=choice("always", "if_required"),
    billing_address_collection=choice("auto", "required"),
    adaptive_pricing=table(enabled=flag),
    wallet_options=table(link=table(display=choice("auto", "never"))),
    allowed_payment_method_types=listing(choice(*METHODS)),
    excluded_payment_method_types=listing(choice(*METHODS)),
    expand=listing(text()),
)


def check(params: dict, now: int) -> dict:
    """Read and check the parameters of a new session. Raises Refusal with the first fault."""
    values = PARAMETERS(params, "")
    _check_amount(values["line_items"])
    if "expires_at" in values:
        _check_end(values["expires_at"], now)
    suffix = values.get("payment_intent_data", {}).get("statement_descriptor_suffix")
    if suffix is not None:
        _check_suffix(suffix)
    return values


def total(line_items: list[dict]) -> int:
    """What all items cost together, in the smallest unit."""
    return sum(item["price_data"]["unit_amount"] * item["quantity"] for item in line_items)


def _check_amount(line_items: list[dict]) -> None:
    if not line_items:
        raise Refusal(
            "Missing required param: line_items.", code="parameter_missing", param="line_items"
        )
    currencies = {item["price_data"]["currency"] for item in line_items}
    if len(currencies) > 1:
        raise Refusal("All line items must have the same currency.", param="line_items")
    least = LEAST_AMOUNT[currencies.pop()]
    if total(line_items) < least:
        raise Refusal(
            f"The Checkout Session's total amount due must add up to at least {least} of the "
            "currency's smallest unit.",
            code="amount_too_small",
        )
    if total(line_items) > MOST_AMOUNT:
        raise Refusal("The Checkout Session's total amount is too large.", code="amount_too_large")


def _check_end(expires_at: int, now: int) -> None:
    if not now + SHORTEST_SECONDS <= expires_at <= now + LONGEST_SECONDS:
        raise Refusal(
            "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout "
            "Session creation.",
            param="expires_at",
        )


def _check_suffix(suffix: str) -> None:
    param = "payment_intent_data[statement_descriptor_suffix]"
    if len(f"{STATEMENT_PREFIX}* {suffix}") > STATEMENT_LENGTH:
        raise Refusal(
            "The statement descriptor suffix is too long beside the account's prefix "
            f"{STATEMENT_PREFIX}.",
            param=param,
        )
    if not suffix.isascii() or set(suffix) & set("<>\\'\"*") or not suffix.isprintable():
        raise Refusal(
            "The statement descriptor suffix has a character that bank statements lack.",
            param=param,
        )
    if not set(suffix) & set(string.ascii_letters):
        raise Refusal("The statement descriptor suffix needs a letter.", param=param)
