"""Words that nobody else knows are typed wherever people can type; then they are looked for.

Real processes serve and work: a web server, a worker, Redis, PostgreSQL, and a Stripe on this
machine. A word may be found where its line below says, and nowhere else. One that may be found
in no place at all proves that it was typed by the answer it got.
"""

import io
import re
import secrets
import socket
from dataclasses import dataclass

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from PIL import Image

from campaigns import brief
from campaigns.models import Campaign, Revision, Update
from donations import matters
from donations.models import Donation, LedgerEntry, WebhookEvent
from tests.donations.reading import stripe_link, token_of
from tests.donations.statement_files import credit, statement
from tests.factories import CampaignFactory
from tests.journeys.test_celery import wait_until
from tests.journeys.trail import Eavesdropper, places, traces
from tests.journeys.visit import PATIENCE_SECONDS, Browser
from tests.pages import typed

pytestmark = pytest.mark.django_db(transaction=True)

AUDIT = "table accounts_auditentry"
DRAFT = "table campaigns_campaign"
REVISION = "table campaigns_revision"
# What is typed, and the only places where it may be found afterwards.
ALLOWED = {
    # by donors
    "donor address": {"mail: to"},
    "donor name": {"table donations_donormessage"},
    "donor message": {"table donations_donormessage"},
    "refused address": set(),
    "refused message": set(),
    # by anybody, without a form
    "search": set(),
    "gift code": set(),
    "path": set(),
    "campaign address": set(),
    "preview address": set(),
    "api address": set(),
    "picture address": set(),
    "query": set(),
    "browser": set(),
    "referrer": set(),
    "cookie": set(),
    "host": set(),
    "method": set(),
    "broken request": set(),
    "broken header": set(),
    "webhook": set(),
    "signature": set(),
    # at the door
    "log-in address": set(),
    "log-in password": set(),
    "forgotten address": set(),
    "invited address": {"mail: to", "table accounts_invitation", "table accounts_user"},
    "invited name": {"table accounts_invitation", "table accounts_user"},
    "new password": set(),
    # by a caseworker
    "protected word": set(),
    "file name": set(),
    "camera": set(),
    "brief": {DRAFT, REVISION},
    "case reference": {DRAFT},
    "story": {DRAFT, REVISION},
    "news": {"table campaigns_update"},
    # in review
    "comment": {"table campaigns_comment"},
    "note": {REVISION, AUDIT},
    "take-down reason": {AUDIT},
    # by finance
    "evidence": {"table donations_proposal", AUDIT},
    "sender name": set(),
    "sender account": set(),
    "sender words": set(),
    "statement file": set(),
    "resolution": {"table donations_matter", AUDIT},
    "staff search": set(),
}
# Of one of our machines' neighbours, so that limits by network have something to count.
ADDRESS = "93.184.216.34"


@dataclass
class House:
    """The running site, the Stripe it speaks to, and the word for each line of ALLOWED."""

    port: int
    standin: object
    words: dict[str, str]
    staff: object
    campaign: Campaign

    def browser(self, person=None, **headers: str) -> Browser:
        if person is None:
            return Browser(self.port, **headers)
        return Browser.of(person, self.port, **headers)


@pytest.fixture
def canaries() -> dict[str, str]:
    """A word for each thing that is typed: letters alone, as a name has them."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    return {thing: "q" + "".join(secrets.choice(letters) for _ in range(11)) for thing in ALLOWED}


@pytest.fixture
def house(start_web, standin, canaries, staff, publish):
    """Everything but the worker, which comes when there is something in the queue to be seen."""
    port = start_web(TRUSTED_PROXIES="1").port
    standin.requests.clear()
    campaign = publish(CampaignFactory(owner=staff.caseworker, title={"en": "A roof"}))
    return House(port, standin, canaries, staff, campaign)


# --- what people do ---


def give(house: House) -> Donation:
    """A donor leaves everything that can be left, first with a slip in the form; then pays."""
    words = house.words
    donor = house.browser(
        **{
            "User-Agent": words["browser"],
            "Referer": f"https://{words['referrer']}.example/",
            "X-Forwarded-For": ADDRESS,
            "Cookie": f"donor={words['cookie']}",
        }
    )
    form = f"/en/c/{house.campaign.public_id}/give/"
    slip = {
        "token": token_of(donor.get(f"{form}?from={words['query']}")),
        "amount": "25",
        "email": f"{words['refused address']} at home",
        "message": words["refused message"] * 20,
    }
    refused = donor.post(form, slip)
    assert refused.status_code == 422
    sent = donor.post(
        form,
        {
            "token": token_of(refused),
            "amount": "25",
            "email": f"{words['donor address']}@mailbox.example",
            "closing_notice": "on",
            "display_name": words["donor name"],
            "message": f"You are not alone, {words['donor message']}",
        },
    )
    assert sent.status_code == 303
    assert stripe_link(donor.follow(sent))
    donation = Donation.objects.latest("pk")
    for event in house.standin.pay(donation.session_id):
        body, signature = house.standin.sign(event)
        told = donor.post("/stripe/webhook/", body, **{"Stripe-Signature": signature})
        assert told.status_code == 200
    thanked = donor.get(f"/en/thanks/{donation.public_id}/")
    assert thanked.status_code == 200
    return donation


def wander(house: House) -> None:
    """Somebody asks for what is not there, and knocks at Stripe's door."""
    words, visitor = house.words, house.browser()
    assert visitor.get(f"/en/?q={words['search']}").status_code == 200
    assert visitor.post("/en/gift/", {"code": words["gift code"]}).status_code == 422
    for path in (
        f"/{words['path']}/",
        f"/en/c/{words['campaign address'][:10]}/{words['campaign address']}/",
        f"/preview/{words['preview address']}/",
        f"/api/v1/campaigns/{words['api address']}.json",
        f"/media/pictures/{words['picture address']}-640.webp",
    ):
        assert visitor.get(path).status_code == 404, path
    assert visitor.get("/en/", Host=f"{words['host']}.example").status_code == 400
    assert visitor.send(words["method"].upper(), "/en/", None, {}).status_code == 403
    broken = f"GET /en/ {words['broken request']}\r\n\r\n"
    assert b"400 Bad Request" in shout(house.port, broken)
    broken = f"GET /en/ HTTP/1.1\r\n{words['broken header']} broken\r\n\r\n"
    assert b"400 Bad Request" in shout(house.port, broken)
    body = f'{{"id": "{words["webhook"]}"}}'.encode()
    signature = {"Stripe-Signature": f"t=1,v1={words['signature']}"}
    assert visitor.post("/stripe/webhook/", body, **signature).status_code == 400


def shout(port: int, text: str) -> bytes:
    """Send what no browser would; gives the answer."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as line:
        line.sendall(text.encode())
        return line.recv(4096)


def knock(house: House) -> None:
    """Somebody tries a password, asks for a new one, and comes in by an invitation."""
    words, stranger = house.words, house.browser()
    login = typed(
        stranger.get("/staff/login/"),
        "login-form",
        login=f"{words['log-in address']}@mailbox.example",
        password=words["log-in password"],
    )
    assert b"login-form" in stranger.post("/staff/login/", login).content
    forgotten = "/staff/password/forgotten/"
    asked = typed(
        stranger.get(forgotten),
        "forgotten-form",
        email=f"{words['forgotten address']}@mailbox.example",
    )
    assert stranger.post(forgotten, asked).status_code == 302
    desk = house.browser(house.staff.administrator)
    add = "/staff/accounts/invitation/add/"
    invited = typed(
        desk.get(add),
        "invitation-form",
        email=f"{words['invited address']}@office.example",
        work_name=words["invited name"],
        role="finance",
    )
    assert desk.post(add, invited).status_code == 302
    call_command("drain", "--json")
    link = re.search(r"/staff/invitation/\S+", "".join(one.body for one in mail.outbox))[0]
    chosen = f"{words['new password']} {words['new password']}"
    password = {"new_password1": chosen, "new_password2": chosen}
    newcomer = house.browser()
    accepted = newcomer.post(link, typed(newcomer.get(link), "invitation-form", **password))
    assert accepted.status_code == 302
    listed = desk.get(f"/staff/accounts/auditentry/?q={words['staff search']}")
    assert listed.status_code in {200, 302}


def write(house: House) -> None:
    """A caseworker fills in every box and sends a draft to review, and begins a piece of news."""
    words, desk = house.words, house.browser(house.staff.caseworker)
    draft = CampaignFactory(owner=house.staff.caseworker, hero_name={"en": "Marta"})
    page = f"/staff/campaigns/campaign/{draft.pk}/change/"
    picture = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = words["camera"]
    Image.new("RGB", (200, 120), "navy").save(picture, "JPEG", exif=exif)
    answers = {f"brief_{question.name}": words["brief"] for question in brief.QUESTIONS}
    filled = typed(
        desk.get(page),
        "campaign_form",
        story_en=f"She came with one bag and {words['story']}.",
        protected_words=words["protected word"],
        case_ref=words["case reference"],
        picture_file=SimpleUploadedFile(f"{words['file name']}.jpg", picture.getvalue()),
        **answers,
    )
    assert desk.post(page, filled | {"_review": ""}).status_code == 302
    assert Revision.objects.filter(campaign=draft, state="submitted").exists()
    assert draft.protected_terms.exists()
    add = f"/staff/campaigns/update/add/?campaign={house.campaign.public_id}"
    news = typed(
        desk.get(add),
        "update-form",
        title_en="News",
        text_en=f"The landlord said {words['news']}.",
    )
    assert desk.post(add, news | {"_save": ""}).status_code == 302
    assert Update.objects.exists()


def review(house: House) -> None:
    """A moderator comments, sends back, and takes the public campaign down with a reason."""
    words, desk = house.words, house.browser(house.staff.moderator)
    revision = Revision.objects.get(state="submitted")
    page = f"/staff/campaigns/revision/{revision.pk}/"
    assert desk.get(f"{page}change/").status_code == 200
    assert desk.post(f"{page}comment/", {"text": words["comment"], "place": ""}).status_code == 302
    changes = {"decision": "changes", "note": f"Leave out {words['note']}."}
    assert desk.post(f"{page}change/", changes).status_code == 302
    down = f"/staff/campaigns/campaign/{house.campaign.pk}/takedown/"
    assert desk.post(down, {}).status_code == 302
    assert desk.post(down, {"reason": words["take-down reason"]}).status_code == 302


def account(house: House, donation: Donation) -> None:
    """Finance enters money, reads a bank's file, gives a gift back and settles what waits."""
    words, desk = house.words, house.browser(house.staff.finance)
    new = "/staff/donations/proposal/new/offline_gift/"
    entered = typed(
        desk.get(new),
        "proposal-form",
        campaign=house.campaign.public_id,
        amount="25,50",
        day="2026-03-10",
        note=words["evidence"],
    )
    assert desk.post(new, entered).status_code == 302
    page = "/staff/donations/proposal/statement/"
    file = statement(
        credit(
            "5.00",
            name=words["sender name"],
            iban=words["sender account"],
            text=f"{words['sender words']} {house.campaign.public_id}",
            reference="B1",
        )
    )
    uploaded = SimpleUploadedFile(f"{words['statement file']}.xml", file)
    shown = desk.post(page, typed(desk.get(page), "statement-form", file=uploaded))
    assert shown.status_code == 200
    assert desk.post(f"{page}propose/", typed(shown, "credits-form")).status_code == 302
    gift = LedgerEntry.objects.get(kind="gift", donation=donation)
    refund = f"/staff/donations/ledgerentry/{gift.pk}/refund/"
    ordered = typed(desk.get(refund), f"refund-form-{gift.pk}", reason="duplicate")
    assert desk.post(refund, ordered).status_code == 302
    matter = matters.open_matter(matters.Kind.SILENT, "webhooks")
    settled = {"act": "settle", "resolution": words["resolution"]}
    assert desk.post(f"/staff/donations/matter/{matter.pk}/change/", settled).status_code == 302
    assert desk.get(f"/staff/donations/donation/?q={words['staff search']}").status_code < 400


def test_a_word_is_left_only_where_it_has_to_be(house, start_worker, supervisor, mailoutbox):
    with Eavesdropper() as redis:
        wander(house)
        donation = give(house)
        start_worker()
        wait_until(lambda: not WebhookEvent.objects.filter(processed_at=None).exists())
        knock(house)
        write(house)
        account(house, donation)
        review(house)
        call_command("drain", "--json")
    logs = {name: supervisor.folder / f"{name}.log" for name in ("web", "worker")}
    left = places(logs=logs, stripe=house.standin, heard=redis.heard)

    assert {thing: traces(word, left) for thing, word in house.words.items()} == ALLOWED
    assert traces(ADDRESS, left) == set()
    # Whoever looks must be able to find: these are known to be there.
    assert traces(donation.public_id, left) >= {"stripe", "table donations_donation"}
    assert traces("donations.process_inbox", left) >= {"redis", "log of the worker"}
    assert traces(house.campaign.public_id, left).isdisjoint({"stripe", "mail: text"})
    assert traces("A roof", left).isdisjoint({"stripe", "mail: text", "redis"})
