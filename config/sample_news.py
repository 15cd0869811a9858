"""News of the sample stories: texts in samples/news, through review like any others.

"01-bakery.1.en.txt" and "01-bakery.1.be.txt" are one update of the story "01-bakery" in two
languages; "01-bakery.report.en.txt" is its closing report. The first line is the title.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from campaigns import updates
from campaigns.models import Campaign, Update
from config import sample_review

NAME = re.compile(r"(?P<story>.+)\.(?P<which>\d|report)\.(?P<language>en|be|ru|pl)")


@dataclass
class Words:
    """Title and text of one update by language."""

    kind: str
    title: dict[str, str] = field(default_factory=dict)
    text: dict[str, str] = field(default_factory=dict)


def read(folder: Path, story: str) -> list[Words]:
    """The updates of one story, the first one first; none if there is no such folder."""
    found: dict[str, Words] = {}
    for path in sorted(folder.glob("*.txt")):
        match = NAME.fullmatch(path.stem)
        if match is None or match["story"] != story:
            continue
        kind = Update.Kind.REPORT if match["which"] == "report" else Update.Kind.NEWS
        words = found.setdefault(match["which"], Words(kind))
        title, _line, text = path.read_text(encoding="utf-8").partition("\n")
        words.title[match["language"]] = title.strip()
        words.text[match["language"]] = text.strip()
    return list(found.values())


def publish(campaign: Campaign, words: Words, *, author, reviewer) -> Update:
    update = updates.begin(
        campaign, actor=author, kind=words.kind, title=words.title, text=words.text
    )
    updates.submit(update, actor=author)
    update.refresh_from_db()
    return updates.approve(
        update,
        actor=reviewer,
        checklist=list(updates.CHECKLIST),
        answers=sample_review.answers_to(update.findings),
    )
