"""A donor before the give form."""

import pytest

from tests.donations.reading import token_of


@pytest.fixture
def form_url(live_campaign) -> str:
    return f"/en/c/{live_campaign.public_id}/give/"


@pytest.fixture
def send(visitor, form_url, standin):
    """send(amount=…): opens the form and posts it as a browser would; gives the answer."""

    def fill_in(**typed):
        token = token_of(visitor.get(form_url))
        return visitor.post(form_url, {"token": token, "amount": "25"} | typed)

    return fill_in
