import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from donations import form_tokens
from donations.forms import GiftForm, amounts

PUBLIC_ID = "8kq2mwx3za"


class Campaign:
    """All that the form asks of a campaign."""

    public_id = PUBLIC_ID


def filled(**typed) -> GiftForm:
    data = {"token": form_tokens.issue(PUBLIC_ID), "amount": "25"} | typed
    return GiftForm(data, campaign=Campaign)


def errors(**typed) -> dict[str, list[str]]:
    return dict(filled(**typed).errors)


def test_a_gift_needs_an_amount_and_nothing_else():
    form = filled()

    assert form.is_valid()
    gift = form.gift
    assert len(gift.pop("form_token")) == 32
    assert gift == {
        "cents": 25_00,
        "email": "",
        "closing_notice": False,
        "display_name": "",
        "message": "",
    }


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("2", 2_00),
        ("12,5", 12_50),
        ("12.50", 12_50),
        ("€ 30", 30_00),
        ("30 €", 30_00),
        (" 1\u202f595,07 ", 1_595_07),
        ("10000", 10_000_00),
    ],
)
@pytest.mark.parametrize("chosen", ["25", "other", ""])
def test_a_number_that_is_written_wins_over_the_choice(typed, cents, chosen):
    form = filled(amount=chosen, other_amount=typed)

    assert form.is_valid(), form.errors
    assert form.gift["cents"] == cents


@pytest.mark.parametrize(
    "typed", ["1.99", "0", "10000.01", "-5", "1,595", "twenty", "1e3", "25 25", "٢٥", "5" * 40]
)
def test_an_amount_that_cannot_be_is_told_at_its_field(typed):
    assert list(errors(other_amount=typed)) == ["other_amount"]


def test_both_bounds_are_said_in_words():
    assert errors(other_amount="1")["other_amount"] == ["Write an amount of €\u202f2 or more."]
    assert errors(other_amount="10001")["other_amount"] == [
        "Write an amount of €\u202f10\u202f000 or less."
    ]
    assert "From €\u202f2 to €\u202f10\u202f000." in str(filled()["other_amount"].help_text)


def test_a_missing_amount_is_asked_for_where_it_is_missing():
    assert list(errors(amount="")) == ["amount"]
    assert list(errors(amount="other")) == ["other_amount"]


def test_only_the_offered_amounts_can_be_chosen():
    assert list(errors(amount="7")) == ["amount"]
    assert list(errors(amount="-25")) == ["amount"]


def test_no_amount_is_offered_that_would_be_refused(settings):
    settings.MIN_GIFT_CENTS, settings.MAX_GIFT_CENTS = 20_00, 60_00

    assert [value for value, _label in amounts()] == ["25", "50", "other"]


def test_amounts_are_written_in_the_language_of_the_page():
    with translation.override("pl"):
        assert amounts()[0] == ("10", "10\u202f€")


@pytest.mark.parametrize("address", ["anna@", "anna", "anna @example.org", "a@b", "x" * 400])
def test_an_incomplete_address_is_refused_and_the_field_may_be_left_empty(address):
    [sentence, *_more] = errors(email=address)["email"]

    assert "or leave the field empty" in sentence or "at most" in sentence
    assert errors(email="") == {}


def test_the_closing_letter_needs_an_address():
    assert list(errors(closing_notice="on")) == ["email"]
    assert errors(closing_notice="on", email="anna@example.org") == {}
    # One complaint about the address is enough.
    assert len(errors(closing_notice="on", email="anna@")["email"]) == 1


@pytest.mark.parametrize(("field", "most"), [("display_name", 40), ("message", 200)])
def test_length_is_counted_in_code_points(field, most):
    assert errors(**{field: "🕯" * most}) == {}
    assert errors(**{field: "ў" * most}) == {}
    [sentence] = errors(**{field: "🕯" * (most + 1)})[field]
    assert sentence == f"This is too long: it has {most + 1} characters, and {most} fit."


def test_the_browser_is_not_told_to_cut_what_is_too_long():
    form = filled()

    assert "maxlength" not in str(form["message"]) + str(form["display_name"])


def test_words_lose_what_nobody_sees():
    form = filled(display_name="A\x00n\u202ena\u200b ", message="One\r\n\ttwo\x07  three\u2028four")

    assert form.is_valid()
    assert form.gift["display_name"] == "Anna"
    assert form.gift["message"] == "One two three four"


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        ("Write to anna@example.org", "e-mail"),
        ("Ask @svietlana_minsk", "messenger"),
        ("Call +375 29 123 45 67", "telephone"),
        ("LT12 1000 0111 0100 1000", "account"),
    ],
)
@pytest.mark.parametrize("field", ["display_name", "message"])
def test_what_could_lead_to_somebody_is_kindly_refused(field, words, advice):
    [sentence] = errors(**{field: words})[field]

    assert advice in sentence
    assert sentence.endswith("It could lead to you or to the hero.")


def test_the_same_advice_is_given_once():
    message = "anna@example.org and olga@example.org"

    assert len(errors(message=message)["message"]) == 1


def test_problems_lead_to_their_inputs_in_the_order_of_the_page():
    form = filled(amount="", display_name="x" * 50, message="y" * 300, email="anna@", token="")

    assert [place for place, _sentence in form.problems] == [
        "",
        "id_amount_0",
        "id_display_name",
        "id_message",
        "id_email",
    ]


TYPED = st.dictionaries(
    st.sampled_from(
        ["token", "amount", "other_amount", "email", "closing_notice", "display_name", "message"]
    ),
    st.one_of(
        st.text(max_size=300),
        st.from_regex(r"[+\d €,.@-]{0,40}"),
        st.sampled_from(["25", "other", "on", "a@example.org", "t.me/x", "\x00", "\u202e"]),
    ),
)


@given(typed=TYPED)
def test_whatever_is_typed_gets_a_gift_or_a_sentence(typed):
    form = filled(**typed)

    if form.is_valid():
        assert 2_00 <= form.gift["cents"] <= 10_000_00
    else:
        assert form.problems
