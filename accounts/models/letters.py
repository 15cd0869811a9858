"""The outbox."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """A letter we owe somebody: written with its cause, sent by a task, address then blanked."""

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    # Sealed (see accounts.sealed); blank as soon as the letter is out or given up.
    to = models.TextField(blank=True)
    # The part of a link that lets its reader in. Sealed and blanked like the address.
    secret = models.TextField(blank=True)
    template = models.CharField(_("letter"), max_length=60)
    context = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    locale = models.CharField(_("language"), max_length=8, default="en")
    dedupe_key = models.CharField(max_length=120, unique=True)
    # News of one kind for one reader shares a letter; blank for news that has one of its own.
    fold_key = models.CharField(max_length=80, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    queued_at = models.DateTimeField(_("queued"), auto_now_add=True)
    due_at = models.DateTimeField(_("due"), default=None, null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    last_error = models.CharField(_("last error"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(state="queued"), name="notice_queued"
            ),
            models.Index(
                fields=["fold_key", "sent_at"],
                condition=~models.Q(fold_key=""),
                name="notice_folded",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="notice_forgets_address",
                condition=models.Q(state="queued") | models.Q(to="", secret=""),
            ),
        ]

    def __str__(self):
        return f"{self.template} {self.dedupe_key}"
