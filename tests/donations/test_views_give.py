import html
import re
import string

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns import lifecycle
from donations import declines, sync
from donations.models import Donation
from tests.donations.reading import ANSWER, address, stripe_link, text_of, title_of, token_of
from tests.factories import CampaignFactory, DonationFactory


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
    [("10", "10"), ("other", "other"), ("7", "other"), ("", "25"), ("<b>", "25")]
    + [("1", "25"), ("10001", "25"), ("9" * 99, "25"), ("٧", "25"), ("-7", "25")],
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


def test_a_form_sent_within_seconds_comes_back_and_works_a_little_later(
    visitor, form_url, standin, settings
):
    settings.FORM_TOKEN_MIN_AGE_SECONDS = 3
    token = token_of(visitor.get(form_url))
    page = visitor.post(form_url, ANSWER | {"token": token})

    assert page.status_code == 422
    assert "please send it once more" in text_of(page)
    assert_nothing_lost(page, ANSWER)
    # It goes on ripening: the donor does not have to wait anew.
    assert token_of(page) == token
    settings.FORM_TOKEN_MIN_AGE_SECONDS = 0
    assert visitor.post(form_url, ANSWER | {"token": token}).status_code == 303


def test_in_a_crowd_the_form_comes_back_with_everything_and_the_time_to_wait(
    visitor, form_url, standin, settings
):
    settings.ATTEMPTS_PER_CAMPAIGN = 1
    visitor.post(form_url, {"token": token_of(visitor.get(form_url)), "amount": "25"})
    token = token_of(visitor.get(form_url))
    page = visitor.post(form_url, ANSWER | {"token": token})

    assert page.status_code == 429
    assert 590 <= int(page["Retry-After"]) <= 600
    assert title_of(page).startswith("Please wait:")
    assert "Please send it again in 10 minutes" in text_of(page)
    assert "Nothing was charged, and nothing you wrote is lost" in text_of(page)
    assert_nothing_lost(page, ANSWER)
    assert Donation.objects.count() == 1
    settings.ATTEMPTS_PER_CAMPAIGN = 2
    assert visitor.post(form_url, ANSWER | {"token": token_of(page)}).status_code == 303


def test_a_network_is_told_that_its_donors_take_turns(form_url, standin, settings):
    settings.ATTEMPTS_PER_NETWORK = 1
    donor = Client(REMOTE_ADDR="11.22.33.44")
    answers = [
        donor.post(form_url, {"token": token_of(donor.get(form_url)), "amount": "25"})
        for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [303, 429]
    assert "they go one after the other" in text_of(answers[1])
    assert 0 < int(answers[1]["Retry-After"]) <= settings.NETWORK_WAIT_SECONDS


def test_who_pays_and_comes_back_makes_room_for_their_neighbour(form_url, standin, settings):
    settings.ATTEMPTS_PER_NETWORK = 1
    for _ in range(3):
        donor = Client(REMOTE_ADDR="11.22.33.44")
        sent = donor.post(form_url, {"token": token_of(donor.get(form_url)), "amount": "25"})
        assert sent.status_code == 303
        session_id = Donation.objects.latest("pk").session_id
        standin.pay(session_id)
        sync.sync_session(session_id)
        thanks = donor.get(sent["Location"].replace("/pay/", "/thanks/"))
        assert thanks.status_code == 200


def test_a_campaign_whose_cards_are_declined_begins_nothing_and_others_do(
    visitor, form_url, live_campaign, staff, publish, standin
):
    declines.pause(live_campaign.public_id, timezone.now())
    other = publish(CampaignFactory(owner=staff.caseworker))
    answers = []
    for url in (form_url, f"/en/c/{other.public_id}/give/"):
        answers.append(visitor.post(url, {"token": token_of(visitor.get(url)), "amount": "25"}))

    assert [answer.status_code for answer in answers] == [429, 303]
    assert "Please send it again in 15 minutes" in text_of(answers[0])


def test_mistakes_and_second_clicks_are_no_attempts(visitor, form_url, standin, settings):
    settings.ATTEMPTS_PER_CAMPAIGN = 1
    token = token_of(visitor.get(form_url))
    for _ in range(3):
        assert visitor.post(form_url, {"token": token, "amount": ""}).status_code == 422
    for _ in range(3):
        assert visitor.post(form_url, {"token": token, "amount": "25"}).status_code == 303
    assert len(standin.sessions()) == 1


def test_reading_is_never_limited(visitor, form_url, standin, settings):
    settings.ATTEMPTS_PER_CAMPAIGN = settings.ATTEMPTS_PER_SITE = 1

    assert {visitor.get(form_url).status_code for _ in range(3)} == {200}


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


def test_the_form_offers_and_takes_what_staff_chose(visitor, form_url, choose):
    choose("gifts", presets=[15, 40], preselected=40, least_cents=12_00)
    choose("statement", word="THANKS")

    page = visitor.get(form_url)
    shown = page.content.decode()
    assert re.findall(r'name="amount" value="(\w+)"', shown) == ["15", "40", "other"]
    assert re.search(r'value="([^"]+)"[^>]*checked', shown)[1] == "40"
    assert "From € 12 to € 10 000." in text_of(page).replace("\u202f", " ")
    assert "… THANKS" in text_of(page)

    sent = {"token": token_of(page), "amount": "other"}
    refused = visitor.post(form_url, sent | {"other_amount": "11.99"})
    assert refused.status_code == 422
    assert "Write an amount of € 12 or more." in text_of(refused).replace("\u202f", " ")
    assert visitor.post(form_url, sent | {"other_amount": "12"}).status_code == 303


def test_an_amount_of_an_older_page_is_still_what_was_chosen(visitor, form_url, choose):
    choose("gifts", presets=[20, 40], preselected=20)

    page = visitor.get(form_url, {"amount": "25"}).content.decode()

    assert re.search(r'value="([^"]+)"[^>]*checked', page)[1] == "other"
    assert re.search(r'name="other_amount" value="25"', page)


def test_a_form_that_was_open_meanwhile_says_what_no_longer_fits(visitor, form_url, choose):
    token = token_of(visitor.get(form_url))
    choose("gifts", least_cents=20_00)

    page = visitor.post(form_url, {"token": token, "amount": "10", "message": "Be well."})

    assert page.status_code == 422
    assert "Choose one of these amounts, or write your own below." in text_of(page)
    assert "Be well." in text_of(page)
    assert not Donation.objects.exists()
