"""Finding the alias in a text, so that an asterisk can follow it."""

import re

SHORTEST_NAME = 3
# The last letter of a name that its case forms put another in place of.
CHANGING = "aeiouyаеёіиоуыэюяйь"
LONGEST_ENDING = 3


def cut(text: str, aliases) -> tuple[str, str] | None:
    """Cut a text behind its first mention of one of these aliases, in whatever case it stands.

    Gives the two parts, or None when no alias is mentioned.
    """
    names = {first_name(alias) for alias in aliases} - {""}
    found = [match for name in names if (match := pattern(name).search(text))]
    if not found:
        return None
    end = min(found, key=lambda match: match.start()).end()
    return text[:end], text[end:]


def first_name(alias: str) -> str:
    """The word to look for: "Alexander" of "Alexander, a driver"; nothing if it is no name."""
    word = re.match(r"[^\W\d_]*", alias.strip())[0]
    return word if len(word) >= SHORTEST_NAME and word[0].isupper() else ""


def pattern(name: str) -> re.Pattern:
    stem = name[:-1] if name[-1] in CHANGING and len(name) > SHORTEST_NAME else name
    return re.compile(rf"(?<!\w){re.escape(stem)}[^\W\d_]{{0,{LONGEST_ENDING}}}(?!\w)")
