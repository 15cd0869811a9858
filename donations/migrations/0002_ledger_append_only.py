from django.db import migrations


class Migration(migrations.Migration):
    """Ledger entries may be added, never changed: corrections are entries too."""

    dependencies = [("donations", "0001_initial")]
    operations = [
        migrations.RunSQL(
            sql="""
                CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'ledger entries are append-only'; END $$;
                CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE
                ON donations_ledgerentry FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only();
            """,
            reverse_sql="""
                DROP TRIGGER ledger_append_only ON donations_ledgerentry;
                DROP FUNCTION ledger_is_append_only();
            """,
        ),
    ]
