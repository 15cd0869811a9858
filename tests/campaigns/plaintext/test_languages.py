import pytest

from campaigns.plaintext.languages import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("We left the house before it was light and did not look back.", "en"),
        ("Мы вышли из дома, пока было темно, и не оглядывались.", "ru"),
        ("Мы выйшлі з дому, пакуль было цёмна, і не азіраліся.", "be"),
        ("Wyszliśmy z domu, kiedy było ciemno, i nie oglądaliśmy się.", "pl"),
        ("Ми вийшли з дому, поки було темно, і не озиралися.", "uk"),
        ("Vyjšli my z chaty, jak bylo ciomna, i nie azirnulisia, bo heta było ŭžo ŭsio.", "be"),
        ("Сбор", "ru"),
        ("", "en"),
        ("12345", "en"),
    ],
)
def test_tells_the_language(text, language):
    assert detect(text) == language


def test_a_few_foreign_words_do_not_change_the_language():
    text = "She said “трымайцеся” and closed the door. The rest of the day was quiet."

    assert detect(text) == "en"
