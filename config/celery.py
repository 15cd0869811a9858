"""The Celery application and its fixed timetable.

Nothing here is a queue of record: every job asks the database what is due, so a job that is
lost, doubled or late changes only when the work happens, never whether.
"""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("sviatlo")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

MINUTE = 60.0
HOUR = 60 * MINUTE

app.conf.beat_schedule = {
    "process-inbox": {"task": "donations.process_inbox", "schedule": MINUTE / 2},
    "deliver-notices": {"task": "accounts.deliver_notices", "schedule": MINUTE / 2},
    "carry-out-access": {"task": "accounts.carry_out_access", "schedule": 10 * MINUTE},
    "publish-due-revisions": {"task": "campaigns.publish_due_revisions", "schedule": MINUTE},
    "close-due-campaigns": {"task": "campaigns.close_due_campaigns", "schedule": MINUTE},
    "forget-changes": {"task": "campaigns.forget_changes", "schedule": 5 * MINUTE},
    "expire-orphans": {"task": "donations.expire_orphans", "schedule": MINUTE},
    "carry-out-refunds": {"task": "donations.carry_out_refunds", "schedule": 5 * MINUTE},
    "sweep-events": {"task": "donations.sweep_events", "schedule": HOUR},
}
# By the clock, in UTC.
BY_THE_CLOCK = {
    # What is cut off the audit log is gone before its chain is followed.
    "purge": ("donations.purge", crontab(hour="1", minute="0")),
    "check-audit": ("accounts.check_audit", crontab(hour="1", minute="20")),
    # When few people give and all of yesterday is in Stripe's books. The later tries are for a
    # night in which Stripe did not answer; else they find the work done.
    "reconcile": ("donations.reconcile", crontab(hour="2-4", minute="30")),
    # A consent ends with its day; whoever has to ask again reads it in the morning.
    "remind-of-consents": ("campaigns.remind_of_consents", crontab(hour="4", minute="0")),
    # At the same hours for every campaign, whatever came in before.
    "show-due-totals": ("campaigns.show_due_totals", crontab(hour="*/6", minute="0")),
}

# A job that waited longer than its own period in a stopped broker would only run beside its
# successor; the database still knows what is due.
for entry in app.conf.beat_schedule.values():
    entry["options"] = {"expires": entry["schedule"]}
app.conf.beat_schedule |= {
    name: {"task": task, "schedule": when, "options": {"expires": HOUR}}
    for name, (task, when) in BY_THE_CLOCK.items()
}
