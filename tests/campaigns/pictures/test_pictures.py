"""Pictures: pixels are kept and nothing else, in every width, under names that say nothing."""

import io
import json
import shutil
import subprocess
import sys
from dataclasses import replace

import pytest
from django.core.files.storage import default_storage
from PIL import Image, ImageChops, ImageStat

from campaigns import pictures
from campaigns.models import Picture
from campaigns.pictures import confined, inspection
from tests.campaigns.pictures.files import (
    BLUE,
    GREEN,
    RED,
    SECRETS,
    encoded,
    lively,
    odd_files,
    png_of,
    scene,
    srgb,
    swapped_profile,
    talkative_exif,
    talkative_files,
)

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


def accept(data: bytes) -> Picture:
    return pictures.accept(data, origin=Picture.Origin.PHOTO, alt={"en": "a yard"})


def stored(picture: Picture) -> dict[tuple[int, str], bytes]:
    return {
        (width, kind): default_storage.open(pictures.file_name(picture.key, width, kind)).read()
        for width in pictures.WIDTHS
        for kind in pictures.KINDS
    }


def seen(picture: Picture, width: int = 1200) -> list[Image.Image]:
    """What a browser shows, of the WebP and of the JPEG."""
    files = stored(picture)
    return [Image.open(io.BytesIO(files[width, kind])) for kind in pictures.KINDS]


def kept_files() -> list[str]:
    return default_storage.listdir("pictures")[1] if default_storage.exists("pictures") else []


def near(colour, wanted) -> bool:
    return all(abs(one - other) < 40 for one, other in zip(colour, wanted, strict=True))


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


# --- what it looks like ---


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_picture_stands_as_the_camera_was_held(db, orientation, kind):
    turned_back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    held = scene((1500, 1000))
    if orientation in turned_back:
        held = held.transpose(turned_back[orientation])

    picture = accept(encoded(held, kind, exif=talkative_exif(orientation)))

    assert (picture.width, picture.height) == (1200, 800)
    for image in seen(picture):
        assert image.size == (1200, 800)
        assert near(image.getpixel((100, 100)), RED)
        assert near(image.getpixel((1100, 100)), GREEN)
        assert near(image.getpixel((100, 700)), BLUE)
        assert near(image.getpixel((1100, 700)), BLUE)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_picture_resembles_what_was_sent(db, kind):
    waves = [
        Image.radial_gradient("L").resize((1800, 1200), box=(0, 0, side, 200))
        for side in (256, 90, 170)
    ]
    sent = Image.merge("RGB", waves)

    picture = accept(encoded(sent, kind, quality=95))

    for width in pictures.WIDTHS:
        for image in seen(picture, width):
            difference = ImageChops.difference(image.convert("RGB"), sent.resize(image.size))
            assert max(ImageStat.Stat(difference).mean) < 3


def test_colours_are_those_of_the_profile(db):
    ordinary = accept(encoded(scene(), "PNG", icc_profile=srgb()))
    swapped = accept(encoded(scene(), "PNG", icc_profile=swapped_profile()))
    printed = accept(encoded(scene().convert("CMYK"), "JPEG", icc_profile=srgb()))

    assert near(seen(ordinary)[0].getpixel((5, 5)), RED)
    assert near(seen(swapped)[0].getpixel((5, 5)), BLUE)
    # A profile for other pixels than these is none.
    assert near(seen(printed)[0].getpixel((5, 5)), RED)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_grey_wall_stays_grey_in_every_kind_of_png(db, mode):
    sixteen = Image.new("I;16", (40, 40), 200 * 257)
    wall = sixteen if mode == "I;16" else Image.new("L", (40, 40), 200).convert(mode)

    for image in seen(accept(encoded(wall, "PNG"))):
        assert near(image.convert("RGB").resize((1, 1)).getpixel((0, 0)), (200,) * 3)


def test_sixteen_bits_of_each_colour_are_taken(db):
    row = b"\0" + b"\xff\xff\x00\x00\x00\x00" * 40

    picture = accept(png_of(40, 40, depth=16, pixels=row * 40))

    assert near(seen(picture)[0].getpixel((20, 20)), RED)


def test_a_picture_for_print_is_taken(db):
    picture = accept(encoded(scene().convert("CMYK"), "JPEG"))

    assert near(seen(picture)[1].getpixel((5, 5)), RED)


def rubbed_out() -> dict[str, bytes]:
    image = scene(mode="RGBA")
    image.putalpha(0)
    palette = scene().quantize(4)
    grey = scene().convert("LA")
    grey.putalpha(0)
    return {
        "png": encoded(image, "PNG"),
        "webp": encoded(image, "WEBP", exact=True, lossless=True),
        "png with a palette": encoded(palette, "PNG", transparency=bytes(4)),
        "grey png": encoded(grey, "PNG"),
    }


@pytest.mark.parametrize("data", rubbed_out().values(), ids=rubbed_out())
def test_what_was_rubbed_out_stays_out(db, data):
    for image in seen(accept(data)):
        assert min(low for low, _high in image.convert("RGB").getextrema()) > 250


# --- sizes ---


def test_a_large_picture_is_kept_in_three_widths_of_two_kinds(db):
    picture = accept(encoded(scene((2400, 1600)), "JPEG"))

    sizes = {name: Image.open(io.BytesIO(kept)).size for name, kept in stored(picture).items()}
    assert sizes == {
        (width, kind): (width, round(width / 1.5))
        for width in (480, 800, 1200)
        for kind in ("webp", "jpg")
    }
    assert (picture.width, picture.height) == (1200, 800)


def test_a_small_picture_is_not_blown_up(db):
    picture = accept(encoded(scene(), "PNG"))

    sizes = {Image.open(io.BytesIO(kept)).size for kept in stored(picture).values()}
    assert sizes == {(60, 40)} == {(picture.width, picture.height)}


@pytest.mark.parametrize("size", [(1, 1), (3000, 1), (1, 3000), (1000, 40_000), (40_000, 1000)])
def test_the_thinnest_picture_is_still_one(db, size):
    picture = accept(encoded(Image.new("RGB", size), "PNG"))

    assert min(picture.width, picture.height) >= 1


@pytest.mark.parametrize(
    "size", [(2000, 1200), (1200, 2000), (60, 40), (500, 1600), (40_000, 1000)]
)
def test_a_width_is_told_as_the_file_has_it(db, size):
    picture = accept(encoded(Image.new("RGB", size), "PNG"))

    for (width, _kind), kept in stored(picture).items():
        told = pictures.width_of((picture.width, picture.height), width)
        assert abs(told - Image.open(io.BytesIO(kept)).width) <= 1


def test_even_the_liveliest_picture_is_light(db):
    kept = stored(accept(encoded(lively((1400, 1000)), "JPEG")))

    assert max(map(len, kept.values())) <= 85_000


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
