"""Given names of the region: the spellings of one name, and their cases.

Only what a story needs: to see that "Siarhei" and "Sergei" are one alias, and to know the hero's
name from a street's. A name that is not here is still read where the hero says it.
"""

import functools

# One name per line, every spelling: English, Polish and Latin Belarusian habits, then Cyrillic.
TABLE = """
Agata Агата
Agnieszka Agnes Агнешка
Albert Альберт
Ales Aleś Алесь
Alesia Alesya Alesja Алеся Олеся Olesya Olesia
Alexander Aleksander Aleksandr Alexandr Aliaksandr Alaksandr Oleksandr Александр Аляксандр Олександр
Alexandra Aleksandra Aliaksandra Alaksandra Oleksandra Александра Аляксандра Олександра
Alexei Alexey Aleksei Aleksey Aliaksei Alaksiej Oleksii Oleksiy Алексей Аляксей Олексій
Alina Аліна Алина
Alla Ала Алла
Alyona Aliona Альона
Anastasia Anastasiya Anastasiia Anastazja Nastassia Nastasia Анастасия Анастасія Настасся
Anatoly Anatoli Anatol Anatolii Anatoliy Анатолий Анатоль Анатолій
Andrei Andrey Andrew Andrej Andrzej Andrii Andriy Андрей Андрэй Андрій
Anfisa Анфиса Анфіса
Angela Anzhela Анжела
Angelina Anhelina Анжелина Ангелина Анжаліна Ангеліна
Anna Hanna Ganna Анна Ганна
Anton Антон
Antonina Антонина Антаніна Антоніна
Anya Ania Аня
Arina Aryna Арина Арына
Arkady Arkadzi Аркадий Аркадзь Аркадій
Artem Artiom Artyom Artsiom Artsem Артём Артем Арцём
Arthur Artur Артур
Barbara Варвара Varvara Барбара
Beata Беата
Benjamin Veniamin Вениамин Веніямін
Bogdan Bohdan Богдан Багдан
Boris Borys Barys Борис Барыс
Bronislav Branislau Bronisław Bronislaw Бронислав Браніслаў Броніслав
Bronya Bronia Броня
Dana Дана
Daniel Danila Daniil Danylo Данила Даниил Даніла Даніл Данило
Daria Darya Dariia Darja Дарья Дар'я
Dasha Даша
David Dawid Давид Давід
Denis Dzianis Denys Денис Дзяніс
Diana Dyjana Диана Дыяна Діана
Dima Дима Дзіма Діма
Dmitry Dmitri Dmitriy Dzmitry Dzmitryj Dmytro Дмитрий Дзмітрый Дмитро
Edgar Эдгар Едгар
Edward Eduard Эдуард Едуард
Efim Yefim Яўхім Ефим Юхим
Elena Helena Alena Yelena Olena Елена Алена Алёна Олена
Eleonora Элеонора Элеанора
Elizabeth Elizaveta Lizaveta Yelizaveta Елизавета Лізавета Єлизавета
Ella Элла Эла Елла
Emilia Emiliya Эмилия Эмілія Емілія
Emma Эмма Эма Емма
Eugene Evgeny Evgeni Yevgeny Yauhen Jauhien Yevhen Евгений Яўген Євген
Eugenia Evgenia Yevgenia Yauheniya Yevheniia Евгения Яўгенія Євгенія
Eva Ewa Ева Эва Єва
Faina Фаина Фаіна
Felix Feliks Феликс Фелікс
Filip Philip Filipp Филипп Піліп Пилип
Frantsishak Franciszek Францішак Франциск
Fyodor Fiodar Fedor Fedir Фёдор Фёдар Федір
Galina Halina Halyna Галина Галіна
Gennady Henadz Hienadz Hennadii Геннадий Генадзь Геннадій
George Georgy Heorhi Jerzy Heorhii Георгий Георгій
Gerasim Герасим
Герман
Gleb Hleb Глеб Гліб
Grigory Hryhoryi Ryhor Hryhorii Григорий Рыгор Григорій
Hannah
Hieronim Геранім
Ignat Ihnat Игнат Ігнат
Igor Ihar Ihor Игорь Ігар Ігор
Ihnatsi
Ilya Ilia Illia Illya Илья Ілья Ілля
Inga Інга Инга
Inna Инна Іна Інна
Innokenty Иннокентий
Ira Ира Іра
Irina Iryna Irena Ирина Ірына Ірина
Ivan Iwan Иван Іван
Ivanna Іванна Иванна
Jadwiga Yadviga Jadviha Ядвига Ядвіга
Jakub Jacob Yakov Jakau Yakiv Яков Якаў Яків Якуб
Jan Yan Ян
Joanna Iaanna Иоанна
Julia Yulia Yuliya Iuliia Юлия Юлія
Józef Iosif Yazep Jazep Joseph Иосиф Язэп Йосип
Kanstantsyia
Karina Karyna Карина Карына Каріна
Katarzyna Ekaterina Yekaterina Katsiaryna Kaciaryna Kateryna Catherine Екатерина Кацярына Катерина
Katya Katia Kasia Катя Каця
Kazimir Kazimierz Казимир Казімір
Kira Kyra Кира Кіра
Kirill Kiryl Kyrylo Кирилл Кірыл Кирило
Klara Clara Клара
Klim Klym Клим Клім
Kolya Kola Коля
Konstantin Kanstantsin Kastus Kostiantyn Константин Канстанцін Кастусь Костянтин
Kostya Костя Косця
Kristina Christina Krystsina Krystyna Кристина Крысціна Христина
Krzysztof Christopher Кшиштоф
Ksenia Xenia Kseniya Kseniia Oxana Ксения Ксенія
Kuzma Кузьма
Lada Лада
Larisa Larysa Лариса Ларыса
Lavon Лявон Leon Леон
Lena Лена Лєна
Leonid Leanid Леонид Леанід Леонід
Lesya Lesia Леся
Lev Leu Леў Лев
Lidia Lidiya Lidziya Lidiia Лидия Лідзія Лідія
Liliya Lilia Lilija Лилия Лілія
Lilya Лиля Ліля
Liubomyr Любомир
Liubomyra
Liza Лиза Ліза
Lukas Lukash Łukasz Luka Лука Лукаш
Lyosha Alyosha Лёша Алёша
Lyubov Liubov Lubou Любовь Любоў Любов
Lyuda Luda Люда
Lyudmila Ludmila Liudmila Ludmiła Liudmyla Людмила Людміла
Magdalena Магдалена
Makar Макар
Marcin Martin Марцін Мартин
Margarita Marharyta Małgorzata Маргарита Маргарыта
Maria Mariya Mariia Maryia Maryja Мария Марыя Марія
Marian Maryan Марьян Мар'ян
Mariana Maryana Марьяна Мар'яна
Marina Maryna Марина Марына
Mark Marek Марк
Marta Martha Марта
Masha Маша
Mateusz Matvei Matvey Matsvei Matvii Матвей Мацвей Матвій
Maxim Maksim Maxym Maksym Максим Максім
Maya Maja Майя Мая
Michael Mikhail Mikhal Mikhas Michał Mykhailo Михаил Міхаіл Міхал Міхась Михайло
Mila Мила Міла
Milana Милана Мілана
Miron Myron Мирон Мірон
Miroslav Miraslau Mirosław Myroslav Мирослав Міраслаў
Miroslava Miraslava Мирослава Міраслава
Misha Mischa Миша Міша
Monika Monica Моника Моніка
Nadezhda Nadzeya Nadzieja Nadiia Nadiya Надежда Надзея Надія
Nadia Nadya Надя Надзя
Nastya Nastia Настя Насця
Natalia Natalya Nataliya Natallia Nataliia Наталья Наталия Наталля Наталія
Natan Nathan Натан
Natasha Наташа
Nazar Назар
Nelly Неля Нелли
Nicholas Nikolai Nikolay Mikalai Mikałaj Mykola Mikołaj Николай Мікалай Микола
Nikita Mikita Mykyta Никита Мікіта Микита
Nina Нина Ніна
Oksana Aksana Оксана Аксана
Oksanka
Oleg Aleh Oleh Олег Алег
Olga Volha Olha Wolha Ольга Вольга
Olya Olia Оля
Orest Орест
Ostap Остап
Pasha Паша
Paul Pavel Pavieł Pavlo Paweł Pawel Павел Павал Павло
Pelageya Pelahiia Пелагея Пелагія
Peter Petr Pyotr Piotr Petro Пётр Петр Петро
Petya Петя Пеця
Platon Платон
Polina Palina Полина Паліна Поліна
Polya
Prokhor Prokhar Прохор
Raisa Raissa Раиса Раіса
Regina Regyna Регина Рэгіна Регіна
Renata Рената Рэната
Rimma Рымма Римма
Rita Рита Рыта Ріта
Robert Роберт
Rodion Radzivon Родион Радзівон Родіон
Roman Raman Роман Раман
Rosa Roza Роза
Rostik Ростик
Rostislav Rastsislau Rostyslav Ростислав Расціслаў
Ruslan Руслан
Sabina Сабина Сабіна
Sasha Saša Саша
Saveliy Savely Савелий Савелій
Savva Sava Савва Сава
Semyon Simon Siamion Semen Семён Сямён Семен
Sergei Sergey Sergej Siarhei Siarhiej Siarhey Serhii Serhiy Siergiej Sergiusz Сергей Сяргей Сергій
Seryozha Serge Serhiyko Серёжа
Slava Слава
Sofia Sofya Safiya Zofia Sophia София Софья Сафія Софія
Solomia Solomiia Соломія
Sonya Sonia Соня
Stanislav Stanislau Stanisław Stanislaw Станислав Станіслаў Станіслав
Stas Стас
Stefan Стефан
Stefania Стефания Стэфанія Стефанія
Stepan Stsiapan Степан Сцяпан
Sveta Света Свята
Svetlana Sviatlana Svitlana Светлана Святлана Світлана
Tadeusz Tadeush Tadevush Тадеуш Тадэвуш
Taisia Taisiya Таисия Таісія
Tamara Тамара
Tanya Tania Таня
Taras Тарас
Tatiana Tatyana Tatsiana Taciana Tetiana Татьяна Таццяна Тетяна
Tikhon Tsikhan Тихон Ціхан
Timofey Timothy Tsimafei Tymofii Тимофей Цімафей Тимофій
Tolik Толик
Tomasz Thomas Foma Tamash Томаш Фома Тамаш
Trofim Trafim Трофим
Ulyana Uliana Уляна Ульяна
Vadim Vadzim Vadym Вадим Вадзім
Valentin Valiantsin Valentyn Валентин Валянцін
Valentina Valiantsina Valentyna Валентина Валянціна
Valeria Valeriya Valeryia Valeriia Валерия Валерыя Валерія
Valery Valeri Valeryj Valerii Валерий Валерый Валерій
Vanya Vania Ваня
Varya Варя
Vasilisa Vasilina Василиса Василина Васіліса
Vasily Vasili Vasil Vasyl Василий Васіль Василь
Vasya Вася
Vera Viera Vira Вера Віра
Veronica Veronika Veranika Weronika Вероника Вераніка Вероніка
Victor Viktor Viktar Wiktor Виктор Віктар Віктор
Victoria Viktoria Viktoriya Viktoryia Wiktoria Виктория Вікторыя Вікторія
Vika Вика Віка
Vincent Vikentsi Vintsent Винцент Вінцэнт Викентий Вікенцій
Viola Wioletta Violetta Виолетта Віялета Віолетта
Vitalik Виталик
Vitaly Vitali Vitaliy Vital Vitalii Witalij Виталий Віталь Віталій
Vladimir Uladzimir Uładzimir Volodymyr Włodzimierz Владимир Уладзімір Володимир
Vladislav Uladzislau Uładzisłaŭ Vladyslav Władysław Владислав Уладзіслаў
Vladislava Uladzislava Władysława Владислава Уладзіслава
Vova Volodya Вова Володя
Vsevolod Usevalad Всеволод Усевалад
Vyacheslav Viachaslau Viacheslav Wiaczesław Вячеслав Вячаслаў В'ячеслав
Waldemar Вальдемар
Wanda Vanda Ванда
Wojciech Войцех
Yakub
Yana Jana Яна
Yanina Janina Янина Яніна
Yaroslav Jaroslav Yaraslau Jarosław Ярослав Яраслаў
Yegor Egor Yahor Jahor Егор Ягор Єгор
Yulian Julian Юлиан Юліан
Yulya Юля
Yura Юра
Yuri Yury Yuriy Jury Yurii Юрий Юрый Юрій
Yustyna Justyna Justina Юстина Юсціна
Zakhar Zachar Захар
Zhan Жан
Zhanna Žanna Жанна
Zhenya Jenya Женя
Zhora Жора
Zinaida Zinayida Зинаида Зінаіда Зінаїда
Zlata Злата
Zmicier Zmitser Змицер Зміцер
Zoya Zoja Zoia Зоя
Zuzanna Susanna Сусанна
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
