"""Budget lines on the page of a draft: moved and taken out without a script."""

import pytest

from campaigns.models import Campaign
from tests.campaigns.writing import page, save
from tests.pages import desk_of, typed


@pytest.fixture
def desk(staff):
    return desk_of(staff.caseworker)


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
