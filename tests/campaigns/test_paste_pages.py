"""A text becomes a draft in two presses, with a look at what was understood between them."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import AuditEntry
from accounts.roles import ROLES
from campaigns import drafts, lifecycle, protected_terms
from campaigns.models import Campaign
from donations.models import LedgerEntry
from tests.factories import CampaignFactory, CategoryFactory, PictureFactory
from tests.pages import desk_of, told, typed
from tests.threads import at_once

STORIES = Path(__file__).parent.parent / "data" / "stories"
PASTE = "/staff/campaigns/campaign/paste/"
STORY = """A desk for Zoya

My name is Zoya. I was a teacher, and I will be one again, in a new country.

Budget
€ 300 — a desk
€ 200 — a lamp, which must not be there
"""


def text_of(name: str) -> str:
    return (STORIES / f"{name}.txt").read_text()


@pytest.fixture
def desk(staff):
    return desk_of(staff.caseworker)


@pytest.fixture
def read(desk):
    """read(text): the page that shows what was understood."""
    return lambda text: desk.post(PASTE, {"text": text, "read": ""})


def sent(page, **changes) -> dict:
    return typed(page, "understood-form", **changes) | {"store": ""}


@pytest.mark.parametrize("name", sorted(path.stem for path in STORIES.glob("*.txt")))
def test_every_story_is_shown_and_stored_as_it_was_understood(read, desk, name):
    page = read(text_of(name))
    assert not Campaign.objects.exists()
    parsed = page.context["parsed"]

    answer = desk.post(PASTE, sent(page))

    campaign = Campaign.objects.get()
    assert answer.url == f"/staff/campaigns/campaign/{campaign.pk}/change/"
    language = parsed.language
    assert campaign.title[language] == parsed.title
    assert campaign.story[language] == parsed.story
    assert [(line.label[language], line.amount_cents) for line in campaign.budget_lines.all()] == [
        (line.label, line.amount_cents) for line in parsed.budget
    ]
    assert campaign.hero_name.get(language) == parsed.alias
    problems = [str(problem) for problem in parsed.problems]
    assert campaign.import_note.get("problems", []) == problems


def test_a_problem_is_marked_where_it_stands_in_the_text(read):
    page = read(text_of("told-by-others")).content.decode()

    assert "is also spelled" in page
    assert '<a id="f1" href="#m1">' in page
    assert '<mark id="m1" class="low">Siarhei<' in page


def test_what_was_corrected_is_what_is_stored(read, desk, staff):
    page = read(STORY)

    desk.post(
        PASTE,
        sent(
            page,
            **{
                "title": "A desk",
                "language": "pl",
                "alias": "Zosia",
                "alias_spellings": "Zofia, Zofia , Zosi",
                "anonymity": "named",
                "lines-0-amount": "350,50",
                "lines-1-kept": [],
                "lines-2-kept": "on",
                "lines-2-label": "a chair",
                "lines-2-amount": "40",
            },
        ),
    )

    campaign = Campaign.objects.get()
    assert campaign.owner == staff.caseworker
    assert campaign.title == {"pl": "A desk"}
    assert campaign.hero_name == {"pl": "Zosia"}
    assert campaign.anonymity == "named"
    assert [(line.label, line.amount_cents) for line in campaign.budget_lines.all()] == [
        ({"pl": "a desk"}, 350_50),
        ({"pl": "a chair"}, 40_00),
    ]


def test_a_mistake_is_said_and_loses_nothing(read, desk):
    page = read(STORY)

    again = desk.post(PASTE, sent(page, title="", **{"lines-0-amount": "much"}))

    assert not Campaign.objects.exists()
    assert again.context["has_errors"]
    kept = typed(again, "understood-form")
    assert kept["lines-0-amount"] == ["much"]
    assert kept["text"][0].split() == STORY.split()


def test_a_line_that_is_dropped_may_hold_anything(read, desk):
    page = read(STORY)

    desk.post(PASTE, sent(page, **{"lines-1-kept": [], "lines-1-amount": "a lot"}))

    assert Campaign.objects.get().budget_lines.count() == 1


def test_the_text_itself_can_be_changed_and_read_again(read, desk):
    page = read(STORY)

    data = typed(page, "understood-form", text=STORY.replace("300", "330")) | {"read": ""}
    again = desk.post(PASTE, data)

    assert again.context["lines"].kept_cents == 530_00
    assert not Campaign.objects.exists()


def several_campaigns() -> str:
    other = STORY.replace("Zoya", "Vera").replace("A desk", "A shelf").replace("a desk", "a shelf")
    told = "She has taught for nineteen years, and for two of them only the birds in the yard."
    return f"{STORY}\n-----\n{other.replace('Budget', f'{told}{chr(10)}{chr(10)}Budget')}"


def test_of_several_campaigns_one_is_taken_at_a_time(read, desk):
    page = read(several_campaigns())

    assert not Campaign.objects.exists()
    titles = [parsed.title for _text, parsed in page.context["choices"]]
    assert titles == ["A desk for Zoya", "A shelf for Vera"]
    second = desk.post(PASTE, typed(page, "choice-2") | {"read": ""})
    desk.post(PASTE, sent(second))
    assert Campaign.objects.get().title == {"en": "A shelf for Vera"}
    assert Campaign.objects.get().budget_lines.count() == 2


def test_what_looks_like_several_may_be_called_one(read, desk):
    page = read(several_campaigns())

    whole = desk.post(PASTE, typed(page, "whole") | {"whole": "1"})
    desk.post(PASTE, sent(whole))

    assert Campaign.objects.get().title == {"en": "A desk for Zoya"}
    assert Campaign.objects.get().budget_lines.count() == 4


def test_the_same_text_twice_leads_to_the_draft_it_became(read, desk):
    page = read(STORY)
    desk.post(PASTE, sent(page))
    campaign = Campaign.objects.get()

    for answer in (read(STORY.replace("\n", "\r\n")), desk.post(PASTE, sent(page, title="Other"))):
        assert answer.url == f"/staff/campaigns/campaign/{campaign.pk}/change/"
    assert Campaign.objects.count() == 1


def test_a_file_that_was_imported_for_somebody_is_known_when_they_paste_it(read, staff):
    campaign = CampaignFactory(
        owner=staff.caseworker, import_digest=drafts.file_digest(STORY.encode())
    )

    assert read(STORY).url == f"/staff/campaigns/campaign/{campaign.pk}/change/"


def test_nobody_learns_that_a_colleague_brought_the_same_text(read, desk, staff):
    other = desk_of(staff.other_caseworker)
    page = other.post(PASTE, {"text": STORY})
    other.post(PASTE, sent(page))
    CampaignFactory(owner=staff.other_caseworker, import_digest=drafts.file_digest(STORY.encode()))

    answer = desk.post(PASTE, sent(read(STORY)))

    mine = Campaign.objects.get(owner=staff.caseworker)
    assert answer.url == f"/staff/campaigns/campaign/{mine.pk}/change/"


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one_draft(read, staff):
    data = sent(read(STORY))

    answers = at_once(*[lambda: desk_of(staff.caseworker).post(PASTE, data)] * 2)

    campaign = Campaign.objects.get()
    assert {answer.url for answer in answers} == {
        f"/staff/campaigns/campaign/{campaign.pk}/change/"
    }


def test_what_was_collected_elsewhere_is_left_to_finance(read, desk):
    page = read(text_of("closed-twice"))
    desk.post(PASTE, sent(page))

    assert not LedgerEntry.objects.exists()
    assert Campaign.objects.get().import_note["collected_cents"] == 2848_00


@pytest.mark.parametrize(
    "data", [STORY.encode("utf-16"), STORY.encode(), "\ufeff".encode() + STORY.encode()]
)
def test_a_file_is_read_in_its_encoding(desk, data):
    answer = desk.post(PASTE, {"file": SimpleUploadedFile("story.txt", data)})

    assert answer.context["parsed"].title == "A desk for Zoya"


def test_an_old_cyrillic_file_is_read_rightly(desk):
    data = "Стол для Зои\n\nМеня зовут Зоя, я была учительницей.\n".encode("cp1251")

    answer = desk.post(PASTE, {"file": SimpleUploadedFile("story.txt", data)})

    assert answer.context["parsed"].title == "Стол для Зои"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "binary"),
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"word " * 60_000, "longer than 30 kB"),
        (("слово " * 4_000).encode("cp1251"), "longer than 30 kB"),
        (b"\xe9t\xe9 caf\xe9", "encoding"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(desk, data, reason):
    answer = desk.post(PASTE, {"file": SimpleUploadedFile("story.txt", data)})

    assert answer.status_code == 200
    assert reason in str(answer.context["source"].errors["file"])


@pytest.mark.parametrize("text", ["", " \n", "\u200b", "***", "w\0rd", "a" * 31_000])
def test_a_text_that_cannot_be_read_is_refused_and_still_there(read, text):
    answer = read(text)

    assert answer.status_code == 200
    assert answer.context["source"].errors
    assert not Campaign.objects.exists()


def test_a_request_that_is_too_large_is_told_so(read, desk):
    answer = read("a" * 300_000)

    assert answer.url == PASTE
    assert "longer than 30 kB" in told(desk.get(PASTE))[0]


def test_a_text_in_a_language_without_pages_waits_for_a_choice(read, desk):
    page = read("Стіл для Зої\n\nМене звати Зоя, і я була вчителькою. Їй потрібен стіл.\n")
    assert page.context["parsed"].language == "uk"

    again = desk.post(PASTE, sent(page, language="uk"))

    assert "language" in again.context["form"].errors
    assert not Campaign.objects.exists()


def test_hostile_markup_stays_text(read):
    page = read("<script>alert(1)</script>\n\nMy name is Zoya<img src=x>. \ue001 [x](javascript:a)")

    html = page.content.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert 'javascript:a"' not in html


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"caseworker"}))
def test_only_caseworkers_bring_texts_or_begin_copies(live_campaign, staff, role):
    desk = desk_of(getattr(staff, role))
    copy = f"/staff/campaigns/campaign/{live_campaign.pk}/duplicate/"

    assert desk.get(PASTE).status_code == 403
    assert desk.post(PASTE, {"text": STORY, "store": ""}).status_code == 403
    assert desk.post(copy).status_code == 403
    assert Campaign.objects.count() == 1


def test_a_note_stays_until_its_author_has_seen_to_it(staff, desk, read):
    desk.post(PASTE, sent(read(text_of("told-by-others"))))
    campaign = Campaign.objects.get()
    page = f"/staff/campaigns/campaign/{campaign.pk}/change/"
    assert "is also spelled" in desk.get(page).content.decode()
    note = f"/staff/campaigns/campaign/{campaign.pk}/note/"
    assert desk_of(staff.other_caseworker).post(note).status_code == 404

    desk.post(note)

    assert "is also spelled" not in desk.get(page).content.decode()


# --- a second campaign of the same words ---


@pytest.mark.parametrize("move", [None, "pause", "close", "withdraw"])
def test_a_copy_has_the_words_and_what_protects_them_and_nothing_else(staff, publish, desk, move):
    campaign = CampaignFactory(
        owner=staff.caseworker,
        category=CategoryFactory(),
        picture=PictureFactory(),
        case_ref="R-17",
        terms=["Kavalchuk"],
    )
    publish(campaign)
    if move:
        lifecycle.move(campaign.pk, move, actor=staff.moderator)

    answer = desk.post(f"/staff/campaigns/campaign/{campaign.pk}/duplicate/")

    copy = Campaign.objects.exclude(pk=campaign.pk).get()
    assert answer.url == f"/staff/campaigns/campaign/{copy.pk}/change/"
    assert (copy.owner, copy.status) == (staff.caseworker, "draft")
    for name in drafts.DUPLICATED:
        assert getattr(copy, name) == getattr(campaign, name)
    assert list(copy.budget_lines.values_list("label", "amount_cents")) == list(
        campaign.budget_lines.values_list("label", "amount_cents")
    )
    assert set(copy.protected_terms.values_list("digest")) == set(
        campaign.protected_terms.values_list("digest")
    )
    assert (copy.picture, copy.case_ref, copy.ends_at, copy.live_revision) == (None, "", None, None)
    assert not copy.revisions.exists()
    assert not hasattr(copy, "total")
    entry = AuditEntry.objects.get(action="campaign.duplicate")
    assert entry.data == {"source": f"campaign:{campaign.public_id}"}


def test_nobody_copies_a_campaign_of_a_colleague(staff, desk):
    theirs = CampaignFactory(owner=staff.other_caseworker)

    assert desk.post(f"/staff/campaigns/campaign/{theirs.pk}/duplicate/").status_code == 404
    assert Campaign.objects.count() == 1


def test_a_word_protected_in_the_original_is_found_in_the_copy(staff):
    campaign = CampaignFactory(owner=staff.caseworker)
    protected_terms.protect(campaign, ["Kavalchuk"])

    copy = drafts.duplicate(campaign, owner=staff.caseworker)

    assert copy.protected_terms.count() == campaign.protected_terms.count() > 0
