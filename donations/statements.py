"""Bank statements in CAMT.053: which credits may be gifts, and nothing about who sent them.

Names, account numbers and remittance texts are read here and go no further. What is left of a
credit is its day, its amount, the campaign its text names, and a digest by which the same credit
is known when the statement is read again. See docs/decisions/0009-bank-statements.md.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from defusedxml.ElementTree import ParseError, fromstring
from django.utils.translation import gettext as _

from campaigns.public_ids import CAMPAIGN_LENGTH

MOST_BYTES = 3 * 1024 * 1024
# As many as one form can send back.
MOST_CREDITS = 300
FIRST_YEAR, LAST_YEAR = 2000, 2099
# What banks write where they have no reference.
NO_REFERENCE = {"", "NONREF", "NOREF", "NOTPROVIDED", "NOTAVAILABLE"}

_AMOUNT = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,5}))?")


class Unreadable(ValueError):
    """This file is no bank statement we can read; the message is for the person."""


@dataclass(frozen=True)
class Credit:
    """Money that came in. `number` is "3", or "3.2" for the second part of a batch."""

    number: str
    day: date
    cents: int
    digest: str
    code: str = ""  # of the campaign that the remittance text names, if it names one


@dataclass(frozen=True)
class Ignored:
    """An entry that cannot be a gift, and why."""

    number: str
    why: str
    day: date | None = None
    amount: str = ""


@dataclass(frozen=True)
class Statement:
    credits: list[Credit]
    ignored: list[Ignored]


def read(content: bytes, codes: Collection[str]) -> Statement:
    """Read a file. codes are those of the campaigns a credit may be for.

    Entries are numbered through the whole file. One that is in it twice, in statements that
    overlap, counts once. Raises Unreadable with a sentence to show.
    """
    credits, ignored, seen = [], [], set()
    number = 0
    for statement in statements_in(document(content)):
        account = text_of(statement, "Acct/Id")
        alike = Counter()
        for entry in statement.findall("{*}Ntry"):
            number += 1
            why = why_ignored(entry)
            if why:
                ignored.append(Ignored(str(number), why, day_of(entry), amount_text(entry)))
                continue
            for credit in credits_of(entry, str(number), account, alike, codes):
                if credit.digest in seen:
                    why = _("It is in this file twice.")
                    ignored.append(Ignored(credit.number, why, credit.day, amount_text(entry)))
                else:
                    seen.add(credit.digest)
                    credits.append(credit)
    if not number:
        raise Unreadable(_("This statement has no entries."))
    if len(credits) > MOST_CREDITS:
        raise Unreadable(
            _("This statement has %(count)d credits; take a shorter period, with %(most)d at most.")
            % {"count": len(credits), "most": MOST_CREDITS}
        )
    return Statement(credits, ignored)


def document(content: bytes):
    """The root of the file, if it is XML without a document type: that is where bombs live."""
    if len(content) > MOST_BYTES:
        raise Unreadable(_("This file is larger than 3 MB; take a shorter period."))
    if content.startswith(b"PK"):
        raise Unreadable(_("This is a ZIP archive. Unpack it and choose one of the files in it."))
    try:
        return fromstring(content, forbid_dtd=True)
    except (ParseError, ValueError, LookupError):
        # Broken XML, an entity or a document type, an encoding that nobody knows.
        raise Unreadable(
            _("This is not a bank statement in CAMT.053: the file is not plain XML.")
        ) from None


def statements_in(root) -> list:
    found = root.findall("{*}BkToCstmrStmt/{*}Stmt")
    if not found:
        raise Unreadable(
            _(
                "This is XML, but not a bank statement in CAMT.053. "
                "Ask the bank for “camt.053”, not 052 or 054."
            )
        )
    return found


def why_ignored(entry) -> str:
    """Why an entry cannot be a gift; "" if it can."""
    status = text_of(entry, "Sts/Cd") or text_of(entry, "Sts")
    if text_of(entry, "CdtDbtInd") != "CRDT":
        return _("It is a debit.")
    if text_of(entry, "RvslInd") in {"true", "1"}:
        return _("It takes back an earlier booking.")
    if status != "BOOK":
        return _("The bank has not booked it yet.")
    if currency_of(entry) != "EUR":
        return _("It is in another currency; enter by hand what it became in euros.")
    if day_of(entry) is None or not cents_of(entry):
        return _("Its day or amount cannot be read.")
    return ""


def credits_of(entry, number: str, account: str, alike: Counter, codes) -> Iterator[Credit]:
    """The credit that an entry is, or each part of a batch if its parts add up."""
    parts = parts_of(entry)
    for place, part in enumerate(parts, start=1):
        whole = part is entry
        cents = cents_of(part)
        facts = (
            account,
            day_of(entry).isoformat(),
            text_of(entry, "ValDt"),
            str(cents),
            bank_reference(entry),
            "" if whole else str(place),
            *("" if whole else text_of(part, f"Refs/{name}") for name in ("AcctSvcrRef", "TxId")),
        )
        # Two that look the same in one statement are two; in two statements they are one.
        alike[facts] += 1
        named = codes_in(remittance(part), codes)
        yield Credit(
            number=number if whole else f"{number}.{place}",
            day=day_of(entry),
            cents=cents,
            digest=digest(*facts, str(alike[facts])),
            code=named.pop() if len(named) == 1 else "",
        )


def parts_of(entry) -> list:
    """The parts of a batch, or the entry alone when it has none or they do not add up."""
    parts = entry.findall("{*}NtryDtls/{*}TxDtls")
    fit = len(parts) > 1 and all(
        cents_of(part) and currency_of(part) == "EUR" and text_of(part, "CdtDbtInd") in {"", "CRDT"}
        for part in parts
    )
    return parts if fit and sum(map(cents_of, parts)) == cents_of(entry) else [entry]


def amount_of(element):
    """What was booked; never the amount that the sender instructed, perhaps in another money."""
    found = element.find("{*}Amt")
    return element.find("{*}AmtDtls/{*}TxAmt/{*}Amt") if found is None else found


def cents_of(element) -> int | None:
    found = amount_of(element)
    match = _AMOUNT.fullmatch((found.text or "").strip()) if found is not None else None
    if match is None:
        return None
    rest = (match[2] or "").rstrip("0")
    return int(match[1]) * 100 + int(rest.ljust(2, "0")) if len(rest) <= 2 else None


def currency_of(element) -> str:
    found = amount_of(element)
    return "" if found is None else found.get("Ccy", "")


def amount_text(entry) -> str:
    """An amount as the bank wrote it, if it is one."""
    if cents_of(entry) is None or not re.fullmatch("[A-Z]{3}", currency_of(entry)):
        return ""
    return f"{amount_of(entry).text.strip()} {currency_of(entry)}"


def day_of(entry) -> date | None:
    """The day it was booked, or else of its value."""
    text = text_of(entry, "BookgDt") or text_of(entry, "ValDt")
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def bank_reference(entry) -> str:
    """The bank's own reference, or else those that travelled with the payment."""
    reference = text_of(entry, "AcctSvcrRef")
    if reference.upper() not in NO_REFERENCE:
        return reference
    names = ("AcctSvcrRef", "TxId", "EndToEndId", "UETR")
    return "/".join(text_of(entry, f"NtryDtls/TxDtls/Refs/{name}") for name in names)


def remittance(part) -> str:
    """Whatever the sender could write: for looking into, not for keeping."""
    fields = [
        *part.iterfind(".//{*}RmtInf"),
        *part.iterfind(".//{*}EndToEndId"),
        *part.iterfind(".//{*}AddtlTxInf"),
        *part.iterfind("{*}AddtlNtryInf"),
    ]
    return " ".join("".join(field.itertext()) for field in fields)


def codes_in(text: str, codes: Collection[str]) -> set[str]:
    """The campaign codes in a text, also where the bank broke the line in the middle of one."""
    squeezed = "".join(letter for letter in text.lower() if letter.isalnum())
    last = len(squeezed) - CAMPAIGN_LENGTH
    windows = (squeezed[start : start + CAMPAIGN_LENGTH] for start in range(last + 1))
    return {window for window in windows if window in codes}


def text_of(element, path: str) -> str:
    """The text below a path of tags, whatever version of the format they are of."""
    found = element.find("/".join(f"{{*}}{tag}" for tag in path.split("/")))
    return "" if found is None else "".join(found.itertext()).strip()


def digest(*facts: str) -> str:
    """Says whether two credits are one, and nothing else about them."""
    return hashlib.sha256("\x1f".join(facts).encode(errors="replace")).hexdigest()[:48]
