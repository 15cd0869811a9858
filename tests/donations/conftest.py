"""A donor before the give form, and one whose gift has arrived."""

import pytest

from donations import inbox, sync
from donations.models import Donation
from tests.donations.reading import token_of


@pytest.fixture
def form_url(live_campaign) -> str:
    return f"/en/c/{live_campaign.public_id}/give/"


@pytest.fixture
def send(visitor, form_url, standin):
    """send(amount=…): opens the form and posts it as a browser would; gives the answer."""

    def fill_in(**typed):
        token = token_of(visitor.get(form_url))
        return visitor.post(form_url, {"token": token, "amount": "25"} | typed)

    return fill_in


@pytest.fixture
def donation(begin, live_campaign) -> Donation:
    """Fifty euros on their way: a session is open at Stripe."""
    return begin(live_campaign, 50_00)


@pytest.fixture
def booked(donation, standin) -> Donation:
    """The donation, paid and booked. Its fee, of a euro, is not heard of yet."""
    standin.pay(donation.session_id)
    sync.sync_session(donation.session_id)
    donation.refresh_from_db()
    return donation


@pytest.fixture
def begun(live_campaign, begin):
    """begun(cents): a donation whose donor stands before Stripe's page."""

    def at_stripe(cents=50_00):
        return begin(live_campaign, cents)

    return at_stripe


@pytest.fixture
def given(begun, standin, deliver, client):
    """given(cents): a donation that was paid, and whose every webhook arrived."""

    def paid(cents=50_00):
        donation = begun(cents)
        deliver(client, *standin.pay(donation.session_id))
        inbox.process()
        donation.refresh_from_db()
        return donation

    return paid
