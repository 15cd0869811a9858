"""That something public changed."""

from django.db import models
from django.db.models.functions import Now


class PublicChange(models.Model):
    """One change of what visitors may see, written by a trigger in the transaction that makes it.

    It says neither what changed nor where: campaigns/kept_pages.py asks only whether.
    """

    made_at = models.DateTimeField(db_default=Now())
