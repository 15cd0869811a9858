"""The real campaign texts beside the checkout, where they are."""

from pathlib import Path

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"


def seed(number: str) -> str | None:
    """The text whose file name begins with this number; None without the texts."""
    found = sorted(SEEDS.glob(f"{number}_*.txt"))
    return found[0].read_text("utf-8") if found else None
