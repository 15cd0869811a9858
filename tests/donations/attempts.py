"""What tests of payment pages share: where they are, how many there are, how old they are."""

from datetime import timedelta

from donations.models import Donation

HOST = "https://testserver"


def shift(donation: Donation, **by) -> None:
    """Let a donation have begun earlier."""
    ago = timedelta(**by)
    Donation.objects.filter(pk=donation.pk).update(
        created_at=donation.created_at - ago, attempt_at=donation.attempt_at - ago
    )
    donation.refresh_from_db()


def pages_opened(standin) -> int:
    return len(standin.sessions())
