"""What is on each picture of the handbook: who looks, in which window, and the way there.

Only Playwright's pages are driven here, so that tests can read the list without a site.
"""

from collections.abc import Callable
from dataclasses import dataclass

PHONE, DESK = 360, 1280

TEXT = """A bicycle for the early shift

My name is Taciana*. I am forty and bake bread in a town where nobody knows me yet.

The shift begins at four, and the first bus comes at half past five. With a bicycle I can keep \
this work, and with it the room.

*The name was changed to protect the family.

Goal: € 520

€ 380 - a used bicycle with a lamp and a good lock
€ 90 – helmet and rain clothes
€ 60 — first repair
"""


@dataclass(frozen=True)
class Picture:
    """One picture. `go` leads the page there and names what stands at its top, "" for the page.

    who: the beginning of a colleague's address, "" for a visitor. Sizes are in CSS pixels.
    """

    who: str
    go: Callable
    width: int = DESK
    height: int = 800


def campaign(page, scene) -> str:
    page.goto(f"/en/c/{scene.public_code}/")
    return ""


def welcome(page, scene) -> str:
    page.goto(f"/staff/invitation/{scene.invitation}/")
    return ""


def desk(page, scene) -> str:
    page.goto("/staff/")
    return ""


def paste(page, scene) -> str:
    page.goto("/staff/campaigns/campaign/paste/")
    page.locator("#id_text").fill(TEXT)
    page.get_by_role("button", name="Read it").click()
    page.get_by_role("heading", name="Look at").wait_for()
    return ""


def writing(page, scene) -> str:
    page.goto(f"/staff/campaigns/campaign/{scene.draft}/change/?shown=en")
    page.locator(".story-preview p").first.wait_for()
    return "#story-h"


def protected(page, scene) -> str:
    page.goto(f"/staff/campaigns/campaign/{scene.draft}/change/?shown=en")
    return ".field-protected_words"


def leak_guard(page, scene) -> str:
    page.goto(f"/staff/campaigns/campaign/{scene.draft}/change/?shown=en")
    return "#findings"


def two_windows(page, scene) -> str:
    address = f"/staff/campaigns/campaign/{scene.plain_draft}/change/?shown=en"
    other = page.context.new_page()
    for window in (page, other):
        window.goto(address)
    write_title(other, "A workbench and a vice")
    other.locator("#save-status").get_by_text("Saved at").wait_for()
    write_title(page, "A workbench for the first orders")
    page.get_by_role("button", name="Show both versions").click()
    page.get_by_role("heading", name="Changed in two windows").wait_for()
    return "#disputes"


def write_title(page, text: str) -> None:
    page.locator("#id_title_en").fill(text)


def review(page, scene) -> str:
    page.goto(f"/staff/campaigns/revision/{scene.waiting}/change/")
    return ""


def answers(page, scene) -> str:
    page.goto(f"/staff/campaigns/revision/{scene.waiting}/change/")
    link = page.locator(".findings > li", has_text="needle.example")
    link.get_by_role("radio", name="May stay, because").check()
    link.get_by_role("textbox").fill("It is a shop with forty customers; nothing there is of her.")
    return "#find-h"


def take_down(page, scene) -> str:
    page.goto(f"/staff/campaigns/campaign/{scene.public}/takedown/")
    return ""


def choices(page, scene) -> str:
    page.goto("/staff/campaigns/choice/")
    return ""


# In the order of the handbook.
HANDBOOK = {
    "campaign": Picture("", campaign, 1200, 820),
    "welcome-360": Picture("", welcome, PHONE, 720),
    "desk": Picture("caseworker", desk, height=760),
    "writing": Picture("caseworker", writing, height=780),
    "protected-360": Picture("caseworker", protected, PHONE, 560),
    "leak-guard": Picture("caseworker", leak_guard, height=600),
    "two-windows": Picture("caseworker", two_windows, height=600),
    "paste": Picture("caseworker", paste),
    "queue-360": Picture("moderator", desk, PHONE, 720),
    "review": Picture("moderator", review, height=820),
    "answers": Picture("moderator", answers, height=700),
    "take-down-360": Picture("moderator", take_down, PHONE, 860),
    "choices": Picture("administrator", choices, height=780),
}
