from django.db import migrations, models

# The fields and their order are those of donations/chain.py, which computes the same again; the
# figure is PAYMENT_ID_KEPT_DAYS of the settings.
SEALED = """
CREATE OR REPLACE FUNCTION ledger_hash(entry donations_ledgerentry)
RETURNS text LANGUAGE sql STABLE AS $$
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
        entry.source_seal, chr(31),
        entry.line_number, chr(31),
        entry.actor_id, chr(31),
        entry.note
    ), 'UTF8')), 'hex')
$$;

CREATE FUNCTION ledger_seal(entry donations_ledgerentry)
RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(
        sha256(convert_to(concat(entry.source_salt, chr(31), entry.source_id), 'UTF8')), 'hex'
    )
$$;

CREATE OR REPLACE FUNCTION ledger_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last record;
BEGIN
    -- One entry at a time, until its transaction ends: the next one must see this one's hash.
    PERFORM pg_advisory_xact_lock(hashtext('donations_ledgerentry'));
    SELECT position, hash INTO last
    FROM donations_ledgerentry ORDER BY position DESC LIMIT 1;
    NEW.position := coalesce(last.position, 0) + 1;
    NEW.previous_hash := coalesce(last.hash, '');
    NEW.source_salt := replace(gen_random_uuid()::text, '-', '');
    NEW.source_seal := ledger_seal(NEW);
    NEW.hash := ledger_hash(NEW);
    RETURN NEW;
END $$;

-- The chain of what is booked already, written anew over the seals; where reconciliations found
-- its end, they find it again.
ALTER TABLE donations_ledgerentry DISABLE TRIGGER ledger_append_only;
DO $$
DECLARE
    entry donations_ledgerentry;
    before text := '';
BEGIN
    FOR entry IN SELECT * FROM donations_ledgerentry ORDER BY position LOOP
        entry.source_salt := replace(gen_random_uuid()::text, '-', '');
        entry.source_seal := ledger_seal(entry);
        entry.previous_hash := before;
        before := ledger_hash(entry);
        UPDATE donations_ledgerentry
        SET source_salt = entry.source_salt, source_seal = entry.source_seal,
            previous_hash = entry.previous_hash, hash = before
        WHERE id = entry.id;
    END LOOP;
END $$;
ALTER TABLE donations_ledgerentry ENABLE TRIGGER ledger_append_only;
UPDATE donations_reconciliationrun SET head_hash = entry.hash
FROM donations_ledgerentry entry WHERE entry.position = head_position;

CREATE OR REPLACE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- What may change: the source and its salt go, and nothing else.
    IF TG_OP = 'UPDATE' THEN
        IF NEW.source_id = 'forgotten:' || OLD.id AND NEW.source_salt = ''
            AND to_jsonb(NEW) - 'source_id' - 'source_salt'
                = to_jsonb(OLD) - 'source_id' - 'source_salt'
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'ledger entries are append-only';
END $$;

CREATE FUNCTION ledger_forget_sources(entries bigint[]) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    caller text := current_setting('role');
BEGIN
    IF caller = 'none' THEN
        caller := session_user;
    END IF;
    -- The owner may act as if it were another day. For the site the database's clock counts.
    IF caller <> current_user AND EXISTS (
        SELECT FROM donations_ledgerentry
        WHERE id = ANY (entries) AND effective_at > now() - interval '395 days'
    ) THEN
        RAISE EXCEPTION 'the numbers of payments are kept for 395 days';
    END IF;
    UPDATE donations_ledgerentry SET source_id = 'forgotten:' || id, source_salt = ''
    WHERE id = ANY (entries);
END $$;
"""


class Migration(migrations.Migration):
    """The number of a payment can be forgotten, and the chain of the ledger stays whole.

    There is no way back: the earlier chain needs the numbers.
    """

    dependencies = [("donations", "0011_name_the_fields")]
    operations = [
        migrations.AddField(
            model_name="ledgerentry",
            name="source_salt",
            field=models.CharField(default="", editable=False, max_length=32),
        ),
        migrations.AddField(
            model_name="ledgerentry",
            name="source_seal",
            field=models.CharField(default="", editable=False, max_length=64),
        ),
        migrations.RunSQL(sql=SEALED),
    ]
