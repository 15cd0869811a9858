"""A list without rows says what would stand there, or how to see more."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.pages import desk_of

# Whoever reads one of these is in it; and what nobody chose is shown as it was installed.
NEVER_EMPTY = {"user", "auditentry", "desksession", "choice"}
LISTS = {
    model._meta.label_lower: model
    for model in admin.site._registry
    if model._meta.model_name not in NEVER_EMPTY
}


@pytest.fixture
def readers(staff) -> dict:
    """Everybody, signed in."""
    return {
        role: desk_of(getattr(staff, role))
        for role in ("caseworker", "moderator", "finance", "administrator")
    }


def read(readers, model, query: str = "") -> list[str]:
    """The list as everybody sees it who may."""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    answers = [reader.get(address + query) for reader in readers.values()]
    return [answer.text for answer in answers if answer.status_code == 200]


@pytest.mark.parametrize("label", sorted(LISTS))
def test_a_list_without_rows_says_what_would_stand_there(readers, label):
    said = str(admin.site._registry[LISTS[label]].when_empty)

    pages = read(readers, LISTS[label])

    assert pages
    assert all(said in page for page in pages)


def test_a_search_that_found_nothing_leads_back_to_everything(readers, draft):
    (page, *_others) = read(readers, type(draft), "?q=nothing-of-the-kind")

    assert "Nothing fits what you asked for." in page
    assert '<a href="?">Show everything</a>' in page
