import django.db.models.deletion
from django.db import migrations, models

# The fields and their order are those of accounts/audit_check.py, which computes the same again.
# An entry takes its place when its transaction commits, not when it is written: the lock of the
# chain is then the last one a transaction takes, so that no two can wait for each other.
CHAIN = """
CREATE FUNCTION audit_hash(place bigint, before text, entry accounts_auditentry)
RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(concat(
        place, chr(31),
        before, chr(31),
        entry.id, chr(31),
        to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), chr(31),
        entry.actor_id, chr(31),
        entry.action, chr(31),
        entry.target, chr(31),
        entry.data::text
    ), 'UTF8')), 'hex')
$$;

CREATE FUNCTION audit_link(entry accounts_auditentry) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    last record;
    place bigint;
    before text;
BEGIN
    SELECT position, hash INTO last
    FROM accounts_auditlink ORDER BY position DESC LIMIT 1;
    place := coalesce(last.position, 0) + 1;
    before := coalesce(last.hash, '');
    INSERT INTO accounts_auditlink (entry_id, position, previous_hash, hash)
    VALUES (entry.id, place, before, audit_hash(place, before, entry));
END $$;

-- With its owner's rights: the site's own role may not write into the chain.
CREATE FUNCTION audit_follows() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    -- One entry at a time, until its transaction ends: the next one must see this one's hash.
    PERFORM pg_advisory_xact_lock(hashtext('accounts_auditlink'));
    PERFORM audit_link(NEW);
    RETURN NULL;
END $$;

DO $$
DECLARE
    entry accounts_auditentry;
BEGIN
    FOR entry IN SELECT * FROM accounts_auditentry ORDER BY id LOOP
        PERFORM audit_link(entry);
    END LOOP;
END $$;

CREATE CONSTRAINT TRIGGER audit_follows AFTER INSERT ON accounts_auditentry
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_follows();
CREATE TRIGGER audit_not_truncated BEFORE TRUNCATE ON accounts_auditentry
FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_link_append_only BEFORE UPDATE OR DELETE ON accounts_auditlink
FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_link_not_truncated BEFORE TRUNCATE ON accounts_auditlink
FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
"""

UNCHAIN = """
DROP TRIGGER audit_link_not_truncated ON accounts_auditlink;
DROP TRIGGER audit_link_append_only ON accounts_auditlink;
DROP TRIGGER audit_not_truncated ON accounts_auditentry;
DROP TRIGGER audit_follows ON accounts_auditentry;
DROP FUNCTION audit_follows();
DROP FUNCTION audit_link(accounts_auditentry);
DROP FUNCTION audit_hash(bigint, text, accounts_auditentry);
"""


class Migration(migrations.Migration):
    """Each audit entry carries the hash of the one before; the log cannot be emptied either."""

    dependencies = [("accounts", "0002_audit_append_only")]
    operations = [
        migrations.CreateModel(
            name="AuditLink",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="link",
                        serialize=False,
                        to="accounts.auditentry",
                    ),
                ),
                ("position", models.BigIntegerField(unique=True)),
                ("previous_hash", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "link of the audit log",
                "verbose_name_plural": "links of the audit log",
                "default_permissions": [],
            },
        ),
        migrations.RunSQL(sql=CHAIN, reverse_sql=UNCHAIN),
    ]
