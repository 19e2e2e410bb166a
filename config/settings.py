"""Settings of the project, all in one file, read from the environment.

Variables (all optional on a developer's machine):
    THIDUA_MODE          `local` (default) or `production`; production turns on every protection and refuses
                         to start with an unsafe setting
    THIDUA_DATA          data folder, default `build/data`
    THIDUA_SECRET_KEY    secret of sessions and tokens; in local mode one is kept in the data folder
    THIDUA_ALLOWED_HOSTS comma-separated host names that the site answers to
    THIDUA_SECOND_FACTOR `off`, `offered` or `required` for who accepts or administers; required in production
    THIDUA_MAIL_HOST     mail server, by which forgotten passwords are set anew; without one, by codes only.
                         With it: THIDUA_MAIL_PORT, THIDUA_MAIL_USER, THIDUA_MAIL_PASSWORD, THIDUA_MAIL_FROM
    THIDUA_STORY         which story the demonstration tells: `2024` (default) or `2025`
    THIDUA_DEBUG, THIDUA_DEMO, THIDUA_TODAY, THIDUA_INSECURE_COOKIES, THIDUA_PROXIES
    THIDUA_FILES         folder of attached files, default `files` in the data folder; several hosts share one
    THIDUA_BACKUP_DIR    folder of scheduled backups; THIDUA_WAL_ARCHIVE archives the embedded database's log for going
                         back to any moment; docs/guide/en/sao-luu.md has these and the variables beside them
    DATABASE_URL         any PostgreSQL 16 or later; without it the embedded one is used
    THIDUA_REPLICA_URL   replicas of that database; pages are read there while they hold everything committed
"""

from __future__ import annotations

from datetime import date
from typing import Any

import structlog
from csp.constants import NONE, SELF

from thidua.cli import environment as env

BASE_DIR = env.REPOSITORY
BUILD_DIR = BASE_DIR / "build"

# ── The installation ─────────────────────────────────────────────────────────
PRODUCTION = env.text("THIDUA_MODE", "local") == "production"
DEBUG = env.flag("THIDUA_DEBUG")
THIDUA_DEMO = env.flag("THIDUA_DEMO")
THIDUA_STORY = env.text("THIDUA_STORY", "2024")
# The day that the demo's story lives in; None follows the calendar. `thidua.core.clock` reads it.
_STORY_DAYS = {"2024": date(2024, 5, 18), "2025": date(2025, 9, 15)}
THIDUA_TODAY = env.day("THIDUA_TODAY", _STORY_DAYS[THIDUA_STORY] if THIDUA_DEMO else None)
DATA_DIR = env.data_folder()
FILES_DIR = env.folder("THIDUA_FILES", DATA_DIR / "files")


def _secret_key() -> str:
    """Return the key given, else the one kept beside the data, else a key that production refuses."""
    kept = DATA_DIR / "secret-key"
    try:
        return env.text("THIDUA_SECRET_KEY") or kept.read_text().strip()
    except OSError:
        return "insecure-key-of-a-developer-machine"


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.names("THIDUA_ALLOWED_HOSTS") or ([] if PRODUCTION else ["*"])

# ── Applications ─────────────────────────────────────────────────────────────
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    # The automatic set-ups of these two break each other; TEMPLATES states the loader chain.
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "allauth",
    "allauth.account",
    "thidua.core",
    "thidua.ui",
    "thidua.audit",
    "thidua.people",
    "thidua.files",
    "thidua.exchange",
    "thidua.org",
    "thidua.access",
    "thidua.documents",
    "thidua.notices",
    "thidua.voting",
    "thidua.registers.members",
    "thidua.indicators",
    "thidua.figures",
    "thidua.targets",
    "thidua.reporting",
    "thidua.drafting",
    "thidua.emulation.movements",
    "thidua.emulation.schemes",
    "thidua.emulation.clusters",
    "thidua.emulation.covenants",
    "thidua.emulation.scorecards",
    "thidua.emulation.ranking",
    "thidua.reorganisation",
    "thidua.api",
    "thidua.cli.backups",
    "thidua.web",
]
# Tasks beside those that stand in the `tasks.py` of an app.
PROCRASTINATE_IMPORT_PATHS = ["thidua.web.lists.tasks"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "thidua.ui.middleware.CleanAddress",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "thidua.people.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "thidua.people.middleware.SignInRequired",
    "thidua.people.middleware.SecondStep",
    "thidua.access.middleware.GrantsReadOnce",
    "thidua.access.see_as.SeeAs",
    "thidua.indicators.middleware.FreshCatalogue",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "thidua.ui.middleware.WrongMethods",
    "thidua.ui.middleware.DomainErrors",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_LOADERS: list[Any] = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    _LOADERS if DEBUG else [("django.template.loaders.cached.Loader", _LOADERS)],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "thidua.ui.context.page",
                "thidua.web.navigation.navigation",
            ],
        },
    }
]

FORM_RENDERER = "thidua.ui.rendering.FormRenderer"

# ── Database ─────────────────────────────────────────────────────────────────
# What this process does: a web request may not hold the database for long, a job may.
PROCESS = env.text("THIDUA_PROCESS", "web")
_TIMEOUTS = {
    "web": "-c statement_timeout=5s",
    "worker": "-c statement_timeout=10min",
    "command": "-c statement_timeout=10min",
    "migrate": "-c lock_timeout=4s",
}


def _database(variable: str, *, patience: float, options: str = "") -> dict[str, Any]:
    """Return Django's settings of a database; `patience` is how many seconds a request waits for a connection."""
    settings = env.database(env.text(variable, "postgresql:///thidua"), variable)
    settings["OPTIONS"]["options"] = " ".join(
        filter(None, (settings["OPTIONS"].get("options", ""), _TIMEOUTS[PROCESS], options))
    )
    if PROCESS == "web":
        # A thread keeps its connection for one request only, the pool keeps them warm.
        settings["OPTIONS"]["pool"] = {"min_size": 2, "max_size": env.number("THIDUA_POOL", 16), "timeout": patience}
    settings["CONN_MAX_AGE"] = 0
    # Behind a network connections die unseen when the database moves to another host; a socket's end is always seen.
    settings["CONN_HEALTH_CHECKS"] = settings["HOST"][:1] not in {"", "/"}
    return settings


DATABASES = {"default": _database("DATABASE_URL", patience=10)}
if env.text("THIDUA_REPLICA_URL") and PROCESS == "web":
    DATABASES["replica"] = _database("THIDUA_REPLICA_URL", patience=1, options="-c default_transaction_read_only=on")
    MIDDLEWARE.append("thidua.ui.middleware.ReadsFromReplica")
CACHES = {
    # Shared by all processes, so that the rate limits of signing in count together.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "django_cache"}
}

# ── Language and time ────────────────────────────────────────────────────────
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

# ── Sign-in ──────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {},
        "MinimumLengthValidator": {"min_length": 10},
        "CommonPasswordValidator": {},
    }.items()
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "thidua.access.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "behalf_link": "20/m/ip",
    "activate": "20/m/ip",
    "verify": "60/m/ip",
    "second_factor": "10/m/user",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
}
# A demonstration is entered by one click.
THIDUA_SECOND_FACTOR = env.text("THIDUA_SECOND_FACTOR", "required" if PRODUCTION and not THIDUA_DEMO else "offered")

# ── Mail ─────────────────────────────────────────────────────────────────────
EMAIL_HOST = env.text("THIDUA_MAIL_HOST")
EMAIL_PORT = env.number("THIDUA_MAIL_PORT", 587)
EMAIL_HOST_USER = env.text("THIDUA_MAIL_USER")
EMAIL_HOST_PASSWORD = env.text("THIDUA_MAIL_PASSWORD")
EMAIL_USE_TLS = bool(EMAIL_HOST_USER)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("THIDUA_MAIL_FROM", EMAIL_HOST_USER or "thidua@localhost")

# ── Sessions, cookies, headers ───────────────────────────────────────────────
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "thidua.web.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION and not env.flag("THIDUA_INSECURE_COOKIES")
CSRF_TRUSTED_ORIGINS = [f"https://{host.lstrip('.')}" for host in ALLOWED_HOSTS if host != "*"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
X_FRAME_OPTIONS = "DENY"
# Only a proxy that always sets this header may stand before the site: say so by THIDUA_PROXIES=1.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("THIDUA_PROXIES", 0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# ── Uploads ──────────────────────────────────────────────────────────────────
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
# The workbooks of all units below one may come back at once.
DATA_UPLOAD_MAX_NUMBER_FILES = 601
FILE_UPLOAD_PERMISSIONS = 0o600
IMPORT_MAX_BYTES = 20 * 1024 * 1024
# Tables that were asked for as files lie here until they are fetched or a day has passed.
EXPORTS_DIR = env.folder("THIDUA_EXPORTS", DATA_DIR / "exports")
# Root certificates (PEM or DER) by which signatures of documents are trusted; none by default.
TRUST_DIR = env.folder("THIDUA_TRUST", DATA_DIR / "trust")
# The faces that documents are set in; system fonts are never used.
DOCUMENT_FONTS = BUILD_DIR / "assets" / "vendor" / "document-fonts"
# The largest file that may be attached to a report.
FILE_MAX_BYTES = 20 * 1024 * 1024

# ── The catalogue of indicators ──────────────────────────────────────────────
# How long a process may work with a catalogue that another one has edited.
CATALOGUE_SECONDS = env.number("THIDUA_CATALOGUE_SECONDS", 5)

# ── Static files ─────────────────────────────────────────────────────────────
STATIC_URL = "static/"
STATIC_ROOT = BUILD_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", BUILD_DIR / "assets"]
# The launcher collects files under hashed names and says so; tests read the sources directly.
HASHED_STATIC = env.flag("THIDUA_HASHED_STATIC")
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not HASHED_STATIC
_STATIC_STORAGE = (
    "whitenoise.storage.CompressedManifestStaticFilesStorage"
    if HASHED_STATIC
    else "django.contrib.staticfiles.storage.StaticFilesStorage"
)
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": FILES_DIR, "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": _STATIC_STORAGE},
}

# ── Logs ─────────────────────────────────────────────────────────────────────
_SHARED_PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_SHARED_PROCESSORS,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False)
                if PRODUCTION
                else structlog.dev.ConsoleRenderer(colors=False),
            ],
            "foreign_pre_chain": _SHARED_PROCESSORS,
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.text("THIDUA_LOG", "WARNING")},
    # A signer whom nobody vouches for is an answer, not a fault with a traceback.
    "loggers": {"pyhanko": {"level": "CRITICAL"}},
}
