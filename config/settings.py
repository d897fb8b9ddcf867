"""All settings, from the environment. docs/configuration.md lists every variable.

Without any variable set this is the embedded site: SQLite, a broker of files, no service and no
network. ``DATABASE_URL``, ``REDIS_URL`` and ``BROKER_URL`` change to PostgreSQL and Redis.
"""

import secrets
import sys
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
import django_stubs_ext
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import env

try:
    # SQLite 3.7.0 to 3.51.2 can corrupt a WAL database that two processes write to; web server
    # and worker are two. The wheel carries a mended SQLite, whatever the system has.
    import pysqlite3
except ImportError:
    pass
else:
    sys.modules["sqlite3"] = pysqlite3

# Lets Django's generic classes be written with their types: forms.ModelForm[Workspace].
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "var"))).resolve()
DEBUG = env.flag("DEBUG", False)


def origin_of(url: str) -> str:
    """``https://host:port`` of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _secret_key() -> str:
    given = env.text("SECRET_KEY")
    if given:
        return given
    if not DEBUG:
        raise ImproperlyConfigured(
            "Set SECRET_KEY (or SECRET_KEY_FILE) to a long random text, "
            "or DEBUG=true for a site only you can reach."
        )
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    path = DATA_DIR / "secret_key"
    if not path.exists():
        path.write_text(secrets.token_urlsafe(50), encoding="utf-8")
        path.chmod(0o600)
    return path.read_text(encoding="utf-8")


SECRET_KEY = _secret_key()
SEALING_KEYS = env.words("SEALING_KEYS")
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ("localhost", "127.0.0.1", "[::1]") if DEBUG else ())
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "home",
    "experiments",
    "messaging",
    "personas",
    "workspaces",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "lucide",
    "rest_framework",
]

MIDDLEWARE = [
    "config.headers.SafetyHeaders",
    "config.transport.Transport",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.headers.PagePolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "workspaces.web.sessions.LastSeen",
    "workspaces.web.too_many.TooMany",
    "django_htmx.middleware.HtmxMiddleware",
    "config.body_limit.BodyLimit",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "workspaces.web.context.navigation",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Databases. IMMEDIATE takes SQLite's write lock when a transaction begins: the only mode in which
# a waiting writer waits instead of failing with "database is locked".
SQLITE_SYNCHRONOUS = env.choice("SQLITE_SYNCHRONOUS", ("FULL", "NORMAL", "OFF"), "FULL")
try:
    _database = dj_database_url.parse(
        env.text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'cuppa.sqlite3'}")
    )
except ValueError:  # without the value, which may hold a password
    raise ImproperlyConfigured(
        "DATABASE_URL must look like postgresql://user:password@host:5432/name."
    ) from None
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": f"PRAGMA journal_mode=WAL;PRAGMA synchronous={SQLITE_SYNCHRONOUS};",
    }
    # Tests use a file too: a database in memory knows neither WAL nor a second process.
    _database["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
else:
    _pool_size = env.integer("DATABASE_POOL_SIZE", 8, minimum=0)
    _pool = {"min_size": 1, "max_size": _pool_size} if _pool_size else False
    _database["OPTIONS"] = {**_database.get("OPTIONS", {}), "pool": _pool}
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.address("REDIS_URL", ("redis", "rediss", "unix"))
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {
            "BACKEND": "config.file_cache.FileCache",
            "LOCATION": DATA_DIR / "cache",
        }
    )
}

# Accounts
AUTH_USER_MODEL = "workspaces.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "workspaces.passwords.GoodPassword"}]
SIGNUP_OPEN = env.flag("SIGNUP_OPEN", True)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "workspaces.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = env.choice(
    "EMAIL_VERIFICATION", ("mandatory", "optional", "none"), "optional" if DEBUG else "mandatory"
)
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Cuppa] "
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_LOGOUT_ON_GET = False
# What changes how an account is protected asks for the password (or a key) once more.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
# A session ends with the browser, and after a day at the latest; "keep me signed in" makes it
# thirty days. Using it does not move that end.
SESSION_ENGINE = "workspaces.session_store"
SESSION_COOKIE_AGE = 24 * 60 * 60
ACCOUNT_SESSION_COOKIE_AGE = 30 * 24 * 60 * 60
# Attempts allowed: by network address, by account (key) and by person (user). The counters sit in
# the cache, which all processes share. Whoever knows a password may try sixty of an app's million
# codes a day: one chance in forty-five a year.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,60/h/ip,10/15m/key,60/d/key",
    "signup": "20/h/ip",
    "reset_password": "20/h/ip,3/15m/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "confirm_email": "1/3m/key",
}
MFA_ADAPTER = "workspaces.accounts.MultiFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
MFA_TOTP_ISSUER = "Cuppa"
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "add_webauthn": "workspaces.web.passkeys.AddPasskeyForm",
    "edit_webauthn": "workspaces.web.passkeys.RenamePasskeyForm",
}

# Single sign-on with one OpenID provider, the operator's own. Off without SSO_ISSUER.
SSO_ISSUER = env.text("SSO_ISSUER").rstrip("/")
SSO_CLIENT_ID = env.text("SSO_CLIENT_ID")
SSO_CLIENT_SECRET = env.text("SSO_CLIENT_SECRET")
SSO_NAME = env.text("SSO_NAME", "your organisation")
SSO_SIGNUP = env.flag("SSO_SIGNUP", False)
SOCIALACCOUNT_ADAPTER = "workspaces.single_sign_on.SingleSignOnAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if env.text("EMAIL_HOST")
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.integer("EMAIL_PORT", 587, minimum=1)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", True)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Cuppa <cuppa@localhost>")

# Language and time: rows are UTC; a workspace and an experiment carry their own time zone.
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

# Files
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "workspaces.style_sheet.StyleSheetFinder",
]
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False
UPLOAD_LIMIT_BYTES = env.integer("UPLOAD_LIMIT_MB", 50, minimum=1) * 1024 * 1024
WORKSPACE_UPLOAD_LIMIT_BYTES = (
    env.integer("WORKSPACE_UPLOAD_LIMIT_MB", 500, minimum=1) * 1024 * 1024
)
OUTBOUND_ALLOWED_NETWORKS = env.networks("OUTBOUND_ALLOWED_NETWORKS")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_PERMISSIONS = 0o600

# Safety. The Content-Security-Policy allows nothing inline and no other host; config/headers.py
# adds what is not set here, and locks whatever is no page.
HTTPS = env.flag("HTTPS", not DEBUG)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
BEHIND_PROXY = env.flag("BEHIND_PROXY", False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# How many of the last entries of X-Forwarded-For were written by proxies of our own.
TRUSTED_PROXIES = env.integer("TRUSTED_PROXIES", 1 if BEHIND_PROXY else 0, minimum=0)
# A browser takes a __Host- cookie only over HTTPS, from this very host, for the whole of it: no
# other host below the same domain can set one.
_COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_COOKIE_PREFIX}session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "workspaces.web.kept_words.refused"
CSRF_COOKIE_NAME = f"{_COOKIE_PREFIX}csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "object-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        # A form that leads to single sign-on is sent on to the provider.
        "form-action": [SELF, *([origin_of(SSO_ISSUER)] if SSO_ISSUER else [])],
        "frame-ancestors": [NONE],
        **({"upgrade-insecure-requests": True} if HTTPS else {}),
    }
}

# Work in the background. The Job row is the truth, the message only a bell that wakes a worker.
# A killed worker's job is taken up again after lease and sweep together: within a minute.
BROKER_URL = env.address(
    "BROKER_URL",
    ("redis", "rediss", "amqp", "amqps", "filesystem"),
    REDIS_URL or "filesystem://localhost",
)
JOB_LEASE_SECONDS = env.integer("JOB_LEASE_SECONDS", 40, minimum=3)
JOB_SWEEP_SECONDS = env.integer("JOB_SWEEP_SECONDS", 10, minimum=1)

# Limits on how often a key or an address may ask; 0 switches one off. What happens past them is in
# workspaces/limits.py and experiments/api/door.py.
DELIVERY_LIMIT_PER_KEY = env.integer("DELIVERY_LIMIT_PER_KEY", 1_000, minimum=0)
DELIVERY_LIMIT_PER_ADDRESS = env.integer("DELIVERY_LIMIT_PER_ADDRESS", 200, minimum=0)
API_LIMIT_PER_KEY = env.integer("API_LIMIT_PER_KEY", 600, minimum=0)
API_LIMIT_PER_ADDRESS = env.integer("API_LIMIT_PER_ADDRESS", 3_000, minimum=0)
WRONG_KEY_LIMIT = env.integer("WRONG_KEY_LIMIT", 60, minimum=0)
SURVEY_LIMIT_PER_ADDRESS = env.integer("SURVEY_LIMIT_PER_ADDRESS", 20, minimum=0)
SURVEY_LIMIT = env.integer("SURVEY_LIMIT", 300, minimum=0)
TABLE_LIMIT_PER_ADDRESS = env.integer("TABLE_LIMIT_PER_ADDRESS", 120, minimum=0)

# How much of the traffic is recognised is counted in memory and written this often; 0: not at all.
TRAFFIC_FLUSH_SECONDS = env.integer("TRAFFIC_FLUSH_SECONDS", 10, minimum=0)

# How quotes are compared when pains are looked for; sentences needs the optional extra.
MINING_VECTORS = env.choice("MINING_VECTORS", ("words", "sentences"), "words")

# REST
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["workspaces.api.authentication.KeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["workspaces.api.permissions.KeyPermission"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["config.api.parsers.JsonParser"],
    "DEFAULT_PAGINATION_CLASS": "config.api.pagination.Pages",
    "DEFAULT_FILTER_BACKENDS": ["workspaces.api.filters.FilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "config.api.schema.Schema",
    "EXCEPTION_HANDLER": "config.api.errors.handle",
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "UNAUTHENTICATED_USER": None,
}
DRF_STANDARDIZED_ERRORS = {"EXCEPTION_FORMATTER_CLASS": "config.api.errors.ProblemFormatter"}
SPECTACULAR_SETTINGS = {
    "TITLE": "Cuppa",
    "DESCRIPTION": "Copy that starts from the customer's problem: fetch it, test it, share it.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    # Where a set of choices stands in several bodies, it has one name.
    "ENUM_NAME_OVERRIDES": {
        "ImportStateEnum": "personas.models.EvidenceImport.State",
        "KnownEnum": [(level, level) for level in ("assumed", "some", "high")],
        "MaskingEnum": "personas.models.EvidenceImport.Masking",
        "NeedStateEnum": "messaging.models.needs.UnmetNeed.State",
        "PainLevelEnum": "personas.models.PainPoint.Level",
        "RowStatusEnum": [(status, status) for status in ("added", "duplicate", "rejected")],
        "SheetImportStateEnum": "messaging.models.SheetImport.State",
        "SourceEnum": "personas.models.evidence.EvidenceSource",
        "YesNoEnum": [(word, word) for word in ("yes", "no")],
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "experiments.api.schema.document_delivery",
    ],
}

LOG_LEVEL = env.choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "config.redaction.RedactingFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "filters": {
        # A line for each call that is one too many would cost more than serving it.
        "not_too_many": {
            "()": "django.utils.log.CallbackFilter",
            "callback": lambda line: getattr(line, "status_code", 0) != 429,
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    # Everybody writes through the one handler that masks: these bring handlers of their own.
    "loggers": {
        "django": {"handlers": [], "propagate": True, "level": LOG_LEVEL},
        "django.request": {"filters": ["not_too_many"]},
        "django.server": {"handlers": [], "propagate": True},
        "_granian": {"handlers": [], "propagate": True, "level": "WARNING"},
        "celery": {"handlers": [], "propagate": True, "level": "WARNING"},
        # It tells of each letter that it puts into a PDF.
        "fontTools": {"level": "WARNING"},
    },
}
DEFAULT_EXCEPTION_REPORTER_FILTER = "config.redaction.ReportFilter"
