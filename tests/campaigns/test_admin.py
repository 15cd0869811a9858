"""The campaigns of the staff site: who finds which, and what an author's page does."""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import AuditEntry
from campaigns import lifecycle, pictures
from campaigns.admin import DRAFT_FIELDS, save_draft
from campaigns.forms import CampaignForm
from campaigns.models import Campaign, Picture, Revision
from tests.factories import CampaignFactory, book_gift
from tests.pages import desk_of, told, typed

LIST = "/staff/campaigns/campaign/"


@pytest.fixture
def desk(staff):
    return desk_of(staff.caseworker)


def page(campaign: Campaign, name: str = "change") -> str:
    return f"{LIST}{campaign.pk}/{name}/"


def save(desk, campaign: Campaign, files=None, button: str = "_continue", **changes):
    """Change fields on the page of a campaign and press a button; gives the page after it."""
    data = typed(desk.get(page(campaign)), "campaign_form", **changes)
    return desk.post(page(campaign), data | {button: ""} | (files or {}), follow=True)


def send(desk, campaign: Campaign, **changes):
    return save(desk, campaign, button="_review", **changes)


def codes(response) -> set[str]:
    return {row.public_id for row in response.context["cl"].result_list}


def upload(color: str = "navy") -> dict:
    file = BytesIO()
    Image.new("RGB", (160, 100), color).save(file, "PNG")
    return {"picture_file": SimpleUploadedFile("family.png", file.getvalue())}


# --- who finds what ---


def test_a_caseworker_finds_their_own_campaigns_alone(desk, draft, staff):
    CampaignFactory(owner=staff.other_caseworker)

    assert codes(desk.get(LIST)) == {draft.public_id}


@pytest.mark.parametrize("name", ["change", "move", "recall", "preview", "closing", "history"])
def test_the_campaign_of_somebody_else_is_not_there(desk, staff, name):
    foreign = page(CampaignFactory(owner=staff.other_caseworker), name)

    assert desk.get(foreign).status_code in {302, 403, 404, 405}
    assert desk.post(foreign, {"move": "withdraw"}).status_code in {302, 403, 404, 405}
    assert "A new beginning" not in desk.get(foreign, follow=True).content.decode()


def test_saving_the_campaign_of_somebody_else_changes_nothing(desk, draft, staff):
    data = typed(desk.get(page(draft)), "campaign_form", title_en="Mine now")
    foreign = CampaignFactory(owner=staff.other_caseworker)

    desk.post(page(foreign), data)

    foreign.refresh_from_db()
    assert "Mine now" not in foreign.title.values()


def test_a_moderator_does_not_find_a_draft(draft, staff):
    desk = desk_of(staff.moderator)

    assert codes(desk.get(LIST)) == set()
    assert desk.get(page(draft)).status_code == 302


def test_a_moderator_reads_public_titles_in_the_list_and_no_draft(live_campaign, staff):
    live_campaign.title = {"en": "Not approved yet"}
    live_campaign.save()

    text = desk_of(staff.moderator).get(LIST).content.decode()

    assert live_campaign.live_revision.content["title"]["en"] in text
    assert "Not approved yet" not in text


@pytest.mark.parametrize("role", ["finance", "administrator"])
def test_others_find_codes_of_what_is_public_and_no_word(live_campaign, staff, role):
    draft = CampaignFactory(owner=staff.caseworker)

    answer = desk_of(getattr(staff, role)).get(LIST)

    assert codes(answer) == {live_campaign.public_id}
    assert live_campaign.title["en"] not in answer.content.decode()
    assert draft.public_id not in answer.content.decode()


def test_a_campaign_is_found_by_code_and_by_a_word_of_its_title(desk, draft):
    draft.title = {"be": "Новы пачатак"}
    draft.save()

    assert codes(desk.get(f"{LIST}?q={draft.public_id}")) == {draft.public_id}
    assert codes(desk.get(f"{LIST}?q=пачатак")) == {draft.public_id}
    # The names of the languages are no words of a title.
    assert codes(desk.get(f"{LIST}?q=be")) == set()


def test_moderators_search_in_what_is_public_and_others_by_code(live_campaign, staff):
    live_campaign.title = {"en": "Unheard"}
    live_campaign.save()
    public = live_campaign.live_revision.content["title"]["en"]

    assert codes(desk_of(staff.moderator).get(f"{LIST}?q={public}")) == {live_campaign.public_id}
    assert codes(desk_of(staff.moderator).get(f"{LIST}?q=Unheard")) == set()
    assert codes(desk_of(staff.finance).get(f"{LIST}?q={public}")) == set()


def test_the_list_shows_status_goal_and_what_was_raised(desk, live_campaign):
    book_gift(live_campaign, 350_00)

    text = desk.get(LIST).content.decode()

    assert "badge--good" in text
    assert "€\u202f1\u202f000" in text
    assert "€\u202f350" in text


def test_the_list_needs_as_many_queries_for_many_campaigns_as_for_one(
    desk, draft, staff, django_assert_max_num_queries
):
    for _ in range(15):
        CampaignFactory(owner=staff.caseworker)

    with django_assert_max_num_queries(12):
        desk.get(LIST)


def test_nobody_deletes_a_campaign(desk, draft):
    assert desk.get(page(draft, "delete")).status_code == 403
    assert desk.post(page(draft, "delete"), {"post": "yes"}).status_code == 403
    assert desk.post(
        LIST, {"action": "delete_selected", "_selected_action": [draft.pk]}
    ).status_code in {200, 302}
    assert Campaign.objects.filter(pk=draft.pk).exists()


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

    assert "Goal, as saved: <strong>€\u202f1\u202f000</strong>" in text


def test_an_edit_is_audited_by_the_names_of_the_fields_alone(desk, draft):
    save(desk, draft, title_en="Her real name", protected_words="Kavalchuk")

    entry = AuditEntry.objects.get(action="campaign.edit")
    assert entry.data == {"fields": ["title", "protected_words"]}


def test_saving_does_not_undo_a_move_that_was_made_meanwhile(desk, live_campaign, staff):
    form = CampaignForm(
        {
            "title_en": "Another title",
            "story_en": "She came with one bag.",
            "anonymity": "alias",
            "picture_origin": "generated",
        },
        instance=live_campaign,
    )
    assert form.is_valid(), form.errors

    lifecycle.move(live_campaign.pk, "withdraw", actor=staff.moderator)
    save_draft(live_campaign, form)

    live_campaign.refresh_from_db()
    assert (live_campaign.status, live_campaign.title["en"]) == ("withdrawn", "Another title")


def test_what_the_form_writes_is_no_state():
    assert not set(DRAFT_FIELDS) & {"status", "live_revision", "owner", "published_at"}


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


# --- the picture ---


def test_a_picture_is_taken_shown_and_replaced_without_a_trace(desk, draft):
    save(desk, draft, files=upload(), picture_alt_en="A sea")
    draft.refresh_from_db()
    first = draft.picture

    answer = save(desk, draft, files=upload("teal"))

    draft.refresh_from_db()
    assert draft.picture.key in answer.content.decode()
    assert draft.picture.alt == {"en": "A sea"}
    assert not Picture.objects.filter(pk=first.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_the_files_of_a_removed_picture_are_removed(desk, draft):
    save(desk, draft, files=upload())
    draft.refresh_from_db()
    name = pictures.file_name(draft.picture.key, 640)
    assert default_storage.exists(name)

    save(desk, draft, picture_removed="on")

    draft.refresh_from_db()
    assert draft.picture is None
    assert not default_storage.exists(name)


def test_a_picture_the_public_sees_stays_when_the_draft_gets_another(desk, draft, publish):
    save(desk, draft, files=upload())
    draft.refresh_from_db()
    public = draft.picture
    publish(draft)

    save(desk, draft, files=upload("teal"))

    assert Picture.objects.filter(pk=public.pk).exists()
    assert default_storage.exists(pictures.file_name(public.key, 1200))


def test_a_file_that_is_refused_costs_no_word_and_asks_again(desk, draft):
    answer = save(
        desk,
        draft,
        files={"picture_file": SimpleUploadedFile("a.png", b"not a picture")},
        title_en="A better title",
    )

    text = answer.content.decode()
    assert "This is not a JPEG, PNG or WebP picture" in text
    assert "A better title" in text


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
        **{"budget_lines-0-DELETE": "on", "budget_lines-1-DELETE": "on"},
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
