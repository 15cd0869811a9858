from django.db import migrations

CATEGORIES = [
    (
        "resettlement",
        "Starting over abroad",
        "Новы пачатак за мяжой",
        "Новое начало за границей",
        "Nowy początek za granicą",
    ),
    ("family", "Family", "Сям’я", "Семья", "Rodzina"),
    ("health", "Health", "Здароўе", "Здоровье", "Zdrowie"),
    ("training", "Training and work", "Вучоба і праца", "Учёба и работа", "Nauka i praca"),
    (
        "legal",
        "Legal help",
        "Юрыдычная дапамога",
        "Юридическая помощь",
        "Pomoc prawna",
    ),
]


def add_categories(apps, schema_editor):
    Category = apps.get_model("campaigns", "Category")
    for position, (slug, en, be, ru, pl) in enumerate(CATEGORIES, start=1):
        Category.objects.get_or_create(
            slug=slug,
            defaults={"position": position, "name": {"en": en, "be": be, "ru": ru, "pl": pl}},
        )


class Migration(migrations.Migration):
    """A new site has something to choose from; staff may change all of it.

    Going back leaves the categories: a campaign may use them.
    """

    dependencies = [("campaigns", "0001_initial")]
    operations = [migrations.RunPython(add_categories, migrations.RunPython.noop)]
