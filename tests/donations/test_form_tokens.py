from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone

from donations import form_tokens

SERVED = timezone.now()


@pytest.fixture
def as_in_life(settings):
    settings.FORM_TOKEN_MIN_AGE_SECONDS = 3


def read_after(seconds: float) -> str:
    token = form_tokens.issue("8kq2mwx3za", now=SERVED)
    return form_tokens.read(token, "8kq2mwx3za", now=SERVED + timedelta(seconds=seconds))


def test_a_token_is_read_back_for_its_own_campaign():
    nonce = form_tokens.read(form_tokens.issue("8kq2mwx3za"), "8kq2mwx3za")

    assert len(nonce) == 32


def test_no_two_tokens_share_their_random_part():
    nonces = {form_tokens.read(form_tokens.issue("8kq2mwx3za"), "8kq2mwx3za") for _ in range(50)}

    assert len(nonces) == 50


def test_a_token_of_another_campaign_is_refused():
    with pytest.raises(form_tokens.BadToken):
        form_tokens.read(form_tokens.issue("8kq2mwx3za"), "9999999999")


@pytest.mark.parametrize("seconds", [3, 60, 7199, 7200])
def test_a_token_is_good_from_three_seconds_to_two_hours(as_in_life, seconds):
    assert len(read_after(seconds)) == 32


@pytest.mark.parametrize("seconds", [-60, 0, 2.9])
def test_a_token_has_to_ripen(as_in_life, seconds):
    with pytest.raises(form_tokens.TooYoung):
        read_after(seconds)


@pytest.mark.parametrize("seconds", [7201, 100_000])
def test_a_token_grows_old(as_in_life, seconds):
    with pytest.raises(form_tokens.BadToken) as refusal:
        read_after(seconds)

    assert not isinstance(refusal.value, form_tokens.TooYoung)


def test_how_old_a_token_may_be_is_a_setting(settings):
    settings.FORM_TOKEN_MIN_AGE_SECONDS, settings.FORM_TOKEN_MAX_AGE_SECONDS = 10, 20

    assert read_after(15)
    for seconds in (5, 25):
        with pytest.raises(form_tokens.BadToken):
            read_after(seconds)


def test_every_changed_letter_is_noticed():
    token = form_tokens.issue("8kq2mwx3za")

    for place, letter in enumerate(token):
        changed = token[:place] + ("A" if letter != "A" else "B") + token[place + 1 :]
        with pytest.raises(form_tokens.BadToken):
            form_tokens.read(changed, "8kq2mwx3za")


@pytest.mark.parametrize("token", ["", ":", "::", "x", "\x00", "a:b:c", "й" * 300, "null"])
def test_rubbish_is_refused_in_the_same_way(token):
    with pytest.raises(form_tokens.BadToken):
        form_tokens.read(token, "8kq2mwx3za")


def test_a_token_of_an_earlier_release_which_had_no_time_in_it_is_refused():
    with pytest.raises(form_tokens.BadToken):
        form_tokens.read(
            signing.dumps(["8kq2mwx3za", "0" * 32], salt=form_tokens.SALT), "8kq2mwx3za"
        )


def test_a_token_signed_for_something_else_is_refused():
    with pytest.raises(form_tokens.BadToken):
        form_tokens.read(signing.dumps(["8kq2mwx3za", "0" * 32], salt="else"), "8kq2mwx3za")
