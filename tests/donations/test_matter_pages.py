"""What waits for finance: the inbox, and every button that settles something."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns import lifecycle
from donations import inbox, ledger, matters, proposals, sync
from donations.models import LedgerEntry, Matter, Proposal, WebhookEvent
from tests.factories import WebhookEventFactory, book_gift
from tests.pages import desk_of, told, typed

LIST = "/staff/donations/matter/"
Kind = Matter.Kind


@pytest.fixture
def desk(staff):
    return desk_of(staff.finance)


@pytest.fixture
def held(begin, live_campaign, standin, staff) -> Matter:
    """Fifty euros that came after their campaign was taken down."""
    donation = begin(live_campaign, 50_00)
    lifecycle.move(live_campaign.pk, "withdraw", actor=staff.moderator)
    standin.pay(donation.session_id)
    sync.sync_session(donation.session_id)
    return Matter.objects.get(kind=Kind.WITHDRAWN)


def page_of(matter):
    return f"{LIST}{matter.pk}/change/"


def press(desk, matter, act, **typed_in):
    return desk.post(page_of(matter), {"act": act} | typed_in, follow=True)


def listed(desk, **filters):
    return list(desk.get(LIST, filters).context["cl"].result_list)


@pytest.mark.parametrize("who", ["caseworker", "moderator", "administrator"])
def test_finance_alone_gets_in(staff, who):
    matter = matters.open_matter(Kind.SILENT, "webhooks")
    desk = desk_of(getattr(staff, who))

    assert desk.get(LIST).status_code == 403
    assert desk.get(page_of(matter)).status_code == 403
    assert press(desk, matter, "settle", resolution="so").status_code == 403
    assert matters.still_open().exists()


@pytest.mark.parametrize("kind", Kind.values)
def test_every_kind_has_a_page_and_a_sentence_settles_it(desk, kind, live_campaign, staff):
    gift = book_gift(live_campaign)
    matter = matters.open_matter(
        kind, "pi_1", donation=gift.donation, entry=gift, cents=25_00, types=["a", "b"]
    )

    page = desk.get(page_of(matter))
    sent = typed(page, "settle-form", resolution="Asked the bank.", act="settle")
    answer = desk.post(page_of(matter), sent, follow=True)

    assert "€\u202f25.00" in page.content.decode()
    assert told(answer) == ["Settled."]
    assert "Asked the bank." in answer.content.decode()
    matter.refresh_from_db()
    assert (matter.resolution, matter.resolved_by) == ("Asked the bank.", staff.finance)


def test_nothing_is_settled_without_a_sentence(desk):
    matter = matters.open_matter(Kind.DECLINES, "campaign:1", sign="declines", seen=20)

    answer = press(desk, matter, "settle", resolution="  ")

    assert answer.status_code == 400
    assert "This field is required." in answer.content.decode()
    assert matters.still_open().exists()


def test_the_second_of_two_colleagues_is_told(desk, staff):
    matter = matters.open_matter(Kind.SILENT, "webhooks")
    matters.resolve(matter, actor=staff.second_finance, resolution="Restarted.")

    assert told(press(desk, matter, "settle", resolution="so")) == [
        "Somebody was faster: it was settled already."
    ]


def test_an_unknown_button_does_nothing(desk):
    matter = matters.open_matter(Kind.SILENT, "webhooks")

    assert press(desk, matter, "burn").status_code == 400
    assert desk.get(f"{LIST}999/change/", follow=True).status_code == 200
    assert matters.still_open().exists()


def test_what_is_open_and_due_first_stands_first(desk, staff):
    calm = matters.open_matter(Kind.LATE, "pi_1")
    later = matters.open_matter(Kind.DISPUTE, "dp_2", due_at=timezone.now() + timedelta(days=9))
    sooner = matters.open_matter(Kind.DISPUTE, "dp_1", due_at=timezone.now() + timedelta(days=2))
    settled = matters.open_matter(Kind.ZERO, "cs_1")
    matters.resolve(settled, actor=staff.finance, resolution="Seen.")

    assert listed(desk) == [sooner, later, calm]
    assert listed(desk, state="all") == [sooner, later, calm, settled]
    assert listed(desk, state="settled") == [settled]
    assert listed(desk, kind="dispute") == [sooner, later]
    assert listed(desk, q="dp_2") == [later]


def test_a_list_names_campaign_gift_and_amount(desk, live_campaign):
    gift = book_gift(live_campaign)
    matters.open_matter(Kind.LATE, "pi_1", donation=gift.donation, entry=gift, cents=25_00)

    text = desk.get(LIST).content.decode()

    for words in (live_campaign.public_id, gift.donation.receipt_code, "€\u202f25.00"):
        assert words in text
    assert [one.subject for one in listed(desk, q=gift.donation.receipt_code.lower())] == ["pi_1"]


def test_late_money_is_settled_by_having_been_seen(desk, live_campaign):
    gift = book_gift(live_campaign)
    matter = matters.open_matter(Kind.LATE, "pi_1", donation=gift.donation, entry=gift)

    assert ">Seen</button>" in desk.get(page_of(matter)).content.decode()
    press(desk, matter, "settle", resolution="Seen.")

    assert not matters.still_open().exists()


def test_held_money_goes_to_the_campaign_once_a_colleague_agrees(desk, held, live_campaign, staff):
    page = desk.get(page_of(held))
    sent = typed(page, "move-form", to="campaign", note="The hero agrees.")
    assert sent["campaign"] == [live_campaign.public_id]

    answer = desk.post(page_of(held), sent, follow=True)
    assert told(answer) == ["Proposed. It is moved once a colleague has agreed."]
    assert "waits for a second person" in answer.content.decode()
    assert "move-form" not in answer.content.decode()

    proposals.approve(Proposal.objects.get(), actor=staff.second_finance)
    assert ledger.place_of(held.entry) == ledger.of_campaign(live_campaign.pk)
    held.refresh_from_db()
    assert held.resolution == "The hero agrees."


def test_held_money_goes_to_the_common_fund(desk, held, staff):
    press(desk, held, "move", to="general", campaign="anything", note="Nobody answers.")
    proposals.approve(Proposal.objects.get(), actor=staff.second_finance)

    assert ledger.place_of(held.entry) == ledger.GENERAL


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"to": "campaign", "note": "so"}, "Say which campaign it should go to."),
        ({"to": "campaign", "campaign": "zzz", "note": "so"}, "No published campaign"),
        ({"to": "general", "note": ""}, "This field is required."),
        ({"to": "moon", "note": "so"}, "not one of the available choices"),
    ],
)
def test_a_move_that_is_not_clear_gets_a_sentence(desk, held, sent, sentence):
    answer = press(desk, held, "move", **sent)

    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not Proposal.objects.exists()


def test_a_second_move_of_the_same_money_is_told(desk, held):
    for _ in range(2):
        answer = press(desk, held, "move", to="general", note="so")

    assert answer.status_code == 400
    assert Proposal.objects.count() == 1


def test_money_that_is_not_held_cannot_be_moved(desk, live_campaign):
    gift = book_gift(live_campaign)
    matter = matters.open_matter(Kind.LATE, "pi_1", donation=gift.donation, entry=gift)

    assert "move-form" not in desk.get(page_of(matter)).content.decode()
    assert press(desk, matter, "move", to="general", note="so").status_code == 400
    assert not Proposal.objects.exists()


def test_held_money_can_be_given_back(desk, held):
    way = f"/staff/donations/ledgerentry/{held.entry_id}/refund/"
    assert way in desk.get(page_of(held)).content.decode()

    desk.post(way, typed(desk.get(way), f"refund-form-{held.entry_id}", reason="withdrawn"))

    assert ledger.remainder(held.entry) == 0


def test_a_dispute_says_until_when_and_where_it_is_answered(desk):
    due = timezone.now() + timedelta(days=7)
    matter = matters.open_matter(Kind.DISPUTE, "dp_1", due_at=due)

    text = desk.get(page_of(matter)).content.decode()

    assert "The bank is answered at Stripe" in text
    assert f"{timezone.localtime(due):%-d %b %Y, %H:%M}" in text


def test_comparing_again_books_what_stripe_proves(desk, begin, live_campaign, standin):
    donation = begin(live_campaign, 50_00)
    standin.pay(donation.session_id)
    intent_id = standin.intent_of(donation.session_id)["id"]
    matter = matters.open_matter(
        Kind.MISSING_HERE, f"gift:{intent_id}", stripe_cents=50_00, ours_cents=0, currency="EUR"
    )

    assert told(press(desk, matter, "compare")) == [
        "Compared: they agree now, and this is settled."
    ]
    assert LedgerEntry.objects.get(kind="gift").amount_cents == 50_00


def test_a_movement_without_any_other_id_can_be_compared_again(desk, standin):
    matter = matters.open_matter(
        Kind.MISSING_HERE, "fee:txn_1", stripe_cents=-1_00, ours_cents=0, currency="EUR"
    )

    assert "Compare again" in desk.get(page_of(matter)).content.decode()


def test_a_difference_that_stays_is_not_called_settled(desk, booked):
    entry = booked.ledger.get(kind="gift")
    matter = matters.open_matter(Kind.AMOUNTS_DIFFER, f"gift:{booked.intent_id}", entry=entry)

    [sentence] = told(press(desk, matter, "compare"))

    assert sentence.startswith("Compared, and what was missing is booked.")
    assert matters.still_open().exists()


def test_what_stripe_does_not_know_or_cannot_say_is_told(desk, standin, settings):
    matter = matters.open_matter(Kind.MISSING_HERE, "refund:re_unknown", stripe_cents=-5_00)

    assert told(press(desk, matter, "compare")) == ["Stripe does not know what this is about."]
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    assert told(press(desk, matter, "compare")) == ["Stripe did not answer. Try again in a minute."]


def test_an_event_that_was_given_up_is_processed_again(desk):
    event = WebhookEventFactory(attempts=inbox.TRIES)
    matter = matters.open_matter(Kind.GIVEN_UP, event.event_id, type=event.type)

    assert told(press(desk, matter, "process")) == [
        "It is due again; this settles itself once it works."
    ]
    assert WebhookEvent.objects.get().attempts == 0
    WebhookEvent.objects.update(processed_at=timezone.now())
    assert told(press(desk, matter, "process")) == [
        "Nothing to do: the event was worked off meanwhile."
    ]
