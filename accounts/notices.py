"""The outbox: the only place that writes and sends mail.

A letter is queued in the transaction that causes it and sent later by a task, so a mail server
that is down, slow or restarted can neither undo nor delay what happened.
"""

import logging
import smtplib
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts import sealed
from accounts.locks import try_lock
from accounts.models import Notice

logger = logging.getLogger(__name__)

TRIES = 6
FIRST_PAUSE = timedelta(minutes=1)


def queue(*, template: str, to: str, dedupe_key: str, context: dict, locale: str = "en") -> bool:
    """Owe somebody a letter; False if this news (dedupe_key) was queued before.

    context holds ids, amounts and dates only: it stays in the database after the letter is out.
    """
    _, created = Notice.objects.get_or_create(
        dedupe_key=dedupe_key,
        defaults={
            "to": sealed.seal(to, place=place_of(dedupe_key)),
            "template": template,
            "context": context,
            "locale": locale,
        },
    )
    return created


def cancel(dedupe_prefix: str) -> int:
    """Drop queued letters whose reader asked to be forgotten; gives how many."""
    return Notice.objects.filter(
        state=Notice.State.QUEUED, dedupe_key__startswith=dedupe_prefix
    ).update(state=Notice.State.CANCELLED, to="")


def deliver(now=None) -> int:
    """Send what is due and give the number sent. Two senders at once share the work."""
    now = now or timezone.now()
    due = Notice.objects.filter(
        Q(due_at=None) | Q(due_at__lte=now), state=Notice.State.QUEUED
    ).order_by("pk")
    return sum(deliver_one(pk, now) for pk in due.values_list("pk", flat=True))


def deliver_one(pk: int, now) -> bool:
    with try_lock("notice", pk) as held:
        # The other sender may have finished between our list and our lock.
        notice = held and Notice.objects.filter(pk=pk, state=Notice.State.QUEUED).first()
        if not notice:
            return False
        notice.attempts += 1
        try:
            letter(notice).send()
        except (OSError, smtplib.SMTPException, sealed.Unopenable) as error:
            postpone(notice, error, now)
            return False
        notice.state, notice.sent_at, notice.to = Notice.State.SENT, now, ""
        notice.save(update_fields=["state", "sent_at", "to", "attempts"])
        logger.info("notice sent", extra={"template": notice.template})
        return True


def postpone(notice: Notice, error: Exception, now) -> None:
    """Try again after a growing pause, and give up after TRIES."""
    notice.last_error = type(error).__name__
    if notice.attempts >= TRIES:
        notice.state, notice.to = Notice.State.FAILED, ""
    else:
        notice.due_at = now + FIRST_PAUSE * 2 ** (notice.attempts - 1)
    notice.save(update_fields=["state", "to", "attempts", "due_at", "last_error"])
    logger.warning("notice not sent", extra={"template": notice.template})


def letter(notice: Notice) -> EmailMessage:
    """Write the letter: templates/emails/NAME.txt, whose first line is the subject."""
    with translation.override(notice.locale):
        text = render_to_string(
            f"emails/{notice.template}.txt",
            notice.context
            | {
                "site_url": settings.SITE_URL,
                "contact_email": settings.CONTACT_EMAIL,
                "language": notice.locale,
            },
        )
    subject, _, body = text.strip().partition("\n")
    return EmailMessage(
        subject=subject.strip(),
        body=body.strip() + "\n",
        to=[sealed.unseal(notice.to, place=place_of(notice.dedupe_key))],
        # The same id at every try: a reader's mail box folds doubles into one.
        headers={"Message-ID": f"<notice-{notice.pk}@sviatlo.invalid>"},
    )


def place_of(dedupe_key: str) -> str:
    return f"accounts.notice.to:{dedupe_key}"
