"""The page of a draft: what is typed there is kept, shown again, and sent to review."""

import json
import sys
from datetime import datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone
from PIL import Image

from accounts.models import AuditEntry
from campaigns import moderation, pictures, saving
from campaigns.models import Campaign, Picture, Revision
from campaigns.pictures import confined
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


def by_script(desk, campaign: Campaign | None, old=None, **changes):
    """What the script of a page sends by itself; old is a page that was opened before."""
    address = page(campaign) if campaign else f"{LIST}add/"
    data = old or typed(desk.get(address), "campaign_form")
    return desk.post(address, data | changes, headers={"Accept": "application/json"})


def upload(color: str = "navy") -> dict:
    file = BytesIO()
    Image.new("RGB", (160, 100), color).save(file, "PNG")
    return {"picture_file": SimpleUploadedFile("family.png", file.getvalue())}


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


# --- the budget ---


def press(desk, campaign: Campaign, act: str, **changes):
    data = typed(desk.get(page(campaign)), "campaign_form", **changes)
    return desk.post(page(campaign), data | {"_line": act}, follow=True)


def labels(campaign: Campaign) -> list[str]:
    return [line.label["en"] for line in campaign.budget_lines.all()]


def test_lines_are_moved_and_taken_out_without_a_script(desk, draft):
    first, second = labels(draft)

    press(desk, draft, "down-0", title_en="And this")
    assert labels(draft) == [second, first]
    press(desk, draft, "up-1")
    assert labels(draft) == [first, second]
    press(desk, draft, "remove-0")
    assert labels(draft) == [second]
    draft.refresh_from_db()
    assert draft.title["en"] == "And this"


def test_a_line_that_is_half_typed_survives_a_move(desk, draft):
    answer = press(desk, draft, "up-2", **{"budget_lines-2-label_en": "A course"})

    assert len(labels(draft)) == 2
    lines = answer.context["lines"]
    assert [line["label"].value()[0] for line in lines][1] == "A course"
    assert "How much is this?" in answer.content.decode()


@pytest.mark.parametrize("act", ["up-0", "down-9", "remove-99", "remove-x", "fly-1", ""])
def test_a_button_that_is_none_changes_nothing(desk, draft, act):
    before = labels(draft)

    assert press(desk, draft, act).status_code == 200
    assert labels(draft) == before


def test_there_is_an_end_to_a_budget(desk, draft):
    rows = {f"budget_lines-{n}-label_en": "x" for n in range(21)}
    amounts = {f"budget_lines-{n}-amount": "1" for n in range(21)}

    save(desk, draft, **rows, **amounts, **{"budget_lines-TOTAL_FORMS": "21"})

    assert draft.budget_lines.count() == 2


# --- two windows ---


def test_two_windows_that_change_different_texts_both_keep_theirs(desk, draft):
    old = typed(desk.get(page(draft)), "campaign_form", title_en="From the old window")
    save(desk, draft, summary_en="From the new window")

    answer = desk.post(page(draft), old | {"_continue": ""}, follow=True)

    draft.refresh_from_db()
    assert draft.title["en"] == "From the old window"
    assert draft.summary["en"] == "From the new window"
    assert "From the new window" in answer.content.decode()
    assert "Changed in another window meanwhile, and now shown here: Lead, English." in told(answer)


@pytest.fixture
def disputed(desk, draft):
    """A page sent from a window that did not know of a newer title and budget."""
    old = typed(
        desk.get(page(draft)),
        "campaign_form",
        title_en="Mine",
        summary_en="Mine too",
        **{"budget_lines-0-amount": "1"},
    )
    save(desk, draft, title_en="Theirs", **{"budget_lines-0-amount": "2"})
    return desk.post(page(draft), old | {"_continue": ""})


def test_what_two_windows_changed_is_shown_twice_and_overwritten_by_neither(disputed, draft):
    draft.refresh_from_db()
    assert (draft.title["en"], draft.summary["en"]) == ("Theirs", "Mine too")
    assert draft.budget_lines.first().amount_cents == 2_00
    text = disputed.content.decode()
    assert "Changed in two windows" in text
    assert {one.name for one in disputed.context["disputes"]} == {"title_en", "budget"}
    assert "Theirs" in text and 'value="Mine"' in text


def again(desk, draft, answer, **choices):
    data = typed(answer, "campaign_form", **choices)
    return desk.post(page(draft), data | {"_continue": ""}, follow=True)


def test_a_dispute_stays_one_until_somebody_chooses(desk, draft, disputed):
    answer = again(desk, draft, disputed)

    draft.refresh_from_db()
    assert draft.title["en"] == "Theirs"
    assert {one.name for one in answer.context["disputes"]} == {"title_en", "budget"}


def test_each_part_of_a_dispute_is_chosen_by_itself(desk, draft, disputed):
    marks = {one.name: one.mark for one in disputed.context["disputes"]}

    again(desk, draft, disputed, take_title_en=f"mine:{marks['title_en']}", take_budget="theirs")

    draft.refresh_from_db()
    assert draft.title["en"] == "Mine"
    assert draft.budget_lines.first().amount_cents == 2_00


def test_a_choice_against_a_version_that_is_old_by_now_is_no_choice(desk, draft, disputed):
    mark = next(one.mark for one in disputed.context["disputes"] if one.name == "title_en")
    save(desk, draft, title_en="Newer")

    answer = again(desk, draft, disputed, take_title_en=f"mine:{mark}", take_budget="theirs")

    draft.refresh_from_db()
    assert draft.title["en"] == "Newer"
    assert [one.theirs for one in answer.context["disputes"]] == ["Newer"]


def test_a_disputed_draft_is_not_sent(desk, draft):
    old = typed(desk.get(page(draft)), "campaign_form", title_en="Mine")
    save(desk, draft, title_en="Theirs")

    desk.post(page(draft), old | {"_review": ""})

    assert not draft.revisions.exists()


def test_another_picture_from_another_window_stays_and_is_told(desk, draft):
    old = typed(desk.get(page(draft)), "campaign_form")
    save(desk, draft, files=upload())
    draft.refresh_from_db()
    theirs = draft.picture

    answer = desk.post(page(draft), old | upload("teal") | {"_continue": ""})

    draft.refresh_from_db()
    assert draft.picture == theirs and Picture.objects.count() == 1
    assert "Another picture was chosen in another window" in answer.content.decode()


# --- by itself ---


def test_a_page_saves_itself_and_learns_what_it_needs_to_go_on(desk, draft):
    base = typed(desk.get(page(draft)), "campaign_form")

    first = by_script(desk, draft, base, title_en="One").json()
    second = by_script(desk, draft, base | {"base": json.dumps(first["base"])}, title_en="Two")

    draft.refresh_from_db()
    assert draft.title["en"] == "Two"
    assert first["status"].startswith("Saved at ") and first["tone"] == "good"
    assert not second.json()["disputed"]


def test_a_new_page_that_saves_itself_becomes_a_draft_with_an_address(desk):
    nothing = by_script(desk, None).json()
    assert nothing == {"status": "", "tone": ""} and not Campaign.objects.exists()

    answer = by_script(desk, None, title_en="A roof").json()

    assert answer["url"] == page(Campaign.objects.get())


def test_a_page_that_saves_itself_tells_what_it_could_not_save(desk, draft):
    answer = by_script(desk, draft, title_en="Kept", **{"budget_lines-0-amount": "a lot"}).json()

    draft.refresh_from_db()
    assert draft.title["en"] == "Kept"
    assert answer["tone"] == "warn"
    assert "but not yet: Budget line 1, Amount in euros." in answer["status"]


def test_a_page_that_saves_itself_never_wins_a_dispute_by_repeating(desk, draft):
    old = typed(desk.get(page(draft)), "campaign_form")
    save(desk, draft, title_en="Theirs")

    for _ in range(3):
        answer = by_script(desk, draft, old, title_en="Mine").json()
        old["base"] = json.dumps(answer["base"])
        assert answer["disputed"] and "Title, English" in answer["status"]

    draft.refresh_from_db()
    assert draft.title["en"] == "Theirs"


def test_what_another_window_wrote_is_not_undone_by_a_page_that_still_shows_the_old(desk, draft):
    old = typed(desk.get(page(draft)), "campaign_form")
    save(desk, draft, title_en="Theirs")

    for number in range(3):
        answer = by_script(desk, draft, old, summary_en=f"Lead {number}").json()
        old["base"] = json.dumps(answer["base"])
        assert "Changed in another window: Title, English" in answer["status"]

    draft.refresh_from_db()
    assert (draft.title["en"], draft.summary["en"]) == ("Theirs", "Lead 2")


def test_words_to_protect_and_removals_wait_for_a_button(desk, draft):
    save(desk, draft, files=upload(), protected_words="Kavalchuk")
    draft.refresh_from_db()

    by_script(desk, draft, picture_removed="on", protected_words="Baran", protected_forgotten="on")

    known = draft.protected_terms.count()
    draft.refresh_from_db()
    assert draft.picture is not None
    assert known == draft.protected_terms.count() > 0


def test_a_page_learns_its_new_token_after_somebody_logged_in_again(desk, draft):
    answer = desk.get(page(draft), headers={"Accept": "application/json"})

    assert set(answer.json()) == {"csrf"}


@pytest.mark.parametrize("base", ["", "no json", "[]", '{"title_en": 5}'])
def test_a_page_that_forgot_what_it_began_with_overwrites_nothing(desk, draft, base):
    title = draft.title["en"]

    by_script(desk, draft, title_en="Mine", base=base)

    draft.refresh_from_db()
    assert draft.title["en"] == title


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
    name = pictures.file_name(draft.picture.key, 480, "jpg")
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
    assert default_storage.exists(pictures.file_name(public.key, 1200, "webp"))


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


# What the drawing process may do to us, and what the caseworker reads then.
MISFORTUNES = {
    "it crashes": ("import os; os.kill(os.getpid(), 11)", "The picture is damaged"),
    "it hangs": ("import signal; signal.pause()", "It takes too much work"),
    "it takes all the memory": ("bytearray(1 << 40)", "The picture is damaged"),
    "it answers with more than pixels": (
        "import json; told = {'sizes': [[1, 1]] * 3,"
        "'lengths': [4] * 6}; print(json.dumps(told) + chr(10) + 'RIFF' * 6)",
        "The picture could not be stored",
    ),
}


@pytest.mark.parametrize(("source", "words"), MISFORTUNES.values(), ids=MISFORTUNES)
def test_whatever_a_picture_does_costs_no_word(desk, draft, monkeypatch, source, words):
    monkeypatch.setattr(pictures, "PROGRAM", [sys.executable, "-I", "-c", source])
    monkeypatch.setattr(pictures, "LIMITS", confined.Limits(wall_seconds=1))

    answer = save(desk, draft, files=upload(), title_en="A better title")

    draft.refresh_from_db()
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert draft.title["en"] == "A better title"
    assert draft.picture is None
    assert not Picture.objects.exists()


def test_no_file_stays_of_a_draft_that_was_not_saved(desk, draft, monkeypatch):
    def lost(*args, **kwargs):
        raise OperationalError("the connection is lost")

    monkeypatch.setattr(saving, "save", lost)
    desk.raise_request_exception = False
    before = default_storage.listdir("pictures")[1]

    answer = save(desk, draft, files=upload())

    assert answer.status_code == 503
    assert default_storage.listdir("pictures")[1] == before


def test_a_file_that_is_much_too_large_costs_no_word(desk, draft):
    large = SimpleUploadedFile("a.jpg", b"\xff\xd8\xff" + bytes(15 * 1024 * 1024))

    answer = save(desk, draft, files={"picture_file": large}, title_en="A better title")

    draft.refresh_from_db()
    assert "The file is larger than 10 MB" in answer.content.decode()
    assert draft.title["en"] == "A better title"


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
