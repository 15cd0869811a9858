"""When the inbox is worked off and unfinished sessions end."""

from celery import shared_task

from donations import checkout, inbox


@shared_task(name="donations.process_inbox")
def process_inbox():
    inbox.process()


@shared_task(name="donations.expire_orphans")
def expire_orphans():
    checkout.expire_orphans()
