"""The account's balance: what each movement brought, cost and left, in euros."""

from donations.standin.account import PREFIXES, TRANSACTION, Account

# What a unit of each currency is worth when it reaches the account, as a fraction.
EUROS_PER_UNIT = {"eur": (1, 1), "usd": (9, 10), "gbp": (6, 5), "pln": (1, 4)}
FEE_PER_MILLE = 15
FEE_CENTS = 25
SECONDS_UNTIL_AVAILABLE = 2 * 24 * 60 * 60


def enter(
    account: Account, kind: str, source: dict, *, amount: int, category: str, with_fee: bool = False
) -> dict:
    """Write one balance transaction; `amount` is signed and in the source's currency."""
    currency = source["currency"]
    numerator, denominator = EUROS_PER_UNIT[currency]
    settled = abs(amount) * numerator // denominator * (1 if amount > 0 else -1)
    fee = fee_of(settled) if with_fee else 0
    now = account.now()
    return account.save(
        TRANSACTION,
        {
            "id": account.new_id(PREFIXES[TRANSACTION]),
            "object": "balance_transaction",
            "amount": settled,
            "available_on": now + SECONDS_UNTIL_AVAILABLE,
            "balance_type": "payments",
            "created": now,
            "currency": "eur",
            "description": None,
            "exchange_rate": None if currency == "eur" else numerator / denominator,
            "fee": fee,
            "fee_details": _fee_details(fee),
            "net": settled - fee,
            "reporting_category": category,
            "source": source["id"],
            "status": "pending",
            "type": kind,
        },
    )


def fee_of(cents: int) -> int:
    """What Stripe keeps of a payment: 1.5 % and 25 cents, half cents rounded up."""
    return (cents * FEE_PER_MILLE + 500) // 1000 + FEE_CENTS


def _fee_details(fee: int) -> list[dict]:
    if not fee:
        return []
    return [
        {
            "amount": fee,
            "application": None,
            "currency": "eur",
            "description": "Stripe processing fees",
            "type": "stripe_fee",
        }
    ]
