from django.db import migrations, models


class Migration(migrations.Migration):
    """What pages call the fields, so that translators reach it. Changes no table."""

    dependencies = [
        ("accounts", "0007_fold_letters"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notice",
            name="attempts",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="attempts"),
        ),
        migrations.AlterField(
            model_name="notice",
            name="due_at",
            field=models.DateTimeField(blank=True, default=None, null=True, verbose_name="due"),
        ),
        migrations.AlterField(
            model_name="notice",
            name="last_error",
            field=models.CharField(blank=True, max_length=200, verbose_name="last error"),
        ),
        migrations.AlterField(
            model_name="notice",
            name="locale",
            field=models.CharField(default="en", max_length=8, verbose_name="language"),
        ),
        migrations.AlterField(
            model_name="notice",
            name="queued_at",
            field=models.DateTimeField(auto_now_add=True, verbose_name="queued"),
        ),
        migrations.AlterField(
            model_name="notice",
            name="sent_at",
            field=models.DateTimeField(null=True, verbose_name="sent"),
        ),
        migrations.AlterField(
            model_name="notice",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "queued"),
                    ("sent", "sent"),
                    ("failed", "failed"),
                    ("cancelled", "cancelled"),
                ],
                default="queued",
                max_length=12,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="template",
            field=models.CharField(max_length=60, verbose_name="letter"),
        ),
    ]
