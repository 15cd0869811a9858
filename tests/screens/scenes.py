"""What the pictures show: the sample stories, and one of everything that waits for somebody."""

import io
import random
from dataclasses import dataclass

from django.core.management import call_command
from django.template.loader import render_to_string
from django.test import RequestFactory

from accounts import invitations
from accounts.models import User
from accounts.roles import CASEWORKER
from campaigns import moderation, protected_terms, public_ids
from campaigns.models import BudgetLine, Campaign
from config import errors
from config.management.commands.load_samples import BRIEF
from donations import throttle
from donations.views import public_campaign
from tests.factories import DonationFactory, book_gift

PAYMENT_PAGE = "https://checkout.stripe.com/c/pay/"
ERRORS = ("403", "500", "maintenance")

STORY = """## How it began

My name is Sviatlana*. I was a nurse on a children's ward in Lida, until I was dismissed for a \
ribbon on my coat.

We have been here for **four months** now. A neighbour keeps an eye on my son while I take the \
tram to my course.

## What is missing

- a bed that does not fold
- glasses for the boy, who sits in the front row and still cannot see the board

> "Mum, the letters are swimming," he said.

If anybody has a cot to give away: @sviatlana_and_sons, any evening.
"""
ADDED = """

On 3 March I passed the second exam. The dressmaker, Ewa, writes about her shop on \
https://needle.example/window; whoever has a sewing machine to spare may call +48 512 334 190.
"""


@dataclass(frozen=True)
class Scene:
    """What a picture needs to find its page: primary keys, codes, colleagues by their address."""

    people: dict[str, User]
    invitation: str
    public: int
    public_code: str
    waiting: int
    draft: int
    plain_draft: int
    overfunded_code: str
    closed_code: str
    begun: str
    paid: str
    receipt_code: str
    bad_days: dict[str, str]


def build() -> Scene:
    """Fill an empty site. The same codes come each time, so that pictures do not differ in them."""
    public_ids.secrets = random.Random(9)  # noqa: S311 - a site that is thrown away
    call_command("load_samples", stdout=io.StringIO())
    people = {user.email.partition("@")[0]: user for user in User.objects.all()}
    author = people["caseworker"]
    running = of_title("A flat, a language course")
    return Scene(
        people=people,
        invitation=invitations.invite(
            email="vera@example.org",
            work_name="Vera",
            role=CASEWORKER,
            actor=people["administrator"],
        ),
        public=running.pk,
        public_code=running.public_id,
        draft=nurse(author).pk,
        plain_draft=workbench(author).pk,
        waiting=changed(running, author).pk,
        **visited(running),
    )


def visited(running: Campaign) -> dict:
    """What only visitors meet: campaigns at their end, gifts on their way, pages of bad days."""
    overfunded = of_title("Pavel served")
    book_gift(overfunded, overfunded.live_revision.goal_cents)
    given = of_title("Timofey is building")
    gift = book_gift(given, 60_00).donation
    begun = DonationFactory(campaign=running, checkout_url=PAYMENT_PAGE)
    return {
        "overfunded_code": overfunded.public_id,
        "closed_code": Campaign.objects.filter(status="closed").latest("closed_at").public_id,
        "begun": begun.public_id,
        "paid": gift.public_id,
        "receipt_code": gift.receipt_code,
        "bad_days": {
            **{name: errors.page(f"{name}.html", 500).content for name in ERRORS},
            "429": told_to_wait(begun),
        },
    }


def told_to_wait(donation) -> str:
    """What somebody reads whose network has tried too often."""
    request = RequestFactory().get("/en/")
    wait = throttle.Wait("network", seconds=20)
    context = {"donation": donation, "campaign": public_campaign(donation), "wait": wait}
    return render_to_string("429.html", context, request)


def of_title(beginning: str) -> Campaign:
    return Campaign.objects.get(title__en__startswith=beginning)


def nurse(author: User) -> Campaign:
    """A draft with a town in it that is protected, in another alphabet."""
    draft = Campaign.objects.create(
        owner=author,
        title={"en": "A bed and a pair of glasses"},
        summary={"en": "Sviatlana asks for what two people need to sleep and to see."},
        story={"en": STORY},
        hero_name={"en": "Sviatlana"},
        brief={"who": BRIEF["who"], "whom": BRIEF["whom"]},
    )
    lines(draft, ("A bed with a mattress", 240_00), ("Glasses and the eye test", 130_00))
    protected_terms.protect(draft, ["Ліда"])
    return draft


def workbench(author: User) -> Campaign:
    draft = Campaign.objects.create(
        owner=author,
        title={"en": "A workbench"},
        story={"en": "He repairs what others throw away, on the floor of a kitchen."},
    )
    lines(draft, ("A workbench", 310_00))
    return draft


def lines(draft: Campaign, *rows: tuple[str, int]) -> None:
    for position, (label, cents) in enumerate(rows, start=1):
        BudgetLine.objects.create(
            campaign=draft, position=position, label={"en": label}, amount_cents=cents
        )


def changed(campaign: Campaign, author: User):
    """A running campaign whose author changed the text and the budget; gives what waits."""
    campaign.story = campaign.story | {"en": campaign.story["en"] + ADDED}
    campaign.save(update_fields=["story"])
    rent = campaign.budget_lines.get(position=1)
    rent.amount_cents = 1_750_00
    rent.save(update_fields=["amount_cents"])
    return moderation.submit(campaign, actor=author, contested=True)
