"""A colleague whose app with codes is known."""

import pytest

from tests.doors import new_secret


@pytest.fixture
def secret(staff) -> str:
    """What the app of staff.moderator knows."""
    return new_secret(staff.moderator)
