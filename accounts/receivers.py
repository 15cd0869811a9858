"""What is written down about log-ins: that they happened and for whom, never what was typed."""

from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.dispatch import receiver

from accounts import audit
from accounts.models import User


@receiver(user_logged_in)
def record_log_in(sender, user: User, **kwargs):
    audit.record(user, "user.log_in", f"user:{user.pk}")


@receiver(user_login_failed)
def record_failed_log_in(sender, credentials: dict, **kwargs):
    # People type passwords into the address field, so a stranger's address is not kept either.
    typed = credentials.get("email") or ""
    known = User.objects.filter(email__iexact=typed).values_list("pk", flat=True).first()
    audit.record(None, "user.fail_log_in", f"user:{known or 'unknown'}")
