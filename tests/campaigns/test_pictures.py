"""Pictures: whatever a camera wrote beside the pixels is gone, and odd files are refused."""

import io
import struct
import zipfile
import zlib

import pytest
from django.core.files.storage import default_storage
from PIL import Image, ImageCms, ImageDraw
from PIL.PngImagePlugin import PngInfo

from campaigns import pictures
from campaigns.models import Picture

SECRETS = [b"Minsk", b"Canon", b"2026:03:01", b"Okrestina", b"<script"]
RED, BLUE, WHITE = (255, 0, 0), (0, 0, 255), (255, 255, 255)


def scene(size=(60, 40), mode="RGB") -> Image.Image:
    """Red above, blue below."""
    image = Image.new(mode, size, RED)
    ImageDraw.Draw(image).rectangle((0, size[1] // 2, *size), fill=BLUE)
    return image


def encoded(image: Image.Image, kind: str, **options) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def talkative_exif(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Canon"
    exif[0x010E] = "Okrestina, the yard"
    exif[0x0132] = "2026:03:01 12:00:00"
    exif.get_ifd(0x8825)[29] = "2026:03:01"
    exif.get_ifd(0x8825)[27] = b"ASCII\0\0\0Minsk"
    return exif


def stored(picture: Picture) -> list[bytes]:
    return [
        default_storage.open(pictures.file_name(picture.key, width)).read()
        for width in pictures.WIDTHS
    ]


def accept(data: bytes) -> Picture:
    return pictures.accept(data, origin=Picture.Origin.PHOTO, alt={"en": "a yard"})


def near(colour, wanted) -> bool:
    return all(abs(one - other) < 25 for one, other in zip(colour, wanted, strict=True))


def talkative_files() -> dict[str, bytes]:
    xmp = b"<x:xmpmeta>Okrestina <script>1</script></x:xmpmeta>"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + b"Minsk"
    words = PngInfo()
    words.add_text("Comment", "Okrestina")
    words.add_itxt("XML:com.adobe.xmp", xmp.decode())
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as inner:
        inner.writestr("Okrestina.txt", "Minsk")
    exif = talkative_exif()
    return {
        "jpeg": encoded(
            scene(), "JPEG", exif=exif, xmp=xmp, icc_profile=profile, comment=b"Okrestina"
        ),
        "png": encoded(scene(), "PNG", exif=exif, pnginfo=words, icc_profile=profile),
        "webp": encoded(scene(), "WEBP", exif=exif, xmp=xmp, icc_profile=profile),
        "jpeg with an archive behind it": encoded(scene(), "JPEG") + archive.getvalue(),
        "png with provenance": with_chunk(encoded(scene(), "PNG"), b"caBX", b"Okrestina"),
        "jpeg with provenance": with_segment(encoded(scene(), "JPEG"), 0xEB, b"JP Okrestina"),
        "jpeg with a thumbnail": with_segment(
            encoded(scene(), "JPEG"),
            0xE2,
            b"Minsk" + encoded(Image.effect_noise((40, 40), 90), "JPEG"),
        ),
    }


def with_segment(jpeg: bytes, marker: int, content: bytes) -> bytes:
    return (
        jpeg[:2] + bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content + jpeg[2:]
    )


def with_chunk(png: bytes, name: bytes, content: bytes) -> bytes:
    return png[:33] + chunk(name, content) + png[33:]


def chunk(name: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + check


@pytest.mark.parametrize("data", talkative_files().values(), ids=talkative_files())
def test_only_pixels_are_kept(db, data):
    assert any(word in data for word in SECRETS)

    for kept in stored(accept(data)):
        assert not [word for word in SECRETS if word in kept]
        opened = Image.open(io.BytesIO(kept))
        assert opened.format == "WEBP"
        assert not {"exif", "xmp", "icc_profile", "comment"} & set(opened.info)
        # RIFF, its length, WEBP, and then nothing but the lossy picture itself.
        assert kept[8:16] == b"WEBPVP8 "
        assert len(kept) == 20 + struct.unpack("<I", kept[16:20])[0]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_picture_stands_as_the_camera_was_held(orientation):
    turned_back = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    held = scene() if turned_back is None else scene().transpose(turned_back)

    canvas = pictures.redraw(encoded(held, "JPEG", exif=talkative_exif(orientation), quality=95))

    assert canvas.size == (60, 40)
    assert near(canvas.getpixel((30, 5)), RED)
    assert near(canvas.getpixel((30, 35)), BLUE)


def test_what_was_rubbed_out_stays_out():
    image = scene(mode="RGBA")
    image.putalpha(0)

    canvas = pictures.redraw(encoded(image, "PNG"))

    assert canvas.getcolors() == [(60 * 40, WHITE)]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_taken(mode):
    image = Image.new("L", (8, 8), 200).convert(mode) if mode != "I;16" else Image.new(mode, (8, 8))

    assert pictures.redraw(encoded(image, "PNG")).mode == "RGB"


def test_a_picture_for_print_is_taken():
    assert pictures.redraw(encoded(scene().convert("CMYK"), "JPEG")).mode == "RGB"


def test_a_large_picture_is_kept_in_two_widths(db):
    picture = accept(encoded(scene((2400, 1600)), "JPEG"))

    sizes = [Image.open(io.BytesIO(kept)).size for kept in stored(picture)]
    assert sizes == [(640, 427), (1200, 800)]
    assert (picture.width, picture.height) == (1200, 800)


def test_a_small_picture_is_not_blown_up(db):
    picture = accept(encoded(scene(), "PNG"))

    assert [Image.open(io.BytesIO(kept)).size for kept in stored(picture)] == [(60, 40)] * 2
    assert (picture.width, picture.height) == (60, 40)


@pytest.mark.parametrize("size", [(1, 1), (3000, 1), (1, 3000)])
def test_the_thinnest_picture_is_still_one(db, size):
    picture = accept(encoded(Image.new("RGB", size), "PNG"))

    assert min(picture.width, picture.height) >= 1


def test_the_same_file_twice_has_two_names(db):
    data = encoded(scene(), "PNG")

    assert accept(data).key != accept(data).key


def test_a_discarded_picture_leaves_no_file(db):
    picture = accept(encoded(scene(), "PNG"))

    pictures.discard(picture)

    assert not any(
        default_storage.exists(pictures.file_name(picture.key, width)) for width in pictures.WIDTHS
    )
    pictures.discard(picture)


def animation(kind: str) -> bytes:
    return encoded(
        scene(), kind, save_all=True, append_images=[Image.new("RGB", (60, 40))], duration=50
    )


def giant() -> bytes:
    """A small file that says it is 30 000 pixels wide and high."""
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*one) for one in chunks)


ODD_FILES = {
    "nothing": b"",
    "text": b"no picture at all",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "gif": encoded(scene(), "GIF"),
    "tiff": encoded(scene(), "TIFF"),
    "bmp": encoded(scene(), "BMP"),
    "pdf": encoded(scene(), "PDF"),
    "html that begins like a gif": b"GIF89a/*<script>alert(1)</script>*/",
    "half a jpeg": encoded(scene((400, 400)), "JPEG")[:1500],
    "half a png": encoded(Image.effect_noise((200, 200), 90), "PNG")[:2000],
    "half a webp": encoded(scene((400, 400)), "WEBP")[:200],
    "a jpeg's first bytes": b"\xff\xd8\xff\xe0",
    "moving webp": animation("WEBP"),
    "moving png": animation("PNG"),
    "giant": giant(),
    "too many pixels": encoded(Image.new("1", (6400, 6400)), "PNG"),
    "too many bytes": b"\xff\xd8\xff" + b"\0" * pictures.MAX_BYTES,
}


@pytest.mark.parametrize("data", ODD_FILES.values(), ids=ODD_FILES)
def test_an_odd_file_is_refused_with_a_sentence_and_nothing_is_kept(db, data):
    with pytest.raises(pictures.Refused) as refusal:
        accept(data)

    assert str(refusal.value).endswith(".")
    assert not Picture.objects.exists()


def test_what_counts_is_the_content_and_not_the_name():
    """A file is never told its name: a JPEG called .png is a JPEG."""
    assert pictures.redraw(encoded(scene(), "JPEG")).size == (60, 40)
