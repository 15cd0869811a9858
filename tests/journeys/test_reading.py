"""Somebody reads: on a small telephone by day, at a wide screen by night, with any eyes."""

import pytest

from campaigns import lifecycle
from tests.factories import CampaignFactory, book_gift
from tests.journeys.looking import FOR_THE_CHECKER, faults

SCREENS = [(320, "light"), (1280, "dark")]
# What the browser says of a page that is not there, and of a feature it has not got.
REMARKS = ("404", "Unrecognized feature")


@pytest.fixture
def addresses(staff, publish, draft) -> list[str]:
    """Every public page in every state a campaign can be in."""

    def opened(raised: int, **fields):
        campaign = publish(CampaignFactory(owner=staff.caseworker, **fields))
        book_gift(campaign, raised)
        return campaign

    running = opened(100_00, title={"be": "Новы пачатак"}, story={"be": "# Дом\n\n- дах"})
    full, over, paused = opened(1_095_00), opened(50_00), opened(750_00)
    lifecycle.move(over.pk, "close", actor=staff.moderator)
    lifecycle.move(paused.pk, "pause", actor=staff.moderator)
    campaigns = [f"/en/c/{one.public_id}/" for one in (running, full, over, paused)]
    plain = ["", "?q=nothing", "transparency/", "giving-safely/", "how-we-check/", "privacy/"]
    return campaigns + [f"/en/{page}" for page in plain] + ["/be/", "/en/c/2222222222/"]


@pytest.mark.browser
def test_everybody_can_read_every_page(addresses, live_server, chromium):
    page = chromium.new_page(**FOR_THE_CHECKER)
    found = []

    for address in addresses:
        page.goto(live_server.url + address)
        found += faults(page, SCREENS)

    assert found == [], "\n".join(found)


@pytest.mark.browser
def test_the_policy_is_broken_nowhere(addresses, live_server, chromium):
    page = chromium.new_page()
    said, asked = [], set()
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.add(request.url.split("/")[2]))

    for address in addresses:
        page.goto(live_server.url + address)

    assert [text for text in said if not any(remark in text for remark in REMARKS)] == []
    assert asked == {live_server.url.split("/")[2]}
    assert page.context.cookies() == []
