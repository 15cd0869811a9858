"""Coming in: by password and code with or without scripts, and by passkeys, in a real browser."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from tests.doors import give_code, log_in, new_secret
from tests.factories import PASSWORD
from tests.journeys.looking import FOR_THE_CHECKER, faults

REMARK = "Unrecognized feature"


@pytest.fixture
def with_key(browse):
    """with_key(): as browse, on a device that keeps passkeys and knows its owner's finger."""

    def open_page(**settings_of_browser):
        page = browse(**settings_of_browser)
        devtools = page.context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        return page

    return open_page


def make_passkey(page, person) -> None:
    """From the log-in with a password to the desk, for somebody who has no factor yet."""
    page.goto("")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill("The blue key")
    page.get_by_role("button", name="Make the passkey").click()
    page.get_by_role("button", name="Use your passkey").click()
    page.get_by_role("link", name="I have written them down").click()
    expect(page.get_by_role("heading", name="Your desk")).to_be_visible()


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_password_and_code_lead_to_the_desk(staff, browse, scripts):
    secret = new_secret(staff.moderator)
    page = browse(java_script_enabled=scripts)
    page.goto("campaigns/campaign/")

    log_in(page, staff.moderator, PASSWORD, secret)

    assert page.url.endswith("/staff/campaigns/campaign/")


@pytest.mark.browser
def test_an_app_is_set_up_without_scripts(staff, browse):
    User.objects.filter(pk=staff.caseworker.pk).update(codes_allowed=True)
    page = browse(java_script_enabled=False)
    page.goto("")
    page.get_by_label("E-mail").fill(staff.caseworker.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("link", name="Set up an app").click()

    secret = page.locator("#codes-key").inner_text()
    give_code(page, secret, "Set up")
    give_code(page, secret, "Go on")

    expect(page.locator(".codes li")).to_have_count(10)


@pytest.mark.browser
def test_a_passkey_is_made_and_from_then_on_enough_by_itself(staff, with_key):
    said = []
    page = with_key()
    page.on("console", lambda message: said.append((message.type, message.text)))
    make_passkey(page, staff.moderator)

    page.get_by_role("button", name="Log out").click()
    page.goto("")
    page.get_by_role("button", name="Log in with a passkey").click()
    expect(page.get_by_role("heading", name="Your desk")).to_be_visible()

    page.context.clear_cookies()
    page.goto("")
    page.get_by_label("E-mail").fill(staff.moderator.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Use your passkey").click()
    expect(page.get_by_role("heading", name="Your desk")).to_be_visible()

    refused = [one for one in said if one[0] in {"error", "warning"} and REMARK not in one[1]]
    assert refused == []


@pytest.mark.browser
def test_a_passkey_that_is_not_there_is_told_in_words(staff, browse, live_server):
    page = browse()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": False,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto("login/")

    page.get_by_role("button", name="Log in with a passkey").click()

    expect(page.get_by_role("alert")).to_contain_text("The passkey was not used")


@pytest.mark.browser
def test_a_grave_act_goes_on_after_the_passkey_was_shown(staff, with_key, settings):
    page = with_key()
    make_passkey(page, staff.administrator)
    page.goto(f"accounts/user/{staff.finance.pk}/change/")
    page.get_by_label("Work name").fill("Renamed")
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Is it still you?")).to_be_visible()

    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
    page.get_by_role("button", name="Use your passkey").click()

    expect(page.locator(".messagelist")).to_contain_text("Renamed")


@pytest.mark.browser
def test_everybody_can_read_every_page_of_the_door(staff, with_key):
    page = with_key(**FOR_THE_CHECKER)

    def look():
        assert faults(page) == []

    User.objects.filter(pk=staff.moderator.pk).update(codes_allowed=True)
    page.goto("login/")
    look()
    page.get_by_label("E-mail").fill(staff.moderator.email)
    page.get_by_label("Password").fill("not the right one")
    page.get_by_role("button", name="Go on").click()
    look()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    look()
    page.get_by_role("link", name="Set up an app").click()
    look()
    page.goto("factors/passkeys/add/")
    look()
    page.get_by_role("button", name="Make the passkey").click()
    page.wait_for_url("**/proof/**")
    look()
    page.get_by_role("button", name="Use your passkey").click()
    page.wait_for_url("**/recovery/")
    look()
    page.goto("factors/")
    look()
    page.get_by_role("link", name="Remove Passkey 1").click()
    look()
    page.goto("factors/recovery/new/")
    look()
    page.get_by_role("button", name="Log out").click()
    page.goto("login/")
    page.get_by_label("E-mail").fill(staff.moderator.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    look()
