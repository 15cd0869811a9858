import pytest

from campaigns.plaintext.disclosures import Disclosures, cut_sentences, take_notes
from campaigns.plaintext.lines import Line

CHANGED = [
    "The hero’s name has been changed.",
    "For security reasons, some details of the story are altered.",
    "Names and details in this story are fictitious.",
    "This is an anonymous fundraising campaign.",
    "Имя героя изменено в целях безопасности.",
    "Имена и некоторые детали истории изменены.",
    "Это анонимный сбор.",
    "Імя гераіні зменена дзеля яе бяспекі.",
    "Мы змянілі некаторыя дэталі гісторыі.",
    "Гэта ананімны збор.",
    "Imię bohatera zostało zmienione ze względów bezpieczeństwa.",
    "Dla bezpieczeństwa zmieniliśmy niektóre szczegóły.",
    "Ім'я героя змінено з міркувань безпеки.",
]
DRAWN = [
    "The image was generated using AI.",
    "The picture is AI-generated.",
    "Illustration made with artificial intelligence.",
    "Изображение сгенерировано нейросетью.",
    "Картинка создана с помощью ИИ.",
    "Выява згенеравана з дапамогай ШІ.",
    "Ілюстрацыя створана штучным інтэлектам.",
    "Ilustracja została wygenerowana przez AI.",
    "Зображення згенеровано штучним інтелектом.",
]
ORDINARY = [
    "Everything changed that summer.",
    "I changed my name when I married.",
    "Names were read out in the yard.",
    "They changed the lock for security reasons.",
    "My story changed when another name came up.",
    "He drew pictures for the wall newspaper.",
    "I studied how pictures are made by artificial intelligence for a living and enjoyed it.",
    "The name of the hero has not been changed.",
    "We did not change any details, for the sake of the story.",
    "Имя не изменено.",
    "Изменилось всё.",
    "Змянілася ўсё.",
]


@pytest.mark.parametrize("sentence", CHANGED)
def test_a_line_that_says_what_was_changed_is_a_note(sentence):
    found, rest = take_notes([Line(sentence)])

    assert found[:3] == ((sentence,), True, False)
    assert rest == []


@pytest.mark.parametrize("sentence", DRAWN)
def test_a_line_that_says_who_drew_the_picture_is_a_note(sentence):
    found, rest = take_notes([Line(sentence)])

    assert found[:3] == ((sentence,), False, True)
    assert rest == []


@pytest.mark.parametrize("sentence", ORDINARY)
def test_an_ordinary_sentence_stays_in_the_story(sentence):
    lines = [Line(sentence), Line(f"It was cold. {sentence} Then it was warm.")]

    assert take_notes(lines) == (Disclosures(), lines)
    assert cut_sentences(lines) == (Disclosures(), lines)


def test_a_starred_note_is_taken_whole_and_without_its_star():
    note = Line("*This is an anonymous campaign. We thank you. The picture was made with AI.")

    found, rest = take_notes([note])

    assert found.sentences == (
        "This is an anonymous campaign.",
        "We thank you.",
        "The picture was made with AI.",
    )
    assert (found.anonymous, found.image_ai_generated, rest) == (True, True, [])


def test_a_starred_line_about_something_else_is_no_note():
    lines = [Line("*Prices as of last week.")]

    assert take_notes(lines) == (Disclosures(), lines)


def test_a_sentence_inside_a_paragraph_is_cut_out_of_it():
    line = Line("He lives at home. For his safety we have changed some details. He is well.")

    found, rest = cut_sentences([line])

    assert found[:3] == (("For his safety we have changed some details.",), True, False)
    assert rest == [Line("He lives at home. He is well.")]


@pytest.mark.parametrize(
    ("text", "left", "sentence"),
    [
        ("Vera (name changed) reads.", "Vera reads.", "name changed"),
        ("Вера (имя изменено) читает.", "Вера читает.", "имя изменено"),
        ("Вера (імя зменена) чытае.", "Вера чытае.", "імя зменена"),
        ("Wiera (imię zmienione) czyta.", "Wiera czyta.", "imię zmienione"),
    ],
)
def test_a_note_in_brackets_is_cut_out_of_its_sentence(text, left, sentence):
    found, rest = cut_sentences([Line(text)])

    assert found[:3] == ((sentence,), True, False)
    assert rest == [Line(left)]


def test_a_paragraph_that_was_nothing_but_a_note_goes():
    note = Line("To protect the story's hero, details are altered. (Name changed.)", True, True)

    found, rest = cut_sentences([note, Line("It began in May.")])

    assert found.anonymous
    assert rest == [Line("It began in May.", True, True)]


def test_a_very_long_paragraph_is_never_a_note():
    line = Line("*The name was changed" + " and so on" * 200 + ".")

    assert take_notes([line])[1] == [line]
