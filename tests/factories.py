"""The ordinary case of each model; a test says only what differs.

Factories write rows directly. What must come about as in life (a live campaign, a paid gift) is
a fixture of conftest.py, which goes through the same functions as the product.
"""

import secrets
from datetime import timedelta

import factory
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts import sealed
from accounts.models import User
from campaigns import brief, protected_terms
from campaigns.models import BudgetLine, Campaign, Category, Consent, Picture, Update
from donations import ledger
from donations.models import Donation, DonorContact, DonorMessage, LedgerEntry, WebhookEvent
from donations.receipts import contact_place

PASSWORD = "a lamp in every window"


class UserFactory(DjangoModelFactory):
    """A colleague with a desk; `role` is a name of accounts.roles, or None."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda number: f"colleague{number}@office.example")
    work_name = factory.Sequence(lambda number: f"Colleague {number}")
    password = factory.LazyFunction(lambda: make_password(PASSWORD))
    is_staff = True

    @factory.post_generation
    def role(self, create, name, **kwargs):
        if name:
            self.groups.add(Group.objects.get(name=name))


class CategoryFactory(DjangoModelFactory):
    class Meta:
        model = Category

    slug = factory.Sequence(lambda number: f"need-{number}")
    name = factory.LazyAttribute(lambda category: {"en": category.slug.capitalize()})


class PictureFactory(DjangoModelFactory):
    """A picture's row alone; its files are made by campaigns.pictures.accept."""

    class Meta:
        model = Picture

    key = factory.LazyFunction(lambda: secrets.token_hex(16))
    width, height = 1200, 800
    alt = factory.LazyFunction(lambda: {"en": "A lantern on a window sill"})


class CampaignFactory(DjangoModelFactory):
    """A draft that is ready for review.

    `lines` are the cents of its budget lines, `terms` the words it protects, `consent` is False for
    one without the hero's. `owner` is required by most acts to be a caseworker: the fixtures
    `staff` and `draft` see to that.
    """

    class Meta:
        model = Campaign
        skip_postgeneration_save = True

    owner = factory.SubFactory(UserFactory)
    title = factory.Sequence(lambda number: {"en": f"A new beginning {number}"})
    summary = factory.LazyFunction(
        lambda: {"en": "Three months of rent and a course, until the first wage."}
    )
    story = factory.LazyFunction(
        lambda: {"en": "She came over the border with one bag.\n\nNow she needs **a roof**."}
    )
    hero_name = factory.LazyFunction(lambda: {"en": "Alesia", "be": "Алеся"})
    brief = factory.LazyFunction(
        lambda: {question.name: "We know." for question in brief.QUESTIONS}
    )

    @factory.post_generation
    def lines(self, create, cents, **kwargs):
        for position, amount in enumerate([600_00, 400_00] if cents is None else cents, start=1):
            BudgetLineFactory(campaign=self, position=position, amount_cents=amount)

    @factory.post_generation
    def consent(self, create, wanted, **kwargs):
        if wanted is not False:
            ConsentFactory(campaign=self, **kwargs)

    @factory.post_generation
    def terms(self, create, words, **kwargs):
        if words:
            protected_terms.protect(self, words)


class BudgetLineFactory(DjangoModelFactory):
    class Meta:
        model = BudgetLine

    label = factory.Sequence(lambda number: {"en": f"Rent of month {number}"})
    amount_cents = 100_00


class ConsentFactory(DjangoModelFactory):
    """Agreed in person to everything, a month ago and for ten years. `campaign` is needed."""

    class Meta:
        model = Consent

    version = factory.LazyAttribute(lambda consent: consent.campaign.consents.count() + 1)
    channel = Consent.Channel.IN_PERSON
    scope = Campaign.Anonymity.NAMED
    given_on = factory.LazyFunction(lambda: timezone.now().date() - timedelta(days=30))
    until = factory.LazyFunction(lambda: timezone.now().date() + timedelta(days=3650))
    recorded_by = factory.SelfAttribute("campaign.owner")


class UpdateFactory(DjangoModelFactory):
    """A draft of the campaign's caseworker. `campaign` is needed."""

    class Meta:
        model = Update

    title = factory.LazyFunction(lambda: {"en": "The landlord waits"})
    text = factory.LazyFunction(lambda: {"en": "The landlord lets us pay in *two* parts."})
    author = factory.SelfAttribute("campaign.owner")


class DonationFactory(DjangoModelFactory):
    """An open donation, without a session at Stripe. `campaign` is needed."""

    class Meta:
        model = Donation

    amount_cents = 25_00
    statement = "GIFT"
    form_token = factory.LazyFunction(lambda: secrets.token_hex(16))


class PaidDonationFactory(DonationFactory):
    """A donation that says it was paid; `book_gift` makes the one the books know of."""

    status = Donation.Status.PAID
    paid_at = factory.LazyFunction(timezone.now)
    session_id = factory.LazyFunction(lambda: f"cs_test_{secrets.token_hex(12)}")
    intent_id = factory.LazyFunction(lambda: f"pi_{secrets.token_hex(12)}")


class DonorContactFactory(DjangoModelFactory):
    """A sealed address; `address` is what was typed. `donation` is needed."""

    class Meta:
        model = DonorContact

    class Params:
        address = "giver@mailbox.example"

    email = factory.LazyAttribute(
        lambda contact: sealed.seal(contact.address, place=contact_place(contact.donation.pk))
    )
    purge_after = factory.LazyFunction(lambda: timezone.now().date() + timedelta(days=395))


class DonorMessageFactory(DjangoModelFactory):
    class Meta:
        model = DonorMessage

    display_name = "A neighbour"
    text = "You are not alone."


class WebhookEventFactory(DjangoModelFactory):
    class Meta:
        model = WebhookEvent

    event_id = factory.LazyFunction(lambda: f"evt_{secrets.token_hex(12)}")
    type = "checkout.session.completed"
    object_id = factory.LazyFunction(lambda: f"cs_test_{secrets.token_hex(12)}")


def book_gift(campaign: Campaign, cents: int = 25_00, **fields) -> LedgerEntry:
    """A paid donation and its entry in the books, without Stripe; for tests that need many."""
    donation = PaidDonationFactory(campaign=campaign, amount_cents=cents, **fields)
    return ledger.post(
        campaign_id=campaign.pk,
        donation=donation,
        kind=ledger.Kind.GIFT,
        cents=cents,
        source_id=donation.intent_id,
        effective_at=donation.paid_at,
    )
