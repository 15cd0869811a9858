"""A donor before the give form, and one whose gift has arrived."""

import secrets
from contextlib import contextmanager

import pytest

from donations import checkout, inbox, refund_orders, sync
from donations.models import Donation, LedgerEntry, RefundOrder
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
def fees_unknown(standin):
    """A context in which Stripe does not know yet what it keeps, as seconds after a payment."""

    @contextmanager
    def meanwhile():
        charges = standin.account.all("charge")
        known = [charge["balance_transaction"] for charge in charges]
        with standin.account.changing():
            for charge in charges:
                charge["balance_transaction"] = None
        yield
        with standin.account.changing():
            for charge, movement in zip(charges, known, strict=True):
                charge["balance_transaction"] = movement

    return meanwhile


@pytest.fixture
def booked(donation, standin, fees_unknown) -> Donation:
    """The donation, paid and booked. Its fee, of a euro, is not heard of yet."""
    standin.pay(donation.session_id)
    with fees_unknown():
        sync.sync_session(donation.session_id)
    donation.refresh_from_db()
    return donation


@pytest.fixture
def second_page(booked, standin) -> str:
    """The page of an earlier attempt is still open at Stripe."""
    with standin.account.changing():
        other = dict(standin.account.get("checkout.session", booked.session_id))
        order = dict(standin.account.get("order", booked.session_id), intent=None)
        other.update(
            id="cs_test_earlier", status="open", payment_status="unpaid", payment_intent=None
        )
        standin.account.save("checkout.session", other)
        standin.account.save("order", order | {"id": other["id"]})
    return other["id"]


@pytest.fixture
def paid_twice(booked, second_page, standin) -> Donation:
    """Somebody paid on that page, too."""
    standin.pay(second_page)
    sync.sync_session(second_page)
    booked.refresh_from_db()
    return booked


@pytest.fixture
def stray_payment(begin, live_campaign, standin) -> LedgerEntry:
    """25 euros that were paid for a donation that is not here; they are held."""
    donation = begin(live_campaign, 25_00)
    session_id = donation.session_id
    donation.delete()
    standin.pay(session_id)
    sync.sync_session(session_id)
    return LedgerEntry.objects.get(kind="gift", donation=None)


@pytest.fixture
def token() -> str:
    """What a form is known by."""
    return secrets.token_hex(16)


@pytest.fixture
def started(live_campaign, token) -> Donation:
    """25 euros that somebody means to give; no page is opened for them yet."""
    return checkout.start(live_campaign.pk, cents=25_00, locale="en", form_token=token)


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


@pytest.fixture
def paid(live_campaign, begin, standin) -> str:
    """The id of a session that is paid at Stripe."""
    donation = begin(live_campaign, 50_00)
    standin.pay(donation.session_id)
    return donation.session_id


@pytest.fixture
def order(booked, staff):
    """order(cents): by staff.finance, of the booked gift of 50 euros."""

    gift = booked.ledger.get(kind="gift")

    def write(cents: int = 20_00, actor=staff.finance, reason="duplicate") -> RefundOrder:
        return refund_orders.order(gift, actor=actor, cents=cents, reason=reason)

    return write
