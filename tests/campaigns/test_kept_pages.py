"""Pages are kept until anything public changes, and not a moment longer."""

import gzip
import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from campaigns import choices, kept_pages, lifecycle, totals, updates
from campaigns.models import CampaignTotal, Category, PublicChange
from donations import donor_messages
from donations.models import Donation, DonorMessage
from tests.factories import (
    CampaignFactory,
    DonationFactory,
    DonorMessageFactory,
    UpdateFactory,
    book_gift,
)
from tests.threads import at_once

LIST = "/en/"


@pytest.fixture
def path(live_campaign) -> str:
    return f"/en/c/{live_campaign.public_id}/"


@pytest.fixture
def read(visitor):
    """read(path): the words of a page, or its status if it is not there."""

    def words(path: str) -> str:
        answer = visitor.get(path)
        if answer.status_code != 200:
            return str(answer.status_code)
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))

    return words


@pytest.mark.parametrize("address", ["page", LIST, "/be/", LIST + "?status=open"])
def test_a_page_that_was_made_costs_one_question(path, visitor, address, django_assert_num_queries):
    address = path if address == "page" else address
    made = visitor.get(address)

    with django_assert_num_queries(1):
        kept = visitor.get(address)

    assert kept.content == made.content
    assert dict(kept.headers) == dict(made.headers)


def test_a_browser_that_takes_it_compressed_gets_the_same_page(visitor, path):
    plain = visitor.get(path)
    small = visitor.get(path, headers={"Accept-Encoding": "br, gzip"})

    assert gzip.decompress(small.content) == plain.content
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert small.headers["Cache-Control"] == "no-store"


def test_each_host_and_each_language_has_pages_of_its_own(visitor, path, settings):
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    one, two, russian = (
        visitor.get(address, headers={"Host": host}).content.decode()
        for address, host in [
            (path, "one.example"),
            (path, "two.example"),
            (path.replace("/en/", "/ru/"), "two.example"),
        ]
    )

    assert "two.example" not in one
    assert "two.example" in two
    assert 'lang="en"' in two.partition("<head")[0]
    assert 'lang="ru"' in russian.partition("<head")[0]


# --- what changes a page ---


def test_a_gift_is_seen_with_the_next_request(live_campaign, read, path):
    assert "€ 77" not in read(path) + read(LIST)

    book_gift(live_campaign, 77_00)

    assert "€ 77" in read(path)
    assert "€ 77" in read(LIST)


def test_a_take_down_ends_the_page_and_every_mention_of_it(
    live_campaign, publish, staff, visitor, path
):
    other = publish(CampaignFactory(owner=staff.caseworker))
    beside = f"/en/c/{other.public_id}/"
    for page in (LIST, beside):
        assert live_campaign.public_id in visitor.get(page).content.decode()
    assert visitor.get(path).status_code == 200

    lifecycle.move(live_campaign.pk, "withdraw", actor=staff.moderator)

    gone = visitor.get(path)
    assert (gone.status_code, gone.content) == (404, visitor.get("/en/c/2222222222/").content)
    for page in (LIST, beside):
        assert live_campaign.public_id not in visitor.get(page).content.decode()


def test_a_pause_is_seen_with_the_next_request(live_campaign, staff, read, path):
    assert "takes no gifts for now" not in read(path)

    lifecycle.move(live_campaign.pk, "pause", actor=staff.moderator)

    assert "takes no gifts for now" in read(path)


def test_a_new_text_is_seen_with_the_next_request(live_campaign, publish, read, path):
    assert "A roof before winter" not in read(path)

    live_campaign.title = {"en": "A roof before winter"}
    live_campaign.save(update_fields=["title"])
    assert "A roof before winter" not in read(path)
    publish(live_campaign)

    assert "A roof before winter" in read(path)
    assert "A roof before winter" in read(LIST)


def test_news_are_seen_with_the_next_request(live_campaign, staff, read, path):
    assert "The landlord waits" not in read(path)

    update = updates.submit(UpdateFactory(campaign=live_campaign), actor=staff.caseworker)
    updates.approve(update, actor=staff.moderator, checklist=list(updates.CHECKLIST))

    assert "The landlord waits" in read(path)


def test_words_of_a_donor_are_seen_and_gone_with_the_next_request(live_campaign, staff, read, path):
    message = DonorMessageFactory(donation=book_gift(live_campaign).donation)
    assert "You are not alone." not in read(path)

    for decision, seen, is_read in [("show", "waiting", True), ("refuse", "approved", False)]:
        donor_messages.decide(message.pk, decision, seen=seen, actor=staff.moderator)
        assert ("You are not alone." in read(path)) == is_read


@pytest.mark.books_differ
def test_words_that_were_approved_early_are_seen_when_their_gift_is_paid(live_campaign, read, path):
    donation = DonationFactory(campaign=live_campaign)
    DonorMessageFactory(donation=donation, state=DonorMessage.State.APPROVED)
    assert "You are not alone." not in read(path)

    Donation.objects.filter(pk=donation.pk).update(status="paid", paid_at=timezone.now())

    assert "You are not alone." in read(path)


def test_a_category_that_is_renamed_is_seen_with_the_next_request(live_campaign, read):
    assert "Doctors" not in read(LIST)

    Category.objects.filter(slug="health").update(name={"en": "Doctors"})

    assert "Doctors" in read(LIST)


def test_a_last_day_passes_although_nothing_changes(staff, publish, read, monkeypatch):
    end = timezone.now().replace(second=0, microsecond=0) + timedelta(days=2)
    campaign = publish(CampaignFactory(owner=staff.caseworker, closing_rule="on_date", ends_at=end))
    path = f"/en/c/{campaign.public_id}/"
    assert "This campaign is closed" not in read(path)

    monkeypatch.setattr(timezone, "now", lambda: end)

    assert "This campaign is closed" in read(path)


# --- what does not ---


def test_a_gift_that_a_discreet_total_holds_back_leaves_every_page_as_it_is(
    live_campaign, read, path, django_assert_num_queries
):
    """A page that is made anew takes longer: whoever asks every second would learn the hour."""
    CampaignTotal.objects.update(is_discreet=True, shown_at=timezone.now())
    read(path)

    book_gift(live_campaign, 77_00)

    with django_assert_num_queries(1):
        assert "€ 77" not in read(path)

    totals.show_due(timezone.now() + totals.LONGEST_STEP)
    assert "€ 77" in read(path)


def test_without_the_triggers_a_page_would_stay(live_campaign, read, path):
    """The control: it is really kept, and it is they who end it."""
    read(path)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE campaigns_campaigntotal DISABLE TRIGGER public_change")

    book_gift(live_campaign, 77_00)

    assert "€ 77" not in read(path)


# --- changes that commit out of order ---


@pytest.fixture
def late_change(transactional_db):
    """late_change(meanwhile): a change that is written before `meanwhile` and commits after it."""

    def around(meanwhile):
        with transaction.atomic():
            PublicChange.objects.create()
            (result,) = at_once(meanwhile)
            if isinstance(result, Exception):
                raise result
        return result

    return around


def test_a_change_that_commits_late_gives_pages_a_new_name(late_change, rf):
    def newer_and_asked():
        PublicChange.objects.create()
        return kept_pages.name_of(rf.get(LIST)), newest()

    name, newest_then = late_change(newer_and_asked)

    assert newest() == newest_then
    assert kept_pages.name_of(rf.get(LIST)) != name


def newest() -> int:
    return PublicChange.objects.latest("pk").pk


def test_old_changes_go_and_give_pages_a_name_they_never_had(db, rf):
    long_ago = timezone.now() - timedelta(hours=1)
    names = []
    for _round in range(3):
        PublicChange.objects.create(made_at=long_ago)
        names.append(kept_pages.name_of(rf.get(LIST)))
    PublicChange.objects.create()
    names.append(kept_pages.name_of(rf.get(LIST)))

    assert kept_pages.forget_changes() == 3

    names.append(kept_pages.name_of(rf.get(LIST)))
    assert len(set(names)) == len(names)
    assert kept_pages.forget_changes() == 0
    assert kept_pages.name_of(rf.get(LIST)) == names[-1]


def test_what_staff_choose_ends_every_kept_page(path, visitor, choose):
    before = visitor.get(path).content.decode()
    choose("gifts", presets=[7, 70], preselected=7)
    choose("name", name="Our House")

    after = visitor.get(path).content.decode()

    assert 'value="25"' in before and 'value="25"' not in after
    assert 'value="70"' in after
    assert "· Our House</title>" in after


def test_a_page_of_a_process_that_heard_late_is_not_kept_for_one_that_knows(path, visitor, choose):
    late = choices.Choices()
    choose("name", name="Our House")
    choices.memory.keep(late, choices.memory.forgotten)
    assert "Our House" not in visitor.get(path).content.decode()

    choices.memory.forget()

    assert "Our House" in visitor.get(path).content.decode()
