"""Given names that are one name, and words that are a name and something else besides.

A line holds one name as Russians, Belarusians, Ukrainians, Poles and those who write in Latin letters
say it, and what people are called by it among friends. Spellings that `sounds` makes alike anyway
stand here once.
"""

import re
from functools import cache

from campaigns.leakguard import forms, sounds

GIVEN_NAMES = """
Александр Аляксандр Алесь Олександр Alexander Aleksander Саша Шура Саня Сашка Алекс Олесь Сашко
Александра Аляксандра Алеся Олександра Саша Шура Саня Леся
Алексей Аляксей Олексій Олексий Alexius Лёша Алёша Лёха Лёшка Олекса Лёшик
Анастасия Анастасія Настасся Анастасія Anastazja Настя Ася Настенька Стася
Анатолий Анатоль Анатолій Толя Толик
Андрей Андрэй Андрій Андрий Andrzej Andrew Andreas Андрюша Андруша Андрюха
Анна Ганна Анна Hanna Anne Ann Аня Анюта Анечка Нюра Ганя Анка Anka Ania
Антон Антось Антоній Antoni Anthony Антоша Тоша
Антонина Антаніна Антоніна Тоня
Артём Артем Арцём Артемий Арцемій Тёма Артёмка
Артур Arthur Arturas
Борис Барыс Боря Борька
Богдан Багдан Bohdan Bogdan Даня
Вадим Вадзім Вадик Вадзік
Валентин Валянцін Валентина Валянціна Валя Валик
Валерий Валерый Валерій Валера Валерик
Валерия Валерыя Лера
Варвара Barbara Варя
Василий Васіль Василь Васль Wasyl Basil Вася Васька Васылий
Вера Віра Wiara Верочка Веруня
Вероника Вераніка Weronika Ника Ніка
Виктор Віктар Віктор Victor Wiktor Витя Віця Витёк
Виктория Вікторыя Вікторія Victoria Вика Віка
Виталий Віталь Віталій Vital Виталик Виталя
Владимир Уладзімір Володимир Włodzimierz Вова Володя Вовка Валодзя Уладзя Вован
Владислав Уладзіслаў Володислав Владик Влад Улад Władysław
Вячеслав Вячаслаў Вʼячеслав Wiaczesław Слава Славик
Галина Галіна Halina Галя Галка
Геннадий Генадзь Геннадій Гена
Георгий Георгій Георги George Егор Ягор Юрий Юрый Юрий Жора Гоша Юра Ягорка
Глеб Глеб Хлеб
Григорий Рыгор Григорій Gregory Grzegorz Гриша Грыша Рыгорка
Дарья Дар'я Дарія Daria Даша Дашка Дарина
Денис Дзяніс Dennis Дениска Дзяніска
Диана Дыяна Diana
Дмитрий Дзмітрый Дмитро Dymitr Дима Димка Дзіма Митя Мітя Зміцер Змицер Дзмітрок
Евгений Яўген Яўгеній Евген Євген Eugene Eugeniusz Женя Жэня
Евгения Яўгенія Євгенія Eugenia Женя Жэня
Егор Ягор Єгор Егорка
Екатерина Кацярына Катерина Catherine Katarzyna Катя Кацька Катюша Каця Кася
Елена Алена Олена Алёна Helena Helen Ellen Лена Леночка Аленка Ленка
Елизавета Лізавета Єлизавета Elisabeth Elizabeth Elżbieta Лиза Ліза
Жанна Жана Janna Joanna
Зинаида Зінаіда Зіна Зина
Зоя Zoya Zoe
Иван Ян Янка Іван Jan John Ivan Ваня Ванька Іванка Ясь Янко
Игорь Ігар Ігор Игорёк Гоша
Илья Ілля Ілья Elijah Илюша
Инна Іна Ina
Ирина Ірына Ірина Irena Irene Ира Іра Ирка Иришка
Карина Карына
Кирилл Кірыл Кирило Cyril Кира Кирюша
Константин Канстанцін Костянтин Konstanty Костя Косця Кастусь
Ксения Аксінья Ксенія Оксана Аксана Ksenia Ксюша Ксюха
Лариса Ларыса Лара Лора
Лев Леў Leo Лёва
Леонид Леанід Леонід Лёня Лёнька
Лидия Лідзія Лідія Lydia Лида Ліда
Лилия Лілія Lily Лиля Ліля
Любовь Любоў Люба Любаша
Людмила Людміла Люда Люся Мила
Майя Мая Maja
Максим Максім Maxim Max Макс Максимка
Маргарита Маргарыта Margaret Małgorzata Рита Рыта Марго
Марина Марына Марынка Маришка
Мария Марыя Марія Mary Maria Маша Маруся Машка Марыся Маня
Марк Mark Marek Markas
Матвей Мацвей Матвій Matthew Mateusz Мацей Мотя
Михаил Міхаіл Міхась Михайло Michael Michał Миша Міша Мишка Міхаська
Надежда Надзея Надія Nadzieja Надя Надзя Надюша
Наталья Наталля Наталия Наталя Natalia Natalie Наташа Ната Наталка
Никита Мікіта Микита Ник
Николай Мікалай Мікола Микола Nicholas Mikołaj Коля Колька
Нина Ніна
Оксана Аксана Oksana Ксана
Олег Алег Олег Олежка
Ольга Вольга Olga Оля Олька Вольгачка Олечка
Павел Павал Павло Paul Paweł Паша Паўлюк Пашка Павлик Паўлік
Пётр Петр Пятро Петро Piotr Peter Петя Пеця Пятрок Петька
Полина Паліна Pauline Поля
Раиса Раіса Рая
Роман Раман Roman Рома Ромка Рамка
Руслан Руслан Рус
Светлана Святлана Світлана Света Светка Света Свята
Святослав Святаслаў Святослав Слава
Семён Сямён Семен Simon Szymon Сёма Сеня
Сергей Сяргей Сергій Сергий Serge Sergius Serhij Серёжа Сярожа Серж Серый Сяржук Серёга Сярога Сергейка
Снежана Сняжана
София Сафія Софія Sophia Zofia Соня Зося
Станислав Станіслаў Stanisław Стас Стась Стасик Слава
Степан Сцяпан Стефан Stephen Stefan Szczepan Стёпа Сцёпа
Таисия Таісія Тая
Тамара Тома
Татьяна Таццяна Тетяна Tatiana Таня Танюша Танька
Тимофей Цімафей Тимофій Timothy Тима Цімоша Тимоша
Тимур Цімур
Фёдор Фёдар Хведар Федір Theodore Teodor Федя Фёдар
Филипп Філіп Пилип Philip Filip Филя
Юлия Юлія Julia Юля Юлька
Юрий Юрый Юрій Jerzy George Юра Юрась Юрка Георгий
Яков Якаў Якуб Яків Jacob Jakub Яша
Яна Яніна Янина Joanna Янка
Ярослав Яраслаў Jarosław Ярик Слава
"""

# Names, surnames and towns that are ordinary words too: only with a capital are they names.
ORDINARY_WORDS = """
Мороз Мароз Зима Ветер Вецер Буря Гроза Град Снег Туман Дождь Гром Роса Заря Ночь Осень Весна Лето
Волк Воўк Вовк Заяц Кот Лис Лиса Медведь Мядзведзь Ведмідь Баран Козёл Казёл Бык Бобр Бобёр Жук Муха
Комар Камар Рак Карп Щука Сом Окунь Ёж Белка Барсук Кабан Лось Олень Конь Кобыла Жеребец Хорёк Крот
Сорока Сарока Ворона Варона Воробей Верабей Горобець Голубь Голуб Соловей Салавей Журавль Жораў Орёл
Арол Сокол Сокал Гусь Петух Пятух Дрозд Дятел Дзяцел Кукушка Зязюля Снегирь Чайка Лебедь Лебедзь
Коваль Каваль Кузнец Мельник Мельнік Ткач Бондарь Бондар Гончар Ганчар Кравец Кравчик Шевчик Столяр
Пекарь Рыбак Пастух Пасечник Сторож Писарь Пісар Козак Казак Солдат Майор Гетман Король Кароль Царь
Князь Пан Воевода Поп Дьяк Монах Новик Новік Гость Жених Сват Дед Дзед Бабка Дядя Отец Сын Старик
Вера Надежда Надзея Надія Любовь Любоў Слава Роза Лилия Лілія Майя Мая Роман Раман Лев Леў Марк Воля
Света Рая Тома Тёма Тема Люба Мила Лида Костя Поля Галка Серый Макс Рус Рая Соня Ася Гость Хлеб Свята
Дуб Берёза Бяроза Береза Калина Каліна Малина Маліна Вишня Вішня Яблоко Груша Слива Сліва Горох Гарох
Капуста Гриб Грыб Перец Хмель Борщ Каша Сало Хлеб Мак Трава Цветок Корень Лоза Верба Вярба Ольха Осина
Мир Мосты Масты Горки Горкі Ветка Столбцы Орша Речица Рэчыца Лужок Городок Гарадок Новоселье Заречье
Камень Скала Гора Поле Река Море Остров Озеро Лука Луг Лес Бор Песок Глина Золото Серебро Железо
Белый Белая Чёрный Черный Чорны Красный Рыжий Руды Седой Горький Сладкий Кислый Большой Малый Новый
Стар Молод Добрый Добры Смелый Тихий Ціхі Ціхая Быстрый Золотой Залаты Толстой Худой Глухой Слепой
Суббота Пятница Четверг Среда Май Март Січень Травень Грудень Победа Свобода Свабода Мысль Доля Век
Баба Бык Голова Галава Нос Ус Борода Барада Рука Зуб Глаз Сердце Душа
Hope Faith Grace Rose Will Mark Bill Frank Joy June May April Summer Rich Art Ray Rob Sue Pat Chase Dawn
Ivy Lily Daisy Violet Hazel Heather Ruby Pearl Amber Jade Crystal Iris Olive Robin Jay Drew Grant Miles
Baker Smith Miller Cook Taylor Mason Carter Fisher Hunter Shepherd Bishop King Prince Knight Page Young
White Black Brown Green Gray Grey Long Short Little Strong Wise Small Wood Woods Stone Hill Field Fields
Brook Rivers Lake Forest Bush Berry Cherry Frost Snow Winter Rain Fox Wolf Bear Lamb Bird Swan Crane Hawk
Love Star Sky Day Light Bell Cross Church House Hall Park Street Bridge Ford Mills Banks Price Savage Max
Róża Mróz Kot Zając Wilk Sowa Kowal Król Wrona Sikora Gołąb Lis Baran Dąb Mazur Nowak Zima Lato Wiosna
Jesień Kozioł Byk Koza Sroka Słowik Żuraw Orzeł Sokół Kogut Kruk Gil Kos Szczygieł Pająk Mucha Komar Rak
Pszczoła Motyl Kwiat Malina Wiśnia Jabłoń Grusza Śliwa Kapusta Groch Burak Pietruszka Szczęsny Wolny Biały
Czarny Czerwony Zielony Nowy Stary Mały Duży Długi Krótki Rybak Piekarz Młynarz Tkacz Bednarz Garncarz
Krawiec Stolarz Pastuch Pisarz Kozak Żołnierz Major Książę Pan Wojewoda Gość Sobota Piątek Maj Marzec Dobry
Wiara Nadzieja Miłość Kalina Jawor Lipa Sosna Wierzba Buk Głowa Broda Ząb Ręka Góra Pole Rzeka Morze Las
"""
# "Серёжа" is also "Серёжка".
SHORT = re.compile("[бвдзжлмнрстцчш][ая]$")


@cache
def families() -> dict[str, list[frozenset[str]]]:
    """Each given name, by its forms, to the names that are the same one."""
    known = {}
    for line in GIVEN_NAMES.split("\n"):
        if family := frozenset(line.split()):
            family |= {name[:-1] + "ка" for name in family if SHORT.search(name)}
            for key in {key for name in family for key in keys_of(name)}:
                known.setdefault(key, []).append(family)
    return known


def namesakes(word: str) -> set[str]:
    """Every other name that this one may be called by; empty when it is no given name we know."""
    return {
        name
        for key in keys_of(word)
        for family in families().get(key, ())
        for name in family
        if name != word
    }


@cache
def ordinary() -> frozenset[str]:
    return frozenset(key for word in ORDINARY_WORDS.split() for key in keys_of(word))


def is_ordinary(word: str) -> bool:
    """Whether this name is a word that stands in texts about anything."""
    return not ordinary().isdisjoint(keys_of(word))


def keys_of(word: str) -> set[str]:
    """The exact forms of a word in its first case, whole-word forms left out."""
    return {
        forms.exact(stem, kind)
        for sounds_ in sounds.readings(word.replace("'", "").replace("ʼ", ""))[:4]
        for stem, kind in forms.stems(sounds_)
        if kind != "="
    }
