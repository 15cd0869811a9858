"""When a campaign closes, as somebody types it."""

from datetime import UTC, date, datetime

import pytest

from campaigns import forms


@pytest.mark.parametrize(
    ("day", "zone", "moment"),
    [
        (date(2026, 3, 18), "UTC", datetime(2026, 3, 19, tzinfo=UTC)),
        (date(2026, 3, 18), "Europe/Warsaw", datetime(2026, 3, 18, 23, tzinfo=UTC)),
        # Summer time began in the night before.
        (date(2026, 3, 29), "Europe/Warsaw", datetime(2026, 3, 29, 22, tzinfo=UTC)),
    ],
)
def test_a_campaign_ends_at_the_midnight_after_its_last_day(day, zone, moment):
    assert forms.midnight_after(day, zone) == moment
