import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Our own table of sessions takes the place of Django's, whose rows nobody needs any more."""

    dependencies = [("accounts", "0003_chain_the_audit_log")]

    operations = [
        migrations.CreateModel(
            name="DeskSession",
            fields=[
                ("session_key", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("session_data", models.TextField()),
                ("expire_date", models.DateTimeField(db_index=True)),
                ("factor", models.CharField(blank=True, max_length=20)),
                ("began_at", models.DateTimeField(null=True)),
                ("used_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        help_text="Empty until the log-in is complete.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="desk_sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "default_permissions": [],
            },
        ),
        migrations.RunSQL(
            sql="DROP TABLE IF EXISTS django_session", reverse_sql=migrations.RunSQL.noop
        ),
    ]
