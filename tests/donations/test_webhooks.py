"""Stripe's door: what it answers, and that nothing but a hint comes through it."""

import copy
import io
import json
import time

import pytest
from django.apps import apps
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection
from django.test import Client
from psycopg.sql import SQL, Identifier

from donations import inbox, webhooks
from donations.models import Donation, LedgerEntry, WebhookEvent
from donations.standin.donor import DONOR
from donations.standin.events import signature

DOOR = "/stripe/webhook/"


@pytest.fixture
def paid(live_campaign, begin, standin) -> dict:
    """The event that a session was paid."""
    events = standin.pay(begin(live_campaign).session_id)
    return next(event for event in events if event["type"] == "checkout.session.completed")


@pytest.fixture
def knock(client, standin):
    """knock(body, header): an answer and its status."""

    def post(body: bytes, header: str | None = None, **headers):
        header = signature(body, standin.secret, int(time.time())) if header is None else header
        return client.post(
            DOOR,
            body,
            content_type="application/json",
            headers={"Stripe-Signature": header, **headers},
        )

    return post


def body_of(event: dict, **changes) -> bytes:
    return json.dumps({**event, **changes}).encode()


def assert_refused(answer, status: int, words: bytes):
    assert (answer.status_code, answer.content) == (status, words + b"\n")
    assert not WebhookEvent.objects.exists()


def test_a_hint_is_noted_and_answered(paid, knock):
    answer = knock(body_of(paid))

    assert (answer.status_code, answer.content) == (200, b"ok\n")
    noted = WebhookEvent.objects.get()
    assert (noted.event_id, noted.type) == (paid["id"], paid["type"])
    assert noted.object_id == paid["data"]["object"]["id"]
    assert (noted.processed_at, noted.attempts) == (None, 0)


def test_nothing_is_booked_while_stripe_waits_for_the_answer(paid, knock):
    knock(body_of(paid))

    assert Donation.objects.get().status == Donation.Status.OPEN
    assert not LedgerEntry.objects.exists()


def test_the_same_hint_is_kept_once(paid, knock):
    assert [knock(body_of(paid)).status_code for _ in range(3)] == [200, 200, 200]

    assert WebhookEvent.objects.count() == 1


def test_a_hint_that_comes_again_after_it_was_worked_off_is_not_new(paid, knock):
    knock(body_of(paid))
    inbox.process()

    knock(body_of(paid))

    assert WebhookEvent.objects.get().processed_at


@pytest.mark.parametrize(
    "header",
    [
        "",
        "nonsense",
        "t=,v1=",
        "t=1,v1=abc",
        "v1=abc",
        "t=сёння,v1=абв",
        "t=99999999999999999999,v1=abc",
    ],
)
def test_without_a_signature_nothing_is_believed(paid, knock, header):
    assert_refused(knock(body_of(paid), header), 400, b"not accepted")


def test_a_signature_under_another_body_is_not_believed(paid, knock, standin):
    other = signature(body_of(paid, id="evt_other"), standin.secret, int(time.time()))

    assert_refused(knock(body_of(paid), other), 400, b"not accepted")


@pytest.mark.parametrize("secret", ["whsec_somebody_else", ""])
def test_a_signature_with_another_secret_is_not_believed(paid, knock, secret, settings):
    body = body_of(paid)

    answer = knock(body, signature(body, secret, int(time.time())))

    assert_refused(answer, 400, b"not accepted")


def test_an_empty_secret_beside_the_real_one_opens_nothing(paid, knock, settings):
    """As a comma at the end of the setting would leave it."""
    settings.STRIPE_WEBHOOK_SECRETS = [*settings.STRIPE_WEBHOOK_SECRETS, ""]
    body = body_of(paid)

    assert_refused(knock(body, signature(body, "", int(time.time()))), 400, b"not accepted")
    assert knock(body).status_code == 200


@pytest.mark.parametrize(
    ("seconds", "status"), [(-290, 200), (-310, 400), (50, 200), (70, 400), (10_000_000, 400)]
)
def test_a_signature_is_good_for_five_minutes_and_never_for_later(
    paid, knock, standin, seconds, status
):
    body = body_of(paid)

    answer = knock(body, signature(body, standin.secret, int(time.time()) + seconds))

    assert answer.status_code == status
    assert WebhookEvent.objects.exists() is (status == 200)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe\x00",
        b'{"object": "event"}',
        b'{"object": "v2.core.event", "id": "evt_1"}',
        b'{"object": "event", "id": 1, "type": "a", "created": 1, "data": {"object": {}}}',
        b'{"object": "event", "id": "e", "type": "a", "created": "now", "data": {"object": {}}}',
        b'{"object": "event", "id": "e", "type": "a", "created": 1e400, "data": {"object": {}}}',
        b'{"object": "event", "id": "e", "type": "a", "created": 1, "data": {"object": "x"}}',
        b"[" * 100_000,
    ],
)
def test_a_signed_body_that_is_no_event_is_refused(db, knock, body):
    assert_refused(knock(body), 400, b"not accepted")


@pytest.mark.parametrize("changes", [{"livemode": True}, {"account": "acct_other"}])
def test_money_of_another_deployment_or_account_is_refused(paid, knock, changes):
    assert_refused(knock(body_of(paid, **changes)), 400, b"not ours")


def test_a_test_event_is_refused_where_real_money_is_taken(paid, knock, settings):
    settings.STRIPE_LIVEMODE = True

    assert_refused(knock(body_of(paid)), 400, b"not ours")


def test_a_body_that_is_too_long_is_refused(paid, knock, settings):
    assert_refused(knock(b" " * (settings.WEBHOOK_MAX_BYTES + 1)), 413, b"too long")


def test_no_more_of_an_endless_body_is_read_than_shows_its_length(rf, settings):
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size=-1):
            assert size >= 0, "everything at once"
            self.given += size
            return b" " * size

    endless = Endless()
    environ = {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "1000000000", "wsgi.input": endless}

    assert webhooks.receive(WSGIRequest(rf._base_environ(**environ))).status_code == 413
    assert endless.given <= settings.WEBHOOK_MAX_BYTES + 1


def test_the_longest_body_is_taken(paid, knock, settings):
    body = body_of(paid)

    assert knock(body + b" " * (settings.WEBHOOK_MAX_BYTES - len(body))).status_code == 200


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch", "head", "options"])
def test_only_post_is_answered(db, client, method):
    assert getattr(client, method)(DOOR).status_code == 405


@pytest.mark.parametrize("path", ["/stripe/webhook", "/en/stripe/webhook/", "/stripe/"])
def test_the_door_is_at_one_address(paid, client, standin, path):
    body, header = standin.sign(paid)

    answer = client.post(
        path, body, content_type="application/json", headers={"Stripe-Signature": header}
    )

    assert answer.status_code != 200
    assert not WebhookEvent.objects.exists()


@pytest.mark.parametrize(
    "name",
    ["payment_intent.succeeded", "charge.succeeded", "customer.created", "invoice.paid", "x"],
)
def test_what_is_not_ours_to_know_is_answered_and_not_kept(paid, knock, name):
    answer = knock(body_of(paid, type=name))

    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert not WebhookEvent.objects.exists()


def test_the_door_needs_no_token_sets_no_cookie_and_redirects_nowhere(paid, standin):
    body, header = standin.sign(paid)

    answer = Client(enforce_csrf_checks=True).post(
        DOOR, body, content_type="application/json", headers={"Stripe-Signature": header}
    )

    assert answer.status_code == 200
    assert not answer.cookies


def everything_stored() -> str:
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        rows = []
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(SQL("SELECT * FROM {}").format(Identifier(model._meta.db_table)))
            rows += cursor.fetchall()
    return repr(rows)


def test_no_person_of_a_payment_is_written_down_or_logged(
    live_campaign, begin, standin, deliver, client, caplog
):
    donation = begin(live_campaign)
    events = standin.pay(donation.session_id) + standin.refund(donation.session_id, 1_00)
    people = [DONOR["email"], DONOR["name"], DONOR["phone"], DONOR["address"]["line1"], "4242"]
    assert all(word in json.dumps(events, ensure_ascii=False) for word in people)

    deliver(client, *events)
    inbox.process()

    assert set(LedgerEntry.objects.values_list("kind", flat=True)) == {"gift", "fee", "refund"}
    stored, logged = everything_stored(), caplog.text
    assert donation.public_id in stored
    assert not [word for word in people if word in stored or word in logged]


def test_a_payload_that_lies_about_the_sum_changes_nothing(paid, knock):
    """Even with the secret in foreign hands: what counts is what Stripe says when asked."""
    forged = copy.deepcopy(paid)
    forged["data"]["object"].update(amount_total=1_000_000_00, currency="usd")

    knock(body_of(forged))
    inbox.process()

    assert LedgerEntry.objects.get(kind="gift").amount_cents == 50_00


@pytest.mark.django_db(transaction=True)
def test_a_lost_database_makes_stripe_send_again(paid, knock, without_database):
    with without_database():
        answer = knock(body_of(paid))

    assert (answer.status_code, answer.content) == (503, b"try again\n")
    assert not WebhookEvent.objects.exists()
    assert knock(body_of(paid)).status_code == 200
