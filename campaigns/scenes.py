"""The picture a campaign is shown with: its own, or one of the scenes drawn for the site."""

from dataclasses import dataclass
from functools import partial

from django.core.files.storage import default_storage
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns.localized import in_language
from campaigns.models import Picture
from campaigns.pictures import WIDTHS, file_name, width_of

# Campaigns that follow each other get scenes that follow each other, so these differ in their
# colours from their neighbours, round the whole circle.
SCENES = (
    ("lanterns", _("A line of small lights crosses dark hills under a new moon.")),
    ("road", _("A road winds through hills at dusk; one car has its lights on.")),
    ("bridge", _("Lamps stand along a bridge over a quiet river.")),
    ("dawn", _("The sun rises behind layered hills.")),
    ("town", _("The roofs of a town in the evening; a few windows are lit.")),
    ("windows", _("Three small houses in the snow with lit windows.")),
    ("train", _("A train with lit windows crosses a plain at dusk.")),
    ("shores", _("Two lit windows face each other across a lake.")),
    ("lighthouse", _("A lighthouse shines over a calm sea.")),
)
SCENE_SIZE = (1200, 750)

CAPTIONS = {
    Picture.Origin.GENERATED: _(
        "Made with AI, so that nobody can be recognised. It shows no real person or place."
    ),
    Picture.Origin.ILLUSTRATION: _("Drawn or painted for this campaign."),
    Picture.Origin.PHOTO: _("Photograph, shown with consent."),
}
SCENE_CAPTION = _("Drawn for this site. It shows no real person or place.")

# What the page without a stylesheet shows; with one, the frame decides.
SHOWN_WIDTH = 320


@dataclass(frozen=True)
class PublicPicture:
    """The files of one picture, with what is said about it. alt is in alt_language.

    webp and jpeg name every width, as `srcset` wants it; small is the narrowest WebP, plain the
    JPEG of middle width for browsers that know neither.
    """

    webp: str
    jpeg: str
    small: str
    plain: str
    shown_height: int
    alt: str | Promise
    alt_language: str
    caption: str | Promise

    @property
    def shown_width(self) -> int:
        return SHOWN_WIDTH


def public_address(key: str, width: int, kind: str) -> str:
    """Where everybody finds a picture while its campaign is public."""
    return default_storage.url(file_name(key, width, kind))


def picture_of(
    own: dict | None, number: int, language: str, address=public_address
) -> PublicPicture:
    """The picture in a revision's content or, without one, the scene of this campaign.

    number is the campaign's primary key: its scene stays the same for ever, and is not the one of
    those before and after it. address(key, width, kind) is where the reader finds a file of one's
    own.
    """
    return own_picture(own, language, address) if own else scene(number, language)


def own_picture(own: dict, language: str, address) -> PublicPicture:
    alt, alt_language = in_language(own["alt"], language)
    return PublicPicture(
        **files((own["width"], own["height"]), partial(address, own["key"])),
        alt=alt,
        alt_language=alt_language,
        caption=CAPTIONS[own["origin"]],
    )


def scene(number: int, language: str) -> PublicPicture:
    name, alt = SCENES[number % len(SCENES)]
    return PublicPicture(
        **files(SCENE_SIZE, lambda width, kind: static(f"img/{name}-{width}.{kind}")),
        alt=alt,
        alt_language=language,
        caption=SCENE_CAPTION,
    )


def files(size: tuple[int, int], address) -> dict:
    """The files of a picture whose widest is of this size; address(width, kind) finds them."""
    # A picture that came small is the same in several widths.
    wide = {width_of(size, width): width for width in reversed(WIDTHS)}

    def srcset(kind):
        return ", ".join(f"{address(wide[w], kind)} {w}w" for w in sorted(wide))

    return {
        "webp": srcset("webp"),
        "jpeg": srcset("jpg"),
        "small": address(WIDTHS[0], "webp"),
        "plain": address(WIDTHS[1], "jpg"),
        "shown_height": round(SHOWN_WIDTH * size[1] / size[0]),
    }
