"""When the outbox is emptied, what falls due, and what the night looks at."""

from celery import shared_task

from accounts import access, audit_check, notices


@shared_task(name="accounts.deliver_notices")
def deliver_notices():
    notices.deliver()


@shared_task(name="accounts.carry_out_access")
def carry_out_access():
    access.carry_out_due()


@shared_task(name="accounts.check_audit")
def check_audit():
    audit_check.check_tonight()
