from django.db import migrations

# Which gifts are paid is nobody's business; that words beside one appear or go is seen by all.
TRIGGERS = """
    CREATE FUNCTION donations_note_public_words() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (
            SELECT FROM donations_donormessage
            WHERE donation_id = NEW.id AND state = 'approved'
        ) THEN
            INSERT INTO campaigns_publicchange DEFAULT VALUES;
        END IF;
        RETURN NULL;
    END
    $$;
    CREATE TRIGGER public_words AFTER UPDATE OF status ON donations_donation FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION donations_note_public_words();
    CREATE TRIGGER public_change AFTER UPDATE OR DELETE OR TRUNCATE
    ON donations_donormessage FOR EACH STATEMENT EXECUTE FUNCTION campaigns_note_public_change();
    CREATE TRIGGER public_insert AFTER INSERT ON donations_donormessage FOR EACH ROW
    WHEN (NEW.state = 'approved') EXECUTE FUNCTION campaigns_note_public_change();
"""

UNDO = """
    DROP TRIGGER public_insert ON donations_donormessage;
    DROP TRIGGER public_change ON donations_donormessage;
    DROP TRIGGER public_words ON donations_donation;
    DROP FUNCTION donations_note_public_words();
"""


class Migration(migrations.Migration):
    """Words of donors are seen, or no longer: a change for the pages that show them."""

    dependencies = [
        ("campaigns", "0013_note_public_changes"),
        ("donations", "0012_forget_payments"),
    ]

    operations = [migrations.RunSQL(TRIGGERS, UNDO)]
