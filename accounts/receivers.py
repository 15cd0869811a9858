"""What is written down about the door: that somebody came, went or failed, never what was typed."""

from allauth.mfa import signals as factors
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import post_save
from django.dispatch import receiver

from accounts import access, audit, people, sessions
from accounts.models import User


@receiver(user_logged_in)
def record_log_in(sender, user: User, **kwargs):
    audit.record(user, "user.log_in", f"user:{user.pk}")


@receiver(user_logged_out)
def record_log_out(sender, user: User | None, **kwargs):
    if user is not None:
        audit.record(user, "user.log_out", f"user:{user.pk}")


@receiver(user_login_failed)
def record_failed_log_in(sender, credentials: dict, **kwargs):
    # People type passwords into the address field, so a stranger's address is not kept either.
    typed = credentials.get("email") or credentials.get("username") or ""
    known = User.objects.filter(email__iexact=typed).values_list("pk", flat=True).first()
    audit.record_for_good(None, "user.fail_log_in", f"user:{known or 'unknown'}")


@receiver(factors.authentication_failed)
def record_failed_factor(sender, user: User, **kwargs):
    audit.record_for_good(None, "user.fail_factor", f"user:{user.pk}")


@receiver(factors.authenticator_used)
def drop_what_is_not_lost(sender, user: User, **kwargs):
    access.nothing_is_lost(user)


@receiver(factors.authenticator_added)
def record_new_factor(sender, request, user: User, authenticator, **kwargs):
    change_factors(request, user, "factor.add", authenticator)


@receiver(factors.authenticator_removed)
def record_removed_factor(sender, request, user: User, authenticator, **kwargs):
    change_factors(request, user, "factor.remove", authenticator)


@receiver(factors.authenticator_reset)
def record_renewed_factor(sender, request, user: User, authenticator, **kwargs):
    change_factors(request, user, "factor.renew", authenticator)


def change_factors(request, user: User, action: str, authenticator) -> None:
    """Written down, and all sessions end but the one in which it was done."""
    audit.record(user, action, f"user:{user.pk}", kind=authenticator.type)
    here = request.session.session_key if request.user == user else None
    sessions.end_all(user, actor=user, why="factors", but=here)


@receiver(post_save, sender=User)
def sound_alarm_about_superusers(sender, instance: User, update_fields, **kwargs):
    touched = update_fields is None or "is_superuser" in update_fields
    if instance.is_superuser and touched:
        people.sound_alarm(instance)
