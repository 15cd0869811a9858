import pytest
from django.test import Client

from donations.models import Donation
from donations.origin import way_back
from tests.donations.reading import address, text_of, token_of
from tests.factories import DonationFactory


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


@pytest.mark.parametrize(
    ("is_secure", "back"), [(False, "https://site.example"), (True, "https://abc.onion")]
)
def test_with_real_money_the_way_back_has_tls(rf, settings, is_secure, back):
    settings.ALLOWED_HOSTS, settings.SITE_URL = ["abc.onion"], "https://site.example"
    settings.STRIPE_LIVEMODE = True

    assert way_back(rf.get("/", headers={"Host": "abc.onion"}, secure=is_secure)) == back


def test_a_host_that_is_not_ours_is_no_way_back(form_url, standin):
    donor = Client(headers={"Host": "elsewhere.example"})

    assert donor.post(form_url, {"amount": "25"}).status_code == 400
    assert not standin.requests
