from django.db import migrations, models


class Migration(migrations.Migration):
    """Pages for everybody ask what was paid; they must not look through all gifts for it."""

    dependencies = [("donations", "0015_note_what_was_handed_over")]

    operations = [
        migrations.AddIndex(
            model_name="ledgerentry",
            index=models.Index(
                condition=models.Q(kind="disbursement"),
                fields=["campaign", "line_number"],
                name="ledger_disbursements",
            ),
        ),
    ]
