"""What guesses are counted in."""

import pytest
from django.conf import settings
from django.core.cache import caches

from accounts.limits import Limits
from donations import counting


@pytest.fixture
def limits() -> Limits:
    return caches["default"]


def test_a_number_is_kept_under_a_name_that_says_nothing(limits):
    before = set(counting.client().scan_iter("*"))

    limits.set("allauth:rl:login:ip:198.51.100.7", [1.5], timeout=60)

    (name,) = set(counting.client().scan_iter("*")) - before
    assert "198.51.100.7" not in name
    assert "allauth" not in name
    assert counting.client().get(name) == "[1.5]"
    assert limits.get("allauth:rl:login:ip:198.51.100.7") == [1.5]


def test_what_was_added_once_is_not_added_again(limits):
    assert limits.add("a code", "y", timeout=60)
    assert not limits.add("a code", "y", timeout=60)
    assert limits.delete("a code")
    assert limits.add("a code", "y", timeout=60)


def test_without_redis_each_process_counts_for_itself():
    options = settings.CACHES["default"]
    away = Limits(
        "redis://127.0.0.1:1/0",
        {"KEY_FUNCTION": options["KEY_FUNCTION"], "OPTIONS": options["OPTIONS"]},
    )

    assert away.add("a code", "y", timeout=60)
    assert not away.add("a code", "y", timeout=60)
    away.set("tries", [1.5], timeout=60)
    assert away.get("tries") == [1.5]
