"""What a browser makes of a page: the form it would send, the words a person reads."""

from html.parser import HTMLParser

from django.test import Client

from tests.doors import enter


class FormReader(HTMLParser):
    """Collects what one form would send, from its controls as they stand on the page."""

    def __init__(self, form_id: str):
        super().__init__()
        self.form_id = form_id
        self.values: dict[str, list[str]] = {}
        self.inside = False
        self.textarea = self.select = None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.inside = given.get("id") == self.form_id
        name = given.get("name")
        if not self.inside or "disabled" in given:
            return
        if tag == "textarea":
            self.textarea, self.values[name] = name, [""]
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select:
            # Without a selected one, a browser sends the first.
            if "selected" in given or self.select not in self.values:
                self.values[self.select] = [given["value"]]
        elif tag == "input" and name and given.get("type") not in {"submit", "file"}:
            ticks = given.get("type") in {"checkbox", "radio"}
            if not ticks or "checked" in given:
                self.values.setdefault(name, []).append(given.get("value", "on" if ticks else ""))

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag == "textarea":
            # HTML drops the line break right behind the tag.
            if self.textarea:
                self.values[self.textarea] = [self.values[self.textarea][0].removeprefix("\n")]
            self.textarea = None
        elif tag == "select":
            self.select = None

    def handle_data(self, data):
        if self.textarea:
            self.values[self.textarea][0] += data


def typed(response, form_id: str, **changes) -> dict:
    """What the form of a page would send after somebody changed these fields."""
    reader = FormReader(form_id)
    reader.feed(response.content.decode())
    assert reader.values, f"no form {form_id} on the page"
    return reader.values | changes


def told(response) -> list[str]:
    """The messages on a page."""
    return [str(message) for message in response.context["messages"]]


def desk_of(person) -> Client:
    """A browser in which this colleague has logged in, a moment ago."""
    return enter(Client(), person)
