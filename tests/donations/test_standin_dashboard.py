import html
from urllib.parse import urlencode

import pytest

from donations.standin.server import StandIn
from tests.donations.asking import ASKED, get, names, press, request, sdk


@pytest.fixture
def standin():
    with StandIn() as standin:
        yield standin


@pytest.fixture
def session_id(standin):
    return sdk(standin).checkout.sessions.create(ASKED).id


def test_the_dashboard_plays_the_bank(standin, session_id):
    row = f"/payments/{session_id}"

    press(standin, f"/pay/{session_id}", "debit")
    assert "bank debit under way" in get(standin, "/")[1]
    press(standin, row, "settle")
    press(standin, row, "refund_part", amount="10,50")
    assert "paid, €10.50 refunded" in get(standin, "/")[1]
    press(standin, row, "fail_refund", refund=standin.refunds()[0]["id"])
    press(standin, row, "refund")
    press(standin, row, "redeliver")

    assert "refunded" in get(standin, "/")[1]
    assert [one["status"] for one in standin.refunds()] == ["failed", "succeeded"]
    assert [one["amount"] for one in standin.refunds()] == [10_50, 25_00]


def test_the_dashboard_disputes_and_decides(standin, session_id):
    row = f"/payments/{session_id}"
    press(standin, f"/pay/{session_id}", "pay")

    press(standin, row, "warn_of_fraud")
    press(standin, row, "inquire")
    assert "Dispute of €25.00: warning needs response" in get(standin, "/")[1]
    first = standin.disputes()[0]["id"]
    press(standin, row, "close_inquiry", dispute=first)
    press(standin, row, "dispute_part", amount="10")
    second = standin.disputes()[1]["id"]
    press(standin, row, "win", dispute=second)
    press(standin, row, "dispute")
    page = get(standin, "/")[1]
    press(standin, row, "lose", dispute=standin.disputes()[2]["id"])

    assert [one["status"] for one in standin.disputes()] == ["warning_closed", "won", "lost"]
    assert [one["amount"] for one in standin.disputes()] == [25_00, 10_00, 25_00]
    assert 'value="lose"' in page and 'value="dispute"' not in page
    assert 'value="lose"' not in get(standin, "/")[1]


@pytest.mark.parametrize(
    ("act", "status"), [("withdraw_funds", "needs_response"), ("prevent", "prevented")]
)
def test_an_inquiry_goes_on_by_the_dashboard(standin, session_id, act, status):
    standin.pay(session_id)
    standin.dispute(session_id, inquiry=True)

    press(standin, f"/payments/{session_id}", act, dispute=standin.disputes()[0]["id"])

    assert standin.disputes()[0]["status"] == status


def test_the_dashboard_pays_out(standin, session_id):
    standin.pay(session_id)
    assert "€0.00 available, €24.37 on its way" in get(standin, "/")[1]

    assert press(standin, "/account", "pay_out") == (303, "/")
    assert "Payout of €24.37: paid" in get(standin, "/")[1]
    press(standin, "/account", "fail_payout", payout=standin.payouts()[0]["id"])

    assert "Payout of €24.37: failed" in get(standin, "/")[1]
    assert standin.balance() == {"available": 24_37, "pending": 0}


@pytest.mark.parametrize("act", ["pay_out", "fail_payout", "webhooks_off", "rob"])
def test_what_the_account_cannot_do_is_said_on_the_dashboard(standin, act):
    status, page = request(standin, "POST", "/account", urlencode({"act": act}))

    assert status == 422
    assert 'role="alert"' in page


def test_the_dashboard_silences_webhooks():
    with StandIn(webhook_url="http://127.0.0.1:9/") as standin:
        press(standin, "/account", "webhooks_off")
        silent = get(standin, "/")[1]
        press(standin, "/account", "webhooks_on")

        assert "Events are piling up" in silent
        assert "Events are being told" in get(standin, "/")[1]


@pytest.mark.parametrize("act", ["fail", "expire"])
def test_the_dashboard_ends_what_is_not_paid(standin, session_id, act):
    if act == "fail":
        standin.pay_by_debit(session_id)

    assert press(standin, f"/payments/{session_id}", act) == (303, f"/#{session_id}")

    assert names(standin.events())[-1] in {
        "checkout.session.async_payment_failed",
        "checkout.session.expired",
    }


@pytest.mark.parametrize("typed", ["", "lots", "0", "25.01", "-3", '"><b>'])
def test_an_amount_that_cannot_be_refunded_is_kept_for_mending(standin, session_id, typed):
    standin.pay(session_id)
    fields = urlencode({"act": "refund_part", "amount": typed})

    status, page = request(standin, "POST", f"/payments/{session_id}", fields)

    assert status == 422
    assert 'role="alert"' in page and "<b>" not in page
    assert f'value="{html.escape(typed)}"' in page
    assert standin.refunds() == []


def test_what_the_product_sends_is_shown_as_text(standin):
    sdk(standin).checkout.sessions.create(ASKED | {"client_reference_id": "<script>x</script>"})

    assert "<script" not in get(standin, "/")[1]
