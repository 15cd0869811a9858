"""Showing it once more: grave acts wait for a fresh proof, and nothing typed is lost."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client

from accounts.models import DeskSession
from config.admin import GRAVE, GRAVE_AT_TIMES
from tests.config.knocking import PROOF, give_code
from tests.config.test_admin import NAMES, house, path_of  # noqa: F401
from tests.doors import enter, new_secret
from tests.factories import PASSWORD, book_gift
from tests.pages import typed

MINUTE, HOUR = 60, 60 * 60


def test_a_grave_act_asks_for_a_fresh_proof_and_then_goes_on_with_what_was_typed(staff):
    client = enter(Client(), staff.administrator, ago=6 * MINUTE)
    secret = new_secret(staff.administrator)
    client = enter(client, staff.administrator, ago=6 * MINUTE)
    path = f"/staff/accounts/user/{staff.finance.pk}/change/"
    data = typed(client.get(path), "user_form", work_name="Some & body <else>")

    asked = client.post(path, data)

    assert asked.status_code == 403
    assert "Is it still you?" in asked.content.decode()
    staff.finance.refresh_from_db()
    assert staff.finance.work_name == "Finance"
    brought = typed(asked, "proof-form")
    assert brought["work_name"] == ["Some & body <else>"]
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


@pytest.mark.parametrize(
    ("role", "name", "grave", "ordinary"),
    [
        ("moderator", "campaigns_campaign_move", {"move": "close"}, {"move": "pause"}),
        ("moderator", "campaigns_campaign_move", {"move": "resume"}, {"move": "withdraw"}),
        ("caseworker", "campaigns_campaign_move", {"move": "close"}, {"move": "withdraw"}),
        ("caseworker", "campaigns_revision_links", {}, {"revoke": "1"}),
        ("moderator", "campaigns_update_change", {"decision": "approve"}, {}),
        (
            *("moderator", "donations_donormessage_decide"),
            *({"decision": "show"}, {"decision": "refuse"}),
        ),
        (
            *("moderator", "donations_donormessage_changelist"),
            *({"action": "show_selected"}, {"action": "refuse_selected"}),
        ),
    ],
)
def test_what_makes_something_public_waits_for_a_proof_and_the_opposite_does_not(
    house,  # noqa: F811
    staff,
    role,
    name,
    grave,
    ordinary,
):
    client = enter(Client(), getattr(staff, role), ago=6 * MINUTE)
    path = path_of(name, house)

    assert "Is it still you?" in client.post(path, grave).content.decode()
    assert "Is it still you?" not in client.post(path, ordinary, follow=True).content.decode()


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


def test_a_story_that_waited_overnight_is_saved_after_a_new_log_in(staff, draft):
    client = enter(Client(), staff.caseworker)
    path = f"/staff/campaigns/campaign/{draft.pk}/change/"
    data = typed(client.get(path), "campaign_form", title_en="Typed last night")
    client = enter(client, staff.caseworker, ago=20 * HOUR)
    secret = new_secret(staff.caseworker)
    DeskSession.objects.update(expire_date=F("expire_date") - timedelta(hours=20))

    asked = client.post(path, data)
    brought = typed(asked, "proof-form", **{"proof-password": PASSWORD})

    assert "locked" in asked.content.decode()
    assert give_code(client, secret, path, "proof-code", brought).status_code == 302
    draft.refresh_from_db()
    assert draft.title["en"] == "Typed last night"


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
    assert set(NAMES) >= GRAVE | set(GRAVE_AT_TIMES)
