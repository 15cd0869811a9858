from django.db import migrations, models
from django.db.models.functions import Now

TABLES = ("campaign", "revision", "update", "category")

FUNCTION = """
    CREATE FUNCTION campaigns_note_public_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO campaigns_publicchange DEFAULT VALUES;
        RETURN NULL;
    END
    $$;
"""

OF_TABLE = """
    CREATE TRIGGER public_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE
    ON campaigns_{table} FOR EACH STATEMENT EXECUTE FUNCTION campaigns_note_public_change();
"""

# A gift that a discreet total does not show yet is no change: a page made anew would tell when it
# came.
OF_TOTALS = """
    CREATE TRIGGER public_change AFTER UPDATE ON campaigns_campaigntotal FOR EACH ROW
    WHEN (
        (OLD.shown_cents, OLD.shown_gifts, OLD.is_discreet)
        IS DISTINCT FROM (NEW.shown_cents, NEW.shown_gifts, NEW.is_discreet)
    )
    EXECUTE FUNCTION campaigns_note_public_change();
    CREATE TRIGGER public_total AFTER INSERT OR DELETE OR TRUNCATE
    ON campaigns_campaigntotal FOR EACH STATEMENT EXECUTE FUNCTION campaigns_note_public_change();
"""

UNDO = """
    DROP TRIGGER public_total ON campaigns_campaigntotal;
    DROP FUNCTION campaigns_note_public_change() CASCADE;
"""


class Migration(migrations.Migration):
    """Write down that something public changed, whoever changes it; see campaigns/kept_pages.py."""

    dependencies = [("campaigns", "0012_consent")]

    operations = [
        migrations.CreateModel(
            name="PublicChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("made_at", models.DateTimeField(db_default=Now())),
            ],
        ),
        migrations.RunSQL(
            FUNCTION + "".join(OF_TABLE.format(table=table) for table in TABLES) + OF_TOTALS, UNDO
        ),
    ]
