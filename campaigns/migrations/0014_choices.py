import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What was chosen stays as it was, also what was replaced: it is the history.
KEPT = """
    CREATE FUNCTION campaigns_choice_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'what was chosen is append-only'; END $$;

    CREATE TRIGGER choice_append_only BEFORE UPDATE OR DELETE ON campaigns_choice
    FOR EACH ROW EXECUTE FUNCTION campaigns_choice_is_append_only();
    CREATE TRIGGER choice_not_truncated BEFORE TRUNCATE ON campaigns_choice
    FOR EACH STATEMENT EXECUTE FUNCTION campaigns_choice_is_append_only();
"""
LET_GO = """
    DROP TRIGGER choice_not_truncated ON campaigns_choice;
    DROP TRIGGER choice_append_only ON campaigns_choice;
    DROP FUNCTION campaigns_choice_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0013_note_public_changes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Choice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        choices=[
                            ("name", "Organisation’s name"),
                            ("gifts", "Amounts of a gift"),
                            ("urgency", "When a campaign is urgent"),
                            ("statement", "Word on bank statements"),
                            ("giving-safely", "Giving safely"),
                            ("privacy", "What we keep about you"),
                        ],
                        max_length=16,
                        verbose_name="what",
                    ),
                ),
                ("currency", models.CharField(blank=True, max_length=3, verbose_name="currency")),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                ("value", models.JSONField(default=dict)),
                ("chosen_at", models.DateTimeField(auto_now_add=True, verbose_name="when")),
                (
                    "chosen_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
            ],
            options={
                "verbose_name": "choice",
                "verbose_name_plural": "choices",
                "ordering": ["-pk"],
                "default_permissions": ["view", "add"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subject", "currency", "version"), name="choice_version_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1)), name="choice_version_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("subject__in", ["name", "gifts", "urgency", "statement"]),
                            ("subject__in", ["giving-safely", "privacy"]),
                            _connector="OR",
                        ),
                        name="choice_subject_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("subject", "gifts"), ("currency", "EUR")),
                            models.Q(
                                models.Q(("subject", "gifts"), _negated=True), ("currency", "")
                            ),
                            _connector="OR",
                        ),
                        name="choice_currency_of_amounts",
                    ),
                ],
            },
        ),
        migrations.RunSQL(KEPT, LET_GO),
    ]
