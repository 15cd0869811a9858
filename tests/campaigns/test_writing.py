"""The page of a draft: what is typed there is kept, shown again, and sent to review."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import AuditEntry
from campaigns import moderation
from campaigns.models import Campaign, Revision
from tests.campaigns.writing import LIST, page, save, send
from tests.pages import desk_of, told, typed


@pytest.fixture
def desk(staff):
    return desk_of(staff.caseworker)


# --- writing ---


def test_a_new_campaign_belongs_to_who_began_it_and_is_a_draft(desk, staff):
    data = typed(
        desk.get(f"{LIST}add/"),
        "campaign_form",
        title_en="A roof",
        story_en="She came with one bag.",
        **{"budget_lines-0-label_en": "Rent", "budget_lines-0-amount": "1 595,50"},
    )

    answer = desk.post(f"{LIST}add/", data, follow=True)

    campaign = Campaign.objects.get()
    assert (campaign.owner, campaign.status) == (staff.caseworker, "draft")
    assert campaign.budget_lines.get().amount_cents == 1595_50
    assert told(answer) == ["Saved as a draft."]
    assert AuditEntry.objects.get(action="campaign.create").target == (
        f"campaign:{campaign.public_id}"
    )


def test_who_else_may_own_it_or_where_it_stands_cannot_be_typed(desk, draft, staff):
    save(desk, draft, owner=staff.other_caseworker.pk, status="live", public_id="2222222222")

    draft.refresh_from_db()
    assert (draft.owner, draft.status) == (staff.caseworker, "draft")
    assert draft.public_id != "2222222222"


def test_nothing_typed_is_lost_when_something_is_wrong(desk, draft):
    answer = save(
        desk, draft, title_pl="Nowy początek", **{"budget_lines-0-amount": "a lot", "title_en": ""}
    )

    text = answer.content.decode()
    assert "Nowy początek" in text
    assert "a lot" in text
    assert "Write the amount in digits" in text


def test_the_sum_of_the_lines_is_shown_as_the_goal(desk, draft):
    text = desk.get(page(draft)).content.decode()

    assert ">€\u202f1\u202f000</output>" in text


def test_an_edit_is_audited_by_the_names_of_the_fields_alone(desk, draft):
    save(desk, draft, title_en="Her real name", protected_words="Kavalchuk")

    entry = AuditEntry.objects.get(action="campaign.edit")
    assert entry.data == {"fields": ["title", "protected_words"]}


def test_editing_a_live_campaign_changes_nothing_public_and_says_so(desk, live_campaign):
    before = live_campaign.live_revision.content

    answer = save(desk, live_campaign, title_en="Another title")

    live_campaign.refresh_from_db()
    assert live_campaign.live_revision.content == before
    assert "You change the draft only." in answer.content.decode()


def test_the_closing_of_a_live_campaign_is_not_the_authors_to_change(desk, live_campaign):
    answer = save(desk, live_campaign, closing_rule="on_goal")

    live_campaign.refresh_from_db()
    assert live_campaign.closing_rule == "manual"
    assert "a moderator can change when it closes" in answer.content.decode()


def test_what_is_right_is_saved_though_something_else_is_wrong(desk, draft):
    answer = save(
        desk,
        draft,
        title_en="A better title",
        story_be="ў" * 8001,
        story_pl="Historia",
        closing_rule="on_date",
        last_day="",
        **{"budget_lines-1-amount": "a lot"},
    )

    draft.refresh_from_db()
    assert draft.title["en"] == "A better title"
    assert "be" not in draft.story and draft.story["pl"] == "Historia"
    assert draft.closing_rule == "manual"
    assert [line.amount_cents for line in draft.budget_lines.all()] == [600_00, 400_00]
    anchors = [one.anchor for one in answer.context["complaints"]]
    assert anchors == ["id_story_be", "id_budget_lines-1-amount", "id_last_day"]
    text = answer.content.decode()
    assert all(f'id="{anchor}"' in text for anchor in anchors)
    assert "ў" * 8001 in text and 'value="a lot"' in text


def test_an_empty_page_begins_no_draft(desk):
    answer = save_new(desk)

    assert told(answer) == ["Nothing is written yet, so nothing was saved."]
    assert not Campaign.objects.exists()


def save_new(desk, **changes):
    data = typed(desk.get(f"{LIST}add/"), "campaign_form", **changes)
    return desk.post(f"{LIST}add/", data | {"_continue": ""}, follow=True)


def test_one_line_is_enough_for_a_draft(desk):
    save_new(desk, brief_who="A nurse we know.")

    assert Campaign.objects.get().brief == {"who": "A nurse we know."}


def test_a_new_page_that_is_sent_twice_is_one_draft(desk):
    data = typed(desk.get(f"{LIST}add/"), "campaign_form", title_en="A roof")

    for _ in range(2):
        desk.post(f"{LIST}add/", data | {"_continue": ""})

    assert Campaign.objects.get().title == {"en": "A roof"}


def test_the_line_breaks_of_a_browser_are_one_character_each(desk, draft):
    save(desk, draft, story_en="One.\r\n\r\nTwo.")

    draft.refresh_from_db()
    assert draft.story["en"] == "One.\n\nTwo."


def test_every_level_of_anonymity_shows_the_sentences_it_prints(desk, draft, publish):
    text = desk.get(page(draft)).content.decode()

    assert "Named with consent. The hero agreed to be named here." in text
    assert "Name and some details changed. To protect the hero" in text
    public = publish(draft)
    read = desk.get(f"/en/c/{public.public_id}/").content.decode()
    for sentence in ("is not the hero’s real name.", "some details of this story were changed"):
        assert sentence in text and sentence in read


def test_spellings_are_kept_by_language_and_shown_again(desk, draft):
    answer = save(desk, draft, hero_spellings_en=" Alesya,Olesya, Alesya ", hero_spellings_be="9")

    draft.refresh_from_db()
    assert draft.hero_spellings == {"en": ["Alesya", "Olesya"]}
    assert "“9” is not a name." in answer.content.decode()


def test_a_spelling_nobody_named_is_pointed_out(desk, draft):
    story = "Alesia works. People call Alesya a nurse."
    said = "“Alesya” (Story, English) looks like the alias in another spelling."

    assert said in save(desk, draft, story_en=story).content.decode()
    answer = save(desk, draft, story_en=story, hero_spellings_en="Alesya")
    assert said not in answer.content.decode()


def test_a_last_day_that_is_over_is_told_and_stops_the_draft(desk, draft, staff):
    draft.closing_rule, draft.ends_at = "on_date", timezone.now() - timedelta(days=3)
    draft.save()

    text = desk.get(page(draft)).content.decode()
    assert "or it can be neither sent nor published" in text
    send(desk, draft)
    assert not draft.revisions.exists()
    with pytest.raises(moderation.NotReady, match="is over in Europe/Warsaw"):
        moderation.submit(draft, actor=staff.caseworker)


def test_the_last_day_is_shown_with_its_zone(desk, draft):
    draft.closing_rule = "on_date"
    draft.ends_at = datetime(2027, 3, 19, tzinfo=ZoneInfo("America/Vancouver"))
    draft.time_zone = "America/Vancouver"
    draft.save()

    text = desk.get(page(draft)).content.decode()

    assert "until the end of 18 March 2027, that day included" in text
    assert "in America/Vancouver" in text


# --- the questions ---


def test_a_draft_is_not_sent_before_its_author_has_answered(desk, draft):
    answer = send(desk, draft, brief_delivered="")

    assert not draft.revisions.exists()
    text = answer.content.decode()
    assert '<a href="#id_brief_delivered">Not answered yet: How does it reach them?</a>' in text


def test_the_answers_go_along_for_the_reviewer_and_nowhere_else(desk, draft, publish, visitor):
    save(desk, draft, brief_who="Her neighbour brought her.")
    draft.refresh_from_db()

    public = publish(draft)

    assert public.live_revision.brief["who"] == "Her neighbour brought her."
    for address in (f"/en/c/{public.public_id}/", f"/api/v1/campaigns/{public.public_id}.json"):
        assert "neighbour" not in visitor.get(address).content.decode()


def test_the_answers_of_a_revision_stay_as_they_were(desk, draft, publish):
    revision = publish(draft).live_revision
    revision.brief = {}

    with pytest.raises(IntegrityError, match="revision_brief_frozen"), transaction.atomic():
        revision.save()


# --- what must never appear ---


def test_protected_words_are_kept_as_digests_and_never_shown(desk, draft):
    answer = save(desk, draft, protected_words="Kavalchuk\nБаранавічы")

    assert draft.protected_terms.count() >= 2
    assert "Kavalchuk" not in answer.content.decode()
    assert "Words are protected in this campaign." in answer.content.decode()


def test_protected_words_can_be_forgotten(desk, draft):
    save(desk, draft, protected_words="Kavalchuk")

    save(desk, draft, protected_forgotten="on")

    assert not draft.protected_terms.exists()


def test_the_page_says_what_the_leak_guard_found_and_where(desk, draft):
    answer = save(
        desk, draft, protected_words="Kavalchuk", story_en="Mrs Kavalchuk: +375 29 123-45-67."
    )

    text = answer.content.decode()
    assert "Leak guard: 2 findings" in text
    assert "“Kavalchuk”" in text
    assert "Story, English" in text
    assert "Take the telephone number out." in text


# --- to review and back ---


def test_sending_saves_what_was_typed_and_puts_it_before_the_reviewers(desk, draft):
    answer = send(desk, draft, title_en="The last word")

    revision = draft.revisions.get()
    assert revision.state == Revision.State.SUBMITTED
    assert revision.content["title"]["en"] == "The last word"
    assert "Another person reads it now" in told(answer)[0]


def test_what_is_not_ready_stays_saved_and_is_told_every_reason(desk, draft):
    answer = send(
        desk,
        draft,
        story_en="Write to me@mail.example.",
        **{
            "budget_lines-TOTAL_FORMS": "0",
        },
    )

    draft.refresh_from_db()
    assert draft.story == {"en": "Write to me@mail.example."}
    assert not draft.revisions.exists()
    assert told(answer) == ["Saved, but not sent: see below what is missing."]
    text = answer.content.decode()
    assert "The budget has no lines" in text
    assert "Take the e-mail address out." in text


def test_a_second_revision_is_not_sent_while_one_waits(desk, draft):
    send(desk, draft)

    send(desk, draft, title_en="Too late")

    assert draft.revisions.get().content["title"]["en"] != "Too late"


def test_the_reason_for_asked_changes_stands_on_the_page(desk, draft, staff):
    send(desk, draft)
    revision = draft.revisions.get()
    desk_of(staff.moderator).post(
        f"/staff/campaigns/revision/{revision.pk}/change/",
        {"decision": "changes", "note": "Take the town out.\nAnd the street."},
    )

    text = desk.get(page(draft)).content.decode()

    assert "Changes asked" in text
    assert "Take the town out.\nAnd the street." in text
