"""The pages of the stand-in, for the donor and for whoever plays the bank."""

from datetime import UTC, datetime
from html import escape
from pathlib import Path

STYLE = Path(__file__).with_name("style.css").read_bytes()
SYMBOLS = {"eur": "€", "usd": "$", "gbp": "£"}


def payment(session: dict, *, declined: str | None) -> str:
    """The page a donor pays on; `declined` is why the last try failed."""
    if session["status"] == "complete":
        link = _link(_success_url(session), "Back to the site")
        return _page("Thank you", f"<h1>This donation has been made</h1><p>{link}</p>")
    if session["status"] == "expired":
        link = _link(session["cancel_url"], "Back to the site") if session["cancel_url"] else ""
        return _page("Expired", f"<h1>This page is no longer valid</h1><p>{link}</p>")
    notice = ""
    if declined:
        notice = f'<p class="notice" role="alert">{escape(declined)} You can try again.</p>'
    back = _button("back", "Back, without paying") if session["cancel_url"] else ""
    return _page(
        "Donation",
        f"""
        <h1>Donation</h1>
        <p class="amount">{money(session["amount_total"], session["currency"])}</p>
        {notice}
        <form method="post" action="/pay/{escape(session["id"])}" class="choices">
          {_button("pay", "Pay by card", main=True)}
          {_button("confirm", "Pay with extra confirmation")}
          {_button("debit", "Pay by bank debit, which takes days")}
          {_button("decline", "Let the card be declined")}
          {back}
        </form>
        """,
    )


def confirmation(session: dict) -> str:
    """The second page: the donor's bank asks once more."""
    return _page(
        "Confirm",
        f"""
        <h1>Your bank asks: is it you?</h1>
        <p class="amount">{money(session["amount_total"], session["currency"])}</p>
        <form method="post" action="/pay/{escape(session["id"])}/confirm" class="choices">
          {_button("confirm", "Yes, pay", main=True)}
          {_button("decline", "No, decline")}
        </form>
        """,
    )


def dashboard(payments: list[dict], *, older: str | None, problem: str | None = None) -> str:
    """All payments, newest first, with what may happen to each next.

    A payment is {"session", "charge" or None, "refunds", "deliveries", "typed"}; `older` is the
    id after which the next page begins.
    """
    notice = f'<p class="notice" role="alert">{escape(problem)}</p>' if problem else ""
    rows = "\n".join(_payment(one) for one in payments) or "<p>Nobody has come to pay yet.</p>"
    more = _link(f"/?after={older}", "Older payments") if older else ""
    return _page("Test dashboard", f"<h1>Test dashboard</h1>{notice}{rows}<p>{more}</p>")


def problem(sentence: str) -> str:
    """A page that says what is wrong."""
    return _page("Problem", f"<h1>That did not work</h1><p>{escape(sentence)}</p>")


def money(cents: int, currency: str) -> str:
    """€12.50, or 12.50 PLN where there is no sign for it."""
    number = f"{cents // 100:,}.{cents % 100:02}"
    symbol = SYMBOLS.get(currency)
    return f"{symbol}{number}" if symbol else f"{number} {escape(currency.upper())}"


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
      {_buttons(session, charge, one["typed"])}
      {"".join(_refund(session, refund) for refund in one["refunds"])}
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


def _buttons(session: dict, charge: dict | None, typed: str) -> str:
    buttons = []
    if session["status"] == "open":
        buttons.append(_button("expire", "Expire"))
    elif charge and charge["status"] == "pending":
        buttons += [_button("settle", "Settle"), _button("fail", "Fail")]
    refundable = charge and charge["status"] == "succeeded" and not charge["refunded"]
    if refundable:
        buttons.append(_button("refund", "Refund in full"))
    buttons.append(_button("redeliver", "Send again"))
    forms = _form(session, "".join(buttons))
    if refundable:
        field_id = f"amount-{escape(session['id'])}"
        forms += _form(
            session,
            f'<label for="{field_id}">Amount to refund</label>'
            f'<input id="{field_id}" name="amount" inputmode="decimal" autocomplete="off" '
            f'value="{escape(typed)}">' + _button("refund_part", "Refund part"),
        )
    return forms


def _refund(session: dict, refund: dict) -> str:
    words = f"Refund of {money(refund['amount'], refund['currency'])}: {escape(refund['status'])}"
    button = ""
    if refund["status"] in {"pending", "succeeded"}:
        button = _button("fail_refund", "Fail the refund")
    hidden = f'<input type="hidden" name="refund" value="{escape(refund["id"])}">'
    return _form(session, f"<span>{words}</span>{hidden}{button}")


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


def _form(session: dict, content: str) -> str:
    action = f"/payments/{escape(session['id'])}"
    return f'<form method="post" action="{action}" class="acts">{content}</form>'


def _button(act: str, words: str, *, main: bool = False) -> str:
    look = ' class="main"' if main else ""
    return f'<button name="act" value="{act}"{look}>{words}</button>'


def _link(url: str, words: str) -> str:
    return f'<a href="{escape(url)}">{words}</a>'


def _success_url(session: dict) -> str:
    return session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"])


def _page(title: str, content: str) -> str:
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title} – demonstration</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<p class="banner"><strong>Demonstration.</strong> No money moves, and nobody asks for a card.</p>
<main>
{content}
</main>
</body>
</html>
"""
