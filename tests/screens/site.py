"""What is on the pictures of the public site: every page, on a telephone and on a wide screen."""

from collections.abc import Callable

from tests.screens.pictures import DESK, PHONE, Picture

HEIGHTS = {PHONE: 740, DESK: 800}
# A form that comes back faster than anybody types is taken for a program.
TYPING_MILLISECONDS = 3_500


def at(address: str, top: str = "") -> Callable:
    """The way to an address; names in braces are fields of the scene."""

    def go(page, scene) -> str:
        page.goto(address.format(**vars(scene)))
        return top

    return go


def give_with_errors(page, scene) -> str:
    page.goto(f"/en/c/{scene.public_code}/give/?amount=other")
    page.get_by_label("Other amount").fill("0,50")
    page.get_by_label("E-mail").fill("anna@")
    page.wait_for_timeout(TYPING_MILLISECONDS)
    page.get_by_role("button", name="Continue to payment").click()
    return ""


def looked_up(page, scene) -> str:
    page.goto("/en/gift/")
    page.get_by_label("Code of the gift").fill(scene.receipt_code)
    page.get_by_role("button", name="Look it up").click()
    return ""


def bad_day(name: str) -> Callable:
    """A page that no address leads to on a good day, as the site draws it on a bad one."""

    def go(page, scene) -> str:
        html = scene.bad_days[name]
        page.route("**/bad-day", lambda route: route.fulfill(body=html, content_type="text/html"))
        page.goto("/bad-day")
        return ""

    return go


PAGES = {
    "list": at("/en/"),
    "list-be": at("/be/"),
    "nothing-found": at("/en/?q=submarine", top=".filters"),
    "open": at("/en/c/{public_code}/"),
    "overfunded": at("/en/c/{overfunded_code}/"),
    "closed": at("/en/c/{closed_code}/"),
    "give": at("/en/c/{public_code}/give/"),
    "give-errors": give_with_errors,
    "pay": at("/en/pay/{begun}/"),
    "pending": at("/en/thanks/{begun}/"),
    "thanks": at("/en/thanks/{paid}/"),
    "cancelled": at("/en/cancelled/"),
    "look-up": at("/en/gift/"),
    "looked-up": looked_up,
    "transparency": at("/en/transparency/"),
    "giving-safely": at("/en/giving-safely/"),
    "how-we-check": at("/en/how-we-check/"),
    "how-we-count": at("/en/how-we-count/"),
    "privacy": at("/en/privacy/"),
    "about": at("/en/about/"),
    "403": bad_day("403"),
    "404": at("/en/c/2222222222/"),
    "429": bad_day("429"),
    "500": bad_day("500"),
    "maintenance": bad_day("maintenance"),
}
SITE = {
    f"site/{name}-{width}": Picture("", go, width, height)
    for name, go in PAGES.items()
    for width, height in HEIGHTS.items()
}
