"""Pictures: what is public of an uploaded file is drawn anew from its pixels.

What a camera or a generator wrote beside them (place, time, device, thumbnails, prompts, signed
provenance) cannot survive, because only pixels cross. The upload is stored nowhere: it goes from
memory to a process of its own (`drawing`, held by `confined`), and what comes back is read through
(`inspection`) once it is stored.
"""

import json
import logging
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.models import Campaign, Picture, Revision
from campaigns.pictures import confined, inspection

MAX_BYTES = 10 * 1024 * 1024
WIDTHS = (480, 800, 1200)
KINDS = {"webp": "image/webp", "jpg": "image/jpeg"}
# Pages show the middle of a tall picture; how tall the whole may be, in widths.
TALLEST = 1.25
# Isolated: it imports the standard library and what is installed beside it, and nothing of ours.
PROGRAM = [sys.executable, "-I", str(Path(__file__).with_name("drawing.py"))]
LIMITS = confined.Limits()

# Of addresses: what names a file, and what names one of the files of a picture.
FILE = rf"(?P<width>{'|'.join(map(str, WIDTHS))})\.(?P<kind>{'|'.join(KINDS)})"
NAME = rf"(?P<key>[0-9a-f]{{32}})-{FILE}"

REASONS = {
    "unknown": gettext_noop("This is not a JPEG, PNG or WebP picture that we can open."),
    "pixels": gettext_noop("The picture has too many pixels. Please save it smaller."),
    "moving": gettext_noop("Moving pictures are not taken. Please save one frame of it."),
    "damaged": gettext_noop("The picture is damaged. Please save it again and try once more."),
    "heavy": gettext_noop(
        "It takes too much work to open this picture. Please save it smaller, as a plain JPEG."
    ),
}

logger = logging.getLogger(__name__)


class Refused(Exception):
    """This file is not taken; the message tells the caseworker why and what to do."""


@dataclass(frozen=True)
class Drawing:
    """A picture drawn anew, in every width and kind, and stored nowhere yet."""

    sizes: dict[int, tuple[int, int]]
    files: dict[tuple[int, str], bytes]


def accept(data: bytes, *, origin: str, alt: dict) -> Picture:
    """Make a Picture of an uploaded file. Raises Refused."""
    return keep(redraw(data), origin=origin, alt=alt)


def redraw(data: bytes) -> Drawing:
    """Draw an uploaded file anew. Raises Refused."""
    if len(data) > MAX_BYTES:
        raise Refused(_("The file is larger than 10 MB. Please save it smaller."))
    boxes = [f"{width}x{round(width * TALLEST)}" for width in WIDTHS]
    try:
        return read(confined.run([*PROGRAM, *boxes], data, LIMITS))
    except (confined.Exhausted, OSError):
        # The second: this machine has no room for one more process.
        raise Refused(_(REASONS["heavy"])) from None
    except confined.Broken as fault:
        logger.warning("a picture was not drawn", extra={"fault": str(fault)})
        raise Refused(_(REASONS["damaged"])) from None


def read(answer: bytes) -> Drawing:
    """What the drawing process answered. A file may have taken it over: nothing is believed."""
    line, _newline, rest = answer.partition(b"\n")
    try:
        told = json.loads(line)
        if told.get("refused") in REASONS:
            raise Refused(_(REASONS[told["refused"]]))
        sizes = {
            width: (int(wide), int(high))
            for width, (wide, high) in zip(WIDTHS, told["sizes"], strict=True)
        }
        files = {}
        names = [(width, kind) for width in WIDTHS for kind in KINDS]
        for name, length in zip(names, told["lengths"], strict=True):
            files[name], rest = rest[:length], rest[length:]
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
        raise confined.Broken("its answer is none") from None
    return Drawing(sizes, files)


def keep(drawing: Drawing, *, origin: str, alt: dict) -> Picture:
    """Store a drawing under a random name. Raises Refused if it could not be stored as it should.

    What was stored is read once more; if anything in it is not pixels, nothing of it stays.
    """
    key = secrets.token_hex(16)
    try:
        for (width, kind), file in drawing.files.items():
            name = default_storage.save(file_name(key, width, kind), ContentFile(file))
            with default_storage.open(name) as stored:
                inspection.inspect(stored.read(), kind, drawing.sizes[width])
    except (OSError, inspection.Unclean) as fault:
        remove_files(key)
        logger.error("a picture was not kept", extra={"fault": str(fault)})
        raise Refused(
            _("The picture could not be stored. Your text is kept; please try it again later.")
        ) from None
    width, height = drawing.sizes[WIDTHS[-1]]
    return Picture.objects.create(key=key, width=width, height=height, origin=origin, alt=alt)


def discard(picture: Picture) -> None:
    """Remove the files of a picture; the row stays for those that refer to it."""
    remove_files(picture.key)


def remove_files(key: str) -> None:
    for width in WIDTHS:
        for kind in KINDS:
            default_storage.delete(file_name(key, width, kind))


def release(picture: Picture) -> None:
    """Forget a picture, row and files, that no draft and no revision shows any more."""
    drafted = Campaign.objects.filter(picture=picture).exists()
    if drafted or Revision.objects.filter(content__picture__key=picture.key).exists():
        return
    picture.delete()
    transaction.on_commit(lambda: discard(picture))


def file_name(key: str, width: int, kind: str) -> str:
    return f"pictures/{key}-{width}.{kind}"


def width_of(size: tuple[int, int], width: int) -> int:
    """How many pixels wide the file of a width is; size is that of the widest."""
    return min(size[0], max(1, round(width * min(1, TALLEST * size[0] / size[1]))))
