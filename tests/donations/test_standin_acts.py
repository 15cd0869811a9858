import json

import pytest

from donations.standin.server import StandIn
from tests.donations.asking import ASKED, get, request, sdk


@pytest.fixture
def standin():
    with StandIn() as standin:
        yield standin


@pytest.fixture
def session_id(standin):
    return sdk(standin).checkout.sessions.create(ASKED).id


def test_the_acts_can_be_had_over_http(standin, session_id):
    status, answer = request(standin, "POST", "/_acts/pay", json.dumps({"session_id": session_id}))
    assert (status, len(json.loads(answer)["events"])) == (200, 5)

    status, answer = request(
        standin, "POST", "/_acts/refund", json.dumps({"session_id": session_id, "cents": 100})
    )
    assert status == 200

    refunds = json.loads(get(standin, "/_acts/refunds")[1])["refunds"]
    told = json.loads(get(standin, "/_acts/requests")[1])["requests"]
    assert [refund["amount"] for refund in refunds] == [100]
    assert told[0]["params"]["client_reference_id"] == "ours"


def test_every_act_can_be_had_over_http(standin, session_id):
    def act(name, **arguments):
        status, answer = request(standin, "POST", f"/_acts/{name}", json.dumps(arguments))
        assert status == 200, answer
        return json.loads(answer)["events"]

    def look(name):
        return json.loads(get(standin, f"/_acts/{name}")[1])[name]

    act("pay", session_id=session_id)
    act("dispute", session_id=session_id, cents=5_00, inquiry=False)
    (dispute,) = look("disputes")
    act("win", dispute_id=dispute["id"])
    act("charge_fee", cents=50)
    sent = act("redeliver", object_id=dispute["id"])
    act("fault", kind="500", times=1, method="GET", path="/v1/refunds", seconds=0.0)
    act("pay_out")
    (payout,) = look("payouts")
    act("fail_payout", payout_id=payout["id"])

    assert len(sent) == 5
    assert look("balance") == {"available": 25_00 - 63 - 15_00 - 50, "pending": 0}
    assert look("books")["ours"]["disputed_cents"] == 5_00


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("pay", "{}"),
        ("pay", "[]"),
        ("pay", "?"),
        ("pay", '{"session_id": 1}'),
        ("pay_out", '{"session_id": "x"}'),
        ("charge_fee", '{"cents": true}'),
        ("fault", '{"kind": "tired"}'),
        ("webhooks", '{"on": false}'),
        ("rob", "{}"),
    ],
)
def test_an_act_that_makes_no_sense_is_refused_in_words(standin, name, body):
    status, answer = request(standin, "POST", f"/_acts/{name}", body)

    assert status in {400, 404}
    assert json.loads(answer)["error"]["message"]
