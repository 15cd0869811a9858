"""How a donor reads a page of the giving path, and one whole answer to its form."""

import html
import re

from donations.models import Donation

ANSWER = {
    "amount": "other",
    "other_amount": "12,50",
    "display_name": "A neighbour",
    "message": "You are <not> alone & never were",
    "email": "anna@example.org",
    "closing_notice": "on",
}


def token_of(page) -> str:
    return re.search(r'name="token" value="([^"]+)"', page.content.decode())[1]


def text_of(page) -> str:
    """What a reader reads: without tags, entities and line breaks."""
    main = re.search(r"<main.*?</main>", page.content.decode(), re.DOTALL)[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def title_of(page) -> str:
    return html.unescape(re.search(r"<title>(.*?)</title>", page.content.decode(), re.DOTALL)[1])


def stripe_link(page) -> str | None:
    found = re.search(r'<a id="to-stripe"[^>]*href="([^"]+)"', page.content.decode())
    return html.unescape(found[1]) if found else None


def address(donation: Donation, page: str) -> str:
    return f"/en/{page}/{donation.public_id}/"
