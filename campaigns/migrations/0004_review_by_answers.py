import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.fields.json
from django.conf import settings
from django.db import migrations, models

# What earlier rows would have said: approving needed every box and a word on what was found, and
# nobody but its caseworker could write in a draft.
KNOWN = """
    INSERT INTO campaigns_campaign_editors (campaign_id, user_id)
    SELECT id, owner_id FROM campaigns_campaign;
    UPDATE campaigns_campaign SET withdrawn_at = now() WHERE status = 'withdrawn';
    UPDATE campaigns_revision r SET
        editors = ARRAY(SELECT DISTINCT unnest(ARRAY[r.submitted_by_id, c.owner_id])),
        content = r.content || jsonb_build_object('closing', jsonb_build_object(
            'rule', c.closing_rule, 'ends_at', c.ends_at, 'time_zone', c.time_zone
        ))
    FROM campaigns_campaign c WHERE c.id = r.campaign_id;
    UPDATE campaigns_revision r SET
        checked = '["alias", "documents", "budget", "relatives", "picture", "consent"]',
        findings = (
            SELECT coalesce(jsonb_agg(found || jsonb_build_object(
                'answer', CASE found->>'severity' WHEN 'block' THEN 'false_alarm'
                    ELSE 'accepted' END,
                'reason', r.note
            )), '[]') FROM jsonb_array_elements(r.findings) AS found
        )
    WHERE state = 'approved';
    -- The keys of new rows are checked now, or the table could not be altered below.
    SET CONSTRAINTS ALL IMMEDIATE;
"""

# After the row's own constraints, so that each of them still speaks for itself.
KEPT = """
    CREATE FUNCTION campaigns_revision_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF (NEW.campaign_id, NEW.number, NEW.content, NEW.goal_cents, NEW.currency,
                NEW.submitted_by_id, NEW.submitted_at, NEW.editors)
            IS DISTINCT FROM (OLD.campaign_id, OLD.number, OLD.content, OLD.goal_cents,
                OLD.currency, OLD.submitted_by_id, OLD.submitted_at, OLD.editors)
        THEN
            RAISE integrity_constraint_violation USING
                MESSAGE = 'revision_frozen: what was submitted stays as it was';
        END IF;
        IF OLD.state <> 'submitted' AND (
            (NEW.decided_by_id, NEW.decided_at, NEW.findings, NEW.checked, NEW.note)
                IS DISTINCT FROM
                (OLD.decided_by_id, OLD.decided_at, OLD.findings, OLD.checked, OLD.note)
            OR NEW.state <> OLD.state
                AND (OLD.state <> 'scheduled' OR NEW.state NOT IN ('approved', 'recalled'))
        ) THEN
            RAISE integrity_constraint_violation USING
                MESSAGE = 'revision_decided_once: a decision stands';
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER revision_kept AFTER UPDATE ON campaigns_revision
    FOR EACH ROW EXECUTE FUNCTION campaigns_revision_is_kept();

    CREATE FUNCTION campaigns_restored_by_two() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT EXISTS (
            SELECT FROM campaigns_restoration WHERE campaign_id = NEW.id
            AND confirmed_by_id IS NOT NULL AND proposed_at >= OLD.withdrawn_at
        ) THEN
            RAISE integrity_constraint_violation USING
                MESSAGE = 'campaign_restored_by_two: a take-down is undone by two people';
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER campaign_restored AFTER UPDATE ON campaigns_campaign
    FOR EACH ROW WHEN (OLD.status = 'withdrawn' AND NEW.status <> 'withdrawn')
    EXECUTE FUNCTION campaigns_restored_by_two();

    CREATE FUNCTION campaigns_shows_what_was_approved() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT EXISTS (
            SELECT FROM campaigns_revision WHERE id = NEW.live_revision_id
            AND campaign_id = NEW.id AND state = 'approved'
        ) THEN
            RAISE integrity_constraint_violation USING
                MESSAGE = 'campaign_shows_approved: only its own approved text is public';
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER campaign_shows_approved AFTER INSERT OR UPDATE OF live_revision_id
    ON campaigns_campaign FOR EACH ROW WHEN (NEW.live_revision_id IS NOT NULL)
    EXECUTE FUNCTION campaigns_shows_what_was_approved();
"""
NOT_KEPT = """
    DROP TRIGGER revision_kept ON campaigns_revision;
    DROP FUNCTION campaigns_revision_is_kept();
    DROP TRIGGER campaign_restored ON campaigns_campaign;
    DROP FUNCTION campaigns_restored_by_two();
    DROP TRIGGER campaign_shows_approved ON campaigns_campaign;
    DROP FUNCTION campaigns_shows_what_was_approved();
"""


class Migration(migrations.Migration):
    """Answers, editors, hours and comments; and what nobody may change any more."""

    dependencies = [
        ("campaigns", "0003_updates_and_import_notes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=20, verbose_name="about")),
                ("text", models.TextField(max_length=4000, verbose_name="comment")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "comment",
                "verbose_name_plural": "comments",
                "ordering": ["created_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PreviewLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "preview link",
                "verbose_name_plural": "preview links",
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Restoration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField()),
                ("proposed_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "restoration",
                "verbose_name_plural": "restorations",
                "ordering": ["-proposed_at"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="revision",
            name="revision_one_in_review",
        ),
        migrations.RemoveConstraint(
            model_name="revision",
            name="revision_approved_by_another",
        ),
        migrations.AddField(
            model_name="campaign",
            name="editors",
            field=models.ManyToManyField(
                editable=False, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="campaign",
            name="withdrawn_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="revision",
            name="checked",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="revision",
            name="editors",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="held_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="revision",
            name="held_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="publish_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="revision",
            name="state",
            field=models.CharField(
                choices=[
                    ("submitted", "waiting for review"),
                    ("scheduled", "approved, waits for its time"),
                    ("approved", "approved"),
                    ("rejected", "changes asked"),
                    ("recalled", "taken back"),
                ],
                default="submitted",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AddIndex(
            model_name="revision",
            index=models.Index(
                django.db.models.fields.json.KeyTextTransform(
                    "key", django.db.models.fields.json.KeyTransform("picture", "content")
                ),
                name="revision_picture",
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="author",
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="revision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="comments",
                to="campaigns.revision",
            ),
        ),
        migrations.AddField(
            model_name="previewlink",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="previewlink",
            name="revision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="preview_links",
                to="campaigns.revision",
            ),
        ),
        migrations.AddField(
            model_name="restoration",
            name="campaign",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="restorations",
                to="campaigns.campaign",
            ),
        ),
        migrations.AddField(
            model_name="restoration",
            name="confirmed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="restoration",
            name="dropped_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="restoration",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "withdrawn"), ("withdrawn_at__isnull", False)),
                    models.Q(
                        models.Q(("status", "withdrawn"), _negated=True),
                        ("withdrawn_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="campaign_withdrawn_has_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["submitted", "scheduled"])),
                fields=("campaign",),
                name="revision_one_in_review",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("approved", "scheduled")), _negated=True),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        models.Q(("decided_by", models.F("submitted_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="revision_approved_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("approved", "scheduled")), _negated=True),
                    models.Q(
                        models.Func(
                            models.F("decided_by"),
                            models.F("editors"),
                            arg_joiner=" = ANY (",
                            output_field=models.BooleanField(),
                            template="%(expressions)s)",
                        ),
                        _negated=True,
                    ),
                    _connector="OR",
                ),
                name="revision_approved_by_no_editor",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("approved", "scheduled")), _negated=True),
                    models.Q(("checked", []), _negated=True),
                    _connector="OR",
                ),
                name="revision_approved_when_checked",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("approved", "scheduled")), _negated=True),
                    models.Func(
                        models.F("findings"),
                        output_field=models.BooleanField(),
                        template='jsonb_array_length(%(expressions)s) = jsonb_array_length(\n    jsonb_path_query_array(%(expressions)s, \'$[*] ? (\n        @.severity != "block" && @.answer == "false_alarm"\n        || @.severity != "block" && @.answer == "accepted" && @.reason like_regex "[^ ]"\n        || @.severity == "block" && @.answer == "false_alarm" && @.reason like_regex "[^ ]"\n    )\'))',
                    ),
                    _connector="OR",
                ),
                name="revision_findings_answered",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "scheduled"), _negated=True),
                    ("publish_at__isnull", False),
                    _connector="OR",
                ),
                name="revision_scheduled_has_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="restoration",
            constraint=models.UniqueConstraint(
                condition=models.Q(("settled_at__isnull", True)),
                fields=("campaign",),
                name="restoration_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="restoration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by__isnull", True),
                    models.Q(("confirmed_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="restoration_confirmed_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="restoration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_by", None), ("dropped_by", None), ("settled_at", None)),
                    models.Q(
                        ("confirmed_by__isnull", False),
                        ("dropped_by", None),
                        ("settled_at__isnull", False),
                    ),
                    models.Q(
                        ("confirmed_by", None),
                        ("dropped_by__isnull", False),
                        ("settled_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="restoration_settled_once",
            ),
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
    ]
