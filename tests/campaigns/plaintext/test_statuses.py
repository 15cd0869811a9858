import pytest

from campaigns.plaintext.statuses import cut


@pytest.mark.parametrize(
    "title",
    [
        "[CLOSED] A stove",
        "A stove (collection completed)",
        "✅ СБОР ЗАКРЫТ! A stove",
        "Збор завершаны: A stove",
        "[zakończona] A stove",
        "Збір закрито – A stove",
    ],
)
def test_a_title_may_say_that_it_is_over(title):
    assert cut(title) == ("A stove", True)


@pytest.mark.parametrize("title", ["A closed door", "Completed in a year", "The campaign is hard"])
def test_other_titles_are_left_alone(title):
    assert cut(title) == (title, False)
