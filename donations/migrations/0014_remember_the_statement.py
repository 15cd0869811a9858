from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """A donation remembers its word on bank statements; so far all had that of the settings."""

    dependencies = [
        ("donations", "0013_note_public_words"),
        ("campaigns", "0014_choices"),
    ]

    operations = [
        migrations.AddField(
            model_name="donation",
            name="statement",
            field=models.CharField(
                default=settings.STRIPE_STATEMENT_SUFFIX, editable=False, max_length=22
            ),
            preserve_default=False,
        ),
    ]
