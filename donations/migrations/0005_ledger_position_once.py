from django.db import migrations, models


class Migration(migrations.Migration):
    """No two ledger entries stand at one place of the chain."""

    dependencies = [("donations", "0004_chain_the_ledger")]
    operations = [
        migrations.AlterField(
            model_name="ledgerentry",
            name="position",
            field=models.BigIntegerField(default=0, editable=False, unique=True),
        ),
    ]
