import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """What pages call the fields, so that translators reach it. Changes no table."""

    dependencies = [
        ("campaigns", "0009_search_in_four_languages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="campaign",
            name="closed_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="closed"),
        ),
        migrations.AlterField(
            model_name="campaign",
            name="closed_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("goal", "goal reached"),
                    ("date", "last day over"),
                    ("hand", "closed by hand"),
                ],
                editable=False,
                max_length=10,
                verbose_name="why it closed",
            ),
        ),
        migrations.AlterField(
            model_name="campaign",
            name="created_at",
            field=models.DateTimeField(auto_now_add=True, verbose_name="begun"),
        ),
        migrations.AlterField(
            model_name="campaign",
            name="ends_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="last day over"),
        ),
        migrations.AlterField(
            model_name="campaign",
            name="published_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="published"),
        ),
        migrations.AlterField(
            model_name="campaign",
            name="withdrawn_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="taken down"),
        ),
        migrations.AlterField(
            model_name="revision",
            name="campaign",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="revisions",
                to="campaigns.campaign",
                verbose_name="campaign",
            ),
        ),
        migrations.AlterField(
            model_name="revision",
            name="decided_at",
            field=models.DateTimeField(null=True, verbose_name="decided"),
        ),
        migrations.AlterField(
            model_name="revision",
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
            model_name="revision",
            name="goal_cents",
            field=models.PositiveIntegerField(verbose_name="goal"),
        ),
        migrations.AlterField(
            model_name="revision",
            name="held_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="in the hands of",
            ),
        ),
        migrations.AlterField(
            model_name="revision",
            name="note",
            field=models.TextField(blank=True, verbose_name="note"),
        ),
        migrations.AlterField(
            model_name="revision",
            name="number",
            field=models.PositiveIntegerField(verbose_name="number"),
        ),
        migrations.AlterField(
            model_name="revision",
            name="publish_at",
            field=models.DateTimeField(null=True, verbose_name="goes public"),
        ),
        migrations.AlterField(
            model_name="revision",
            name="submitted_at",
            field=models.DateTimeField(auto_now_add=True, verbose_name="sent"),
        ),
        migrations.AlterField(
            model_name="revision",
            name="submitted_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="author",
            ),
        ),
        migrations.AlterField(
            model_name="update",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="author",
            ),
        ),
        migrations.AlterField(
            model_name="update",
            name="campaign",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="updates",
                to="campaigns.campaign",
                verbose_name="campaign",
            ),
        ),
        migrations.AlterField(
            model_name="update",
            name="created_at",
            field=models.DateTimeField(auto_now_add=True, verbose_name="begun"),
        ),
        migrations.AlterField(
            model_name="update",
            name="decided_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="decided"),
        ),
        migrations.AlterField(
            model_name="update",
            name="decided_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AlterField(
            model_name="update",
            name="note",
            field=models.TextField(blank=True, editable=False, verbose_name="note"),
        ),
        migrations.AlterField(
            model_name="update",
            name="published_on",
            field=models.DateField(editable=False, null=True, verbose_name="day"),
        ),
        migrations.AlterField(
            model_name="update",
            name="submitted_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="sent"),
        ),
    ]
