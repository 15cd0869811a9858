"""Pictures that were accepted, and what is stored and seen of them."""

import io

from django.core.files.storage import default_storage
from PIL import Image

from campaigns import pictures
from campaigns.models import Picture


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
