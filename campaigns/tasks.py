"""When campaigns close."""

from celery import shared_task

from campaigns import lifecycle


@shared_task(name="campaigns.close_due_campaigns")
def close_due_campaigns():
    lifecycle.close_due()
