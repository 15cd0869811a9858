"""Hints that arrived from Stripe, and comparisons of our books with Stripe's."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class WebhookEvent(models.Model):
    """A hint from Stripe: object X changed. No payload, so no person, is kept."""

    event_id = models.CharField(_("event"), max_length=80, unique=True)
    type = models.CharField(_("type"), max_length=60)
    object_id = models.CharField(_("about"), max_length=80)
    # When it happened at Stripe, and which way the news came: by the door, or fetched by a sweep.
    created_at = models.DateTimeField(_("happened"), null=True)
    by_sweep = models.BooleanField(_("fetched by ourselves"), default=False)
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    processed_at = models.DateTimeField(_("worked off"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("due"), null=True)
    last_error = models.CharField(_("last error"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("inbox")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(processed_at__isnull=True), name="event_waiting"
            ),
        ]

    def __str__(self):
        return f"{self.type} {self.event_id}"


class ReconciliationRun(models.Model):
    """One comparison of our books. A run that found nothing is a row too: silence is visible."""

    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    window_from = models.DateTimeField(_("looked back to"), null=True)
    checked = models.PositiveIntegerField(_("checked"), default=0)
    repaired = models.PositiveIntegerField(_("repaired"), default=0)
    discrepancies = models.JSONField(_("differences"), default=list)
    # Where the ledger ended when the run began: a later ledger must still have this entry there.
    # Written with the row and never changed; None in rows older than these columns.
    head_position = models.BigIntegerField(null=True)
    head_hash = models.CharField(max_length=64, default="")
    entry_count = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("reconciliation")
        verbose_name_plural = _("reconciliations")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.started_at:%Y-%m-%d}: {len(self.discrepancies)}"
