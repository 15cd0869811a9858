"""Names that people give to themselves, to colleagues and to the house."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def validate_name(name: str) -> None:
    """Raises ValidationError for one that cannot be read, or that only looks like another one."""
    # Marks of direction, spaces without a width and the like: two names could look the same.
    if not name.isprintable():
        raise ValidationError(_("There is a sign in it that cannot be shown."))
    if name and not any(sign.isalpha() for sign in name):
        raise ValidationError(_("A name has letters."))
