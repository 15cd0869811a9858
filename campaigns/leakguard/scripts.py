"""Letters of two alphabets in one word: a slip of the keyboard, or somebody hiding a name."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from campaigns.leakguard.findings import WARN, Finding
from campaigns.leakguard.reading import Reading
from campaigns.leakguard.sounds import CYRILLIC, LATIN
from campaigns.leakguard.words import WORD


def mixed(read: Reading, source: str) -> Iterator[Finding]:
    advice = _("Letters of two alphabets in one word: type it again in one.")
    for match in WORD.finditer(read.text):
        if LATIN.search(match.group()) and CYRILLIC.search(match.group()):
            start, end = read.span(*match.span())
            yield Finding(start, end, source[start:end], "mixed_script", WARN, advice)
