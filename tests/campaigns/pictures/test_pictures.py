"""Pictures: pixels are kept and nothing else, and whatever a file does there is a sentence."""

import io
import json
import shutil
import subprocess
import sys
from dataclasses import replace

import pytest
from PIL import Image

from campaigns import pictures
from campaigns.models import Picture
from campaigns.pictures import confined, inspection
from tests.campaigns.pictures.files import SECRETS, encoded, odd_files, scene, talkative_files
from tests.campaigns.pictures.kept import accept, kept_files, stored

TALKATIVE = talkative_files()
ODD = odd_files()
# What exiftool says of any file, or computes from the size.
OF_EVERY_FILE = {"SourceFile", "ExifTool:ExifToolVersion", "Composite:ImageSize"} | {
    "Composite:Megapixels"
}
OF_PIXELS = OF_EVERY_FILE | {
    "File:FileType",
    "File:FileTypeExtension",
    "File:MIMEType",
    "File:ImageWidth",
    "File:ImageHeight",
    "File:BitsPerSample",
    "File:ColorComponents",
    "File:EncodingProcess",
    "File:YCbCrSubSampling",
    "JFIF:JFIFVersion",
    "JFIF:ResolutionUnit",
    "JFIF:XResolution",
    "JFIF:YResolution",
    "RIFF:ImageWidth",
    "RIFF:ImageHeight",
    "RIFF:HorizontalScale",
    "RIFF:VerticalScale",
    "RIFF:VP8Version",
}


def said_by_exiftool(folder) -> dict[str, set[str]]:
    """The tags of every file in a folder, those that exiftool cannot name among them."""
    program = shutil.which("exiftool")
    told = subprocess.run(
        [program, "-json", "-G0", "-a", "-u", "-U", "--System:all", *folder.iterdir()],
        capture_output=True,
        check=False,
    )
    return {
        file["SourceFile"].rpartition("/")[2]: set(file) - OF_EVERY_FILE
        for file in json.loads(told.stdout)
    }


# --- what is left of a file ---


@pytest.mark.parametrize("data", TALKATIVE.values(), ids=TALKATIVE)
def test_only_pixels_are_kept(db, data):
    assert any(word in data for word in SECRETS) or b"zTXt" in data

    for (_width, kind), kept in stored(accept(data)).items():
        assert not [word for word in SECRETS if word in kept]
        opened = Image.open(io.BytesIO(kept))
        assert opened.format == {"webp": "WEBP", "jpg": "JPEG"}[kind]
        assert not {"exif", "xmp", "icc_profile", "comment"} & set(opened.info)
        inspection.inspect(kept, kind, opened.size)


@pytest.mark.exiftool
def test_another_program_finds_nothing_but_pixels(db, tmp_path):
    before, after = tmp_path / "before", tmp_path / "after"
    before.mkdir()
    after.mkdir()
    for number, data in enumerate(TALKATIVE.values()):
        (before / str(number)).write_bytes(data)
        for (width, kind), kept in stored(accept(data)).items():
            (after / f"{number}-{width}.{kind}").write_bytes(kept)

    spoke = [name for name, tags in said_by_exiftool(before).items() if tags - OF_PIXELS]
    found = said_by_exiftool(after)

    # What it does not see itself, such as a chunk of no known kind, the words above show.
    assert len(spoke) > len(TALKATIVE) / 2
    assert len(found) == 6 * len(TALKATIVE)
    assert {name: tags - OF_PIXELS for name, tags in found.items() if tags - OF_PIXELS} == {}


def test_the_same_file_twice_has_two_names(db):
    data = encoded(scene(), "PNG")

    keys = {accept(data).key, accept(data).key}

    assert len(keys) == 2
    assert {len(bytes.fromhex(key)) * 8 for key in keys} == {128}


# --- what is not taken ---


@pytest.mark.parametrize("data", ODD.values(), ids=ODD)
def test_an_odd_file_is_refused_with_a_sentence_and_nothing_is_kept(db, data):
    before = kept_files()

    with pytest.raises(pictures.Refused) as refusal:
        accept(data)

    assert str(refusal.value).endswith(".")
    assert not Picture.objects.exists()
    assert kept_files() == before


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("svg", "not a JPEG, PNG or WebP"),
        ("gif", "not a JPEG, PNG or WebP"),
        ("tiff", "not a JPEG, PNG or WebP"),
        ("heic", "not a JPEG, PNG or WebP"),
        ("pdf", "not a JPEG, PNG or WebP"),
        ("eps", "not a JPEG, PNG or WebP"),
        ("half a jpeg", "damaged"),
        ("moving png", "Moving pictures"),
        ("moving webp", "Moving pictures"),
        ("giant", "too many pixels"),
    ],
)
def test_a_refusal_says_what_is_wrong(name, words):
    with pytest.raises(pictures.Refused, match=words):
        pictures.redraw(ODD[name])


def test_too_many_bytes_are_refused_before_anything_runs(monkeypatch):
    monkeypatch.setattr(pictures, "PROGRAM", ["/nonexistent"])

    with pytest.raises(pictures.Refused, match="larger than 10 MB"):
        pictures.redraw(b"\xff\xd8\xff" + b"\0" * pictures.MAX_BYTES)


def test_a_picture_that_takes_too_much_memory_is_refused(monkeypatch):
    large = encoded(Image.new("RGB", (6000, 6000)), "PNG")
    monkeypatch.setattr(pictures, "LIMITS", replace(pictures.LIMITS, memory_bytes=128 * 1024**2))

    with pytest.raises(pictures.Refused, match="too much work"):
        pictures.redraw(large)


def test_a_picture_that_takes_too_much_time_is_refused(monkeypatch):
    """A small file that asks for the same pixels to be gone over three thousand times."""
    jpeg = encoded(Image.new("RGB", (6000, 6000)), "JPEG", progressive=True)
    last_scan = jpeg[jpeg.rfind(b"\xff\xda") : -2]
    monkeypatch.setattr(pictures, "LIMITS", replace(pictures.LIMITS, cpu_seconds=1))

    with pytest.raises(pictures.Refused, match="too much work"):
        pictures.redraw(jpeg[:-2] + last_scan * 3000 + jpeg[-2:])


PROGRAMS = {
    "takes all the memory": ("import sys; sys.stdin.read(); bytearray(4 << 30)", "damaged"),
    "never ends": ("while True: pass", "too much work"),
    "waits for ever": ("import signal; signal.pause()", "too much work"),
    "crashes": ("import os; os.kill(os.getpid(), 11)", "damaged"),
    "answers nothing": ("", "damaged"),
    "answers nonsense": ("print('{}')", "damaged"),
    "answers a list": ("print('[]')", "damaged"),
    "answers without an end": ("print('[' * 500_000)", "damaged"),
    "refuses for no reason": ("""print('{"refused": "x"}')""", "damaged"),
    "talks too much": ("print('x' * 10_000_000)", "damaged"),
}


@pytest.mark.parametrize(("source", "words"), PROGRAMS.values(), ids=PROGRAMS)
def test_whatever_becomes_of_the_drawing_process_there_is_a_sentence(monkeypatch, source, words):
    monkeypatch.setattr(pictures, "PROGRAM", [sys.executable, "-I", "-c", source])
    monkeypatch.setattr(pictures, "LIMITS", confined.Limits(cpu_seconds=1, wall_seconds=2))

    with pytest.raises(pictures.Refused, match=words):
        pictures.redraw(b"anything")


def test_a_machine_without_room_for_a_process_says_so(monkeypatch):
    monkeypatch.setattr(pictures, "PROGRAM", ["/nonexistent"])

    with pytest.raises(pictures.Refused, match="too much work"):
        pictures.redraw(b"anything")


# --- storing and removing ---


def test_a_file_with_more_than_pixels_in_it_is_not_kept(db):
    drawing = pictures.redraw(encoded(scene(), "PNG"))
    drawing.files[1200, "jpg"] = encoded(scene(), "JPEG", comment=b"Minsk")
    before = kept_files()

    with pytest.raises(pictures.Refused, match="could not be stored"):
        pictures.keep(drawing, origin=Picture.Origin.PHOTO, alt={})

    assert kept_files() == before
    assert not Picture.objects.exists()


def test_a_disk_that_takes_nothing_loses_no_word(db, settings, tmp_path):
    (tmp_path / "pictures").symlink_to(tmp_path / "not mounted")
    settings.MEDIA_ROOT = tmp_path

    with pytest.raises(pictures.Refused, match="try it again later"):
        accept(encoded(scene(), "PNG"))

    assert not Picture.objects.exists()


def test_a_discarded_picture_leaves_no_file(db):
    before = kept_files()
    picture = accept(encoded(scene(), "PNG"))
    assert len(kept_files()) == len(before) + 6

    pictures.discard(picture)

    assert kept_files() == before
    pictures.discard(picture)


def test_what_counts_is_the_content_and_not_the_name():
    """A file is never told its name: a JPEG called .png is a JPEG."""
    assert pictures.redraw(encoded(scene(), "JPEG")).sizes[1200] == (60, 40)
