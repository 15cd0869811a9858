import ast
import sys
from pathlib import Path

import pytest
import stripe

from donations import standin as package
from donations.standin.locks import Unsafe
from donations.standin.server import StandIn
from tests.donations.asking import ASKED, MINUTE, Clock, names, price, sdk


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def standin(clock):
    with StandIn(clock=clock) as standin:
        yield standin


@pytest.fixture
def api(standin):
    return sdk(standin)


def test_a_new_session_is_open_and_has_a_page_to_pay_on(standin, api):
    session = api.checkout.sessions.create(ASKED)

    assert session.id.startswith("cs_test_")
    assert session.url == f"{standin.url}/pay/{session.id}"
    assert (session.status, session.payment_status) == ("open", "unpaid")
    assert (session.amount_total, session.currency) == (25_00, "eur")
    assert session.payment_intent is None
    assert session.livemode is False


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"payment_method_types": ["card"]}, "payment_method_types"),
        ({"invented": "x"}, "invented"),
        ({"payment_intent_data": {"statement_descriptor": "X"}}, "payment_intent_data"),
        ({"wallet_options": {"link": {"show": "never"}}}, "wallet_options[link][show]"),
        ({"mode": "subscription"}, "mode"),
        ({"submit_type": "beg"}, "submit_type"),
        ({"locale": "be"}, "locale"),
        ({"line_items": price(currency="xyz")}, "line_items[0][price_data][currency]"),
        ({"line_items": price(unit_amount="1.5")}, "line_items[0][price_data][unit_amount]"),
        ({"line_items": price(unit_amount=-1)}, "line_items[0][price_data][unit_amount]"),
        ({"line_items": price(product_data={"name": ""})}, "product_data][name]"),
        ({"line_items": price(product_data={"name": "x" * 5001})}, "product_data][name]"),
        ({"client_reference_id": "x" * 201}, "client_reference_id"),
        ({"metadata": {"k" * 41: "v"}}, "metadata"),
        ({"metadata": {"k": "v" * 501}}, "metadata[k]"),
        ({"metadata": {f"k{n}": "v" for n in range(51)}}, "metadata"),
        ({"success_url": "not an address"}, "success_url"),
        ({"payment_intent_data": {"statement_descriptor_suffix": "x" * 14}}, "suffix"),
        ({"payment_intent_data": {"statement_descriptor_suffix": "GIFT*"}}, "suffix"),
        ({"payment_intent_data": {"statement_descriptor_suffix": "12345"}}, "suffix"),
        ({"payment_intent_data": {"statement_descriptor_suffix": "ДАР"}}, "suffix"),
    ],
)
def test_what_stripe_would_not_take_is_refused_by_name(standin, api, changes, param):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.checkout.sessions.create(ASKED | changes)

    assert param in refused.value.param
    assert standin.sessions() == []


@pytest.mark.parametrize("name", ["mode", "line_items", "success_url"])
def test_a_parameter_that_stripe_needs_must_be_there(api, name):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.checkout.sessions.create({key: value for key, value in ASKED.items() if key != name})

    assert (refused.value.code, refused.value.param) == ("parameter_missing", name)


@pytest.mark.parametrize(
    ("cents", "code"), [(49, "amount_too_small"), (999_999_999, "parameter_invalid_integer")]
)
def test_an_amount_has_a_least_and_a_most(api, cents, code):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.checkout.sessions.create(ASKED | {"line_items": price(unit_amount=cents)})

    assert refused.value.code == code


@pytest.mark.parametrize("seconds", [30 * MINUTE, 24 * 60 * MINUTE])
def test_a_session_lives_for_half_an_hour_to_a_day(api, clock, seconds):
    session = api.checkout.sessions.create(ASKED | {"expires_at": int(clock()) + seconds})

    assert session.expires_at == int(clock()) + seconds


@pytest.mark.parametrize("seconds", [30 * MINUTE - 1, 24 * 60 * MINUTE + 1])
def test_a_session_lives_neither_shorter_nor_longer(api, clock, seconds):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.checkout.sessions.create(ASKED | {"expires_at": int(clock()) + seconds})

    assert refused.value.param == "expires_at"


@pytest.mark.parametrize("key", ["sk_live_x", "rk_live_x", "pk_test_x", "x"])
def test_only_a_test_key_opens_the_door(standin, key):
    with pytest.raises(stripe.AuthenticationError) as refused:
        sdk(standin, key=key).checkout.sessions.create(ASKED)

    assert "sk_live_x" not in str(refused.value)
    assert standin.sessions() == []


def test_the_same_key_gets_the_same_answer(standin, api):
    options = {"idempotency_key": "donation:ours:1"}

    first, second = (api.checkout.sessions.create(ASKED, options) for _ in range(2))

    assert first.id == second.id
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    assert [request.replayed for request in standin.requests] == [False, True]


def test_the_same_key_with_other_words_is_an_error(api):
    options = {"idempotency_key": "donation:ours:1"}
    api.checkout.sessions.create(ASKED, options)

    with pytest.raises(stripe.IdempotencyError):
        api.checkout.sessions.create(ASKED | {"client_reference_id": "other"}, options)


def test_a_key_is_forgotten_after_a_day(api, clock):
    options = {"idempotency_key": "donation:ours:1"}
    first = api.checkout.sessions.create(ASKED, options)
    clock.seconds += 24 * 60 * MINUTE

    assert api.checkout.sessions.create(ASKED, options).id != first.id


def test_a_refusal_may_be_mended_under_the_same_key(api):
    options = {"idempotency_key": "donation:ours:1"}
    with pytest.raises(stripe.InvalidRequestError):
        api.checkout.sessions.create(ASKED | {"locale": "be"}, options)

    assert api.checkout.sessions.create(ASKED, options).status == "open"


def test_a_session_expires_when_its_time_is_over(standin, api, clock):
    session = api.checkout.sessions.create(ASKED | {"expires_at": int(clock()) + 45 * MINUTE})
    clock.seconds += 45 * MINUTE

    assert api.checkout.sessions.retrieve(session.id).status == "expired"
    assert names(standin.events()) == ["checkout.session.expired"]


def test_only_an_open_session_can_be_expired(standin, api):
    session = api.checkout.sessions.create(ASKED)
    standin.pay(session.id)

    with pytest.raises(stripe.InvalidRequestError):
        api.checkout.sessions.expire(session.id)


def test_lists_come_newest_first_and_in_pages(standin, api):
    made = [api.checkout.sessions.create(ASKED).id for _ in range(5)]

    first = api.checkout.sessions.list({"limit": 2})
    every = [one.id for one in first.auto_paging_iter()]
    before = api.checkout.sessions.list({"limit": 2, "ending_before": made[0]})

    assert [one.id for one in first.data] == made[:2:-1]
    assert first.has_more is True
    assert every == made[::-1]
    assert [one.id for one in before.data] == [made[2], made[1]]
    assert [one.id for one in before.auto_paging_iter()] == made[1:]


def test_a_session_is_found_by_its_payment_intent(standin, api):
    session = api.checkout.sessions.create(ASKED)
    api.checkout.sessions.create(ASKED)
    standin.pay(session.id)
    intent_id = standin.session(session.id)["payment_intent"]

    found = api.checkout.sessions.list({"payment_intent": intent_id}).data

    assert [one.id for one in found] == [session.id]


def test_events_can_be_asked_for_by_kind_and_time(standin, api, clock):
    session = api.checkout.sessions.create(ASKED)
    standin.pay(session.id)
    clock.seconds += MINUTE
    standin.refund(session.id)

    late = api.events.list({"created": {"gte": int(clock())}, "limit": 100}).data
    kinds = ["charge.refunded", "checkout.session.completed"]
    some = api.events.list({"types": kinds}).data
    undelivered = api.events.list({"delivery_success": False, "limit": 100}).data

    assert len(late) == 4
    assert [event.type for event in some] == kinds
    assert len(undelivered) == 9, "nobody was told, so nothing was delivered"


def test_an_answer_can_be_expanded(standin, api):
    session = api.checkout.sessions.create(ASKED)
    standin.pay(session.id)
    deep = "payment_intent.latest_charge.balance_transaction"

    expanded = api.checkout.sessions.retrieve(session.id, {"expand": [deep, "line_items"]})

    assert expanded.payment_intent.latest_charge.balance_transaction.fee == 63
    assert expanded.line_items.data[0].description == "Donation"
    with pytest.raises(stripe.InvalidRequestError):
        api.checkout.sessions.retrieve(session.id, {"expand": ["customer_details"]})


def test_the_state_file_keeps_everything_for_the_next_start(tmp_path):
    file = tmp_path / "standin.sqlite"
    with StandIn(state_file=file) as standin:
        options = {"idempotency_key": "donation:ours:1"}
        session = sdk(standin).checkout.sessions.create(ASKED, options)
        standin.pay(session.id)
        before = (standin.sessions(), standin.events())

    with StandIn(state_file=file) as standin:
        assert (standin.sessions(), standin.events()) == before
        standin.refund(session.id)
        assert sdk(standin).checkout.sessions.create(ASKED, options).id == session.id


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "example.org"])  # noqa: S104
def test_it_listens_on_this_machine_only(host):
    with pytest.raises(Unsafe):
        StandIn(host=host)


@pytest.mark.parametrize("url", ["https://example.org/hook", "ftp://127.0.0.1/", "http://["])
def test_it_tells_this_machine_only(url):
    with pytest.raises(Unsafe):
        StandIn(webhook_url=url)


def test_it_imports_nothing_but_the_standard_library():
    for path in Path(package.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names_ = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names_ = [node.module]
            for name in names_:
                ours = name.startswith("donations.standin")
                assert ours or name.split(".")[0] in sys.stdlib_module_names, f"{path}: {name}"
