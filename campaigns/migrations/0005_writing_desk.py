import re

from django.db import migrations, models

CYRILLIC = re.compile("[А-яЁёІіЎў]")

# The reviewer decided with these answers before them.
KEPT = """
    CREATE FUNCTION campaigns_brief_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE integrity_constraint_violation USING
            MESSAGE = 'revision_brief_frozen: what was answered stays as it was';
    END $$;
    CREATE TRIGGER revision_brief_kept AFTER UPDATE ON campaigns_revision
    FOR EACH ROW WHEN (OLD.brief IS DISTINCT FROM NEW.brief)
    EXECUTE FUNCTION campaigns_brief_is_kept();
"""
NOT_KEPT = """
    DROP TRIGGER revision_brief_kept ON campaigns_revision;
    DROP FUNCTION campaigns_brief_is_kept();
"""

# Every content has the same shape; no word of what was read by anybody changes.
SPELLED = """
    ALTER TABLE campaigns_revision DISABLE TRIGGER revision_kept;
    UPDATE campaigns_revision SET content = content || '{"hero_spellings": {}}';
    ALTER TABLE campaigns_revision ENABLE TRIGGER revision_kept;
"""


def by_language(apps, schema_editor):
    """Put each spelling with the language of an alias that is written in the same letters."""
    for campaign in apps.get_model("campaigns", "Campaign").objects.iterator():
        spellings = {}
        for spelling in campaign.hero_spellings:
            is_cyrillic = bool(CYRILLIC.search(spelling))
            alike = [
                language
                for language, alias in campaign.hero_name.items()
                if bool(CYRILLIC.search(alias)) == is_cyrillic
            ]
            language = [*alike, "ru" if is_cyrillic else "en"][0]
            spellings.setdefault(language, []).append(spelling)
        campaign.hero_spellings = spellings
        campaign.save(update_fields=["hero_spellings"])


def in_one_list(apps, schema_editor):
    for campaign in apps.get_model("campaigns", "Campaign").objects.iterator():
        campaign.hero_spellings = [
            spelling for known in campaign.hero_spellings.values() for spelling in known
        ]
        campaign.save(update_fields=["hero_spellings"])


class Migration(migrations.Migration):
    """Spellings by language, the answers for the reviewer, and when a draft was saved."""

    dependencies = [("campaigns", "0004_review_by_answers")]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="brief",
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="campaign",
            name="draft_saved_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="revision",
            name="brief",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AlterField(
            model_name="campaign",
            name="hero_spellings",
            field=models.JSONField(
                blank=True,
                default=dict,
                editable=False,
                verbose_name="other spellings of the alias",
            ),
        ),
        migrations.RunPython(by_language, in_one_list),
        migrations.RunSQL(SPELLED, migrations.RunSQL.noop),
        migrations.RunSQL(KEPT, NOT_KEPT),
    ]
