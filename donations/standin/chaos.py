"""Deliveries as they may come: again, and in any order."""

import random
from collections.abc import Iterable
from typing import TypeVar

Letter = TypeVar("Letter")


class Chaos:
    """Disorder that a seed repeats; without one it is never the same."""

    def __init__(self, seed: int | None = None):
        self._chance = random.Random(seed)  # noqa: S311 - nothing is kept secret by it

    def stir(self, letters: Iterable[Letter], *, repeated: float = 1) -> list[Letter]:
        """All letters in no order, this share of them twice: 1 is every one, 0.3 three in ten."""
        letters = list(letters)
        again = self._chance.sample(letters, round(len(letters) * repeated))
        stirred = letters + again
        self._chance.shuffle(stirred)
        return stirred
