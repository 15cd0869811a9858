"""When the outbox is emptied, and what the night clears away and looks at."""

from celery import shared_task

from accounts import notices, sessions


@shared_task(name="accounts.deliver_notices")
def deliver_notices():
    notices.deliver()


@shared_task(name="accounts.forget_expired_sessions")
def forget_expired_sessions():
    sessions.forget_expired()
