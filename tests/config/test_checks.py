"""Deploy checks: what no process may start with."""

import base64
import secrets

import pytest
from django.core.checks import registry

from config import checks


@pytest.fixture
def production(settings):
    """Settings that have nothing wrong with them."""
    settings.STRIPE_API_BASE = ""
    settings.STRIPE_SECRET_KEY, settings.STRIPE_LIVEMODE = "sk_live_abc", True
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_" + secrets.token_hex(24)]
    settings.DIGEST_KEY = secrets.token_hex(32)
    settings.SEAL_KEYS = [base64.b64encode(secrets.token_bytes(32)).decode()]
    settings.ALLOWED_HOSTS = ["give.example"]
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
    return settings


def test_proper_settings_pass(production):
    assert checks.unsafe_settings() == []


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("STRIPE_API_BASE", "http://127.0.0.1:1", "config.E001"),
        ("STRIPE_SECRET_KEY", "sk_test_abc", "config.E002"),
        ("STRIPE_LIVEMODE", False, "config.E002"),
        ("DIGEST_KEY", "development-only-digest-key-0123456789abcdef", "config.E003"),
        ("DIGEST_KEY", "short", "config.E003"),
        ("STRIPE_WEBHOOK_SECRETS", ["whsec_new", "whsec_standin"], "config.E003"),
        ("SEAL_KEYS", ["ZGV2ZWxvcG1lbnQtb25seS1zZWFsLWtleS0wMTIzNDU="], "config.E003"),
        ("SEAL_KEYS", [base64.b64encode(b"short").decode()], "config.E003"),
        ("SEAL_KEYS", ["no base64"], "config.E003"),
        ("SEAL_KEYS", ["ключ"], "config.E003"),
        ("ALLOWED_HOSTS", ["give.example", "*"], "config.E005"),
        ("ATTEMPTS_PER_CAMPAIGN", 300, "config.E006"),
        ("MFA_TRUST_ENABLED", True, "config.E007"),
        ("MFA_TOTP_TOLERANCE", 1, "config.E007"),
        ("MFA_TOTP_INSECURE_BYPASS_CODE", "123456", "config.E007"),
        ("MFA_WEBAUTHN_USER_VERIFICATION", "preferred", "config.E007"),
        ("MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN", True, "config.E007"),
        ("ACCOUNT_LOGIN_BY_CODE_ENABLED", True, "config.E007"),
    ],
)
def test_an_unsafe_setting_is_named(production, name, value, error):
    setattr(production, name, value)

    (found,) = checks.unsafe_settings()

    assert found.id == error
    assert name.partition("_")[0] in found.msg


@pytest.mark.parametrize("loose", ["'unsafe-inline'", "'unsafe-eval'"])
def test_a_policy_that_allows_inline_code_is_named(production, loose):
    directives = production.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    production.CONTENT_SECURITY_POLICY = {
        "DIRECTIVES": directives | {"script-src": ["'self'", loose]}
    }

    assert [found.id for found in checks.unsafe_settings()] == ["config.E004"]


def test_every_check_is_also_run_by_the_deploy_check():
    ours = {
        check
        for check in registry.registry.deployment_checks
        if check.__module__ == checks.__name__
    }

    assert {check.__name__ for check in ours} == {
        "no_standin_in_production",
        "live_key_fits_live_mode",
        "secrets_are_no_examples",
        "policy_allows_no_inline",
        "hosts_are_named",
        "one_campaign_cannot_stop_the_site",
        "door_is_shut",
    }
