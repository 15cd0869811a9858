from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Stripe gives fees back to some accounts: with a dispute that was won, or with a refund."""

    dependencies = [
        ("campaigns", "0002_first_categories"),
        ("donations", "0006_orders_name_their_payment"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="ledgerentry",
            name="ledger_sign_fits_kind",
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("gift", "gift"),
                    ("offline_gift", "offline gift"),
                    ("opening_balance", "opening balance"),
                    ("refund", "refund"),
                    ("refund_failed", "refund that failed"),
                    ("dispute", "dispute"),
                    ("dispute_won", "dispute won"),
                    ("adjustment", "adjustment"),
                    ("transfer", "transfer"),
                    ("fee", "fee"),
                    ("fee_returned", "fee given back"),
                    ("disbursement", "disbursement"),
                ],
                max_length=16,
                verbose_name="kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("amount_cents__gt", 0),
                        (
                            "kind__in",
                            (
                                "gift",
                                "offline_gift",
                                "opening_balance",
                                "refund_failed",
                                "dispute_won",
                                "fee_returned",
                            ),
                        ),
                    ),
                    models.Q(
                        ("amount_cents__lt", 0),
                        ("kind__in", ("refund", "dispute", "fee", "disbursement")),
                    ),
                    ("kind__in", ["adjustment", "transfer"]),
                    _connector="OR",
                ),
                name="ledger_sign_fits_kind",
            ),
        ),
    ]
