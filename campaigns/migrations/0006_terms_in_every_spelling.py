from django.db import migrations, models


def forget(apps, schema_editor):
    """Digests of the old kind find nothing any more, and the words behind them are nowhere."""
    apps.get_model("campaigns", "ProtectedTerm").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0005_writing_desk")]

    operations = [
        migrations.RunPython(forget, migrations.RunPython.noop, elidable=True),
        migrations.RemoveConstraint("protectedterm", "protected_term_once"),
        migrations.RemoveField("protectedterm", "stem_length"),
        migrations.RemoveField("protectedterm", "kind"),
        migrations.AddField(
            "protectedterm",
            "word",
            models.CharField(max_length=64, default=""),
            preserve_default=False,
        ),
        migrations.AddField("protectedterm", "part", models.PositiveSmallIntegerField(default=1)),
        migrations.AddField("protectedterm", "parts", models.PositiveSmallIntegerField(default=1)),
        migrations.AddConstraint(
            "protectedterm",
            models.UniqueConstraint(
                fields=["campaign", "word", "part", "digest"], name="protected_term_once"
            ),
        ),
    ]
