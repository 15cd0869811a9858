"""Colleagues at work in a real browser: at a telephone by night, without a mouse or scripts."""

import pytest

from accounts.models import AuditEntry, Notice
from campaigns import brief, choices, comments, lifecycle, moderation, preview_links, restorations
from tests.factories import BudgetLineFactory, CampaignFactory, DonorMessageFactory, book_gift
from tests.journeys import acts
from tests.journeys.looking import FOR_THE_CHECKER, faults

MINUTE = 60
# What the browser says of a feature it has not got.
REMARK = "Unrecognized feature"
CHECKLIST = ".field-checklist"


@pytest.fixture
def pages(staff, publish, live_campaign) -> dict[str, list[str]]:
    """What each role opens on an ordinary day, with something on every page."""
    book_gift(live_campaign, 350_00)
    begun = CampaignFactory(
        owner=staff.caseworker, terms=["Kavalchuk"], story={"en": "Mrs Kavalchuk, +375291234567."}
    )
    refused = CampaignFactory(owner=staff.caseworker)
    moderation.reject(
        moderation.submit(refused, actor=staff.caseworker), actor=staff.moderator, note="Shorter."
    )
    live_campaign.title = {"en": "Another title", "be": "Новы пачатак"}
    live_campaign.story = {"en": "The \u0421linic is *far*."}
    live_campaign.save()
    BudgetLineFactory(campaign=live_campaign, position=3)
    waiting = moderation.submit(live_campaign, actor=staff.caseworker)
    paused, gone = (publish(CampaignFactory(owner=staff.caseworker)) for _ in range(2))
    lifecycle.move(paused.pk, "pause", actor=staff.moderator)
    lifecycle.move(gone.pk, "withdraw", actor=staff.caseworker)
    restorations.propose(gone.pk, actor=staff.second_moderator, reason="It was a slip.")
    preview_links.make(waiting, actor=staff.caseworker)
    comments.write(waiting, actor=staff.moderator, text="Which winter?", place="story")
    words = DonorMessageFactory(donation=book_gift(paused).donation, text="Hold on")
    choice = choices.choose(
        choices.Subject.PRIVACY, {"en": "*Nothing* is kept."}, base=0, actor=staff.administrator
    )
    campaigns, revisions = "campaigns/campaign/", "campaigns/revision/"
    person = f"accounts/user/{staff.finance.pk}/"
    return {
        "caseworker": [
            "",
            campaigns,
            f"{campaigns}add/",
            *(f"{campaigns}{one.pk}/change/" for one in (begun, refused, live_campaign)),
            f"{revisions}?state=all",
            f"{revisions}{waiting.pk}/change/",
            f"{revisions}{waiting.pk}/links/",
            f"{campaigns}{live_campaign.pk}/record/",
            f"{campaigns}{live_campaign.pk}/consent/",
            f"{campaigns}{live_campaign.pk}/takedown/",
            f"{campaigns}{gone.pk}/takedown/",
            "accounts/auditentry/",
            "password_change/",
        ],
        "moderator": [
            "",
            campaigns,
            revisions,
            f"{revisions}{waiting.pk}/change/",
            f"{revisions}{waiting.pk}/preview/",
            f"{campaigns}{paused.pk}/change/",
            f"{campaigns}{paused.pk}/closing/",
            f"{campaigns}{gone.pk}/change/",
            f"{campaigns}{gone.pk}/record/",
            f"{campaigns}{paused.pk}/consent/",
            f"{revisions}{waiting.pk}/links/",
            "donations/donormessage/",
            f"donations/donormessage/{words.pk}/change/",
        ],
        "finance": ["", campaigns, f"{campaigns}{live_campaign.pk}/change/"],
        "administrator": [
            "",
            "accounts/user/",
            f"{person}change/",
            f"{person}propose/roles/",
            "accounts/invitation/",
            "accounts/invitation/add/",
            "accounts/accesschange/",
            "accounts/desksession/",
            "accounts/auditentry/",
            f"accounts/auditentry/{AuditEntry.objects.first().pk}/change/",
            "accounts/notice/",
            f"accounts/notice/{Notice.objects.first().pk}/change/",
            f"{campaigns}{live_campaign.pk}/takedown/",
            "campaigns/choice/",
            f"campaigns/choice/{choice.pk}/change/",
            "campaigns/choice/write/gifts/",
            "campaigns/choice/write/privacy/?from=ours",
        ],
    }


@pytest.mark.browser
def test_every_colleague_can_read_every_page(pages, staff, sit_down, settings):
    settings.SMALL_TEAM = True
    found = []
    for role, addresses in pages.items():
        page = sit_down(getattr(staff, role), ago=MINUTE, **FOR_THE_CHECKER)
        for address in addresses:
            page.goto(address)
            found += faults(page)

    assert found == [], "\n".join(found)


@pytest.mark.browser
def test_no_page_of_the_desk_breaks_the_policy(pages, staff, sit_down, chromium, live_server):
    said, asked = [], set()

    def listen(page):
        page.on("console", lambda message: said.append((message.type, page.url, message.text)))
        page.on("pageerror", lambda error: said.append(("error", page.url, str(error))))
        page.on("request", lambda request: asked.add(request.url.split("/")[2]))
        return page

    listen(chromium.new_page()).goto(f"{live_server.url}/staff/login/")
    for role, addresses in pages.items():
        page = listen(sit_down(getattr(staff, role)))
        for address in addresses:
            page.goto(address)

    refused = [one for one in said if one[0] in {"error", "warning"} and REMARK not in one[2]]
    assert refused == []
    assert asked == {live_server.url.split("/")[2]}


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_a_story_goes_from_its_first_word_to_the_public(
    staff, sit_down, visitor, live_server, scripts
):
    author = sit_down(staff.caseworker, java_script_enabled=scripts)
    author.goto("")
    author.get_by_role("link", name="Begin a campaign").click()
    for group, text in (("Title", "A roof for Alesia"), ("Story", "She came with a bag.")):
        author.get_by_role("group", name=group).get_by_role("textbox", name="English").fill(text)
    line = author.get_by_role("group", name="Line 1")
    line.get_by_role("textbox", name="English").fill("Rent")
    line.get_by_label("Amount in euros").fill("1 595,50")
    if scripts:
        author.get_by_role("button", name="Add a line").click()
        another = author.get_by_role("group", name="Line 2")
        another.get_by_role("textbox", name="English").fill("A course")
        another.get_by_label("Amount in euros").fill("400")
    for question in brief.QUESTIONS:
        author.get_by_label(str(question.text)).fill("We know.")
    acts.send_without_consent(author)
    acts.send(author)

    reviewer = sit_down(staff.moderator, java_script_enabled=scripts)
    reviewer.goto("")
    reviewer.get_by_role("link", name="A roof for Alesia").click()
    for box in reviewer.locator(CHECKLIST).get_by_role("checkbox").all():
        box.check()
    reviewer.get_by_role("button", name="Approve and publish").click()
    reviewer.get_by_text("Approved. It is public now.").wait_for()

    listed = visitor.get("/en/").content.decode()
    assert "A roof for Alesia" in listed
    assert ("1\u202f995.50" if scripts else "1\u202f595.50") in listed
