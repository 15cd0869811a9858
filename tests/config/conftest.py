"""The site as its own database role, and a colleague whose app with codes is known."""

import secrets

import pytest
from django.db import connection

from config import rights
from tests.doors import new_secret


@pytest.fixture
def as_the_site(db):
    """The rest of the test runs with the rights of a fresh role, as the site does."""
    role = f"site_{secrets.token_hex(4)}"
    rights.grant(role)
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
    yield role
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


@pytest.fixture
def secret(staff) -> str:
    """What the app of staff.moderator knows."""
    return new_secret(staff.moderator)
