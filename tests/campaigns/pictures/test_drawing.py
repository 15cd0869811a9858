"""A picture looks like what was sent: upright, in its colours, in three widths."""

import io

import pytest
from PIL import Image, ImageChops, ImageStat

from campaigns import pictures
from tests.campaigns.pictures.files import (
    BLUE,
    GREEN,
    RED,
    encoded,
    lively,
    png_of,
    scene,
    srgb,
    swapped_profile,
    talkative_exif,
    with_segment,
)
from tests.campaigns.pictures.kept import accept, near, seen, stored

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


def broken_notes() -> dict[str, bytes]:
    jpeg = encoded(scene(), "JPEG")
    tag = b"Exif\0\0II\x2a\0\x08\0\0\0\x01\0\x12\x01"
    return {
        "exif that leads nowhere": with_segment(jpeg, 0xE1, b"Exif\0\0MM\0\x2a\xff\xff\xff\xff"),
        "exif that is none": with_segment(jpeg, 0xE1, b"Exif\0\0garbage"),
        "a turn nobody knows": with_segment(
            jpeg, 0xE1, tag + b"\x03\0\x01\0\0\0\x63\0\0\0" + bytes(4)
        ),
        "a turn in words": with_segment(jpeg, 0xE1, tag + b"\x02\0\x04\0\0\0abc\0" + bytes(4)),
        "a profile that is none": encoded(scene(), "JPEG", icc_profile=b"x" * 3000),
        "photoshop cut off": with_segment(jpeg, 0xED, b"Photoshop 3.0\x008BIM\x04\x04\xff"),
        "a list of pictures cut off": with_segment(jpeg, 0xE2, b"MPF\0II\x2a\0\x08\0\0\0\xff\xff"),
    }


@pytest.mark.parametrize("data", broken_notes().values(), ids=broken_notes())
def test_a_broken_note_beside_the_pixels_does_not_spoil_them(db, data):
    for image in seen(accept(data)):
        assert image.size == (60, 40)
        assert near(image.getpixel((5, 5)), RED)


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
