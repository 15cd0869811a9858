import pytest
from django.test import Client, override_settings

from tests.factories import PASSWORD

ONION = "sviatlo" + "a" * 49 + ".onion"
ALWAYS = {
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
POLICY = {
    "default-src 'none'",
    "script-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
}
EVERYTHING = [
    ("/", 302),
    ("/en/", 200),
    ("/en", 301),
    ("/en/privacy/", 200),
    ("/en/nothing/", 404),
    ("/en/c/2222222222/", 404),
    ("/en/feed.atom", 200),
    ("/sitemap.xml", 200),
    ("/robots.txt", 200),
    ("/.well-known/security.txt", 200),
    ("/api/v1/campaigns.json", 200),
    ("/api/v1/campaigns/x.json", 404),
    ("/healthz", 200),
    ("/staff/", 302),
]


def policy(answer) -> set[str]:
    return set(answer.headers["Content-Security-Policy"].split("; "))


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "status"), EVERYTHING)
def test_every_answer_is_hardened(address, status):
    answer = Client().get(address)

    assert answer.status_code == status
    for name, value in ALWAYS.items():
        assert answer.headers[name] == value, name
    assert "geolocation=()" in answer.headers["Permissions-Policy"]
    assert "noarchive" in answer.headers["X-Robots-Tag"]
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "ETag" not in answer.headers
    assert not answer.cookies


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "status"), [one for one in EVERYTHING if one[0] != "/staff/"])
def test_the_public_policy_allows_no_script(address, status):
    assert policy(Client().get(address)) == POLICY


@pytest.mark.parametrize(
    ("method", "address", "extra", "status"),
    [
        ("post", "/en/", {}, 405),
        ("get", "/en/", {"headers": {"Host": "other.example"}}, 400),
        ("get", "/en/?" + "&".join("a=1" for _ in range(1001)), {}, 400),
    ],
)
def test_refusals_are_hardened_too(db, method, address, extra, status):
    answer = getattr(Client(raise_request_exception=False), method)(address, **extra)

    assert answer.status_code == status
    assert ALWAYS.items() <= answer.headers.items()
    assert policy(answer) == POLICY


def test_the_way_to_tls_is_hardened_too(settings):
    settings.SECURE_SSL_REDIRECT = True

    answer = Client().get("/en/")

    assert answer.status_code == 301
    assert ALWAYS.items() <= answer.headers.items()
    assert policy(answer) == POLICY


def test_pages_are_kept_by_nobody(db):
    assert Client().get("/en/").headers["Cache-Control"] == "no-store"
    assert "Last-Modified" not in Client().get("/en/").headers


def test_static_files_may_be_kept_but_not_read_by_others():
    with override_settings(DEBUG=True, WHITENOISE_USE_FINDERS=True, WHITENOISE_AUTOREFRESH=True):
        answer = Client().get("/static/css/site.css")

    assert answer.status_code == 200
    assert "no-store" not in answer.headers["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert ALWAYS.items() <= answer.headers.items()


def test_only_the_staff_site_may_run_its_own_files(client, staff):
    client.login(email=staff.caseworker.email, password=PASSWORD)

    answer = client.get("/staff/login/", follow=True)

    assert "script-src 'self'" in policy(answer)
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"


# --- the onion ---


@pytest.fixture
def onion(settings):
    settings.ONION_HOST = ONION
    settings.ALLOWED_HOSTS = ["testserver", ONION]
    return settings


def test_pages_of_the_clear_net_name_the_onion(onion, db):
    html, robots = Client().get("/en/privacy/"), Client().get("/robots.txt")

    assert html.headers["Onion-Location"] == f"http://{ONION}/en/privacy/"
    assert "Onion-Location" not in robots.headers


@pytest.mark.parametrize("path", ["/en/%0d%0aSet-Cookie:x=1/", "/en/дом/"])
def test_an_address_cannot_write_headers(onion, db, path):
    answer = Client().get(path)

    assert answer.status_code == 404
    assert answer.headers["Onion-Location"].isascii()
    assert "\n" not in answer.headers["Onion-Location"]


def test_plain_http_leads_to_tls_but_not_inside_tor(onion, db):
    onion.SECURE_SSL_REDIRECT = True

    clear, inside = Client().get("/en/"), Client(headers={"Host": ONION}).get("/en/")

    assert (clear.status_code, clear.headers["Location"]) == (301, "https://testserver/en/")
    assert inside.status_code == 200
    assert f'href="http://{ONION}/ru/"' in inside.content.decode()


def test_the_onion_knows_nothing_of_tls(onion, db):
    onion.CONTENT_SECURITY_POLICY = {
        "DIRECTIVES": {"default-src": ["'none'"], "upgrade-insecure-requests": True}
    }
    onion.SECURE_HSTS_SECONDS = 60

    clear = Client().get("/en/", secure=True)
    inside = Client(headers={"Host": ONION}).get("/en/", secure=True)

    assert "upgrade-insecure-requests" in clear.headers["Content-Security-Policy"]
    assert "Strict-Transport-Security" in clear.headers
    assert inside.headers["Content-Security-Policy"] == "default-src 'none'"
    assert "Strict-Transport-Security" not in inside.headers
    assert "Onion-Location" not in inside.headers
