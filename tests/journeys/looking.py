"""Looking at the page that is open as different people do: at a telephone by night, at a desk."""

from axe_playwright_python.base import AXE_SCRIPT

# Width in pixels, and the colours that the system asks for.
SCREENS = [(360, "dark"), (1280, "light")]
# The checker brings styles of its own.
FOR_THE_CHECKER = {"bypass_csp": True}
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
CHECK = """axe.run({resultTypes: ["violations"]}).then(
    results => results.violations.map(one => `${one.id}: ${one.nodes[0].html}`))"""


def faults(page, screens=SCREENS) -> list[str]:
    """What is wrong with it on each of these screens: it scrolls sideways, or what axe finds.

    One page is looked at on all of them: loading it for each would show the same page.
    """
    found = []
    page.evaluate(AXE_SCRIPT)
    for width, scheme in screens:
        page.set_viewport_size({"width": width, "height": 800})
        # Without motion, or a colour would be measured on its way.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        here = page.evaluate(CHECK)
        if page.evaluate(TOO_WIDE):
            here.append("scrolls sideways")
        found += [f"{page.url}, {width} px, {scheme}: {fault}" for fault in here]
    return found
