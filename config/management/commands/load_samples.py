"""A site to look at: colleagues of each role, and stories that went the whole way."""

import base64
import json
import re
import secrets
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from accounts import factors
from accounts.command_line import BadUsage
from accounts.models import User
from accounts.roles import ADMINISTRATOR, CASEWORKER, FINANCE, MODERATOR
from campaigns import drafts, importer, lifecycle, moderation
from campaigns.models import Campaign, Category
from config import imports, sample_news, sample_review
from donations import ledger, proposals

SAMPLES = settings.BASE_DIR / "samples"
# What the author tells the reviewer of an invented hero.
BRIEF = {
    "who": "A sample: the hero is invented, and so are the papers.",
    "whom": "For nobody: no money of a sample reaches anybody.",
    "buys": "What such things cost in a city of this size, rounded.",
    "delivered": "It would be handed over by the caseworker against a receipt.",
}
CAST = [
    (CASEWORKER, "caseworker@example.org", "Caseworker one"),
    (CASEWORKER, "caseworker2@example.org", "Caseworker two"),
    (MODERATOR, "moderator@example.org", "Moderator one"),
    (MODERATOR, "moderator2@example.org", "Moderator two"),
    (FINANCE, "finance@example.org", "Finance one"),
    (FINANCE, "finance2@example.org", "Finance two"),
    (ADMINISTRATOR, "administrator@example.org", "Administrator"),
]
# "01-bakery.en.txt" and "01-bakery.be.txt" are one story in two languages.
LANGUAGE_IN_NAME = re.compile(r"\.(en|be|ru|pl)$")
# What our own samples get beside their text: category, days to the end, and gifts counted by
# hand (days ago, cents), so that every page and report has something to show.
EXTRAS = {
    "01-first-months": ("resettlement", 43, [(61, 4000), (34, 2500), (9, 5000)]),
    "02-one-suitcase": ("family", 73, []),
    "03-second-trade": ("training", None, [(95, 6000), (66, 3000)]),
    "04-forklift-licence": ("training", 6, [(20, 1000)]),
    "05-treatment-at-home": ("health", 13, [(70, 10000), (41, 1500)]),
    "06-own-workshop": ("training", None, [(30, 12000), (2, 3500)]),
    "07-a-second-chance-to-study": ("training", 28, []),
}
# What their heroes were paid, as their reports tell it: (budget line, cents). What was above the
# goal belongs to no line.
PAYMENTS = {
    "03-second-trade": [(1, 620_00), (2, 1280_00), (3, 1000_00), (None, 110_00)],
}


class Command(BaseCommand):
    help = "Load colleagues and sample stories through import, submission and approval."

    def add_arguments(self, parser):
        parser.add_argument(
            "--stories", metavar="DIR", help="load the texts of this folder instead"
        )
        parser.add_argument("--logins", metavar="FILE", help="write the log-ins as JSON here")

    def handle(self, *args, **options):
        if not settings.DEBUG:
            raise BadUsage("load_samples makes accounts with known passwords: only with DEBUG on.")
        folder = Path(options["stories"] or SAMPLES)
        stories = read_stories(folder)
        self.load_cast(Path(options["logins"]) if options["logins"] else None)
        for name, texts in stories.items():
            news = sample_news.read(folder / "news", name)
            ours = name if folder == SAMPLES else None
            self.load_story(texts, EXTRAS.get(ours), PAYMENTS.get(ours, []), news)

    def load_cast(self, logins: Path | None):
        """Make the colleagues; a file that lists their log-ins keeps them as they are."""
        if (
            logins
            and knows_how_to_log_in(logins)
            and User.objects.filter(email=CAST[0][1]).exists()
        ):
            return
        rows = []
        for role, email, work_name in CAST:
            password, secret = secrets.token_urlsafe(12), codes_secret()
            user = User.objects.filter(email=email).first() or User(email=email)
            user.work_name, user.is_staff, user.is_active = work_name, True, True
            # A passkey lies in somebody's hand; codes can be shown to whoever looks at the demo.
            user.codes_allowed = True
            user.set_password(password)
            user.save()
            user.groups.set([Group.objects.get(name=role)])
            factors.set_up_codes(user, secret)
            rows.append({"role": role, "email": email, "password": password, "totp_secret": secret})
        if logins:
            logins.parent.mkdir(parents=True, exist_ok=True)
            logins.touch(mode=0o600)
            logins.write_text(json.dumps(rows, indent=2) + "\n")
        else:
            for row in rows:
                self.stdout.write("  ".join(row.values()))

    @transaction.atomic
    def load_story(self, texts: list[tuple[str, bytes]], extras, payments, news):
        name, data = texts[0]
        digest = drafts.file_digest(data)
        if imports.already(digest):
            return
        owner = User.objects.get(email=CAST[0][1])
        moderator = User.objects.get(email=CAST[2][1])
        parsed = parse_one(name, data)
        campaign = imports.store(parsed, owner=owner, digest=digest)
        for other_name, other in texts[1:]:
            drafts.add_language(campaign, parse_one(other_name, other))
        campaign.brief = BRIEF
        campaign.save(update_fields=["brief"])
        if extras:
            add_extras(campaign, extras)
        try:
            sample_review.publish(campaign, author=owner, reviewer=moderator)
        except moderation.NotReady as not_ready:
            self.stdout.write(f"{name}: stays a draft. {not_ready}")
            return
        if parsed.closed:
            lifecycle.move(campaign.pk, "close", actor=moderator)
        for words in news:
            sample_news.publish(campaign, words, author=owner, reviewer=moderator)
        pay_out(campaign.pk, payments)
        self.stdout.write(f"{name}: /en/c/{campaign.public_id}/")


def codes_secret() -> str:
    """A secret for an app that shows codes: 20 bytes in base32."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def knows_how_to_log_in(logins: Path) -> bool:
    """Whether the file lists a secret for each colleague; older ones have passwords alone."""
    return logins.is_file() and all("totp_secret" in row for row in json.loads(logins.read_text()))


def read_stories(folder: Path) -> dict[str, list[tuple[str, bytes]]]:
    """The texts of a folder by the name of their story, English first."""
    if not folder.is_dir():
        raise BadUsage(f"{folder} is no folder.")
    groups: dict[str, list[Path]] = {}
    for path in sorted(folder.glob("*.txt")):
        groups.setdefault(LANGUAGE_IN_NAME.sub("", path.stem), []).append(path)
    if not groups:
        raise BadUsage(f"{folder} holds no *.txt.")
    return {
        name: [(path.name, path.read_bytes()) for path in sorted(paths, key=english_first)]
        for name, paths in sorted(groups.items())
    }


def english_first(path: Path) -> tuple[bool, str]:
    return not path.stem.endswith(".en"), path.name


def parse_one(name: str, data: bytes) -> importer.ParsedCampaign:
    try:
        campaigns = importer.parse(importer.read(data))
    except importer.Unreadable as error:
        raise BadUsage(f"{name}: {error}") from None
    if not campaigns:
        raise BadUsage(f"{name}: It holds no story.")
    return campaigns[0]


def add_extras(campaign: Campaign, extras) -> None:
    category, days, gifts = extras
    campaign.category = Category.objects.get(slug=category)
    if days:
        last_day = timezone.localtime() + timedelta(days=days + 1)
        campaign.ends_at = last_day.replace(hour=0, minute=0, second=0, microsecond=0)
        campaign.closing_rule = Campaign.ClosingRule.ON_DATE
    campaign.save(update_fields=["category", "ends_at", "closing_rule"])
    finance = User.objects.get(email=CAST[4][1])
    for number, (days_ago, cents) in enumerate(gifts):
        ledger.post(
            campaign_id=campaign.pk,
            kind=ledger.Kind.OFFLINE_GIFT,
            cents=cents,
            source_id=f"offline:sample:{campaign.public_id}:{number}",
            effective_at=timezone.now() - timedelta(days=days_ago),
            actor=finance,
            note="Cash box at an evening, counted by two.",
        )


def pay_out(campaign_id: int, payments) -> None:
    """As finance does: one proposes, another agrees."""
    campaign = Campaign.objects.get(pk=campaign_id)
    first, second = (User.objects.get(email=CAST[place][1]) for place in (4, 5))
    for line_number, cents in payments:
        proposal = proposals.propose(
            kind=ledger.Kind.DISBURSEMENT,
            actor=first,
            campaign=campaign,
            line_number=line_number,
            cents=cents,
            note="Receipts seen.",
        )
        proposals.approve(proposal, actor=second)
