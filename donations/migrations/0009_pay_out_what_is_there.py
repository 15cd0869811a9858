from django.db import migrations, models


class Migration(migrations.Migration):
    """A disbursement over more than its campaign has says why."""

    dependencies = [("donations", "0008_sum_up_days")]

    operations = [
        migrations.AddField(
            "proposal",
            "overdraft_reason",
            models.TextField(blank=True, verbose_name="why more than there is"),
        ),
    ]
