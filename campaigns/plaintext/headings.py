"""Headings of a budget: "How much is needed?", "На что пойдут деньги", and names of its totals."""

import re

from campaigns.plaintext.characters import alternatives, fold
from campaigns.plaintext.lines import heading_name

# Known to the letter: such a line opens a budget even where nothing stands under it.
HEADINGS = [
    *["fundraising goal", "goal of the fundraiser", "goal", "the goal", "our goal", "budget"],
    *["goal of the campaign", "goal of the collection", "campaign goal", "target", "our target"],
    *["how much is needed", "how much do we need", "how much money is needed", "what is needed"],
    *["what the money is for", "what is the money for", "what the money will be spent on"],
    *["amount needed", "needed", "total goal", "funding goal", "what we need"],
    *["цель сбора", "сумма сбора", "цель", "наша цель", "бюджет", "сколько нужно"],
    *["сколько необходимо", "сколько нужно собрать", "сколько требуется", "цель кампании"],
    *["сколько нужно денег", "сколько денег нужно", "необходимая сумма", "нужная сумма"],
    *["на что нужны деньги", "на что пойдут деньги", "требуемая сумма", "нужно", "необходимо"],
    *["мэта збору", "сума збору", "мэта", "наша мэта", "бюджэт", "колькі трэба"],
    *["колькі патрэбна", "колькі неабходна", "колькі трэба сабраць"],
    *["колькі трэба грошай", "колькі грошай трэба", "патрэбная сума", "неабходная сума"],
    *["на што патрэбныя грошы", "на што патрэбны грошы", "на што пойдуць грошы"],
    *["cel zbiórki", "kwota zbiórki", "cel", "nasz cel", "budżet", "ile potrzeba"],
    *["ile potrzebujemy", "ile pieniędzy potrzeba", "ile trzeba", "potrzebna kwota"],
    *["na co są potrzebne pieniądze", "na co zbieramy", "na co potrzebne są pieniądze"],
    *["kolki treba", "kolki patrebna", "meta zboru", "biudžet", "biudzet", "patrebnaja suma"],
    *["мета збору", "ціль збору", "сума збору", "наша мета", "мета", "ціль", "скільки потрібно"],
    *["потрібна сума", "скільки треба", "скільки необхідно", "необхідна сума"],
    *["скільки потрібно грошей", "на що потрібні гроші", "на що підуть гроші"],
]
# Names of a goal only where an amount stands beside them.
GOAL_NAMES = [
    *["we need", "i need", "we need to raise", "need to raise", "to raise", "we are raising"],
    *["needed amount", "required amount", "required", "need", "asking for", "we ask for"],
    *["необходимо собрать", "нужно собрать", "надо собрать", "требуется собрать", "собираем"],
    *["нам нужно", "мне нужно", "нужна сумма", "требуется", "хотим собрать", "собрать"],
    *["трэба сабраць", "неабходна сабраць", "збіраем", "нам трэба", "мне трэба", "патрэбна"],
    *["неабходна", "сабраць", "трэба"],
    *["trzeba zebrać", "potrzebujemy", "potrzebuję", "zbieramy", "chcemy zebrać", "potrzeba"],
    *["потрібно зібрати", "треба зібрати", "необхідно зібрати", "збираємо", "потрібно", "треба"],
    *["необхідно", "нам потрібно", "мені потрібно", "зібрати"],
]
TOTALS = [
    *["total", "in total", "total amount", "total needed", "sum", "altogether", "grand total"],
    *["total sum", "overall", "sum total", "all together", "total required", "total cost"],
    *["всего", "итого", "общая сумма", "сумма", "вместе", "в сумме", "итого нужно"],
    *["всего нужно", "итого необходимо", "всего необходимо", "итог", "в итоге"],
    *["усяго", "разам", "агульная сума", "усяго трэба", "усяго патрэбна", "сума", "у суме"],
    *["разам трэба", "ўсяго", "вынік"],
    *["razem", "łącznie", "suma", "ogółem", "w sumie", "łączna kwota", "razem potrzeba"],
    *["suma całkowita", "do zebrania"],
    *["usiaho", "ahulnaja suma"],
    *["усього", "всього", "загальна сума", "загалом", "разом", "сумарно", "підсумок"],
]
SUBTOTALS = [
    *["subtotal", "sub-total", "sub total", "промежуточный итог", "подытог", "прамежкавы вынік"],
    *["suma częściowa", "проміжний підсумок", "итого по", "total for", "разам за", "razem za"],
]
# A line of few words that opens with one of these is a heading if amounts follow.
OPENINGS = [
    *[
        "how much",
        "what the",
        "what are",
        "what is",
        "what is the money",
        "what we",
        "what i need",
        "where the money",
    ],
    *["where your", "why we need", "budget", "breakdown", "cost breakdown", "expenses", "costs"],
    *["estimated", "planned", "expected", "spending", "the money", "the funds", "funds"],
    *["your donation", "we need", "i need", "we ask", "i ask", "i am asking", "we are asking"],
    *["we are raising", "we're raising", "needs", "our needs", "my needs", "use of funds"],
    *["what for", "fundraising", "list of", "the budget", "this is what", "here is what"],
    *["help is needed", "help needed", "money is needed", "funds are needed", "required"],
    *["goal", "the goal", "our goal", "the needs", "he needs", "she needs", "they need"],
    *["разбивка", "разбіўка", "розбивка", "podział", "из них", "з іх", "з них", "z tego"],
    *["of this"],
    *["сколько", "на что", "для чего", "куда пойдут", "смета", "расходы", "траты", "затраты"],
    *["бюджет", "необходим", "нам нужн", "я прошу", "прошу", "просим", "мне нужн", "нужн"],
    *["статьи расходов", "деньги"],
    *["средства", "собираем", "сбор на", "потребности", "планируемые", "примерные", "помощь нужна"],
    *["требуется", "требуются", "список", "ваши деньги", "собранные", "из чего", "цель", "нужна"],
    *["ему нужн", "ей нужн", "им нужн", "вот на что", "вот что", "распределение"],
    *["колькі", "на што", "для чаго", "куды пойдуць", "каштарыс", "выдаткі", "расходы"],
    *["бюджэт", "неабходн", "нам патрэбн", "прашу", "просім", "мне патрэбн", "патрэбн"],
    *["нам трэба", "мне трэба"],
    *["трэба", "збіраем", "сродкі", "грошы", "патрэбы", "спіс", "сабраныя", "мэта", "вось на што"],
    *["яму патрэбн", "ёй патрэбн", "ім патрэбн"],
    *["kolki", "na što", "vydatki", "patrebn", "nam treba", "proszę", "prosimy", "mnie treba"],
    *["zbirajem", "hrošy"],
    *["ile", "na co", "kosztorys", "wydatki", "koszty", "budżet", "potrzeb", "zbieramy"],
    *["środki", "pieniądze", "lista", "planowane", "zebrane", "cel", "na te cele", "rozpiska"],
    *["скільки", "на що", "для чого", "куди підуть", "кошторис", "витрати", "бюджет"],
    *["необхідн", "нам потрібн", "прошу", "просимо", "мені потрібн", "потрібн", "збираємо"],
    *["кошти", "гроші"],
    *["потреби", "список", "зібрані", "мета", "ціль", "нам треба", "мені треба", "ось на що"],
]

LONGEST = 90

_HEADINGS = frozenset(map(fold, HEADINGS))
_TOTALS = frozenset(map(fold, TOTALS))
_GOAL_NAMES = frozenset(map(fold, GOAL_NAMES))
_OPENING = re.compile(rf"(?:{alternatives(OPENINGS)})")
_TOTAL = re.compile(rf"(?:{alternatives([*SUBTOTALS, *TOTALS])})(?!\w)")
_REMARK = re.compile(r"\s*\([^()]*\)?")
_CURRENCY = re.compile(r",?\s*(?:in|в|у|ў|w)?\s*(?:euros?|eur|€|евро|еўра|євро)\s*$")


def name(text: str) -> str:
    """Give a heading as a name to look up, without "(in euros)" and drawings."""
    if len(text) > LONGEST:
        return ""
    plain = heading_name(_REMARK.sub("", text))
    return re.sub(r"^[^\w€$£]+|[^\w€%]+$", "", _CURRENCY.sub("", plain))


def is_heading(text: str) -> bool:
    """Tell whether a line is the heading of a budget, whatever stands under it."""
    return name(text) in _HEADINGS


def may_be_heading(text: str) -> bool:
    """Tell whether a line announces a budget if amounts follow at once."""
    plain = name(text)
    return (
        bool(plain)
        and not text.rstrip().endswith((".", "!", ","))
        and len(plain.split()) <= 12
        and (text.rstrip().endswith((":", "?")) or len(plain.split()) <= 6)
        and _OPENING.match(plain) is not None
    )


def is_goal_name(plain: str) -> bool:
    """Tell whether an amount beside this name is what the whole campaign asks for."""
    return plain in _HEADINGS or plain in _TOTALS or plain in _GOAL_NAMES


def opens_with_total(folded: str) -> bool:
    """Tell whether a label begins with "total", and may still be a line of its own."""
    return _TOTAL.match(folded) is not None
