"""What a hero agreed to, as rows that are never changed; campaigns/consents.py writes them.

campaigns/models.py is where Django looks for them. Nothing of it is ever public.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Anonymity(models.TextChoices):
    """How much a text tells of its hero, the most revealing first."""

    NAMED = "named", _("named, with consent")
    ALIAS = "alias", _("alias")
    ALIAS_CHANGED = "alias_changed", _("alias, and some details changed")

    def covers(self, level: str) -> bool:
        """Whether who agreed to this agreed to a text of that level too."""
        order = list(Anonymity)
        return order.index(self) <= order.index(Anonymity(level))


class Consent(models.Model):
    """One agreement: a new one is a new row. A trigger lets a row change once, when it ends.

    What must never appear is not here: it goes to the protected terms of the campaign.
    """

    class Channel(models.TextChoices):
        IN_PERSON = "in_person", _("in person")
        MESSENGER = "messenger", _("by an encrypted messenger")
        PHONE = "phone", _("by telephone")
        LETTER = "letter", _("by letter or e-mail")
        THROUGH = "through", _("through a lawyer or a relative")

    class Ending(models.TextChoices):
        WITHDRAWN = "withdrawn", pgettext_lazy("consent", "withdrawn")
        REPLACED = "replaced", _("replaced by a newer one")

    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="consents")
    version = models.PositiveIntegerField(_("version"))
    channel = models.CharField(_("how they agreed"), max_length=10, choices=Channel)
    scope = models.CharField(_("what they agreed to"), max_length=20, choices=Anonymity)
    given_on = models.DateField(_("day they agreed"))
    # Included.
    until = models.DateField(_("holds until"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=10, choices=Ending, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "version"], name="consent_version_once"),
            models.UniqueConstraint(
                fields=["campaign"], condition=Q(ended_at=None), name="consent_one_open"
            ),
            models.CheckConstraint(
                name="consent_until_after_given", condition=Q(until__gt=F("given_on"))
            ),
            models.CheckConstraint(name="consent_version_positive", condition=Q(version__gte=1)),
            models.CheckConstraint(
                name="consent_channel_known",
                condition=Q(channel__in=["in_person", "messenger", "phone", "letter", "through"]),
            ),
            models.CheckConstraint(
                name="consent_scope_known",
                condition=Q(scope__in=["named", "alias", "alias_changed"]),
            ),
            models.CheckConstraint(
                name="consent_ended_for_a_reason",
                condition=Q(ended_at=None, ended_by="")
                | Q(ended_at__isnull=False, ended_by__in=["withdrawn", "replaced"]),
            ),
        ]

    def __str__(self):
        return f"{self.campaign_id}/{self.version}"

    def covers(self, level: str) -> bool:
        return Anonymity(self.scope).covers(level)
