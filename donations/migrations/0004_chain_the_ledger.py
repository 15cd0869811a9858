from django.db import migrations

# The fields and their order are those of donations/chain.py, which computes the same again.
CHAIN = """
CREATE FUNCTION ledger_hash(entry donations_ledgerentry) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(concat(
        entry.position, chr(31),
        entry.previous_hash, chr(31),
        to_char(entry.booked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), chr(31),
        to_char(entry.effective_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), chr(31),
        entry.account, chr(31),
        entry.campaign_id, chr(31),
        entry.donation_id, chr(31),
        entry.about_id, chr(31),
        entry.kind, chr(31),
        entry.amount_cents, chr(31),
        entry.currency, chr(31),
        entry.source_id, chr(31),
        entry.line_number, chr(31),
        entry.actor_id, chr(31),
        entry.note
    ), 'UTF8')), 'hex')
$$;

CREATE FUNCTION ledger_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last record;
BEGIN
    -- One entry at a time, until its transaction ends: the next one must see this one's hash.
    PERFORM pg_advisory_xact_lock(hashtext('donations_ledgerentry'));
    SELECT position, hash INTO last
    FROM donations_ledgerentry ORDER BY position DESC LIMIT 1;
    NEW.position := coalesce(last.position, 0) + 1;
    NEW.previous_hash := coalesce(last.hash, '');
    NEW.hash := ledger_hash(NEW);
    RETURN NEW;
END $$;

ALTER TABLE donations_ledgerentry DISABLE TRIGGER ledger_append_only;
DO $$
DECLARE
    entry donations_ledgerentry;
    place bigint := 0;
    before text := '';
BEGIN
    FOR entry IN SELECT * FROM donations_ledgerentry ORDER BY id LOOP
        place := place + 1;
        entry.position := place;
        entry.previous_hash := before;
        before := ledger_hash(entry);
        UPDATE donations_ledgerentry
        SET position = place, previous_hash = entry.previous_hash, hash = before
        WHERE id = entry.id;
    END LOOP;
END $$;
ALTER TABLE donations_ledgerentry ENABLE TRIGGER ledger_append_only;

CREATE TRIGGER ledger_follows BEFORE INSERT
ON donations_ledgerentry FOR EACH ROW EXECUTE FUNCTION ledger_follows();
CREATE TRIGGER ledger_not_truncated BEFORE TRUNCATE
ON donations_ledgerentry FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
"""

UNCHAIN = """
DROP TRIGGER ledger_not_truncated ON donations_ledgerentry;
DROP TRIGGER ledger_follows ON donations_ledgerentry;
DROP FUNCTION ledger_follows();
DROP FUNCTION ledger_hash(donations_ledgerentry);
"""


class Migration(migrations.Migration):
    """Each ledger entry carries the hash of the one before; the table cannot be emptied either."""

    dependencies = [("donations", "0003_hold_odd_money")]
    operations = [migrations.RunSQL(sql=CHAIN, reverse_sql=UNCHAIN)]
