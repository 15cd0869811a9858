"""When campaigns go public and close, whose consent ends, and what tidies up after them."""

from celery import shared_task

from campaigns import consents, kept_pages, lifecycle, schedule, totals


@shared_task(name="campaigns.close_due_campaigns")
def close_due_campaigns():
    lifecycle.close_due()


@shared_task(name="campaigns.publish_due_revisions")
def publish_due_revisions():
    schedule.publish_due()


@shared_task(name="campaigns.show_due_totals")
def show_due_totals():
    totals.show_due()


@shared_task(name="campaigns.remind_of_consents")
def remind_of_consents():
    consents.remind_due()


@shared_task(name="campaigns.forget_changes")
def forget_changes():
    kept_pages.forget_changes()
