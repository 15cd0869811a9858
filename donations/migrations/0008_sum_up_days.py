import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Every new entry takes this lock for its place in the chain.
BOOK_NOTHING = "SELECT pg_advisory_xact_lock(hashtext('donations_ledgerentry'))"
# The kinds are sorted as in donations/summaries.py.
FILL = """
    INSERT INTO donations_daysummary (
        campaign_id, day, entries, gifts, gross_cents, opening_cents, returned_cents,
        corrected_cents, moved_cents, fee_cents, paid_out_cents
    )
    SELECT campaign_id, (effective_at AT TIME ZONE %s)::date,
        count(*) FILTER (WHERE kind <> 'disbursement'),
        count(*) FILTER (WHERE kind IN ('gift', 'offline_gift')),
        coalesce(sum(amount_cents) FILTER (
            WHERE kind IN ('gift', 'offline_gift', 'opening_balance')), 0),
        coalesce(sum(amount_cents) FILTER (WHERE kind = 'opening_balance'), 0),
        coalesce(sum(amount_cents) FILTER (
            WHERE kind IN ('refund', 'refund_failed', 'dispute', 'dispute_won')), 0),
        coalesce(sum(amount_cents) FILTER (WHERE kind = 'adjustment'), 0),
        coalesce(sum(amount_cents) FILTER (WHERE kind = 'transfer'), 0),
        coalesce(sum(amount_cents) FILTER (WHERE kind IN ('fee', 'fee_returned')), 0),
        coalesce(sum(amount_cents) FILTER (WHERE kind = 'disbursement'), 0)
    FROM donations_ledgerentry WHERE account = 'campaign' GROUP BY 1, 2
"""


def fill(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(BOOK_NOTHING)
        cursor.execute(FILL, [settings.TIME_ZONE])


class Migration(migrations.Migration):
    """The ledger summed up by campaign and day, filled from the entries there are."""

    dependencies = [
        ("campaigns", "0002_first_categories"),
        ("donations", "0007_fees_come_back"),
    ]

    operations = [
        migrations.CreateModel(
            name="DaySummary",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("entries", models.IntegerField(default=0)),
                ("gifts", models.IntegerField(default=0)),
                ("gross_cents", models.BigIntegerField(default=0)),
                ("opening_cents", models.BigIntegerField(default=0)),
                ("returned_cents", models.BigIntegerField(default=0)),
                ("corrected_cents", models.BigIntegerField(default=0)),
                ("moved_cents", models.BigIntegerField(default=0)),
                ("fee_cents", models.BigIntegerField(default=0)),
                ("paid_out_cents", models.BigIntegerField(default=0)),
                (
                    "campaign",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="day_summaries",
                        to="campaigns.campaign",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="daysummary",
            constraint=models.UniqueConstraint(fields=("campaign", "day"), name="day_summary_once"),
        ),
        migrations.AddIndex(
            model_name="daysummary",
            index=models.Index(fields=["day"], name="day_summary_by_day"),
        ),
        migrations.AddIndex(
            model_name="ledgerentry",
            index=models.Index(fields=["booked_at"], name="ledger_by_booking"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
