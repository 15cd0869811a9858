"""What a copied web page leaves between the lines of a story: menus, buttons, notices.

A name counts only as a whole line, so that "Support us in May" stays in its story.
"""

import re

from campaigns.plaintext.amounts import amount_at, amounts_in
from campaigns.plaintext.characters import alternatives, fold

NAMES = [
    *["news", "updates", "comments", "donors", "donate", "share", "support", "read more", "menu"],
    *["donate now", "support us", "support this campaign", "support the campaign", "give now"],
    *["home", "about us", "about", "contacts", "contact us", "contact", "log in", "login"],
    *["sign in", "sign up", "search", "back", "next", "previous", "all campaigns", "campaigns"],
    *["fundraisers", "skip to content", "skip to main content", "copy link", "copy the link"],
    *["accept", "accept all", "accept cookies", "reject", "reject all", "decline", "cookie policy"],
    *["cookie settings", "manage cookies", "privacy policy", "terms of use", "terms of service"],
    *["privacy", "show more", "load more", "see all", "close menu", "other amount", "other"],
    *["custom amount", "choose amount", "choose an amount", "one-time", "one time", "monthly"],
    *["make a donation", "help", "subscribe", "follow us", "print", "report", "see also", "faq"],
    *["latest news", "latest donations", "recent donations", "anonymous donor", "pay by card"],
    *["share this campaign", "share with friends", "tell your friends", "language"],
    *["advertisement"],
    *["новости", "обновления", "комментарии", "доноры", "поддержать", "поделиться", "пожертвовать"],
    *["меню", "главная", "о нас", "контакты", "войти", "регистрация", "поиск", "назад", "далее"],
    *["помочь", "поддержать сбор", "все сборы", "сборы", "принять", "принять все", "отклонить"],
    *["читать далее", "показать ещё", "подробнее", "скопировать ссылку", "политика приватности"],
    *["политика конфиденциальности", "другая сумма", "выбрать сумму", "выберите сумму"],
    *["разово", "ежемесячно", "поделиться в соцсетях", "поделитесь с друзьями", "ссылка", "язык"],
    *["сделать пожертвование", "подписаться", "последние пожертвования", "оплатить картой"],
    *["навіны", "абнаўленні", "каментары", "падтрымаць", "падзяліцца", "ахвяраваць"],
    *["галоўная", "пра нас", "кантакты", "увайсці", "пошук", "далей", "дапамагчы", "усе зборы"],
    *["зборы", "прыняць", "прыняць усе", "адхіліць", "чытаць далей", "скапіяваць спасылку"],
    *["іншая сума", "выберыце суму", "аднаразова", "штомесяц", "палітыка прыватнасці", "мова"],
    *["зрабіць ахвяраванне", "падпісацца", "рэгістрацыя"],
    *["aktualności", "komentarze", "wesprzyj", "udostępnij", "wpłać", "strona główna", "o nas"],
    *["kontakt", "zaloguj się", "zaloguj", "szukaj", "wstecz", "dalej", "wszystkie zbiórki"],
    *["zbiórki", "akceptuję", "akceptuj", "akceptuj wszystkie", "odrzuć", "czytaj dalej"],
    *["skopiuj link", "polityka prywatności", "inna kwota", "wybierz kwotę", "jednorazowo"],
    *["miesięcznie", "wesprzyj zbiórkę", "pomóż", "darczyńcy", "rejestracja", "język"],
    *["новини", "оновлення", "коментарі", "підтримати", "поділитися", "головна", "про нас"],
    *["контакти", "увійти", "пошук", "далі", "допомогти", "усі збори", "збори", "прийняти"],
    *["прийняти всі", "відхилити", "читати далі", "скопіювати посилання", "інша сума"],
    *["оберіть суму", "одноразово", "щомісяця", "пожертвувати", "мова", "підтримати збір"],
    *["facebook", "twitter", "x", "telegram", "whatsapp", "viber", "instagram", "linkedin", "vk"],
    *["youtube", "tiktok", "signal", "вконтакте", "email", "e-mail", "share on facebook"],
    *["share on twitter", "share on telegram", "share on x", "поделиться в facebook", "tweet"],
    *["поделиться в telegram", "ok"],
]
HOMES = ["home", "главная", "галоўная", "strona główna", "головна"]
COOKIES = ["cookie", "куки", "кукі", "ciasteczk", "ciasteczek", "файли печива"]
CONSENT = [
    *["we use", "uses", "accept", "consent", "settings", "policy", "agree", "использу", "соглас"],
    *["принима", "выкарыст", "згодн", "używa", "zgod", "akcept", "використ", "погодж"],
]
GIVE = [
    *["donate", "give", "support with", "minimum donation", "min. donation", "minimum amount"],
    *["пожертвовать", "поддержать на", "минимальная сумма", "минимальное пожертвование"],
    *["ахвяраваць", "мінімальная сума", "мінімальнае ахвяраванне", "wpłać", "minimalna kwota"],
    *["пожертвувати", "мінімальна сума"],
]

RIGHTS = [
    *["all rights reserved", "copyright", "все права защищены", "усе правы абаронены"],
    *["wszelkie prawa", "усі права"],
]

# More than a notice about cookies takes.
LONGEST = 400
# Three amounts in a row that nobody explains are the buttons of a form.
FEWEST_BUTTONS = 3

_NAMES = frozenset(map(fold, NAMES))
# A full stop makes a sentence of one word.
_EDGE = re.compile(r"^[^\w©]+|[^\w.!?…]+$")
_TRAIL = re.compile(rf"\W{{0,5}}(?:{alternatives(HOMES)})\s{{0,3}}[›>/»→|•]")
_COOKIES = re.compile(rf"(?<!\w)(?:{alternatives(COOKIES)})")
_CONSENT = re.compile(rf"(?<!\w)(?:{alternatives(CONSENT)})")
_NOTICE = re.compile(rf"©|{alternatives(RIGHTS)}")
_GIVE = re.compile(rf"\W{{0,5}}(?:{alternatives(GIVE)})\W{{1,3}}")
_LANGUAGES = re.compile(
    r"(?:(?:en|eng|be|by|бел|ru|rus|рус|pl|pol|ua|uk|укр|de|lt)(?:[\s|/,•·]+|$)){2,8}"
)
_COUNT_OF = re.compile(
    r"[0-9 ]{1,7}(?:views?|shares?|просмотр\w{0,3}|праглядаў|wyświetle\w{0,3})\W*$"
)


def is_furniture(text: str) -> bool:
    """Tell whether a line belongs to the page and not to the story."""
    if len(text) > LONGEST:
        return False
    folded = fold(text)
    name = _EDGE.sub("", folded)
    if name in _NAMES or _LANGUAGES.fullmatch(name) or _TRAIL.match(folded):
        return True
    if _is_menu(folded) or _NOTICE.match(name) or _COUNT_OF.match(name):
        return True
    if give := _GIVE.match(folded):
        amount = amount_at(folded, give.end())
        return amount is not None and not re.search(r"\w", folded[amount.end :])
    return _COOKIES.search(folded) is not None and _CONSENT.search(folded) is not None


def buttons(texts: list[str]) -> set[int]:
    """Give the places of lines that are the preset amounts of a form.

    They rise, nobody explains them, and they stand in one line or beside other furniture.
    """
    found: set[int] = set()
    run: list[int] = []
    cents: list[int] = []
    for place, text in enumerate([*texts, ""]):
        if amounts := _only_amounts(text):
            run.append(place)
            cents += amounts
        elif text.strip() or place == len(texts):
            if len(cents) >= FEWEST_BUTTONS and cents == sorted(set(cents)):
                beside = [*texts[max(0, run[0] - 2) : run[0]], *texts[run[-1] + 1 : run[-1] + 3]]
                if len(cents) > len(run) or any(map(is_furniture, filter(str.strip, beside))):
                    found.update(run)
            run, cents = [], []
    return found


def _only_amounts(text: str) -> list[int]:
    folded = fold(text)
    if len(folded) > LONGEST:
        return []
    amounts = list(amounts_in(folded))
    between, end = "", 0
    for amount in amounts:
        between += folded[end : amount.start]
        end = amount.end
    if re.search(r"\w", between + folded[end:]) or not any(amount.sign for amount in amounts):
        return []
    return [amount.cents for amount in amounts]


def _is_menu(folded: str) -> bool:
    """ "Home | Campaigns | About us": names of the page only, with marks between them."""
    parts = [part.strip() for part in re.split(r"[|•·/›»\t]", folded)]
    return len(parts) > 1 and all(part in _NAMES for part in parts if part) and any(parts)
