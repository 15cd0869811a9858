"""News of a campaign as rows; campaigns/models.py is where Django looks for them."""

from django import forms
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.decision_constraints import on_decisions
from campaigns.localized import LocalizedText, in_language
from campaigns.public_ids import campaign_id

# Once approved by a second person, whatever became of it since.
APPROVED = ("approved", "replaced", "withdrawn")


class UpdateQuerySet(models.QuerySet):
    def waiting(self):
        """In review, the longest wait first."""
        return self.filter(state="submitted").order_by("submitted_at")

    def public(self):
        return self.filter(state="approved", campaign__status__in=["live", "paused", "closed"])

    def newest_first(self):
        """By day; the id breaks ties."""
        return self.order_by("-published_on", "-pk")

    def visible_to(self, user):
        """A caseworker's own, what has left its author's desk for reviewers, and what is public
        for whoever may take it down."""
        seen = Q(pk__in=[])
        if user.has_perm("campaigns.change_campaign"):
            seen |= Q(campaign__owner=user)
        if user.has_perm("campaigns.review_campaign"):
            seen |= ~Q(state="draft")
        if user.has_perm("campaigns.withdraw_campaign"):
            seen |= Q(state="approved")
        return self.filter(seen)


class Update(models.Model):
    """One piece of dated news: a draft, then frozen. A new try, or a correction, is a new row."""

    class Kind(models.TextChoices):
        NEWS = "news", _("news")
        REPORT = "report", _("closing report")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("waiting for review")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("changes asked")
        RECALLED = "recalled", _("taken back")
        REPLACED = "replaced", _("replaced")
        WITHDRAWN = "withdrawn", _("taken down")

    public_id = models.CharField(max_length=10, unique=True, default=campaign_id, editable=False)
    campaign = models.ForeignKey(
        "campaigns.Campaign", models.PROTECT, related_name="updates", verbose_name=_("campaign")
    )
    kind = models.CharField(
        _("kind"),
        max_length=10,
        choices=Kind,
        default=Kind.NEWS,
        help_text=_("A closing report stands above the budget of a closed campaign."),
    )
    title = LocalizedText(_("title"), text_length=200)
    text = LocalizedText(
        _("text"),
        box=forms.Textarea,
        text_length=3000,
        help_text=_("Markdown: headings, lists, quotes, links."),
    )
    # What it continues: the try that was sent back, or the public text it corrects. One row can
    # be continued once, so two windows cannot both begin a correction.
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, editable=False, related_name="successor"
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.DRAFT, editable=False
    )
    # Of the leak guard, each with the reviewer's answer: see campaigns/findings.py.
    findings = models.JSONField(default=list, blank=True, editable=False)
    # What the reviewer said to have checked, by the names in campaigns/updates.py.
    checked = models.JSONField(default=list, blank=True, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    submitted_at = models.DateTimeField(_("sent"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    note = models.TextField(_("note"), blank=True, editable=False)
    # A day where the campaign is at home: an hour could lead to a person.
    published_on = models.DateField(_("day"), null=True, editable=False)

    objects = UpdateQuerySet.as_manager()

    class Meta:
        verbose_name = _("update")
        verbose_name_plural = _("updates")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="update_approved_by_another",
                condition=~Q(state__in=APPROVED)
                | (
                    Q(decided_by__isnull=False, decided_at__isnull=False)
                    & Q(published_on__isnull=False)
                    & ~Q(decided_by=F("author"))
                ),
            ),
            *on_decisions("update", approved=APPROVED),
            models.CheckConstraint(
                name="update_draft_has_no_review",
                condition=Q(state="draft", submitted_at__isnull=True)
                | (~Q(state="draft") & Q(submitted_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["campaign", "-published_on"],
                condition=Q(state="approved"),
                name="update_timeline",
            ),
        ]

    def __str__(self):
        return in_language(self.title)[0] or self.public_id
