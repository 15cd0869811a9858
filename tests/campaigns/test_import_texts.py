"""The corpus of tests/data/import: whole texts, and what the importer must find in each.

A case names what is there; whatever it does not name must not be found. `problems` are pieces of
the sentences, one for each, in any order.
"""

import tomllib

import pytest
from django.conf import settings

from campaigns.importer import parse

CORPUS = settings.BASE_DIR / "tests" / "data" / "import"


def cases(name="*"):
    return [
        pytest.param(case, id=f"{path.stem}: {case['name']}")
        for path in sorted(CORPUS.glob(f"{name}.toml"))
        for case in tomllib.loads(path.read_text("utf-8"))["case"]
    ]


def found_in(campaign):
    return {
        "title": campaign.title,
        "goal": campaign.goal_cents,
        "lines": [[line.amount_cents, line.label] for line in campaign.budget],
        "collected": campaign.collected_cents,
        "closed": campaign.closed,
        "alias": campaign.alias,
        "disclosures": list(campaign.disclosures),
        "anonymous": campaign.anonymous,
    }


def expected_of(case):
    nothing = {"title": "", "goal": None, "lines": [], "collected": None, "closed": False}
    nothing |= {"alias": None, "disclosures": [], "anonymous": False}
    return {name: case.get(name, empty) for name, empty in nothing.items()}


def check(campaign, case):
    assert found_in(campaign) == expected_of(case)
    pieces = case.get("problems", [])
    assert len(campaign.problems) == len(pieces), campaign.problems
    left = list(campaign.problems)
    for piece in pieces:
        problem = next((problem for problem in left if piece in problem), None)
        assert problem, (piece, left)
        left.remove(problem)
    for word in case.get("story", []):
        assert word in campaign.story
    for word in case.get("not_in_story", []):
        assert word not in campaign.story


@pytest.mark.parametrize("case", cases())
def test_reads_a_whole_text(case):
    found = parse(case["text"])
    wanted = case.get("campaigns", [case])

    assert [campaign.title for campaign in found] == [one.get("title", "") for one in wanted]
    for campaign, one in zip(found, wanted, strict=True):
        check(campaign, one)
