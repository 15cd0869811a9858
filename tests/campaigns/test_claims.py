"""Who reads a revision at the moment."""

import pytest
from django.core.exceptions import PermissionDenied

from campaigns import claims, moderation
from campaigns.models import Revision


@pytest.fixture
def waiting(draft) -> Revision:
    return moderation.submit(draft, actor=draft.owner)


def holder():
    return Revision.objects.get().held_by


def test_a_reviewer_takes_it_and_lets_go(waiting, staff):
    assert claims.take(waiting, actor=staff.moderator)
    assert holder() == staff.moderator

    assert claims.release(waiting, actor=staff.moderator)
    assert holder() is None


def test_a_colleague_may_take_it_over_and_cannot_let_go_for_another(waiting, staff):
    claims.take(waiting, actor=staff.moderator)
    assert not claims.release(waiting, actor=staff.second_moderator)

    assert claims.take(waiting, actor=staff.second_moderator)
    assert holder() == staff.second_moderator


def test_holding_keeps_nobody_from_deciding(waiting, staff):
    claims.take(waiting, actor=staff.moderator)

    moderation.reject(waiting, actor=staff.second_moderator, note="Too long.")

    assert not claims.take(waiting, actor=staff.moderator)


@pytest.mark.parametrize("person", ["caseworker", "finance", "administrator"])
def test_it_is_for_reviewers(waiting, staff, person):
    for act in (claims.take, claims.release):
        with pytest.raises(PermissionDenied):
            act(waiting, actor=getattr(staff, person))
