"""Picture files as people send them: talkative, turned, broken, disguised, hostile."""

import io
import struct
import zipfile
import zlib

from PIL import Image, ImageCms, ImageDraw
from PIL.PngImagePlugin import PngInfo

# Each of the talkative files says one of these somewhere beside its pixels.
SECRETS = [b"Minsk", b"Canon", b"2026:03:01", b"Okrestina", b"<script", b"<?php"]
RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 160, 0), (0, 0, 255), (255, 255, 255)


def scene(size=(60, 40), mode="RGB") -> Image.Image:
    """Red in the upper left corner, green in the upper right one, blue below."""
    width, height = size
    image = Image.new(mode, size, RED)
    draw = ImageDraw.Draw(image)
    draw.rectangle((width // 2, 0, width, height // 2), fill=GREEN)
    draw.rectangle((0, height // 2, width, height), fill=BLUE)
    return image


def lively(size) -> Image.Image:
    """Noise in every channel: no picture of anything takes more bytes."""
    return Image.merge("RGB", [Image.effect_noise(size, 90) for _ in range(3)])


def encoded(image: Image.Image, kind: str, **options) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def animation(kind: str) -> bytes:
    return encoded(
        scene(), kind, save_all=True, append_images=[Image.new("RGB", (60, 40))], duration=50
    )


# --- what cameras and programs write beside the pixels ---


def talkative_exif(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Canon"
    exif[0x010E] = "Okrestina, the yard"
    exif[0x0132] = "2026:03:01 12:00:00"
    exif.get_ifd(0x8825)[29] = "2026:03:01"
    exif.get_ifd(0x8825)[27] = b"ASCII\0\0\0Minsk"
    return exif


def xmp() -> bytes:
    return (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf'
        b'-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:source='
        b'"Okrestina"/></rdf:RDF></x:xmpmeta>'
    )


def iptc() -> bytes:
    """Photoshop's segment with a city in it."""
    city = b"\x1c\x02\x5a" + struct.pack(">H", 5) + b"Minsk"
    return b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(city)) + city


def provenance() -> bytes:
    """A C2PA store: a JUMBF box that describes itself, with a text inside."""
    described = b"c2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71\x03c2pa\0"
    inner = box(b"jumd", described) + box(b"json", b'{"place": "Okrestina"}')
    return box(b"jumb", inner)


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + name + content


def srgb() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def swapped_profile() -> bytes:
    """A profile for which red is what everybody else calls blue."""
    return (
        srgb().replace(b"rXYZ", b"----", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"----", b"bXYZ")
    )


def talkative_jpegs() -> dict[str, bytes]:
    jpeg = encoded(scene(), "JPEG")
    thumbnail = encoded(Image.effect_noise((40, 40), 90), "JPEG", comment=b"Minsk")
    jfif = struct.pack(">BBHHBB", 1, 0, 1, 1, 1, 1) + b"\xff\xff\xff"
    return {
        "jpeg with exif": encoded(scene(), "JPEG", exif=talkative_exif()),
        "jpeg with xmp": encoded(scene(), "JPEG", xmp=xmp()),
        "jpeg with a profile": encoded(scene(), "JPEG", icc_profile=srgb() + b"Minsk"),
        "jpeg with a comment": encoded(scene(), "JPEG", comment=b"Okrestina"),
        "jpeg with iptc": with_segment(jpeg, 0xED, iptc()),
        "jpeg with provenance": with_segment(jpeg, 0xEB, b"JP\0\x01\0\0\0\x01" + provenance()),
        "jpeg with a thumbnail": with_segment(jpeg, 0xE0, b"JFXX\0\x10" + thumbnail),
        "jpeg with a thumbnail in its header": with_segment(
            with_segment(jpeg, 0xFE, b"Minsk"), 0xE0, b"JFIF\0" + jfif
        ),
        "jpeg with a second picture": jpeg + encoded(scene(), "JPEG", comment=b"Minsk"),
        "jpeg with an archive behind it": jpeg + archive(),
        "jpeg with a page behind it": jpeg + b"<html><script>alert(1)</script>",
        "jpeg with a program in a comment": with_segment(jpeg, 0xFE, b"<?php system('id'); ?>"),
        "progressive jpeg": encoded(scene(), "JPEG", progressive=True, comment=b"Minsk"),
    }


def talkative_pngs() -> dict[str, bytes]:
    png = encoded(scene(), "PNG")
    words = PngInfo()
    words.add_text("Comment", "Okrestina")
    words.add_text("Parameters", "a yard in Okrestina", zip=True)
    words.add_itxt("XML:com.adobe.xmp", xmp().decode())
    return {
        "png with texts": encoded(scene(), "PNG", pnginfo=words),
        "png with exif": encoded(scene(), "PNG", exif=talkative_exif()),
        "png with a profile": encoded(scene(), "PNG", icc_profile=srgb()) + b"Minsk",
        "png with provenance": with_chunk(png, b"caBX", provenance()),
        "png with a chunk nobody knows": with_chunk(png, b"miNs", b"Minsk"),
        "png with very many chunks": with_chunk(png, b"tEXt", b"Comment\0Minsk", times=20_000),
        "png with an archive behind it": png + archive(),
        "png with a program behind it": png + b"<?php system('id'); ?>",
    }


def talkative_webps() -> dict[str, bytes]:
    plain = encoded(scene(), "WEBP")
    return {
        "webp with everything": encoded(
            scene(), "WEBP", exif=talkative_exif(), xmp=xmp(), icc_profile=srgb()
        ),
        "webp with provenance": with_riff_chunk(plain, b"C2PA", provenance()),
        "webp with an archive behind it": plain + archive(),
    }


def talkative_files() -> dict[str, bytes]:
    return talkative_jpegs() | talkative_pngs() | talkative_webps()


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as inner:
        inner.writestr("Okrestina.txt", "Minsk")
    return out.getvalue()


def with_segment(jpeg: bytes, marker: int, content: bytes) -> bytes:
    length = struct.pack(">H", len(content) + 2)
    return jpeg[:2] + bytes([0xFF, marker]) + length + content + jpeg[2:]


def with_chunk(png: bytes, name: bytes, content: bytes, times: int = 1) -> bytes:
    return png[:33] + chunk(name, content) * times + png[33:]


def chunk(name: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + check


def with_riff_chunk(webp: bytes, name: bytes, content: bytes) -> bytes:
    added = name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)
    return webp[:4] + struct.pack("<I", len(webp) - 8 + len(added)) + webp[8:] + added


# --- what is not taken ---


def png_of(width: int, height: int, *, depth=8, colour=2, pixels=b"", before=()) -> bytes:
    """A PNG written by hand, so that it may say what no program would."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    chunks = [(b"IHDR", header), *before, (b"IDAT", zlib.compress(pixels)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*one) for one in chunks)


def odd_files() -> dict[str, bytes]:
    heic = struct.pack(">I", 24) + b"ftypheic\0\0\0\0heicmif1"
    bomb = zlib.compress(b"\0" * 80_000_000)
    return {
        "nothing": b"",
        "text": b"no picture at all",
        "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        "gif": encoded(scene(), "GIF"),
        "tiff": encoded(scene(), "TIFF"),
        "bmp": encoded(scene(), "BMP"),
        "pdf": encoded(scene(), "PDF"),
        "eps": encoded(scene(), "EPS"),
        "avif": encoded(scene(), "AVIF"),
        "heic": heic + b"\0" * 100,
        "a sound": b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 40,
        "html that begins like a gif": b"GIF89a/*<script>alert(1)</script>*/",
        "half a jpeg": encoded(scene((400, 400)), "JPEG")[:1500],
        "half a png": encoded(lively((200, 200)), "PNG")[:2000],
        "half a webp": encoded(scene((400, 400)), "WEBP")[:200],
        "a jpeg's first bytes": b"\xff\xd8\xff\xe0",
        "a png's first bytes": b"\x89PNG\r\n\x1a\n",
        "a webp's first bytes": b"RIFF\x04\0\0\0WEBP",
        "a png without a size": png_of(0, 0),
        "a png whose chunk is wrong": encoded(scene(), "PNG").replace(b"IDAT", b"IDAU", 1),
        "moving webp": animation("WEBP"),
        "moving png": animation("PNG"),
        "giant": png_of(30_000, 30_000, pixels=b"\0" * 1000),
        "the largest there can be": png_of(2**31 - 1, 2**31 - 1),
        "too many pixels": encoded(Image.new("1", (6400, 6400)), "PNG"),
        "a text that unpacks to 80 MB": png_of(
            1, 1, pixels=b"\0" * 4, before=[(b"zTXt", b"Comment\0\0" + bomb)]
        ),
        "a profile that unpacks to 80 MB": png_of(
            1, 1, pixels=b"\0" * 4, before=[(b"iCCP", b"p\0\0" + bomb)]
        ),
    }
