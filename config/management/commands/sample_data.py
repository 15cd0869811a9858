"""Many campaigns and gifts at once, for benchmarks."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone

from accounts.command_line import BadUsage
from accounts.models import User
from accounts.roles import CASEWORKER, MODERATOR
from campaigns import brief, totals
from campaigns.models import BudgetLine, Campaign
from campaigns.public_ids import ALPHABET
from config import sample_review
from donations import summaries
from donations.models import Donation, LedgerEntry

CAST = {
    CASEWORKER: ("sample-caseworker@example.org", "Sample caseworker"),
    MODERATOR: ("sample-moderator@example.org", "Sample moderator"),
}
# Booked in steps of so many, so that no statement meets the time-out of the site's connections.
AT_A_TIME = 10_000
PERIOD = timedelta(days=365)
TIME_TO_PAY = timedelta(minutes=2)
LEAST_CENTS, USUAL_CENTS, MOST_CENTS = 2_00, 35_00, 1_000_00
CODE_LENGTH = 8
# Has no factor in common with the number of codes: counting in steps of it meets each code once.
CODE_STEP = 314_159_265_359

# What happened to each gift, in the order in which it would be booked: its payment, Stripe's fee
# of 1.5 % and 25 cents, and for one in fifty its refund. Position and hashes are the trigger's.
BOOK = """
    INSERT INTO donations_ledgerentry (
        kind, source_id, amount_cents, effective_at, booked_at, campaign_id, donation_id, about_id,
        account, currency, note, position, previous_hash, hash
    ) {rows}
"""
GIFTS = """
    SELECT 'gift', intent_id, amount_cents, paid_at, paid_at, campaign_id, id, NULL::bigint,
        'campaign', 'EUR', '', 0, '', ''
    FROM donations_donation WHERE id BETWEEN %s AND %s AND status = 'paid' ORDER BY id
"""
AFTER = """
    SELECT '{kind}', '{prefix}' || source_id, -({cents}), effective_at, booked_at,
        campaign_id, donation_id, id, 'campaign', 'EUR', '', 0, '', ''
    FROM donations_ledgerentry
    WHERE donation_id BETWEEN %s AND %s AND kind = 'gift' AND {which} ORDER BY id
"""
STEPS = [
    GIFTS,
    AFTER.format(kind="fee", prefix="txn_", cents="25 + amount_cents * 15 / 1000", which="true"),
    AFTER.format(kind="refund", prefix="re_", cents="amount_cents", which="donation_id %% 50 = 0"),
]


class Command(BaseCommand):
    help = "Fill a development database with campaigns and gifts, for benchmarks."

    def add_arguments(self, parser):
        parser.add_argument("--campaigns", type=int, required=True, metavar="N")
        parser.add_argument("--gifts", type=int, required=True, metavar="M", help="of them all")
        parser.add_argument("--seed", type=int, default=1, help="the same sums each time")

    def handle(self, *args, **options):
        if not settings.DEBUG:
            raise BadUsage("sample_data invents gifts: only with DEBUG on.")
        if options["campaigns"] < 1 or options["gifts"] < 0:
            raise BadUsage("sample_data needs at least one campaign and no fewer than no gifts.")
        chance = random.Random(options["seed"])  # noqa: S311 - nothing is kept secret by it
        with transaction.atomic():
            campaigns = publish(options["campaigns"], chance)
            first = reserve(options["gifts"])
            copy_donations(gifts(campaigns, options["gifts"], first, chance))
            for start in range(first, first + options["gifts"], AT_A_TIME):
                book(start, min(start + AT_A_TIME, first + options["gifts"]) - 1)
            move_totals(campaigns)
            summaries.rebuild(campaigns)
        self.stdout.write(f"campaigns: {len(campaigns)}, gifts: {options['gifts']}")


def publish(number: int, chance: random.Random) -> list[int]:
    """So many campaigns, through review; gives their primary keys."""
    owner, moderator = (colleague(role) for role in CAST)
    return [publish_one(place, owner, moderator, chance) for place in range(1, number + 1)]


def colleague(role: str) -> User:
    """The colleague of this role whom samples are signed by. Nobody can log in as they."""
    email, work_name = CAST[role]
    user, created = User.objects.get_or_create(
        email=email, defaults={"work_name": work_name, "is_staff": True}
    )
    if created:
        user.set_unusable_password()
        user.save()
        user.groups.set([Group.objects.get(name=role)])
    return user


def publish_one(place: int, owner: User, moderator: User, chance: random.Random) -> int:
    campaign = Campaign.objects.create(
        owner=owner,
        title={"en": f"A new beginning, number {place}"},
        summary={"en": "Some months of rent and a course, until the first wage."},
        story={"en": "A bag, a bus, and a town without friends.\n\nWhat is needed is **a roof**."},
        brief={question.name: "As in every sample." for question in brief.QUESTIONS},
    )
    for position, what in enumerate(["Rent", "A language course", "Tools"], start=1):
        BudgetLine.objects.create(
            campaign=campaign,
            position=position,
            label={"en": what},
            amount_cents=chance.randint(5, 50) * 100_00,
        )
    sample_review.publish(campaign, author=owner, reviewer=moderator)
    return campaign.pk


def reserve(number: int) -> int:
    """The first of so many primary keys in a row that no donation has, had or will have."""
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT min(id), max(id) FROM (SELECT "
                "nextval(pg_get_serial_sequence('donations_donation', 'id')) AS id "
                "FROM generate_series(1, %s)) AS reserved",
                [max(number, 1)],
            )
            first, last = cursor.fetchone()
            # A donor who gives meanwhile takes one from the middle.
            if last - first + 1 == max(number, 1):
                return first


def gifts(campaigns: list[int], number: int, first: int, chance: random.Random) -> Iterator[dict]:
    """Rows of paid donations, spread over a year; a few campaigns get most of them."""
    weights = [1 / place for place in range(1, len(campaigns) + 1)]
    begin = timezone.now() - PERIOD
    for pk, campaign in enumerate(chance.choices(campaigns, weights, k=number), start=first):
        cents = int(chance.expovariate(1 / USUAL_CENTS))
        yield donation(
            pk,
            campaign,
            cents=min(max(cents, LEAST_CENTS), MOST_CENTS),
            paid_at=begin + PERIOD * (pk - first) / number,
        )


def donation(pk: int, campaign: int, *, cents: int, paid_at: datetime) -> dict:
    """One row, by column; ids follow from the primary key, so that no two are the same."""
    code = in_letters(pk * CODE_STEP % len(ALPHABET) ** CODE_LENGTH, CODE_LENGTH).upper()
    return {
        "id": pk,
        "public_id": in_letters(pk, 22),
        "receipt_code": f"{code[:4]}-{code[4:]}",
        "campaign_id": campaign,
        "amount_cents": cents,
        "currency": "EUR",
        "status": Donation.Status.PAID.value,
        "flag": "",
        "locale": "en",
        "statement": "GIFT",
        "created_at": paid_at - TIME_TO_PAY,
        "paid_at": paid_at,
        "session_id": f"cs_sample_{pk}",
        "attempt": 1,
        "attempt_at": paid_at - TIME_TO_PAY,
        "checkout_url": "",
        "intent_id": f"pi_sample_{pk}",
        "livemode": False,
    }


def in_letters(number: int, length: int) -> str:
    """A number in the letters of our public ids."""
    letters = ""
    for _ in range(length):
        number, place = divmod(number, len(ALPHABET))
        letters = ALPHABET[place] + letters
    return letters


def copy_donations(rows: Iterator[dict]) -> None:
    columns = list(donation(1, 1, cents=1, paid_at=timezone.now()))
    copying = f"COPY donations_donation ({', '.join(columns)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(copying) as copy:
        for row in rows:
            copy.write_row(list(row.values()))


def book(first: int, last: int) -> None:
    """Book the donations with these primary keys, both included."""
    with connection.cursor() as cursor:
        for rows in STEPS:
            cursor.execute(BOOK.format(rows=rows), [first, last])


def move_totals(campaigns: list[int]) -> None:
    """Show what was booked. Campaigns are ours alone until the end of the transaction."""
    raised = Sum("amount_cents", filter=Q(kind__in=LedgerEntry.RAISED))
    count = Count("pk", filter=Q(kind=LedgerEntry.Kind.GIFT))
    booked = LedgerEntry.objects.filter(campaign__in=campaigns).order_by().values("campaign")
    for row in booked.annotate(cents=raised, gifts=count):
        totals.add(row["campaign"], cents=row["cents"], gifts=row["gifts"])
