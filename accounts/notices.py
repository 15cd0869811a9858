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
from django.utils.crypto import salted_hmac

from accounts import sealed
from accounts.locks import try_lock
from accounts.models import Notice

logger = logging.getLogger(__name__)

# The tries take about a day together: a mail server may be down for a night.
TRIES = 6
FIRST_PAUSE = timedelta(minutes=1)
PAUSE_GROWS = 6
# What a letter loses as soon as it is out, given up or cancelled.
FORGOTTEN = {"to": "", "secret": ""}


def queue(
    *,
    template: str,
    to: str,
    dedupe_key: str,
    context: dict,
    locale: str = "en",
    secret: str = "",
) -> bool:
    """Owe somebody a letter; False if this news (dedupe_key) was queued before.

    context holds ids, amounts and dates only: it stays in the database after the letter is out.
    What lets the reader in goes into `secret`, which is forgotten with the address.
    """
    _, created = Notice.objects.get_or_create(
        dedupe_key=dedupe_key,
        defaults={
            "to": sealed.seal(to, place=place_of(dedupe_key)),
            "secret": secret and sealed.seal(secret, place=secret_place_of(dedupe_key)),
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
    ).update(state=Notice.State.CANCELLED, **FORGOTTEN)


def deliver(now=None) -> int:
    """Send what is due and give the number sent. Two senders at once share the work."""
    now = now or timezone.now()
    return sum(deliver_one(pk, now) for pk in due(now).order_by("pk").values_list("pk", flat=True))


def due(now):
    return Notice.objects.filter(Q(due_at=None) | Q(due_at__lte=now), state=Notice.State.QUEUED)


def deliver_one(pk: int, now) -> bool:
    with try_lock("notice", pk) as held:
        # The other sender may have sent or postponed it between our list and our lock.
        notice = held and due(now).filter(pk=pk).first()
        if not notice:
            return False
        notice.attempts += 1
        try:
            letter(notice).send()
        except Exception as error:  # noqa: BLE001 - one bad letter must not stop those behind it
            postpone(notice, error, now)
            return False
        settle(notice, state=Notice.State.SENT, sent_at=now, **FORGOTTEN)
        logger.info("notice sent", extra={"template": notice.template})
        return True


def postpone(notice: Notice, error: Exception, now) -> None:
    """Try again after a growing pause, and give up after TRIES."""
    last_error = type(error).__name__
    if notice.attempts >= TRIES:
        settle(notice, state=Notice.State.FAILED, last_error=last_error, **FORGOTTEN)
    else:
        pause = FIRST_PAUSE * PAUSE_GROWS ** (notice.attempts - 1)
        settle(notice, due_at=now + pause, last_error=last_error)
    expected = isinstance(error, OSError | smtplib.SMTPException)
    log = logger.warning if expected else logger.exception
    log("notice not sent", extra={"template": notice.template, "error": last_error})


def settle(notice: Notice, **fields) -> None:
    """Write down how a try ended, unless the letter was cancelled meanwhile: that stays."""
    Notice.objects.filter(pk=notice.pk, state=Notice.State.QUEUED).update(
        attempts=notice.attempts, **fields
    )


def letter(notice: Notice) -> EmailMessage:
    """Write the letter: templates/emails/NAME.txt, whose first line is the subject."""
    place = secret_place_of(notice.dedupe_key)
    with translation.override(notice.locale):
        text = render_to_string(
            f"emails/{notice.template}.txt",
            notice.context
            | {
                "site_url": settings.SITE_URL,
                "contact_email": settings.CONTACT_EMAIL,
                "language": notice.locale,
                "secret": notice.secret and sealed.unseal(notice.secret, place=place),
            },
        )
    subject, _, body = text.strip().partition("\n")
    return EmailMessage(
        subject=subject.strip(),
        body=body.strip() + "\n",
        to=[sealed.unseal(notice.to, place=place_of(notice.dedupe_key))],
        headers={"Message-ID": f"<{message_id(notice)}@sviatlo.invalid>"},
    )


def message_id(notice: Notice) -> str:
    """The same at every try, so that a mail box folds doubles into one; counts nothing."""
    return salted_hmac("accounts.notices", notice.dedupe_key).hexdigest()


def place_of(dedupe_key: str) -> str:
    return f"accounts.notice.to:{dedupe_key}"


def secret_place_of(dedupe_key: str) -> str:
    return f"accounts.notice.secret:{dedupe_key}"
