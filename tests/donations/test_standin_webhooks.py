import http.client
import json
import threading
from collections import Counter, deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
import stripe

from donations.standin.chaos import Chaos
from donations.standin.errors import Refusal
from donations.standin.server import StandIn
from tests.donations.asking import ASKED, Clock, names, paid, sdk, thing

SECRET = "whsec_for_webhooks"


class Receiver(ThreadingHTTPServer):
    """A webhook endpoint that keeps what it gets and answers what it is told to."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Letterbox)
        self.letters: list[tuple[bytes, str]] = []
        self.answers: deque[int] = deque()
        self.on_letter = lambda: None
        self.news = threading.Condition()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}/stripe/webhook/"

    def events(self):
        return [json.loads(body) for body, _ in self.letters]

    def wait_for(self, count):
        with self.news:
            assert self.news.wait_for(lambda: len(self.letters) >= count, 10)


class Letterbox(BaseHTTPRequestHandler):
    def do_POST(self):
        receiver = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        receiver.on_letter()
        with receiver.news:
            status = receiver.answers.popleft() if receiver.answers else 200
            receiver.letters.append((body, self.headers["Stripe-Signature"]))
            receiver.news.notify_all()
        self.send_response(status)
        self.send_header("Location", "/elsewhere/")
        self.end_headers()

    def log_message(self, *args):
        """A test says what it found wrong by itself."""


@pytest.fixture
def receiver():
    with Receiver() as receiver:
        thread = threading.Thread(target=receiver.serve_forever, args=(0.05,))
        thread.start()
        yield receiver
        receiver.shutdown()
        thread.join()


def test_events_arrive_signed_and_in_order(receiver):
    with StandIn(secret=SECRET, webhook_url=receiver.url) as standin:
        session = sdk(standin).checkout.sessions.create(ASKED)
        told = standin.pay(session.id)

    arrived = [
        stripe.Webhook.construct_event(body, header, SECRET) for body, header in receiver.letters
    ]
    assert [event.id for event in arrived] == [event["id"] for event in told]
    assert {event.api_version for event in arrived} == {"2026-10-28.endive"}
    assert {event.livemode for event in arrived} == {False}


def test_the_product_hears_of_it_and_may_ask_before_the_donor_is_back(receiver):
    with StandIn(secret=SECRET, webhook_url=receiver.url) as standin:
        sessions = sdk(standin).checkout.sessions
        session = sessions.create(ASKED)
        seen = []
        receiver.on_letter = lambda: seen.append(sessions.retrieve(session.id).payment_status)
        connection = http.client.HTTPConnection(urlsplit(standin.url).netloc)
        connection.request("POST", f"/pay/{session.id}", "act=pay")
        answer = connection.getresponse()
        connection.close()

        assert answer.status == 303
        assert seen == ["paid"] * 5
        assert len(receiver.letters) == 5


@pytest.mark.parametrize("status", [302, 400, 500])
def test_an_event_is_sent_again_until_it_is_taken(receiver, status):
    clock = Clock()
    receiver.answers.extend([status, 200, 200, 200, 200, status])
    with StandIn(secret=SECRET, webhook_url=receiver.url, clock=clock) as standin:
        session = sdk(standin).checkout.sessions.create(ASKED)
        standin.pay(session.id)
        clock.seconds += 1
        receiver.wait_for(6)
        missing = sdk(standin).events.list({"delivery_success": False}).data
        clock.seconds += 5
        receiver.wait_for(7)
        assert standin.wait_until_delivered()

    first, again, at_last = receiver.letters[0], receiver.letters[5], receiver.letters[6]
    assert first[0] == again[0] == at_last[0], "every try carries the same bytes"
    assert [event.type for event in missing] == ["payment_intent.created"]


def test_what_nobody_took_is_delivered_after_the_next_start(receiver, tmp_path):
    file = tmp_path / "standin.sqlite"
    with StandIn(secret=SECRET, state_file=file) as standin:
        session = sdk(standin).checkout.sessions.create(ASKED)
        told = standin.pay(session.id)

    with StandIn(secret=SECRET, state_file=file, webhook_url=receiver.url) as standin:
        assert standin.wait_until_delivered()

    assert names(receiver.events()) == names(told)


def test_chaos_delivers_everything_twice(receiver):
    with StandIn(secret=SECRET, webhook_url=receiver.url, chaos=Chaos(1)) as standin:
        session = sdk(standin).checkout.sessions.create(ASKED)
        told = standin.pay(session.id)
        receiver.wait_for(10)

    arrived = Counter(event["id"] for event in receiver.events())
    assert arrived == {event["id"]: 2 for event in told}


def test_an_event_can_be_sent_once_more(receiver):
    with StandIn(secret=SECRET, webhook_url=receiver.url) as standin:
        session = sdk(standin).checkout.sessions.create(ASKED)
        other = sdk(standin).checkout.sessions.create(ASKED)
        told = standin.pay(session.id) + standin.refund(session.id)
        standin.pay(other.id)
        before = len(receiver.letters)
        standin.redeliver(session.id)

    assert [event["id"] for event in receiver.events()[before:]] == [event["id"] for event in told]


def test_a_product_that_is_down_does_not_hold_up_the_donor():
    with Receiver() as gone:
        url = gone.url
    with StandIn(secret=SECRET, webhook_url=url) as standin:
        session = sdk(standin).checkout.sessions.create(ASKED)

        assert len(standin.pay(session.id)) == 5
        assert not standin.wait_until_delivered(seconds=0)


def test_the_events_of_any_object_can_be_sent_once_more(receiver):
    with StandIn(secret=SECRET, webhook_url=receiver.url) as standin:
        dispute = thing(standin.dispute(paid(standin)))
        before = len(receiver.letters)
        standin.redeliver(dispute["id"])

    again = names(receiver.events()[before:])
    assert again == ["charge.dispute.created", "charge.dispute.funds_withdrawn"]


def test_an_old_event_can_be_sent_once_more(receiver):
    clock = Clock()
    with StandIn(secret=SECRET, webhook_url=receiver.url, clock=clock) as standin:
        session_id = paid(standin)
        clock.seconds += 30 * 24 * 60 * 60
        standin.redeliver(session_id)

    assert len(receiver.letters) == 10


def test_webhooks_fall_silent_and_tell_everything_later(receiver):
    with StandIn(secret=SECRET, webhook_url=receiver.url) as standin:
        standin.webhooks(on=False)
        session_id = paid(standin)
        undelivered = sdk(standin).events.list({"delivery_success": False}).data
        silent = list(receiver.letters)

        standin.webhooks(on=True)
        receiver.wait_for(5)
        assert standin.wait_until_delivered()

    assert silent == []
    assert len(undelivered) == 5
    assert names(receiver.events())[3] == "checkout.session.completed"
    assert receiver.events()[3]["data"]["object"]["id"] == session_id


def test_without_a_webhook_there_is_nothing_to_turn_off():
    with StandIn() as standin, pytest.raises(Refusal):
        standin.webhooks(on=False)


def test_the_disorder_of_a_seed_can_be_had_again(receiver):
    orders = []
    for _ in range(2):
        before = len(receiver.letters)
        with StandIn(secret=SECRET, webhook_url=receiver.url, chaos=Chaos(3)) as standin:
            paid(standin)
            receiver.wait_for(before + 10)
        orders.append(names(receiver.events()[before : before + 10]))

    assert orders[0] == orders[1]
