from django.db import migrations

TRIGGER = """
    CREATE TRIGGER public_disbursement AFTER INSERT ON donations_ledgerentry FOR EACH ROW
    WHEN (NEW.kind = 'disbursement') EXECUTE FUNCTION campaigns_note_public_change();
"""


class Migration(migrations.Migration):
    """A closed campaign's page says which lines were handed over: a payment changes that page."""

    dependencies = [("donations", "0014_remember_the_statement")]

    operations = [
        migrations.RunSQL(TRIGGER, "DROP TRIGGER public_disbursement ON donations_ledgerentry;")
    ]
