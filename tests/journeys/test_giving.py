"""A donor gives: on a small telephone, without scripts, to Stripe's page and back."""

import pytest

from donations import inbox
from donations.models import Donation, DonorContact, LedgerEntry
from donations.standin.server import StandIn
from tests.factories import book_gift

LANGUAGES = ("en", "be", "ru", "pl")
# More presses of the key than any page of the giving path has places to go to.
LONGEST_WAY = 60
# Whoever goes by keyboard sees where they are: on the screen, not under the bar below, outlined.
FOCUS_IS_SEEN = """one => {
  const seen = one.closest(".choice, .card") || one;
  const box = seen.getBoundingClientRect();
  const middle = [box.x + box.width / 2, box.y + box.height / 2];
  const top = document.elementFromPoint(...middle);
  return seen.contains(top) || (top && top.contains(seen));
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
def test_a_gift_is_begun_with_the_keyboard_alone_in_every_language(
    live_server, live_campaign, telephone, stripe, language
):
    keyboard = telephone.keyboard

    def tab_to(wanted: str) -> None:
        """Go on until the focus is there; it can be seen at every step."""
        for _ in range(LONGEST_WAY):
            keyboard.press("Tab")
            focus = telephone.locator(":focus")
            assert focus.evaluate(FOCUS_IS_SEEN), focus.evaluate("one => one.outerHTML")
            if focus.evaluate("(one, wanted) => one.matches(wanted)", wanted):
                return
        raise AssertionError(f"The keyboard does not come to {wanted}.")

    telephone.goto(f"{live_server.url}/{language}/c/{live_campaign.public_id}/")
    tab_to(".skip")
    tab_to("input[name=amount]")
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    telephone.wait_for_url("**/give/?amount=50")
    tab_to("input[name=amount]:checked")
    tab_to("#id_display_name")
    keyboard.type("A neighbour")
    tab_to("form button[type=submit]")
    keyboard.press("Enter")
    telephone.wait_for_url(f"**/{language}/pay/*/")
    tab_to("#to-stripe")
    keyboard.press("Enter")

    telephone.locator("button[value=pay]").wait_for()
    donation = Donation.objects.get()
    assert (donation.amount_cents, donation.locale) == (50_00, language)
    assert donation.message.display_name == "A neighbour"
