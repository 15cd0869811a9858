"""Draws a picture anew, in a process of its own that knows nothing of the site.

Run by campaigns.pictures.confined. Its arguments are boxes such as 480x600 to fit the picture into,
smallest first; the file comes by standard input. The answer is a line of JSON,
{"sizes": [[width, height] in each box], "lengths": [bytes of each file]}, and then the files, for
each box a WebP and a JPEG. Of a file that is not taken it is {"refused": reason}, where the reason
is one of campaigns.pictures.REASONS.
"""

import io
import json
import resource
import sys
from contextlib import suppress

from PIL import Image, ImageCms, TiffImagePlugin  # noqa: F401 - Pillow reads EXIF with the last
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

DECODERS = {b"\xff\xd8\xff": JpegImageFile, b"\x89PNG\r\n": PngImageFile, b"RIFF": WebPImageFile}
MAX_PIXELS = 40_000_000
# With the rest of its page a picture weighs less than 150 kB.
MAX_FILE_BYTES = 85_000
QUALITIES = (80, 65, 50)
OPTIONS = {"WEBP": {"method": 4}, "JPEG": {"optimize": True, "progressive": True}}

ORIENTATION = 0x0112
LYING = {5, 6, 7, 8}
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Refused(Exception):
    """The reason, as a word for the site."""


def opened(data: bytes) -> Image.Image:
    """The picture, not decoded yet, by the decoder that its first bytes ask for."""
    decoder = next((DECODERS[start] for start in DECODERS if data.startswith(start)), None)
    try:
        # Not Image.open: what a telephone puts behind its JPEG would make it another format there.
        image = decoder(io.BytesIO(data)) if decoder else None
    except SyntaxError:
        image = None
    if image is None:
        raise Refused("unknown")
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise Refused("pixels")
    if getattr(image, "n_frames", 1) > 1:
        raise Refused("moving")
    return image


def canvas_of(image: Image.Image, box: tuple[int, int]) -> Image.Image:
    """The pixels alone: upright, in sRGB, opaque, no larger than the box, on a new canvas."""
    # A JPEG is decoded at a half or a quarter where that is still twice as much as is shown.
    image.draft(None, (2 * max(box), 2 * max(box)))
    image.load()
    profile = image.info.get("icc_profile")
    turn = image.getexif().get(ORIENTATION)
    image = fitted(plain(image), box[::-1] if turn in LYING else box)
    if turn in TURNS:
        image = image.transpose(TURNS[turn])
    canvas = Image.new("RGB", image.size, "white")
    if image.mode in {"LA", "RGBA"}:
        # What an editor has rubbed out is only transparent: its colours must not come back.
        canvas.paste(in_srgb(image.convert(image.mode[:-1]), profile), mask=image.getchannel("A"))
    else:
        canvas.paste(in_srgb(image, profile))
    return canvas


def plain(image: Image.Image) -> Image.Image:
    """The same in a mode that can be resized, eight bits a channel: L, LA, RGB, RGBA or CMYK."""
    if image.mode.startswith("I;16"):
        # Pillow's own conversion cuts off what is brighter than 255.
        return Image.frombytes(
            "L", image.size, image.tobytes(), "raw", image.mode.replace("I", "L")
        )
    if image.has_transparency_data:
        return image if image.mode == "LA" else image.convert("RGBA")
    return image.convert("RGB") if image.mode in {"1", "P"} else image


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        # One that is broken, or meant for other pixels than these, is as good as none.
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(image, source, srgb, outputMode="RGB")
    return image.convert("RGB")


def fitted(image: Image.Image, box: tuple[int, int]) -> Image.Image:
    """The picture in a box; never larger than it came."""
    scale = min(1, box[0] / image.width, box[1] / image.height)
    size = [max(1, round(length * scale)) for length in image.size]
    return image.resize(size, Image.Resampling.LANCZOS)


def encoded(canvas: Image.Image, kind: str) -> bytes:
    """As good as MAX_FILE_BYTES allow; what is too lively for them is drawn softer."""
    blur = 1
    while True:
        for quality in QUALITIES:
            file = io.BytesIO()
            canvas.save(file, kind, quality=quality, **OPTIONS[kind])
            if file.tell() <= MAX_FILE_BYTES:
                return file.getvalue()
        blur *= 2
        canvas = canvas.reduce(blur).resize(canvas.size)


def drawn(data: bytes, boxes: list[tuple[int, int]]) -> tuple[dict, list[bytes]]:
    """The answer to a file: what is said of it, and the files made of it."""
    try:
        canvas = canvas_of(opened(data), boxes[-1])
        canvases = [fitted(canvas, box) for box in boxes]
        files = [encoded(one, kind) for one in canvases for kind in OPTIONS]
    except Refused as refusal:
        return {"refused": str(refusal)}, []
    except MemoryError:
        return {"refused": "heavy"}, []
    except Exception:
        # A decoder that meets nonsense may raise anything.
        return {"refused": "damaged"}, []
    sizes, lengths = [one.size for one in canvases], [len(file) for file in files]
    return {"sizes": sizes, "lengths": lengths}, files


def main() -> None:
    Image.preinit()
    # Everything is imported; whatever the file does to a decoder, nothing is opened from here on.
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    boxes = [tuple(map(int, box.split("x"))) for box in sys.argv[1:]]
    told, files = drawn(sys.stdin.buffer.read(), boxes)
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + b"".join(files))


if __name__ == "__main__":
    main()
