"""What staff chose holds for everybody, stays on record, and falls back on the settings."""

import math
from time import monotonic

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts import lockdown, notices
from accounts.models import AuditEntry, Notice
from accounts.roles import ADMINISTRATOR, ROLES
from campaigns import choices
from campaigns.choices import Choices, Subject
from campaigns.models import Choice
from tests.factories import UserFactory
from tests.threads import at_once, kinds_of


def gifts(**value) -> Choices:
    return Choices({(Subject.GIFTS, "EUR"): value})


# --- what holds ---


def test_a_fresh_site_is_as_the_settings_say(db, settings):
    holds = choices.current()

    assert (holds.name, holds.own_name) == ("Śviatło", "")
    assert [euros for euros, _cents in holds.presets] == settings.GIFT_PRESETS
    assert holds.preselected == settings.GIFT_PRESELECTED
    assert (holds.least_cents, holds.most_cents) == (2_00, 10_000_00)
    assert (holds.urgent_days, holds.urgent.days) == (7, 8)
    assert holds.statement == "GIFT"
    assert holds.text(Subject.PRIVACY, "en") == ""


def test_the_newest_choice_of_each_subject_holds(choose):
    choose("name", name="First")
    choose("gifts", presets=[5, 15], preselected=5, least_cents=3_00)
    choose("urgency", days=3)
    choose("statement", word="THANKS")
    choose("privacy", pl="Nic.")
    choose("name", name="Second")

    holds = choices.current()
    assert holds.name == holds.own_name == "Second"
    assert (holds.presets, holds.preselected) == ([(5, 5_00), (15, 15_00)], 5)
    assert holds.least_cents == 3_00
    assert (holds.urgent_days, holds.statement) == (3, "THANKS")
    assert (holds.text("privacy", "pl"), holds.text("privacy", "en")) == ("Nic.", "")


def test_choosing_nothing_again_is_as_installed(choose, settings):
    choose("statement", word="THANKS")
    choose("statement")

    assert choices.current().statement == settings.STRIPE_STATEMENT_SUFFIX
    assert Choice.objects.count() == 2


def test_limits_of_the_server_that_move_later_win(settings):
    holds = gifts(presets=[5, 50, 500], preselected=5, least_cents=3_00)

    settings.MIN_GIFT_CENTS, settings.MAX_GIFT_CENTS = 20_00, 100_00
    assert holds.least_cents == 20_00
    assert (holds.presets, holds.preselected) == ([(50, 50_00)], 50)

    settings.MIN_GIFT_CENTS, settings.MAX_GIFT_CENTS = 1_00, 2_00
    assert holds.least_cents == holds.most_cents == 2_00
    assert (holds.presets, holds.preselected) == ([], None)


# --- how it is remembered ---


@pytest.fixture
def fresh(db) -> choices.Memory:
    """A process that has just begun."""
    choices.memory.until = -math.inf
    return choices.memory


def test_a_process_asks_once_for_some_time(fresh, django_assert_num_queries):
    with django_assert_num_queries(1):
        for _ in range(3):
            choices.current()
    assert 0 < fresh.until - monotonic() <= choices.KEPT_SECONDS < 60

    fresh.until = monotonic()
    with django_assert_num_queries(1):
        choices.current()


def test_what_was_asked_before_a_choice_is_not_gone_by_after_it(fresh):
    asked_after = fresh.forgotten
    fresh.forget()

    fresh.keep(Choices({(Subject.NAME, ""): {"name": "Old"}}), asked_after)

    assert fresh.until == -math.inf
    assert fresh.choices.name == "Śviatło"


def test_a_choice_that_is_undone_was_never_made(fresh, staff):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        choices.choose("name", {"name": "Ours"}, base=0, actor=staff.administrator)
        raise ZeroDivisionError

    assert choices.current().name == "Śviatło"


def test_what_held_last_holds_while_the_database_is_away(without_database, choose):
    choose("name", name="Ours")
    assert choices.current().name == "Ours"
    choices.memory.forget()
    with without_database():
        assert choices.current().name == choices.remembered().name == "Ours"


def test_a_process_that_begins_without_a_database_goes_by_the_settings(without_database):
    choices.memory.forget()
    with without_database():
        assert choices.current().name == "Śviatło"


def test_remembering_asks_nobody(fresh, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert choices.remembered().name == "Śviatło"


# --- who chooses, and what is left of it ---


@pytest.mark.parametrize("role", sorted(set(ROLES) - {ADMINISTRATOR}))
def test_nobody_but_administrators_chooses(staff, role):
    with pytest.raises(PermissionDenied):
        choices.choose("name", {"name": "Mine"}, base=0, actor=getattr(staff, role))

    assert not Choice.objects.exists()


def test_nothing_is_chosen_in_a_lockdown(choose):
    lockdown.begin()

    with pytest.raises(lockdown.InForce):
        choose("name", name="Ours")


def test_whoever_was_shown_another_version_is_told_so(staff, choose):
    choose("name", name="Theirs")

    for base in (0, 2):
        with pytest.raises(choices.Outdated):
            choices.choose("name", {"name": "Mine"}, base=base, actor=staff.administrator)
    assert choices.current().name == "Theirs"


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_is_told_so(staff):
    def choose(name):
        return choices.choose("name", {"name": name}, base=0, actor=staff.administrator)

    outcomes = at_once(lambda: choose("One"), lambda: choose("Two"))

    assert kinds_of(outcomes) == ["Choice", "Outdated"]
    assert Choice.objects.count() == 1


def test_the_same_once_more_is_no_choice(choose):
    assert choose("name") is None
    assert choose("name", name="Ours").version == 1
    assert choose("name", name="Ours") is None
    assert Choice.objects.count() == AuditEntry.objects.filter(action="choice.make").count() == 1


def test_the_log_has_figures_and_words_but_no_texts(choose, staff):
    choose("gifts", least_cents=3_00)
    choose("gifts", least_cents=4_00)
    choose("privacy", en="A long text.")

    texts, second, _first = AuditEntry.objects.filter(action="choice.make")
    assert (second.actor, second.target) == (staff.administrator, "choice:gifts:EUR")
    assert second.data == {
        "version": 2,
        "fields": ["least_cents"],
        "before": {"least_cents": 3_00},
        "after": {"least_cents": 4_00},
    }
    assert (texts.target, texts.data) == ("choice:privacy", {"version": 1, "fields": ["en"]})


def test_the_other_administrators_get_a_letter_and_nobody_else(choose, staff, mailoutbox):
    other = UserFactory(role=ADMINISTRATOR)

    choice = choose("statement", word="THANKS")

    assert Notice.objects.count() == notices.deliver() == 1
    (letter,) = mailoutbox
    assert letter.to == [other.email]
    assert f"/staff/campaigns/choice/{choice.pk}/change/" in letter.body
    assert "THANKS" not in letter.subject + letter.body


# --- what the database refuses ---


@pytest.mark.parametrize(
    "deed", ["UPDATE campaigns_choice SET value = '{}'", "DELETE FROM campaigns_choice"]
)
def test_history_cannot_be_rewritten(choose, deed):
    choose("name", name="Ours")

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(deed)
    assert Choice.objects.get().value == {"name": "Ours"}


@pytest.mark.parametrize(
    "row",
    [
        {"subject": "name", "version": 1},
        {"subject": "name", "version": 0},
        {"subject": "colour", "version": 1},
        {"subject": "urgency", "version": 1, "currency": "EUR"},
        {"subject": "gifts", "version": 1},
        {"subject": "gifts", "version": 1, "currency": "PLN"},
    ],
    ids=str,
)
def test_the_database_refuses_a_row_that_cannot_be(choose, staff, row):
    choose("name", name="Ours")

    with pytest.raises(IntegrityError), transaction.atomic():
        Choice.objects.create(value={}, chosen_by=staff.administrator, **row)


# --- two at once ---


@pytest.mark.parametrize(
    ("base", "typed", "now", "merged"),
    [
        # Each changed something else.
        (
            {"en": "a", "pl": "b"},
            {"en": "A", "pl": "b"},
            {"en": "a", "pl": "B"},
            {"en": "A", "pl": "B"},
        ),
        # Both changed the same: what was typed stays.
        ({"en": "a"}, {"en": "mine"}, {"en": "theirs"}, {"en": "mine"}),
        # One emptied what the other left alone, or wrote what was not there.
        ({"en": "a", "pl": "b"}, {"en": "a"}, {"en": "A", "pl": "b"}, {"en": "A"}),
        ({}, {"be": "c"}, {"en": "A"}, {"en": "A", "be": "c"}),
        ({"en": "a"}, {"en": "a"}, {}, {}),
    ],
)
def test_of_two_who_write_nobody_loses_a_word(base, typed, now, merged):
    assert choices.merged(base, typed, now) == merged
