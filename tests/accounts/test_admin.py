"""The outbox, as an administrator finds it."""

import pytest

from accounts import notices
from accounts.models import Notice
from tests.pages import desk_of

NOTICES = "/staff/accounts/notice/"


@pytest.fixture
def desk(staff):
    return desk_of(staff.administrator)


def test_nobody_adds_a_letter_by_hand(desk):
    assert desk.get(f"{NOTICES}add/").status_code == 403
    assert desk.post(f"{NOTICES}add/", {}).status_code == 403


def test_notices_are_listed_without_their_readers(desk):
    notices.queue(
        template="own_campaign_closed",
        to="reader@mailbox.example",
        dedupe_key="own-closed:2222222222",
        context={},
        secret="opens-the-door",
    )
    notice = Notice.objects.get()

    for place in (NOTICES, f"{NOTICES}{notice.pk}/change/"):
        text = desk.get(place).content.decode()
        assert "own_campaign_closed" in text
        assert "reader@" not in text
        assert notice.to not in text
        assert notice.secret not in text
