"""Words that say a collection is over, or open again; for folded text."""

import re

from campaigns.plaintext.characters import alternatives, fold

SUBJECTS = [
    *["the collection", "collection", "the fundraiser", "fundraiser", "the fundraising"],
    *["fundraising", "the campaign", "campaign", "this campaign", "this fundraiser"],
    *["our campaign"],
    *["this collection", "our fundraiser", "the fundraising campaign", "donations"],
    *["the donations"],
    *["сбор", "сбор средств", "наш сбор", "этот сбор", "кампания", "сбор денег"],
    *["сбор по кампании"],
    *["збор", "збор сродкаў", "наш збор", "гэты збор", "кампанія", "збор грошай"],
    *["zbor", "zbor srodkaŭ", "zbiórka", "zbiórka pieniędzy", "nasza zbiórka", "ta zbiórka"],
    *["kampania", "zbiórka środków"],
    *["збір", "збір коштів", "наш збір", "цей збір", "збір грошей"],
]
LINKS = [
    *["is", "has", "has been", "was", "have been", "are", "now", "already", "officially"],
    *["successfully", "finally", "is now", "has now", "уже", "успешно", "официально", "был"],
    *["была"],
    *["теперь", "ужо", "паспяхова", "быў", "цяпер", "została", "został", "już", "pomyślnie"],
    *["jest"],
    *["вже", "успішно", "було", "був", "сукцесам"],
]
ENDS = [
    *["over", "closed", "completed", "complete", "ended", "finished", "concluded", "done"],
    *["no longer accepting donations", "successfully completed", "fully funded and closed"],
    *["завершён", "закрыт", "окончен", "закончен", "завершена", "закрыта", "завершился"],
    *["закончился", "окончена", "закрыли", "завершили", "остановлен"],
    *["завершаны", "закрыты", "скончаны", "скончыўся", "завершыўся", "закончаны", "закрыта"],
    *["завершана", "спынены"],
    *["zakończona", "zamknięta", "zakończona sukcesem", "zakończyła się", "zakończony"],
    *["dobiegła końca"],
    *["закрито", "закінчено", "завершився", "закінчився", "закритий", "завершений", "завершено"],
    *["завершена"],
]
BARE = [
    *["closed", "completed", "finished", "collection closed", "fundraiser closed"],
    *["campaign closed"],
    *["we have closed the collection", "we closed the collection", "we closed the fundraiser"],
    *["we are closing the collection", "we have closed the fundraiser"],
    *["we are closing the fundraiser"],
    *["завершён", "завершено", "закрыт", "закрыто", "окончен", "окончено", "закрыто сбор"],
    *["мы закрыли сбор", "мы закрываем сбор", "закрываем сбор", "сбор закрываем"],
    *["мы завершили сбор"],
    *["завершаны", "закрыты", "закрыта", "завершана", "мы закрылі збор", "мы закрываем збор"],
    *["закрываем збор"],
    *["zakończona", "zakończone", "zamknięte", "zamknięta", "zakończono", "zamykamy zbiórkę"],
    *["zamknęliśmy zbiórkę", "zakończyliśmy zbiórkę"],
    *["закрито", "завершено", "закінчено", "ми закрили збір", "закриваємо збір"],
    *["ми закриваємо збір"],
]
AGAIN = [
    *["the collection is open again", "the fundraiser is open again", "reopened", "open again"],
    *["the collection continues", "сбор снова открыт", "сбор продолжается", "сбор открыт снова"],
    *["збор зноў адкрыты", "збор працягваецца", "zbiórka znów otwarta", "zbiórka trwa"],
    *["zbiórka jest znów otwarta", "збір знову відкрито", "збір триває"],
]

OVER = (
    rf"(?:(?:{alternatives(SUBJECTS)})(?:\s+(?:{alternatives(LINKS)})){{0,3}}\s*[:–—-]?\s*"
    rf"(?:{alternatives(ENDS)})|{alternatives(BARE)})(?!\w)"
)
REOPENED = rf"(?:{alternatives(AGAIN)})(?!\w)"

_IN_BRACKETS = re.compile(
    rf"[\[(【]\W{{0,3}}(?:{OVER})\W{{0,3}}[\])】]|^\W{{0,3}}(?:{OVER})\s?[:.!|–—-]+(?=\s)"
)


def cut(title: str) -> tuple[str, bool]:
    """Give a title without "[CLOSED]", and whether it had such a mark."""
    mark = _IN_BRACKETS.search(fold(title))
    if not mark:
        return title, False
    rest = f"{title[: mark.start()]} {title[mark.end() :]}"
    return " ".join(rest.split()), True
