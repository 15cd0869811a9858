"""Random ids: the only names of things that leave the house."""

import secrets

# Neither 0 and o, nor 1, i and l: a donor may read an id aloud or copy it from paper.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def random_id(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def campaign_id() -> str:
    return random_id(10)
