"""Each role at its work in a real browser, by the pages alone: from the invitation to the end.

One campaign passes through the hands of its caseworker and three moderators; finance moves money;
administrators look at who did what. Only the clock is ours: what is due at an hour is asked for
with that hour.
"""

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from accounts import notices, roles
from campaigns import schedule
from campaigns.models import Campaign
from donations import sync
from tests.doors import give_code, secret_of
from tests.factories import PASSWORD, UserFactory
from tests.journeys import acts

pytestmark = pytest.mark.browser

STORY = Path(__file__).parent.parent / "data" / "stories" / "starred-note.txt"
TITLE = "We counted votes by candlelight"
LAST_WORDS = "the savings are gone."
LEAK = " Call my sister at +375 29 123-45-67."
UNKNOWN = "2222222222"
LISTS = ["/en/", "/en/feed.atom", "/sitemap.xml", "/api/v1/campaigns.json"]
MINUTE = 60


@pytest.fixture(autouse=True)
def address_in_letters(settings, live_server):
    settings.SITE_URL = live_server.url


def link_for(email: str) -> str:
    """The link in the letter that has just gone to this address."""
    notices.deliver()
    letter = next(letter for letter in reversed(mail.outbox) if letter.to == [email])
    return re.search(r"http\S+", letter.body)[0]


def picture() -> dict:
    file = BytesIO()
    Image.new("RGB", (160, 100), "teal").save(file, "PNG")
    return {"name": "lamp.png", "mimeType": "image/png", "buffer": file.getvalue()}


def places_of(campaign: Campaign, preview: str) -> list[str]:
    """The addresses of a campaign's own, the link for somebody outside among them."""
    code, key = campaign.public_id, campaign.picture.key
    pages = [f"/en/c/{code}/", f"/en/c/{code}/give/", f"/api/v1/campaigns/{code}.json"]
    return [*pages, f"/media/pictures/{key}-480.webp", preview]


def traces(visitor, campaign: Campaign, places: list[str]) -> list[str]:
    """Where somebody from outside finds anything of a campaign: of these places, and of LISTS."""
    found = [place for place in places if visitor.get(place).status_code == 200]
    code = campaign.public_id
    return found + [path for path in LISTS if code in visitor.get(path).content.decode()]


def come_in(administrator, page, name: str, role: str):
    """A colleague is invited, accepts, sets up an app, and sits at their desk then."""
    email = f"{name.lower()}@office.example"
    acts.invite(administrator, email=email, work_name=name, role=role)
    acts.accept(page, link_for(email), email=email, password=PASSWORD)
    acts.allow_codes(administrator, name)
    acts.set_up_codes(page)
    return page


def write_draft(author) -> None:
    """From a pasted text with a leak in it to a draft that is answered, corrected and sent."""
    author.goto("campaigns/campaign/")
    author.get_by_role("link", name="Make a draft of a text").click()
    author.locator("#id_text").fill(STORY.read_text().replace(LAST_WORDS, LAST_WORDS + LEAK))
    author.get_by_role("button", name="Read it").click()
    author.get_by_text("Nothing is stored yet.").wait_for()
    expect(author.get_by_label("Alias (optional)", exact=True)).to_have_value("Sergei")
    expect(author.get_by_label("Amount in euros").first).to_have_value("1400")
    author.get_by_role("button", name="Make the draft").click()
    acts.is_told(author, "It is a draft now")

    author.get_by_label("New picture").set_input_files(picture())
    acts.answer_checklist(author)
    author.get_by_role("button", name="Send to review").click()
    acts.is_told(author, "Saved, but not sent")
    findings = author.get_by_role("region", name="Leak guard")
    found = findings.get_by_role("listitem").filter(has_text="+375 29 123-45-67")
    expect(found).to_contain_text("Serious")

    story = acts.box(author, "Story")
    story.fill(story.input_value().replace(LEAK, ""))
    acts.send_without_consent(author)
    acts.send(author)


def test_a_campaign_goes_through_every_hand_and_nobody_publishes_alone(
    staff, sit_down, browse, visitor
):
    # Two colleagues come in by their letters; one of them writes.
    administrator = sit_down(staff.administrator, ago=MINUTE)
    author = come_in(administrator, browse(), "Hanna", "Caseworker")
    moderator = come_in(administrator, browse(), "Ihar", "Moderator")
    write_draft(author)
    campaign = Campaign.objects.get()
    public = f"/en/c/{campaign.public_id}/"

    # The other one asks for changes, and gets them.
    acts.open_from_desk(moderator, "Waiting for review", TITLE)
    acts.ask_for_changes(moderator, "Say in the lead for how long.")
    acts.open_from_desk(author, "Changes asked", TITLE)
    expect(author.get_by_role("region", name="Changes asked")).to_contain_text("for how long")
    acts.box(author, "Lead (optional)").fill("Half a year of waiting for a permit.")
    acts.send(author)

    # Approved, it goes public at its hour and not before.
    acts.open_from_desk(moderator, "Waiting for review", TITLE)
    expect(moderator.get_by_text("Half a year of waiting").first).to_be_visible()
    preview = urlsplit(acts.share(moderator)).path
    places = places_of(campaign, preview)
    day = timezone.localdate() + timedelta(days=3)
    acts.approve_for_later(moderator, day, "09:00")
    schedule.publish_due(now=timezone.now() + timedelta(days=1))
    assert traces(visitor, campaign, places) == [preview]
    schedule.publish_due(now=timezone.now() + timedelta(days=4))
    reader = browse()
    reader.goto(public)
    expect(reader.get_by_role("heading", name=TITLE)).to_be_visible()
    assert traces(visitor, campaign, places) == places + LISTS

    # News are read by a second person too.
    acts.open_from_desk(author, "Running", TITLE)
    author.get_by_role("link", name="Write an update").click()
    acts.box(author, "Title").fill("A desk by the window")
    acts.box(author, "Text").fill("Neighbours carried it up the stairs.")
    acts.send(author)
    acts.open_from_desk(moderator, "News waiting for review", "A desk by the window")
    acts.approve(moderator)
    reader.reload()
    expect(reader.get_by_text("Neighbours carried it up the stairs.")).to_be_visible()

    # Paused, the page stays and takes nothing; resumed, it takes gifts again.
    acts.open_from_desk(moderator, "Running campaigns", TITLE)
    moderator.get_by_role("button", name="Pause giving").click()
    acts.is_told(moderator, "Done: Pause giving.")
    reader.reload()
    expect(reader.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(reader.get_by_text("This campaign takes no gifts for now.")).to_be_visible()
    assert "No gifts for now" in visitor.get(f"{public}give/").content.decode()
    moderator.get_by_role("button", name="Resume giving").click()
    acts.is_told(moderator, "Done: Resume giving.")
    reader.reload()
    expect(reader.get_by_role("button", name="Give", exact=True)).to_be_visible()

    # One press takes everything down, as if it had never been there.
    acts.open_from_desk(author, "Running", TITLE)
    author.get_by_role("button", name="Take down now").click()
    author.get_by_role("heading", name="It is gone from the site").wait_for()
    assert traces(visitor, campaign, places) == []
    gone, unknown = visitor.get(public), visitor.get(f"/en/c/{UNKNOWN}/")
    assert (gone.status_code, gone.content) == (404, unknown.content)

    # Two moderators bring it back, as a draft, which is read once more.
    moderator.goto(f"campaigns/campaign/{campaign.pk}/change/")
    moderator.get_by_label("Why it may come back").fill("It was a slip of the finger.")
    moderator.get_by_role("button", name="Propose to bring it back").click()
    acts.is_told(moderator, "Another moderator has to agree.")
    expect(moderator.get_by_role("button", name="Agree")).to_have_count(0)
    second = sit_down(staff.second_moderator, ago=MINUTE)
    acts.open_from_desk(second, "To bring back, if you agree", campaign.public_id)
    second.get_by_role("button", name="Agree: bring it back as a draft").click()
    acts.is_told(second, "publishing it needs a review")
    assert traces(visitor, campaign, places) == []
    acts.open_from_desk(author, "Your drafts", TITLE)
    acts.send(author)
    acts.open_from_desk(second, "Waiting for review", TITLE)
    acts.approve(second)
    reader.reload()
    expect(reader.get_by_role("heading", name=TITLE)).to_be_visible()


def test_finance_gives_back_after_a_fresh_proof_and_books_with_a_second_person(
    live_campaign, begin, standin, staff, sit_down, visitor
):
    donation = begin(live_campaign, 50_00)
    standin.pay(donation.session_id)
    sync.sync_session(donation.session_id)
    public = f"/en/c/{live_campaign.public_id}/"

    # Logged in six minutes ago: that is too long for money that leaves.
    page = sit_down(staff.finance, ago=6 * MINUTE)
    page.goto(f"donations/donation/{donation.pk}/change/")
    page.get_by_label("Amount in euros").fill("20")
    page.get_by_label("Reason").select_option(label="given twice by mistake")
    page.get_by_role("button", name="Give back").click()
    page.get_by_role("heading", name="Is it still you?").wait_for()
    give_code(page, secret_of(staff.finance), "Go on")
    acts.is_told(page, "The refund is ordered")
    assert "€\u202f30" in visitor.get(public).content.decode()

    page.goto("donations/proposal/")
    page.get_by_role("link", name="Offline gift", exact=True).click()
    page.get_by_label("Campaign code").fill(live_campaign.public_id)
    page.get_by_label("Amount in euros").fill("45")
    page.get_by_label("Evidence").fill("Statement of March, entry 4")
    page.get_by_role("button", name="Propose").click()
    acts.is_told(page, "It is booked once a colleague has agreed.")
    expect(page.get_by_role("button", name="Approve and book")).to_have_count(0)
    assert "€\u202f30" in visitor.get(public).content.decode()

    second = sit_down(staff.second_finance, ago=MINUTE)
    second.goto(page.url)
    second.get_by_role("button", name="Approve and book").click()
    acts.is_told(second, "Booked.")
    assert "€\u202f75" in visitor.get(public).content.decode()


def test_an_administrator_ends_sessions_changes_a_role_with_another_and_reads_the_log(
    staff, sit_down
):
    other_administrator = UserFactory(role=roles.ADMINISTRATOR)
    page, forgotten = sit_down(staff.administrator), sit_down(staff.administrator, ago=MINUTE)
    person = sit_down(staff.caseworker, ago=MINUTE)

    # A browser of one's own that was left open somewhere.
    forgotten.goto("")
    page.get_by_role("link", name="Sessions").click()
    page.get_by_role("button", name="End the one since").click()
    acts.is_told(page, "Ended.")
    forgotten.reload()
    expect(forgotten.get_by_label("Password")).to_be_visible()

    # A colleague changes sides: proposed by one, agreed by another, and they are logged out.
    page.goto(f"accounts/user/{staff.caseworker.pk}/change/")
    page.get_by_role("link", name="Another role").click()
    page.get_by_role("radio", name="Finance").check()
    page.get_by_label("Reason").fill("Moves to the other office.")
    page.get_by_role("button", name="Propose").click()
    acts.is_told(page, "Another administrator has to agree.")
    expect(page.get_by_role("button", name="Agree")).to_have_count(0)
    second = sit_down(other_administrator, ago=MINUTE)
    second.goto(page.url)
    second.get_by_role("button", name="Agree").click()
    acts.is_told(second, "They are logged out everywhere.")
    person.goto("campaigns/campaign/")
    expect(person.get_by_label("Password")).to_be_visible()
    again = sit_down(staff.caseworker)
    again.goto("")
    expect(again.get_by_role("link", name="Begin a campaign")).to_have_count(0)

    # The log says so, narrowed and taken along.
    page.goto("accounts/auditentry/")
    page.get_by_label("Act:", exact=True).fill("access.set_roles")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("button", name="Export what is shown as CSV").click()
    rows = Path(download.value.path()).read_text("utf-8-sig").splitlines()
    assert len(rows) == 2
    assert "access.set_roles" in rows[1]
