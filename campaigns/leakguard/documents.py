"""Numbers that belong to one person: documents, accounts, cards, cases, cars, wallets.

Formats are those that the states and networks publish; where a number carries a check digit, it has
to be right.
"""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from campaigns.leakguard import check_digits
from campaigns.leakguard.findings import BLOCK

ACCOUNT = _("Take the account number out.")
CARD = _("Take the card number out.")
DOCUMENT = _("Take the number of the document out.")
CASE = _("Take the number of the case out: who can ask the court knows the person.")
PLATE = _("Take the number plate out.")
WALLET = _("Take the wallet's address out: every payment to it can be seen by anybody.")

IBAN = re.compile(r"(?<!\w)[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,30}(?!\w)")
CARD_NUMBER = re.compile(r"(?<![\w.,])(?:\d[ \u00a0-]?){12,18}\d(?![\w])")
# Belarusian letters that the state writes in Latin, and people in Cyrillic.
BY_PERSONAL = re.compile(
    r"(?<!\w)[1-6]\d{6}[ -]?[ABCHKEMАВСНКЕМ][ -]?\d{3}[ -]?(?:PB|BA|BI|РВ|ВА|"
    r"ВІ)[ -]?\d(?!\w)",
    re.IGNORECASE,
)
BY_PASSPORT = re.compile(
    r"(?<!\w)(?:AB|BM|HB|KH|MP|MC|KB|PP|SP|DP|АВ|ВМ|НВ|КН|МР|МС|КВ|"
    r"РР)[ №-]{0,3}\d{7}(?!\w)",
    re.IGNORECASE,
)
LETTERED_DOCUMENT = re.compile(r"(?<!\w)[A-ZА-ЯІЇЄҐ]{2,3}[ №-]{0,3}\d{6,7}(?!\w)")
ELEVEN = re.compile(r"(?<![\w.,-])\d{11}(?![\w])")
SNILS = re.compile(r"(?<!\w)\d{3}-\d{3}-\d{3}[ -]\d{2}(?!\w)")
DIGITS_AFTER_WORD = re.compile(
    r"\b(?:pass?port\w{0,3}|паспорт\w{0,3}|пашпарт\w{0,3}|paszport\w{0,3}|"
    r"pas[aą]\w{0,3}|identity card|id card|ID|dow[oó]d\w{0,6}(?: osobist\w{0,4})?|"
    r"удостоверени\w{1,2}|пасведчанн\w|посвідченн\w|ІПН|РНОКПП|ИНН|УНП|УНН|PESEL|NIP|"
    r"NINO|SSN|СНИЛС|личный номер|асабовы нумар|"
    r"personal (?:number|code)|asmens kodas|leidim\w{1,4}|karta pobytu|"
    r"вид на жительство|ВНЖ)"
    r"[^\w\n]{0,4}(?:(?:сери\w|серыя|series|seria|number|номер|нумар|numer|no\.?|"
    r"nr\.?|№)[^\w\n]{0,3}){0,3}"
    r"(?P<number>[A-ZА-ЯІЎ]{0,3}[ -]?\d[\d \u00a0-]{4,14}\d)(?!\w)",
    re.IGNORECASE,
)
CASE_NUMBER = re.compile(
    r"\b(?:(?:criminal |court )?case|(?:уголовно\w{1,3} |"
    r"крымінальн\w{1,3} )?(?:дел[оаеу]|справ[аыеу]|спраў)|sygn\.?(?: akt)?|sprawa|"
    r"провадженн\w)"
    r"[ \u00a0]{0,2}(?:number|no\.?|nr\.?|номер|нумар|№|N)?[ \u00a0:]{0,2}"
    r"(?P<number>(?:[IVX]{1,4} [A-Z]{1,3} )?\d[\w./-]{0,20}[/-]\d{1,6}\w{0,4}|"
    r"\d{6,16})(?!\w)",
    re.IGNORECASE,
)
CASE_WITH_SIGN = re.compile(
    r"\b(?:case|дел[оаеу]|справ[аыеу])[ \u00a0]{0,2}(?:no\.?|№|"
    r"N)[ \u00a0]{0,2}(?P<number>\d{2,16}[\w/-]{0,12})",
    re.IGNORECASE,
)
BY_PLATE = re.compile(r"(?<![\w-])(?:\d{4} ?[ABEIKMHOPCTXАВЕІКМНОРСТХ]{2} ?- ?[0-8])(?!\w)")
BY_TRUCK_PLATE = re.compile(r"(?<!\w)[ABEIKMHOPCTXАВЕІКМНОРСТХ]{2} \d{4} ?- ?[0-8](?!\w)")
RU_PLATE = re.compile(
    r"(?<!\w)[АВЕКМНОРСТУХABEKMHOPCTYX] ?\d{3} ?[АВЕКМНОРСТУХABEKMHOPCTYX]{2} ?"
    r"\d{2,3}(?!\w)",
    re.IGNORECASE,
)
UA_PLATE = re.compile(
    r"(?<!\w)[ABCEHIKMOPTXАВСЕНІКМОРТХ]{2} ?\d{4} ?[ABCEHIKMOPTXАВСЕНІКМОРТХ]{2}(?!\w)"
)
PLATE_AFTER_WORD = re.compile(
    r"\b(?:number plate|licen[cs]e plate|registration(?: number)?|plates?|"
    r"гос\.?\s?номер\w?|госномер\w{0,2}|номерн\w{2,3} знак\w{0,2}|"
    r"нумарн\w{2,3} знак\w{0,2}|"
    r"нумары? машыны|номера? машины|tablic\w{1,3}(?: rejestracyjn\w{1,3})?|nr rej\.?|"
    r"numer rejestracyjny|valst\w{0,8} numer\w{0,3})"
    r"[^\w\n]{1,4}(?P<number>(?=[\w -]{0,8}\d)[A-ZА-ЯІ0-9]{2,4}[ -]?"
    r"[A-ZА-ЯІ0-9]{2,5}(?:[ -]?\d{1,2})?)(?!\w)",
    re.IGNORECASE,
)
ETHEREUM = re.compile(r"(?<!\w)0x[0-9a-fA-F]{40}(?!\w)")
BASE58 = re.compile(r"(?<!\w)[13LMDXTr][1-9A-HJ-NP-Za-km-z]{24,34}(?!\w)")
MONERO = re.compile(r"(?<!\w)[48][0-9AB][1-9A-HJ-NP-Za-km-z]{93}(?!\w)")
BECH32 = re.compile(r"(?<!\w)(?:bc1|ltc1|tb1)[ac-hj-np-z02-9]{11,71}(?!\w)", re.IGNORECASE)
TON = re.compile(r"(?<![\w-])(?:EQ|UQ)[\w-]{46}(?![\w-])")

# pattern, rule, advice, check of the digits
NUMBERS = [
    (BY_PERSONAL, "personal_number", DOCUMENT, None),
    (BY_PASSPORT, "passport", DOCUMENT, None),
    (LETTERED_DOCUMENT, "passport", DOCUMENT, check_digits.is_document),
    (ELEVEN, "personal_number", DOCUMENT, check_digits.is_pesel),
    (ELEVEN, "personal_number", DOCUMENT, check_digits.is_asmens_kodas),
    (SNILS, "personal_number", DOCUMENT, check_digits.is_snils),
    (DIGITS_AFTER_WORD, "passport", DOCUMENT, None),
    (CASE_NUMBER, "case_number", CASE, None),
    (CASE_WITH_SIGN, "case_number", CASE, None),
    (BY_PLATE, "plate", PLATE, None),
    (BY_TRUCK_PLATE, "plate", PLATE, None),
    (RU_PLATE, "plate", PLATE, None),
    (UA_PLATE, "plate", PLATE, None),
    (PLATE_AFTER_WORD, "plate", PLATE, None),
    (ETHEREUM, "wallet", WALLET, None),
    (BASE58, "wallet", WALLET, check_digits.is_base58),
    (MONERO, "wallet", WALLET, None),
    (BECH32, "wallet", WALLET, check_digits.is_bech32),
    (TON, "wallet", WALLET, None),
    (CARD_NUMBER, "card", CARD, check_digits.is_card),
]


def documents(text: str) -> Iterator[tuple]:
    """(start, end, rule, severity, advice) of each number that belongs to one person."""
    for match in IBAN.finditer(text):
        if length := check_digits.iban_length(match.group()):
            yield match.start(), match.start() + length, "iban", BLOCK, ACCOUNT
    for pattern, rule, advice, is_right in NUMBERS:
        for match in pattern.finditer(text):
            part = "number" if "number" in pattern.groupindex else 0
            if is_right is None or is_right(match[part]):
                yield *match.span(part), rule, BLOCK, advice
