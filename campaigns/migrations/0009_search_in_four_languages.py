from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

# Both extensions are "trusted": the owner of a database may create them.
EXTENSIONS = """
    CREATE EXTENSION IF NOT EXISTS unaccent;
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
"""

# Without marks and capitals, so that "Łódź" is "lodz" and "ёлка" is "елка". PostgreSQL calls
# unaccent changeable because its rules could be edited; whoever does that makes the index anew.
PLAIN = """
    CREATE FUNCTION campaigns_plain(said text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT AS $$
        SELECT lower(unaccent(said))
    $$;
"""

# A content has the shape of campaigns/snapshot.py.
WORDS = """
    CREATE FUNCTION campaigns_short_texts(content jsonb, language text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT AS $$
        SELECT concat_ws(
            ' ',
            content #>> ARRAY['title', language],
            content #>> ARRAY['hero_name', language],
            content #>> ARRAY['summary', language],
            (
                SELECT string_agg(line #>> ARRAY['label', language], ' ')
                FROM jsonb_array_elements(content -> 'lines') AS line
            )
        )
    $$;

    CREATE FUNCTION campaigns_all_texts(content jsonb, language text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT AS $$
        SELECT campaigns_plain(concat_ws(
            ' ',
            campaigns_short_texts(content, language),
            content #>> ARRAY['story', language]
        ))
    $$;
"""

# PostgreSQL knows the endings of English and Russian; Belarusian and Polish words are found by
# their beginnings.
VECTOR = """
    CREATE FUNCTION campaigns_search_vector(content jsonb) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT AS $$
        SELECT to_tsvector('pg_catalog.english', campaigns_all_texts(content, 'en'))
            || to_tsvector('pg_catalog.russian', campaigns_all_texts(content, 'ru'))
            || to_tsvector('pg_catalog.simple', campaigns_all_texts(content, 'be'))
            || to_tsvector('pg_catalog.simple', campaigns_all_texts(content, 'pl'))
    $$;
"""

QUERY = """
    CREATE FUNCTION campaigns_search_query(asked text) RETURNS tsquery
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT AS $$
        SELECT plainto_tsquery('pg_catalog.english', campaigns_plain(asked))
            || plainto_tsquery('pg_catalog.russian', campaigns_plain(asked))
            || to_tsquery('pg_catalog.simple', string_agg(word || ':*', ' & '))
        FROM regexp_split_to_table(campaigns_plain(asked), '[^[:alnum:]]+') AS word
        WHERE word <> ''
    $$;
"""

# What a misspelled word is compared with. A row keeps it, for comparing takes the most of a search
# and this would take more.
SHORT = """
    CREATE FUNCTION campaigns_search_words(content jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT AS $$
        SELECT campaigns_plain(string_agg(campaigns_short_texts(content, language), ' '))
        FROM unnest(ARRAY['en', 'be', 'ru', 'pl']) AS language
    $$;
"""

GONE = """
    DROP FUNCTION campaigns_search_words;
    DROP FUNCTION campaigns_search_query;
    DROP FUNCTION campaigns_search_vector;
    DROP FUNCTION campaigns_all_texts;
    DROP FUNCTION campaigns_short_texts;
    DROP FUNCTION campaigns_plain;
"""


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0008_totals_in_steps")]

    operations = [
        migrations.RunSQL(EXTENSIONS, migrations.RunSQL.noop),
        migrations.RunSQL(PLAIN + WORDS + VECTOR + QUERY + SHORT, GONE),
        migrations.AddField(
            model_name="revision",
            name="search_words",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(models.F("content"), function="campaigns_search_words"),
                output_field=models.TextField(),
            ),
        ),
        migrations.AddIndex(
            model_name="revision",
            index=GinIndex(
                models.Func(models.F("content"), function="campaigns_search_vector"),
                name="revision_search",
            ),
        ),
    ]
