"""Protected terms: recognised for ever, readable never."""

import pytest

from campaigns import leakguard, moderation, protected_terms
from campaigns.models import ProtectedTerm
from tests.factories import CampaignFactory


@pytest.fixture
def found(draft):
    def search(text):
        return [finding.text for finding in leakguard.find(text, draft.protected_terms.all())]

    return search


def test_no_row_holds_the_word(draft):
    protected_terms.protect(draft, ["Сергей"])

    rows = list(ProtectedTerm.objects.values())
    assert len(rows) > 10
    assert "серг" not in str(rows).lower()


def test_the_same_word_twice_is_one_term(draft):
    assert protected_terms.protect(draft, ["Сергей", "Столин"]) == 2
    assert protected_terms.protect(draft, ["СЕРГЕЙ", "Гомель"]) == 1
    assert protected_terms.count(draft) == 3


def test_a_full_name_is_found_by_any_of_its_parts(draft, found):
    protected_terms.protect(draft, ["Сергей Петровіч"])

    assert found("Петровічу; Сергея.") == ["Петровічу", "Сергея"]


def test_another_phrase_is_found_as_a_whole(draft, found):
    protected_terms.protect(draft, ["Homel State Works"])

    assert found("in Homel; at the Homel State Works") == ["Homel State Works"]


def test_initials_and_blanks_protect_nothing(draft, found):
    assert protected_terms.protect(draft, ["А. Б.", "  ", "", "—"]) == 0
    assert found("А он был б") == []


def test_a_term_belongs_to_its_campaign(draft, found):
    other = CampaignFactory(terms=["Сергей"])

    assert found("Сергей") == []
    assert protected_terms.count(other) == 1


@pytest.mark.parametrize("field", ["title", "summary", "story", "hero_name"])
def test_a_protected_word_in_any_field_keeps_the_draft_from_review(draft, field):
    protected_terms.protect(draft, ["Столин"])
    getattr(draft, field)["ru"] = "Родом из Столина"
    draft.save()

    with pytest.raises(moderation.NotReady, match="Столина"):
        moderation.submit(draft, actor=draft.owner)


def test_a_protected_word_in_a_budget_line_keeps_the_draft_from_review(draft):
    protected_terms.protect(draft, ["Столин"])
    draft.budget_lines.update(label={"be": "Дарога ў Столін"})

    with pytest.raises(moderation.NotReady, match="Столін"):
        moderation.submit(draft, actor=draft.owner)
