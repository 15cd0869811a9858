"""The outbox: the only place that writes and sends mail.

A letter is queued in the transaction that causes it and sent later by a task, so a mail server
that is down, slow or restarted can neither undo nor delay what happened.
"""

import logging
import smtplib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Max, Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac

from accounts import resealing, sealed
from accounts.locks import try_lock
from accounts.models import Notice

logger = logging.getLogger(__name__)

# The tries take about a day together: a mail server may be down for a night.
TRIES = 6
FIRST_PAUSE = timedelta(minutes=1)
PAUSE_GROWS = 6
# What a letter loses as soon as it is out, given up or cancelled.
FORGOTTEN = {"to": "", "secret": ""}
# Folded news waits for more of its kind, as a reconciliation finds one thing after the other; and
# of one kind a reader gets no more than a letter an hour.
GATHERING = timedelta(minutes=2)
APART = timedelta(hours=1)


def queue(
    *,
    template: str,
    to: str,
    dedupe_key: str,
    context: dict,
    locale: str = "en",
    secret: str = "",
    fold_key: str = "",
) -> bool:
    """Owe somebody a letter; False if this news (dedupe_key) was queued before.

    context holds ids, amounts and dates only: it stays in the database after the letter is out.
    What lets the reader in goes into `secret`, which is forgotten with the address.
    With a fold_key, which names a kind of news and its one reader, all that comes together goes
    out in one letter, and at most one an hour; its text gets `count`, the sum of theirs.
    """
    _, created = Notice.objects.get_or_create(
        dedupe_key=dedupe_key,
        defaults={
            "to": sealed.seal(to, place=place_of(dedupe_key)),
            "secret": secret and sealed.seal(secret, place=secret_place_of(dedupe_key)),
            "template": template,
            "context": context,
            "locale": locale,
            "fold_key": fold_key,
            "due_at": timezone.now() + GATHERING if fold_key else None,
        },
    )
    return created


def cancel(dedupe_prefix: str) -> int:
    """Drop the queued letters whose keys begin so; gives how many."""
    return drop(queued().filter(dedupe_key__startswith=dedupe_prefix))


def cancel_each(dedupe_keys: Iterable[str]) -> int:
    """Drop the queued letters with exactly these keys; gives how many."""
    return drop(queued().filter(dedupe_key__in=list(dedupe_keys)))


def drop(letters) -> int:
    return letters.update(state=Notice.State.CANCELLED, **FORGOTTEN)


def settled_before(moment: datetime):
    """Letters older than this that nobody waits for any more."""
    return Notice.objects.exclude(state=Notice.State.QUEUED).filter(queued_at__lt=moment)


def deliver(now=None) -> int:
    """Send what is due and give the number of letters. Two senders at once share the work."""
    now = now or timezone.now()
    alone = due(now).filter(fold_key="").order_by("pk").values_list("pk", flat=True)
    folds = due(now).exclude(fold_key="").order_by("fold_key").values_list("fold_key", flat=True)
    sent = sum(deliver_one(pk, now) for pk in alone)
    return sent + sum(deliver_fold(key, now) for key in folds.distinct())


def due(now):
    return queued().filter(Q(due_at=None) | Q(due_at__lte=now))


def queued():
    return Notice.objects.filter(state=Notice.State.QUEUED)


def deliver_one(pk: int, now) -> bool:
    with try_lock("notice", pk) as held:
        # The other sender may have sent or postponed it between our list and our lock.
        return held and send(list(due(now).filter(pk=pk)), now)


def deliver_fold(key: str, now) -> bool:
    """Send all news of this key in one letter, unless there was one within the last hour."""
    with try_lock(f"notices:{key}") as held:
        if not held or not due(now).filter(fold_key=key).exists():
            return False
        last = Notice.objects.filter(fold_key=key).aggregate(last=Max("sent_at"))["last"]
        if last and last + APART > now:
            due(now).filter(fold_key=key).update(due_at=last + APART)
            return False
        # What is still gathering comes along; what was refused waits for its own time.
        ready = due(now) | queued().filter(attempts=0)
        return send(list(ready.filter(fold_key=key).order_by("pk")), now)


def send(news: list[Notice], now) -> bool:
    """Send one letter about all of this news, of one reader; whether it is out."""
    if not news:
        return False
    for notice in news:
        notice.attempts += 1
    try:
        letter(news).send()
    except Exception as error:  # noqa: BLE001 - one bad letter must not stop those behind it
        for notice in news:
            postpone(notice, type(error).__name__, now)
        expected = isinstance(error, OSError | smtplib.SMTPException)
        log = logger.warning if expected else logger.exception
        log(
            "notice not sent",
            extra={"template": news[0].template, "error": type(error).__name__},
        )
        return False
    for notice in news:
        settle(notice, state=Notice.State.SENT, sent_at=now, **FORGOTTEN)
    logger.info("notice sent", extra={"template": news[0].template})
    return True


def postpone(notice: Notice, last_error: str, now) -> None:
    """Try again after a growing pause, and give up after TRIES."""
    if notice.attempts >= TRIES:
        settle(notice, state=Notice.State.FAILED, last_error=last_error, **FORGOTTEN)
    else:
        pause = FIRST_PAUSE * PAUSE_GROWS ** (notice.attempts - 1)
        settle(notice, due_at=now + pause, last_error=last_error)


def settle(notice: Notice, **fields) -> None:
    """Write down how a try ended, unless the letter was cancelled meanwhile: that stays."""
    Notice.objects.filter(pk=notice.pk, state=Notice.State.QUEUED).update(
        attempts=notice.attempts, **fields
    )


def letter(news: list[Notice]) -> EmailMessage:
    """Write the letter: templates/emails/NAME.txt, whose first line is the subject.

    It goes to the newest address, and is the same letter as long as its oldest news is.
    """
    oldest, newest = news[0], news[-1]
    context = newest.context | {
        "count": sum(notice.context.get("count", 1) for notice in news),
        "site_url": settings.SITE_URL,
        "contact_email": settings.CONTACT_EMAIL,
        "language": newest.locale,
        "secret": newest.secret
        and sealed.unseal(newest.secret, place=secret_place_of(newest.dedupe_key)),
    }
    with translation.override(newest.locale):
        text = render_to_string(f"emails/{newest.template}.txt", context)
    subject, _, body = text.strip().partition("\n")
    return EmailMessage(
        subject=subject.strip(),
        body=body.strip() + "\n",
        to=[sealed.unseal(newest.to, place=place_of(newest.dedupe_key))],
        headers={"Message-ID": f"<{message_id(oldest)}@sviatlo.invalid>"},
    )


def message_id(notice: Notice) -> str:
    """The same at every try, so that a mail box folds doubles into one; counts nothing."""
    return salted_hmac("accounts.notices", notice.dedupe_key).hexdigest()


def place_of(dedupe_key: str) -> str:
    return f"accounts.notice.to:{dedupe_key}"


def secret_place_of(dedupe_key: str) -> str:
    return f"accounts.notice.secret:{dedupe_key}"


def reseal() -> resealing.Resealed:
    """Put addresses and secrets of letters that wait under the newest key."""
    to = resealing.reseal(
        queued().exclude(to=""),
        "to",
        lambda notice: sealed.renewed(notice.to, place=place_of(notice.dedupe_key)),
    )
    secret = resealing.reseal(
        queued().exclude(secret=""),
        "secret",
        lambda notice: sealed.renewed(notice.secret, place=secret_place_of(notice.dedupe_key)),
    )
    return to + secret
