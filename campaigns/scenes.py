"""The picture a campaign is shown with: its own, or one of the five scenes drawn for the site."""

import zlib
from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns.localized import in_language
from campaigns.models import Picture
from campaigns.pictures import WIDTHS, file_name

SCENES = (
    ("lanterns", _("A line of small lights crosses dark hills under a new moon.")),
    ("road", _("A road winds through hills at dusk; one car has its lights on.")),
    ("shores", _("Two lit windows face each other across a lake.")),
    ("windows", _("Three small houses in the snow with lit windows.")),
    ("dawn", _("The sun rises behind layered hills.")),
)
SCENE_SIZE = (1200, 750)

CAPTIONS = {
    Picture.Origin.GENERATED: _("Illustration made with AI. It shows no real person or place."),
    Picture.Origin.ILLUSTRATION: _("Drawn or painted for this campaign."),
    Picture.Origin.PHOTO: _("Photograph, shown with consent."),
}
SCENE_CAPTION = _("Drawn for this site. It shows no real person or place.")

# What the page without a stylesheet shows; with one, the frame decides.
SHOWN_WIDTH = 320


@dataclass(frozen=True)
class PublicPicture:
    """Two sizes of one picture, with what is said about it. alt is in alt_language."""

    small: str
    large: str
    small_width: int
    large_width: int
    shown_height: int
    alt: str | Promise
    alt_language: str
    caption: str | Promise
    is_generated: bool

    @property
    def shown_width(self) -> int:
        return SHOWN_WIDTH


def public_address(key: str, width: int) -> str:
    """Where everybody finds a picture while its campaign is public."""
    return default_storage.url(file_name(key, width))


def picture_of(
    own: dict | None, public_id: str, language: str, address=public_address
) -> PublicPicture:
    """The picture in a revision's content or, without one, always the same scene for this id.

    address(key, width) is where the reader finds the file of one's own.
    """
    return own_picture(own, language, address) if own else scene(public_id, language)


def own_picture(own: dict, language: str, address) -> PublicPicture:
    alt, alt_language = in_language(own["alt"], language)
    # A picture that came small was not blown up.
    small_width, large_width = (min(width, own["width"]) for width in WIDTHS)
    return PublicPicture(
        small=address(own["key"], WIDTHS[0]),
        large=address(own["key"], WIDTHS[-1]),
        small_width=small_width,
        large_width=large_width,
        shown_height=round(SHOWN_WIDTH * own["height"] / own["width"]),
        alt=alt,
        alt_language=alt_language,
        caption=CAPTIONS[own["origin"]],
        is_generated=own["origin"] == Picture.Origin.GENERATED,
    )


def scene(public_id: str, language: str) -> PublicPicture:
    name, alt = SCENES[zlib.crc32(public_id.encode()) % len(SCENES)]
    width, height = SCENE_SIZE
    return PublicPicture(
        small=static(f"img/{name}-640.webp"),
        large=static(f"img/{name}.webp"),
        small_width=WIDTHS[0],
        large_width=width,
        shown_height=round(SHOWN_WIDTH * height / width),
        alt=alt,
        alt_language=language,
        caption=SCENE_CAPTION,
        is_generated=False,
    )
