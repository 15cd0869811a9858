import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# A consent is written once and ends once; what was agreed to stays as it was.
KEPT = """
    CREATE FUNCTION campaigns_consent_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.ended_at IS NOT NULL OR (
            to_jsonb(NEW) - '{ended_at,ended_by}'::text[]
            IS DISTINCT FROM to_jsonb(OLD) - '{ended_at,ended_by}'::text[]
        ) THEN
            RAISE integrity_constraint_violation USING
                MESSAGE = 'consent_kept: what was agreed to stays as it was';
        END IF;
        RETURN NULL;
    END $$;

    CREATE TRIGGER consent_kept AFTER UPDATE ON campaigns_consent
    FOR EACH ROW EXECUTE FUNCTION campaigns_consent_is_kept();
"""
LET_GO = """
    DROP TRIGGER consent_kept ON campaigns_consent;
    DROP FUNCTION campaigns_consent_is_kept();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0011_forget_texts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("in_person", "in person"),
                            ("messenger", "by an encrypted messenger"),
                            ("phone", "by telephone"),
                            ("letter", "by letter or e-mail"),
                            ("through", "through a lawyer or a relative"),
                        ],
                        max_length=10,
                        verbose_name="how they agreed",
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("named", "named, with consent"),
                            ("alias", "alias"),
                            ("alias_changed", "alias, and some details changed"),
                        ],
                        max_length=20,
                        verbose_name="what they agreed to",
                    ),
                ),
                ("given_on", models.DateField(verbose_name="day they agreed")),
                ("until", models.DateField(verbose_name="holds until")),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ended_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("withdrawn", "withdrawn"),
                            ("replaced", "replaced by a newer one"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="campaigns.campaign",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "consent",
                "verbose_name_plural": "consents",
                "ordering": ["-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "version"), name="consent_version_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("campaign",),
                        name="consent_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("given_on"))),
                        name="consent_until_after_given",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1)), name="consent_version_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "channel__in",
                                ["in_person", "messenger", "phone", "letter", "through"],
                            )
                        ),
                        name="consent_channel_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("scope__in", ["named", "alias", "alias_changed"])),
                        name="consent_scope_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_by", "")),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ended_by__in", ["withdrawn", "replaced"]),
                            ),
                            _connector="OR",
                        ),
                        name="consent_ended_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.RunSQL(KEPT, LET_GO),
    ]
