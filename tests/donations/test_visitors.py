from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory

from donations import counting, visitors

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
OUTSIDE = "11.22.33.44"


def network(**meta) -> str | None:
    return visitors.network_of(RequestFactory().post("/", **meta))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (OUTSIDE, "11.22.33.0/24"),
        ("2a00:1450:4001:82a::200e", "2a00:1450:4001::/48"),
        ("::ffff:11.22.33.44", "11.22.33.0/24"),
    ],
)
def test_of_an_address_only_its_network_is_looked_at(address, expected):
    assert network(REMOTE_ADDR=address) == expected


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "::1", "10.0.0.7", "172.17.0.1", "fd00::1", "", "unix:", "х"]
)
def test_an_address_of_a_machine_of_ours_stands_for_nobody(address):
    """Behind it is a proxy, or the onion service: many people, who must not share one limit."""
    assert network(REMOTE_ADDR=address) is None


def test_visitors_of_the_onion_have_no_network(settings):
    settings.ONION_HOST, settings.ALLOWED_HOSTS = "abc.onion", ["abc.onion"]

    assert network(HTTP_HOST="abc.onion", REMOTE_ADDR="127.0.0.1") is None


def test_nobody_gets_rid_of_their_network_by_naming_the_onion(settings):
    settings.ONION_HOST, settings.ALLOWED_HOSTS = "abc.onion", ["abc.onion"]

    assert network(HTTP_HOST="abc.onion", REMOTE_ADDR=OUTSIDE) == "11.22.33.0/24"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "55.66.77.88", "11.22.33.0/24"),
        (1, "55.66.77.88", "55.66.77.0/24"),
        (1, "9.9.9.9, 55.66.77.88", "55.66.77.0/24"),
        (2, "9.9.9.9, 55.66.77.88, 10.0.0.1", "55.66.77.0/24"),
        # Not all of our proxies were passed: what stands there may be the visitor's own words.
        (2, "9.9.9.9", "11.22.33.0/24"),
        (1, "", "11.22.33.0/24"),
        (1, None, "11.22.33.0/24"),
        (1, "9.9.9.9, nonsense", None),
        (1, "9.9.9.9, 127.0.0.1", None),
    ],
)
def test_only_what_our_own_proxies_wrote_is_believed(settings, proxies, forwarded, expected):
    settings.TRUSTED_PROXIES = proxies
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}

    assert network(REMOTE_ADDR=OUTSIDE, **headers) == expected


def test_a_network_has_one_name_all_day_and_another_the_next():
    name = visitors.name_of("11.22.33.0/24", NOW)

    assert visitors.name_of("11.22.33.0/24", NOW + timedelta(hours=11)) == name
    assert visitors.name_of("11.22.34.0/24", NOW) != name
    assert visitors.name_of("11.22.33.0/24", NOW + timedelta(days=1)) != name


def test_what_gives_the_names_away_is_gone_after_a_day():
    visitors.name_of("11.22.33.0/24", NOW)
    place = counting.key("salt", "2026-11-22")

    assert 0 < counting.client().ttl(place) <= 24 * 60 * 60
    assert len(counting.client().get(place)) == 64
