"""What stands on the page of a draft beside its form."""

import pytest

from campaigns import moderation
from tests.pages import desk_of

STORY = "/staff/campaigns/campaign/story/"


def preview(person, text: str):
    return desk_of(person).post(STORY, {"text": text})


def test_a_story_is_previewed_with_the_tags_of_the_public_page(staff):
    answer = preview(staff.caseworker, "# Before\n\n**She** left.\r\n\r\n- a bag")

    assert answer.json()["html"].split("\n")[:2] == [
        '<h3 dir="auto">Before</h3>',
        '<p dir="auto"><strong>She</strong> left.</p>',
    ]


@pytest.mark.parametrize("text", ["<script>x</script>", "[a](javascript:x)", "![a](http://b/c)"])
def test_a_preview_runs_and_fetches_nothing(staff, text):
    html = preview(staff.caseworker, text).json()["html"]

    assert not any(tag in html for tag in ("<script", "<img", '<a href="javascript'))


@pytest.mark.parametrize("role", ["moderator", "finance", "administrator"])
def test_a_story_is_previewed_for_those_who_write(staff, role):
    assert preview(getattr(staff, role), "A").status_code == 403


def page_of(draft) -> str:
    return f"/staff/campaigns/campaign/{draft.pk}/change/"


def test_a_language_that_has_texts_is_shown_and_others_on_demand(draft, staff):
    draft.title["be"] = "Дах"
    draft.save()
    desk = desk_of(staff.caseworker)

    def shown(query: str = "") -> set[str]:
        languages = desk.get(page_of(draft) + query).context["languages"]
        return {language["code"] for language in languages if language["is_shown"]}

    assert shown() == {"en", "be"}
    assert shown("?shown=pl") == {"pl"}


def test_what_is_missing_leads_to_its_field(draft, staff):
    draft.title["be"] = "Дах"
    draft.save()

    text = desk_of(staff.caseworker).get(page_of(draft)).content.decode()

    for anchor in ("id_story_be", "id_summary_be", "id_budget_lines-0-label_be"):
        assert f'href="#{anchor}"' in text and f'id="{anchor}"' in text


def test_what_waits_for_review_is_not_offered_to_be_sent_again(draft, staff):
    moderation.submit(draft, actor=staff.caseworker)

    text = desk_of(staff.caseworker).get(page_of(draft)).content.decode()

    assert 'name="_review"' not in text
    assert "Take back from review" in text


def test_a_serious_finding_can_be_called_a_false_alarm(draft, staff):
    draft.story = {"en": "She wrote to me@mail.example."}
    draft.save()
    desk = desk_of(staff.caseworker)

    assert 'name="_contest"' in desk.get(page_of(draft)).content.decode()
    draft.brief = {}
    draft.save()
    assert 'name="_contest"' not in desk.get(page_of(draft)).content.decode()


def test_a_reviewer_reads_what_the_author_answered_and_how_the_alias_is_spelled(draft, staff):
    draft.brief["who"] = "Her neighbour brought her."
    draft.hero_spellings = {"en": ["Alesya"]}
    draft.save()
    revision = moderation.submit(draft, actor=staff.caseworker)

    address = f"/staff/campaigns/revision/{revision.pk}/change/"
    text = desk_of(staff.moderator).get(address).content.decode()

    assert "Her neighbour brought her." in text
    assert "Alesya" in text
