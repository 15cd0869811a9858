"""What staff choose for the site, as rows that are never changed; campaigns/choices.py writes them.

campaigns/models.py is where Django looks for them.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.review_models import EUR_ONLY


class Choice(models.Model):
    """One version of one subject. The newest holds, the others are its history.

    value is what was chosen, by name, in the shape of campaigns/choice_forms.py. What is not in
    it is as the settings have it. Triggers refuse to change or remove a row.
    """

    class Subject(models.TextChoices):
        NAME = "name", _("Organisation’s name")
        GIFTS = "gifts", _("Amounts of a gift")
        URGENCY = "urgency", _("When a campaign is urgent")
        STATEMENT = "statement", _("Word on bank statements")
        GIVING_SAFELY = "giving-safely", _("Giving safely")
        PRIVACY = "privacy", _("What we keep about you")

    subject = models.CharField(_("what"), max_length=16, choices=Subject)
    # Of amounts alone, which another currency would have of its own.
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    version = models.PositiveIntegerField(_("version"))
    value = models.JSONField(default=dict)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who")
    )
    chosen_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        ordering = ["-pk"]
        default_permissions = ["view", "add"]
        constraints = [
            # The last defence against two people who choose in the same moment.
            models.UniqueConstraint(
                fields=["subject", "currency", "version"], name="choice_version_once"
            ),
            models.CheckConstraint(name="choice_version_positive", condition=Q(version__gte=1)),
            models.CheckConstraint(
                name="choice_subject_known",
                condition=Q(subject__in=["name", "gifts", "urgency", "statement"])
                | Q(subject__in=["giving-safely", "privacy"]),
            ),
            models.CheckConstraint(
                name="choice_currency_of_amounts",
                condition=(Q(subject="gifts") & EUR_ONLY) | (~Q(subject="gifts") & Q(currency="")),
            ),
        ]

    def __str__(self):
        return f"{self.subject}/{self.version}"
