"""Who works here, a campaign the world can see, and a Stripe that moves no money."""

import math
import secrets
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module

import hypothesis
import pytest
from django.apps import apps
from django.conf import settings as project_settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.db import connection
from django.db.models import QuerySet
from django.db.models.signals import post_migrate
from django.test import Client
from django.utils import translation

from accounts import limits, roles
from accounts.models import User
from campaigns import choices, moderation, restorations, same_alias
from campaigns.findings import ACCEPTED
from campaigns.models import Campaign, Choice
from donations import checkout, counting, reconciliation, throttle
from donations.models import Donation
from donations.standin.account import Account
from donations.standin.faults import Faults
from donations.standin.server import StandIn
from tests.factories import PASSWORD, CampaignFactory

# No clock decides here either: on a busy machine any example may be slow.
hypothesis.settings.register_profile(
    "suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("suite")


NOT_TRUNCATED = {
    "donations_ledgerentry": "ledger_not_truncated",
    "accounts_auditentry": "audit_not_truncated",
    "accounts_auditlink": "audit_link_not_truncated",
    "campaigns_choice": "choice_not_truncated",
}


def pytest_configure(config):
    config.addinivalue_line(
        "markers", "books_differ: breaks the books on purpose, so they are not compared afterwards"
    )


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database, with its roles and categories; also after a test that emptied it."""
    first_categories = import_module("campaigns.migrations.0002_first_categories")

    def fill(**kwargs):
        roles.sync_roles()
        first_categories.add_categories(apps, None)

    with django_db_blocker.unblock():
        fill()
        # Between tests every table is emptied, which the ledger and the audit log refuse.
        with connection.cursor() as cursor:
            for table, trigger in NOT_TRUNCATED.items():
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
    # Emptying the tables brings the permissions back by this signal; donations come last.
    post_migrate.connect(fill, sender=apps.get_app_config("donations"), weak=False)


@pytest.fixture(scope="session", autouse=True)
def media_root(tmp_path_factory):
    """Pictures of the whole run go to a folder of their own."""
    project_settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")
    return project_settings.MEDIA_ROOT


@pytest.fixture(autouse=True)
def books_agree(request):
    """After every test that touched the database, totals and donations equal the ledger."""
    marked = request.node.get_closest_marker("django_db")
    if not marked and not {"db", "transactional_db", "live_server"} & set(request.fixturenames):
        yield
        return
    # Asked for here, so that the database is still open when we look.
    request.getfixturevalue("db")
    yield
    if not request.node.get_closest_marker("books_differ") and has_books():
        assert reconciliation.check_books() == []


def has_books() -> bool:
    """Whether anything is there that could disagree. In most tests nobody gives."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM donations_donation)"
            " OR EXISTS (SELECT FROM donations_ledgerentry)"
            " OR EXISTS (SELECT FROM donations_daysummary)"
            " OR EXISTS (SELECT FROM campaigns_campaigntotal"
            " WHERE raised_cents <> 0 OR gift_count <> 0)"
        )
        return cursor.fetchone()[0]


@pytest.fixture(autouse=True)
def nobody_came_before(monkeypatch):
    """The limits on attempts count what this test does, and nothing of those before it."""
    monkeypatch.setattr(counting, "PREFIX", f"test-{secrets.token_hex(8)}")
    monkeypatch.setattr(limits, "PREFIX", f"test-{secrets.token_hex(8)}")
    monkeypatch.setattr(throttle, "own", throttle.OwnLimits())


@pytest.fixture(autouse=True)
def nobody_chose_before(monkeypatch):
    """The process knows of no choice by staff, and asks the database once one is made."""
    memory = choices.Memory()
    memory.until = math.inf
    monkeypatch.setattr(choices, "memory", memory)


@pytest.fixture(autouse=True)
def nothing_is_kept():
    """Settings that a test changes are no change of the database, which is what pages wait for."""
    caches["process"].clear()


@pytest.fixture(autouse=True)
def nobody_spoke_before():
    """A request leaves its language to its thread; each test begins in the site's own."""
    translation.deactivate()


@dataclass(frozen=True)
class Staff:
    """The colleagues, each with one role; everybody's password is factories.PASSWORD."""

    caseworker: User
    other_caseworker: User
    moderator: User
    second_moderator: User
    finance: User
    second_finance: User
    administrator: User


@pytest.fixture
def staff(db) -> Staff:
    password = make_password(PASSWORD)
    names = list(Staff.__dataclass_fields__)
    people = User.objects.bulk_create(
        User(
            email=f"{name}@office.example".replace("_", "."),
            work_name=name.replace("_", " ").capitalize(),
            password=password,
            is_staff=True,
        )
        for name in names
    )
    groups = dict(Group.objects.values_list("name", "pk"))
    membership = User.groups.through
    membership.objects.bulk_create(
        membership(user=person, group_id=groups[name.split("_")[-1]])
        for name, person in zip(names, people, strict=True)
    )
    return Staff(*people)


@pytest.fixture
def choose(staff, django_capture_on_commit_callbacks):
    """choose(subject, **value): by staff.administrator, whatever held before; gives the row."""

    def by_the_administrator(subject: str, **value) -> Choice | None:
        last = choices.history(subject).first()
        with django_capture_on_commit_callbacks(execute=True):
            base = last.version if last else 0
            return choices.choose(subject, value, base=base, actor=staff.administrator)

    return by_the_administrator


@pytest.fixture
def draft(staff) -> Campaign:
    """A draft of staff.caseworker over 1 000 euros, ready for review."""
    return CampaignFactory(owner=staff.caseworker)


@pytest.fixture
def publish(staff):
    """publish(campaign): through review by staff.moderator; gives the campaign as it is then."""

    def through_review(campaign: Campaign) -> Campaign:
        revision = moderation.submit(campaign, actor=campaign.owner)
        answers = {
            number: (ACCEPTED, "All campaigns of a test bear one alias.")
            for number, finding in enumerate(revision.findings, start=1)
            if finding["rule"] == same_alias.RULE
        }
        moderation.approve(
            revision, actor=staff.moderator, checklist=moderation.CHECKLIST, answers=answers
        )
        campaign.refresh_from_db()
        return campaign

    return through_review


@pytest.fixture
def restore(staff):
    """restore(campaign): back from its take-down, by two moderators; a draft then."""

    def by_two(campaign: Campaign) -> Campaign:
        restorations.propose(campaign.pk, actor=staff.second_moderator, reason="It was a mistake.")
        return restorations.confirm(campaign.pk, actor=staff.moderator)

    return by_two


@pytest.fixture
def live_campaign(draft, publish) -> Campaign:
    """The draft, reviewed and published. Its goal is 1 000 euros, and it closes by hand."""
    return publish(draft)


@pytest.fixture(scope="session")
def standin_server():
    with StandIn(secret=project_settings.STRIPE_WEBHOOK_SECRETS[0]) as server:
        yield server


@pytest.fixture
def standin(standin_server, settings) -> StandIn:
    """Stripe, on this machine, with an empty account. Its events travel only by `deliver`."""
    standin_server.account = Account()
    standin_server.faults = Faults()
    standin_server.requests.clear()
    settings.STRIPE_API_BASE = standin_server.url
    return standin_server


@pytest.fixture
def begin(standin):
    """begin(campaign, cents=…, email=…): a donation with an open session at the stand-in."""

    def start(campaign: Campaign, cents: int = 50_00, locale: str = "en", **words) -> Donation:
        token = secrets.token_hex(16)
        donation = checkout.start(
            campaign.pk, cents=cents, locale=locale, form_token=token, **words
        )
        return checkout.open_session(donation, host="https://testserver")

    return start


@pytest.fixture
def deliver(standin):
    """deliver(client, *events): signed and posted one by one; gives the last answer."""

    def post(client: Client, *events: dict):
        answer = None
        for event in events:
            body, signature = standin.sign(event)
            answer = client.post(
                "/stripe/webhook/",
                body,
                content_type="application/json",
                headers={"Stripe-Signature": signature},
            )
            assert answer.status_code == 200, answer.content
        return answer

    return post


class Visitor(Client):
    """A browser of the public. No page may leave anything in it that a search could find."""

    def request(self, **request):
        answer = super().request(**request)
        assert not answer.cookies, f"{request['PATH_INFO']} sets {list(answer.cookies)}"
        return answer


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


@pytest.fixture
def without_database(transactional_db):
    """A context in which PostgreSQL takes no connections to our database, as after its crash."""

    @contextmanager
    def lost():
        name = connection.settings_dict["NAME"]
        with connection._nodb_cursor() as outside:
            try:
                outside.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
                outside.execute(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                    "WHERE datname = %s",
                    [name],
                )
                yield
            finally:
                outside.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
        connection.close()

    return lost


@pytest.fixture
def without_locks(monkeypatch):
    """Rows are read, and nobody keeps others away from them."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **kwargs: rows.all())
