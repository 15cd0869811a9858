"""Random ids: the only names of things that leave the house."""

import secrets

# Neither 0 and o, nor 1, i and l: a donor may read an id aloud or copy it from paper.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
CAMPAIGN_LENGTH = 10


def random_id(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def campaign_id() -> str:
    return random_id(CAMPAIGN_LENGTH)


def is_campaign_id(text: str) -> bool:
    """Whether a text could be the id of a campaign; what could not be needs no question asked."""
    return len(text) == CAMPAIGN_LENGTH and set(text) <= set(ALPHABET)
