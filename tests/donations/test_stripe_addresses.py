import pytest
from django.core.exceptions import ImproperlyConfigured

from donations import stripe_gateway
from tests.donations.asking import open_session

pytestmark = pytest.mark.usefixtures("standin")


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://checkout.stripe.com/c/pay/cs_test_1#fid", True),
        ("https://checkout.stripe.com:443/c/pay/cs_test_1", True),
        ("http://checkout.stripe.com/c/pay/cs_test_1", False),
        ("https://checkout.stripe.com.example/c/pay/cs_test_1", False),
        ("https://checkout.stripe.com@example.org/", False),
        ("https://example.org/checkout.stripe.com", False),
        ("https://checkout.stripe.com:8443/", False),
        ("https://checkout.stripe.com\\@example.org/", False),
        ("https://checkout.stripe.com\n/", False),
        ("https://[/", False),
        ("javascript:alert(1)", False),
        ("", False),
    ],
)
def test_a_donor_is_sent_to_stripe_and_nowhere_else(url, allowed):
    assert stripe_gateway.checkout_url_allowed(url) is allowed


def test_a_page_on_this_machine_is_allowed_with_the_stand_in_only(standin, settings):
    session = open_session()
    assert stripe_gateway.checkout_url_allowed(session.url)

    settings.STRIPE_API_BASE = ""
    assert not stripe_gateway.checkout_url_allowed(session.url)


@pytest.mark.parametrize(
    "changes",
    [
        {"STRIPE_API_BASE": "https://stripe.example"},
        {"STRIPE_API_BASE": "http://192.0.2.7:8100"},
        {"STRIPE_SECRET_KEY": "sk_live_x"},
        {"STRIPE_SECRET_KEY": "rk_live_x"},
        {"STRIPE_LIVEMODE": True},
        {"STRIPE_STANDIN_ALLOWED": False},
    ],
)
def test_the_stand_in_is_never_asked_where_it_could_take_a_real_donor(settings, changes):
    for name, value in changes.items():
        setattr(settings, name, value)

    with pytest.raises(ImproperlyConfigured):
        stripe_gateway.client()
