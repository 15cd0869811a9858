from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0006_terms_in_every_spelling"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="revision",
            name="revision_findings_answered",
        ),
        migrations.RemoveConstraint(
            model_name="update",
            name="update_findings_answered",
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("approved", "scheduled")), _negated=True),
                    models.Func(
                        models.F("findings"),
                        output_field=models.BooleanField(),
                        template='jsonb_array_length(%(expressions)s) = jsonb_array_length(\n    jsonb_path_query_array(%(expressions)s, \'$[*] ? (\n        @.severity != "block" && @.answer == "false_alarm"\n        || (@.severity != "block" || @.rule == "combination")\n            && @.answer == "accepted" && @.reason like_regex "[^ ]"\n        || @.severity == "block" && @.answer == "false_alarm" && @.reason like_regex "[^ ]"\n    )\'))',
                    ),
                    _connector="OR",
                ),
                name="revision_findings_answered",
            ),
        ),
        migrations.AddConstraint(
            model_name="update",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("approved", "replaced", "withdrawn")), _negated=True),
                    models.Func(
                        models.F("findings"),
                        output_field=models.BooleanField(),
                        template='jsonb_array_length(%(expressions)s) = jsonb_array_length(\n    jsonb_path_query_array(%(expressions)s, \'$[*] ? (\n        @.severity != "block" && @.answer == "false_alarm"\n        || (@.severity != "block" || @.rule == "combination")\n            && @.answer == "accepted" && @.reason like_regex "[^ ]"\n        || @.severity == "block" && @.answer == "false_alarm" && @.reason like_regex "[^ ]"\n    )\'))',
                    ),
                    _connector="OR",
                ),
                name="update_findings_answered",
            ),
        ),
    ]
