"""Staff, the record of what they did, and the outbox. Donors and heroes have no accounts."""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager):
    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A colleague. The e-mail address is the log-in; nothing here is ever public."""

    email = models.EmailField(_("e-mail"))
    work_name = models.CharField(
        _("work name"), max_length=80, blank=True, help_text=_("What colleagues see.")
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may enter the desk"), default=False)
    joined_at = models.DateTimeField(_("joined"), auto_now_add=True)

    USERNAME_FIELD = "email"

    objects = UserManager()

    class Meta:
        verbose_name = _("colleague")
        verbose_name_plural = _("colleagues")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message=_("There is already a colleague with this address."),
            ),
        ]

    def get_short_name(self):
        return self.work_name or _("colleague")

    def get_full_name(self):
        return self.get_short_name()

    def __str__(self):
        # Never the address: admin lists end up in screenshots.
        return str(self.work_name or f"#{self.pk}")


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
        indexes = [models.Index(fields=["target", "at"], name="audit_by_target")]

    def __str__(self):
        return f"{self.action} {self.target}"


class Notice(models.Model):
    """A letter we owe somebody: written with its cause, sent by a task, address then blanked."""

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    # Sealed (see accounts.sealed); blank as soon as the letter is out or given up.
    to = models.TextField(blank=True)
    template = models.CharField(max_length=60)
    context = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    locale = models.CharField(max_length=8, default="en")
    dedupe_key = models.CharField(max_length=120, unique=True)
    # News of one kind for one reader shares a letter; blank for news that has one of its own.
    fold_key = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(default=None, null=True, blank=True)
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)

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
                condition=models.Q(state="queued") | models.Q(to=""),
            ),
        ]

    def __str__(self):
        return f"{self.template} {self.dedupe_key}"
