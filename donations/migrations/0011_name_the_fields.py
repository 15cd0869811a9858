import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import donations.models.books
import donations.models.finance
import donations.models.gifts


class Migration(migrations.Migration):
    """What pages call the fields, so that translators reach it. Changes no table."""

    dependencies = [
        ("campaigns", "0010_name_the_fields"),
        ("donations", "0010_note_where_the_ledger_ends"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="dispute",
            name="currency",
            field=models.CharField(max_length=3, verbose_name="currency"),
        ),
        migrations.AlterField(
            model_name="dispute",
            name="dispute_id",
            field=models.CharField(max_length=80, unique=True, verbose_name="number at Stripe"),
        ),
        migrations.AlterField(
            model_name="dispute",
            name="donation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="disputes",
                to="donations.donation",
                verbose_name="donation",
            ),
        ),
        migrations.AlterField(
            model_name="dispute",
            name="intent_id",
            field=models.CharField(max_length=80, verbose_name="payment"),
        ),
        migrations.AlterField(
            model_name="donation",
            name="campaign",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="donations",
                to="campaigns.campaign",
                verbose_name="campaign",
            ),
        ),
        migrations.AlterField(
            model_name="donation",
            name="currency",
            field=models.CharField(default="EUR", max_length=3, verbose_name="currency"),
        ),
        migrations.AlterField(
            model_name="donation",
            name="intent_id",
            field=models.CharField(max_length=80, null=True, unique=True, verbose_name="payment"),
        ),
        migrations.AlterField(
            model_name="donation",
            name="locale",
            field=models.CharField(default="en", max_length=8, verbose_name="language"),
        ),
        migrations.AlterField(
            model_name="donation",
            name="public_id",
            field=models.CharField(
                default=donations.models.gifts.donation_id,
                editable=False,
                max_length=22,
                unique=True,
                verbose_name="number",
            ),
        ),
        migrations.AlterField(
            model_name="donation",
            name="session_id",
            field=models.CharField(
                max_length=80, null=True, unique=True, verbose_name="checkout session"
            ),
        ),
        migrations.AlterField(
            model_name="donormessage",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="about",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="followed_by",
                to="donations.ledgerentry",
                verbose_name="about",
            ),
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="actor",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="who",
            ),
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="campaign",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ledger",
                to="campaigns.campaign",
                verbose_name="campaign",
            ),
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="currency",
            field=models.CharField(default="EUR", max_length=3, verbose_name="currency"),
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="donation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ledger",
                to="donations.donation",
                verbose_name="donation",
            ),
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="note",
            field=models.TextField(blank=True, verbose_name="note"),
        ),
        migrations.AlterField(
            model_name="matter",
            name="donation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="matters",
                to="donations.donation",
                verbose_name="donation",
            ),
        ),
        migrations.AlterField(
            model_name="matter",
            name="entry",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="matters",
                to="donations.ledgerentry",
                verbose_name="ledger entry",
            ),
        ),
        migrations.AlterField(
            model_name="matter",
            name="resolved_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="settled by",
            ),
        ),
        migrations.AlterField(
            model_name="payout",
            name="currency",
            field=models.CharField(max_length=3, verbose_name="currency"),
        ),
        migrations.AlterField(
            model_name="payout",
            name="payout_id",
            field=models.CharField(max_length=80, unique=True, verbose_name="number at Stripe"),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="campaign",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proposals",
                to="campaigns.campaign",
                verbose_name="campaign",
            ),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="currency",
            field=models.CharField(default="EUR", max_length=3, verbose_name="currency"),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="decided_at",
            field=models.DateTimeField(null=True, verbose_name="decided"),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="entry",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="donations.ledgerentry",
                verbose_name="ledger entry",
            ),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="proposed_at",
            field=models.DateTimeField(auto_now_add=True, verbose_name="proposed"),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="proposed by",
            ),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="public_id",
            field=models.CharField(
                default=donations.models.books.proposal_id,
                editable=False,
                max_length=12,
                unique=True,
                verbose_name="number",
            ),
        ),
        migrations.AlterField(
            model_name="reconciliationrun",
            name="checked",
            field=models.PositiveIntegerField(default=0, verbose_name="checked"),
        ),
        migrations.AlterField(
            model_name="reconciliationrun",
            name="discrepancies",
            field=models.JSONField(default=list, verbose_name="differences"),
        ),
        migrations.AlterField(
            model_name="reconciliationrun",
            name="finished_at",
            field=models.DateTimeField(null=True, verbose_name="finished"),
        ),
        migrations.AlterField(
            model_name="reconciliationrun",
            name="repaired",
            field=models.PositiveIntegerField(default=0, verbose_name="repaired"),
        ),
        migrations.AlterField(
            model_name="reconciliationrun",
            name="started_at",
            field=models.DateTimeField(auto_now_add=True, verbose_name="started"),
        ),
        migrations.AlterField(
            model_name="reconciliationrun",
            name="window_from",
            field=models.DateTimeField(null=True, verbose_name="looked back to"),
        ),
        migrations.AlterField(
            model_name="refundorder",
            name="asked_at",
            field=models.DateTimeField(auto_now_add=True, verbose_name="asked"),
        ),
        migrations.AlterField(
            model_name="refundorder",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="asked by",
            ),
        ),
        migrations.AlterField(
            model_name="refundorder",
            name="currency",
            field=models.CharField(default="EUR", max_length=3, verbose_name="currency"),
        ),
        migrations.AlterField(
            model_name="refundorder",
            name="gift",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="refund_orders",
                to="donations.ledgerentry",
                verbose_name="gift",
            ),
        ),
        migrations.AlterField(
            model_name="refundorder",
            name="public_id",
            field=models.CharField(
                default=donations.models.finance.order_id,
                editable=False,
                max_length=16,
                unique=True,
                verbose_name="order",
            ),
        ),
        migrations.AlterField(
            model_name="refundorder",
            name="refund_id",
            field=models.CharField(blank=True, max_length=80, verbose_name="refund"),
        ),
        migrations.AlterField(
            model_name="webhookevent",
            name="attempts",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="attempts"),
        ),
        migrations.AlterField(
            model_name="webhookevent",
            name="by_sweep",
            field=models.BooleanField(default=False, verbose_name="fetched by ourselves"),
        ),
        migrations.AlterField(
            model_name="webhookevent",
            name="created_at",
            field=models.DateTimeField(null=True, verbose_name="happened"),
        ),
        migrations.AlterField(
            model_name="webhookevent",
            name="due_at",
            field=models.DateTimeField(null=True, verbose_name="due"),
        ),
        migrations.AlterField(
            model_name="webhookevent",
            name="event_id",
            field=models.CharField(max_length=80, unique=True, verbose_name="event"),
        ),
        migrations.AlterField(
            model_name="webhookevent",
            name="last_error",
            field=models.CharField(blank=True, max_length=200, verbose_name="last error"),
        ),
        migrations.AlterField(
            model_name="webhookevent",
            name="object_id",
            field=models.CharField(max_length=80, verbose_name="about"),
        ),
        migrations.AlterField(
            model_name="webhookevent",
            name="processed_at",
            field=models.DateTimeField(null=True, verbose_name="worked off"),
        ),
        migrations.AlterField(
            model_name="webhookevent",
            name="received_at",
            field=models.DateTimeField(auto_now_add=True, verbose_name="received"),
        ),
        migrations.AlterField(
            model_name="webhookevent",
            name="type",
            field=models.CharField(max_length=60, verbose_name="type"),
        ),
    ]
