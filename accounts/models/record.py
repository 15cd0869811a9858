"""The record of what colleagues did."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """Who did what. Append-only: a trigger refuses update and delete."""

    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("who"),
        help_text=_("Empty: the system itself."),
    )
    action = models.CharField(_("act"), max_length=60)
    target = models.CharField(_("on what"), max_length=80)
    data = models.JSONField(_("details"), default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")
        ordering = ["-pk"]
        default_permissions = ["view"]
        permissions = [
            ("view_own_acts", "Can read the entries about their own acts"),
            ("export_auditentry", "Can export the audit log"),
        ]
        indexes = [
            models.Index(fields=["target", "at"], name="audit_by_target"),
            models.Index(fields=["actor", "-id"], name="audit_by_actor"),
            models.Index(fields=["action", "-id"], name="audit_by_action"),
        ]

    def __str__(self):
        return f"{self.action} {self.target}"


class AuditCut(models.Model):
    """Where the oldest entries were forgotten: the chain begins behind this place now.

    Written by the database when it cuts, and never changed.
    """

    # Place and hash of the last entry that is gone.
    position = models.BigIntegerField(unique=True)
    hash = models.CharField(max_length=64)
    cut_at = models.DateTimeField()

    class Meta:
        verbose_name = _("cut of the audit log")
        verbose_name_plural = _("cuts of the audit log")
        default_permissions = []

    def __str__(self):
        return f"{self.position}"


class AuditLink(models.Model):
    """An entry's place in the chain. Written by a trigger when the entry's transaction commits."""

    entry = models.OneToOneField(AuditEntry, models.PROTECT, primary_key=True, related_name="link")
    position = models.BigIntegerField(unique=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("link of the audit log")
        verbose_name_plural = _("links of the audit log")
        default_permissions = []

    def __str__(self):
        return f"{self.position}"
