"""Ways to reach somebody: telephones, mail, messengers, profiles, links."""

import re
from collections.abc import Iterator

import phonenumbers
from django.utils.translation import gettext_lazy as _

from campaigns.leakguard.findings import BLOCK, WARN

REGIONS = ("BY", "RU", "UA", "PL", "LT", "GE")
AT = (
    r"(?:@|\s?[\[({<]\s?(?:at|собака|сабака|małpa|эт)\s?[\])}>]\s?|\s(?:at|собака|"
    r"сабака|małpa)\s(?=[\w-]+\s?(?:\.|[\[(]|dot\b|точка\b|кропка\b|kropka\b)))"
)
DOT = (
    r"(?:\.|\s?[\[({<]\s?(?:dot|точка|кропка|kropka)\s?[\])}>]\s?|\s(?:dot|точка|"
    r"кропка|kropka)\s)"
)
EMAIL = re.compile(
    rf"(?<![\w.+-])[\w.+-]{{1,64}}{AT}[\w-]{{1,63}}(?:{DOT}[\w-]{{1,63}}){{1,6}}", re.IGNORECASE
)
# Who writes a profile this way means a person there.
PROFILE = re.compile(
    r"(?:https?://)?(?:[\w-]{1,20}\.){0,2}"
    r"(?:t\.me|telegram\.me|telegram\.org|wa\.me|vk\.com|vkontakte\.ru|ok\.ru|"
    r"instagram\.com|"
    r"facebook\.com|fb\.com|fb\.me|m\.me|twitter\.com|x\.com|tiktok\.com|"
    r"youtube\.com/(?:@|channel/|user/|c/)|"
    r"linkedin\.com/in|signal\.me|viber\.com|viber\.click|threads\.net|threads\.com|"
    r"mastodon\.\w+|"
    r"discord\.gg|discord\.com/users|github\.com|livejournal\.com|odnoklassniki\.ru|"
    r"snapchat\.com/add|"
    r"patreon\.com|onlyfans\.com|bsky\.app/profile|matrix\.to|tg://|viber://|skype:|"
    r"signal://|whatsapp://)"
    r"[^\s<>()\"'«»“”]{1,120}",
    re.IGNORECASE,
)
HANDLE = re.compile(r"(?<![\w@./+-])@[A-Za-z0-9_][A-Za-z0-9_.]{2,40}\b(?!\.?@)")
NAMED_HANDLE = re.compile(
    r"\b(?:telegram|телеграм+\w?|тэлеграм\w?|тг|tg|signal|сигнал|viber|вайбер|"
    r"whats\s?app|ватсап|вотсап|skype|скайп|"
    r"instagram|инстаграм\w?|інстаграм\w?|инста|insta|discord|дискорд|facebook|"
    r"фейсбук|vk|вк|nick(?:name)?|ник|нік|nik)"
    r"\b\s{0,2}[:=—–-]\s{0,2}(?P<handle>@?[A-Za-z][A-Za-z0-9_.]{2,40})",
    re.IGNORECASE,
)
LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>()\"'«»“”]{3,200}"
    r"|(?<![\w@.-])(?:[a-z0-9-]{1,40}\.){1,3}(?:com|org|net|info|by|ru|ua|pl|lt|eu|de|"
    r"io|me|onion|рф|бел)\b(?:/[^\s<>()\"'«»“”]{0,160})?",
    re.IGNORECASE,
)

EMAIL_ADVICE = _("Take the e-mail address out.")
HANDLE_ADVICE = _("Take the profile or messenger name out.")
PHONE_ADVICE = _("Take the telephone number out.")
LINK_ADVICE = _("Where does this lead? A page can show who the hero is, and who opens it.")

# Nothing longer is dialled, and a table of figures is not searched for numbers in it.
DIAL_RUN = re.compile(r"(?:\+[ (]?|\()?\d[\d() \t\u00a0./-]{5,200}")
FEWEST_DIALLED, MOST_DIALLED = 7, 60
# A telephone number has to look like one: the library takes amounts and years for local ones.
LOOKS_LIKE_PHONE = re.compile(
    r"\+|^8[\s(-]?0?\d{2}|^0\d|\(|\d[\s-]\d{2,3}[\s-]\d{2}[\s-]\d{2}|^\d{3}[\s-]\d{3}[\s-]\d{3}$"
)
SAID_TO_BE_PHONE = re.compile(
    r"(?:тел\w{0,6}|phone|call|tel|моб\w{0,8}|звон\w{0,4}|тэл\w{0,6}|numer|whatsapp|"
    r"viber|signal|вайбер)\W{0,4}$",
    re.IGNORECASE,
)


def contacts(text: str) -> Iterator[tuple]:
    """(start, end, rule, severity, advice) of everything by which somebody could be reached."""
    for pattern, rule, advice in (
        (EMAIL, "email", EMAIL_ADVICE),
        (PROFILE, "profile", HANDLE_ADVICE),
        (HANDLE, "handle", HANDLE_ADVICE),
    ):
        for match in pattern.finditer(text):
            yield *trimmed(match), rule, BLOCK, advice
    for match in NAMED_HANDLE.finditer(text):
        yield *match.span("handle"), "handle", BLOCK, HANDLE_ADVICE
    for match in LINK.finditer(text):
        yield *trimmed(match), "link", WARN, LINK_ADVICE
    yield from phones(text)


def trimmed(match: re.Match) -> tuple[int, int]:
    """Without the full stop of the sentence."""
    return match.start(), match.start() + len(match.group().rstrip(".,;:!?)*_"))


def phones(text: str) -> Iterator[tuple]:
    for run in DIAL_RUN.finditer(text):
        if not FEWEST_DIALLED <= sum(sign.isdigit() for sign in run.group()) <= MOST_DIALLED:
            continue
        spans = {}
        # With its country's code a number is the same everywhere.
        for region in REGIONS[:1] if run.group().startswith("+") else REGIONS:
            for match in phonenumbers.PhoneNumberMatcher(
                run.group(), region, leniency=phonenumbers.Leniency.VALID
            ):
                start = run.start() + match.start
                before = text[max(0, start - 16) : start]
                if LOOKS_LIKE_PHONE.search(match.raw_string) or SAID_TO_BE_PHONE.search(before):
                    spans[start] = max(run.start() + match.end, spans.get(start, 0))
        for start, end in sorted(spans.items()):
            yield start, end, "phone", BLOCK, PHONE_ADVICE
