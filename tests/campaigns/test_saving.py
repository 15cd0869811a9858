"""Saving a draft while somebody else saves it too."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.signing import dumps

from accounts.models import AuditEntry
from campaigns import moderation, parts, saving
from campaigns.models import Campaign
from tests.threads import at_once, kinds_of

EDIT = "campaign.edit"


@pytest.fixture
def page(draft):
    """page(**typed): save what somebody typed in a page that was filled from the draft as it is."""
    base = parts.fingerprints(parts.read(draft))

    def save(actor=None, **words):
        typed = {name: value for name, value in words.items() if name != "by_itself"}
        return saving.save(
            draft,
            actor=actor or draft.owner,
            base=base,
            typed=typed,
            by_itself=words.get("by_itself", False),
        )[1]

    return save


def now(draft) -> dict:
    return parts.read(Campaign.objects.get(pk=draft.pk))


def test_two_windows_may_change_different_parts(draft, page):
    page(title_en="From the first")
    page(story_be="З другога")

    assert now(draft)["title_en"] == "From the first"
    assert now(draft)["story_be"] == "З другога"


def test_the_second_to_change_the_same_part_is_told_what_the_first_wrote(draft, page):
    page(title_en="From the first")
    merged = page(title_en="From the second", summary_en="Another lead")

    assert merged.disputed == {"title_en": "From the first"}
    assert now(draft)["title_en"] == "From the first"
    assert now(draft)["summary_en"] == "Another lead"


def test_only_its_own_caseworker_saves_a_draft(draft, page, staff):
    for person in (staff.other_caseworker, staff.moderator, staff.administrator):
        with pytest.raises(PermissionDenied):
            page(actor=person, title_en="Mine now")

    assert now(draft)["title_en"] != "Mine now"


def test_whoever_changed_something_is_an_editor_from_then_on(draft, page):
    draft.editors.clear()
    page(title_en=now(draft)["title_en"])
    assert not draft.editors.exists()

    page(title_en="Another")
    assert list(draft.editors.all()) == [draft.owner]


def test_the_closing_is_left_alone_once_it_is_in_review(draft, page):
    moderation.submit(draft, actor=draft.owner)

    page(closing=parts.closing("on_goal", None, "Europe/Warsaw"))

    assert now(draft)["closing"]["rule"] == "manual"


def test_a_save_on_purpose_is_recorded_by_the_names_of_its_fields(draft, page):
    page(title_en="One", title_be="Адзін", budget=[])

    assert AuditEntry.objects.get(action=EDIT).data == {"fields": ["title", "budget"]}


def test_a_night_of_saves_by_itself_is_a_few_lines_in_the_log(draft, page):
    base = parts.fingerprints(now(draft))
    for number in range(20):
        text = f"Version {number}"
        draft, _merged = saving.save(
            draft, actor=draft.owner, base=base, typed={"title_en": text}, by_itself=True
        )
        base = parts.fingerprints(now(draft))
    assert AuditEntry.objects.filter(action=EDIT).count() == 1

    page(summary_en="Something else", by_itself=True)
    assert AuditEntry.objects.filter(action=EDIT).count() == 2


def test_a_save_that_changes_nothing_is_not_recorded_and_not_dated(draft, page):
    page(title_en=now(draft)["title_en"])

    draft.refresh_from_db()
    assert draft.draft_saved_at is None
    assert not AuditEntry.objects.filter(action=EDIT).exists()


# --- really at once ---


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_the_same_moment_one_is_told_of_the_other(draft, page):
    one, other = at_once(
        lambda: page(title_en="From the first"), lambda: page(title_en="From the second")
    )

    told = [merged for merged in (one, other) if merged.disputed]
    assert len(told) == 1
    assert told[0].disputed == {"title_en": now(draft)["title_en"]}


@pytest.mark.django_db(transaction=True)
def test_saves_of_different_parts_at_the_same_moment_all_arrive(draft, page):
    typed = {
        "title_be": "Дах",
        "story_pl": "Historia",
        "summary_en": "A lead",
        "brief_who": "A nurse",
        "budget": [{"label": {"en": "Rent"}, "amount_cents": 7_00}],
        "anonymity": "alias",
    }

    at_once(
        *(lambda name=name, value=value: page(**{name: value}) for name, value in typed.items())
    )

    assert {name: now(draft)[name] for name in typed} == typed


@pytest.mark.django_db(transaction=True)
def test_what_is_sent_to_review_is_one_of_two_versions_and_never_half_of_each(draft, page):
    before = now(draft)
    after = {"title_en": "Another", "budget": [{"label": {"en": "Rent"}, "amount_cents": 7_00}]}

    results = at_once(lambda: page(**after), lambda: moderation.submit(draft, actor=draft.owner))

    assert kinds_of(results) == ["Merge", "Revision"]
    content = draft.revisions.get().content
    sent = {"title_en": content["title"]["en"], "budget": content["lines"]}
    assert sent in [after, {name: before[name] for name in after}]


# --- a new draft ---


def test_a_page_saved_twice_is_one_draft(staff):
    code = saving.new_code(staff.caseworker)

    drafts = {saving.begin(staff.caseworker, code) for _ in range(2)}

    assert drafts == set(Campaign.objects.all())
    assert AuditEntry.objects.filter(action="campaign.create").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_page_saved_twice_at_the_same_moment_is_one_draft(staff):
    code = saving.new_code(staff.caseworker)

    begun = at_once(*[lambda: saving.begin(staff.caseworker, code)] * 4)

    assert set(begun) == {Campaign.objects.get()}


def test_the_code_of_somebody_else_leads_to_a_draft_of_ones_own(staff):
    theirs = saving.begin(staff.other_caseworker, saving.new_code(staff.other_caseworker))

    for code in (saving.new_code(staff.other_caseworker), "", "x:y", dumps("1", salt=saving.SALT)):
        mine = saving.begin(staff.caseworker, code)
        assert (mine.owner, mine.pk != theirs.pk) == (staff.caseworker, True)
