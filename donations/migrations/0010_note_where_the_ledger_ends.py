from django.db import migrations, models


class Migration(migrations.Migration):
    """A reconciliation notes where the ledger ended, so that a later one sees what was cut off."""

    dependencies = [("donations", "0009_pay_out_what_is_there")]

    operations = [
        migrations.AddField(
            model_name="reconciliationrun",
            name="head_position",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="reconciliationrun",
            name="head_hash",
            field=models.CharField(default="", max_length=64),
        ),
        migrations.AddField(
            model_name="reconciliationrun",
            name="entry_count",
            field=models.BigIntegerField(null=True),
        ),
    ]
