"""The outbox: what is owed is sent, by a real conversation with a mail server, and once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts import notices, tasks
from accounts.models import Notice
from tests import mailserver
from tests.mailserver import MailServer

READER = "reader@mailbox.example"


@pytest.fixture(autouse=True)
def templates(settings, tmp_path):
    """Letters of these tests' own: the real ones are tested where they are written."""
    folder = tmp_path / "emails"
    folder.mkdir()
    (folder / "news.txt").write_text(
        "{% load i18n %}{% get_current_language as code %}News in {{ code }}\n\nSum: {{ cents }}"
    )
    (folder / "link.txt").write_text("A link\n\nhttps://x.example/{{ secret }}/")
    (folder / "two_faced.txt").write_text("Hello {{ name|safe }}\n\nBody")
    engine, *others = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path]}, *others]


@pytest.fixture
def server(settings):
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield server


def owe(key: str = "news:1", **letter) -> Notice:
    notices.queue(
        **{"template": "news", "to": READER, "context": {"cents": 7}} | letter, dedupe_key=key
    )
    return Notice.objects.get(dedupe_key=key)


def later(minutes: int):
    return timezone.now() + timedelta(minutes=minutes)


def test_a_letter_goes_out_once(db, server):
    owe()

    assert [notices.deliver(), notices.deliver()] == [1, 0]
    (letter,) = server.letters
    assert (letter["To"], letter["Subject"]) == (READER, "News in en")
    assert letter.get_content().strip() == "Sum: 7"


def test_the_timetable_sends_what_is_due(db, server):
    owe()

    tasks.deliver_notices()

    assert len(server.letters) == 1


def test_a_letter_speaks_its_readers_language(db, server):
    owe(locale="be")

    notices.deliver()

    assert server.letters[0]["Subject"] == "News in be"


def test_a_letter_leads_to_nobody_but_the_reader(db, server):
    owe()

    notices.deliver()

    (letter,) = server.letters
    assert set(letter.keys()) == {
        "Content-Type",
        "Content-Transfer-Encoding",
        "MIME-Version",
        "Subject",
        "From",
        "To",
        "Date",
        "Message-ID",
    }
    assert letter["Message-ID"].endswith("@sviatlo.invalid>")


def test_the_address_is_sealed_while_it_waits_and_gone_afterwards(db, server):
    assert READER not in owe().to

    notices.deliver()

    notice = Notice.objects.get()
    assert (notice.state, notice.to, notice.attempts) == (Notice.State.SENT, "", 1)
    assert notice.sent_at


def test_the_same_news_is_owed_once(db, server):
    assert notices.queue(template="news", to=READER, dedupe_key="news:1", context={})
    assert not notices.queue(template="news", to=READER, dedupe_key="news:1", context={})

    assert notices.deliver() == 1


def test_what_did_not_happen_is_not_told(db, server):
    with pytest.raises(RuntimeError), transaction.atomic():
        owe()
        raise RuntimeError("undone")

    assert notices.deliver() == 0


@pytest.mark.parametrize("mode", [mailserver.BUSY, mailserver.REFUSE_RECIPIENT])
def test_a_letter_that_was_refused_waits_and_comes_again(db, server, mode):
    owe()
    server.mode = mode

    assert notices.deliver() == 0
    assert notices.deliver() == 0
    assert Notice.objects.get().attempts == 1

    server.mode = mailserver.TAKE
    assert notices.deliver(later(2)) == 1
    assert len(server.letters) == 1


def test_a_sender_with_an_older_list_leaves_a_postponed_letter_alone(db, server):
    notice = owe()
    server.mode = mailserver.BUSY
    now = timezone.now()
    notices.deliver_one(notice.pk, now)

    assert notices.deliver_one(notice.pk, now) is False

    notice.refresh_from_db()
    assert notice.attempts == 1


def test_the_pause_grows(db, server):
    owe()
    server.mode = mailserver.BUSY
    now = timezone.now()
    pauses = []

    for _ in range(notices.TRIES - 1):
        notices.deliver(now)
        due_at = Notice.objects.get().due_at
        pauses.append((due_at - now) / timedelta(minutes=1))
        now = due_at

    assert pauses == [1, 6, 36, 216, 1296]


def test_a_mail_server_that_is_away_is_no_end(db, server, settings):
    owe()
    settings.EMAIL_PORT = 1

    assert notices.deliver() == 0

    settings.EMAIL_PORT = server.port
    assert notices.deliver(later(2)) == 1


def test_after_six_tries_the_letter_is_given_up_and_its_address_forgotten(db, server):
    owe()
    server.mode = mailserver.BUSY

    for day in range(notices.TRIES + 2):
        assert notices.deliver(timezone.now() + timedelta(days=day)) == 0

    notice = Notice.objects.get()
    assert (notice.state, notice.to, notice.attempts) == (Notice.State.FAILED, "", notices.TRIES)
    assert notice.last_error == "SMTPConnectError"


def test_a_letter_sent_twice_by_accident_carries_one_id(db, server):
    owe()
    server.mode = mailserver.TAKE_AND_HANG_UP
    assert notices.deliver() == 0

    server.mode = mailserver.TAKE
    assert notices.deliver(later(2)) == 1

    first, second = server.letters
    assert first["Message-ID"] == second["Message-ID"]


def test_ids_of_letters_count_nothing(db, server):
    numbers = [owe(f"news:{number}").pk for number in range(3)]

    notices.deliver()

    ids = [letter["Message-ID"] for letter in server.letters]
    assert len(set(ids)) == 3
    assert not any(f"{number}@" in one or f"<{number}" in one for one in ids for number in numbers)


@pytest.mark.parametrize(
    "letter",
    [
        {"template": "nobody_wrote_this"},
        {"template": "two_faced", "context": {"name": "you\rBcc: everybody@mailbox.example"}},
        {"to": "no address\nat all"},
    ],
)
def test_a_letter_that_cannot_be_written_does_not_stop_those_behind_it(db, server, letter):
    bad = owe("bad", **letter)
    owe("good")

    assert notices.deliver() == 1

    bad.refresh_from_db()
    assert (bad.state, bad.attempts) == (Notice.State.QUEUED, 1)
    assert bad.due_at > timezone.now()


def test_a_letter_whose_address_no_key_opens_does_not_stop_those_behind_it(db, server):
    damaged = owe("damaged")
    Notice.objects.filter(pk=damaged.pk).update(to="1:damaged")
    owe("good")

    assert notices.deliver() == 1

    damaged.refresh_from_db()
    assert damaged.last_error == "Unopenable"


def test_a_cancelled_letter_never_goes_out(db, server):
    owe("closed:abc:1")
    owe("closed:xyz:1")

    assert notices.cancel("closed:abc:") == 1

    assert notices.deliver() == 1
    cancelled = Notice.objects.get(dedupe_key="closed:abc:1")
    assert (cancelled.state, cancelled.to) == (Notice.State.CANCELLED, "")


@pytest.mark.django_db(transaction=True)
def test_a_letter_cancelled_while_it_is_refused_for_the_last_time_stays_cancelled(server):
    owe()
    Notice.objects.update(attempts=notices.TRIES - 1)
    server.mode = mailserver.TAKE_AND_HANG_UP

    def forget():
        notices.cancel("news:")
        connection.close()

    server.on_letter = forget
    assert notices.deliver() == 0

    notice = Notice.objects.get()
    assert (notice.state, notice.to) == (Notice.State.CANCELLED, "")


def test_the_database_keeps_no_address_of_a_letter_that_is_out(db):
    owe()

    with pytest.raises(IntegrityError, match="notice_forgets_address"), transaction.atomic():
        Notice.objects.update(state=Notice.State.SENT)


def test_the_log_of_a_refusal_names_no_reader(db, server, caplog):
    owe()
    server.mode = mailserver.REFUSE_RECIPIENT

    notices.deliver()

    assert "notice not sent" in caplog.text
    assert READER not in caplog.text


# News that shares a letter


@pytest.fixture
def fold(settings, tmp_path):
    """fold(*keys, …): news of one kind for one reader, whose letter says how many there are."""
    (tmp_path / "emails" / "folded.txt").write_text("At your desk\n\n{{ count }} wait")

    def news(*keys: str, **letter) -> None:
        for key in keys:
            owe(key, **{"template": "folded", "context": {}, "fold_key": "work:1"} | letter)

    return news


def bodies(server) -> list[str]:
    return [letter.get_content().strip() for letter in server.letters]


def test_news_that_comes_together_is_one_letter(db, server, fold):
    fold("a", "b")
    fold("c", context={"count": 37})
    assert notices.deliver() == 0

    assert notices.deliver(later(3)) == 1

    assert bodies(server) == ["39 wait"]
    assert set(Notice.objects.values_list("state", "to")) == {(Notice.State.SENT, "")}


def test_what_still_gathers_comes_along(db, server, fold):
    fold("a")
    Notice.objects.update(due_at=timezone.now())
    fold("b")

    notices.deliver()

    assert bodies(server) == ["2 wait"]


def test_a_stream_of_news_is_one_letter_an_hour(db, server, fold):
    for minute in range(0, 120, 10):
        fold(f"news:{minute}")
        Notice.objects.filter(attempts=0).update(due_at=later(minute))
        notices.deliver(later(minute))

    assert bodies(server) == ["1 wait", "6 wait"]
    assert notices.deliver(later(125)) == 1
    assert bodies(server)[-1] == "5 wait"


def test_each_reader_and_each_kind_has_a_letter_of_its_own(db, server, fold):
    fold("a", "b")
    fold("c", fold_key="work:2", to="other@mailbox.example")
    fold("d", fold_key="alarm:1")
    owe("e")

    assert notices.deliver(later(3)) == 4
    assert sorted(bodies(server)) == ["1 wait", "1 wait", "2 wait", "Sum: 7"]


def test_what_was_refused_together_waits_and_comes_again_together(db, server, fold):
    fold("a", "b")
    server.mode = mailserver.BUSY
    assert notices.deliver(later(3)) == 0
    server.mode = mailserver.TAKE
    fold("c")
    assert set(Notice.objects.values_list("attempts", flat=True)) == {0, 1}

    assert notices.deliver(later(30)) == 1
    assert bodies(server) == ["3 wait"]


def test_news_does_not_hurry_what_was_refused(db, server, fold):
    fold("a")
    Notice.objects.update(attempts=5, due_at=later(1000))
    fold("b")

    notices.deliver(later(3))

    assert bodies(server) == ["1 wait"]
    assert Notice.objects.get(dedupe_key="a").state == Notice.State.QUEUED


def test_a_shared_letter_goes_to_the_newest_address_and_carries_one_id(db, server, fold):
    fold("a", to="before@mailbox.example")
    fold("b")
    news = list(Notice.objects.order_by("pk"))

    letter, again = notices.letter(news), notices.letter(news[:1])
    assert letter.to == [READER]
    assert letter.extra_headers["Message-ID"] == again.extra_headers["Message-ID"]


def test_what_lets_the_reader_in_is_sealed_and_forgotten_with_the_address(db, mailoutbox):
    notices.queue(
        template="link",
        to=READER,
        dedupe_key="link:1",
        context={},
        secret="opens-the-door",
    )
    assert "opens-the-door" not in str(list(Notice.objects.values()))

    notices.deliver()

    assert "https://x.example/opens-the-door/" in mailoutbox[0].body
    assert Notice.objects.get().secret == ""


def test_the_database_keeps_no_secret_of_a_letter_that_is_out(db):
    with pytest.raises(IntegrityError, match="notice_forgets_address"), transaction.atomic():
        Notice.objects.create(template="x", dedupe_key="x", state="sent", secret="sealed")
