import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery

CHECK_NOW = "SET CONSTRAINTS ALL IMMEDIATE"


def name_payments(apps, schema_editor):
    """An order was for the payment that its donation calls its own."""
    gifts = apps.get_model("donations", "LedgerEntry").objects.filter(
        kind="gift", donation=OuterRef("donation"), source_id=F("donation__intent_id")
    )
    orders = apps.get_model("donations", "RefundOrder").objects
    orders.update(gift=Subquery(gifts.values("pk")[:1]))


def name_donations(apps, schema_editor):
    donations = apps.get_model("donations", "LedgerEntry").objects.filter(pk=OuterRef("gift"))
    orders = apps.get_model("donations", "RefundOrder").objects
    orders.update(donation=Subquery(donations.values("donation")[:1]))


class Migration(migrations.Migration):
    """A refund order names the payment that goes back: a donation may have two, or there is none.

    The rows are filled before the table is altered again: PostgreSQL refuses that while foreign
    keys of changed rows wait to be checked.
    """

    dependencies = [("donations", "0005_ledger_position_once")]

    operations = [
        migrations.AddField(
            "refundorder",
            "gift",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="refund_orders",
                to="donations.ledgerentry",
            ),
        ),
        migrations.AlterField(
            "refundorder",
            "donation",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="refund_orders",
                to="donations.donation",
            ),
        ),
        migrations.RunSQL(migrations.RunSQL.noop, CHECK_NOW),
        migrations.RunPython(name_payments, name_donations),
        migrations.RunSQL(CHECK_NOW, migrations.RunSQL.noop),
        migrations.RemoveConstraint("refundorder", "refund_order_one_at_a_time"),
        migrations.AlterField(
            "refundorder",
            "gift",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="refund_orders",
                to="donations.ledgerentry",
            ),
        ),
        migrations.RemoveField("refundorder", "donation"),
        migrations.AddConstraint(
            "refundorder",
            models.UniqueConstraint(
                condition=models.Q(("state", "asked")),
                fields=("gift",),
                name="refund_order_one_at_a_time",
            ),
        ),
    ]
