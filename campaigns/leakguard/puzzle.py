"""Details of which one is normal and several together point to one person.

Each kind of detail weighs what it narrows: a small town more than an article of the criminal code,
under which hundreds were sentenced. What counts is how many kinds come together, and their weight.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.leakguard import gazetteer
from campaigns.leakguard.findings import BLOCK, WARN, Finding
from campaigns.leakguard.reading import Reading
from campaigns.leakguard.whereabouts import DATE, MONTH

# From two kinds on the reader is shown them; from three that weigh this much on, somebody answers.
KINDS_TO_SHOW, WEIGHT_TO_SHOW = 2, 3.0
KINDS_TO_ANSWER, WEIGHT_TO_ANSWER = 3, 6.0
# From this weight on, whoever knows the town or the case knows the person.
WEIGHT_OF_ONE_PERSON = 9.0

# The rule of the finding that speaks of all of them.
COMBINATION = "combination"

KINDS = {
    "date": (2.0, gettext_lazy("an exact day")),
    "month": (1.0, gettext_lazy("a month")),
    "town": (3.0, gettext_lazy("a small town")),
    "city": (1.5, gettext_lazy("a city")),
    "colony": (2.0, gettext_lazy("a certain prison")),
    "article": (1.0, gettext_lazy("an article of the code")),
    "case": (3.0, gettext_lazy("a case by its name")),
    "term": (1.0, gettext_lazy("the length of a sentence")),
    "employer": (3.0, gettext_lazy("an employer")),
    "trade": (1.5, gettext_lazy("a trade")),
    "service": (2.0, gettext_lazy("a rank or a service")),
    "award": (2.5, gettext_lazy("an award")),
    "illness": (1.5, gettext_lazy("an illness")),
    "children": (1.5, gettext_lazy("the number or age of children")),
    "media": (2.5, gettext_lazy("an appearance in public")),
}

TRADES = (
    r"(?:driver|teacher|lecturer|professor|doctor|surgeon|nurse|dentist|paramedic|"
    r"pharmacist|vet|engineer|programmer|"
    r"developer|designer|architect|builder|welder|electrician|plumber|miner|carpenter|"
    r"mechanic|locksmith|machinist|"
    r"dispatcher|journalist|editor|photographer|cameraman|blogger|lawyer|attorney|"
    r"notary|judge|prosecutor|investigator|"
    r"priest|pastor|musician|conductor|actor|actress|artist|painter|director|coach|"
    r"trainer|athlete|librarian|"
    r"accountant|economist|manager|farmer|forester|cook|chef|baker|hairdresser|tailor|"
    r"seamstress|postman|courier|"
    r"salesman|cashier|guard|firefighter|rescuer|pilot|sailor|translator|psychologist|"
    r"historian|scientist|researcher|"
    r"водител\w*|дальнобойщик\w*|шофёр\w*|учител\w*|преподавател\w*|професс?ор\w*|"
    r"доцент\w*|врач\w*|хирург\w*|"
    r"медсест\w*|медбрат\w*|фельдшер\w*|стоматолог\w*|инженер\w*|программист\w*|"
    r"строител\w*|сварщик\w*|электрик\w*|"
    r"сантехник\w*|шахтёр\w*|шахтер\w*|слесар\w*|токар\w*|машинист\w*|диспетчер\w*|"
    r"журналист\w*|редактор\w*|фотограф\w*|"
    r"оператор\w*|блогер\w*|адвокат\w*|юрист\w*|нотариус\w*|судь\w*|прокурор\w*|"
    r"следовател\w*|священник\w*|музыкант\w*|"
    r"дириж[её]р\w*|акт[её]р\w*|актрис\w*|художни\w*|режисс[её]р\w*|тренер\w*|"
    r"спортсмен\w*|библиотекар\w*|бухгалтер\w*|"
    r"экономист\w*|фермер\w*|лесник\w*|повар\w*|пекар\w*|парикмахер\w*|швея|"
    r"шве[ейю]\w*|почтальон\w*|курьер\w*|"
    r"кассир\w*|охранник\w*|пожарн\w*|спасател\w*|л[её]тчик\w*|переводчи\w*|"
    r"психолог\w*|историк\w*|уч[её]н\w*|"
    r"кіроўц\w*|вадзіцел\w*|настаўні\w*|выкладчы\w*|прафесар\w*|урач\w*|лекар\w*|"
    r"медсястр\w*|фельчар\w*|інжынер\w*|"
    r"праграміст\w*|будаўні\w*|зваршчы\w*|шахцёр\w*|слесар\w*|рэдактар\w*|"
    r"журналіст\w*|юрыст\w*|святар\w*|музык\w*|"
    r"акцёр\w*|мастак\w*|рэжысёр\w*|трэнер\w*|бібліятэкар\w*|бухгалтар\w*|"
    r"перакладчы\w*|псіхолаг\w*|гісторык\w*|"
    r"kierowc\w*|nauczyciel\w*|wykładowc\w*|profesor\w*|lekarz\w*|lekark\w*|"
    r"chirurg\w*|pielęgniar\w*|inżynier\w*|"
    r"programist\w*|budowlan\w*|spawacz\w*|górnik\w*|elektryk\w*|dziennikar\w*|"
    r"prawnik\w*|adwokat\w*|ksi[ęą]d\w*|"
    r"muzyk\w*|aktor\w*|artyst\w*|reżyser\w*|trener\w*|księgow\w*|tłumacz\w*|"
    r"psycholog\w*|historyk\w*)"
)
AT_WORK = (
    r"(?:work(?:ed|s|ing)?|job|employed|profession\w*|career|former|was an?|am an?|"
    r"is an?|became an?|trained|"
    r"работа\w*|трудил\w*|профессии|специальности|бывш\w*|был\w?|являл\w*|стал\w?|"
    r"устроил\w*|"
    r"працава\w*|прафесіі|спецыяльнасці|былы\w?|была|быў|"
    r"pracowa\w*|zawodu|były|była|jestem|praca|pracuj\w*)"
)
RANKS = (
    r"(?:sergeant|lieutenant|captain|major|colonel|general|corporal|ensign|"
    r"warrant officer|"
    r"сержант\w*|лейтенант\w*|капитан\w*|майор\w*|подполковник\w*|полковник\w*|"
    r"прапорщик\w*|старшин\w*|офицер\w*|"
    r"лейтэнант\w*|капітан\w*|маёр\w*|падпалкоўнік\w*|палкоўнік\w*|прапаршчык\w*|"
    r"афіцэр\w*|"
    r"sierżant\w*|porucznik\w*|kapitan\w*|major\w*|pułkownik\w*|chorąż\w*|oficer\w*)"
)
SERVICES = (
    r"border guard(?:s| service| uniform)?|police officer|riot police|special forces|"
    r"paratroop\w*|armed forces|"
    r"(?:served|service) in the (?:army|police|military|border)|civil servant|"
    r"KGB officer|customs officer|"
    r"погранич\w+|погранслужб\w*|погранвойск\w*|бывш\w+ (?:милиционер\w*|силовик\w*|"
    r"омоновец\w*|следовател\w*|военн\w+)|"
    r"служил\w? в (?:милиции|армии|мчс|омоне|погран\w+|десант\w+|вдв)|госслужащ\w+|"
    r"тамож\w+|"
    r"памежні\w+|пагран\w+|служы[ўл]\w? ў (?:міліцыі|войску|арміі)|мытні\w+|"
    r"straż\w? graniczn\w+|służy\w+ w (?:wojsku|policji|milicji)"
)
ILLNESSES = (
    r"cancer|oncolog\w*|tum(?:our|or)\w*|leuk(?:a?e)mia|diabet\w*|epilep\w*|"
    r"multiple sclerosis|parkinson\w*|alzheimer\w*|"
    r"cerebral palsy|autis\w*|down syndrome|disabilit\w*|disabled|wheelchair|stroke|"
    r"heart attack|heart surgery|"
    r"HIV|hepatitis|tubercul\w*|schizophren\w*|bipolar|tinnitus|hernia|transplant\w*|"
    r"dialysis|hemophili\w*|psoria\w*|"
    r"рак(?:а|ом|е|у)?(?= |\.|,)(?! [А-Я])|онколог\w*|опухол\w*|лейк(?:оз|еми)\w*|"
    r"диабет\w*|эпилепси\w*|склероз\w*|паркинсон\w*|"
    r"дцп|аутизм\w*|аутист\w*|инвалид\w*|инсульт\w*|инфаркт\w*|вич|гепатит\w*|"
    r"туберкул[её]з\w*|шизофрени\w*|псориаз\w*|"
    r"операци\w+ на сердце|инвалидн\w+ коляск\w+|анкалаг\w*|пухлін\w*|дыябет\w*|"
    r"эпілепсі\w*|аўтызм\w*|інвалід\w*|інсульт\w*|інфаркт\w*|"
    r"гепатыт\w*|сухот\w*|nowotw[oó]r\w*|rak(?:a|iem|u)?(?= |\.|,)|białaczk\w*|"
    r"cukrzyc\w*|padaczk\w*|autyzm\w*|niepełnosprawn\w*|udar\w*|zawał\w*|gruźlic\w*"
)
NUMBER = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|\d{1,2}|дво[ей]\w*|тро[ей]\w*|"
    r"четвер\w+|пятер\w*|дв[ае]|три|тр[ёе]х|четыр\w+|пят\w+|"
    r"двое|дзве|двух|трое|трох|чацвёра|пяц\w+|dwoje|dwójk\w+|troje|trójk\w+|czworo|"
    r"czwórk\w+|dwie|trzy|trzech|dwóch|cztery)"
)
CHILD = (
    r"(?:child(?:ren)?|kids?|sons?|daughters?|twins|grandchild\w*|дет(?:ей|и|ьми|ям|"
    r"ях)|реб[её]н\w+|сын\w*|доч\w+|доченьк\w*|близнец\w*|внук\w*|внуч\w+|"
    r"дзяц\w+|дзіц\w+|дзетк\w*|дач\w+|дочк\w*|блізнят\w*|dzie(?:ci|ck)\w*|syn\w*|"
    r"córk\w*|bliźni\w+)"
)
AGED = (
    r"(?:aged?|years? old|year-old|-year-old|months? old|лет|год(?:а|ик\w*)?|летн\w+|"
    r"месяц\w*|гадоў|гадк\w+|гадов\w+|lat|letni\w*|lat\w+|miesi\w+)"
)

PATTERNS = {
    "date": [rf"(?<!\w){DATE}(?!\w)"],
    "month": [rf"(?<!\w)(?:in |at the end of |в |у |w )?{MONTH},?\s(?:of\s)?(?:19|20)\d\d(?!\w)"],
    "town": [
        r"(?<!\w)(?:village|hamlet|settlement|town) of (?-i:[A-Z])[\w'’-]{1,30}|"
        r"(?<!\w)(?-i:[A-Z])[\w'’-]{1,30} (?:village|district)(?!\w)",
        r"(?<!\w)(?:деревн\w+|дер\.|д\.|сел[оае]|пос[её]лк\w*|пос[её]лок|пгт|г\.\s?п\.|"
        r"агрогород\w+|хутор\w*|вёск\w+|весц[ыэе]|мястэчк\w+|аграгарад\w+|wieś|wsi|"
        r"miasteczk\w+)\s[«\"„]?(?-i:[A-ZА-ЯІЁЎŁŚ])[\w'’ʼ-]+",
        r"(?<!\w)(?-i:[A-ZА-ЯІЁЎ])[\w-]{2,30}(?:ском|ского|ский|скага|скім|"
        r"скі) (?:район\w*|раён\w*)",
        r"(?<!\w)(?:городе|город|города|г\.|горадзе|town of|mie[śs]cie)\s(?-i:Мир\w*|"
        r"Мост\w*|Горк\w*|Бер[её]з\w*|Бяроз\w*|Ветк\w*|Орш\w*|Столбц\w*|Речиц\w*|Город\w*|"
        r"Mir|Masty|Horki|Biaroza|Vietka)",
    ],
    "colony": [
        r"(?<!\w)(?:penal |correctional |women['’]s |strict |open[- ]type )?(?:colony|"
        r"prison|facility|institution|jail)\s?(?:no\.?|number|№|#)?\s?\d{1,2}(?!\d)",
        r"(?<!\w)(?:и[кп]|п[кк]|сизо|іуот|иуот|лтп|тюрьм\w+|колони[яиюей]\w*|калоні\w+|"
        r"турм\w+|SIZO|IK|PK|koloni\w+ karn\w+|zakład\w* karn\w+)[\s-]{0,2}(?:no\.?|nr\.?|"
        r"№|n)?\s?\d{1,2}(?!\d)",
        r"(?<!\w)(?:Vit[’']?ba|Vityba|Витьба|Віцьба|Вітьба|Volod?arka|Valadarka|"
        r"Володарк\w+|Валадарк\w+|Okrestin\w+|Akresci\w+|Окрестин\w+|Акрэсцін\w+|"
        r"Волчьи норы|Воўчыя норы)(?!\w)",
        r"(?<!\w)(?-i:[A-ZА-ЯІ])[\w-]{3,20} (?:prison|jail|detention cent(?:er|re)|"
        r"колони\w+|тюрьм\w+|турм\w+|калоні\w+|СИЗО)(?!\w)",
    ],
    "article": [
        r"(?<!\w)(?:article|art\.|стать[яеиёюй]\w*|ст\.|артыкул\w*|арт\.|"
        r"artykuł\w*)\s?\d{2,3}(?:[-.]\d)?(?!\d)"
    ],
    "case": [
        r"(?<!\w)[“\"«„](?-i:[A-ZА-ЯІЎ])[\w’'-]+(?: \w+)? (?:case|affair)[”\"»]|"
        r"(?<!\w)(?:делу?|дела|деле|справ[аеы]|"
        r"spraw\w+)\s[«\"„“](?-i:[A-ZА-ЯІЎ])[^»\"”\n]{2,40}[»\"”]|«дел[оау] [^»\n]{2,40}»"
    ],
    "term": [
        r"(?<!\w)(?:\d{1,2}|an?|one|two|three|four|five|six|seven|eight|nine|"
        r"ten)(?: and an? half)? years?(?: and (?:\d{1,2}|a|one|two|three|four|five|six|"
        r"seven|eight|nine|ten|eleven) months?)? (?:in|of) (?:(?:a |an |the )?(?:penal |"
        r"strict |general |maximum |restricted )*(?:prison|colony|regime|imprisonment|"
        r"custody|jail|freedom))",
        r"(?<!\w)(?:\d{1,2}(?:[.,]\d)?|полтора|два|три|четыре|пять|шесть|семь|восемь|"
        r"девять|десять)(?: с половиной)? (?:год\w*|"
        r"лет)(?: (?:и )?\d{1,2} месяц\w*)? (?:колони\w+|тюрьм\w+|заключени\w+|лишени\w+|"
        r"строгого|общего|усиленного|химии|ограничени\w+)",
        r"(?<!\w)(?:\d{1,2}(?:[.,]\d)?|паўтара|два|тры|чатыры|пяць|шэсць|сем|"
        r"восем)(?: з паловай)? (?:год\w*|гады|гадоў) (?:калоні\w+|турм\w+|зняволенн\w+|"
        r"пазбаўленн\w+)",
        r"(?<!\w)(?:\d{1,2}(?:[.,]\d)?|dwa|trzy|cztery|pięć|półtora) (?:roku|lata|"
        r"lat) (?:więzieni\w+|kolonii|pozbawieni\w+)",
    ],
    "employer": [
        r"(?<!\w)(?:work(?:ed|s|ing)?|job|employed|fired|dismissed)\s(?:\w+\s){0,5}?(?:at|"
        r"for|by|from)\s(?:the\s)?[“\"«„](?-i:[A-ZА-ЯІЎ])[^”\"»\n]{1,50}[”\"»]",
        r"(?<!\w)(?:work(?:ed|s|ing)?|employed|fired|dismissed)\s(?:[a-z]+\s){0,4}?(?:at|"
        r"for|by|from)\s(?:the\s)?(?-i:[A-Z][\w&.-]+(?:\s[A-Z][\w&.-]+)"
        r"{0,4})\s?(?-i:[Pp]lant|[Ff]actory|[Uu]niversity|[Hh]ospital|[Ss]chool|"
        r"[Cc]ompany|[Tt]heatre|[Tt]heater|[Bb]ank|[Ii]nstitute|[Ww]orks|[Cc]linic|"
        r"[Cc]ollege|[Mm]useum|[Rr]ailway)?",
        r"(?<!\w)(?:работа\w*|труд\w+|устроил\w*|уволи\w*|працава\w*|звольні\w*|"
        r"pracowa\w*|zwolni\w*)\s(?:[\w-]+\s){0,4}?(?:на|в|из|с|у|ў|з|w|z|na|"
        r"ze)\s(?:[\w-]+\s){0,3}?[«\"„“](?-i:[A-ZА-ЯІЎ])[^»\"”\n]{1,50}[»\"”]",
        r"(?<!\w)(?-i:БелАЗ\w*|МАЗ[еау]?|МТЗ|Беларуськали\w*|Беларуськалі\w*|БМЗ|"
        r"Нафтан\w*|Гродно Азот\w*|Гродна Азот\w*|Белтелеради\w*|БелТА|Belaruskali|Naftan|"
        r"BelAZ|MTZ|BMZ|Grodno Azot|Hrodna Azot|EPAM|Wargaming)(?!\w)",
    ],
    "trade": [
        rf"(?<!\w){AT_WORK}(?:\s[\w’'-]+){{0,4}}?\s(?P<piece>{TRADES})(?!\w)",
        rf"(?<!\w)(?P<piece>{TRADES}) (?:by (?:profession|trade|training)|по (?:профессии|"
        rf"образованию|специальности)|па (?:прафесіі|адукацыі)|z (?:zawodu|wykształcenia))",
    ],
    "service": [
        rf"(?<!\w)(?:{SERVICES})(?!\w)",
        rf"(?<!\w)(?:former|retired|rank of|бывш\w+|в звании|отставн\w+|былы\w?|у званні|"
        rf"były|emerytowan\w+|w stopniu)\s(?P<piece>(?:(?:senior|junior|police|старш\w+|"
        rf"младш\w+|starsz\w+)\s)?{RANKS})(?!\w)",
    ],
    "award": [
        r"(?<!\w)(?:medals?|awarded|decorated|laureate|prize(?:winner)?|champion\w*|"
        r"honou?rary|order of [A-Z]\w+|медал\w+|орден\w*|награжд\w+|награда\w*|награду|"
        r"лауреат\w*|чемпион\w*|заслуженн\w+|почётн\w+|"
        r"узнагар\w+|лаўрэат\w*|чэмпіён\w*|заслужан\w+|ордэн\w*|медал[ьёія]\w*|medal\w*|"
        r"odznaczon\w*|laureat\w*|mistrz\w+ (?:świata|polski|białorusi|europy))(?!\w)"
    ],
    "illness": [rf"(?<!\w)(?:{ILLNESSES})(?!\w)"],
    "children": [
        rf"(?<!\w){NUMBER}\s(?:[\w-]+\s){{0,3}}?{CHILD}(?!\w)",
        rf"(?<!\w){CHILD}(?:\W{{1,3}}[\w-]+){{0,3}}?\W{{1,3}}\(?\d{{1,2}}(?:\s?(?:and|,|и|"
        rf"і|i|oraz)\s?\d{{1,2}})*\s?{AGED}",
        rf"(?<!\w)(?:\d{{1,2}}|two|three|four|five|six|seven|eight|nine|"
        rf"ten)[\s-]{AGED}(?:\s[\w-]+){{0,2}}?\s{CHILD}(?!\w)",
        rf"(?<!\w){CHILD} (?:of|aged) \d{{1,2}}(?: and \d{{1,2}})?(?!\w)",
    ],
    "media": [
        r"(?<!\w)(?:YouTube|Ютуб\w*|ютьюб\w*|TikTok|тикток\w*|my (?:channel|blog|podcast)|"
        r"мо(?:й|ём|его) (?:канал\w*|блог\w*|подкаст\w*)|мой канал|"
        r"gave (?:an )?interviews?|interview (?:with|to|for)|"
        r"(?:appear\w+|shown|was) on (?:state )?(?:television|TV)|дал\w? интервью|"
        r"интервью \w+|показали по (?:телевизор\w+|тв|телевидени\w+)|пакаяльн\w+ відэа|"
        r"покаянн\w+ видео|confession video|"
        r"video (?:appeal|address|message)|видеообращени\w*|відэазварот\w*|даў інтэрв|"
        r"дала інтэрв|wywiad\w*|w telewizji|kanał\w* na)(?!\w)"
    ],
}
COMPILED = {
    kind: [re.compile(pattern, re.IGNORECASE) for pattern in patterns]
    for kind, patterns in PATTERNS.items()
}


@dataclass(frozen=True)
class Piece:
    """One detail; `where` is anything that tells the texts of one story apart."""

    kind: str
    start: int
    end: int
    text: str
    region: str = ""
    where: object = None

    @property
    def weight(self) -> float:
        return KINDS[self.kind][0]


def pieces(read: Reading, source: str, where: object = None) -> list[Piece]:
    """Every detail in a text, where it is told first. What is a day is not a month again."""
    found = []
    for kind, patterns in COMPILED.items():
        for pattern in patterns:
            for match in pattern.finditer(read.text):
                part = "piece" if "piece" in pattern.groupindex else 0
                found.append((kind, *read.span(*match.span(part)), ""))
    for match, region, is_centre in gazetteer.places(read.text):
        found.append(("city" if is_centre else "town", *read.span(*match.span()), region))
    kept, said, at = [], set(), 0
    for kind, start, end, region in sorted(found, key=lambda one: (one[1], -one[2])):
        if start < at:
            continue
        at, text = end, source[start:end]
        if (kind, text.casefold()) not in said:
            said.add((kind, text.casefold()))
            kept.append(Piece(kind, start, end, text, region, where))
    return kept


def judge(found: Iterable[Piece]) -> Iterator[tuple[object, Finding]]:
    """(where, finding) for details that together narrow the circle; nothing when few do."""
    found = list(found)
    kinds = {piece.kind for piece in found}
    # A city beside a small town adds nothing, nor does a month beside a day.
    kinds -= {"city"} if "town" in kinds else set()
    counted = kinds - ({"month"} if "date" in kinds else set())
    weight = sum(KINDS[kind][0] for kind in counted)
    if len(counted) < KINDS_TO_SHOW or weight < WEIGHT_TO_SHOW:
        return
    for piece in found:
        yield (
            piece.where,
            Finding(piece.start, piece.end, piece.text, piece.kind, WARN, coarser(piece)),
        )
    if len(counted) >= KINDS_TO_ANSWER and weight >= WEIGHT_TO_ANSWER:
        heaviest = max(found, key=lambda piece: piece.weight)
        yield (
            heaviest.where,
            Finding(
                heaviest.start,
                heaviest.end,
                heaviest.text,
                COMBINATION,
                BLOCK,
                together(counted, weight),
            ),
        )


def together(kinds: set[str], weight: float) -> str:
    """Which details come together, the heaviest first, and how far they narrow the circle."""
    names = [
        str(KINDS[kind][1]) for kind in sorted(kinds, key=lambda kind: (-KINDS[kind][0], kind))
    ]
    if weight >= WEIGHT_OF_ONE_PERSON:
        sentence = _("Together these point to one person: %(details)s. Make some of them coarser.")
    else:
        sentence = _("Together these leave few people: %(details)s. Make some of them coarser.")
    return sentence % {"details": ", ".join(names)}


def coarser(piece: Piece) -> str:
    """A wording that says less, for the caseworker to take or leave."""
    if piece.kind == "town" and piece.region:
        return _("Say it more coarsely, for example “a town in the %(region)s region”.") % {
            "region": REGIONS[piece.region]
        }
    return str(COARSER[piece.kind])


REGIONS = {
    "Brest": gettext_lazy("Brest"),
    "Vitebsk": gettext_lazy("Vitebsk"),
    "Gomel": gettext_lazy("Gomel"),
    "Grodno": gettext_lazy("Grodno"),
    "Minsk": gettext_lazy("Minsk"),
    "Mogilev": gettext_lazy("Mogilev"),
}
COARSER = {
    "date": gettext_lazy("Say the season or only the year, for example “in summer 2021”."),
    "month": gettext_lazy("Say the season or only the year, for example “in autumn 2024”."),
    "town": gettext_lazy(
        "Say it more coarsely, for example “a small town in the west of the country”."
    ),
    "city": gettext_lazy("Say it more coarsely, for example “a big city”."),
    "colony": gettext_lazy("Leave the name and number out, for example “in a penal colony”."),
    "article": gettext_lazy("Leave the number out, for example “under a political article”."),
    "case": gettext_lazy("Leave the name of the case out, for example “for a comment on the net”."),
    "term": gettext_lazy("Say it more coarsely, for example “several years”."),
    "employer": gettext_lazy("Leave the name out, for example “at a state enterprise”."),
    "trade": gettext_lazy("Name the field, not the trade, for example “worked in transport”."),
    "service": gettext_lazy("Say it more coarsely, for example “was in public service”."),
    "award": gettext_lazy("Leave the award out: there are lists of those who got it."),
    "illness": gettext_lazy("Say it more coarsely, for example “is seriously ill”."),
    "children": gettext_lazy("Leave number and ages out, for example “a family with children”."),
    "media": gettext_lazy("Leave it out: a recording shows a face and a voice."),
}
