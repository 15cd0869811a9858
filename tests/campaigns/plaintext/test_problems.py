"""Problems know the words of the text that they speak of."""

from campaigns.plaintext.problems import Problem


def test_a_problem_is_its_sentence():
    assert Problem("Look here.", "here", " ") == "Look here."
    assert Problem("Look here.", "here", " ").quotes == ("here",)


def test_a_quote_is_found_however_its_lines_broke():
    (place,) = Problem("Two goals.", "Total: 30 euro").places("Goal\nTotal:\u00a030\n  euro.")

    assert place == (5, 21)


def test_a_name_is_rather_found_at_the_beginning_of_a_word():
    assert Problem("Spelled so.", "Sergei").places("XSergei, Sergei") == [(9, 15)]
    assert Problem("Spelled so.", "Sergei").places("XSergei") == [(1, 7)]


def test_what_the_text_does_not_say_has_no_place():
    assert Problem("No title.").places("Text") == []
    assert Problem("Gone.", "elsewhere").places("Text") == []
