"""What the test suite changes: speed and doors, never rules."""

import os

os.environ.setdefault("DEBUG", "1")

from config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STRIPE_SECRET_KEY = "sk_test_suite"  # noqa: S105
STRIPE_WEBHOOK_SECRETS = ["whsec_suite"]
# Tests fill in forms faster than people; test_form_tokens.py says what the time does.
FORM_TOKEN_MIN_AGE_SECONDS = 0
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
# The threads of a live server would keep connections to a database that is about to go.
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
