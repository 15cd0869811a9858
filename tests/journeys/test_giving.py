"""A donor gives: on a small telephone, without scripts, to Stripe's page and back."""

import pytest

from donations import inbox
from donations.models import Donation, DonorContact, LedgerEntry
from donations.standin.server import StandIn
from tests.factories import book_gift
from tests.journeys.looking import TOO_WIDE

LANGUAGES = ("en", "be", "ru", "pl")
# The first is also a wide screen at four times its size.
SCREENS = ((320, 256), (360, 740), (768, 1024), (1280, 800))
# More presses of the key than any page of the giving path has places to go to.
LONGEST_WAY = 60
# Whoever goes by keyboard sees where they are: what is on the screen of it is not under anything.
FOCUS = """(one, wanted) => {
  const seen = one.closest(".choice, .card") || one;
  const box = seen.getBoundingClientRect();
  const above = Math.max(box.top, 0), below = Math.min(box.bottom, innerHeight);
  const top = document.elementFromPoint(box.x + box.width / 2, (above + below) / 2);
  return {
    is_seen: above < below && (seen.contains(top) || !!top && top.contains(seen)),
    is_wanted: one.matches(wanted),
    words: one.outerHTML,
  };
}"""


@pytest.fixture
def stripe(live_server, settings):
    """A stand-in with its own page, that sends its events to our door."""
    door = f"{live_server.url}/stripe/webhook/"
    with StandIn(secret=settings.STRIPE_WEBHOOK_SECRETS[0], webhook_url=door) as standin:
        settings.STRIPE_API_BASE = standin.url
        yield standin


@pytest.fixture
def telephone(chromium):
    """A small screen on which no script runs, as in Tor Browser at its safest."""
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def raised(page) -> str:
    """The sum on the page of a campaign."""
    return page.locator("#sum strong").inner_text().replace("\u202f", " ")


@pytest.mark.browser
def test_a_gift_without_scripts_reaches_the_page_and_a_refund_takes_it_away(
    live_server, live_campaign, telephone, stripe
):
    book_gift(live_campaign, 231_00)
    address = f"{live_server.url}/en/c/{live_campaign.public_id}/"
    telephone.goto(address)
    assert raised(telephone) == "€ 231"

    telephone.get_by_label("€\u202f25", exact=True).check()
    telephone.get_by_role("button", name="Give", exact=True).click()
    assert telephone.get_by_label("€\u202f25", exact=True).is_checked()
    telephone.get_by_label("E-mail").fill("somebody@example.org")
    telephone.get_by_role("button", name="Continue to payment").click()
    telephone.locator("#to-stripe").click()
    telephone.locator("button[value=pay]").click()

    assert "/en/thanks/" in telephone.url
    assert "waiting for the payment" in telephone.get_by_role("heading", level=1).inner_text()

    inbox.process()
    telephone.get_by_role("link", name="Check again").click()
    assert "has arrived" in telephone.get_by_role("heading", level=1).inner_text()
    telephone.goto(address)
    assert raised(telephone) == "€ 256"

    gift = LedgerEntry.objects.get(kind="gift", donation__isnull=False, amount_cents=25_00)
    stripe.refund(gift.donation.session_id)
    assert stripe.wait_until_delivered()
    inbox.process()
    telephone.goto(address)
    assert raised(telephone) == "€ 231"
    assert DonorContact.objects.get().donation == gift.donation
    assert telephone.context.cookies(live_server.url) == []


@pytest.mark.browser
def test_a_donor_who_turns_back_is_told_that_nothing_was_taken(
    live_server, live_campaign, telephone, stripe
):
    telephone.goto(f"{live_server.url}/en/c/{live_campaign.public_id}/give/?amount=other")

    telephone.get_by_label("Other amount").fill("12,50")
    telephone.get_by_role("button", name="Continue to payment").click()
    assert "€\u202f12.50" in telephone.locator("main").inner_text()
    telephone.locator("#to-stripe").click()
    telephone.locator("button[value=back]").click()

    assert telephone.url == f"{live_server.url}/en/cancelled/"
    assert telephone.get_by_role("heading", level=1).inner_text() == "No money was taken"
    assert not LedgerEntry.objects.exists()


@pytest.mark.browser
def test_a_wrong_amount_is_pointed_out_and_nothing_typed_is_lost(
    live_server, live_campaign, telephone, stripe
):
    telephone.goto(f"{live_server.url}/en/c/{live_campaign.public_id}/give/?amount=other")

    telephone.get_by_label("Other amount").fill("0,50")
    telephone.get_by_label("Name to show").fill("A neighbour")
    telephone.get_by_role("button", name="Continue to payment").click()

    assert telephone.title().startswith("Error: ")
    assert telephone.get_by_role("alert").get_by_role("link").count() == 1
    assert telephone.get_by_label("Other amount").input_value() == "0,50"
    assert telephone.get_by_label("Name to show").input_value() == "A neighbour"


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_keyboard_alone_leads_from_the_list_to_a_gift_that_has_arrived(
    live_server, live_campaign, chromium, stripe, language
):
    """On every screen, by day and by night, each time with no script and no scrolling sideways."""
    for number, (width, height) in enumerate(SCREENS, start=LANGUAGES.index(language)):
        page = chromium.new_page(
            viewport={"width": width, "height": height},
            color_scheme="dark" if number % 2 else "light",
            java_script_enabled=False,
        )

        give_by_keyboard(page, f"{live_server.url}/{language}/", stripe.url)

        assert page.context.cookies(live_server.url) == []
        page.context.close()
    gifts = Donation.objects.filter(status="paid", amount_cents=50_00, locale=language)
    assert [gift.message.display_name for gift in gifts] == ["A neighbour"] * len(SCREENS)


def give_by_keyboard(page, front: str, payments: str) -> None:
    """From the front page over the one campaign there, and the payment page, to the thanks."""

    def tab_to(wanted: str) -> None:
        """Go on until the focus is there; it can be seen at every step."""
        for _ in range(LONGEST_WAY):
            page.keyboard.press("Tab")
            focus = page.locator(":focus").evaluate(FOCUS, wanted)
            assert focus["is_seen"], focus["words"]
            if focus["is_wanted"]:
                return
        raise AssertionError(f"The keyboard does not come to {wanted}.")

    def enter(leads_to: str) -> None:
        """Press the key on what has the focus, and look at the page that comes."""
        with page.expect_navigation(url=leads_to):
            page.keyboard.press("Enter")
        assert not page.evaluate(TOO_WIDE), page.url

    page.goto(front)
    assert not page.evaluate(TOO_WIDE)
    tab_to(".skip")
    page.keyboard.press("Enter")
    tab_to(".card a")
    enter(f"{front}c/*/")
    tab_to("input[name=amount]")
    page.keyboard.press("ArrowDown")
    enter("**/give/?amount=50")
    tab_to("input[name=amount]:checked")
    tab_to("#id_display_name")
    page.keyboard.type("A neighbour")
    tab_to("form button[type=submit]")
    enter(f"{front}pay/*/")
    tab_to("#to-stripe")
    enter(f"{payments}/**")
    tab_to("button[value=pay]")
    enter(f"{front}thanks/*/")
    assert page.locator(".badge--urgent").is_visible()
    inbox.process()
    tab_to(".actions .btn")
    enter(page.url)
    assert page.locator(".badge--good").is_visible()
