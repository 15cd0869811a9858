"""The pages that a donor sees, and the frame around every page."""

from html import escape
from pathlib import Path

STYLE = Path(__file__).with_name("style.css").read_bytes()
SYMBOLS = {"eur": "€", "usd": "$", "gbp": "£"}


def payment(session: dict, *, declined: str | None) -> str:
    """The page a donor pays on; `declined` is why the last try failed."""
    if session["status"] == "complete":
        onward = link(_success_url(session), "Back to the site")
        return page("Thank you", f"<h1>This donation has been made</h1><p>{onward}</p>")
    if session["status"] == "expired":
        onward = link(session["cancel_url"], "Back to the site") if session["cancel_url"] else ""
        return page("Expired", f"<h1>This page is no longer valid</h1><p>{onward}</p>")
    notice = ""
    if declined:
        notice = f'<p class="notice" role="alert">{escape(declined)} You can try again.</p>'
    back = button("back", "Back, without paying") if session["cancel_url"] else ""
    return page(
        "Donation",
        f"""
        <h1>Donation</h1>
        <p class="amount">{money(session["amount_total"], session["currency"])}</p>
        {notice}
        <form method="post" action="/pay/{escape(session["id"])}" class="choices">
          {button("pay", "Pay by card", main=True)}
          {button("confirm", "Pay with extra confirmation")}
          {button("debit", "Pay by bank debit, which takes days")}
          {button("decline", "Let the card be declined")}
          {back}
        </form>
        """,
    )


def confirmation(session: dict) -> str:
    """The second page: the donor's bank asks once more."""
    return page(
        "Confirm",
        f"""
        <h1>Your bank asks: is it you?</h1>
        <p class="amount">{money(session["amount_total"], session["currency"])}</p>
        <form method="post" action="/pay/{escape(session["id"])}/confirm" class="choices">
          {button("confirm", "Yes, pay", main=True)}
          {button("decline", "No, decline")}
        </form>
        """,
    )


def problem(sentence: str) -> str:
    """A page that says what is wrong."""
    return page("Problem", f"<h1>That did not work</h1><p>{escape(sentence)}</p>")


def money(cents: int, currency: str) -> str:
    """€12.50, or 12.50 PLN where there is no sign for it."""
    sign = "−" if cents < 0 else ""
    number = f"{abs(cents) // 100:,}.{abs(cents) % 100:02}"
    symbol = SYMBOLS.get(currency)
    return f"{sign}{symbol}{number}" if symbol else f"{sign}{number} {escape(currency.upper())}"


def button(act: str, words: str, *, main: bool = False) -> str:
    """A button that says which act it stands for."""
    look = ' class="main"' if main else ""
    return f'<button name="act" value="{act}"{look}>{words}</button>'


def link(url: str, words: str) -> str:
    """A link with plain words."""
    return f'<a href="{escape(url)}">{words}</a>'


def page(title: str, content: str) -> str:
    """The whole document around some content, which is HTML."""
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


def _success_url(session: dict) -> str:
    return session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"])
