"""The pages on which administrators choose, as a browser would use them."""

import pytest

from accounts import lockdown
from accounts.models import AuditEntry
from accounts.roles import ADMINISTRATOR
from campaigns import choices
from campaigns.choice_forms import FORMS
from campaigns.choices import Subject
from campaigns.models import Choice
from tests.config.knocking import give_code
from tests.doors import enter, new_secret
from tests.factories import UserFactory
from tests.pages import desk_of, told, typed

LIST = "/staff/campaigns/choice/"
FORM = "choice-form"
# Longer than a proof counts, shorter than a desk may rest.
LONG_AGO = 600


def form_of(subject: str) -> str:
    return f"{LIST}write/{subject}/"


@pytest.fixture
def desk(staff):
    return desk_of(staff.administrator)


@pytest.fixture
def send(desk, django_capture_on_commit_callbacks):
    """send(subject, **fields): open the form, type, press save; gives the page that comes."""

    def press(subject: str, **fields):
        page = desk.get(form_of(subject))
        with django_capture_on_commit_callbacks(execute=True):
            return desk.post(form_of(subject), typed(page, FORM, **fields), follow=True)

    return press


def test_all_that_can_be_chosen_is_listed_with_what_holds(desk, choose):
    choose("gifts", presets=[15, 30], preselected=15)
    choose("privacy", be="Тры словы тут.")

    page = desk.get(LIST).text.replace("\u202f", " ")

    assert all(f'href="{form_of(subject)}"' in page for subject in FORMS)
    assert "€ 15, € 30" in page and "€ 2 <span" in page
    assert "GIFT <span" in page and "7 days <span" in page and "Śviatło <span" in page
    assert "3 words" in page
    assert Choice.objects.filter(subject="privacy").get().chosen_by.work_name in page


def test_what_is_saved_holds_at_once(desk, send):
    page = send("name", name="  Our\u202e House ")

    assert told(page) == ["Saved. Donors meet it within a minute."]
    assert choices.current().name == "Our House"
    assert page.redirect_chain == [(LIST, 302)]


def test_saving_what_stands_there_says_so(send, choose):
    choose("urgency", days=3)

    assert told(send("urgency")) == ["Nothing is different, so nothing was saved."]


def test_what_cannot_be_taken_is_explained_and_kept_in_the_form(desk, send):
    page = send("gifts", presets="10, 12.50", preselected="10")

    assert page.status_code == 400
    assert "Write whole euros: “12.50”." in page.text
    assert typed(page, FORM)["presets"] == ["10, 12.50"]
    assert not Choice.objects.exists()


def test_a_text_is_looked_at_before_it_is_saved_and_without_a_proof(staff, desk):
    later = enter(desk, staff.administrator, ago=LONG_AGO)
    sent = typed(later.get(form_of("privacy")), FORM, text_pl="# Cisza", look="1")

    page = later.post(form_of("privacy"), sent)

    assert page.status_code == 200
    assert '<h3 dir="auto">Cisza</h3>' in page.text
    assert typed(page, FORM)["text_pl"] == ["# Cisza"]
    assert not Choice.objects.exists()


def test_saving_asks_who_sits_there_and_loses_no_line(staff, desk):
    secret = new_secret(staff.administrator)
    later = enter(desk, staff.administrator, ago=LONG_AGO)
    sent = typed(later.get(form_of("privacy")), FORM, text_en="# One\n\n<Two>")

    page = later.post(form_of("privacy"), sent)
    assert page.status_code == 403
    assert not Choice.objects.exists()

    brought = typed(page, "proof-form")
    assert give_code(later, secret, form_of("privacy"), "proof-code", brought).url == LIST
    assert Choice.objects.get().value == {"en": "# One\n\n<Two>"}


def test_a_text_that_could_lead_to_a_person_is_warned_of_and_saved(send, settings):
    settings.CONTACT_EMAIL = "ask@house.example"
    text = "Call +375 29 123 45 67, or write to ask@house.example."
    page = send("giving-safely", text_en=text)

    saved, warned = told(page)
    assert saved.startswith("Saved.")
    assert warned.startswith("English, “+375 29 123 45 67”: ")


def test_a_lockdown_keeps_what_was_typed(staff, desk, send):
    lockdown.begin()
    enter(desk, staff.administrator)
    page = send("name", name="Ours")

    assert page.status_code == 400
    assert "nothing is published until that ends" in page.text
    assert typed(page, FORM)["name"] == ["Ours"]


def test_nothing_else_is_a_subject(desk):
    for subject in ("colour", "name-", "12"):
        assert desk.get(form_of(subject)).status_code == 404


# --- two at once ---


def test_two_who_choose_lose_nothing(desk, choose, send):
    choose("privacy", en="One", pl="Jeden")
    mine = desk.get(form_of("privacy"))
    choose("privacy", en="One", pl="Dwa", ru="Два")

    page = desk.post(form_of("privacy"), typed(mine, FORM, text_en="Three"))

    assert page.status_code == 409
    assert "Administrator was faster and saved version 2" in page.text
    assert "<del>Jeden</del><ins>Dwa</ins>" in page.text
    sent = typed(page, FORM)
    assert sent["base"] == ["2"]
    assert [sent[f"text_{code}"][0] for code in ("en", "be", "ru", "pl")] == [
        *["Three", "", "Два", "Dwa"]
    ]
    assert Choice.objects.count() == 2

    desk.post(form_of("privacy"), sent)
    assert choices.history("privacy").first().value == {"en": "Three", "ru": "Два", "pl": "Dwa"}


def test_a_version_that_never_was_is_as_good_as_none(desk, choose):
    choose("name", name="Theirs")
    sent = typed(desk.get(form_of("name")), FORM, name="Mine", base="77")

    page = desk.post(form_of("name"), sent)

    assert page.status_code == 409
    assert typed(page, FORM) | {"name": ["Mine"], "base": ["1"]} == typed(page, FORM)


def test_a_version_where_there_is_none_saves_nothing_and_keeps_what_was_typed(desk):
    sent = typed(desk.get(form_of("name")), FORM, name="Mine", base="5")

    page = desk.post(form_of("name"), sent)

    assert typed(page, FORM) | {"name": ["Mine"], "base": ["0"]} == typed(page, FORM)
    assert not Choice.objects.exists()
    assert desk.post(form_of("name"), sent | {"base": "9" * 30}).status_code == 400


# --- history ---


def test_each_version_says_who_changed_what(desk, choose):
    choose("statement", word="THANKS")
    second = choose("statement", word="HELLO")

    page = desk.get(f"{LIST}{second.pk}/change/").text

    assert "<del>THANKS</del> <ins>HELLO</ins>" in page
    assert "Administrator" in page
    assert "Take it up again" not in page


def test_what_was_not_chosen_before_was_as_installed(desk, choose):
    first = choose("gifts", least_cents=3_00)

    page = desk.get(f"{LIST}{first.pk}/change/").text.replace("\u202f", " ")

    assert "<del>as installed</del> <ins>€ 3</ins>" in page


def test_an_earlier_version_is_taken_up_again_as_a_new_one(desk, choose):
    first = choose("statement", word="THANKS")
    choose("statement", word="HELLO")

    page = desk.get(f"{LIST}{first.pk}/change/")
    assert f'href="{form_of("statement")}?from=1"' in page.text
    form = desk.get(f"{form_of('statement')}?from=1")
    desk.post(form_of("statement"), typed(form, FORM))

    assert [row.value["word"] for row in choices.history("statement")] == [
        *["THANKS", "HELLO", "THANKS"]
    ]


@pytest.mark.parametrize("asked", ["3", "0", "-1", "x", "ours", "9" * 40, "1 OR 1=1"])
def test_only_versions_there_are_can_be_taken_up(desk, choose, asked):
    choose("statement", word="THANKS")

    assert desk.get(form_of("statement"), {"from": asked}).status_code == 404


def test_nobody_changes_or_removes_a_version(desk, choose):
    choice = choose("name", name="Ours")

    assert desk.post(f"{LIST}{choice.pk}/change/", {"value": "{}"}).status_code == 200
    assert desk.post(f"{LIST}{choice.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Choice.objects.get().value == {"name": "Ours"}


# --- our own words ---


@pytest.mark.parametrize("subject", [Subject.GIVING_SAFELY, Subject.PRIVACY])
def test_our_own_words_can_be_begun_with(desk, settings, subject):
    settings.CONTACT_EMAIL = "ask@house.example"

    page = desk.get(form_of(subject), {"from": "ours"})
    sent = typed(page, FORM)

    for code, _name in settings.LANGUAGES:
        (text,) = sent[f"text_{code}"]
        assert text.count("\n# ") >= 4
        assert "ask@house.example" in text
        assert "<" not in text and "•" not in text
    assert FORMS[subject]({name: values[0] for name, values in sent.items()}).is_valid()


def test_the_other_administrator_reads_of_it_in_the_log(desk, send):
    send("name", name="Ours")
    other = desk_of(UserFactory(role=ADMINISTRATOR))

    assert "choice.make" in other.get("/staff/accounts/auditentry/?area=choice").text
    assert AuditEntry.objects.filter(action="choice.make", target="choice:name").exists()
