"""The bytes of a file as text: UTF-8, UTF-16 and windows-1251, or a sentence why not."""

import re

from django.utils.translation import gettext as _

# Stories are a few pages; a larger file is something else.
LARGEST_FILE_BYTES = 1_000_000

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# Enough to see where the zero bytes of an unmarked UTF-16 stand.
_SAMPLE = 2000
_CYRILLIC = re.compile(r"[А-яЁёІіЎўЇїЄєҐґ]")
_LETTER = re.compile(r"[^\W\d_]")
_FOREIGN_LETTER = re.compile(r"[^\W\d_a-zA-Z]")
_OURS = re.compile(r"[A-Za-z\u00c0-\u024fА-яЁёІіЎўЇїЄєҐґ]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


class Unreadable(ValueError):
    """The bytes are no text we can read; the message says why, for the person who chose them."""


def decode(data: bytes) -> str:
    """Give every character of a file, an empty text as it is. Raises Unreadable.

    UTF-8 first; UTF-16 by its mark, or by the zero bytes of its spaces; a code page, which
    decodes nearly anything, only when the result is mostly Cyrillic or all its letters are ASCII.
    """
    if len(data) > LARGEST_FILE_BYTES:
        raise Unreadable(_("It is larger than %(size)s kB.") % {"size": LARGEST_FILE_BYTES // 1000})
    text = _utf16(data) if data.startswith(_UTF16_MARKS) or b"\0" in data else _utf8(data)
    if "\0" in text or _is_noise(text):
        raise Unreadable(_("It is not a text but a binary file."))
    return text


def _utf8(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _code_page(data)


def _utf16(data: bytes) -> str:
    if data.startswith(_UTF16_MARKS):
        encoding = "utf-16"
    else:
        zeros = [place % 2 for place, byte in enumerate(data[:_SAMPLE]) if byte == 0]
        # In Latin text and at each space the higher byte is zero: the first one in "BE".
        encoding = "utf-16-le" if sum(zeros) * 2 > len(zeros) else "utf-16-be"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = ""
    is_marked = data.startswith(_UTF16_MARKS)
    is_guessed_wrong = 10 * len(_OURS.findall(text)) < 9 * len(_LETTER.findall(text))
    if is_marked and not text and len(data) > 2:
        raise Unreadable(_("Its encoding is neither UTF-8, UTF-16 nor windows-1251."))
    if not is_marked and (not text or is_guessed_wrong):
        raise Unreadable(_("It is not a text but a binary file."))
    return text


def _code_page(data: bytes) -> str:
    text = data.decode("cp1251", errors="replace")
    if "\ufffd" not in text and 2 * len(_CYRILLIC.findall(text)) >= len(_LETTER.findall(text)):
        return text
    # English with typographic quotes: both pages have them, each its own place for the euro.
    for page in ("cp1251", "cp1252"):
        text = data.decode(page, errors="replace")
        if "\ufffd" not in text and not _FOREIGN_LETTER.search(text) and _LETTER.search(text):
            return text
    raise Unreadable(_("Its encoding is neither UTF-8, UTF-16 nor windows-1251."))


def _is_noise(text: str) -> bool:
    return 20 * len(_CONTROL.findall(text)) > len(text)
