"""Who is inside: the browsers in which colleagues are logged in."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class DeskSession(models.Model):
    """A browser in which somebody logs in or is logged in. Where it is, nobody writes down."""

    session_key = models.CharField(max_length=40, primary_key=True)
    session_data = models.TextField()
    expire_date = models.DateTimeField(db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="desk_sessions",
        help_text=_("Empty until the log-in is complete."),
    )
    # "webauthn", "totp" or "recovery_codes"; empty while no second factor was proved.
    factor = models.CharField(max_length=20, blank=True)
    began_at = models.DateTimeField(null=True)
    # Rounded down to a quarter of an hour.
    used_at = models.DateTimeField()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        default_permissions = []

    def __str__(self):
        return f"session of {self.user}"
