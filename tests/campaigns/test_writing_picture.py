"""The picture on the page of a draft: taken, replaced, removed without a trace."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from campaigns import pictures
from campaigns.models import Picture
from tests.campaigns.writing import save, upload
from tests.pages import desk_of


@pytest.fixture
def desk(staff):
    return desk_of(staff.caseworker)


def test_a_picture_is_taken_shown_and_replaced_without_a_trace(desk, draft):
    save(desk, draft, files=upload(), picture_alt_en="A sea")
    draft.refresh_from_db()
    first = draft.picture

    answer = save(desk, draft, files=upload("teal"))

    draft.refresh_from_db()
    assert draft.picture.key in answer.content.decode()
    assert draft.picture.alt == {"en": "A sea"}
    assert not Picture.objects.filter(pk=first.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_the_files_of_a_removed_picture_are_removed(desk, draft):
    save(desk, draft, files=upload())
    draft.refresh_from_db()
    name = pictures.file_name(draft.picture.key, 640)
    assert default_storage.exists(name)

    save(desk, draft, picture_removed="on")

    draft.refresh_from_db()
    assert draft.picture is None
    assert not default_storage.exists(name)


def test_a_picture_the_public_sees_stays_when_the_draft_gets_another(desk, draft, publish):
    save(desk, draft, files=upload())
    draft.refresh_from_db()
    public = draft.picture
    publish(draft)

    save(desk, draft, files=upload("teal"))

    assert Picture.objects.filter(pk=public.pk).exists()
    assert default_storage.exists(pictures.file_name(public.key, 1200))


def test_a_file_that_is_refused_costs_no_word_and_asks_again(desk, draft):
    answer = save(
        desk,
        draft,
        files={"picture_file": SimpleUploadedFile("a.png", b"not a picture")},
        title_en="A better title",
    )

    text = answer.content.decode()
    assert "This is not a JPEG, PNG or WebP picture" in text
    assert "A better title" in text
