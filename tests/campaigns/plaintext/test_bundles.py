import pytest

from campaigns.plaintext.bundles import cut

ONE = """A desk for Zoya

Story

My name is Zoya. I taught children to read, until I was told what they must not read, and I
taught them that too. It cost me a year, and the children a teacher.

Budget
€ 300 — a desk
"""
OTHER = ONE.replace("Zoya", "Vera").replace("desk", "lamp")


@pytest.mark.parametrize("between", ["\n", "\n-----\n\n", "\n\n\n***\n"])
def test_two_stories_with_two_budgets_are_two_texts(between):
    assert [part.strip("\n*- ") for part in cut(f"{ONE}{between}{OTHER}")] == [
        ONE.strip(),
        OTHER.strip(),
    ]


def test_numbers_part_what_little_else_does():
    text = "Campaign 1\nHay\n€5 – hay\nCampaign 2\nOats\n€6 – oats"

    first, second = cut(text)

    assert "Hay" in first
    assert second.endswith("Oats\n€6 – oats")


@pytest.mark.parametrize(
    "text",
    [
        "",
        ONE,
        f"{ONE}\n{ONE}",
        ONE.replace("Story", "Goal: €300\n\nStory"),
        f"{ONE}\n€ 10 in 300\n\nThank you.",
        f"{ONE}\n-----\n\n© 2026 A fund that helps, in the town of its founders, since a long time",
        f"{ONE}\n\nBudget of the second month\n€ 100 — a chair",
    ],
)
def test_one_campaign_is_one_text(text):
    (part,) = cut(text)

    assert part.split() == text.split()[: len(part.split())]
