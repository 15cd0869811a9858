import json

import pytest
import stripe

from donations.standin.chaos import Chaos
from donations.standin.server import StandIn
from tests.donations.asking import sdk

SECRET = "whsec_storm"
GIFTS = [(f"gift{number}", 5_00 + number) for number in range(200)]


@pytest.fixture
def standin():
    with StandIn(secret=SECRET) as standin:
        yield standin


def test_many_gifts_are_made_at_once_and_can_be_asked_about(standin):
    letters = standin.make_paid(GIFTS, seed=7)

    events = [stripe.Webhook.construct_event(body, header, SECRET) for body, header in letters]
    paid = [
        event.data.object
        for event in events
        if event.type.startswith("checkout.session.") and event.data.object.payment_status == "paid"
    ]
    assert [(one.client_reference_id, one.amount_total) for one in paid] == GIFTS
    assert [event.id for event in events] == [event["id"] for event in standin.events()]
    asked = sdk(standin).checkout.sessions.retrieve(paid[0].id)
    assert (asked.payment_status, asked.amount_total) == ("paid", 5_00)
    books = standin.books()
    assert {reference: row["paid_cents"] for reference, row in books.items()} == dict(GIFTS)


def test_some_gifts_go_back_and_some_come_again(standin):
    standin.make_paid(GIFTS, seed=7)

    books = standin.books().values()

    for figure in ("refunded_cents", "refund_failed_cents", "disputed_cents", "reinstated_cents"):
        assert 0 < sum(row[figure] > 0 for row in books) < len(GIFTS) / 2


def test_the_seed_decides_what_becomes_of_a_gift():
    made = []
    for seed in (7, 7, 8):
        with StandIn() as standin:
            standin.make_paid(GIFTS, seed=seed)
            made.append(standin.books())

    assert made[0] == made[1] != made[2]


def test_the_same_seed_stirs_letters_in_the_same_way():
    letters = list(range(100))

    first, second, other = (Chaos(seed).stir(letters, repeated=0.3) for seed in (1, 1, 2))

    assert first == second != other
    assert (len(first), set(first)) == (130, set(letters))
    assert first != sorted(first)


def test_a_letter_is_the_same_bytes_every_time(standin):
    ((body, _), *_) = standin.make_paid(GIFTS[:1])

    assert standin.sign(standin.events()[0])[0] == body
    assert json.loads(body)["type"] == "payment_intent.created"
