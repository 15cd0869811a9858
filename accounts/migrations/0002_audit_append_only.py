from django.db import migrations


class Migration(migrations.Migration):
    """The audit log may grow, never change: not by a bug, not by hand."""

    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.RunSQL(
            sql="""
                CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$;
                CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE
                ON accounts_auditentry FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
            """,
            reverse_sql="""
                DROP TRIGGER audit_append_only ON accounts_auditentry;
                DROP FUNCTION audit_is_append_only();
            """,
        ),
    ]
