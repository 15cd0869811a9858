"""Lines of plain text as Markdown that renders to the same words."""

import re

from campaigns.plaintext.lines import Line, bullet

# Characters that could open a mark anywhere, and those that do so only in some company.
_ANYWHERE = re.compile(
    r"[\\`*\[<]"
    r"|(?<![^\W_])_|_(?![^\W_])"
    r"|&(?=#|[A-Za-z][A-Za-z0-9]{0,40};)"
    r"|~(?=~)"
)
_AT_START = re.compile(r"(?:[#>+=-]|[0-9]{1,9}(?=[.)]))")
_HEADING = re.compile(r"#{1,6}\s+(?=\S)")
_SENTENCE_ENDS = (".", "!", "?", "…", ":", ";", ",", "”", "»", '"', ")", "*")

# A heading is a few words on a line of their own.
LONGEST_HEADING = 60


def from_lines(lines: list[Line]) -> str:
    """Give one paragraph per line, list items together, headings as "##"."""
    pieces: list[str] = []
    in_list = False
    for index, line in enumerate(lines):
        item = bullet(line.text)
        if pieces:
            pieces.append("\n" if item and in_list else "\n\n")
        if item:
            pieces.append(f"- {escape(item)}")
        elif heading := _HEADING.match(line.text):
            pieces.append(f"## {escape(line.text[heading.end() :])}")
        elif _is_heading(lines, index):
            pieces.append(f"## {escape(line.text)}")
        else:
            pieces.append(escape(line.text))
        in_list = bool(item)
    return "".join(pieces)


def escape(text: str) -> str:
    """Give one line of text so that Markdown shows it as it is."""
    escaped = _ANYWHERE.sub(lambda match: f"\\{match[0]}", text)
    if start := _AT_START.match(escaped):
        end = start.end()
        escaped = f"{escaped[:end]}\\{escaped[end:]}" if escaped[0].isdigit() else f"\\{escaped}"
    return escaped


def _is_heading(lines: list[Line], index: int) -> bool:
    """A short line between blank ones that ends like no sentence, with text under it."""
    text = lines[index].text
    after = lines[index + 1] if index + 1 < len(lines) else None
    return (
        lines[index].opens_block
        and after is not None
        and after.opens_block
        and len(text) <= LONGEST_HEADING < len(after.text)
        and text[0].isupper()
        and not text.endswith(_SENTENCE_ENDS)
    )
