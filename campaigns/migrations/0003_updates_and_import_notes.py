import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import campaigns.localized
import campaigns.public_ids

# What was sent to review stays as it was sent: the reviewer approves the very words that were read.
FROZEN = """
    CREATE FUNCTION update_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.state = 'draft' OR (NEW.title, NEW.text, NEW.kind, NEW.campaign_id, NEW.author_id)
            IS DISTINCT FROM (OLD.title, OLD.text, OLD.kind, OLD.campaign_id, OLD.author_id) THEN
            RAISE EXCEPTION 'an update is frozen once it is in review';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER update_frozen BEFORE UPDATE ON campaigns_update
    FOR EACH ROW WHEN (OLD.state <> 'draft') EXECUTE FUNCTION update_is_frozen();
"""
THAWED = """
    DROP TRIGGER update_frozen ON campaigns_update;
    DROP FUNCTION update_is_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0002_first_categories"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="import_note",
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
        migrations.CreateModel(
            name="Update",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=campaigns.public_ids.campaign_id,
                        editable=False,
                        max_length=10,
                        unique=True,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("news", "news"), ("report", "closing report")],
                        default="news",
                        help_text="A closing report stands above the budget of a closed campaign.",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("title", campaigns.localized.LocalizedText(default=dict, verbose_name="title")),
                (
                    "text",
                    campaigns.localized.LocalizedText(
                        default=dict,
                        help_text="Markdown: headings, lists, quotes, links.",
                        verbose_name="text",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("submitted", "waiting for review"),
                            ("approved", "approved"),
                            ("rejected", "changes asked"),
                            ("recalled", "taken back"),
                            ("replaced", "replaced"),
                            ("withdrawn", "taken down"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("findings", models.JSONField(blank=True, default=list, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("submitted_at", models.DateTimeField(editable=False, null=True)),
                ("decided_at", models.DateTimeField(editable=False, null=True)),
                ("note", models.TextField(blank=True, editable=False)),
                ("published_on", models.DateField(editable=False, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="updates",
                        to="campaigns.campaign",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "previous",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successor",
                        to="campaigns.update",
                    ),
                ),
            ],
            options={
                "verbose_name": "update",
                "verbose_name_plural": "updates",
                "ordering": ["-created_at"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "approved")),
                        fields=["campaign", "-published_on"],
                        name="update_timeline",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["approved", "replaced", "withdrawn"]), _negated=True
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("published_on__isnull", False),
                                models.Q(("decided_by", models.F("author")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="update_approved_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "rejected"), _negated=True),
                            models.Q(
                                ("decided_by__isnull", False), models.Q(("note", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="update_rejected_with_note",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "draft"), ("submitted_at__isnull", True)),
                            models.Q(
                                models.Q(("state", "draft"), _negated=True),
                                ("submitted_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="update_draft_has_no_review",
                    ),
                ],
            },
        ),
        migrations.RunSQL(sql=FROZEN, reverse_sql=THAWED),
    ]
