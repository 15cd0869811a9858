"""Sealed texts: the database holds them and cannot read them."""

import base64
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import sealed

PLACE = "donations.donorcontact.email:417"


def new_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_was_sealed_opens_at_its_place(text):
    assert sealed.unseal(sealed.seal(text, place=PLACE), place=PLACE) == text


def test_the_text_is_not_readable_where_it_is_kept():
    kept = sealed.seal("giver@mailbox.example", place=PLACE)

    _version, payload = kept.split(":")
    assert b"giver" not in base64.b64decode(payload)


def test_the_same_text_looks_different_every_time():
    assert sealed.seal("giver@mailbox.example", place=PLACE) != sealed.seal(
        "giver@mailbox.example", place=PLACE
    )


def test_a_text_copied_to_another_row_does_not_open_there():
    kept = sealed.seal("giver@mailbox.example", place=PLACE)

    with pytest.raises(sealed.Unopenable):
        sealed.unseal(kept, place="donations.donorcontact.email:418")


def test_a_new_key_seals_and_the_old_one_still_opens(settings):
    old, new = new_key(), new_key()
    settings.SEAL_KEYS = [old]
    before = sealed.seal("before", place=PLACE)

    settings.SEAL_KEYS = [new, old]
    after = sealed.seal("after", place=PLACE)

    assert sealed.unseal(before, place=PLACE) == "before"
    settings.SEAL_KEYS = [new]
    assert sealed.unseal(after, place=PLACE) == "after"
    with pytest.raises(sealed.Unopenable):
        sealed.unseal(before, place=PLACE)


@pytest.mark.parametrize(
    "damaged",
    ["", "1:", "1:AAAA", "1:no base64 at all!", "1:абв", "2:" + "A" * 64, "giver@mailbox.example"],
)
def test_a_damaged_text_is_unopenable_and_nothing_worse(damaged):
    with pytest.raises(sealed.Unopenable):
        sealed.unseal(damaged, place=PLACE)


@given(st.data())
def test_a_text_with_any_bit_turned_does_not_open(data):
    version, payload = sealed.seal("giver@mailbox.example", place=PLACE).split(":")
    raw = bytearray(base64.b64decode(payload))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))

    with pytest.raises(sealed.Unopenable):
        sealed.unseal(f"{version}:{base64.b64encode(raw).decode()}", place=PLACE)
