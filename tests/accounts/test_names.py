"""Names that can be read, and told apart by reading."""

import pytest
from django.core.exceptions import ValidationError

from accounts.forms import DetailsForm, InvitationForm
from accounts.names import validate_name


@pytest.mark.parametrize(
    "name", ["Hanna", "Ганна Я.", "Ў", "Zoë O’Neil-Łuc", "李", "سارة", "Team 2"]
)
def test_names_of_all_scripts_are_taken(name):
    validate_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "\u200b",
        "Ihar\u200b",
        "\u202egnaH",
        "Ha\u00adnna",
        "Hanna\x00",
        "Hanna\n",
        "…",
        "42",
        "\ue000",
    ],
)
def test_a_name_that_hides_something_or_says_nothing_is_refused(name):
    with pytest.raises(ValidationError):
        validate_name(name)


def test_forms_say_so_beside_the_field(staff):
    form = InvitationForm({"email": "a@b.example", "work_name": "Ihar\u200b", "role": "moderator"})
    assert "cannot be shown" in form.errors["work_name"][0]

    form = DetailsForm({"work_name": "\u200b"}, instance=staff.caseworker)
    assert "cannot be shown" in form.errors["work_name"][0]
