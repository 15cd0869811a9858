import html
import re
import string
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns import lifecycle
from config.celery import app
from donations import checkout, inbox, sync
from donations.models import Donation, DonorMessage
from tests.factories import CampaignFactory, DonationFactory, DonorMessageFactory

TRIES = 3
ANSWER = {
    "amount": "other",
    "other_amount": "12,50",
    "display_name": "A neighbour",
    "message": "You are <not> alone & never were",
    "email": "anna@example.org",
    "closing_notice": "on",
}


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


def token_of(page) -> str:
    return re.search(r'name="token" value="([^"]+)"', page.content.decode())[1]


def text_of(page) -> str:
    """What a reader reads: without tags, entities and line breaks."""
    main = re.search(r"<main.*?</main>", page.content.decode(), re.DOTALL)[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def title_of(page) -> str:
    return html.unescape(re.search(r"<title>(.*?)</title>", page.content.decode(), re.DOTALL)[1])


def stripe_link(page) -> str | None:
    found = re.search(r'<a id="to-stripe"[^>]*href="([^"]+)"', page.content.decode())
    return html.unescape(found[1]) if found else None


def address(donation: Donation, page: str) -> str:
    return f"/en/{page}/{donation.public_id}/"


# The form


def test_the_form_offers_amounts_and_names_the_hero(visitor, form_url):
    page = visitor.get(form_url)

    assert page.status_code == 200
    assert title_of(page) == "Give to Alesia* · Śviatło"
    assert '<input type="radio" name="amount" value="25" id="id_amount_1" checked>' in (
        page.content.decode()
    )
    assert "Your gift goes to the first open line: Rent of month" in text_of(page)


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [("10", "10"), ("other", "other"), ("7", "25"), ("", "25"), ("<b>", "25")],
)
def test_the_amount_chosen_on_the_campaign_page_is_chosen_here(visitor, form_url, asked, chosen):
    page = visitor.get(form_url, {"amount": asked}).content.decode()

    assert re.search(r'value="([^"]+)"[^>]*checked', page)[1] == chosen


def test_a_campaign_without_a_name_is_given_to_all_the_same(visitor, draft, publish):
    draft.hero_name = {}
    draft.save()
    campaign = publish(draft)

    assert title_of(visitor.get(f"/en/c/{campaign.public_id}/give/")) == (
        "Give to this campaign · Śviatło"
    )


def test_the_form_costs_one_query(visitor, form_url, django_assert_num_queries):
    with django_assert_num_queries(1):
        visitor.get(form_url)


def test_the_pages_behind_it_cost_a_handful(
    visitor, begin, live_campaign, standin, django_assert_num_queries
):
    donation = begin(live_campaign)
    with django_assert_num_queries(4):
        visitor.get(address(donation, "pay"))
    with django_assert_num_queries(3):
        visitor.get(address(donation, "thanks"))

    standin.pay(donation.session_id)
    sync.sync_session(donation.session_id)
    with django_assert_num_queries(5):
        visitor.get(address(donation, "thanks"))


@pytest.mark.parametrize("language", ["en", "be", "ru", "pl"])
def test_every_language_has_the_whole_path(visitor, live_campaign, standin, language):
    form = f"/{language}/c/{live_campaign.public_id}/give/"
    sent = visitor.post(form, {"token": token_of(visitor.get(form)), "amount": "10"})

    assert sent.status_code == 303
    assert sent["Location"].startswith(f"/{language}/pay/")
    assert stripe_link(visitor.get(sent["Location"]))
    assert standin.sessions()[0]["success_url"].startswith(f"http://testserver/{language}/thanks/")


@pytest.mark.parametrize("public_id", ["zzzzzzzzzz", "draft", "x" * 500, "%00", "8kq2mwx3z%D1%8F"])
def test_an_unknown_campaign_has_no_form(visitor, db, public_id):
    assert visitor.get(f"/en/c/{public_id}/give/").status_code == 404
    assert visitor.post(f"/en/c/{public_id}/give/").status_code == 404


def test_a_draft_and_a_withdrawn_campaign_have_no_form(visitor, draft, publish, staff):
    url = f"/en/c/{draft.public_id}/give/"
    assert visitor.get(url).status_code == 404

    lifecycle.move(publish(draft).pk, "withdraw", actor=staff.moderator)
    assert visitor.get(url).status_code == 404


@pytest.mark.parametrize(
    ("move", "said"), [("pause", "No gifts for now"), ("close", "This campaign is closed")]
)
def test_a_campaign_that_does_not_collect_says_so(
    visitor, live_campaign, staff, form_url, move, said
):
    token = token_of(visitor.get(form_url))
    lifecycle.move(live_campaign.pk, move, actor=staff.moderator)
    seen, sent = visitor.get(form_url), visitor.post(form_url, {"token": token, "amount": "25"})

    assert (seen.status_code, sent.status_code) == (200, 409)
    assert said in text_of(seen)
    assert "Nothing was charged" in text_of(sent)
    assert not Donation.objects.exists()


@pytest.mark.parametrize("page", ["c/{campaign}/give", "pay/{donation}"])
def test_only_forms_are_sent_and_only_pages_are_read(visitor, live_campaign, page):
    donation = DonationFactory(campaign=live_campaign)
    url = f"/en/{page}/".format(campaign=live_campaign.public_id, donation=donation.public_id)

    for method in ("put", "patch", "delete", "options"):
        assert getattr(visitor, method)(url).status_code == 405
    assert visitor.head(url).status_code == 200


def test_thanks_and_cancelled_are_for_reading(visitor, live_campaign):
    donation = DonationFactory(campaign=live_campaign)

    assert visitor.post(address(donation, "thanks")).status_code == 405
    assert visitor.post("/en/cancelled/").status_code == 405


def test_no_page_of_the_path_is_stored_on_a_disk(visitor, form_url, send, standin):
    paid = send()["Location"]

    for url in (form_url, paid, paid.replace("/pay/", "/thanks/"), "/en/cancelled/"):
        assert visitor.get(url)["Cache-Control"] == "no-store"


def test_addresses_of_one_donor_are_kept_out_of_search_engines(visitor, live_campaign):
    donation = DonationFactory(campaign=live_campaign)

    for url in (address(donation, "pay"), address(donation, "thanks"), "/en/cancelled/"):
        assert "noindex" in visitor.get(url)["X-Robots-Tag"]


# Errors


def test_errors_come_back_with_everything_that_was_typed(send):
    wrong = ANSWER | {"other_amount": "0,50", "email": "anna@", "message": "Call +375 29 123 45 67"}
    page = send(**wrong)
    source = page.content.decode()

    assert page.status_code == 422
    assert title_of(page) == "Error: Give to Alesia* · Śviatło"
    assert 'role="alert"' in source
    assert "Please look at 3 things" in text_of(page)
    for place in ("id_other_amount", "id_message", "id_email"):
        assert f'<a href="#{place}">' in source
        assert f'id="{place}_error"' in source
        described = f'aria-describedby="{place}_helptext {place}_error"'
        [field] = re.findall(rf'<(?:input|textarea)[^>]* id="{place}"[^>]*>', source)
        assert described in field
        assert 'aria-invalid="true"' in field
    assert_nothing_lost(page, wrong)
    assert not Donation.objects.exists()


@pytest.mark.parametrize(
    "mistake",
    [
        {"amount": "", "other_amount": ""},
        {"amount": "7", "other_amount": ""},
        {"other_amount": "1,595"},
        {"other_amount": "a lot"},
        {"email": ""},
        {"email": "anna"},
        {"display_name": "x" * 41},
        {"display_name": "@a_handle_of_mine"},
        {"message": "y" * 201},
        {"message": " two\nlines, t.me/somebody "},
        {"token": "forged"},
        {"token": ""},
    ],
)
def test_no_mistake_costs_a_word(send, mistake):
    typed = ANSWER | mistake
    page = send(**typed)

    assert page.status_code == 422
    assert_nothing_lost(page, typed)


def assert_nothing_lost(page, typed: dict) -> None:
    source = page.content.decode()
    for name in ("other_amount", "display_name", "email"):
        [field] = re.findall(rf'<input[^>]* name="{name}"[^>]*>', source)
        value = re.search(r'value="([^"]*)"', field)
        assert (html.unescape(value[1]) if value else "") == typed[name]
    message = re.search(
        r'<textarea[^>]* name="message"[^>]*>\n?(.*?)</textarea>', source, re.DOTALL
    )
    assert html.unescape(message[1]).removeprefix("\n") == typed["message"]
    chosen = re.search(r'name="amount" value="([^"]+)"[^>]*checked', source)
    offered = {"10", "25", "50", "100", "other"}
    assert (chosen[1] if chosen else None) == (
        typed["amount"] if typed["amount"] in offered else None
    )
    [tick] = re.findall(r'<input[^>]* name="closing_notice"[^>]*>', source)
    assert ("checked" in tick) == ("closing_notice" in typed)


def test_a_form_that_was_open_too_long_is_renewed(visitor, form_url, standin, settings):
    token = token_of(visitor.get(form_url))
    usual, settings.FORM_TOKEN_MAX_AGE_SECONDS = settings.FORM_TOKEN_MAX_AGE_SECONDS, -1
    page = visitor.post(form_url, ANSWER | {"token": token})
    settings.FORM_TOKEN_MAX_AGE_SECONDS = usual

    assert page.status_code == 422
    assert "Nothing you wrote is lost" in text_of(page)
    assert_nothing_lost(page, ANSWER)
    again = visitor.post(form_url, ANSWER | {"token": token_of(page)})
    assert again.status_code == 303


def test_a_token_of_one_campaign_opens_no_other(visitor, form_url, staff, publish, standin):
    other = publish(CampaignFactory(owner=staff.caseworker))
    token = token_of(visitor.get(f"/en/c/{other.public_id}/give/"))

    assert visitor.post(form_url, {"token": token, "amount": "25"}).status_code == 422
    assert not Donation.objects.exists()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    typed=st.dictionaries(
        st.one_of(st.sampled_from(["token", *ANSWER]), st.text(string.ascii_letters, max_size=10)),
        st.text(max_size=250),
    )
)
def test_whatever_is_posted_the_answer_is_a_page(visitor, form_url, standin, typed):
    good = token_of(visitor.get(form_url))

    assert visitor.post(form_url, {"token": good, "amount": "25"} | typed).status_code in {303, 422}


# Protection


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "https://testserver"},
        {"Origin": "http://testserver.elsewhere.example"},
        {"Origin": "http://testserver:8000"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_from_elsewhere_is_not_accepted(visitor, live_campaign, form_url, standin, headers):
    donation = DonationFactory(campaign=live_campaign)
    form = {"token": token_of(visitor.get(form_url)), "amount": "25"}

    for url in (form_url, address(donation, "pay")):
        page = visitor.post(url, form, headers=headers)
        assert page.status_code == 403
        assert "This form came from another site" in text_of(page)
    assert Donation.objects.count() == 1
    assert not standin.requests


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://testserver"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_our_own_form_is_accepted(visitor, form_url, standin, headers):
    form = {"token": token_of(visitor.get(form_url)), "amount": "25"}

    assert visitor.post(form_url, form, headers=headers).status_code == 303


def test_the_onion_address_is_a_way_in_and_back(form_url, standin, settings):
    settings.ALLOWED_HOSTS = ["testserver", "abc.onion"]
    donor = Client(headers={"Host": "abc.onion", "Origin": "http://abc.onion"})
    form = {"token": token_of(donor.get(form_url)), "amount": "25"}

    assert donor.post(form_url, form).status_code == 303
    assert standin.sessions()[0]["success_url"].startswith("http://abc.onion/en/thanks/")


def test_a_host_that_is_not_ours_is_no_way_back(form_url, standin):
    donor = Client(headers={"Host": "elsewhere.example"})

    assert donor.post(form_url, {"amount": "25"}).status_code == 400
    assert not standin.requests


# From the form to the payment page


def test_a_filled_form_becomes_a_donation_and_leads_to_its_page(send, live_campaign):
    answer = send(**ANSWER)

    donation = Donation.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == address(donation, "pay")
    assert donation.campaign == live_campaign
    assert donation.amount_cents == 12_50
    assert donation.contact.wants_closing_notice
    assert donation.message.text == "You are <not> alone & never were"
    assert donation.message.state == DonorMessage.State.WAITING


def test_the_same_form_twice_is_one_donation_with_one_session(visitor, form_url, standin):
    form = ANSWER | {"token": token_of(visitor.get(form_url))}
    answers = [visitor.post(form_url, form) for _ in range(2)]

    assert {answer["Location"] for answer in answers} == {
        address(Donation.objects.get(), "pay"),
    }
    assert len(standin.sessions()) == 1


def test_going_back_and_changing_the_sum_asks_before_it_is_another_gift(visitor, form_url, standin):
    token = token_of(visitor.get(form_url))
    visitor.post(form_url, {"token": token, "amount": "25"})
    changed = visitor.post(form_url, {"token": token, "amount": "50"})

    assert changed.status_code == 422
    assert "You have sent this form before" in text_of(changed)
    answer = visitor.post(form_url, {"token": token_of(changed), "amount": "50"})
    donation = Donation.objects.get(amount_cents=50_00)
    assert answer["Location"] == address(donation, "pay")


@pytest.mark.django_db(transaction=True)
def test_an_impatient_double_click_is_one_donation(visitor, form_url, standin):
    form = ANSWER | {"token": token_of(visitor.get(form_url))}
    together = Barrier(2, timeout=10)

    def click(_):
        try:
            together.wait()
            return Client().post(form_url, form)["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(click, range(2)))) == 1
    assert Donation.objects.count() == 1
    assert len(standin.sessions()) == 1


def test_before_paying_the_donor_reads_what_will_be_known(visitor, send):
    page = visitor.get(send(**ANSWER)["Location"])
    text = text_of(page)

    assert page.status_code == 200
    assert Donation.objects.get().receipt_code in text
    assert "€ 12.50" in text.replace("\u202f", " ")
    assert "Alesia*" in text
    for heading in ("Everybody", "Our staff", "Stripe", "Your bank", "On your bank statement"):
        assert heading in text
    assert "… GIFT" in text
    assert "Is your bank in Belarus or Russia?" in text
    assert "Stripe’s page needs JavaScript" in text
    assert "anna@example.org" not in text


def test_the_link_to_stripe_tells_it_nothing_on_the_way(visitor, send, standin):
    page = visitor.get(send()["Location"])

    assert stripe_link(page) == standin.sessions()[0]["url"]
    assert 'id="to-stripe" class="btn" rel="noreferrer noopener"' in page.content.decode()


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/pay",
        "javascript:alert(1)",
        "http://checkout.stripe.com/pay",
        "https://checkout.stripe.com@elsewhere.example/",
    ],
)
def test_nobody_is_sent_to_an_address_that_is_not_stripes(visitor, send, url):
    pay = send()["Location"]
    Donation.objects.update(checkout_url=url)
    page = visitor.get(pay)

    assert page.status_code == 200
    assert url not in html.unescape(page.content.decode())
    assert stripe_link(page) is None


def test_when_stripe_is_away_the_donor_keeps_the_gift_and_a_button(visitor, send, standin):
    standin.answer_next_with(500)
    answer = send(**ANSWER)
    page = visitor.get(answer["Location"])

    assert answer.status_code == 303
    assert page.status_code == 200
    assert "We could not reach the payment company" in text_of(page)
    assert f'action="{answer["Location"]}"' in page.content.decode()
    again = visitor.post(answer["Location"])
    assert (again.status_code, again["Location"]) == (303, answer["Location"])
    assert stripe_link(visitor.get(answer["Location"]))
    assert Donation.objects.count() == 1
    assert len(standin.sessions()) == 1


def test_when_the_answer_of_stripe_is_lost_there_is_one_session_in_the_end(visitor, send, standin):
    standin.drop_next_answer(TRIES)
    pay = send()["Location"]
    assert stripe_link(visitor.get(pay)) is None
    visitor.post(pay)

    assert stripe_link(visitor.get(pay)) == standin.sessions()[0]["url"]
    assert len(standin.sessions()) == 1


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 409, 429, 500, 503])
def test_no_answer_of_stripe_breaks_our_page(visitor, send, standin, status):
    standin.answer_next_with(status, TRIES)
    answer = send()

    assert answer.status_code == 303
    assert "Try again" in text_of(visitor.get(answer["Location"]))


def test_when_nobody_listens_at_stripes_address_the_page_says_so(visitor, send, settings):
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"

    assert "Try again" in text_of(visitor.get(send()["Location"]))


@pytest.mark.parametrize(
    ("status", "goes_on"), [(Donation.Status.PROCESSING, True), (Donation.Status.OPEN, False)]
)
def test_what_is_on_its_way_is_not_paid_twice(visitor, live_campaign, status, goes_on):
    donation = DonationFactory(campaign=live_campaign, status=status)
    page = visitor.get(address(donation, "pay"))

    assert (page.status_code == 302) == goes_on


def test_a_paid_donation_leads_to_its_thanks(visitor, begin, live_campaign, standin):
    donation = begin(live_campaign)
    standin.pay(donation.session_id)
    sync.sync_session(donation.session_id)
    page = visitor.get(address(donation, "pay"))

    assert (page.status_code, page["Location"]) == (302, address(donation, "thanks"))
    assert visitor.post(address(donation, "pay")).status_code == 303


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (Donation.Status.EXPIRED, "not finished in time"),
        (Donation.Status.FAILED, "The bank did not carry out the payment"),
    ],
)
def test_an_attempt_that_came_to_nothing_can_be_started_again(visitor, live_campaign, status, said):
    donation = DonationFactory(campaign=live_campaign, status=status)

    for name in ("pay", "thanks"):
        page = visitor.get(address(donation, name))
        assert "No money was taken" in text_of(page)
        assert said in text_of(page)
        assert f"/en/c/{live_campaign.public_id}/give/?amount=25" in page.content.decode()


def test_after_its_time_the_page_shows_no_dead_link(visitor, begin, live_campaign):
    donation = begin(live_campaign)
    Donation.objects.update(attempt_at=timezone.now() - checkout.SESSION_LIFE)
    page = visitor.get(address(donation, "pay"))

    assert stripe_link(page) is None
    assert "The time to pay is over" in text_of(page)
    # Nobody has told us yet how it ended.
    assert "No money was taken" not in text_of(page)
    assert address(donation, "thanks") in page.content.decode()


@pytest.mark.parametrize("move", ["pause", "close", "withdraw"])
def test_a_campaign_that_stopped_meanwhile_takes_no_payment(
    visitor, begin, live_campaign, staff, move
):
    donation = begin(live_campaign)
    lifecycle.move(live_campaign.pk, move, actor=staff.moderator)
    page = visitor.get(address(donation, "pay"))

    assert stripe_link(page) is None
    assert "Nothing was charged" in text_of(page)


def test_a_campaign_that_ends_this_moment_takes_no_payment(visitor, begin, live_campaign):
    donation = begin(live_campaign)
    live_campaign.closing_rule, live_campaign.ends_at = "on_date", timezone.now()
    live_campaign.save()

    assert stripe_link(visitor.get(address(donation, "pay"))) is None


@pytest.mark.parametrize("page", ["pay", "thanks"])
@pytest.mark.parametrize("donation_id", ["z" * 22, "x", "%00", "é"])
def test_an_unknown_donation_has_no_page(visitor, db, page, donation_id):
    assert visitor.get(f"/en/{page}/{donation_id}/").status_code == 404


# Thanks


def test_a_whole_gift_from_form_to_thanks(visitor, send, standin, deliver):
    pay = send(**ANSWER)["Location"]
    thanks = pay.replace("/pay/", "/thanks/")
    assert "Waiting for the payment" in text_of(visitor.get(thanks))

    session = standin.sessions()[0]
    deliver(visitor, *standin.pay(session["id"]))
    inbox.process()
    text = text_of(visitor.get(thanks)).replace("\u202f", " ")
    assert "Your gift has arrived" in text
    assert "Thank you for standing by Alesia*." in text
    assert "€ 12.50" in text
    assert Donation.objects.get().receipt_code in text
    assert "A neighbour, once a moderator has read it" in text
    assert "now € 12.50 collected, € 587.50 to go" in text


def test_nothing_is_called_failed_while_the_session_is_open(visitor, begin, live_campaign, standin):
    donation = begin(live_campaign)
    standin.decline(donation.session_id)
    page = visitor.get(address(donation, "thanks"))

    assert "Waiting for the payment" in text_of(page)
    assert "failed" not in text_of(page).lower()
    assert f'href="{address(donation, "thanks")}">Check again</a>' in page.content.decode()
    assert address(donation, "pay") in page.content.decode()


def test_the_waiting_page_does_not_reload_by_itself(visitor, live_campaign):
    page = visitor.get(address(DonationFactory(campaign=live_campaign), "thanks"))

    assert "http-equiv" not in page.content.decode()
    assert "Refresh" not in page.headers


def test_the_waiting_page_waits_for_no_broker(visitor, begin, live_campaign, caplog):
    donation = begin(live_campaign)
    usual, app.conf.broker_url = app.conf.broker_url, "redis://127.0.0.1:9/0"
    app.pool.force_close_all()
    try:
        page = visitor.get(address(donation, "thanks"))
    finally:
        app.conf.broker_url = usual
        app.pool.force_close_all()

    assert page.status_code == 200
    assert "broker not reached" in caplog.text


def test_a_bank_debit_is_on_its_way_until_it_is_collected(visitor, begin, live_campaign, standin):
    donation = begin(live_campaign)
    standin.pay_by_debit(donation.session_id)
    sync.sync_session(donation.session_id)
    assert "The bank is working on it" in text_of(visitor.get(address(donation, "thanks")))

    standin.settle(donation.session_id)
    sync.sync_session(donation.session_id)
    assert "Your gift has arrived" in text_of(visitor.get(address(donation, "thanks")))


@pytest.fixture
def paid(begin, live_campaign, standin):
    donation = begin(live_campaign)
    standin.pay(donation.session_id)
    sync.sync_session(donation.session_id)
    donation.refresh_from_db()
    return donation


def test_a_partial_refund_is_told_beside_the_gift(visitor, paid, standin):
    standin.refund(paid.session_id, cents=20_00)
    sync.sync_refund(standin.refunds()[0]["id"])
    text = text_of(visitor.get(address(paid, "thanks"))).replace("\u202f", " ")

    assert "Your gift has arrived" in text
    assert "Gift € 50.00" in text
    assert "Given back € 20.00" in text


def test_a_whole_refund_is_called_one(visitor, paid, standin):
    for cents in (20_00, 30_00):
        standin.refund(paid.session_id, cents=cents)
    for refund in standin.refunds():
        sync.sync_refund(refund["id"])
    text = text_of(visitor.get(address(paid, "thanks"))).replace("\u202f", " ")

    assert "Your gift was given back" in text
    assert "Given back € 50.00" in text
    assert "Where it goes" not in text


def test_a_refund_that_failed_leaves_the_gift_where_it_was(visitor, paid, standin):
    standin.refund(paid.session_id)
    standin.fail_refund(standin.refunds()[0]["id"])
    sync.sync_refund(standin.refunds()[0]["id"])
    text = text_of(visitor.get(address(paid, "thanks")))

    assert "Your gift has arrived" in text
    assert "Given back" not in text


def test_a_late_gift_is_told_that_it_counts(visitor, begin, live_campaign, standin, staff):
    donation = begin(live_campaign)
    standin.pay(donation.session_id)
    lifecycle.move(live_campaign.pk, "close", actor=staff.moderator)
    sync.sync_session(donation.session_id)

    assert "after the campaign had closed" in text_of(visitor.get(address(donation, "thanks")))


def test_a_taken_down_campaign_is_named_nowhere_on_the_path(
    visitor, paid, begin, live_campaign, staff
):
    waiting = begin(live_campaign)
    over = DonationFactory(campaign=live_campaign, status=Donation.Status.EXPIRED)
    lifecycle.move(live_campaign.pk, "withdraw", actor=staff.moderator)

    for url in (
        address(paid, "thanks"),
        address(waiting, "thanks"),
        address(waiting, "pay"),
        address(over, "pay"),
    ):
        page = visitor.get(url)
        assert page.status_code == 200
        for trace in ("Alesia", live_campaign.public_id, "A new beginning", "Rent of month"):
            assert trace not in page.content.decode(), (url, trace)


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        (DonorMessage.State.WAITING, "Olga, once a moderator has read it"),
        (DonorMessage.State.APPROVED, "Shown as Olga"),
        (DonorMessage.State.REFUSED, "Shown as part of the total, nothing else"),
    ],
)
def test_shown_as_follows_what_the_moderator_decided(visitor, paid, state, shown):
    DonorMessageFactory(donation=paid, display_name="Olga", state=state)

    assert shown in text_of(visitor.get(address(paid, "thanks")))


def test_the_cancelled_page_is_the_same_for_everybody(visitor, live_campaign):
    page = visitor.get("/en/cancelled/")

    assert page.status_code == 200
    assert "No money was taken" in text_of(page)
    assert live_campaign.public_id not in page.content.decode()


def test_a_donor_who_stayed_away_for_hours_can_still_start_again(visitor, send, live_campaign):
    standin_page = send()["Location"]
    Donation.objects.update(
        attempt_at=timezone.now() - timedelta(hours=5), status=Donation.Status.EXPIRED
    )

    assert "Start again" in text_of(visitor.get(standin_page))
