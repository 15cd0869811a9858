"""Numbers that belong to one person: documents, accounts, cards, cases, cars, wallets.

Formats are those that the states and networks publish; where a number carries a check digit, it has
to be right.
"""

import hashlib
import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

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

# pattern, rule, advice, severity, check of the digits
NUMBERS = [
    (BY_PERSONAL, "personal_number", DOCUMENT, BLOCK, None),
    (BY_PASSPORT, "passport", DOCUMENT, BLOCK, None),
    (LETTERED_DOCUMENT, "passport", DOCUMENT, BLOCK, lambda text: is_document(text)),
    (
        ELEVEN,
        "personal_number",
        DOCUMENT,
        BLOCK,
        lambda text: is_pesel(text) or is_asmens_kodas(text),
    ),
    (SNILS, "personal_number", DOCUMENT, BLOCK, lambda text: is_snils(text)),
    (DIGITS_AFTER_WORD, "passport", DOCUMENT, BLOCK, None),
    (CASE_NUMBER, "case_number", CASE, BLOCK, None),
    (CASE_WITH_SIGN, "case_number", CASE, BLOCK, None),
    (BY_PLATE, "plate", PLATE, BLOCK, None),
    (BY_TRUCK_PLATE, "plate", PLATE, BLOCK, None),
    (RU_PLATE, "plate", PLATE, BLOCK, None),
    (UA_PLATE, "plate", PLATE, BLOCK, None),
    (PLATE_AFTER_WORD, "plate", PLATE, BLOCK, None),
    (ETHEREUM, "wallet", WALLET, BLOCK, None),
    (BASE58, "wallet", WALLET, BLOCK, lambda text: is_base58(text)),
    (MONERO, "wallet", WALLET, BLOCK, None),
    (BECH32, "wallet", WALLET, BLOCK, lambda text: is_bech32(text)),
    (TON, "wallet", WALLET, BLOCK, None),
    (CARD_NUMBER, "card", CARD, BLOCK, lambda text: is_card(text)),
]


def documents(text: str) -> Iterator[tuple]:
    """(start, end, rule, severity, advice) of each number that belongs to one person."""
    for match in IBAN.finditer(text):
        if length := iban_length(match.group()):
            yield match.start(), match.start() + length, "iban", BLOCK, ACCOUNT
    for pattern, rule, advice, severity, is_right in NUMBERS:
        for match in pattern.finditer(text):
            part = "number" if "number" in pattern.groupindex else 0
            if is_right is None or is_right(match[part]):
                yield *match.span(part), rule, severity, advice


def digits_of(text: str) -> list[int]:
    return [int(sign) for sign in text if sign in "0123456789"]


def iban_length(text: str) -> int:
    """How many signs of a text that begins like an account number are one; 0 if none is."""
    rest, length, beginning = 0, 0, ""
    for place, sign in enumerate(text):
        if sign in " -":
            continue
        length += 1
        if length <= 4:
            beginning += sign
            continue
        value = int(sign, 36)
        rest = (rest * (100 if value > 9 else 10) + value) % 97
        if length == IBAN_LENGTHS.get(beginning[:2].upper(), 0):
            digits = "".join(str(int(one, 36)) for one in beginning)
            return place + 1 if (rest * 10 ** len(digits) + int(digits)) % 97 == 1 else 0
    return 0


def is_card(text: str) -> bool:
    """Luhn's sum, and a beginning that card networks have."""
    digits = digits_of(text)
    doubled = sum(
        digit if place % 2 == 0 else digit * 2 - 9 * (digit > 4)
        for place, digit in enumerate(reversed(digits))
    )
    return 13 <= len(digits) <= 19 and digits[0] in (2, 3, 4, 5, 6, 9) and doubled % 10 == 0


def weighted(digits: list[int], weights) -> int:
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=False))


def is_date_part(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= 31


def is_pesel(text: str) -> bool:
    """Poland: the month says the century too."""
    digits = digits_of(text)
    month, day = (digits[2] * 10 + digits[3]) % 20, digits[4] * 10 + digits[5]
    total = weighted(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1))
    return total % 10 == 0 and is_date_part(month, day)


def is_asmens_kodas(text: str) -> bool:
    """Lithuania: sex and century, date of birth, four more digits."""
    digits = digits_of(text)
    remainder = weighted(digits, (1, 2, 3, 4, 5, 6, 7, 8, 9, 1)) % 11
    if remainder == 10:
        remainder = weighted(digits, (3, 4, 5, 6, 7, 8, 9, 1, 2, 3)) % 11 % 10
    month, day = digits[3] * 10 + digits[4], digits[5] * 10 + digits[6]
    return 1 <= digits[0] <= 6 and is_date_part(month, day) and remainder == digits[10]


def is_snils(text: str) -> bool:
    digits = digits_of(text)
    check = weighted(digits, range(9, 0, -1)) % 101 % 100
    return check == digits[9] * 10 + digits[10]


def is_document(text: str) -> bool:
    """A Polish identity card by its check digit; passports with two letters by their form."""
    compact = re.sub(r"[ №-]", "", text)
    letters = re.match(r"\D+", compact).group()
    digits = compact[len(letters) :]
    if len(letters) == 3:
        if not letters.isascii() or len(digits) != 6:
            return False
        values = [int(sign, 36) for sign in compact]
        return weighted(values, (7, 3, 1, 9, 7, 3, 1, 7, 3)) % 10 == 0
    return len(letters) == 2


# Signs of an account number in the countries where heroes and their helpers bank.
IBAN_LENGTHS = {
    **{"AT": 20, "AZ": 28, "BE": 16, "BG": 22, "BY": 28, "CH": 21, "CY": 28, "CZ": 24},
    **{"DE": 22, "DK": 18, "EE": 20, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GE": 22, "GR": 27},
    **{"HR": 21, "HU": 28, "IE": 22, "IL": 23, "IS": 26, "IT": 27, "KZ": 20, "LT": 20, "LU": 20},
    **{"LV": 21, "MD": 24, "ME": 22, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "RS": 22},
    **{"RU": 33, "SE": 24, "SI": 19, "SK": 24, "TR": 26, "UA": 29},
}
BASE58_SIGNS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def is_base58(text: str) -> bool:
    """Whether the last four bytes are the check sum of the others (Bitcoin, Litecoin, Tron, …)."""
    number = 0
    for sign in text:
        number = number * 58 + BASE58_SIGNS.index(sign)
    decoded = number.to_bytes(26, "big").lstrip(b"\0").rjust(25, b"\0")
    checked = hashlib.sha256(hashlib.sha256(decoded[:-4]).digest()).digest()[:4]
    return len(decoded) == 25 and checked == decoded[-4:]


BECH32_SIGNS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def is_bech32(text: str) -> bool:
    """BIP 173 and BIP 350: the polynomial over prefix and data leaves one of two constants."""
    text = text.lower()
    prefix, _sign, data = text.rpartition("1")
    values = [ord(sign) >> 5 for sign in prefix] + [0] + [ord(sign) & 31 for sign in prefix]
    values += [BECH32_SIGNS.find(sign) for sign in data]
    rest = 1
    for value in values:
        top = rest >> 25
        rest = (rest & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(
            (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
        ):
            rest ^= generator if top >> place & 1 else 0
    return rest in (1, 0x2BC830A3)
