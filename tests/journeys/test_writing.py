"""A caseworker writes by night: with and without scripts, in two windows, through a log-out."""

import pytest
from django.conf import settings

from campaigns.models import Campaign
from tests.journeys.looking import FOR_THE_CHECKER, faults
from tests.pages import desk_of

pytestmark = pytest.mark.browser


@pytest.fixture
def address(draft) -> str:
    return f"campaigns/campaign/{draft.pk}/change/?shown=en"


def box(page, group: str, language: str = "English"):
    return page.get_by_role("group", name=group, exact=True).get_by_role("textbox", name=language)


def line(page, number: int):
    return page.get_by_role("group", name=f"Line {number}", exact=True)


def status(page):
    return page.locator("#save-status")


def draft_now(draft) -> Campaign:
    return Campaign.objects.get(pk=draft.pk)


def test_what_is_typed_is_previewed_summed_and_saved_by_itself(staff, sit_down, draft, address):
    page = sit_down(staff.caseworker)
    page.goto(address)

    box(page, "Story").fill("## Home\n\nShe has *no* roof.")
    page.locator(".story-preview em", has_text="no").wait_for()
    line(page, 1).get_by_label("Amount in euros").fill("1 000,50")
    page.get_by_text("€\u202f1\u202f400.50").wait_for()
    status(page).get_by_text("Saved at").wait_for()

    assert draft_now(draft).story["en"] == "## Home\n\nShe has *no* roof."
    assert [row.amount_cents for row in draft.budget_lines.all()] == [1000_50, 400_00]


def test_what_could_give_the_hero_away_is_pointed_out_while_somebody_types(
    staff, sit_down, draft, address
):
    page = sit_down(staff.caseworker)
    page.goto(address)
    assert page.get_by_role("link", name="Leak guard").count() == 0

    box(page, "Story").fill("Ask her on +375 29 123-45-67.")
    page.get_by_role("link", name="Leak guard: 1 finding").click()
    page.get_by_role("heading", name="Leak guard: 1 finding").wait_for()
    assert page.locator("#findings").get_by_text("Take the telephone number out.").is_visible()

    box(page, "Story").fill("Ask her in two months.")
    page.get_by_role("heading", name="Ready for review").wait_for()
    assert page.get_by_role("link", name="Leak guard").count() == 0


def test_a_new_draft_gets_its_address_while_somebody_types(staff, sit_down):
    page = sit_down(staff.caseworker)
    page.goto("campaigns/campaign/add/")

    box(page, "Title").fill("A roof")
    status(page).get_by_text("Saved at").wait_for()
    campaign = Campaign.objects.get()
    assert page.url.endswith(f"/{campaign.pk}/change/")

    box(page, "Title").fill("A roof for three months")
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text("Saved as a draft.").wait_for()
    assert Campaign.objects.get().title == {"en": "A roof for three months"}


def test_lines_come_go_and_change_places_at_once(staff, sit_down, draft, address):
    page = sit_down(staff.caseworker)
    page.goto(address)
    first, second = (row.label["en"] for row in draft.budget_lines.all())

    line(page, 3).get_by_role("textbox", name="English").fill("A course")
    line(page, 3).get_by_label("Amount in euros").fill("50")
    line(page, 3).get_by_role("button", name="Up").click()
    line(page, 1).get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Add a line").click()
    assert page.evaluate("document.activeElement.name") == "budget_lines-2-label_en"
    page.keyboard.type("Books")
    page.keyboard.press("Tab")
    page.keyboard.type("20")
    page.get_by_text("€\u202f470").wait_for()
    status(page).get_by_text("Saved at").wait_for()

    rows = [(row.label["en"], row.amount_cents) for row in draft.budget_lines.all()]
    assert rows == [("A course", 50_00), (second, 400_00), ("Books", 20_00)]
    assert first not in dict(rows)


def test_two_windows_are_told_of_each_other_and_lose_nothing(staff, sit_down, draft, address):
    one, other = sit_down(staff.caseworker), sit_down(staff.caseworker)
    one.goto(address)
    other.goto(address)

    box(one, "Title").fill("From the first window")
    status(one).get_by_text("Saved at").wait_for()
    box(other, "Title").fill("From the second window")
    box(other, "Lead (optional)").fill("Only here")
    status(other).get_by_text("Nothing was overwritten").wait_for()
    assert draft_now(draft).title["en"] == "From the first window"
    assert draft_now(draft).summary["en"] == "Only here"

    other.get_by_role("button", name="Show both versions").click()
    dispute = other.get_by_role("group", name="Title, English")
    dispute.get_by_text("From the first window").wait_for()
    assert box(other, "Title").input_value() == "From the second window"
    dispute.get_by_label("Take mine, which stands in the field").check()
    other.get_by_role("button", name="Save draft").click()
    other.get_by_text("Saved as a draft.").wait_for()

    assert draft_now(draft).title["en"] == "From the second window"


def test_a_log_out_in_the_middle_of_a_word_loses_nothing(staff, sit_down, draft, address):
    page = sit_down(staff.caseworker)
    page.goto(address)
    page.context.clear_cookies()

    box(page, "Title").fill("Written after the log-out")
    status(page).get_by_text("you have been logged out").wait_for()
    page.get_by_role("button", name="Save draft").click()
    assert box(page, "Title").input_value() == "Written after the log-out"
    assert draft_now(draft).title["en"] != "Written after the log-out"

    again = desk_of(staff.caseworker).cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": again.key, "value": again.value, "url": page.url}])
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text("Saved as a draft.").wait_for()

    assert draft_now(draft).title["en"] == "Written after the log-out"


def test_without_a_script_everything_can_be_done_too(staff, sit_down, draft, address):
    page = sit_down(staff.caseworker, java_script_enabled=False)
    page.goto(address)
    labels = [row.label["en"] for row in draft.budget_lines.all()]

    page.get_by_role("checkbox", name="Polski").check()
    box(page, "Title", "Polski").fill("Dach")
    box(page, "Story").fill("She has *no* roof.")
    page.get_by_role("button", name="Save and show the preview").click()
    page.locator(".story-preview em", has_text="no").wait_for()
    assert box(page, "Title", "Polski").input_value() == "Dach"

    page.get_by_role("checkbox", name="Polski").uncheck()
    assert not box(page, "Title", "Polski").is_visible()
    line(page, 1).get_by_role("button", name="Down").click()
    page.wait_for_url("**#budget")
    assert [row.label["en"] for row in draft.budget_lines.all()] == labels[::-1]
    assert draft_now(draft).title["pl"] == "Dach"


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_enter_in_a_field_saves_and_moves_no_line(staff, sit_down, draft, address, scripts):
    page = sit_down(staff.caseworker, java_script_enabled=scripts)
    page.goto(address)
    labels = [row.label["en"] for row in draft.budget_lines.all()]

    box(page, "Title").fill("By the return key")
    box(page, "Title").press("Enter")
    page.get_by_text("Saved as a draft.").wait_for()

    assert draft_now(draft).title["en"] == "By the return key"
    assert [row.label["en"] for row in draft.budget_lines.all()] == labels


def test_what_is_wrong_or_disputed_can_be_read_by_everybody(staff, sit_down, address):
    page, other = (sit_down(staff.caseworker, **FOR_THE_CHECKER) for _ in range(2))
    page.goto(address)
    other.goto(address)
    box(other, "Title").fill("Theirs")
    other.get_by_role("button", name="Save draft").click()
    other.get_by_text("Saved as a draft.").wait_for()

    box(page, "Title").fill("Mine")
    line(page, 1).get_by_label("Amount in euros").fill("a lot")
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text("Changed in two windows").wait_for()
    page.get_by_role("alert").get_by_role("link", name="Budget line 1, Amount in euros").click()

    assert page.evaluate("document.activeElement.name") == "budget_lines-0-amount"
    assert faults(page) == []
