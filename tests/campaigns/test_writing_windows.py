"""A draft in two windows, and a page that saves itself: neither overwrites the other."""

import json

import pytest

from campaigns.models import Campaign, Picture
from tests.campaigns.writing import by_script, page, save, upload
from tests.pages import desk_of, told, typed


@pytest.fixture
def desk(staff):
    return desk_of(staff.caseworker)


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
