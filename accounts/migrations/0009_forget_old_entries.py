from django.db import migrations, models

# The figure is AUDIT_KEPT_DAYS of config/periods.py; a test compares them.
CUT = """
CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    place bigint;
BEGIN
    -- Only what lies before a cut that was written down may go.
    IF TG_OP = 'DELETE' THEN
        IF TG_TABLE_NAME = 'accounts_auditlink' THEN
            place := OLD.position;
        ELSIF TG_TABLE_NAME = 'accounts_auditentry' THEN
            SELECT position INTO place FROM accounts_auditlink WHERE entry_id = OLD.id;
        END IF;
        IF place <= (SELECT max(position) FROM accounts_auditcut) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'the audit log is append-only';
END $$;

CREATE FUNCTION audit_cut(place bigint) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    caller text := current_setting('role');
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('accounts_auditlink'));
    IF caller = 'none' THEN
        caller := session_user;
    END IF;
    -- The owner may act as if it were another day. For the site the database's clock counts.
    IF caller <> current_user AND EXISTS (
        SELECT FROM accounts_auditlink link JOIN accounts_auditentry entry ON entry.id = entry_id
        WHERE link.position <= place AND entry.at > now() - interval '730 days'
    ) THEN
        RAISE EXCEPTION 'the audit log is kept for 730 days';
    END IF;
    IF place >= (SELECT max(position) FROM accounts_auditlink) THEN
        RAISE EXCEPTION 'the newest entry of the audit log stays';
    END IF;
    INSERT INTO accounts_auditcut (position, hash, cut_at)
    SELECT position, hash, now() FROM accounts_auditlink WHERE position = place;
    DELETE FROM accounts_auditentry entry USING accounts_auditlink link
    WHERE link.entry_id = entry.id AND link.position <= place;
    DELETE FROM accounts_auditlink WHERE position <= place;
END $$;

CREATE TRIGGER audit_cut_stays BEFORE UPDATE OR DELETE ON accounts_auditcut
FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
"""

UNCUT = """
DROP TRIGGER audit_cut_stays ON accounts_auditcut;
DROP FUNCTION audit_cut(bigint);
CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$;
"""


class Migration(migrations.Migration):
    """The oldest audit entries may be forgotten, from the beginning, where it is written down."""

    dependencies = [("accounts", "0008_name_the_fields")]
    operations = [
        migrations.CreateModel(
            name="AuditCut",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.BigIntegerField(unique=True)),
                ("hash", models.CharField(max_length=64)),
                ("cut_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "cut of the audit log",
                "verbose_name_plural": "cuts of the audit log",
                "default_permissions": [],
            },
        ),
        migrations.RunSQL(sql=CUT, reverse_sql=UNCUT),
    ]
