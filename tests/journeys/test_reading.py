"""Somebody reads: on a small telephone by day, at a wide screen by night, with any eyes."""

import gzip

import pytest

from campaigns import lifecycle, pictures
from tests.campaigns.pictures.files import encoded, lively, scene
from tests.factories import CampaignFactory, DonationFactory, book_gift
from tests.journeys.looking import FOR_THE_CHECKER, TOO_WIDE, faults

# The narrowest is also a wide screen at four times its size.
SCREENS = [(320, "light"), (1280, "dark")]
BETWEEN = (768, 360)
# A telephone, and a wide screen with twice as many pixels as it says.
EYES = [{"width": 360, "height": 740, "scale": 3}, {"width": 1280, "height": 900, "scale": 2}]
UNPAID = ("open", "processing", "expired", "failed")
WORDS = ("document", "stylesheet")
# A wide screen at four times its size; beside it a telephone.
MAGNIFIED, TELEPHONE = {"width": 320, "height": 256}, {"width": 360, "height": 740}
STAYS_IN_PLACE = """() => Array.from(document.querySelectorAll("body *"))
    .filter(one => ["sticky", "fixed"].includes(getComputedStyle(one).position))
    .filter(one => one.offsetHeight).map(one => one.className)"""
MOVES = """() => Array.from(document.querySelectorAll("body *"), one => getComputedStyle(one))
    .some(style => style.animationName !== "none" || style.transitionDuration !== "0s")"""
BORDER = "one => getComputedStyle(one).borderTopWidth"
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
    begun = [DonationFactory(campaign=running, status=status) for status in UNPAID]
    paid = running.donations.get(status="paid")
    pages = [
        *("", "?q=nothing", "transparency/", "about/", "how-we-check/", "how-we-count/"),
        *("giving-safely/", "privacy/", "gift/", "cancelled/", "c/2222222222/"),
        *[f"c/{one.public_id}/" for one in (running, full, over, paused)],
        *[f"c/{one.public_id}/give/" for one in (running, over)],
        *[f"pay/{one.public_id}/" for one in begun],
        *[f"thanks/{one.public_id}/" for one in (*begun, paid)],
    ]
    return [f"/en/{page}" for page in pages] + ["/be/"]


@pytest.mark.browser
def test_everybody_can_read_every_page(addresses, live_server, chromium):
    page = chromium.new_page(**FOR_THE_CHECKER)
    found = []

    for address in addresses:
        page.goto(live_server.url + address)
        found += faults(page, SCREENS)

    assert found == [], "\n".join(found)


@pytest.mark.browser
def test_no_page_scrolls_sideways_between_these_sizes(addresses, live_server, chromium):
    page = chromium.new_page()

    for address in addresses:
        page.goto(live_server.url + address)
        for width in BETWEEN:
            page.set_viewport_size({"width": width, "height": 800})
            assert not page.evaluate(TOO_WIDE), (address, width)


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
    campaign, *_related = [
        publish(
            CampaignFactory(
                owner=staff.caseworker,
                picture=picture,
                title={"be": f"Новы пачатак {number}"},
                story={"be": "Гісторыя без канца. " * 200},
            )
        )
        for number in range(4)
    ]
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
    assert len(answers) <= 6, weights
    words = [answer.body() for answer in answers if answer.request.resource_type in WORDS]
    assert len(words) == 2
    assert sum(len(gzip.compress(text)) for text in words) < 25_000


@pytest.mark.browser
def test_a_printed_campaign_says_where_it_is_and_offers_nothing_to_press(
    staff, publish, live_server, chromium
):
    campaign, _other = (publish(CampaignFactory(owner=staff.caseworker)) for _ in range(2))
    address = f"{live_server.url}/en/c/{campaign.public_id}/"
    page = chromium.new_page()
    page.goto(address)
    assert page.locator(".related").is_visible()

    page.emulate_media(media="print", color_scheme="dark")

    for gone in (".site-nav", ".givebar", ".related", ".panel form", ".site-foot", ".share"):
        assert not page.locator(gone).is_visible(), gone
    assert page.locator(".address code").inner_text() == address
    assert page.locator(".budget").is_visible() and page.locator("#sum").is_visible()
    paper = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(paper) == "rgb(255, 255, 255)"


@pytest.mark.browser
def test_nothing_lies_over_the_text_of_a_page_at_four_times_its_size(
    live_server, live_campaign, chromium
):
    page = chromium.new_page(viewport=TELEPHONE)
    page.goto(f"{live_server.url}/en/c/{live_campaign.public_id}/")
    assert page.evaluate(STAYS_IN_PLACE) == ["givebar"]

    page.set_viewport_size(MAGNIFIED)

    assert page.evaluate(STAYS_IN_PLACE) == []
    assert page.locator(".givebar a").count() == 1


@pytest.mark.browser
def test_nothing_moves_for_whoever_asked_for_that(live_server, live_campaign, chromium):
    page = chromium.new_page()
    page.goto(f"{live_server.url}/en/c/{live_campaign.public_id}/")
    assert page.evaluate(MOVES)

    page.emulate_media(reduced_motion="reduce")

    assert not page.evaluate(MOVES)


@pytest.mark.browser
def test_what_is_chosen_can_be_told_in_the_colours_of_the_system(
    live_server, live_campaign, chromium
):
    """There, grounds and shadows are gone: what is left is an edge, and the bars."""
    page = chromium.new_page(forced_colors="active")
    page.goto(f"{live_server.url}/en/c/{live_campaign.public_id}/")
    amounts = page.locator(".choice").evaluate_all(f"all => all.map({BORDER})")
    page.goto(f"{live_server.url}/en/?status=open")
    chips = page.locator(".chips > li > *").evaluate_all(f"all => all.map({BORDER})")
    bar = page.locator("progress").first.evaluate("one => getComputedStyle(one).borderTopWidth")

    assert sorted(set(amounts)) == sorted(set(chips)) == ["1px", "3px"]
    assert amounts.count("3px") == chips.count("3px") == 1
    assert bar == "1px"


@pytest.mark.browser
def test_a_browser_that_knows_no_webp_gets_a_jpeg(staff, publish, live_server, chromium):
    picture = pictures.accept(encoded(scene(), "PNG"), origin="generated", alt={"en": "A flag"})
    campaign = publish(CampaignFactory(owner=staff.caseworker, picture=picture))
    page = chromium.new_page()
    page.goto(f"{live_server.url}/en/c/{campaign.public_id}/")

    page.locator(".art source").evaluate("source => { source.type = 'image/unheard-of' }")
    page.wait_for_function("document.querySelector('.art img').currentSrc.endsWith('.jpg')")

    assert page.locator(".art img").evaluate("image => image.naturalWidth") > 0
