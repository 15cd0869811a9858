"""The moderators' queue of words."""

import pytest

from donations.models import DonorMessage
from tests.doors import enter
from tests.factories import DonationFactory, DonorMessageFactory

QUEUE = "/staff/donations/donormessage/"
State = DonorMessage.State


@pytest.fixture
def desk(client, staff):
    enter(client, staff.moderator)
    return client


@pytest.fixture
def leave(live_campaign):
    """leave(text, …): a donor left these words with a gift of 77.31 euros."""

    def message(text, **fields):
        donation = DonationFactory(campaign=live_campaign, amount_cents=77_31)
        return DonorMessageFactory(donation=donation, text=text, **fields)

    return message


def decide(desk, message, decision, seen=State.WAITING):
    return desk.post(
        f"{QUEUE}{message.pk}/decide/", {"decision": decision, "seen": seen}, follow=True
    )


@pytest.mark.parametrize(
    ("who", "status"),
    [("moderator", 200), ("caseworker", 403), ("finance", 403), ("administrator", 403)],
)
def test_the_queue_is_for_moderators(client, staff, leave, who, status):
    message = leave("Hold on")
    enter(client, getattr(staff, who))

    assert client.get(QUEUE).status_code == status
    assert client.get(f"{QUEUE}{message.pk}/change/").status_code == status
    assert decide(client, message, "show").status_code == status
    message.refresh_from_db()
    assert (message.state == State.APPROVED) == (status == 200)


def test_the_queue_shows_what_waits_oldest_first(desk, leave):
    first, second = leave("First"), leave("Second")
    leave("Long ago", state=State.APPROVED)

    assert list(desk.get(QUEUE).context["cl"].result_list) == [first, second]
    assert desk.get(f"{QUEUE}?state=approved").context["cl"].result_count == 1
    assert desk.get(f"{QUEUE}?state=all").context["cl"].result_count == 3


def test_findings_stand_beside_the_words_and_no_sum_does(desk, leave, live_campaign):
    message = leave("Call +48 512 345 678")

    for address in (QUEUE, f"{QUEUE}{message.pk}/change/"):
        page = desk.get(address).content.decode()
        assert '<mark class="high">+48 512 345 678</mark> Take the telephone number out.' in page
        assert f"{live_campaign.public_id} Alesia" in page
        for hidden in ("77.31", "7731", message.donation.receipt_code, message.donation.public_id):
            assert hidden not in page


def test_the_buttons_decide(desk, leave):
    message = leave("Hold on")
    page = desk.get(f"{QUEUE}{message.pk}/change/").content.decode()
    assert f'formaction="{QUEUE}{message.pk}/decide/"' in page

    answer = decide(desk, message, "show")

    message.refresh_from_db()
    assert message.state == State.APPROVED
    assert answer.redirect_chain[-1][0] == QUEUE


def test_a_decision_that_comes_too_late_says_so(desk, leave):
    message = leave("Hold on", state=State.REFUSED)

    answer = decide(desk, message, "show", seen=State.WAITING)

    assert "Somebody was faster" in answer.content.decode()
    message.refresh_from_db()
    assert message.state == State.REFUSED


@pytest.mark.parametrize("decision", ["", "delete"])
def test_an_unknown_decision_says_what_is_missing(desk, leave, decision):
    message = leave("Hold on")

    answer = decide(desk, message, decision)

    assert "Choose whether to show or to refuse" in answer.content.decode()
    message.refresh_from_db()
    assert message.state == State.WAITING


def test_a_message_that_was_purged_meanwhile_is_gone(desk, leave):
    message = leave("Hold on")
    pk = message.pk
    message.delete()
    message.pk = pk

    assert "This message is gone." in decide(desk, message, "show").content.decode()


def test_a_link_decides_nothing(desk, leave):
    assert desk.get(f"{QUEUE}{leave('Hold on').pk}/decide/").status_code == 405


def test_several_are_decided_together_and_those_that_cannot_be_are_named(desk, leave):
    good, bad = leave("Hold on"), leave("Call +48 512 345 678")
    chosen = {"_selected_action": [good.pk, bad.pk], "action": "show_selected"}

    answer = desk.post(QUEUE, chosen, follow=True).content.decode()

    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.state, bad.state) == (State.APPROVED, State.WAITING)
    assert "1 message decided." in answer
    assert "“Call +48 512 345 678”: It may lead to a person" in answer


def test_a_page_says_so_where_the_leak_guard_found_nothing(desk, leave):
    for address in (f"{QUEUE}{leave('Hold on').pk}/change/", QUEUE):
        text = desk.get(address).content.decode()
        assert "nothing found" in text
        assert "None" not in text


def test_words_can_be_neither_edited_nor_deleted_here(desk, leave):
    message = leave("Hold on")

    assert desk.post(f"{QUEUE}{message.pk}/change/", {"text": "Give up"}).status_code == 403
    assert desk.get(f"{QUEUE}{message.pk}/delete/").status_code == 403
    assert desk.get(f"{QUEUE}add/").status_code == 403


def test_more_messages_ask_no_more_of_the_database(desk, leave, django_assert_num_queries):
    def look():
        # session, colleague, permissions of person and role; how many, messages, terms
        with django_assert_num_queries(8):
            desk.get(QUEUE)

    leave("Hold on")
    look()
    for number in range(6):
        leave(f"Hold on {number}")
    look()
