"""Given names of the region: the spellings of one name, and their cases.

Only what a story needs: to see that "Siarhei" and "Sergei" are one alias, and to know the hero's
name from a street's. A name that is not here is still read where the hero says it.
"""

import functools

# One name per line, every spelling: English, Polish and Latin Belarusian habits, then Cyrillic.
TABLE = """
Alexander Aleksander Aleksandr Alexandr Aliaksandr Alaksandr Oleksandr Александр Аляксандр Олександр
Alexandra Aleksandra Aliaksandra Alaksandra Oleksandra Александра Аляксандра Олександра
Alexei Alexey Aleksei Aleksey Aliaksei Alaksiej Oleksii Oleksiy Алексей Аляксей Олексій
Ales Aleś Алесь
Alesia Alesya Alesja Алеся Олеся Olesya Olesia
Alina Аліна Алина
Alla Ала Алла
Anastasia Anastasiya Anastasiia Anastazja Nastassia Nastasia Анастасия Анастасія Настасся
Anatoly Anatoli Anatol Anatolii Anatoliy Анатолий Анатоль Анатолій
Andrei Andrey Andrew Andrej Andrzej Andrii Andriy Андрей Андрэй Андрій
Anna Hanna Ganna Анна Ганна
Anton Антон
Antonina Антонина Антаніна Антоніна
Arina Aryna Арина Арына
Artem Artiom Artyom Artsiom Artsem Артём Артем Арцём
Arthur Artur Артур
Bogdan Bohdan Богдан Багдан
Boris Borys Barys Борис Барыс
Daniel Danila Daniil Danylo Данила Даниил Даніла Даніл Данило
Daria Darya Dariia Darja Дарья Дар'я
David Dawid Давид Давід
Denis Dzianis Denys Денис Дзяніс
Diana Dyjana Диана Дыяна Діана
Dmitry Dmitri Dmitriy Dzmitry Dzmitryj Dmytro Дмитрий Дзмітрый Дмитро
Elena Helena Alena Yelena Olena Елена Алена Алёна Олена
Elizabeth Elizaveta Lizaveta Yelizaveta Елизавета Лізавета Єлизавета
Eugene Evgeny Evgeni Yevgeny Yauhen Jauhien Yevhen Евгений Яўген Євген
Eugenia Evgenia Yevgenia Yauheniya Yevheniia Евгения Яўгенія Євгенія
Galina Halina Halyna Галина Галіна
Gennady Henadz Hienadz Hennadii Геннадий Генадзь Геннадій
George Georgy Heorhi Jerzy Heorhii Георгий Георгій
Gleb Hleb Глеб Гліб
Grigory Hryhoryi Ryhor Hryhorii Григорий Рыгор Григорій
Ignat Ihnat Игнат Ігнат
Igor Ihar Ihor Игорь Ігар Ігор
Ilya Ilia Illia Illya Илья Ілья Ілля
Inna Инна Іна Інна
Irina Iryna Irena Ирина Ірына Ірина
Ivan Iwan Иван Іван
Julia Yulia Yuliya Iuliia Юлия Юлія
Karina Karyna Карина Карына Каріна
Katarzyna Ekaterina Yekaterina Katsiaryna Kaciaryna Kateryna Catherine Екатерина Кацярына Катерина
Kirill Kiryl Kyrylo Кирилл Кірыл Кирило
Konstantin Kanstantsin Kastus Kostiantyn Константин Канстанцін Кастусь Костянтин
Kristina Christina Krystsina Krystyna Кристина Крысціна Христина
Larisa Larysa Лариса Ларыса
Leonid Leanid Леонид Леанід Леонід
Liliya Lilia Lilija Лилия Лілія
Lyudmila Ludmila Liudmila Ludmiła Liudmyla Людмила Людміла
Lyubov Liubov Lubou Любовь Любоў Любов
Maxim Maksim Maxym Maksym Максим Максім
Margarita Marharyta Małgorzata Маргарита Маргарыта
Maria Mariya Mariia Maryia Maryja Мария Марыя Марія
Marina Maryna Марина Марына
Mark Marek Марк
Michael Mikhail Mikhal Mikhas Michał Mykhailo Михаил Міхаіл Міхал Міхась Михайло
Nadezhda Nadzeya Nadzieja Nadiia Nadiya Надежда Надзея Надія
Natalia Natalya Nataliya Natallia Nataliia Наталья Наталия Наталля Наталія
Nicholas Nikolai Nikolay Mikalai Mikałaj Mykola Mikołaj Николай Мікалай Микола
Nikita Mikita Mykyta Никита Мікіта Микита
Nina Нина Ніна
Oksana Aksana Оксана Аксана
Oleg Aleh Oleh Олег Алег
Olga Volha Olha Wolha Ольга Вольга
Paul Pavel Pavieł Pavlo Paweł Pawel Павел Павал Павло
Peter Petr Pyotr Piotr Petro Пётр Петр Петро
Polina Palina Полина Паліна Поліна
Roman Raman Роман Раман
Ruslan Руслан
Semyon Simon Siamion Semen Семён Сямён Семен
Sergei Sergey Sergej Siarhei Siarhiej Siarhey Serhii Serhiy Siergiej Sergiusz Сергей Сяргей Сергій
Sofia Sofya Safiya Zofia Sophia София Софья Сафія Софія
Stanislav Stanislau Stanisław Stanislaw Станислав Станіслаў Станіслав
Stepan Stsiapan Степан Сцяпан
Svetlana Sviatlana Svitlana Светлана Святлана Світлана
Tamara Тамара
Taras Тарас
Tatiana Tatyana Tatsiana Taciana Tetiana Татьяна Таццяна Тетяна
Timofey Timothy Tsimafei Tymofii Тимофей Цімафей Тимофій
Vadim Vadzim Vadym Вадим Вадзім
Valentin Valiantsin Valentyn Валентин Валянцін
Valentina Valiantsina Valentyna Валентина Валянціна
Valeria Valeriya Valeryia Valeriia Валерия Валерыя Валерія
Valery Valeri Valeryj Valerii Валерий Валерый Валерій
Vasily Vasili Vasil Vasyl Василий Васіль Василь
Vera Viera Vira Вера Віра
Veronica Veronika Veranika Weronika Вероника Вераніка Вероніка
Victor Viktor Viktar Wiktor Виктор Віктар Віктор
Victoria Viktoria Viktoriya Viktoryia Wiktoria Виктория Вікторыя Вікторія
Vitaly Vitali Vitaliy Vital Vitalii Witalij Виталий Віталь Віталій
Vladimir Uladzimir Uładzimir Volodymyr Włodzimierz Владимир Уладзімір Володимир
Vladislav Uladzislau Uładzisłaŭ Vladyslav Władysław Владислав Уладзіслаў
Vyacheslav Viachaslau Viacheslav Wiaczesław Вячеслав Вячаслаў В'ячеслав
Yana Jana Яна
Yanina Janina Янина Яніна
Yaroslav Jaroslav Yaraslau Jarosław Ярослав Яраслаў
Yegor Egor Yahor Jahor Егор Ягор Єгор
Yuri Yury Yuriy Jury Yurii Юрий Юрый Юрій
Zhanna Žanna Жанна
"""

_NOUN_ENDINGS = {
    # What the last letter of a Cyrillic name gives way to.
    "а": "ы и і е у ой ою ай аю",
    "я": "и і ї е ю ей ею яй яю єю",
    "й": "я ю ем ём е и і ї єм",
    "ь": "я ю ем ём і е",
    "о": "а у ом ові і",
    "ў": "ва ву вам ве",
    "": "а у ом ам е ові",
}
_POLISH_ENDINGS = {"a": "y i ie ę ą o ii ię ią", "": "a owi em ie iem u"}


@functools.cache
def spellings_by_form(polish: bool = False) -> dict[str, frozenset[tuple[int, str]]]:
    """Give, for each known form of a name, the names it can be: (number of the name, spelling).

    Latin names are declined only in Polish texts; "Alexandra" is nobody's genitive in English.
    """
    forms: dict[str, set[tuple[int, str]]] = {}
    for number, row in enumerate(TABLE.split("\n")):
        for spelling in row.split():
            for form in [spelling, *_cases(spelling, polish)]:
                forms.setdefault(form, set()).add((number, spelling))
    return {form: frozenset(names) for form, names in forms.items()}


def _cases(spelling: str, polish: bool) -> list[str]:
    if spelling.isascii() or not "а" <= spelling[1].lower() <= "ў":
        endings = _POLISH_ENDINGS if polish else {}
    else:
        endings = _NOUN_ENDINGS
    last = spelling[-1] if spelling[-1] in endings else ""
    stem = spelling.removesuffix(last)
    return [stem + ending for ending in endings.get(last, "").split()]
