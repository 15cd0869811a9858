"""The account's balance: what each movement brought, cost and left, in euros."""

from donations.standin.account import PREFIXES, TRANSACTION, Account

# What a unit of each currency is worth when it reaches the account, as a fraction.
EUROS_PER_UNIT = {"eur": (1, 1), "usd": (9, 10), "gbp": (6, 5), "pln": (1, 4)}
FEE_PER_MILLE = 15
FEE_CENTS = 25
DISPUTE_FEE_CENTS = 15_00
SECONDS_UNTIL_AVAILABLE = 2 * 24 * 60 * 60
PROCESSING = "Stripe processing fees"


def enter(
    account: Account,
    kind: str,
    *,
    amount: int,
    category: str,
    source: dict | None = None,
    fee: int = 0,
    fee_for: str = PROCESSING,
    at_once: bool = False,
) -> dict:
    """Write one balance transaction and return it.

    `amount` is signed and in the source's currency, `fee` in euro cents; a negative fee is given
    back. `at_once` skips the days until money is available.
    """
    currency = source["currency"] if source else "eur"
    numerator, denominator = EUROS_PER_UNIT[currency]
    settled = in_euros(amount, currency)
    now = account.now()
    return account.save(
        TRANSACTION,
        {
            "id": account.new_id(PREFIXES[TRANSACTION]),
            "object": "balance_transaction",
            "amount": settled,
            "available_on": now if at_once else now + SECONDS_UNTIL_AVAILABLE,
            "balance_type": "payments",
            "created": now,
            "currency": "eur",
            "description": None,
            "exchange_rate": None if currency == "eur" else numerator / denominator,
            "fee": fee,
            "fee_details": _fee_details(fee, fee_for),
            "net": settled - fee,
            "reporting_category": category,
            "source": source["id"] if source else None,
            "status": "available" if at_once else "pending",
            "type": kind,
        },
    )


def in_euros(amount: int, currency: str) -> int:
    """What a signed amount is worth in euro cents; parts of a cent are dropped."""
    numerator, denominator = EUROS_PER_UNIT[currency]
    return abs(amount) * numerator // denominator * (1 if amount > 0 else -1)


def fee_of(charge: dict) -> int:
    """What Stripe keeps of a payment: 1.5 % and 25 cents, half cents rounded up."""
    cents = in_euros(charge["amount"], charge["currency"])
    return (cents * FEE_PER_MILLE + 500) // 1000 + FEE_CENTS


def is_available(transaction: dict, now: int) -> bool:
    """Whether the money of a balance transaction can be paid out by now."""
    return transaction["available_on"] <= now


def totals(account: Account) -> dict[str, int]:
    """The euro cents that are available, and those that are on their way."""
    cents = {"available": 0, "pending": 0}
    for transaction in account.all(TRANSACTION):
        state = "available" if is_available(transaction, account.now()) else "pending"
        cents[state] += transaction["net"]
    return cents


def _fee_details(fee: int, fee_for: str) -> list[dict]:
    if not fee:
        return []
    return [
        {
            "amount": fee,
            "application": None,
            "currency": "eur",
            "description": fee_for,
            "type": "stripe_fee",
        }
    ]
