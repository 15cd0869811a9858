"""Which second factors count, and for whom."""

import pytest
from allauth.mfa.models import Authenticator

from accounts import factors
from tests.doors import new_secret


def test_passkeys_are_the_rule_and_codes_the_exception(staff):
    assert factors.accepted(staff.moderator) == {factors.PASSKEY}

    staff.moderator.codes_allowed = True

    assert factors.accepted(staff.moderator) == {
        factors.PASSKEY,
        factors.CODES,
        factors.RECOVERY,
    }


@pytest.mark.parametrize(
    ("kinds", "codes_allowed", "lasting"),
    [
        ([], True, set()),
        ([factors.RECOVERY], True, set()),
        ([factors.CODES, factors.RECOVERY], True, {factors.CODES}),
        ([factors.CODES, factors.RECOVERY], False, set()),
        ([factors.PASSKEY, factors.CODES], False, {factors.PASSKEY}),
    ],
)
def test_spare_codes_open_nothing_for_good(staff, kinds, codes_allowed, lasting):
    staff.moderator.codes_allowed = codes_allowed

    assert factors.lasting(kinds, staff.moderator) == lasting


def test_the_last_one_is_known_and_codes_beside_a_passkey_may_go(staff):
    new_secret(staff.moderator)
    codes = Authenticator.objects.get(user=staff.moderator)

    assert factors.is_last(codes)
    Authenticator.objects.create(user=staff.moderator, type=factors.PASSKEY, data={})
    assert not factors.is_last(codes)


def test_a_new_secret_takes_the_place_of_the_old(staff):
    new_secret(staff.moderator)
    first = factors.of(staff.moderator)

    new_secret(staff.moderator)

    assert len(factors.of(staff.moderator)) == 1
    assert factors.of(staff.moderator) != first
