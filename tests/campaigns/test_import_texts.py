"""The corpus of tests/data/import: whole texts, and what the importer must find in each.

A case names what is there; whatever it does not name must not be found. `problems` are pieces of
the sentences, one for each, in any order.
"""

import tomllib

import pytest
from django.conf import settings

from campaigns.importer import parse, read

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


SINGLE = [case for case in cases() if "campaigns" not in case.values[0]]


@pytest.mark.parametrize("case", SINGLE)
def test_a_text_that_was_pasted_twice_does_not_double(case):
    text = case["text"].strip("\n")

    (once,), (twice,) = parse(text), parse(f"{text}\n\n{text}")

    assert found_in(twice) == found_in(once)


@pytest.mark.parametrize("case", SINGLE)
def test_what_was_imported_can_be_imported_again(case):
    (first,) = parse(case["text"])
    goal = f"€{first.goal_cents / 100:.2f}\n\n" if first.goal_cents else ""
    lines = "\n".join(f"€{line.amount_cents / 100:.2f} – {line.label}" for line in first.budget)
    text = f"{first.title}\n\n{first.summary}\n\n• Story\n\n{first.story}\n\nGoal\n{goal}{lines}"

    (again,) = parse(text)

    wanted = found_in(first)
    assert {name: found_in(again)[name] for name in ("title", "goal", "lines")} == {
        name: wanted[name] for name in ("title", "goal", "lines")
    }


@pytest.mark.parametrize("case", cases())
def test_a_goal_is_the_sum_of_its_lines_or_a_problem_says_so(case):
    for campaign in parse(case["text"]):
        cents = sum(line.amount_cents for line in campaign.budget)
        assert campaign.goal_cents == cents or campaign.problems


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16-le", "utf-16-be", "utf-16"])
@pytest.mark.parametrize("case", cases("[bpu]*"))
def test_the_encoding_of_a_file_changes_nothing(case, encoding):
    data = case["text"].replace("\n", "\r\n").encode(encoding)

    assert parse(read(data)) == parse(case["text"])
