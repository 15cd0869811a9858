"""What happened to each donation's money, for comparisons with the books of the product."""

from donations.standin.account import CHARGE, DISPUTE, REFUND, SESSION, TRANSACTION, Account

# Balance transactions by kind and category: the column they belong to, and the sign there.
COLUMNS = {
    ("charge", "charge"): ("paid_cents", 1),
    ("payment", "charge"): ("paid_cents", 1),
    ("payment_failure_refund", "charge_failure"): ("paid_cents", 1),
    ("refund", "refund"): ("refunded_cents", -1),
    ("payment_refund", "refund"): ("refunded_cents", -1),
    ("refund_failure", "refund_failure"): ("refund_failed_cents", 1),
    ("adjustment", "dispute"): ("disputed_cents", -1),
    ("adjustment", "dispute_reversal"): ("reinstated_cents", 1),
}
FIGURES = (
    *dict.fromkeys(column for column, _ in COLUMNS.values()),
    *("fee_cents", "fee_returned_cents"),
)


def books(account: Account) -> dict[str, dict[str, int]]:
    """By reference: euro cents paid, refunded, refund_failed, disputed, reinstated and fees.

    No figure is negative. A donation without a reference goes by its session's id. Payouts and
    fees beside payments belong to no donation.
    """
    references = {
        session["payment_intent"]: session["client_reference_id"] or session["id"]
        for session in account.all(SESSION)
        if session["payment_intent"]
    }
    figures: dict[str, dict[str, int]] = {}
    for transaction in account.all(TRANSACTION):
        source = _source(account, transaction)
        if source is None:
            continue
        row = figures.setdefault(references[source["payment_intent"]], dict.fromkeys(FIGURES, 0))
        column, sign = COLUMNS[transaction["type"], transaction["reporting_category"]]
        row[column] += sign * transaction["amount"]
        fee = transaction["fee"]
        # The fee of a payment that failed was never kept, so it is not given back either.
        if fee < 0 and transaction["reporting_category"] != "charge_failure":
            row["fee_returned_cents"] -= fee
        else:
            row["fee_cents"] += fee
    return figures


def _source(account: Account, transaction: dict) -> dict | None:
    """What a payment has to do with a balance transaction: its charge, refund or dispute."""
    found = (account.find(kind, transaction["source"]) for kind in (CHARGE, REFUND, DISPUTE))
    return next(filter(None, found), None)
