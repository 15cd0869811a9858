import http.client
import re
from urllib.parse import urlsplit

import pytest

from donations.standin.donor import DONOR
from donations.standin.server import StandIn
from tests.donations.asking import ASKED, get, names, press, sdk

THANKS = "http://127.0.0.1:8000/thanks/?s="


@pytest.fixture
def standin():
    with StandIn() as standin:
        yield standin


@pytest.fixture
def session_id(standin):
    return sdk(standin).checkout.sessions.create(ASKED).id


def test_the_page_says_loudly_that_no_money_moves(standin, session_id):
    status, page = get(standin, f"/pay/{session_id}")

    assert status == 200
    assert "Demonstration." in page and "No money moves" in page
    assert "€25.00" in page and "Donation" in page


@pytest.mark.parametrize(
    ("act", "status", "payment"),
    [("pay", "complete", "paid"), ("debit", "complete", "unpaid")],
)
def test_after_paying_the_donor_is_sent_back_with_the_session(
    standin, session_id, act, status, payment
):
    answer = press(standin, f"/pay/{session_id}", act)

    assert answer == (303, THANKS + session_id)
    session = standin.session(session_id)
    assert (session["status"], session["payment_status"]) == (status, payment)


def test_extra_confirmation_is_a_second_page(standin, session_id):
    first = press(standin, f"/pay/{session_id}", "confirm")
    still = standin.session(session_id)["status"]
    second = press(standin, f"/pay/{session_id}/confirm", "confirm")

    assert first == (303, f"/pay/{session_id}/confirm")
    assert still == "open"
    assert second == (303, THANKS + session_id)


def test_a_declined_donor_reads_why_and_can_try_again(standin, session_id):
    answer = press(standin, f"/pay/{session_id}", "decline")

    assert answer == (303, f"/pay/{session_id}")
    assert "Your card was declined. You can try again." in get(standin, f"/pay/{session_id}")[1]
    assert press(standin, f"/pay/{session_id}", "pay")[1] == THANKS + session_id


def test_going_back_pays_nothing(standin, session_id):
    answer = press(standin, f"/pay/{session_id}", "back")

    assert answer == (303, ASKED["cancel_url"])
    assert standin.session(session_id)["status"] == "open"


def test_a_double_click_pays_once(standin, session_id):
    answers = [press(standin, f"/pay/{session_id}", "pay") for _ in range(2)]

    assert answers == [(303, THANKS + session_id)] * 2
    assert names(standin.events()).count("charge.succeeded") == 1


def test_an_expired_page_takes_nothing(standin, session_id):
    standin.expire(session_id)

    press(standin, f"/pay/{session_id}", "pay")

    assert "no longer valid" in get(standin, f"/pay/{session_id}")[1]
    assert standin.session(session_id)["payment_status"] == "unpaid"


def test_every_page_works_without_scripts_and_loads_nothing_foreign(standin, session_id):
    for path in ("/", f"/pay/{session_id}", f"/pay/{session_id}/confirm", "/nowhere"):
        page = get(standin, path)[1]

        assert "<script" not in page and "style=" not in page and " on" + "click" not in page
        assert re.findall(r'(?:src|href)="(http[^"]+)"', page) == []


def test_the_policy_lets_the_form_lead_back_to_the_product(standin, session_id):
    connection = http.client.HTTPConnection(urlsplit(standin.url).netloc)
    connection.request("GET", f"/pay/{session_id}")

    policy = connection.getresponse().headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "form-action 'self' http://127.0.0.1:8000" in policy
    connection.close()


def test_pages_never_show_the_donor(standin, session_id):
    standin.pay(session_id)
    standin.dispute(session_id)

    shown = get(standin, "/")[1] + get(standin, f"/pay/{session_id}")[1]

    assert DONOR["email"] not in shown and DONOR["name"] not in shown


def test_an_unknown_address_is_a_page_that_says_so(standin):
    status, page = get(standin, "/pay/cs_test_nobody")

    assert status == 404
    assert "No such checkout.session" in page
