"""The picture on the page of a draft: taken, replaced, removed without a trace."""

import sys

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError

from campaigns import pictures, saving
from campaigns.models import Picture
from campaigns.pictures import confined
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
    name = pictures.file_name(draft.picture.key, 480, "jpg")
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
    assert default_storage.exists(pictures.file_name(public.key, 1200, "webp"))


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


# What the drawing process may do to us, and what the caseworker reads then.
MISFORTUNES = {
    "it crashes": ("import os; os.kill(os.getpid(), 11)", "The picture is damaged"),
    "it hangs": ("import signal; signal.pause()", "It takes too much work"),
    "it takes all the memory": ("bytearray(1 << 40)", "The picture is damaged"),
    "it answers with more than pixels": (
        "import json; told = {'sizes': [[1, 1]] * 3,"
        "'lengths': [4] * 6}; print(json.dumps(told) + chr(10) + 'RIFF' * 6)",
        "The picture could not be stored",
    ),
}


@pytest.mark.parametrize(("source", "words"), MISFORTUNES.values(), ids=MISFORTUNES)
def test_whatever_a_picture_does_costs_no_word(desk, draft, monkeypatch, source, words):
    monkeypatch.setattr(pictures, "PROGRAM", [sys.executable, "-I", "-c", source])
    monkeypatch.setattr(pictures, "LIMITS", confined.Limits(wall_seconds=1))

    answer = save(desk, draft, files=upload(), title_en="A better title")

    draft.refresh_from_db()
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert draft.title["en"] == "A better title"
    assert draft.picture is None
    assert not Picture.objects.exists()


def test_no_file_stays_of_a_draft_that_was_not_saved(desk, draft, monkeypatch):
    def lost(*args, **kwargs):
        raise OperationalError("the connection is lost")

    monkeypatch.setattr(saving, "save", lost)
    desk.raise_request_exception = False
    before = default_storage.listdir("pictures")[1]

    answer = save(desk, draft, files=upload())

    assert answer.status_code == 503
    assert default_storage.listdir("pictures")[1] == before


def test_a_file_that_is_much_too_large_costs_no_word(desk, draft):
    large = SimpleUploadedFile("a.jpg", b"\xff\xd8\xff" + bytes(15 * 1024 * 1024))

    answer = save(desk, draft, files={"picture_file": large}, title_en="A better title")

    draft.refresh_from_db()
    assert "The file is larger than 10 MB" in answer.content.decode()
    assert draft.title["en"] == "A better title"
