"""The rules a parameter may have to keep, as small functions that are put together.

A rule takes the text that was sent and the parameter's name, and returns the value or raises
Refusal in Stripe's words.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from donations.standin.errors import Refusal

Rule = Callable[[object, str], object]

# Parameters that Stripe took away, and what it says to those who still send them.
REMOVED = {
    "payment_method_types": (
        "Received unknown parameter: payment_method_types. It was removed: the Dashboard decides, "
        "and allowed_payment_method_types or excluded_payment_method_types narrow it."
    ),
}


def table(required: tuple[str, ...] = (), **rules: Rule) -> Rule:
    """Named parts, each with its rule; any other name is refused."""

    def check(value, name):
        if not isinstance(value, dict):
            raise Refusal(f"Invalid object: {name}", param=name)
        for part in value:
            if part not in rules:
                full = _join(name, part)
                said = REMOVED.get(full, f"Received unknown parameter: {full}")
                raise Refusal(said, code="parameter_unknown", param=full)
        for part in required:
            if part not in value:
                full = _join(name, part)
                raise Refusal(
                    f"Missing required param: {full}.", code="parameter_missing", param=full
                )
        return {part: rules[part](content, _join(name, part)) for part, content in value.items()}

    check.parts = rules
    return check


def listing(rule: Rule, most: int = 100) -> Rule:
    """Some things of one kind, at least one and at most `most`."""

    def check(value, name):
        if not isinstance(value, list):
            raise Refusal(f"Invalid array: {name}", param=name)
        if len(value) > most:
            raise Refusal(f"{name} takes at most {most} entries.", param=name)
        return [rule(content, f"{name}[{index}]") for index, content in enumerate(value)]

    check.each = rule
    return check


def text(longest: int = 5000) -> Rule:
    """Any text that is not empty."""

    def check(value, name):
        if not isinstance(value, str):
            raise Refusal(f"Invalid string: {name}", param=name)
        if value == "":
            raise Refusal(
                f"You passed an empty string for '{name}', which cannot be unset.",
                code="parameter_invalid_empty",
                param=name,
            )
        if len(value) > longest:
            raise Refusal(
                f"Invalid {name}: must be at most {longest} characters",
                code="parameter_invalid_string_too_long",
                param=name,
            )
        return value

    return check


def choice(*allowed: str) -> Rule:
    """One of these words."""

    def check(value, name):
        if value not in allowed:
            raise Refusal(f"Invalid {name}: must be one of {', '.join(allowed)}", param=name)
        return value

    return check


def whole(least: int = 0, most: int = 99_999_999_999) -> Rule:
    """A whole number between these two."""

    def check(value, name):
        if not isinstance(value, str) or not value.isascii() or not value.isdigit():
            raise Refusal(f"Invalid integer: {value}", code="parameter_invalid_integer", param=name)
        number = int(value[:20])
        if not least <= number <= most:
            raise Refusal(
                f"Invalid {name}: must be between {least} and {most}",
                code="parameter_invalid_integer",
                param=name,
            )
        return number

    return check


def flag(value, name: str) -> bool:
    """true or false."""
    return choice("true", "false")(value, name) == "true"


def address(value, name: str) -> str:
    """A web address."""
    url = text()(value, name)
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable:
        raise Refusal("Not a valid URL", code="url_invalid", param=name)
    return url


def metadata(value, name: str) -> dict[str, str]:
    """At most fifty notes of the caller's own; a key with 40 characters, a value with 500."""
    if not isinstance(value, dict):
        raise Refusal(f"Invalid {name}: must be a set of keys and texts", param=name)
    if len(value) > 50:
        raise Refusal(f"{name} takes at most 50 keys.", param=name)
    for key, content in value.items():
        if len(key) > 40:
            raise Refusal(f"{name}: a key has at most 40 characters.", param=_join(name, key))
        if not isinstance(content, str) or len(content) > 500:
            raise Refusal(
                f"{name}: a value is a text of at most 500 characters.", param=_join(name, key)
            )
    return value


def moment(value, name: str) -> dict[str, int]:
    """A time in seconds, or some of gt, gte, lt and lte with one each."""
    if isinstance(value, str):
        second = whole()(value, name)
        return {"gte": second, "lte": second}
    return table(gt=whole(), gte=whole(), lt=whole(), lte=whole())(value, name)


def _join(name: str, part: str) -> str:
    return f"{name}[{part}]" if name else part
