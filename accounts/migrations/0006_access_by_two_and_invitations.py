import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Invitations, changes of access by two, lockdowns, and letters that carry a secret."""

    dependencies = [
        ("accounts", "0005_codes_only_where_recorded"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("roles", "change of role"),
                            ("factors", "removal of second factors"),
                        ],
                        max_length=10,
                        verbose_name="what",
                    ),
                ),
                ("roles", models.JSONField(default=list, verbose_name="new role")),
                ("note", models.TextField(max_length=1000, verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "proposed"),
                            ("agreed", "agreed"),
                            ("done", "done"),
                            ("dropped", "dropped"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("proposed_at", models.DateTimeField(auto_now_add=True, verbose_name="proposed")),
                ("due_at", models.DateTimeField(null=True, verbose_name="takes effect")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
            ],
            options={
                "verbose_name": "change of access",
                "verbose_name_plural": "changes of access",
                "ordering": ["-pk"],
                "permissions": [("decide_accesschange", "Can decide on changes of access")],
                "default_permissions": ["add", "view"],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                (
                    "work_name",
                    models.CharField(
                        help_text="What colleagues will see.",
                        max_length=80,
                        verbose_name="work name",
                    ),
                ),
                ("role", models.CharField(max_length=20, verbose_name="role")),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("invited_at", models.DateTimeField(auto_now_add=True, verbose_name="invited")),
                ("expires_at", models.DateTimeField(verbose_name="open until")),
                ("accepted_at", models.DateTimeField(null=True, verbose_name="accepted")),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="revoked")),
            ],
            options={
                "verbose_name": "invitation",
                "verbose_name_plural": "invitations",
                "ordering": ["-pk"],
                "default_permissions": ["add", "view"],
            },
        ),
        migrations.CreateModel(
            name="Lockdown",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("began_at", models.DateTimeField(auto_now_add=True, verbose_name="began")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
            ],
            options={
                "verbose_name": "lockdown",
                "verbose_name_plural": "lockdowns",
                "default_permissions": [],
            },
        ),
        migrations.AlterModelOptions(
            name="auditentry",
            options={
                "default_permissions": ["view"],
                "ordering": ["-pk"],
                "permissions": [
                    ("view_own_acts", "Can read the entries about their own acts"),
                    ("export_auditentry", "Can export the audit log"),
                ],
                "verbose_name": "audit entry",
                "verbose_name_plural": "audit log",
            },
        ),
        migrations.RemoveConstraint(
            model_name="notice",
            name="notice_forgets_address",
        ),
        migrations.AddField(
            model_name="notice",
            name="secret",
            field=models.TextField(blank=True),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["actor", "-id"], name="audit_by_actor"),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["action", "-id"], name="audit_by_action"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "queued"), models.Q(("secret", ""), ("to", "")), _connector="OR"
                ),
                name="notice_forgets_address",
            ),
        ),
        migrations.AddField(
            model_name="accesschange",
            name="agreed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="agreed by",
            ),
        ),
        migrations.AddField(
            model_name="accesschange",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="access_changes",
                to=settings.AUTH_USER_MODEL,
                verbose_name="colleague",
            ),
        ),
        migrations.AddField(
            model_name="accesschange",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="proposed by",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="invited_by",
            field=models.ForeignKey(
                help_text="Empty: by a command on the server.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="invited by",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="user",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invitation",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="lockdown",
            constraint=models.UniqueConstraint(
                models.Value(1),
                condition=models.Q(("ended_at", None)),
                name="lockdown_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="accesschange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["agreed", "done"]), _negated=True),
                    models.Q(
                        ("agreed_by__isnull", False),
                        models.Q(("agreed_by", models.F("proposed_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="access_changed_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="accesschange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("agreed_by", None),
                    models.Q(("agreed_by", models.F("person")), _negated=True),
                    _connector="OR",
                ),
                name="access_not_agreed_by_its_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="accesschange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["proposed", "agreed"])),
                fields=("person", "kind"),
                name="access_change_waits_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("email"),
                condition=models.Q(("accepted_at", None), ("revoked_at", None)),
                name="invitation_open_once",
                violation_error_message="There is an open invitation to this address already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("accepted_at", None), ("user", None)),
                    models.Q(
                        ("accepted_at__isnull", False),
                        ("revoked_at", None),
                        ("user__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="invitation_accepted_makes_a_colleague",
            ),
        ),
    ]
