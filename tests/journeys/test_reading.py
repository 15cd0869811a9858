"""Somebody reads: on a small telephone by day, at a wide screen by night, with any eyes."""

import pytest

from campaigns import lifecycle, pictures
from tests.campaigns.pictures.files import encoded, lively, scene
from tests.factories import CampaignFactory, book_gift
from tests.journeys.looking import FOR_THE_CHECKER, faults

SCREENS = [(320, "light"), (1280, "dark")]
# What the browser says of a page that is not there, and of a feature it has not got.
# A telephone, and a wide screen with twice as many pixels as it says.
EYES = [{"width": 360, "height": 740, "scale": 3}, {"width": 1280, "height": 900, "scale": 2}]
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


@pytest.mark.browser
@pytest.mark.parametrize("eyes", EYES, ids=lambda eyes: str(eyes["width"]))
def test_a_page_with_a_picture_is_light(eyes, staff, publish, live_server, chromium):
    """With the liveliest picture there is, and a language that is written in two bytes a letter."""
    picture = pictures.accept(
        encoded(lively((1600, 1000)), "JPEG"), origin="generated", alt={"en": "Noise"}
    )
    campaign = publish(
        CampaignFactory(
            owner=staff.caseworker,
            picture=picture,
            title={"be": "Новы пачатак"},
            story={"be": "Гісторыя без канца. " * 200},
        )
    )
    page = chromium.new_page(
        viewport={"width": eyes["width"], "height": eyes["height"]},
        device_scale_factor=eyes["scale"],
    )
    answers = []
    page.on("response", lambda answer: answers.append(answer))

    page.goto(f"{live_server.url}/be/c/{campaign.public_id}/", wait_until="networkidle")

    shown = page.locator(".art img").evaluate("image => [image.currentSrc, image.naturalWidth]")
    assert shown[0].endswith(".webp") and shown[1] > 0
    weights = {answer.url.rpartition("/")[2]: len(answer.body()) for answer in answers}
    assert sum(weights.values()) < 150_000, weights


@pytest.mark.browser
def test_a_browser_that_knows_no_webp_gets_a_jpeg(staff, publish, live_server, chromium):
    picture = pictures.accept(encoded(scene(), "PNG"), origin="generated", alt={"en": "A flag"})
    campaign = publish(CampaignFactory(owner=staff.caseworker, picture=picture))
    page = chromium.new_page()
    page.goto(f"{live_server.url}/en/c/{campaign.public_id}/")

    page.locator(".art source").evaluate("source => { source.type = 'image/unheard-of' }")
    page.wait_for_function("document.querySelector('.art img').currentSrc.endsWith('.jpg')")

    assert page.locator(".art img").evaluate("image => image.naturalWidth") > 0
