"""What people do before a sample is public: agree to it, send it to review, read and approve it."""

from datetime import timedelta

from django.utils import timezone

from campaigns import consents, findings, moderation
from campaigns.models import Campaign, Consent, Revision

CONSENT_HOLDS = timedelta(days=365)


def publish(campaign: Campaign, *, author, reviewer) -> Revision:
    """Raises moderation.NotReady if the draft cannot go to review."""
    agree(campaign, author)
    revision = moderation.submit(campaign, actor=author)
    return moderation.approve(
        revision,
        actor=reviewer,
        checklist=moderation.CHECKLIST,
        answers=answers_to(revision.findings),
    )


def agree(campaign: Campaign, author) -> Consent:
    today = timezone.now().date()
    return consents.record(
        campaign,
        actor=author,
        channel=Consent.Channel.IN_PERSON,
        scope=campaign.anonymity,
        given_on=today,
        until=today + CONSENT_HOLDS,
    )


def answers_to(found: list[dict]) -> dict[int, tuple[str, str]]:
    """A reviewer's answer to each finding in a story that is there to be looked at."""
    return dict.fromkeys(range(1, len(found) + 1), (findings.ACCEPTED, "Shown as it is."))
