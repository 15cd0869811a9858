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
    "publish-due-revisions": {"task": "campaigns.publish_due_revisions", "schedule": MINUTE},
    "close-due-campaigns": {"task": "campaigns.close_due_campaigns", "schedule": MINUTE},
    "expire-orphans": {"task": "donations.expire_orphans", "schedule": MINUTE},
    "sweep-events": {"task": "donations.sweep_events", "schedule": HOUR},
}
# A job that waited longer than its own period in a stopped broker would only run beside its
# successor; the database still knows what is due.
for entry in app.conf.beat_schedule.values():
    entry["options"] = {"expires": entry["schedule"]}

# In the small hours of UTC, when few people give and all of yesterday is in Stripe's books. The
# later tries are for a night in which Stripe did not answer; else they find the work done.
app.conf.beat_schedule["reconcile"] = {
    "task": "donations.reconcile",
    "schedule": crontab(hour="2-4", minute=30),
    "options": {"expires": HOUR},
}
