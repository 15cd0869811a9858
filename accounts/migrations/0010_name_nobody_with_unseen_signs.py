from django.db import migrations, models

from accounts.names import validate_name


class Migration(migrations.Migration):
    """Refuse names that cannot be read; changes nothing in the database."""

    dependencies = [("accounts", "0009_forget_old_entries")]

    operations = [
        migrations.AlterField(
            model_name="invitation",
            name="work_name",
            field=models.CharField(
                help_text="What colleagues will see.",
                max_length=80,
                validators=[validate_name],
                verbose_name="work name",
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="work_name",
            field=models.CharField(
                blank=True,
                help_text="What colleagues see.",
                max_length=80,
                validators=[validate_name],
                verbose_name="work name",
            ),
        ),
    ]
