"""A text becomes a draft and news reach their readers, in a real browser."""

from pathlib import Path

import pytest

from campaigns import lifecycle, protected_terms, updates
from campaigns.models import Campaign, Update
from tests.factories import UpdateFactory
from tests.journeys.looking import FOR_THE_CHECKER, faults

STORIES = Path(__file__).parent.parent / "data" / "stories"
SCREENS = [(width, scheme) for width in (360, 1280) for scheme in ("dark", "light")]
PASTE = "campaigns/campaign/paste/"


def text_of(name: str) -> str:
    return (STORIES / f"{name}.txt").read_text()


@pytest.fixture
def news(live_campaign, staff) -> dict[str, Update]:
    """One update of each kind of page: in work with findings, in review, public, a report."""
    protected_terms.protect(live_campaign, ["Landlord"])
    words = {"text": {"en": "The landlord waits.\n\n* one\n* two", "be": "Гаспадар чакае."}}
    draft = UpdateFactory(campaign=live_campaign, **words)
    waiting = UpdateFactory(campaign=live_campaign, **words)
    updates.submit(waiting, actor=staff.caseworker, contested=True)
    public = UpdateFactory(
        campaign=live_campaign,
        title={"en": "A desk by the window"},
        text={"en": "## Thanks\n\nTo *all* of you.\n\n> Her name stands on it."},
    )
    report = UpdateFactory(
        campaign=live_campaign, kind="report", title={"en": "A first wage"}, text=public.text
    )
    approve(public, staff)
    lifecycle.move(live_campaign.pk, "close", actor=staff.moderator)
    approve(report, staff)
    return {"draft": draft, "waiting": waiting, "public": public}


def approve(update, staff) -> None:
    updates.submit(update, actor=staff.caseworker)
    updates.approve(update, actor=staff.moderator, checklist=list(updates.CHECKLIST))


@pytest.mark.browser
def test_every_page_is_readable_in_every_size_and_light(news, staff, sit_down):
    def check(page, name):
        assert faults(page, SCREENS) == [], name

    author = sit_down(staff.caseworker, **FOR_THE_CHECKER)
    author.goto(PASTE)
    check(author, "text")
    author.locator("#id_text").fill(text_of("told-by-others"))
    author.get_by_role("button", name="Read it").click()
    author.get_by_text("Change the text itself").click()
    check(author, "understood")
    author.get_by_label("Title").fill("")
    author.get_by_label("Amount in euros").first.fill("much")
    author.get_by_role("button", name="Make the draft").click()
    check(author, "mistakes")
    for name, address in {
        "list": "campaigns/update/",
        "choice": "campaigns/update/add/",
        "draft": f"campaigns/update/{news['draft'].pk}/change/",
        "waiting": f"campaigns/update/{news['waiting'].pk}/change/",
        "public": f"campaigns/update/{news['public'].pk}/change/",
    }.items():
        author.goto(address)
        check(author, name)
    reviewer = sit_down(staff.moderator, **FOR_THE_CHECKER)
    reviewer.goto(f"campaigns/update/{news['waiting'].pk}/change/")
    check(reviewer, "review")
    reviewer.goto(f"/en/c/{news['public'].campaign.public_id}/")
    check(reviewer, "campaign")


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_a_pasted_text_is_looked_at_corrected_and_stored(staff, sit_down, scripts):
    author = sit_down(staff.caseworker, java_script_enabled=scripts)
    author.goto("campaigns/campaign/")
    author.get_by_role("link", name="Make a draft of a text").click()
    author.locator("#id_text").fill(text_of("told-by-others"))
    author.get_by_role("button", name="Read it").click()
    author.get_by_text("is also spelled “Siarhei”").wait_for()
    assert author.locator("mark").first.text_content().startswith("Siarhei")
    assert author.locator("#m1").count() == 1
    author.get_by_label("Lead").fill("A family without wages.")
    author.get_by_label("Keep this line").nth(1).uncheck()
    author.get_by_role("button", name="Make the draft").click()

    author.get_by_text("It is a draft now").wait_for()
    author.get_by_text("is also spelled “Siarhei”").wait_for()
    campaign = Campaign.objects.get()
    assert campaign.owner == staff.caseworker
    assert campaign.summary == {"en": "A family without wages."}
    assert [line.amount_cents for line in campaign.budget_lines.all()] == [500_00]
    author.get_by_role("button", name="I have seen to this").click()
    author.get_by_text("is also spelled “Siarhei”").wait_for(state="detached")


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_news_go_from_their_author_to_the_readers_and_off_again(
    live_campaign, staff, sit_down, visitor, scripts
):
    author = sit_down(staff.caseworker, java_script_enabled=scripts)
    author.goto(f"campaigns/campaign/{live_campaign.pk}/change/")
    author.get_by_role("link", name="Write an update").click()
    author.get_by_role("group", name="Title").get_by_label("English").fill("A desk")
    author.get_by_role("group", name="Text").get_by_label("English").fill("Neighbours brought it.")
    author.get_by_role("button", name="Send to review").click()
    author.get_by_text("Another person reads it now").wait_for()

    reviewer = sit_down(staff.moderator, java_script_enabled=scripts)
    reviewer.goto("")
    reviewer.get_by_role("link", name="A desk").click()
    for box in reviewer.get_by_role("checkbox").all():
        box.check()
    reviewer.get_by_role("button", name="Approve and publish").click()
    reviewer.get_by_text("Approved. It is public now.").wait_for()
    public = f"/en/c/{live_campaign.public_id}/"
    assert "Neighbours brought it." in visitor.get(public).content.decode()

    reviewer.get_by_role("link", name="A desk").click()
    reviewer.get_by_role("button", name="Take down now").click()
    reviewer.get_by_text("Taken down.").wait_for()
    assert "Neighbours brought it." not in visitor.get(public).content.decode()
