"""Texts with the leak guard's findings marked in them, numbered as in the list beside."""

import re

from django.utils.html import escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe

from campaigns.leakguard import BLOCK
from campaigns.markup import render_story

# Signs for private use travel through Markdown and cleaning unharmed: one begins each finding,
# one ends any.
FIRST, LAST = 0xE001, 0xE3FF
END = "\ue000"
SIGN = re.compile(f"[{END}-{chr(LAST)}]")
# In an address Markdown has written them as percent signs; addresses carry no marks.
SIGN_IN_TAG = re.compile(f"{SIGN.pattern}|%EE%8[0-9A-F]%[89AB][0-9A-F]")
TAG = re.compile(r"(<[^>]*>)")


def marked_story(text: str, findings: list[dict]) -> SafeString:
    """Render a story with its findings marked.

    findings: as in Revision.findings, of this one text, each with a `number`.
    """
    return marked(render_story(signed(text, findings)), findings)


def marked_text(text: str, findings: list[dict]) -> SafeString:
    """The same for a text without Markdown."""
    return marked(linebreaks(escape(signed(text, findings))), findings)


def signed(text: str, findings: list[dict]) -> str:
    """Put the signs into the source. What overlaps an earlier finding gets none."""
    parts, at = [], 0
    text = SIGN.sub("\ufffd", text)
    for finding in sorted(findings, key=lambda finding: finding["start"]):
        sign = FIRST + finding["number"]
        if finding["start"] < at or sign > LAST:
            continue
        start, end = finding["start"], finding["end"]
        parts += [text[at:start], chr(sign), text[start:end], END]
        at = end
    return "".join([*parts, text[at:]])


def marked(html: str, findings: list[dict]) -> SafeString:
    """Turn the signs into marks, in text alone and closed around every tag."""
    by_sign = {chr(FIRST + finding["number"]): finding for finding in findings}
    parts, current = [], None
    for part in TAG.split(html):
        if part.startswith("<"):
            tag = SIGN_IN_TAG.sub("", part)
            parts.append(f"</mark>{tag}{again(current)}" if current else tag)
            continue
        for piece in re.split(f"({SIGN.pattern})", part):
            if piece in by_sign:
                current = by_sign[piece]
                parts.append(opening(current))
            elif piece == END:
                parts.append(f"{link(current)}</mark>" if current else "")
                current = None
            else:
                parts.append(piece)
    return mark_safe("".join(parts))  # noqa: S308 - the HTML was clean, the marks are ours


def opening(finding: dict) -> SafeString:
    return format_html('<mark id="m{}" class="{}">', finding["number"], tone(finding))


def again(finding: dict) -> SafeString:
    """Go on marking behind a tag; the id stands at the beginning only."""
    return format_html('<mark class="{}">', tone(finding))


def link(finding: dict) -> SafeString:
    return format_html('<a href="#f{0}">{0}</a>', finding["number"])


def tone(finding: dict) -> str:
    return "high" if finding["severity"] == BLOCK else "low"
