"""Towns of Belarus: how small they are says how much a name of one gives away.

Region, then its centre, then the other towns, as Russian writes them; other spellings come out alike
by their sounds, and where they do not, they follow after a slash.
"""

import re
from functools import cache

from campaigns.leakguard import forms, sounds
from campaigns.leakguard.namesakes import is_ordinary
from campaigns.leakguard.words import WORD

TOWNS = {
    "Brest": """Брест/Брэст/Бярэсце/Brześć Барановичи/Баранавічы Пинск/Пінск Кобрин/Кобрын Берёза Лунинец/Лунінец
        Ивацевичи/Івацэвічы Пружаны Иваново/Іванава Дрогичин/Драгічын Ганцевичи/Ганцавічы Микашевичи/Мікашэвічы
        Белоозёрск/Белаазёрск Столин Жабинка/Жабінка Малорита/Маларыта Ляховичи/Ляхавічы Каменец/Камянец Давид-Городок
        Высокое Коссово Телеханы Логишин Ружаны""",
    "Vitebsk": """Витебск/Віцебск/Viciebsk Орша/Ворша Новополоцк/Наваполацк Полоцк/Полацк Поставы/Паставы Глубокое/Глыбокае
        Лепель Новолукомль/Новалукомль Толочин/Талачын Браслав/Браслаў Чашники/Чашнікі Миоры/Мёры Барань Сенно
        Городок Верхнедвинск Дубровно/Дуброўна Докшицы/Докшыцы Бешенковичи Шумилино Шарковщина Ушачи Россоны Лиозно
        Дисна Видзы Коханово Богушевск""",
    "Gomel": """Гомель/Homiel Мозырь/Мазыр Жлобин/Жлобін Светлогорск/Светлагорск Речица/Рэчыца Калинковичи/Калінкавічы
        Рогачёв/Рагачоў Добруш Житковичи/Жыткавічы Хойники/Хойнікі Петриков/Петрыкаў Ельск Буда-Кошелёво Чечерск/Чачэрск
        Наровля/Нароўля Василевичи Туров/Тураў Ветка Корма Лельчицы Лоев Брагин Октябрьский Костюковка""",
    "Grodno": """Гродно/Гродна/Hrodna/Горадня Лида/Ліда Слоним/Слонім Волковыск/Ваўкавыск Сморгонь/Смаргонь
        Новогрудок/Навагрудак Островец/Астравец Щучин/Шчучын Ошмяны/Ашмяны Мосты Скидель Берёзовка Ивье/Іўе
        Дятлово/Дзятлава Свислочь/Свіслач Зельва Вороново Кореличи Берестовица Красносельский""",
    "Minsk": """Минск/Мінск Борисов/Барысаў Солигорск/Салігорск Молодечно/Маладзечна Жодино/Жодзіна Слуцк Вилейка/Вілейка
        Дзержинск/Дзяржынск Марьина-Горка Столбцы/Стоўбцы Смолевичи/Смалявічы Несвиж/Нясвіж Заславль/Заслаўе
        Логойск/Лагойск Фаниполь Любань Березино Клецк Старые-Дороги Копыль Червень Узда Мядель Крупки Воложин/Валожын
        Радошковичи Раков Ивенец Плещеницы Мачулищи Мир""",
    "Mogilev": """Могилёв/Магілёў/Mahilioŭ Бобруйск/Бабруйск Горки Осиповичи/Асіповічы Кричев/Крычаў Быхов/Быхаў Климовичи/Клімавічы
        Шклов/Шклоў Костюковичи/Касцюковічы Мстиславль/Мсціслаў Чаусы Кировск Белыничи Славгород/Слаўгарад Чериков/Чэрыкаў
        Круглое Глуск Кличев Дрибин Хотимск Краснополье Елизово""",
}
CAPITAL = "Минск"


@cache
def towns() -> dict[str, tuple[str, bool]]:
    """Form of a town's name → (region, whether it is the region's centre)."""
    known = {}
    for region, lines in TOWNS.items():
        for place, names in enumerate(lines.split()):
            for name in names.split("/"):
                if name != CAPITAL and not is_ordinary(name):
                    for sound in sounds.readings(name.replace("-", ""))[:4]:
                        for stem, kind in forms.stems(sound):
                            known.setdefault(forms.exact(stem, kind), (region, place == 0))
    return known


def places(text: str):
    """(match of the word, region, whether it is a big city) for each town that is named."""
    known = towns()
    for match in WORD.finditer(text):
        if not match.group()[0].isupper() or len(match.group()) > 30:
            continue
        word = re.sub(r"['’ʼ](?:s$)?", "", match.group())
        for sound in sounds.readings(word):
            town = next(
                (
                    known[form]
                    for form in (forms.exact(*one) for one in forms.forms(sound))
                    if form in known
                ),
                None,
            )
            if town:
                yield match, *town
                break
