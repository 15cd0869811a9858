"""What is uploaded stays in memory, and no more of it than fits."""

import contextlib
import os
import tempfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

MEGABYTE = 1024 * 1024


def sent(**files: bytes):
    uploads = {name: SimpleUploadedFile(f"{name}.jpg", data) for name, data in files.items()}
    return RequestFactory().post("/", {"title": "A lamp", **uploads})


@pytest.mark.parametrize("size", [0, 1, 3 * MEGABYTE, 11 * MEGABYTE])
def test_a_file_arrives_whole(size):
    data = bytes(range(256)) * (size // 256 + 1)

    file = sent(a=data[:size]).FILES["a"]

    assert file.size == size
    assert file.read() == data[:size]


def test_a_file_that_does_not_fit_says_how_large_it_is_and_the_rest_is_read():
    request = sent(a=b"x" * 40 * MEGABYTE)

    file = request.FILES["a"]

    assert file.size == 40 * MEGABYTE
    assert len(file.read()) == 11 * MEGABYTE
    assert request.POST["title"] == "A lamp"


def test_many_files_take_no_more_memory_than_one():
    files = sent(**{f"file{number}": b"x" * 6 * MEGABYTE for number in range(10)}).FILES.values()

    assert sum(len(file.read()) for file in files) == 11 * MEGABYTE


def on_disk() -> list[str]:
    """The files this process has open somewhere else than in memory."""
    opened = []
    for one in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # the one that lists the others
            opened.append(os.readlink(one))
    return [name for name in opened if name.startswith(tempfile.gettempdir())]


@pytest.mark.parametrize(
    ("handlers", "is_written"),
    [
        (["config.uploads.InMemory"], False),
        # Django's own, so that this test is known to see it.
        (["django.core.files.uploadhandler.TemporaryFileUploadHandler"], True),
    ],
)
def test_nothing_is_written_to_disk(settings, tmp_path, monkeypatch, handlers, is_written):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    settings.FILE_UPLOAD_HANDLERS = handlers

    request = sent(a=b"x" * 15 * MEGABYTE)

    assert request.FILES["a"].size == 15 * MEGABYTE
    assert bool(on_disk()) == is_written


def test_this_is_how_the_site_takes_files(settings):
    assert settings.FILE_UPLOAD_HANDLERS == ["config.uploads.InMemory"]
