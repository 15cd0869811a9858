"""What the guard says about one place in one text."""

from dataclasses import asdict, dataclass, replace

BLOCK, WARN = "block", "warn"


@dataclass(frozen=True)
class Finding:
    """One place; start and end count code points of the text as read.

    severity: BLOCK stops publication until a moderator answers for it; WARN is for the reader.
    term: the protected word as it was typed, where whoever asked has it in clear.
    """

    start: int
    end: int
    text: str
    rule: str
    severity: str
    advice: str
    place: str = ""
    language: str = ""
    term: str | None = None

    def as_json(self) -> dict:
        return asdict(self)


def located(finding: Finding, place: str, language: str) -> Finding:
    """The same finding, with the field and the language it was found in."""
    return replace(finding, place=place, language=language)
