"""Everything anybody can reach, asked for over HTTP as on the day of the opening."""

import re
import threading
from copy import deepcopy
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.testcases import QuietWSGIRequestHandler
from django.utils import timezone

from campaigns import lifecycle, pictures, updates
from campaigns.models import Campaign, Category, Update
from config.headers import POWERFUL_FEATURES
from donations.models import DonorMessage
from tests.campaigns.pictures.files import encoded, scene
from tests.crawler import REDIRECTS, Answer, crawl, faults, fetch
from tests.factories import (
    CampaignFactory,
    DonationFactory,
    DonorContactFactory,
    DonorMessageFactory,
    UpdateFactory,
    book_gift,
)

LANGUAGES = ("en", "be", "ru", "pl")
ONION = "sviatlo" + "a" * 49 + ".onion"
PAYMENT_PAGE = "https://checkout.stripe.com/c/pay/cs_test_canary"
# Nobody outside may ever read any of these.
SECRETS = (
    "Zofia Kanarek",
    "kanarek@office.example",
    "Unread Kanarek",
    "Unread words of a donor",
    "Refused Kanarek",
    "giver@mailbox.example",
    "A draft nobody approved",
    "Gone since yesterday",
    "Noted by the caseworker",
    "cs_test_",
    "pi_",
)
ENTRIES = [
    "/",
    "/sitemap.xml",
    "/robots.txt",
    "/api/v1/openapi.json",
    "/.well-known/security.txt",
    "/api/v1/campaigns.json",
    "/healthz",
    "/readyz",
    *[f"/{language}/" for language in LANGUAGES],
    *[f"/{language}/?q=nothing+of+the+kind" for language in LANGUAGES],
    "/be/?status=open&category=family",
]
# Asked for by hand: nothing leads there, and the status says why.
REFUSED = {
    "/en/nothing/": 404,
    "/en/c/2222222222/": 404,
    "/pl/pay/nothing/": 404,
    "/media/pictures/nothing.webp": 404,
    "/static/nothing.css": 404,
    "/api/v1/campaigns/2222222222.json": 404,
    "/preview/nothing/": 404,
    "/en/%00/": 404,
}

POLICY = [
    "base-uri 'none'",
    "connect-src 'self'",
    "default-src 'none'",
    "font-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "img-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    "script-src 'none'",
    "style-src 'self'",
    "trusted-types 'none'",
    "upgrade-insecure-requests",
]
ALWAYS = {
    "Content-Security-Policy": "; ".join(POLICY),
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in POWERFUL_FEATURES),
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noarchive",
    "Cache-Control": "no-store",
}
# What tells about the answer itself, and about the server of the tests.
OF_THE_ANSWER = {"Content-Type", "Content-Length", "Content-Language", "Content-Disposition"}
OF_THE_ANSWER |= {"Date", "Server", "Connection", "Location", "Vary", "Retry-After", "Allow"}
HASHED = re.compile(r"/static/.+\.[0-9a-f]{12}\.\w+$")
FOR_ONE_DONOR = re.compile(r"/\w\w/(pay|thanks|gift|cancelled)/|/c/\w+/give/")


@pytest.fixture
def origin(transactional_db, settings, tmp_path) -> str:
    """The site as it is installed, behind TLS: files collected, an onion beside it."""
    collected = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": collected}
    settings.STATIC_ROOT = tmp_path
    settings.WHITENOISE_USE_FINDERS = False
    call_command("collectstatic", interactive=False, verbosity=0)
    policy = deepcopy(settings.CONTENT_SECURITY_POLICY)
    policy["DIRECTIVES"]["upgrade-insecure-requests"] = True
    settings.CONTENT_SECURITY_POLICY = policy
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 63_072_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    settings.ONION_HOST = ONION
    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler, connections_override={})
    settings.SITE_URL = f"https://127.0.0.1:{server.server_port}"
    server.set_app(WSGIHandler())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield settings.SITE_URL
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def campaigns(staff, publish) -> list[Campaign]:
    """A public campaign in every state, and beside them whatever must not be found."""
    staff.caseworker.email, staff.caseworker.work_name = SECRETS[1], SECRETS[0]
    staff.caseworker.save()
    drawn = pictures.accept(
        encoded(scene(), "PNG"), origin="generated", alt={"en": "Lights", "be": "Агні"}
    )
    home = {"category": Category.objects.get(slug="family")}

    def opened(raised: int, **fields) -> Campaign:
        campaign = publish(CampaignFactory(owner=staff.caseworker, **fields))
        if raised:
            book_gift(campaign, raised)
        return campaign

    running = opened(
        750_00,
        picture=drawn,
        title={"en": "Alesia begins anew", "be": "Алеся пачынае нанова"},
        summary={"en": "Alesia <b>asks</b> & waits “for” a roof. " * 9},
        story={"en": "# A house\n\n- roof\n- walls\n\n> Quote"},
        import_note="Noted by the caseworker",
        closing_rule="on_date",
        ends_at=timezone.now() + timedelta(days=3),
        **home,
    )
    full, over, paused = opened(1_095_00, **home), opened(50_00), opened(10_00)
    discreet, empty = opened(40_00, total_shown="discreet"), opened(0)
    gone = opened(20_00, title={"en": "Gone since yesterday"})
    lifecycle.move(over.pk, "close", actor=staff.moderator)
    for kind in (Update.Kind.NEWS, Update.Kind.REPORT):
        news = UpdateFactory(campaign=over if kind == Update.Kind.REPORT else running, kind=kind)
        updates.submit(news, actor=staff.caseworker)
        updates.approve(news, actor=staff.moderator, checklist=list(updates.CHECKLIST))
    lifecycle.move(paused.pk, "pause", actor=staff.moderator)
    lifecycle.move(gone.pk, "withdraw", actor=staff.moderator)
    CampaignFactory(owner=staff.caseworker, title={"en": "A draft nobody approved"})
    for state in DonorMessage.State:
        shown = state == DonorMessage.State.APPROVED
        gift = book_gift(running, 5_00).donation
        DonorMessageFactory(
            donation=gift,
            state=state,
            display_name="A neighbour"
            if shown
            else f"{'Unread' if state == 'waiting' else 'Refused'} Kanarek",
            text="You are not alone." if shown else "Unread words of a donor",
        )
        DonorContactFactory(donation=gift)
    return [running, full, over, paused, discreet, empty]


@pytest.fixture
def one_donors(campaigns) -> list[str]:
    """Pages that only the donor has an address of, in every state of a payment."""
    running = campaigns[0]
    fields = {"campaign": running, "session_id": None}
    pages = []
    for status in ("open", "processing", "expired", "failed"):
        row = DonationFactory(**fields, status=status)
        row.checkout_url = PAYMENT_PAGE if status == "open" else ""
        row.save()
        pages += [
            f"/{code}/{page}/{row.public_id}/" for code in LANGUAGES for page in ("pay", "thanks")
        ]
    paid = running.donations.filter(status="paid").first()
    unreachable = DonationFactory(**fields)
    return [
        *pages,
        *[f"/{code}/thanks/{paid.public_id}/" for code in LANGUAGES],
        f"/be/pay/{unreachable.public_id}/",
        *[f"/{code}/cancelled/" for code in LANGUAGES],
    ]


@pytest.fixture
def site(origin, campaigns, one_donors) -> dict[str, Answer]:
    """Every answer of the site, by its path."""
    found = crawl(origin, [*ENTRIES, *one_donors, *REFUSED])
    return {address.removeprefix(origin): answer for address, answer in found.items()}


def test_everything_that_can_be_reached_is_in_order(site, origin, campaigns):
    for campaign in campaigns:
        assert {f"/{code}/c/{campaign.public_id}/" for code in LANGUAGES} <= set(site)
    wrong = {path: wrongs(path, answer, origin, campaigns) for path, answer in site.items()}
    assert {path: said for path, said in wrong.items() if said} == {}
    refused = {path: answer.status for path, answer in site.items() if answer.status >= 400}
    assert refused == REFUSED
    assert dead_links(site, origin) == []
    assert lonely_translations(site, origin) == []


def wrongs(path: str, answer: Answer, origin: str, campaigns: list[Campaign]) -> list[str]:
    """Everything that is wrong with one answer, its status apart."""
    has, wants = headers_of(answer), expected_headers(path, answer)
    found = [f"header {one}" for one in sorted(has.items() ^ wants.items())]
    found += [f"tells {secret}" for secret in told_secrets(path, answer, campaigns)]
    if answer.kind == "text/html" and answer.status not in REDIRECTS:
        found += faults(answer, origin)
    return found


def headers_of(answer: Answer) -> dict[str, str]:
    """What is said beside the answer; nothing twice."""
    names = [name for name, _value in answer.headers]
    assert len(names) == len(set(names)), names
    said = {name: value for name, value in answer.headers if name not in OF_THE_ANSWER}
    policy = said.get("Content-Security-Policy", "")
    # The order of its rules says nothing, and is another one in each process.
    return said | {"Content-Security-Policy": "; ".join(sorted(policy.split("; ")))}


def expected_headers(path: str, answer: Answer) -> dict[str, str]:
    expected = dict(ALWAYS)
    if answer.kind == "text/html":
        expected["Onion-Location"] = f"http://{ONION}{urlsplit(path).path}"
    if FOR_ONE_DONOR.match(path) and answer.status != 404:
        expected["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    if path == "/sitemap.xml":
        expected["X-Robots-Tag"] = "noindex, noodp, noarchive"
    if HASHED.search(path):
        expected["Cache-Control"] = "max-age=315360000, public, immutable"
        expected |= {name: answer.header(name) for name in ("ETag", "Last-Modified")}
    if path.endswith("/feed.atom"):
        # A day; the hour would tell when somebody worked.
        expected["Last-Modified"] = f"{timezone.now():%a, %d %b %Y} 00:00:00 GMT"
    if path.startswith("/media/") and answer.status == 200:
        expected["Cache-Control"] = "private, max-age=300"
        expected["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return expected


def told_secrets(path: str, answer: Answer, campaigns: list[Campaign]) -> list[str]:
    """What is in an answer and should be in nobody's hands; a donor's own code is theirs."""
    own = FOR_ONE_DONOR.match(path)
    codes = [] if own else [gift.receipt_code for gift in campaigns[0].donations.all()]
    whole = f"{answer.headers}\n{answer.text}".replace(PAYMENT_PAGE, "")
    return [secret for secret in (*SECRETS, *codes) if secret in whole]


def dead_links(site: dict[str, Answer], origin: str) -> list[tuple[str, str]]:
    """Links of ours that do not end at a page, or not at the place on it that they name."""
    dead = []
    for path, answer in site.items():
        for link in answer.links:
            if not link.address.startswith(f"{origin}/"):
                continue
            end = site[link.address.removeprefix(origin)]
            while end.status in REDIRECTS:
                end = site[end.links[0].address.removeprefix(origin)]
            missing = link.fragment and f'id="{link.fragment}"' not in end.text
            if missing or (end.status != 200 and end is not answer):
                dead.append((path, f"{link.address}#{link.fragment}"))
    return dead


def lonely_translations(site: dict[str, Answer], origin: str) -> list[str]:
    """Pages whose other languages do not name the same pages as they do."""

    def named(answer: Answer) -> dict[str, str]:
        links = answer.document.iter("link")
        return {link.get("hreflang"): link.get("href") for link in links if link.get("hreflang")}

    lonely = []
    for path, answer in site.items():
        if answer.kind != "text/html" or answer.status != 200:
            continue
        others = named(answer)
        if others and (set(others) != set(LANGUAGES) or origin + path not in others.values()):
            lonely.append(path)
        for address in others.values():
            if named(site[address.removeprefix(origin)]) != others:
                lonely.append(path)
    return lonely


def test_answers_to_a_form_are_in_order_too(origin, campaigns):
    running = campaigns[0]
    gift = running.donations.filter(status="paid").first()
    for code in LANGUAGES:
        give, look_up = f"/{code}/c/{running.public_id}/give/", f"/{code}/gift/"
        sent = [
            (give, {"amount": "other", "other_amount": "0,50", "message": "<b>"}, 422),
            (f"/{code}/c/{campaigns[2].public_id}/give/", {"amount": "25"}, 409),
            (look_up, {"code": "nothing"}, 422),
            (look_up, {"code": gift.receipt_code}, 200),
        ]
        for path, typed, status in sent:
            answer = fetch(origin + path, typed)

            assert answer.status == status, (path, answer.status)
            assert wrongs(path, answer, origin, campaigns) == [], path
