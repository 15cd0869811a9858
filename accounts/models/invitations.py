"""How a colleague comes into the house."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User
from accounts.names import validate_name


class InvitationQuerySet(models.QuerySet):
    def open(self):
        """Neither accepted nor revoked; it may be too old."""
        return self.filter(accepted_at=None, revoked_at=None)


class Invitation(models.Model):
    """A way in for one person, with one role. The link it was sent with is stored nowhere."""

    email = models.EmailField(_("e-mail"))
    work_name = models.CharField(
        _("work name"),
        max_length=80,
        validators=[validate_name],
        help_text=_("What colleagues will see."),
    )
    role = models.CharField(_("role"), max_length=20)
    # Keyed, over the token together with role and address: none of them can be exchanged.
    digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("invited by"),
        help_text=_("Empty: by a command on the server."),
    )
    invited_at = models.DateTimeField(_("invited"), auto_now_add=True)
    expires_at = models.DateTimeField(_("open until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    user = models.OneToOneField(User, models.PROTECT, null=True, related_name="invitation")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-pk"]
        default_permissions = ["add", "view"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=Q(accepted_at=None, revoked_at=None),
                name="invitation_open_once",
                violation_error_message=_("There is an open invitation to this address already."),
            ),
            models.CheckConstraint(
                name="invitation_accepted_makes_a_colleague",
                condition=Q(accepted_at=None, user=None)
                | Q(accepted_at__isnull=False, user__isnull=False, revoked_at=None),
            ),
        ]

    def __str__(self):
        # Never the address: admin lists end up in screenshots.
        return self.work_name
