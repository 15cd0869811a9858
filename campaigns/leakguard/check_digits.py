"""The digits by which a number proves that it is one: a document, an account, a card, a wallet."""

import hashlib
import re

# Signs of an account number in the countries where heroes and their helpers bank.
IBAN_LENGTHS = {
    **{"AT": 20, "AZ": 28, "BE": 16, "BG": 22, "BY": 28, "CH": 21, "CY": 28, "CZ": 24},
    **{"DE": 22, "DK": 18, "EE": 20, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GE": 22, "GR": 27},
    **{"HR": 21, "HU": 28, "IE": 22, "IL": 23, "IS": 26, "IT": 27, "KZ": 20, "LT": 20, "LU": 20},
    **{"LV": 21, "MD": 24, "ME": 22, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "RS": 22},
    **{"RU": 33, "SE": 24, "SI": 19, "SK": 24, "TR": 26, "UA": 29},
}
BASE58_SIGNS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BECH32_SIGNS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


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


def is_base58(text: str) -> bool:
    """Whether the last four bytes are the check sum of the others (Bitcoin, Litecoin, Tron, …)."""
    number = 0
    for sign in text:
        number = number * 58 + BASE58_SIGNS.index(sign)
    decoded = number.to_bytes(26, "big").lstrip(b"\0").rjust(25, b"\0")
    checked = hashlib.sha256(hashlib.sha256(decoded[:-4]).digest()).digest()[:4]
    return len(decoded) == 25 and checked == decoded[-4:]


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
