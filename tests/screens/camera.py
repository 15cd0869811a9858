"""A browser that looks at the site as a colleague does, and keeps small pictures of it."""

import io
from collections.abc import Iterator

from django.conf import settings
from PIL import Image, ImageChops
from playwright.sync_api import sync_playwright

from launcher import browser, places
from tests.pages import desk_of
from tests.screens.album import PICTURES
from tests.screens.scenes import Scene

FOLDER = places.ROOT / "docs" / "screens"
# Of 255. Chromium rounds a corner now and then by a shade that nobody sees.
SEEN_FROM = 16
# Letters need few shades, drawn landscapes many.
COLOURS, COLOURS_OF_LANDSCAPES = 64, 128
# Days and hours are those of the moment, and a picture should change only with its page. So days
# are moved as if today were this one, and clocks stand still.
TODAY = "2027-03-03"
HOLD_STILL = r"""(today) => {
  const day = 24 * 3600 * 1000;
  const moved = Date.parse(today) - Math.floor(Date.now() / day) * day;
  const shown = (style) => (moving) => {
    const then = new Date(Date.parse(moving + " UTC") + moved);
    return then.toLocaleDateString("en-GB", { ...style, timeZone: "UTC" });
  };
  const still = [
    [/\b\d{1,2} [A-Z][a-z]+ 20\d\d\b/g, shown({ day: "numeric", month: "long", year: "numeric" })],
    [/\b\d{2}:\d{2}\b/g, "23:40"],
    [/\b\d+\s(seconds?|minutes?)\b/g, "9 minutes"],
  ];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    for (const [moving, words] of still) {
      texts.currentNode.data = texts.currentNode.data.replace(moving, words);
    }
  }
}"""
# Below the bar of languages, where that stays at the top of the form.
TO_THE_TOP = """(place) => {
  const bar = document.querySelector(".languages");
  const covers = bar && getComputedStyle(bar).position === "sticky" ? bar.offsetHeight : 0;
  window.scrollTo(0, place.getBoundingClientRect().top + window.scrollY - covers - 24);
}"""


def take(url: str, scene: Scene, names: list[str]) -> Iterator[tuple[str, int]]:
    """Take these pictures of the site at `url`; gives each name with the size in bytes."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.find(), args=["--no-sandbox"])
        for name in names:
            yield name, shoot(chromium, url, scene, name)
        chromium.close()


def shoot(chromium, url: str, scene: Scene, name: str) -> int:
    picture = PICTURES[name]
    context = chromium.new_context(
        base_url=url,
        viewport={"width": picture.width, "height": picture.height},
        color_scheme="light",
        reduced_motion="reduce",
        locale="en-GB",
    )
    context.set_default_timeout(20_000)
    if picture.who:
        session = desk_of(scene.people[picture.who]).cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": session.key, "value": session.value, "url": url}])
    page = context.new_page()
    top = picture.go(page, scene)
    page.evaluate(HOLD_STILL, TODAY)
    if top:
        page.locator(top).evaluate(TO_THE_TOP)
    shot = Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide")))
    context.close()
    file = FOLDER / f"{name}.png"
    file.parent.mkdir(exist_ok=True)
    colours = COLOURS if picture.who else COLOURS_OF_LANDSCAPES
    small = shot.convert("RGB").quantize(colours, dither=Image.Dither.NONE)
    if not file.exists() or is_another(Image.open(file), small):
        small.save(file, optimize=True)
    return file.stat().st_size


def is_another(before: Image.Image, after: Image.Image) -> bool:
    """Whether an eye can tell two pictures apart; what it cannot is not written anew."""
    if before.size != after.size:
        return True
    difference = ImageChops.difference(before.convert("RGB"), after.convert("RGB"))
    return max(highest for _, highest in difference.getextrema()) >= SEEN_FROM
