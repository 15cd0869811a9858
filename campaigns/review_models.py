"""Review as rows: what is decided on, what is said about it, and who brings a campaign back.

campaigns/models.py is where Django looks for them.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.utils.translation import gettext_lazy as _

from campaigns.decision_constraints import on_decisions

EUR_ONLY = Q(currency="EUR")
# Both have been approved by a second person; one of them waits for its hour.
APPROVED = ("approved", "scheduled")


class Revision(models.Model):
    """A frozen draft: what a reviewer decides on and, once approved, what the public reads.

    A trigger keeps what was submitted as it was, and what was decided as it was decided.
    """

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("waiting for review")
        SCHEDULED = "scheduled", _("approved, waits for its time")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("changes asked")
        RECALLED = "recalled", _("taken back")

    campaign = models.ForeignKey(
        "campaigns.Campaign", models.PROTECT, related_name="revisions", verbose_name=_("campaign")
    )
    number = models.PositiveIntegerField(_("number"))
    # The shape is written in campaigns/snapshot.py, the only place that makes one.
    content = models.JSONField()
    # The short texts of the content, plain: what a misspelled search is compared with.
    search_words = models.GeneratedField(
        expression=Func(F("content"), function="campaigns_search_words"),
        output_field=models.TextField(),
        db_persist=True,
    )
    # Campaign.brief as it was then. Not in the content: nothing of it is ever public.
    brief = models.JSONField(default=dict, blank=True)
    goal_cents = models.PositiveIntegerField(_("goal"))
    currency = models.CharField(max_length=3, default="EUR")
    # Of the leak guard, each with the reviewer's answer: see campaigns/findings.py.
    findings = models.JSONField(default=list, blank=True)
    # What the reviewer said to have checked, by the names in campaigns/moderation.py.
    checked = models.JSONField(default=list, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.SUBMITTED)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    submitted_at = models.DateTimeField(_("sent"), auto_now_add=True)
    # The keys of all who wrote in the draft up to then.
    editors = ArrayField(models.BigIntegerField(), default=list, blank=True)
    # Who reads it at the moment; a courtesy among reviewers, not a right.
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("in the hands of"),
    )
    held_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    publish_at = models.DateTimeField(_("goes public"), null=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["-submitted_at"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="revision_number_once"),
            models.UniqueConstraint(
                fields=["campaign"],
                condition=Q(state__in=["submitted", "scheduled"]),
                name="revision_one_in_review",
            ),
            models.CheckConstraint(name="revision_goal_positive", condition=Q(goal_cents__gt=0)),
            models.CheckConstraint(name="revision_in_euro", condition=EUR_ONLY),
            models.CheckConstraint(
                name="revision_approved_by_another",
                condition=~Q(state__in=APPROVED)
                | (
                    Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_by=F("submitted_by"))
                ),
            ),
            models.CheckConstraint(
                name="revision_approved_by_no_editor",
                condition=~Q(state__in=APPROVED)
                | ~Q(
                    Func(
                        F("decided_by"),
                        F("editors"),
                        # In the order of the alphabet, or a migration takes it for another one.
                        arg_joiner=" = ANY (",
                        output_field=models.BooleanField(),
                        template="%(expressions)s)",
                    )
                ),
            ),
            models.CheckConstraint(
                name="revision_scheduled_has_time",
                condition=~Q(state="scheduled") | Q(publish_at__isnull=False),
            ),
            *on_decisions("revision", approved=APPROVED),
        ]
        indexes = [
            models.Index(
                KeyTextTransform("key", KeyTransform("picture", "content")),
                name="revision_picture",
            ),
            GinIndex(
                Func(F("content"), function="campaigns_search_vector"), name="revision_search"
            ),
        ]

    def __str__(self):
        return f"{self.campaign.public_id} #{self.number}"


class Comment(models.Model):
    """One remark between author and reviewers about a revision. Never public."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="comments")
    # A text of the content ("story", "line 2"); empty where the whole is meant.
    place = models.CharField(_("about"), max_length=20, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    text = models.TextField(_("comment"), max_length=4000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["created_at", "pk"]

    def __str__(self):
        return f"{self.revision_id}/{self.pk}"


class PreviewLink(models.Model):
    """A way for somebody outside to read one revision before it is public; see preview_links."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="preview_links")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return f"{self.revision_id}/{self.pk}"


class Restoration(models.Model):
    """One moderator proposes to bring a campaign back after a take-down, another agrees.

    A trigger lets no campaign leave its withdrawal without such an agreement.
    """

    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="restorations")
    reason = models.TextField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    dropped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("restoration")
        verbose_name_plural = _("restorations")
        ordering = ["-proposed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign"],
                condition=Q(settled_at__isnull=True),
                name="restoration_one_open",
            ),
            models.CheckConstraint(
                name="restoration_confirmed_by_another",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="restoration_settled_once",
                condition=Q(confirmed_by=None, dropped_by=None, settled_at=None)
                | Q(confirmed_by__isnull=False, dropped_by=None, settled_at__isnull=False)
                | Q(confirmed_by=None, dropped_by__isnull=False, settled_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.campaign_id}/{self.pk}"
