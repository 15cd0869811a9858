"""The whole configuration, by subject; what differs between machines comes from the environment.

With DEBUG off, a setting without a safe default must be given: the process stops with one line
that names it. `.env.example` lists every name with its meaning.
"""

import logging
import zoneinfo
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from config.environment import Environment
from config.periods import *  # noqa: F403 - settings too

BASE_DIR = Path(__file__).resolve().parent.parent

env = Environment()
if (BASE_DIR / ".env").is_file():
    env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)


# --- The site ---

SECRET_KEY = env.required(
    "SECRET_KEY", "development-only-key-that-signs-nothing-of-value-0123456789"
)
ALLOWED_HOSTS = env.required_list("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
SITE_URL = env.required("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="help@example.org")
ONION_HOST = env.str("ONION_HOST", default="")

if not DEBUG and (len(SECRET_KEY) < 50 or SECRET_KEY.startswith("development")):
    env.stop("SECRET_KEY must be a random text of at least 50 characters.")
if not DEBUG and not SITE_URL.startswith("https://"):
    env.stop("SITE_URL must begin with https:// when DEBUG is off.")

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "config.apps.SviatloConfig",
    "config.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django.contrib.sitemaps",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "accounts",
    "campaigns",
    "donations",
]

MIDDLEWARE = [
    # Outermost, so that redirects to TLS and refused hosts carry the headers as well.
    "config.headers.HardeningMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.headers.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.compression.CompressionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.errors.SameNotFound",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.site",
            ],
        },
    },
]

# Widgets of our own lie with the other templates.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Database, cache, background work ---

DATABASE_URL = env.required_url(
    "DATABASE_URL", "postgresql://app@127.0.0.1:5432/app", schemes=("postgresql", "postgres")
)
DATABASES = {
    "default": env.db_url_config(DATABASE_URL)
    | {
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": env.str("TEST_DATABASE_NAME", default=None)},
    }
}
DATABASES["default"].setdefault("OPTIONS", {})
# A query that takes longer than this is a bug; waiting behind it would take the site down.
DATABASES["default"]["OPTIONS"]["connect_timeout"] = 5
DATABASES["default"]["OPTIONS"]["options"] = (
    "-c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=30s"
)

REDIS_URL = env.required_url(
    "REDIS_URL", "redis://127.0.0.1:6379/0", schemes=("redis", "rediss", "redis+socket")
)

CACHES = {
    "default": {
        "BACKEND": "accounts.limits.Limits",
        # redis-py names a socket differently from Celery.
        "LOCATION": REDIS_URL.replace("redis+socket://", "unix://").replace("virtual_host=", "db="),
        "KEY_FUNCTION": "accounts.limits.name_of",
        "OPTIONS": {
            "serializer": "accounts.limits.Json",
            "socket_connect_timeout": 0.5,
            "socket_timeout": 0.5,
        },
    },
    # What a process has added up for itself.
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Who asks for a job asks once: Stripe would otherwise wait six seconds for each of its answers
# while the broker is away. Workers go on trying to come back for as long as it takes.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "max_retries": 0,
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"

# --- Languages, time ---

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("be", "Беларуская"), ("ru", "Русский"), ("pl", "Polski")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = "config.formats"
# Days and months in reports are those of the organisation's own calendar.
TIME_ZONE = env.choice("TIME_ZONE", default="Europe/Warsaw", allowed=zoneinfo.available_timezones())

# --- Files ---

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.required("MEDIA_ROOT", str(BASE_DIR / ".local" / "media")))
WHITENOISE_USE_FINDERS = DEBUG
# Nobody else's page may read ours, not even the stylesheet.
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- Staff ---

AUTH_USER_MODEL = "accounts.User"
# The address is unique without regard to case, by a constraint that the first does not know; the
# second looks for Django's middleware by its name, and ours is made of it.
SILENCED_SYSTEM_CHECKS = ["auth.E003", "security.W001"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "accounts.password_rules.NotTooLong"},
    {"NAME": "accounts.password_rules.NotGuessed"},
]
# How long the link of a forgotten password opens anything.
PASSWORD_RESET_TIMEOUT = 60 * 60
# A house of a few people may give one person several roles. Nobody approves their own even then.
SMALL_TEAM = env.bool("SMALL_TEAM", default=False)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
SESSION_ENGINE = "accounts.sessions"
# A log-in lasts so long, whatever happens; and so long without anything happening.
STAFF_WORK_SECONDS = 8 * 60 * 60
STAFF_IDLE_SECONDS = 15 * 60
# After that the desk is locked, not emptied: who opens it anew within this time loses nothing they
# typed the evening before.
SESSION_COOKIE_AGE = 3 * 24 * 60 * 60
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/"
# Gone with the browser; log-ins are not remembered.
CSRF_COOKIE_AGE = None
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
if not DEBUG:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"

# --- The door of the staff site: docs/decisions/0012-the-door.md ---

ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
MFA_ADAPTER = "accounts.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_FORMS = {"activate_totp": "accounts.adapters.NewCodesForm"}
MFA_REAUTHENTICATION_REQUIRED = True
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
# Browsers allow passkeys without TLS on this machine alone.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
MFA_TOTP_TOLERANCE = 0
MFA_TRUST_ENABLED = False
# No addresses of colleagues beside the one they log in with.
MFA_ALLOW_UNVERIFIED_EMAIL = True

# The public site must set no cookie; staff messages travel in the staff session.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- HTTP ---

SECURE_SSL_REDIRECT = not DEBUG
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 0 if DEBUG else 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEBUG
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "config.errors.stale_form"
CSRF_TRUSTED_ORIGINS = [SITE_URL] + ([f"http://{ONION_HOST}"] if ONION_HOST else [])
# The longest story with the longest budget, in four languages: campaigns/draft_forms.py.
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
# A little more than the largest file a form takes, so that the form itself can say it is too large.
FILE_UPLOAD_MAX_MEMORY_SIZE = 11 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["config.uploads.InMemory"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [NONE],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "manifest-src": [SELF],
        # No script runs that could connect. But Lighthouse asks for robots.txt in the page's name,
        # and without this says that there is none.
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": [NONE],
    }
    | ({} if DEBUG else {"upgrade-insecure-requests": True})
}

# --- Mail ---

EMAIL_CONFIG = env.email_url_config(
    env.required_url("EMAIL_URL", "consolemail://", schemes=tuple(env.EMAIL_SCHEMES))
)
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.required("DEFAULT_FROM_EMAIL", "Śviatło <gifts@example.org>")

# --- Stripe ---

STRIPE_SECRET_KEY = env.required("STRIPE_SECRET_KEY", "sk_test_standin")
STRIPE_WEBHOOK_SECRETS = env.required_list("STRIPE_WEBHOOK_SECRETS", "whsec_standin")
STRIPE_LIVEMODE = env.bool("STRIPE_LIVEMODE", default=False)
# Empty: the real Stripe. Only the local stand-in is ever named here.
STRIPE_API_BASE = env.str("STRIPE_API_BASE", default="")
STRIPE_STANDIN_ALLOWED = DEBUG
STRIPE_CHECKOUT_HOSTS = env.list("STRIPE_CHECKOUT_HOSTS", default=["checkout.stripe.com"])
# The same word on every bank statement: a code or a campaign there would lead somewhere.
STRIPE_STATEMENT_SUFFIX = env.str("STRIPE_STATEMENT_SUFFIX", default="GIFT")
CHECKOUT_MINUTES = 45

# Before it stand the account's prefix, of at least two signs, and "* ".
if len(STRIPE_STATEMENT_SUFFIX) > 22 - 4:
    env.stop("STRIPE_STATEMENT_SUFFIX is longer than a bank statement allows.")
if not DEBUG and STRIPE_API_BASE:
    env.stop("STRIPE_API_BASE points away from Stripe; it is for development only.")
if STRIPE_API_BASE and (urlsplit(STRIPE_API_BASE).hostname or "") not in {
    "127.0.0.1",
    "::1",
    "localhost",
}:
    env.stop("STRIPE_API_BASE must be an address of this machine.")

# --- Giving ---

CURRENCY = "EUR"
MIN_GIFT_CENTS = env.whole("MIN_GIFT_CENTS", default=200)
MAX_GIFT_CENTS = env.whole("MAX_GIFT_CENTS", default=1_000_000)
if MIN_GIFT_CENTS > MAX_GIFT_CENTS:
    env.stop("MIN_GIFT_CENTS is more than MAX_GIFT_CENTS.")
# As long as staff choose nothing else: campaigns/choices.py, which alone reads these.
GIFT_PRESETS = [10, 25, 50, 100]
GIFT_PRESELECTED = 25
URGENT_DAYS = 7
WEBHOOK_MAX_BYTES = 256 * 1024

# --- Card testing: docs/decisions/0010-limits-without-addresses.md ---

FORM_TOKEN_MIN_AGE_SECONDS = 3
FORM_TOKEN_MAX_AGE_SECONDS = 2 * 60 * 60
# How many checkout sessions may be begun within the window.
ATTEMPTS_WINDOW_SECONDS = 10 * 60
ATTEMPTS_PER_SITE = env.whole("ATTEMPTS_PER_SITE", default=300)
ATTEMPTS_PER_CAMPAIGN = env.whole("ATTEMPTS_PER_CAMPAIGN", default=60)
# Unpaid ones of one network. Beyond them its donors take turns, this far apart.
ATTEMPTS_PER_NETWORK = env.whole("ATTEMPTS_PER_NETWORK", default=5)
NETWORK_WAIT_SECONDS = 20
ATTEMPTS_PER_NETWORK_PER_DAY = env.whole("ATTEMPTS_PER_NETWORK_PER_DAY", default=20)
NETWORK_WAIT_SECONDS_OF_THE_DAY = 120
# While Redis is away each process allows one part in so many of the first two.
ATTEMPTS_SHARE_WITHOUT_REDIS = 10
# More declined cards than this within the window pause a campaign's new sessions.
DECLINES_PER_CAMPAIGN = env.whole("DECLINES_PER_CAMPAIGN", default=20)
DECLINES_WINDOW_SECONDS = 10 * 60
DECLINES_PAUSE_SECONDS = 15 * 60
# How many proxies of ours a visitor's request passes; each writes down whom it was asked by.
TRUSTED_PROXIES = int(env.choice("TRUSTED_PROXIES", "0", allowed=[str(n) for n in range(10)]))
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

# --- Anonymity ---

# The organisation's own contacts, which the leak guard lets pass in a story.
OWN_CONTACTS = env.list("OWN_CONTACTS", default=[])

# Keys of the protected terms' digests and of what is sealed at rest, newest first.
DIGEST_KEY = env.required("DIGEST_KEY", "development-only-digest-key-0123456789abcdef")
SEAL_KEYS = env.required_list("SEAL_KEYS", "ZGV2ZWxvcG1lbnQtb25seS1zZWFsLWtleS0wMTIzNDU=")

# --- Logs ---

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"people": {"()": "config.logs.WithoutPeople"}},
    "formatters": {"json": {"()": "config.logs.JsonLines"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json",
            "filters": ["people"],
        }
    },
    "root": {
        "handlers": ["console"],
        "level": env.choice("LOG_LEVEL", "INFO", allowed=logging.getLevelNamesMapping()),
    },
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # It repeats whatever name a stranger gave our host.
        "django.security.DisallowedHost": {"handlers": [], "level": "CRITICAL", "propagate": True},
        # It names the passkeys it sees.
        "fido2": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}
