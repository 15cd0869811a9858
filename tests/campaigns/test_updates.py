"""News of a campaign: frozen in review, decided by somebody else, taken down in one press."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from accounts.models import AuditEntry, Notice
from campaigns import lifecycle, protected_terms, timeline, updates
from campaigns.decisions import NotPossible
from campaigns.models import Campaign, Update
from campaigns.moderation import NotReady
from tests.factories import UpdateFactory
from tests.threads import at_once, kinds_of

State = Update.State


def approve(update, *, actor, **given):
    """As a reviewer does who has looked at everything."""
    return updates.approve(update, actor=actor, checklist=list(updates.CHECKLIST), **given)


@pytest.fixture
def update(live_campaign) -> Update:
    """A draft of staff.caseworker."""
    return UpdateFactory(campaign=live_campaign)


@pytest.fixture
def waiting(update, staff) -> Update:
    return updates.submit(update, actor=staff.caseworker)


@pytest.fixture
def published(waiting, staff) -> Update:
    return approve(waiting, actor=staff.moderator)


def another_waiting(update, staff) -> Update:
    return updates.submit(UpdateFactory(campaign=update.campaign), actor=staff.caseworker)


def shown(campaign, language="en") -> list[str]:
    return [str(one.title) for one in timeline.of(campaign.pk, language).news]


def test_an_approved_update_is_dated_where_the_campaign_is_at_home(published, live_campaign):
    assert published.published_on == updates.today(live_campaign)
    assert shown(live_campaign) == ["The landlord waits"]


def test_a_draft_and_a_waiting_update_are_not_public(waiting, live_campaign):
    assert shown(live_campaign) == []


@pytest.mark.parametrize("name", ["other_caseworker", "moderator", "finance", "administrator"])
def test_nobody_but_the_caseworker_writes_news(update, staff, name):
    actor = getattr(staff, name)
    words = {"kind": "news", "title": {"en": "Mine"}, "text": {"en": "Mine."}}

    for act in (
        lambda: updates.begin(update.campaign, actor=actor, **words),
        lambda: updates.write(update, actor=actor, seen=updates.words(update), **words),
        lambda: updates.submit(update, actor=actor),
        lambda: updates.redraft(update, actor=actor),
        lambda: updates.discard(update, actor=actor),
    ):
        with pytest.raises(PermissionDenied):
            act()
    update.refresh_from_db()
    assert update.title == {"en": "The landlord waits"}


@pytest.mark.parametrize("name", ["caseworker", "other_caseworker", "finance", "administrator"])
def test_only_a_moderator_decides(waiting, staff, name):
    actor = getattr(staff, name)

    with pytest.raises(PermissionDenied):
        approve(waiting, actor=actor)
    with pytest.raises(PermissionDenied):
        updates.reject(waiting, actor=actor, note="Shorter.")
    waiting.refresh_from_db()
    assert waiting.state == State.SUBMITTED


def test_an_author_who_became_a_moderator_cannot_approve(waiting, staff):
    staff.caseworker.groups.set(staff.moderator.groups.all())

    with pytest.raises(PermissionDenied):
        approve(waiting, actor=type(staff.caseworker).objects.get(pk=staff.caseworker.pk))


def test_whose_words_are_continued_cannot_approve_either(published, staff):
    Campaign.objects.update(owner=staff.other_caseworker)
    correction = updates.redraft(published, actor=staff.other_caseworker)
    with pytest.raises(PermissionDenied):
        updates.submit(correction, actor=staff.caseworker)
    updates.submit(correction, actor=staff.other_caseworker)
    staff.caseworker.groups.set(staff.moderator.groups.all())

    with pytest.raises(PermissionDenied):
        approve(correction, actor=type(staff.caseworker).objects.get(pk=staff.caseworker.pk))


def test_the_database_refuses_an_approval_by_the_author(waiting, published, staff):
    with pytest.raises(IntegrityError, match="approved_by_another"), transaction.atomic():
        Update.objects.update(decided_by=staff.caseworker)
    with pytest.raises(IntegrityError, match="approved_by_another"), transaction.atomic():
        Update.objects.update(decided_by=None)


def test_the_database_wants_the_reason_of_a_rejection(waiting, staff):
    with pytest.raises(IntegrityError, match="rejected_with_note"), transaction.atomic():
        Update.objects.update(state=State.REJECTED, decided_by=staff.moderator)


@pytest.mark.parametrize(
    "change", [{"title": {}}, {"text": {"en": "New"}}, {"kind": "report"}, {"state": State.DRAFT}]
)
def test_the_database_keeps_what_was_sent_as_it_was_sent(waiting, change):
    with pytest.raises(DatabaseError, match="frozen once it is in review"), transaction.atomic():
        Update.objects.update(**change)


def test_an_author_who_goes_on_typing_changes_nothing_in_review(waiting, staff):
    with pytest.raises(NotPossible):
        updates.write(
            waiting,
            actor=staff.caseworker,
            kind="news",
            title={"en": "Other"},
            text={"en": "Other."},
            seen=updates.words(waiting),
        )


def test_one_window_does_not_overwrite_another(update, staff):
    seen = updates.words(update)
    words = {"kind": "news", "title": {"en": "First window"}, "text": {"en": "One."}}
    updates.write(update, actor=staff.caseworker, seen=seen, **words)

    with pytest.raises(NotPossible, match="another window"):
        updates.write(update, actor=staff.caseworker, seen=seen, **words)


def test_what_is_missing_is_said_all_at_once(update, draft, staff):
    lifecycle.move(update.campaign_id, "withdraw", actor=staff.moderator)
    Update.objects.update(title={}, text={"en": "Write to a@mail.example"}, kind="report")

    with pytest.raises(NotReady) as refusal:
        updates.submit(update, actor=staff.caseworker)

    assert len(refusal.value.reasons) == 4


def test_a_protected_word_keeps_an_update_from_review(update, staff):
    protected_terms.protect(update.campaign, ["Landlord"])

    with pytest.raises(NotReady, match="landlord"):
        updates.submit(update, actor=staff.caseworker)


def test_a_word_protected_meanwhile_keeps_an_update_from_being_approved(waiting, staff):
    protected_terms.protect(waiting.campaign, ["Landlord"])

    with pytest.raises(NotPossible, match="“landlord”, is not answered yet"):
        approve(waiting, actor=staff.moderator)


def test_a_false_alarm_goes_public_with_a_reason_and_stays_in_the_record(update, staff):
    protected_terms.protect(update.campaign, ["Landlord"])
    waiting = updates.submit(update, actor=staff.caseworker, contested=True)
    numbers = range(1, len(waiting.findings) + 1)

    for answer in ("accepted", "must_change", "false_alarm"):
        with pytest.raises(NotPossible):
            approve(waiting, actor=staff.moderator, answers=dict.fromkeys(numbers, (answer, "")))
    approved = approve(
        waiting,
        actor=staff.moderator,
        answers=dict.fromkeys(numbers, ("false_alarm", "A common noun here.")),
    )

    assert {finding["reason"] for finding in approved.findings} == {"A common noun here."}
    (entry,) = AuditEntry.objects.filter(action="update.approved")
    assert entry.data["findings"][0]["answer"] == "false_alarm"
    assert entry.data["checklist"] == list(updates.CHECKLIST)


def test_approving_needs_every_box(waiting, staff):
    with pytest.raises(NotPossible, match="Not checked yet"):
        updates.approve(waiting, actor=staff.moderator, checklist=["true", "consent"])


def test_an_answer_that_something_must_change_is_reason_enough(update, staff):
    Update.objects.update(text={"en": "The \u0421linic is far."})
    waiting = updates.submit(update, actor=staff.caseworker)

    rejected = updates.reject(
        waiting, actor=staff.moderator, answers={1: ("must_change", "Type it again.")}
    )

    assert rejected.note == "“\u0421linic”: Type it again."
    with pytest.raises(NotPossible):
        updates.reject(another_waiting(update, staff), actor=staff.moderator)


def test_the_database_refuses_an_approval_of_which_nothing_was_checked(published):
    with pytest.raises(IntegrityError, match="approved_when_checked"), transaction.atomic():
        Update.objects.update(checked=[])


def test_the_database_refuses_an_approval_with_an_open_finding(published):
    finding = {"severity": "warn", "answer": "accepted", "reason": " "}

    with pytest.raises(IntegrityError, match="findings_answered"), transaction.atomic():
        Update.objects.update(findings=[finding])


def test_a_rejected_update_is_written_anew_and_the_old_one_stays(waiting, staff):
    refused = updates.reject(waiting, actor=staff.moderator, note="Shorter.")

    again = updates.redraft(refused, actor=staff.caseworker)

    assert (again.state, again.previous, again.text) == (State.DRAFT, refused, refused.text)
    with pytest.raises(NotPossible):
        updates.redraft(refused, actor=staff.caseworker)


def test_a_correction_takes_the_place_and_the_day_of_what_it_corrects(published, staff):
    Update.objects.update(published_on="2026-03-12")
    first = updates.redraft(published, actor=staff.caseworker)
    refused = updates.reject(
        updates.submit(first, actor=staff.caseworker), actor=staff.moderator, note="Say more."
    )
    second = updates.redraft(refused, actor=staff.caseworker)
    updates.write(
        second,
        actor=staff.caseworker,
        kind="news",
        title={"en": "The landlord will wait"},
        text={"en": "Until May."},
        seen=updates.words(second),
    )
    campaign = published.campaign
    assert shown(campaign) == ["The landlord waits"]

    approve(updates.submit(second, actor=staff.caseworker), actor=staff.moderator)

    (one,) = timeline.of(campaign.pk, "en").news
    assert (str(one.title), one.day.isoformat()) == ("The landlord will wait", "2026-03-12")
    published.refresh_from_db()
    assert published.state == State.REPLACED


def test_a_draft_can_be_thrown_away_and_nothing_else(update, staff):
    again = UpdateFactory(campaign=update.campaign)
    updates.submit(again, actor=staff.caseworker)

    updates.discard(update, actor=staff.caseworker)
    with pytest.raises(NotPossible):
        updates.discard(again, actor=staff.caseworker)

    assert list(Update.objects.all()) == [again]
    with pytest.raises(NotPossible, match="thrown away"):
        updates.submit(update, actor=staff.caseworker)


@pytest.mark.parametrize("name", ["caseworker", "moderator", "administrator"])
def test_one_press_takes_one_update_down(published, staff, name):
    other = UpdateFactory(campaign=published.campaign, title={"en": "A desk"})
    approve(updates.submit(other, actor=staff.caseworker), actor=staff.moderator)

    updates.withdraw(published, actor=getattr(staff, name))

    assert shown(published.campaign) == ["A desk"]
    assert AuditEntry.objects.filter(action="update.withdraw").count() == 1


@pytest.mark.parametrize("name", ["other_caseworker", "finance"])
def test_nobody_else_takes_an_update_down(published, staff, name):
    with pytest.raises(PermissionDenied):
        updates.withdraw(published, actor=getattr(staff, name))


def test_news_go_down_with_their_campaign_and_do_not_come_back_with_it(published, staff):
    campaign = published.campaign

    lifecycle.move(campaign.pk, "withdraw", actor=staff.moderator)

    assert shown(campaign) == []
    published.refresh_from_db()
    assert published.state == State.WITHDRAWN


def test_an_update_of_a_campaign_taken_down_cannot_be_approved(waiting, staff):
    lifecycle.move(waiting.campaign_id, "withdraw", actor=staff.moderator)

    with pytest.raises(NotPossible, match="public"):
        approve(waiting, actor=staff.moderator)


def test_reviewers_and_author_hear_of_it_without_a_word_about_it(waiting, staff):
    approve(waiting, actor=staff.moderator)

    letters = Notice.objects.filter(dedupe_key__contains="update")
    assert sorted(letter.template for letter in letters) == [
        "revision_approved",
        "revision_submitted",
        "revision_submitted",
    ]
    assert all(letter.context == {} for letter in letters)


def test_every_act_is_in_the_audit_log_without_a_word_of_the_text(published):
    entries = AuditEntry.objects.filter(target=updates.target(published))

    assert {entry.action for entry in entries} == {"update.submit", "update.approved"}
    assert "landlord" not in str([entry.data for entry in entries])


def test_a_closing_report_is_for_a_closed_campaign(update, staff):
    Update.objects.update(kind="report")
    with pytest.raises(NotReady, match="closed"):
        updates.submit(update, actor=staff.caseworker)

    lifecycle.move(update.campaign_id, "close", actor=staff.moderator)
    approve(updates.submit(update, actor=staff.caseworker), actor=staff.moderator)

    shown_on_page = timeline.of(update.campaign_id, "en")
    assert str(shown_on_page.report.title) == "The landlord waits"
    assert shown_on_page.news == ()


def test_news_are_read_in_the_language_of_the_page_or_said_to_be_in_another(live_campaign, staff):
    update = UpdateFactory(
        campaign=live_campaign,
        title={"en": "A desk", "be": "Стол"},
        text={"en": "## Thanks\n\nTo *all*.<script>"},
    )
    approve(updates.submit(update, actor=staff.caseworker), actor=staff.moderator)

    (one,) = timeline.of(live_campaign.pk, "be").news

    assert (one.title.text, one.title.language) == ("Стол", "be")
    assert one.source.language == "en"
    assert '<h4 dir="auto">Thanks</h4>' in one.html
    assert "<em>all</em>.&lt;script&gt;" in one.html


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_once_decide_once(waiting, staff):
    answers = at_once(
        lambda: approve(waiting, actor=staff.moderator),
        lambda: updates.reject(waiting, actor=staff.second_moderator, note="Shorter."),
    )

    assert kinds_of(answers) == ["NotPossible", "Update"]


@pytest.mark.django_db(transaction=True)
def test_a_campaign_taken_down_at_the_same_moment_keeps_no_news(waiting, staff):
    at_once(
        lambda: approve(waiting, actor=staff.moderator),
        lambda: lifecycle.move(waiting.campaign_id, "withdraw", actor=staff.second_moderator),
    )

    assert Campaign.objects.get().status == "withdrawn"
    assert not Update.objects.filter(state=State.APPROVED).exists()


@pytest.mark.django_db(transaction=True)
def test_two_windows_at_once_begin_one_correction(published, staff):
    answers = at_once(
        lambda: updates.redraft(published, actor=staff.caseworker),
        lambda: updates.redraft(published, actor=staff.caseworker),
    )

    assert kinds_of(answers) == ["NotPossible", "Update"]
