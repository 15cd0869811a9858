"""A file is read through to its last byte, and only pixels pass."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from campaigns.pictures.inspection import Unclean, inspect
from tests.campaigns.pictures.files import (
    animation,
    encoded,
    lively,
    scene,
    srgb,
    talkative_exif,
    with_riff_chunk,
    with_segment,
    xmp,
)

SIZE = (60, 40)
JPEG, WEBP = encoded(scene(), "JPEG"), encoded(scene(), "WEBP")
CLEAN = {"jpg": JPEG, "webp": WEBP}


@pytest.mark.parametrize(
    ("kind", "file"),
    [
        ("jpg", JPEG),
        ("jpg", encoded(scene(), "JPEG", progressive=True, optimize=True)),
        ("jpg", encoded(lively(SIZE), "JPEG", progressive=True, quality=100, subsampling=0)),
        ("jpg", encoded(Image.new("L", SIZE), "JPEG")),
        ("webp", WEBP),
        ("webp", encoded(lively(SIZE), "WEBP")),
    ],
)
def test_pixels_pass(kind, file):
    inspect(file, kind, SIZE)


def unclean() -> dict[str, tuple[str, bytes]]:
    told = {
        f"a jpeg with segment {marker:x}": ("jpg", with_segment(JPEG, marker, b"Minsk"))
        for marker in [*range(0xE1, 0xF0), 0xFE, 0xF0, 0xDC, 0xD0, 0x01]
    }
    thumbnail = b"JFIF\0" + struct.pack(">BBBHHBB", 1, 1, 0, 1, 1, 1, 1) + b"abc"
    return told | {
        "a jpeg with two headers": ("jpg", with_segment(JPEG, 0xE0, thumbnail)),
        "a jpeg with a resolution": ("jpg", encoded(scene(), "JPEG", dpi=(300, 300))),
        "a jpeg with exif": ("jpg", encoded(scene(), "JPEG", exif=talkative_exif())),
        "a jpeg with a profile": ("jpg", encoded(scene(), "JPEG", icc_profile=srgb())),
        "a jpeg with a tail": ("jpg", JPEG + b"\0"),
        "two jpegs": ("jpg", JPEG + JPEG),
        "a jpeg with bytes before a segment": ("jpg", JPEG[:2] + b"Minsk" + JPEG[2:]),
        "no picture": ("jpg", b"\xff\xd8\xff\xd9"),
        "a webp as jpeg": ("jpg", WEBP),
        "a webp with exif": ("webp", encoded(scene(), "WEBP", exif=talkative_exif())),
        "a webp with xmp": ("webp", encoded(scene(), "WEBP", xmp=xmp())),
        "a webp with a profile": ("webp", encoded(scene(), "WEBP", icc_profile=srgb())),
        "a webp with a chunk more": ("webp", with_riff_chunk(WEBP, b"XMP ", b"Minsk")),
        "a webp with a tail": ("webp", WEBP + b"\0\0"),
        "a moving webp": ("webp", animation("WEBP")),
        "a webp without loss": ("webp", encoded(scene(), "WEBP", lossless=True)),
        "a webp one can see through": ("webp", encoded(scene(mode="RGBA"), "WEBP", lossless=True)),
        "a jpeg as webp": ("webp", JPEG),
        "nothing": ("webp", b""),
    }


@pytest.mark.parametrize(("kind", "file"), unclean().values(), ids=unclean())
def test_whatever_is_more_does_not_pass(kind, file):
    with pytest.raises(Unclean):
        inspect(file, kind, SIZE)


@pytest.mark.parametrize("kind", CLEAN)
def test_another_size_does_not_pass(kind):
    with pytest.raises(Unclean, match="not"):
        inspect(CLEAN[kind], kind, (40, 60))


@pytest.mark.parametrize("kind", CLEAN)
def test_no_beginning_of_a_file_passes(kind):
    for length in range(len(CLEAN[kind])):
        with pytest.raises(Unclean):
            inspect(CLEAN[kind][:length], kind, SIZE)


@given(kind=st.sampled_from(sorted(CLEAN)), noise=st.binary(min_size=1, max_size=400))
def test_nonsense_is_unclean_and_nothing_worse(kind, noise):
    for file in (noise, CLEAN[kind][:2] + noise, CLEAN[kind][:-2] + noise):
        try:
            inspect(file, kind, SIZE)
        except Unclean:
            continue
