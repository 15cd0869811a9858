"""The story, the anonymised hero, the itemised budget and what is public of them."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.change_models import PublicChange  # noqa: F401
from campaigns.choice_models import Choice  # noqa: F401
from campaigns.consent_models import Anonymity, Consent  # noqa: F401
from campaigns.localized import LocalizedText, in_language
from campaigns.public_ids import campaign_id
from campaigns.querysets import CampaignQuerySet
from campaigns.review_models import EUR_ONLY, Comment, PreviewLink, Restoration, Revision  # noqa: F401
from campaigns.update_models import Update  # noqa: F401 - Django finds the models of an app here


class Category(models.Model):
    """A kind of need that visitors can look for."""

    slug = models.SlugField(max_length=30, unique=True)
    name = LocalizedText(_("name"))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "slug"]

    def __str__(self):
        return in_language(self.name)[0]


class Picture(models.Model):
    """A picture as it is served: re-encoded from pixels, named at random, without metadata."""

    class Origin(models.TextChoices):
        GENERATED = "generated", _("made with AI")
        ILLUSTRATION = "illustration", _("drawn or painted")
        PHOTO = "photo_with_consent", _("photograph, with consent")

    key = models.CharField(max_length=32, unique=True, help_text=_("Stem of the file names."))
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    origin = models.CharField(_("origin"), max_length=20, choices=Origin, default=Origin.GENERATED)
    alt = LocalizedText(_("description for those who do not see it"), blank=True)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self):
        return f"{self.width}×{self.height} {self.get_origin_display()}"


class Campaign(models.Model):
    """The working draft, and where the collection stands. The public never sees the draft."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        LIVE = "live", _("live")
        PAUSED = "paused", _("paused")
        CLOSED = "closed", _("closed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class ClosingRule(models.TextChoices):
        ON_GOAL = "on_goal", _("when the goal is reached")
        ON_DATE = "on_date", _("after its last day")
        MANUAL = "manual", _("by hand")

    Anonymity = Anonymity

    class TotalShown(models.TextChoices):
        LIVE = "live", _("with every gift")
        DISCREET = "discreet", _("in steps, some hours later")

    class ClosedReason(models.TextChoices):
        GOAL = "goal", _("goal reached")
        DATE = "date", _("last day over")
        HAND = "hand", _("closed by hand")

    public_id = models.CharField(max_length=10, unique=True, default=campaign_id, editable=False)
    # Moved by lifecycle.move alone.
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="campaigns",
        verbose_name=_("caseworker"),
    )
    case_ref = models.CharField(
        _("case reference"),
        max_length=20,
        blank=True,
        help_text=_("A pointer into the register that is kept elsewhere. Never a name."),
    )
    anonymity = models.CharField(
        _("anonymity"),
        max_length=20,
        choices=Anonymity,
        default=Anonymity.ALIAS_CHANGED,
        help_text=_("Readers are told in one sentence what was changed."),
    )
    hero_name = LocalizedText(
        _("alias"),
        blank=True,
        text_length=60,
        help_text=_("Leave it empty to withhold the name altogether."),
    )
    # {"en": ["…"]}: how the text may also write the alias, by language.
    hero_spellings = models.JSONField(
        _("other spellings of the alias"), default=dict, blank=True, editable=False
    )
    total_shown = models.CharField(
        _("total on the page"), max_length=10, choices=TotalShown, default=TotalShown.LIVE
    )
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, verbose_name=_("category")
    )
    title = LocalizedText(_("title"), text_length=200)
    summary = LocalizedText(_("lead"), blank=True, box=forms.Textarea, text_length=600)
    story = LocalizedText(
        _("story"),
        box=forms.Textarea,
        text_length=8000,
        help_text=_("Markdown: headings, lists, quotes, links."),
    )
    picture = models.ForeignKey(
        Picture, models.PROTECT, null=True, blank=True, verbose_name=_("picture")
    )
    # The author's answers to campaigns/brief.py, for the reviewer alone.
    brief = models.JSONField(default=dict, blank=True, editable=False)
    draft_saved_at = models.DateTimeField(null=True, editable=False)
    currency = models.CharField(max_length=3, default="EUR", editable=False)
    closing_rule = models.CharField(
        _("closes"), max_length=10, choices=ClosingRule, default=ClosingRule.MANUAL
    )
    time_zone = models.CharField(_("time zone"), max_length=40, default="Europe/Warsaw")
    # The moment after the last day: collecting stops when this is reached.
    ends_at = models.DateTimeField(_("last day over"), null=True, blank=True)
    live_revision = models.ForeignKey(
        "Revision", models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("taken down"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    closed_reason = models.CharField(
        _("why it closed"), max_length=10, choices=ClosedReason, blank=True, editable=False
    )
    # Which imported text this draft came from, so that importing it twice makes one draft.
    import_digest = models.CharField(max_length=80, blank=True, editable=False)
    # What its author has to look at since then, as campaigns.drafts.note_of writes it; {} once
    # that is done.
    import_note = models.JSONField(default=dict, blank=True, editable=False)

    # Everybody who ever wrote in this draft: none of them approves what comes of it.
    editors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", editable=False)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-created_at"]
        permissions = [
            ("submit_campaign", "Can send an own draft to review"),
            ("review_campaign", "Can approve, reject and publish revisions"),
            ("stop_campaign", "Can pause a campaign"),
            ("close_campaign", "Can close a campaign and change its closing"),
            ("withdraw_campaign", "Can take any campaign down"),
        ]
        constraints = [
            models.CheckConstraint(
                name="campaign_public_needs_revision",
                condition=~Q(status__in=["live", "paused", "closed"])
                | Q(live_revision__isnull=False, published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="campaign_on_date_needs_date",
                condition=~Q(closing_rule="on_date") | Q(ends_at__isnull=False),
                violation_error_message=_("A campaign that closes after its last day needs one."),
            ),
            models.CheckConstraint(
                name="campaign_closed_has_time",
                condition=Q(status="closed", closed_at__isnull=False)
                | (~Q(status="closed") & Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="campaign_withdrawn_has_time",
                condition=Q(status="withdrawn", withdrawn_at__isnull=False)
                | (~Q(status="withdrawn") & Q(withdrawn_at__isnull=True)),
            ),
            models.CheckConstraint(name="campaign_in_euro", condition=EUR_ONLY),
            models.UniqueConstraint(
                fields=["import_digest"],
                condition=~Q(import_digest=""),
                name="campaign_imported_once",
            ),
        ]
        indexes = [
            models.Index(fields=["ends_at"], condition=Q(status="live"), name="campaign_live_ends"),
            models.Index(fields=["status", "-published_at"], name="campaign_listing"),
        ]

    def __str__(self):
        return in_language(self.title)[0] or self.public_id

    @property
    def ends_on(self):
        """The last day, included, in the campaign's own time zone; None without one."""
        if self.closing_rule != self.ClosingRule.ON_DATE or self.ends_at is None:
            return None
        return (
            (self.ends_at - timedelta(microseconds=1)).astimezone(ZoneInfo(self.time_zone)).date()
        )

    def collects(self, now) -> bool:
        """Whether a gift may be started now. Page, form and session all ask this one question."""
        over = self.closing_rule == self.ClosingRule.ON_DATE and self.ends_at <= now
        return self.status == self.Status.LIVE and not over


class BudgetLine(models.Model):
    """One thing the money is for. The goal of a campaign is the sum of its lines."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="budget_lines")
    position = models.PositiveSmallIntegerField(_("place"), default=0)
    label = LocalizedText(_("what for"), text_length=500)
    amount_cents = models.PositiveIntegerField(_("amount"))
    currency = models.CharField(max_length=3, default="EUR", editable=False)

    class Meta:
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(name="budget_line_positive", condition=Q(amount_cents__gt=0)),
            models.CheckConstraint(name="budget_line_in_euro", condition=EUR_ONLY),
        ]

    def __str__(self):
        return in_language(self.label)[0]


class CampaignTotal(models.Model):
    """What the page shows about money: moved with the ledger, read without a sum.

    The public reads `shown_cents` and `shown_gifts`; of a discreet total they stay behind until
    its next step.
    """

    campaign = models.OneToOneField(
        Campaign, models.PROTECT, primary_key=True, related_name="total"
    )
    # No CHECK that this stays at or above zero: a dispute can arrive before its gift, and a
    # constraint must not stop us from recording what happened at the bank.
    raised_cents = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, default="EUR")
    gift_count = models.IntegerField(default=0)
    is_discreet = models.BooleanField(default=False)
    shown_cents = models.BigIntegerField(default=0)
    shown_gifts = models.IntegerField(default=0)
    shown_at = models.DateTimeField(default=timezone.now)
    goal_reached_at = models.DateTimeField(null=True)
    last_gift_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="total_in_euro", condition=EUR_ONLY),
            models.CheckConstraint(
                name="total_shown_at_once",
                condition=Q(is_discreet=True)
                | Q(shown_cents=F("raised_cents"), shown_gifts=F("gift_count")),
            ),
        ]

    def __str__(self):
        return f"{self.campaign_id}: {self.raised_cents}"


class ProtectedTerm(models.Model):
    """One form of a word that must never appear in this campaign, as a keyed digest.

    The word itself is stored nowhere. campaigns/leakguard/terms.py says what is digested.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="protected_terms")
    # Which typed word it is a form of: the same for all its forms, and when it is typed again.
    word = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    # Of a phrase all parts have to follow each other.
    part = models.PositiveSmallIntegerField(default=1)
    parts = models.PositiveSmallIntegerField(default=1)

    class Meta:
        verbose_name = _("protected term")
        verbose_name_plural = _("protected terms")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "word", "part", "digest"], name="protected_term_once"
            ),
        ]

    def __str__(self):
        return f"#{self.pk}"
