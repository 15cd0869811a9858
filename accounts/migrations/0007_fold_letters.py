from django.db import migrations, models


class Migration(migrations.Migration):
    """News of one kind for one reader shares a letter."""

    dependencies = [("accounts", "0006_access_by_two_and_invitations")]

    operations = [
        migrations.AddField("notice", "fold_key", models.CharField(blank=True, max_length=80)),
        migrations.AddIndex(
            "notice",
            models.Index(
                condition=models.Q(("fold_key", ""), _negated=True),
                fields=["fold_key", "sent_at"],
                name="notice_folded",
            ),
        ),
    ]
