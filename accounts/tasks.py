"""When the outbox is emptied."""

from celery import shared_task

from accounts import notices


@shared_task(name="accounts.deliver_notices")
def deliver_notices():
    notices.deliver()
