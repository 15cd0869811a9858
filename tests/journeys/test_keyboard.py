"""The desk without a mouse: from the first word to the take-down, with and without scripts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns import brief, moderation
from campaigns.models import Campaign

pytestmark = pytest.mark.browser

# Of what has the focus: its name in a form, what it says, and whether one can see that it has it.
FOCUS = """() => {
    const one = document.activeElement, box = one.getBoundingClientRect();
    return {
        name: one.name || "",
        words: [one.textContent, one.value, ...Array.from(one.labels || [], l => l.textContent)]
            .join(" ").trim(),
        outlined: getComputedStyle(one).outlineStyle !== "none",
        in_sight: box.bottom > 0 && box.top < innerHeight && box.width > 0,
    }
}"""
MOST_STOPS = 150
# How often to look before something counts as out of sight.
PATIENCE = 100


def reach(page, *, name: str = "", words: str = "") -> None:
    """Press Tab until the focus is on the field of this name, or on what says this.

    Each stop on the way has to be seen.
    """
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        focus = focus_of(page)
        assert focus["outlined"] and focus["in_sight"], focus
        if (name and focus["name"] == name) or (words and words in focus["words"]):
            return
    raise AssertionError(f"no way to {name or words} by keyboard")


def focus_of(page) -> dict:
    """What has the focus, once the browser has scrolled to it."""
    for _ in range(PATIENCE):
        focus = page.evaluate(FOCUS)
        if focus["in_sight"]:
            break
    return focus


def press(page, words: str) -> None:
    """Go to the link or button that says this, and press it."""
    reach(page, words=words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def fill(page, name: str, text: str) -> None:
    reach(page, name=name)
    page.keyboard.type(text)


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_a_story_is_written_reviewed_published_and_taken_down(staff, sit_down, scripts):
    author = sit_down(staff.caseworker, java_script_enabled=scripts)
    author.goto("")
    press(author, "Begin a campaign")
    fill(author, "title_en", "A roof for Alesia")
    fill(author, "story_en", "She came with a bag.")
    fill(author, "budget_lines-0-label_en", "Rent")
    fill(author, "budget_lines-0-amount", "1 595,50")
    for question in brief.QUESTIONS:
        fill(author, f"brief_{question.name}", "We know.")
    press(author, "Send to review")
    press(author, "consent is not recorded")
    for name in ("scope", "channel"):
        reach(author, name=name)
        author.keyboard.press("Space")
    today = timezone.now().date()
    fill(author, "given_on", f"{today:%m%d%Y}")
    fill(author, "until", f"{today + timedelta(days=200):%m%d%Y}")
    press(author, "Record it")
    press(author, "Send to review")
    author.get_by_text("Another person reads it now").wait_for()

    reviewer = sit_down(staff.moderator, java_script_enabled=scripts)
    reviewer.goto("")
    press(reviewer, "A roof for Alesia")
    for _ in moderation.CHECKLIST:
        reach(reviewer, name="checklist")
        reviewer.keyboard.press("Space")
    press(reviewer, "Approve and publish")
    reviewer.get_by_text("Approved. It is public now.").wait_for()
    campaign = Campaign.objects.get()
    assert campaign.status == "live"

    author.goto("")
    press(author, "A roof for Alesia")
    press(author, "Take down now")
    author.get_by_role("heading", name="It is gone from the site").wait_for()
    campaign.refresh_from_db()
    assert campaign.status == "withdrawn"


def test_the_first_stop_of_every_page_leads_past_the_frame(staff, live_campaign, sit_down):
    page = sit_down(staff.moderator)
    for address in ("", "campaigns/campaign/", f"campaigns/campaign/{live_campaign.pk}/change/"):
        page.goto(address)

        press(page, "Skip to main content")

        assert page.evaluate("document.activeElement.tagName") == "MAIN"
