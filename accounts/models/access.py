"""What two administrators do together."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User


class AccessChange(models.Model):
    """Another role, or the removal of second factors: one proposes it, another one agrees."""

    class Kind(models.TextChoices):
        ROLES = "roles", _("change of role")
        FACTORS = "factors", _("removal of second factors")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        AGREED = "agreed", _("agreed")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    WAITING = (State.PROPOSED, State.AGREED)

    kind = models.CharField(_("what"), max_length=10, choices=Kind)
    person = models.ForeignKey(
        User, models.PROTECT, related_name="access_changes", verbose_name=_("colleague")
    )
    roles = models.JSONField(_("new role"), default=list)
    note = models.TextField(_("reason"), max_length=1000)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed"), auto_now_add=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("agreed by"),
    )
    # When it takes effect once agreed; the person has this long to say that it is wrong.
    due_at = models.DateTimeField(_("takes effect"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("change of access")
        verbose_name_plural = _("changes of access")
        ordering = ["-pk"]
        default_permissions = ["add", "view"]
        permissions = [("decide_accesschange", "Can decide on changes of access")]
        constraints = [
            models.CheckConstraint(
                name="access_changed_by_two",
                condition=~Q(state__in=["agreed", "done"])
                | Q(agreed_by__isnull=False) & ~Q(agreed_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="access_not_agreed_by_its_person",
                condition=Q(agreed_by=None) | ~Q(agreed_by=F("person")),
            ),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(state__in=["proposed", "agreed"]),
                name="access_change_waits_once",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.pk}"
