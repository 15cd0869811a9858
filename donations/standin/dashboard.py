"""The page for whoever plays the bank: every payment, and what may happen to it next."""

from datetime import UTC, datetime
from html import escape

from donations.standin.disputes import OPEN
from donations.standin.pages import button, link, money, page


def dashboard(
    account: dict, payments: list[dict], *, older: str | None, problem: str | None = None
) -> str:
    """The account, and its payments, newest first.

    The account is {"balance", "payouts", "webhooks": None, True or False}. A payment is
    {"session", "charge" or None, "refunds", "disputes", "deliveries", "typed"}; `older` is the id
    after which the next page begins.
    """
    notice = f'<p class="notice" role="alert">{escape(problem)}</p>' if problem else ""
    rows = "\n".join(_payment(one) for one in payments) or "<p>Nobody has come to pay yet.</p>"
    more = link(f"/?after={older}", "Older payments") if older else ""
    return page(
        "Test dashboard",
        f"<h1>Test dashboard</h1>{notice}{_account(account)}{rows}<p>{more}</p>",
    )


def _account(account: dict) -> str:
    balance = account["balance"]
    sums = (
        f"Balance: {money(balance['available'], 'eur')} available, "
        f"{money(balance['pending'], 'eur')} on its way"
    )
    return f"""
    <article aria-label="Account">
      {_form("/account", f"<span>{sums}</span>" + button("pay_out", "Pay out"))}
      {"".join(_payout(payout) for payout in account["payouts"])}
      {_webhooks(account["webhooks"])}
    </article>
    """


def _payout(payout: dict) -> str:
    words = f"Payout of {money(payout['amount'], payout['currency'])}: {escape(payout['status'])}"
    fail = "" if payout["status"] == "failed" else button("fail_payout", "Fail the payout")
    return _form("/account", f"<span>{words}</span>{_hidden('payout', payout)}{fail}")


def _webhooks(on: bool | None) -> str:
    if on is None:
        return "<p>Nobody is told about events: there is no webhook.</p>"
    if on:
        content = "<span>Events are being told</span>" + button("webhooks_off", "Fall silent")
    else:
        content = "<span>Events are piling up</span>" + button("webhooks_on", "Tell them again")
    return _form("/account", content)


def _payment(one: dict) -> str:
    session, charge = one["session"], one["charge"]
    session_id = escape(session["id"])
    created = datetime.fromtimestamp(session["created"], UTC).strftime("%Y-%m-%d %H:%M UTC")
    return f"""
    <article id="{session_id}" aria-labelledby="{session_id}-name">
      <h2 id="{session_id}-name">{money(session["amount_total"], session["currency"])}
        <span class="state">{_state(session, charge)}</span></h2>
      <dl>
        <dt>Opened</dt><dd>{created}</dd>
        <dt>Reference</dt><dd>{escape(session["client_reference_id"] or "none")}</dd>
        <dt>Session</dt><dd>{_session_link(session)}</dd>
      </dl>
      {_choices(one)}
      {"".join(_refund(session, refund) for refund in one["refunds"])}
      {"".join(_dispute(session, dispute) for dispute in one["disputes"])}
      {_deliveries(one["deliveries"])}
    </article>
    """


def _state(session: dict, charge: dict | None) -> str:
    if session["status"] == "open":
        return "waiting for the donor"
    if session["status"] == "expired":
        return "expired"
    if charge["status"] == "pending":
        return "bank debit under way"
    if charge["status"] == "failed":
        return "bank debit failed"
    if charge["refunded"]:
        return "refunded"
    if charge["amount_refunded"]:
        return f"paid, {money(charge['amount_refunded'], charge['currency'])} refunded"
    return "paid"


def _choices(one: dict) -> str:
    session, charge, disputes = one["session"], one["charge"], one["disputes"]
    paid = charge and charge["status"] == "succeeded" and not charge["refunded"]
    refundable = paid and all(dispute["is_charge_refundable"] for dispute in disputes)
    disputable = paid and not any(dispute["status"] in OPEN for dispute in disputes)
    whole, part = "", ""
    if session["status"] == "open":
        whole += button("expire", "Expire")
    elif charge and charge["status"] == "pending":
        whole += button("settle", "Settle") + button("fail", "Fail")
    if refundable:
        whole += button("refund", "Refund in full")
        part += button("refund_part", "Refund part")
    if disputable:
        whole += button("dispute", "Dispute") + button("inquire", "Let the bank ask")
        part += button("dispute_part", "Dispute part")
    if paid:
        whole += button("warn_of_fraud", "Warn of fraud")
    forms = _form(_address(session), whole + button("redeliver", "Send again"))
    return forms + (_form(_address(session), _amount(session, one["typed"]) + part) if part else "")


def _amount(session: dict, typed: str) -> str:
    field_id = f"amount-{escape(session['id'])}"
    return (
        f'<label for="{field_id}">Amount</label>'
        f'<input id="{field_id}" name="amount" inputmode="decimal" autocomplete="off" '
        f'value="{escape(typed)}">'
    )


def _refund(session: dict, refund: dict) -> str:
    words = f"Refund of {money(refund['amount'], refund['currency'])}: {escape(refund['status'])}"
    fails = refund["status"] in {"pending", "succeeded"}
    choice = button("fail_refund", "Fail the refund") if fails else ""
    return _form(_address(session), f"<span>{words}</span>{_hidden('refund', refund)}{choice}")


def _dispute(session: dict, dispute: dict) -> str:
    sum_ = money(dispute["amount"], dispute["currency"])
    words = f"Dispute of {sum_}: {escape(dispute['status'].replace('_', ' '))}"
    choices = ""
    if dispute["status"] in OPEN:
        if dispute["balance_transactions"]:
            choices = button("win", "Win") + button("lose", "Lose")
        else:
            choices = button("withdraw_funds", "Take the money") + button("prevent", "Prevent")
        if dispute["status"].startswith("warning_"):
            choices += button("close_inquiry", "Close the inquiry")
    return _form(_address(session), f"<span>{words}</span>{_hidden('dispute', dispute)}{choices}")


def _deliveries(deliveries: list[dict]) -> str:
    if not deliveries:
        return ""
    arrived = sum(one["delivered_at"] is not None for one in deliveries)
    rows = "".join(
        f"<li>{escape(one['type'])}: "
        f"{'taken' if one['delivered_at'] is not None else 'not taken yet'}, "
        f"tries: {one['attempts']}</li>"
        for one in deliveries
    )
    return (
        f"<details><summary>Events taken: {arrived} of {len(deliveries)}</summary>"
        f"<ol>{rows}</ol></details>"
    )


def _session_link(session: dict) -> str:
    session_id = escape(session["id"])
    if session["status"] == "open":
        return f'<a href="/pay/{session_id}">{session_id}</a>'
    return session_id


def _address(session: dict) -> str:
    return f"/payments/{session['id']}"


def _hidden(name: str, thing: dict) -> str:
    return f'<input type="hidden" name="{name}" value="{escape(thing["id"])}">'


def _form(action: str, content: str) -> str:
    return f'<form method="post" action="{escape(action)}" class="acts">{content}</form>'
