"""A donation may have several attempts; a payment of any of them is a gift."""

import pytest

from donations import sync
from donations.models import Donation
from tests.donations.books import raised

Status = Donation.Status


@pytest.fixture
def donation(begin, live_campaign) -> Donation:
    return begin(live_campaign, 50_00)


EARLIER = "cs_test_earlier"


@pytest.fixture
def paid_earlier(donation, standin) -> Donation:
    """Somebody paid on the page of an earlier attempt; that of the last one is still open."""
    with standin.account.changing():
        session = standin.account.get("checkout.session", donation.session_id)
        order = standin.account.get("order", donation.session_id)
        standin.account.save("checkout.session", {**session, "id": EARLIER})
        standin.account.save("order", {**order, "id": EARLIER})
    standin.pay(EARLIER)
    sync.sync_session(EARLIER)
    donation.refresh_from_db()
    return donation


def test_a_payment_of_an_earlier_attempt_is_a_gift(paid_earlier, live_campaign):
    assert paid_earlier.status == Status.PAID
    assert raised(live_campaign) == (50_00, 1)


def test_the_end_of_the_last_attempt_does_not_undo_the_payment_of_an_earlier_one(
    paid_earlier, standin, live_campaign
):
    standin.expire(paid_earlier.session_id)

    sync.sync_session(paid_earlier.session_id)

    paid_earlier.refresh_from_db()
    assert paid_earlier.status == Status.PAID
