from django.db import migrations

# As before, and with an end: what was over long enough may be emptied, as a whole and never
# changed. campaigns/snapshot.py says what an emptied content is.
FORGETTABLE = """
    CREATE FUNCTION campaigns_is_over(campaign bigint, down boolean) RETURNS boolean
    LANGUAGE sql STABLE AS $$
        SELECT EXISTS (
            SELECT FROM campaigns_campaign
            WHERE id = campaign AND (status = 'withdrawn' OR status = 'closed' AND NOT down)
        )
    $$;

    CREATE FUNCTION campaigns_is_emptied(content jsonb, before jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE AS $$
        SELECT content = before || jsonb_build_object(
            'title', '{}'::jsonb, 'summary', '{}'::jsonb, 'story', '{}'::jsonb,
            'hero_name', '{}'::jsonb, 'hero_spellings', '{}'::jsonb, 'picture', null,
            'lines', (
                SELECT coalesce(jsonb_agg(line || '{"label": {}}' ORDER BY place), '[]')
                FROM jsonb_array_elements(before->'lines') WITH ORDINALITY AS of(line, place)
            )
        )
    $$;

    CREATE OR REPLACE FUNCTION campaigns_revision_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF (NEW.campaign_id, NEW.number, NEW.goal_cents, NEW.currency,
                NEW.submitted_by_id, NEW.submitted_at, NEW.editors)
            IS DISTINCT FROM (OLD.campaign_id, OLD.number, OLD.goal_cents,
                OLD.currency, OLD.submitted_by_id, OLD.submitted_at, OLD.editors)
            OR NEW.content IS DISTINCT FROM OLD.content AND NOT (
                campaigns_is_emptied(NEW.content, OLD.content)
                AND campaigns_is_over(NEW.campaign_id, true)
            )
        THEN
            RAISE integrity_constraint_violation USING
                MESSAGE = 'revision_frozen: what was submitted stays as it was';
        END IF;
        IF OLD.state <> 'submitted' AND (
            (NEW.decided_by_id, NEW.decided_at, NEW.checked)
                IS DISTINCT FROM (OLD.decided_by_id, OLD.decided_at, OLD.checked)
            OR (NEW.findings, NEW.note) IS DISTINCT FROM (OLD.findings, OLD.note) AND NOT (
                NEW.findings = '[]' AND NEW.note IN ('', '…')
                AND campaigns_is_over(NEW.campaign_id, false)
            )
            OR NEW.state <> OLD.state
                AND (OLD.state <> 'scheduled' OR NEW.state NOT IN ('approved', 'recalled'))
        ) THEN
            RAISE integrity_constraint_violation USING
                MESSAGE = 'revision_decided_once: a decision stands';
        END IF;
        RETURN NULL;
    END $$;

    CREATE OR REPLACE FUNCTION campaigns_brief_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.brief = '{}' AND campaigns_is_over(NEW.campaign_id, false) THEN
            RETURN NULL;
        END IF;
        RAISE integrity_constraint_violation USING
            MESSAGE = 'revision_brief_frozen: what was answered stays as it was';
    END $$;

    CREATE OR REPLACE FUNCTION update_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.state = 'draft'
            OR (NEW.kind, NEW.campaign_id, NEW.author_id)
                IS DISTINCT FROM (OLD.kind, OLD.campaign_id, OLD.author_id)
            OR (NEW.title, NEW.text) IS DISTINCT FROM (OLD.title, OLD.text) AND NOT (
                NEW.title = '{}' AND NEW.text = '{}' AND campaigns_is_over(NEW.campaign_id, true)
            )
        THEN
            RAISE EXCEPTION 'an update is frozen once it is in review';
        END IF;
        RETURN NEW;
    END $$;
"""


class Migration(migrations.Migration):
    """The words of a campaign that is over can be forgotten; there is no way back to before."""

    dependencies = [("campaigns", "0010_name_the_fields")]
    operations = [migrations.RunSQL(FORGETTABLE)]
