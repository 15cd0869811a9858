import pytest

from campaigns import mentions


@pytest.mark.parametrize(
    ("text", "alias", "before"),
    [
        ("Mikola came home.", "Mikola", "Mikola"),
        ("What Mikola’s wife says", "Mikola", "What Mikola"),
        ("Дапамога Алесю і сям’і", "Алесь", "Дапамога Алесю"),
        ("Письмо Сергею.", "Сергей", "Письмо Сергею"),
        ("Aleksander został w Polsce", "Aleksander, kierowca", "Aleksander"),
        ("Someone came home.", "Mikola", None),
        ("a word", "a mother of two", None),
        ("A word", "", None),
    ],
)
def test_the_asterisk_follows_the_first_mention_in_any_case_form(text, alias, before):
    cut = mentions.cut(text, [alias])

    assert (cut and cut[0]) == before
    assert cut is None or "".join(cut) == text


def test_of_several_spellings_the_first_in_the_text_counts():
    assert mentions.cut("Сяргей, or Siarhiej", ["Siarhiej", "Сяргей"])[0] == "Сяргей"
