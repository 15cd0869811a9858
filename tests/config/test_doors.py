"""The door of the staff site: who gets in, by what, and who does not, whatever they bring."""

import time

import pytest
from allauth.mfa.internal.flows import trust
from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.test import Client

from accounts import factors, sealed
from accounts.models import User
from accounts.roles import ADMINISTRATOR, MODERATOR, ROLES
from config import doors as door_addresses
from config.admin import GRAVE, GRAVE_DECISIONS
from launcher import codes
from tests.config.test_admin import NAMES, house, path_of, who_gets_in  # noqa: F401
from tests.doors import enter, new_secret, with_records
from tests.factories import PASSWORD, UserFactory, book_gift
from tests.pages import desk_of, typed

LOG_IN, FACTOR, PROOF = "/staff/login/", "/staff/login/factor/", "/staff/proof/"
FACTORS = "/staff/factors/"
MINUTE, HOUR = 60, 60 * 60


@pytest.fixture
def secret(staff) -> str:
    """What the app of staff.moderator knows."""
    return new_secret(staff.moderator)


def give_password(client, person, password=PASSWORD, **more):
    return client.post(LOG_IN, {"login": person.email, "password": password} | more)


def give_code(client, secret: str, path: str = FACTOR, name: str = "code", more=None):
    """Send the code of this moment; once more if its half minute was over on the way."""
    answer = client.post(path, (more or {}) | {name: codes.current(secret)})
    if answer.status_code != 302:
        answer = client.post(path, (more or {}) | {name: codes.current(secret)})
    return answer


def recovery_code(person) -> str:
    """A spare code of this colleague, made now."""
    desk = enter(Client(), person)
    desk.post(f"{FACTORS}recovery/new/")
    return desk.get(f"{FACTORS}recovery/").context["unused_codes"][0]


# --- who gets in ---


def test_password_and_code_open_the_desk(client, staff, secret):
    assert give_password(client, staff.moderator).url == FACTOR
    assert client.get("/staff/").status_code == 302
    assert give_code(client, secret).url == "/staff/"
    assert client.get("/staff/").status_code == 200


def test_one_logs_in_with_the_address_in_any_case(client, staff, secret):
    answer = client.post(
        LOG_IN, {"login": staff.moderator.email.upper(), "password": PASSWORD, "next": "/staff/"}
    )

    assert answer.url == FACTOR


def test_a_wrong_password_is_told_and_the_address_stays(client, staff):
    text = give_password(client, staff.moderator, "not the right one").content.decode()

    assert 'role="alert"' in text
    assert f'value="{staff.moderator.email}"' in text
    assert "not the right one" not in text


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(client, staff):
    known = give_password(client, staff.moderator, "not the right one")
    stranger = give_password(client, User(email="moderator@elsewhere.example"))
    left = UserFactory(is_active=False, role=MODERATOR)
    gone = give_password(client, left)

    def words(answer):
        return answer.context["form"].non_field_errors()

    assert words(known) == words(stranger) == words(gone)
    assert known.status_code == stranger.status_code == gone.status_code == 200


def test_the_way_leads_on_to_where_somebody_was_going(client, staff, secret):
    way = client.get("/staff/campaigns/campaign/").url

    give_password(client, staff.moderator, next="/staff/campaigns/campaign/")

    assert way == f"{LOG_IN}?next=%2Fstaff%2Fcampaigns%2Fcampaign%2F"
    assert give_code(client, secret).url == "/staff/campaigns/campaign/"


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example/"])
def test_the_way_back_from_the_log_in_leads_to_this_site_alone(client, staff, secret, elsewhere):
    give_password(client, staff.moderator, next=elsewhere)

    assert give_code(client, secret).url == "/staff/"


def test_the_session_gets_a_new_number_at_the_log_in_and_at_each_proof(client, staff, secret):
    give_password(client, staff.moderator)
    before = client.session.session_key
    give_code(client, secret)
    inside = client.session.session_key
    secret = new_secret(staff.moderator)
    give_code(client, secret, PROOF, "proof-code")

    assert len({before, inside, client.session.session_key}) == 3


def test_a_code_is_good_once(client, staff, secret):
    code = codes.current(secret)
    give_password(client, staff.moderator)
    first = client.post(FACTOR, {"code": code})
    other = Client()
    give_password(other, staff.moderator)

    assert other.post(FACTOR, {"code": code}).status_code == 200
    assert first.status_code in {200, 302}
    assert other.get("/staff/").status_code == 302


# --- who does not ---


def password_only(person) -> Client:
    new_secret(person)
    return with_records(Client(), person, [{"method": "password", "at": time.time()}])


def remembered_device(person) -> Client:
    client = password_only(person)
    answer = HttpResponse()
    trust.trust_browser(type("Request", (), {"COOKIES": {}})(), person, answer)
    client.cookies.update(answer.cookies)
    return client


def made_before_the_factor(person) -> Client:
    client = with_records(Client(), person, [{"method": "password", "at": time.time()}])
    new_secret(person)
    return client


def proof_of_somebody_else(person) -> Client:
    other = UserFactory(role=MODERATOR)
    new_secret(other)
    theirs = Authenticator.objects.get(user=other)
    new_secret(person)
    shown = {"method": "mfa", "at": time.time(), "id": theirs.pk, "type": theirs.type}
    return with_records(Client(), person, [shown])


def proof_by_a_factor_that_is_gone(person) -> Client:
    client = enter(Client(), person)
    new_secret(person)
    return client


def codes_no_longer_allowed(person) -> Client:
    client = enter(Client(), person)
    User.objects.filter(pk=person.pk).update(codes_allowed=False)
    return client


def nothing_written_down(person) -> Client:
    new_secret(person)
    return with_records(Client(), person, [])


def idle_too_long(person) -> Client:
    return enter(Client(), person, ago=16 * MINUTE)


def without_a_factor(person) -> Client:
    return with_records(Client(), person, [{"method": "password", "at": time.time()}])


@pytest.mark.parametrize(
    "come_with",
    [
        password_only,
        remembered_device,
        made_before_the_factor,
        proof_of_somebody_else,
        proof_by_a_factor_that_is_gone,
        codes_no_longer_allowed,
        nothing_written_down,
        idle_too_long,
        without_a_factor,
    ],
)
def test_a_session_without_a_proof_of_its_own_is_refused_everywhere(
    house,  # noqa: F811
    staff,
    come_with,
):
    """Each address is tried by a role that it would show a page, had the session its proof."""
    clients = {role: come_with(getattr(staff, role)) for role in ROLES}
    open_doors = []
    for name in NAMES:
        role = min(who_gets_in(name) or ROLES)
        for answer in (
            clients[role].get(path_of(name, house)),
            clients[role].post(path_of(name, house), {}),
        ):
            if answer.status_code != 403 and not answer.url.startswith((PROOF, FACTORS)):
                open_doors.append(f"{role} {name}: {answer.status_code}")

    assert open_doors == []


def test_a_log_in_ends_after_eight_hours_of_work(staff):
    client = enter(Client(), staff.moderator, ago=8 * HOUR + MINUTE)
    session = client.session
    session["doors_seen"] = int(time.time())
    session.save()

    assert client.get("/staff/").url == f"{PROOF}?next=%2Fstaff%2F"


def test_work_keeps_a_session_open(staff):
    client = enter(Client(), staff.moderator, ago=14 * MINUTE)
    assert client.get("/staff/").status_code == 200

    assert time.time() - client.session["doors_seen"] < MINUTE


def test_every_address_of_the_door_is_open_to_exactly_whom_it_is_for(staff):
    """Log-in pages to everybody, pages about factors to those who may set up or keep theirs."""
    for pattern in door_addresses.urlpatterns:
        path = f"/staff/{pattern.pattern}".replace("<int:pk>", "1")
        answer = Client().get(path)
        if path.startswith(FACTORS):
            assert answer.url.startswith(LOG_IN), path
        else:
            # 410: an invitation that nobody wrote.
            assert answer.status_code in {200, 302, 405, 410}, path


def test_there_is_no_sign_up_no_reset_and_no_code_by_mail(client, db):
    for path in ("signup/", "password/reset/", "login/code/", "login/code/confirm/", "email/"):
        assert client.get(f"/staff/{path}").url.startswith(LOG_IN), path


def test_only_the_addresses_of_the_door_are_allauths(db):
    names = {pattern.name for pattern in door_addresses.urlpatterns}

    assert not names & {"account_signup", "account_reset_password", "account_email", "mfa_trust"}


# --- setting up the first factor ---


def test_somebody_without_a_factor_is_led_to_where_one_is_set_up(client, staff):
    answer = give_password(client, staff.moderator)

    assert answer.url == "/staff/"
    assert client.get("/staff/").url == FACTORS
    assert "A password alone opens nothing." in client.get(FACTORS).content.decode()


def test_a_new_app_is_set_up_and_shown_before_the_desk_opens(client, staff):
    User.objects.filter(pk=staff.moderator.pk).update(codes_allowed=True)
    give_password(client, staff.moderator)
    secret = client.get(f"{FACTORS}codes/add/").context["form"].secret

    answer = give_code(client, secret, f"{FACTORS}codes/add/")

    assert answer.url == f"{FACTORS}recovery/"
    assert client.get("/staff/").url == f"{PROOF}?next=%2Fstaff%2F"
    assert give_code(client, secret, f"{PROOF}?next=/staff/", "proof-code").url == "/staff/"
    assert client.get("/staff/").status_code == 200


def test_the_secret_of_an_app_lies_sealed_in_session_and_database(client, staff):
    User.objects.filter(pk=staff.moderator.pk).update(codes_allowed=True)
    give_password(client, staff.moderator)
    secret = client.get(f"{FACTORS}codes/add/").context["form"].secret

    assert secret not in str(dict(client.session))
    give_code(client, secret, f"{FACTORS}codes/add/")
    kept = Authenticator.objects.get(user=staff.moderator, type=factors.CODES).data["secret"]
    assert secret not in kept
    assert sealed.unseal(kept, place=factors.place_of(staff.moderator)) == secret
    with pytest.raises(sealed.Unopenable):
        sealed.unseal(kept, place=factors.place_of(staff.finance))


def test_recovery_codes_lie_sealed_too(staff, client):
    User.objects.filter(pk=staff.moderator.pk).update(codes_allowed=True)
    give_password(client, staff.moderator)
    secret = client.get(f"{FACTORS}codes/add/").context["form"].secret
    give_code(client, secret, f"{FACTORS}codes/add/")

    seed = Authenticator.objects.get(user=staff.moderator, type=factors.RECOVERY).data["seed"]

    assert sealed.unseal(seed, place=factors.place_of(staff.moderator))


def test_the_picture_for_the_app_stands_in_the_page_itself(client, staff):
    User.objects.filter(pk=staff.moderator.pk).update(codes_allowed=True)
    give_password(client, staff.moderator)

    answer = client.get(f"{FACTORS}codes/add/")

    assert "<svg" in answer.content.decode()
    assert "data:" not in answer.content.decode()
    assert "img-src 'self'" in answer.headers["Content-Security-Policy"].split("; ")


def test_codes_are_only_for_those_of_whom_it_is_recorded(client, staff):
    give_password(client, staff.moderator)

    assert client.get(f"{FACTORS}codes/add/").status_code == 404
    assert "Codes of an app" not in client.get(FACTORS).content.decode()


def test_codes_that_are_no_longer_allowed_lead_to_a_passkey_and_nowhere_else(client, staff, secret):
    User.objects.filter(pk=staff.moderator.pk).update(codes_allowed=False)
    give_password(client, staff.moderator)
    give_code(client, secret)

    assert client.get("/staff/").url == FACTORS
    assert client.get(f"{FACTORS}passkeys/add/").status_code == 200


def test_a_recovery_code_opens_the_desk_where_codes_are_allowed(client, staff, secret):
    give_password(client, staff.moderator)
    client.post(FACTOR, {"code": recovery_code(staff.moderator)})

    assert client.get("/staff/").status_code == 200


def test_the_last_factor_cannot_be_removed_by_its_owner(staff):
    desk = desk_of(staff.moderator)

    answer = desk.post(f"{FACTORS}codes/remove/")

    assert "last one that lets you in" in answer.content.decode()
    assert factors.of(staff.moderator)


def test_nobody_reaches_the_passkey_of_somebody_else(staff):
    key = Authenticator.objects.create(user=staff.finance, type=factors.PASSKEY, data={})

    answer = desk_of(staff.moderator).post(f"{FACTORS}passkeys/{key.pk}/remove/")

    assert answer.status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_factors_are_kept_only_after_a_fresh_proof(staff):
    client = enter(Client(), staff.moderator, ago=6 * MINUTE)

    for page in ("passkeys/add/", "codes/add/", "codes/remove/", "recovery/", "recovery/new/"):
        assert client.get(f"{FACTORS}{page}").url.startswith(PROOF), page
        assert client.post(f"{FACTORS}{page}").status_code == 403, page


# --- showing it once more ---


def test_a_grave_act_asks_for_a_fresh_proof_and_then_goes_on_with_what_was_typed(staff):
    client = enter(Client(), staff.administrator, ago=6 * MINUTE)
    secret = new_secret(staff.administrator)
    client = enter(client, staff.administrator, ago=6 * MINUTE)
    path = f"/staff/accounts/user/{staff.finance.pk}/change/"
    data = typed(client.get(path), "user_form", work_name="Some\nbody <else>")

    asked = client.post(path, data)

    assert asked.status_code == 403
    assert "Is it still you?" in asked.content.decode()
    staff.finance.refresh_from_db()
    assert staff.finance.work_name == "Finance"
    brought = typed(asked, "proof-form")
    assert brought["work_name"] == ["Some\nbody <else>"]
    answer = give_code(client, secret, path, "proof-code", brought)
    assert answer.status_code == 302
    staff.finance.refresh_from_db()
    assert staff.finance.work_name != "Finance"


def test_money_goes_back_only_after_a_fresh_proof(staff, live_campaign):
    gift = book_gift(live_campaign)
    client = enter(Client(), staff.finance, ago=6 * MINUTE)

    asked = client.post(f"/staff/donations/ledgerentry/{gift.pk}/refund/", {"amount": "25"})

    assert asked.status_code == 403
    assert "Is it still you?" in asked.content.decode()
    assert not gift.refund_orders.exists()


def test_a_wrong_code_keeps_what_was_typed(staff):
    client = enter(Client(), staff.administrator, ago=6 * MINUTE)
    path = f"/staff/accounts/user/{staff.finance.pk}/change/"
    data = typed(client.get(path), "user_form", work_name="Another")

    asked = client.post(path, data | {"proof-code": "000000"})

    assert asked.status_code == 403
    assert 'role="alert"' in asked.content.decode()
    assert typed(asked, "proof-form")["work_name"] == ["Another"]


def test_ordinary_work_asks_for_nothing(staff, draft):
    client = enter(Client(), staff.caseworker, ago=6 * MINUTE)

    assert client.post(f"/staff/campaigns/campaign/{draft.pk}/change/", {}).status_code == 200


def test_a_story_typed_for_too_long_is_saved_after_a_new_log_in(staff, draft):
    secret = new_secret(staff.caseworker)
    client = enter(Client(), staff.caseworker)
    path = f"/staff/campaigns/campaign/{draft.pk}/change/"
    data = typed(client.get(path), "campaign_form", title_en="Typed for an hour")
    client = enter(client, staff.caseworker, ago=HOUR)

    asked = client.post(path, data)
    brought = typed(asked, "proof-form")

    assert "locked" in asked.content.decode()
    assert give_code(client, secret, path, "proof-code", brought).status_code == 403
    brought["proof-password"] = PASSWORD
    secret = new_secret(staff.caseworker)
    assert give_code(client, secret, path, "proof-code", brought).status_code == 302
    draft.refresh_from_db()
    assert draft.title["en"] == "Typed for an hour"


def test_opening_a_locked_desk_needs_the_password_too(staff):
    secret = new_secret(staff.moderator)
    client = enter(Client(), staff.moderator, ago=HOUR)

    assert give_code(client, secret, PROOF, "proof-code").status_code == 200
    secret = new_secret(staff.moderator)
    proved = {"proof-password": PASSWORD}
    assert give_code(client, secret, PROOF, "proof-code", proved).url == "/staff/"
    assert client.get("/staff/").status_code == 200


def test_a_proof_leads_back_to_this_site_alone(staff):
    secret = new_secret(staff.moderator)
    client = enter(Client(), staff.moderator)

    answer = give_code(client, secret, f"{PROOF}?next=https://elsewhere.example/", "proof-code")

    assert answer.url == "/staff/"


def test_every_grave_act_has_an_address():
    assert set(NAMES) >= GRAVE | GRAVE_DECISIONS


# --- guessing ---


def test_guessing_one_account_is_slowed_down(client, staff):
    for _ in range(5):
        give_password(client, staff.moderator, "not the right one")

    text = give_password(client, staff.moderator).content.decode()

    assert "Too many tries" in text


def test_guessing_does_not_lock_out_who_is_inside_or_only_rested(client, staff):
    secret = new_secret(staff.moderator)
    inside = enter(Client(), staff.moderator)
    rested = enter(Client(), staff.moderator, ago=HOUR)
    for _ in range(6):
        give_password(client, staff.moderator, "not the right one")

    assert inside.get("/staff/").status_code == 200
    proved = {"proof-password": PASSWORD}
    assert give_code(rested, secret, PROOF, "proof-code", proved).url == "/staff/"


def test_too_many_log_ins_from_one_place_are_told_to_wait(client, staff):
    for number in range(30):
        give_password(client, User(email=f"{number}@elsewhere.example"))

    answer = give_password(client, staff.moderator)

    assert answer.status_code == 429
    assert "Please wait a little" in answer.content.decode()


def test_a_place_behind_a_proxy_is_counted_by_itself(client, staff, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(10):
        client.post(
            LOG_IN,
            {"login": f"{number}@elsewhere.example", "password": "guess"},
            headers={"X-Forwarded-For": "192.0.2.1, 198.51.100.7"},
        )

    def tries_from(place):
        answer = client.post(
            LOG_IN,
            {"login": "x@elsewhere.example", "password": "guess"},
            headers={"X-Forwarded-For": place},
        )
        return "Too many" not in answer.content.decode()

    assert not tries_from("203.0.113.9, 198.51.100.7")
    assert tries_from("198.51.100.7, 203.0.113.9")


def test_a_request_that_came_by_fewer_proxies_is_answered(client, staff, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2

    answer = client.post(
        LOG_IN,
        {"login": staff.moderator.email, "password": "guess"},
        headers={"X-Forwarded-For": "198.51.100.7"},
    )

    assert answer.status_code == 200


def test_an_address_without_a_number_is_answered(staff):
    client = Client(REMOTE_ADDR="")

    assert give_password(client, staff.moderator, "guess").status_code == 200


# --- leaving ---


def test_who_is_not_inside_yet_can_leave(staff):
    client = password_only(staff.administrator)

    assert client.post("/staff/logout/").status_code in {200, 302}
    assert client.get("/staff/").url.startswith(LOG_IN)


def test_the_table_of_roles_knows_whom_the_door_lets_in(staff):
    nobody = UserFactory()
    new_secret(nobody)

    assert enter(Client(), nobody).get("/staff/").status_code == 403
    assert enter(Client(), UserFactory(role=ADMINISTRATOR)).get("/staff/").status_code == 200
