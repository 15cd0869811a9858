"""Goes through a site as a search engine does: from link to link, each address once.

It keeps every answer as it came over the wire, and knows where each kind of answer leads.
"""

import json
import re
import xml.etree.ElementTree as ElementTree
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urldefrag, urlencode, urljoin, urlsplit

import html5lib

from tests.journeys import visit

REDIRECTS = {301, 302, 303, 307, 308}
# What a browser fetches or sends to by itself; only an <a> may lead to somebody else's site.
FETCHED = ("src", "srcset", "action", "data", "poster", "formaction", "background", "manifest")
PREVIEWS = {"og:image", "og:url"}


@dataclass(frozen=True)
class Link:
    """Where something leads, as an absolute address without its fragment."""

    address: str
    fragment: str
    is_fetched: bool
    rel: str = ""


class Answer:
    """One answer. `address` is absolute."""

    def __init__(self, address: str, answer: visit.Answer):
        self.address = address
        self.status = answer.status_code
        self.headers = list(answer.headers.items())
        self.body = answer.content

    def header(self, name: str) -> str:
        return dict(self.headers).get(name, "")

    @property
    def kind(self) -> str:
        return self.header("Content-Type").partition(";")[0]

    @cached_property
    def text(self) -> str:
        return self.body.decode() if not self.kind.startswith("image/") else ""

    @cached_property
    def document(self):
        """The tree of a page; a page that is not well-formed raises html5lib's ParseError."""
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        return parser.parse(self.text)

    @cached_property
    def links(self) -> list[Link]:
        if self.status in REDIRECTS:
            return [self.link(self.header("Location"))]
        return [
            self.link(target.strip(), **more)
            for target, more in READERS.get(self.kind, nowhere)(self)
        ]

    def link(self, target: str, is_fetched: bool = False, rel: str = "") -> Link:
        address, fragment = urldefrag(urljoin(self.address, target))
        return Link(address, fragment, is_fetched, rel)


def nowhere(answer):
    return []


def of_page(answer):
    for element in answer.document.iter():
        for name in FETCHED:
            value = element.get(name, "")
            targets = value.split(",") if name == "srcset" else [value]
            yield from ((one.split()[0], {"is_fetched": True}) for one in targets if one)
        if element.tag == "meta" and element.get("property") in PREVIEWS:
            yield element.get("content"), {"is_fetched": True}
        if (href := element.get("href")) is not None:
            yield href, {"is_fetched": element.tag != "a", "rel": element.get("rel", "")}


def of_stylesheet(answer):
    for target in re.findall(r"""url\(["']?([^"')]+)|@import ["']([^"']+)""", answer.text):
        yield "".join(target), {"is_fetched": True}


def of_xml(answer):
    """Whatever stands where an address of ours stands in feeds and sitemaps."""
    for element in ElementTree.fromstring(answer.body).iter():  # noqa: S314 - ours
        for target in (element.get("href"), element.text):
            if target and target.startswith("http") and " " not in target:
                yield target, {"is_fetched": True}


def of_json(answer):
    def texts(value):
        if isinstance(value, dict):
            value = list(value.values())
        if isinstance(value, list):
            for one in value:
                yield from texts(one)
        elif isinstance(value, str):
            yield value

    for target in texts(json.loads(answer.text)):
        if target.startswith(("https:", "http:", "/")) and "{" not in target:
            yield target, {"is_fetched": True}


def of_text(answer):
    for target in re.findall(r"https?://\S+", answer.text):
        yield target, {"is_fetched": True}


READERS = {
    "text/html": of_page,
    "text/css": of_stylesheet,
    "text/plain": of_text,
    "application/atom+xml": of_xml,
    "application/xml": of_xml,
    "application/json": of_json,
    "application/manifest+json": of_json,
}


def fetch(address: str, form: dict[str, str] | None = None) -> Answer:
    """Ask as the proxy in front of the site would: in plain, saying that the visitor used TLS."""
    parts = urlsplit(address)
    browser = visit.Browser(parts.port, **{"Host": parts.netloc, "X-Forwarded-Proto": parts.scheme})
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if form is None:
        return Answer(address, browser.get(path))
    typed = {"Content-Type": "application/x-www-form-urlencoded"}
    return Answer(address, browser.post(path, urlencode(form).encode(), **typed))


def crawl(origin: str, starts: list[str]) -> dict[str, Answer]:
    """Every answer that can be reached from these paths, by address."""
    seen: dict[str, Answer] = {}
    waiting = [origin + path for path in starts]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen[address] = fetch(address)
        waiting += [
            link.address
            for link in seen[address].links
            if link.address.startswith(f"{origin}/") and link.address not in seen
        ]
    return seen


def faults(answer: Answer, origin: str) -> list[str]:
    """What is wrong on a page, beside what its parser refuses."""
    elements = list(answer.document.iter())
    ids = Counter(element.get("id") for element in elements if element.get("id"))
    found = [f"twice: {name}" for name, count in ids.items() if count > 1]
    labelled = {element.get("for") for element in elements if element.tag == "label"}
    inside = {id(one) for label in elements if label.tag == "label" for one in label.iter()}
    for element in elements:
        found += [f"{element.tag} {name}" for name in element.attrib if name.startswith("on")]
        if element.tag in {"script", "style", "iframe", "object", "embed", "base"}:
            found.append(element.tag)
        if "style" in element.attrib or element.get("http-equiv"):
            found.append(f"{element.tag} with style or http-equiv")
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
            found += [f"{name}: {one}" for one in element.get(name, "").split() if one not in ids]
        is_control = element.tag in {"input", "select", "textarea"}
        has_label = element.get("id") in labelled or id(element) in inside
        if is_control and element.get("type") != "hidden" and not has_label:
            found.append(f"without a label: {element.get('name')}")
        if element.tag == "img" and not {"alt", "width", "height"} <= element.attrib.keys():
            found.append(f"img {element.get('src')}")
    for link in answer.links:
        scheme = urlsplit(link.address).scheme
        if link.address.startswith(f"{origin}/"):
            continue
        is_letter = scheme == "mailto" and not link.is_fetched
        is_outside = scheme == "https" and {"noreferrer", "noopener"} <= set(link.rel.split())
        if link.is_fetched or not (is_letter or is_outside):
            found.append(f"leads to {link.address}")
    return found
