"""News at the desk and on the public pages."""

import xml.etree.ElementTree as ElementTree

import pytest
from django.conf import settings

from accounts.roles import ROLES
from campaigns import lifecycle, protected_terms, updates
from campaigns.models import Update
from tests.campaigns.test_updates import approve
from tests.factories import CampaignFactory, UpdateFactory
from tests.pages import desk_of, told, typed

UPDATES = "/staff/campaigns/update/"
ATOM = {"atom": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def update(live_campaign) -> Update:
    return UpdateFactory(campaign=live_campaign)


@pytest.fixture
def waiting(update, staff) -> Update:
    return updates.submit(update, actor=staff.caseworker)


@pytest.fixture
def published(waiting, staff) -> Update:
    return approve(waiting, actor=staff.moderator)


@pytest.fixture
def desk(staff):
    return desk_of(staff.caseworker)


@pytest.fixture
def reviewing(staff):
    return desk_of(staff.moderator)


def page_of(update) -> str:
    return f"{UPDATES}{update.pk}/change/"


def decision(page, **changes) -> dict:
    boxes = {"checklist": list(updates.CHECKLIST), "decision": "approve"}
    return typed(page, "decision-form") | boxes | changes


def test_news_go_from_the_campaign_through_review_to_the_public(
    desk, reviewing, live_campaign, visitor
):
    campaign_page = desk.get(f"/staff/campaigns/campaign/{live_campaign.pk}/change/")
    address = f"{UPDATES}add/?campaign={live_campaign.public_id}"
    assert address in campaign_page.content.decode()

    words = {"title_en": "A desk", "text_en": "Neighbours brought *one*.", "text_be": "Стол."}
    saved = desk.post(address, typed(desk.get(address), "update-form", **words) | {"_review": ""})

    update = Update.objects.get()
    assert saved.url == page_of(update)
    assert update.state == "submitted"
    assert "A desk" in reviewing.get(f"{UPDATES}?state__exact=submitted").content.decode()
    answer = reviewing.post(page_of(update), decision(reviewing.get(page_of(update))))
    assert answer.status_code == 302
    public = visitor.get(f"/en/c/{live_campaign.public_id}/").content.decode()
    assert "<em>one</em>" in public
    assert f'<time datetime="{updates.today(live_campaign)}">' in public
    assert "Стол." in visitor.get(f"/be/c/{live_campaign.public_id}/").content.decode()


def test_what_is_missing_is_said_and_what_was_typed_is_saved(desk, live_campaign):
    address = f"{UPDATES}add/?campaign={live_campaign.public_id}"
    words = {"title_en": "A desk", "text_en": "Write to a@mail.example."}

    answer = desk.post(
        address, typed(desk.get(address), "update-form", **words) | {"_review": ""}, follow=True
    )

    assert "not sent" in told(answer)[-1]
    assert answer.context["obstacles"]
    assert Update.objects.get().text == {"en": "Write to a@mail.example."}


def test_a_false_alarm_is_sent_when_its_author_says_so(desk, update, reviewing):
    protected_terms.protect(update.campaign, ["Landlord"])
    form = typed(desk.get(page_of(update)), "update-form") | {"_review": ""}

    desk.post(page_of(update), form)
    update.refresh_from_db()
    assert update.state == "draft"
    desk.post(page_of(update), form | {"contested": "on"})

    update.refresh_from_db()
    assert update.state == "submitted"
    page = reviewing.get(page_of(update))
    refused = reviewing.post(page_of(update), decision(page))
    assert refused.context["form"].errors
    answers = {
        f"{name}_{number}": value
        for number in range(1, len(update.findings) + 1)
        for name, value in (("answer", "false_alarm"), ("reason", "A common noun."))
    }
    reviewing.post(page_of(update), decision(page, **answers))
    update.refresh_from_db()
    assert update.state == "approved"


def test_another_window_is_shown_and_nothing_typed_is_lost(desk, update):
    first = typed(desk.get(page_of(update)), "update-form", title_en="First window")
    second = typed(desk.get(page_of(update)), "update-form", title_en="Second window")
    desk.post(page_of(update), first)

    page = desk.post(page_of(update), second)

    html = page.content.decode()
    assert "another window" in told(page)[-1]
    assert "First window" in html
    assert typed(page, "update-form")["title_en"] == ["Second window"]
    desk.post(page_of(update), typed(page, "update-form"))
    update.refresh_from_db()
    assert update.title == {"en": "Second window"}


def test_an_author_reads_what_waits_and_cannot_decide(desk, waiting):
    page = desk.get(page_of(waiting))

    assert b'name="decision"' not in page.content
    assert desk.post(page_of(waiting), {"decision": "approve"}).status_code == 403


def test_a_reviewer_who_owns_the_campaign_is_offered_no_approval(waiting, staff):
    staff.caseworker.groups.add(*staff.moderator.groups.all())
    both = desk_of(staff.caseworker)

    page = both.get(page_of(waiting))
    assert b'value="approve"' not in page.content
    answer = both.post(
        page_of(waiting),
        typed(page, "decision-form")
        | {"decision": "approve", "checklist": list(updates.CHECKLIST)},
    )

    assert "not yours to decide" in told(answer)[-1]
    waiting.refresh_from_db()
    assert waiting.state == "submitted"


def test_changes_asked_come_back_with_their_reason(desk, reviewing, waiting):
    reviewing.post(
        page_of(waiting),
        decision(reviewing.get(page_of(waiting)), decision="changes", note="Say who brought it."),
    )
    assert "Say who brought it." in desk.get(page_of(waiting)).content.decode()

    draft = desk.post(f"{UPDATES}{waiting.pk}/redraft/").url

    assert "Say who brought it." in desk.get(draft).content.decode()


def test_buttons_say_why_when_they_come_too_late(desk, published):
    for name in ("recall", "discard"):
        answer = desk.post(f"{UPDATES}{published.pk}/{name}/", follow=True)
        assert told(answer), name
    published.refresh_from_db()
    assert published.state == "approved"


@pytest.mark.parametrize("role", sorted(ROLES))
@pytest.mark.parametrize("name", ["recall", "redraft", "discard", "withdraw"])
def test_a_button_does_nothing_for_a_colleague_it_is_not_for(published, staff, role, name):
    may = {"withdraw": {"caseworker", "moderator", "administrator"}, "redraft": {"caseworker"}}
    person = getattr(staff, role)

    desk_of(person).post(f"{UPDATES}{published.pk}/{name}/")

    published.refresh_from_db()
    was_done = published.state != "approved" or Update.objects.count() > 1
    assert was_done == (role in may.get(name, set()))


def test_a_colleague_finds_nothing_of_a_draft_of_somebody_else(update, staff):
    for person in (staff.other_caseworker, staff.moderator, staff.finance, staff.administrator):
        desk = desk_of(person)
        assert desk.get(page_of(update)).status_code in {302, 403}
        assert update.title["en"] not in desk.get(UPDATES, follow=True).content.decode()
        address = f"{UPDATES}add/?campaign={update.campaign.public_id}"
        assert desk.get(address).status_code in {403, 404}


def test_one_press_takes_an_update_off_page_and_feed(published, reviewing, visitor):
    campaign = published.campaign
    assert news_in_feed(visitor) == [f"{campaign.title['en']}: The landlord waits"]

    reviewing.post(f"{UPDATES}{published.pk}/withdraw/")

    assert news_in_feed(visitor) == []
    page = visitor.get(f"/en/c/{campaign.public_id}/").content.decode()
    assert "landlord" not in page
    assert "updates-h" not in page


def news_in_feed(visitor) -> list[str]:
    answer = visitor.get("/en/feed.atom")
    entries = ElementTree.fromstring(answer.content).findall("atom:entry", ATOM)  # noqa: S314 - ours
    return [
        entry.find("atom:title", ATOM).text
        for entry in entries
        if "#update-" in entry.find("atom:link", ATOM).get("href")
    ]


def test_a_feed_knows_the_day_of_news_and_no_hour(published, visitor):
    Update.objects.update(published_on="2027-01-02")
    answer = visitor.get("/en/feed.atom")
    (entry, _campaign) = ElementTree.fromstring(answer.content).findall("atom:entry", ATOM)  # noqa: S314 - ours

    assert entry.find("atom:published", ATOM).text == "2027-01-02T00:00:00+00:00"
    assert entry.find("atom:summary", ATOM).text.startswith('<p dir="auto">The landlord')


def test_a_closing_report_comes_first_then_the_budget_then_the_story(live_campaign, staff, visitor):
    lifecycle.move(live_campaign.pk, "close", actor=staff.moderator)
    report = UpdateFactory(campaign=live_campaign, kind="report", title={"en": "A door to lock"})
    approve(updates.submit(report, actor=staff.caseworker), actor=staff.moderator)

    page = visitor.get(f"/en/c/{live_campaign.public_id}/").content.decode()

    places = [page.index(one) for one in ("A door to lock", 'id="budget-h"', 'id="story-h">Story')]
    assert places == sorted(places)
    assert "updates-h" not in page


def test_nothing_public_names_a_colleague_or_an_hour(published, staff, visitor):
    page = visitor.get(f"/en/c/{published.campaign.public_id}/").content.decode()

    for person in (staff.caseworker, staff.moderator):
        assert person.work_name not in page
    assert f"{published.decided_at:%H:%M}" not in page


def test_news_of_a_draft_cannot_be_begun_from_its_page(desk, draft):
    page = desk.get(f"/staff/campaigns/campaign/{draft.pk}/change/").content.decode()

    assert f"{UPDATES}add/" not in page


def test_what_waits_stands_on_the_first_page_and_in_the_queue_of_reviewers(waiting, staff):
    for page in ("/staff/", "/staff/campaigns/revision/"):
        assert page_of(waiting) in desk_of(staff.moderator).get(page).content.decode()
        assert page_of(waiting) not in desk_of(staff.other_caseworker).get(page).content.decode()


def test_changes_asked_wait_on_the_first_page_of_their_author(waiting, staff, desk):
    refused = updates.reject(waiting, actor=staff.moderator, note="Shorter.")
    assert page_of(refused) in desk.get("/staff/").content.decode()

    updates.redraft(refused, actor=staff.caseworker)

    assert page_of(refused) not in desk.get("/staff/").content.decode()


def test_a_choice_of_campaigns_shows_own_public_ones(desk, staff, publish, live_campaign):
    CampaignFactory(owner=staff.caseworker)
    publish(CampaignFactory(owner=staff.other_caseworker))

    page = desk.get(f"{UPDATES}add/")

    assert list(page.context["campaigns"]) == [live_campaign]


def test_the_printed_page_keeps_the_news(published, visitor):
    """What the sheet for paper leaves out is named there; news are not among it."""
    sheet = (settings.BASE_DIR / "static/css/site.css").read_text().partition("@media print")[2]

    assert "timeline" not in sheet
    page = visitor.get(f"/en/c/{published.campaign.public_id}/").content.decode()
    assert 'class="timeline"' in page
