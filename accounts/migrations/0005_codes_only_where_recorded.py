from django.db import migrations, models


class Migration(migrations.Migration):
    """Passkeys are the rule; who may use codes of an app instead is written down per colleague."""

    dependencies = [("accounts", "0004_sessions_know_whose_they_are")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="codes_allowed",
            field=models.BooleanField(
                default=False,
                help_text=(
                    "Codes of an app can be read out to a stranger, a passkey cannot. Only for "
                    "somebody whose browser knows no passkeys."
                ),
                verbose_name="may log in with codes",
            ),
        ),
    ]
