"""Pictures: decoded, turned upright, copied onto an empty canvas, resized and encoded anew.

What a camera or a generator wrote beside the pixels (place, time, device, thumbnails, prompts,
signed provenance) cannot survive, because only pixels cross. The upload itself is never stored.
"""

import io
import secrets
import warnings

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from campaigns.models import Campaign, Picture, Revision

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
WIDTHS = (640, 1200)
QUALITY = 80


class Refused(ValueError):
    """This file is not taken; the message tells the caseworker why and what to do."""


def accept(data: bytes, *, origin: str, alt: dict) -> Picture:
    """Make a Picture of an uploaded file. Raises Refused."""
    canvas = redraw(data)
    key = secrets.token_hex(16)
    for width in WIDTHS:
        default_storage.save(file_name(key, width), ContentFile(encode(canvas, width)))
    width, height = fitted(canvas.size, WIDTHS[-1])
    return Picture.objects.create(key=key, width=width, height=height, origin=origin, alt=alt)


def discard(picture: Picture) -> None:
    """Remove the files of a picture; the row stays for those that refer to it."""
    for width in WIDTHS:
        default_storage.delete(file_name(picture.key, width))


def release(picture: Picture) -> None:
    """Forget a picture, row and files, that no draft and no revision shows any more."""
    drafted = Campaign.objects.filter(picture=picture).exists()
    if drafted or Revision.objects.filter(content__picture__key=picture.key).exists():
        return
    picture.delete()
    transaction.on_commit(lambda: discard(picture))


def file_name(key: str, width: int) -> str:
    return f"pictures/{key}-{width}.webp"


def redraw(data: bytes) -> Image.Image:
    """Decode a picture and give its pixels alone, upright, in RGB."""
    if len(data) > MAX_BYTES:
        raise Refused(_("The file is larger than 10 MB. Please save it smaller."))
    try:
        with warnings.catch_warnings():
            # Pillow only warns of a decompression bomb; we do not open one.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(data), formats=FORMATS)
            if opened.width * opened.height > MAX_PIXELS:
                raise Refused(_("The picture has too many pixels. Please save it smaller."))
            if getattr(opened, "n_frames", 1) > 1:
                raise Refused(_("Moving pictures are not taken. Please save one frame of it."))
            opened.load()
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused(_("This is not a JPEG, PNG or WebP picture that we can open.")) from None
    except (OSError, SyntaxError, ValueError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused(
            _("The picture is damaged. Please save it again and try once more.")
        ) from None
    # What an editor has rubbed out is only transparent: its colours must not come back.
    canvas = Image.new("RGB", upright.size, "white")
    canvas.paste(upright, mask=upright)
    return canvas


def encode(canvas: Image.Image, width: int) -> bytes:
    out = io.BytesIO()
    canvas.resize(fitted(canvas.size, width), Image.Resampling.LANCZOS).save(
        out, "WEBP", quality=QUALITY, method=4
    )
    return out.getvalue()


def fitted(size: tuple[int, int], width: int) -> tuple[int, int]:
    """The size a picture gets at a width; never larger than it came."""
    target = min(width, size[0])
    return target, max(1, round(size[1] * target / size[0]))
