import pytest
from django.core import signing

from donations import form_tokens


def test_a_token_is_read_back_for_its_own_campaign():
    nonce = form_tokens.read(form_tokens.issue("8kq2mwx3za"), "8kq2mwx3za")

    assert len(nonce) == 32


def test_no_two_tokens_share_their_random_part():
    nonces = {form_tokens.read(form_tokens.issue("8kq2mwx3za"), "8kq2mwx3za") for _ in range(50)}

    assert len(nonces) == 50


def test_a_token_of_another_campaign_is_refused():
    with pytest.raises(form_tokens.BadToken):
        form_tokens.read(form_tokens.issue("8kq2mwx3za"), "9999999999")


def test_a_token_grows_old(settings):
    token = form_tokens.issue("8kq2mwx3za")
    settings.FORM_TOKEN_MAX_AGE_SECONDS = -1

    with pytest.raises(form_tokens.BadToken):
        form_tokens.read(token, "8kq2mwx3za")


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


def test_a_token_signed_for_something_else_is_refused():
    with pytest.raises(form_tokens.BadToken):
        form_tokens.read(signing.dumps(["8kq2mwx3za", "0" * 32], salt="else"), "8kq2mwx3za")
