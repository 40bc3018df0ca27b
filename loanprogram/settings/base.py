"""Settings that hold everywhere; what differs by place is in dev, test and production."""

import base64
import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(os.environ.get("LOANPROGRAM_VAR", BASE_DIR / "var"))

INSTALLED_APPS = [
    "loanprogram",
    "guarantees",
    "outreach",
    "servicing",
    "underwriting",
    "applications",
    "policy",
    "ledger",
    "casework",
    "parties",
    "screens",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "django_celery_beat",
    "django_filters",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "csp",
    "django_fsm",
]

MIDDLEWARE = [
    "loanprogram.health.HealthFirst",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "loanprogram.middleware.BusinessDateMiddleware",
    "loanprogram.sessions.SessionLimitsMiddleware",
    "loanprogram.middleware.StaffSecondFactorMiddleware",
]

ROOT_URLCONF = "loanprogram.urls"
WSGI_APPLICATION = "loanprogram.wsgi.application"
FORM_RENDERER = "screens.renderer.PageFormRenderer"

TEMPLATES: list[dict[str, Any]] = [
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
                "csp.context_processors.nonce",
                "loanprogram.context.page_frame",
            ],
        },
    },
]


def database_from_url(url: str) -> dict[str, object]:
    """Django's database entry for a postgres:// address; a socket folder stands in `?host=`."""
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or "postgres"),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {
    "default": database_from_url(
        os.environ.get("DATABASE_URL", f"postgres://postgres@/loanprogram?host={VAR_DIR / 'pg'}")
    )
}
REDIS_URL = os.environ.get("REDIS_URL", f"unix://{VAR_DIR / 'redis' / 'r.sock'}")
_over_socket = REDIS_URL.startswith("unix://")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": f"{REDIS_URL}?db=1" if _over_socket else f"{REDIS_URL}/1",
    }
}

CELERY_BROKER_URL = (
    REDIS_URL.replace("unix://", "redis+socket://") + "?virtual_host=0"
    if _over_socket
    else f"{REDIS_URL}/0"
)
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 270
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULER = "loanprogram.scheduler:LivingScheduler"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "Asia/Shanghai"


def every(seconds: int, task: str) -> dict[str, object]:
    """A job started again and again; one that waited too long is not started any more."""
    return {"task": task, "schedule": float(seconds), "options": {"expires": seconds * 3}}


# How often each job of `loanprogram.jobs` runs by itself.
JOB_SECONDS = {
    "send_messages": 20,
    "guarantees": 60,
    "business_date": 300,
    "day_end": 300,
    "reminders": 300,
    "repayment_files": 5,
    "reports": 120,
    "standing_proofs": 1800,
}
CELERY_BEAT_SCHEDULE = {
    "send messages": every(JOB_SECONDS["send_messages"], "loanprogram.tasks.sweep_notices"),
    "release, lapse and watch guarantees": every(
        JOB_SECONDS["guarantees"], "loanprogram.tasks.sweep_guarantees"
    ),
    "turn the business date": every(
        JOB_SECONDS["business_date"], "loanprogram.tasks.turn_business_date"
    ),
    "close open days": every(JOB_SECONDS["day_end"], "loanprogram.tasks.close_open_days"),
    "queue reminders": every(JOB_SECONDS["reminders"], "loanprogram.tasks.queue_reminders"),
    "make reports": every(JOB_SECONDS["reports"], "loanprogram.tasks.make_reports"),
    "prove the books": every(JOB_SECONDS["standing_proofs"], "loanprogram.tasks.prove_books"),
    "sweep broken uploads": every(3600, "loanprogram.tasks.sweep_uploads"),
    "work off repayment files": every(
        JOB_SECONDS["repayment_files"], "loanprogram.tasks.work_off_files"
    ),
    "run what was asked for by hand": every(3, "loanprogram.tasks.run_wanted"),
    "watch the jobs": every(60, "loanprogram.tasks.watch_jobs"),
}

AUTH_USER_MODEL = "parties.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_ADAPTER = "parties.adapters.StaffAccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
MFA_ADAPTER = "parties.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_FORMS = {"authenticate": "parties.forms.SecondFactorForm"}
MFA_TOTP_TOLERANCE = 1  # a code typed just before it changes is still right (RFC 6238, 5.2)
MFA_TOTP_ISSUER = "LoanProgram"

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 24 * 3600
# Seconds without a sign of life, and from the sign-in on (ASVS 5.0, 7.3.1 and 7.3.2).
SESSION_LIMITS = {"staff": (30 * 60, 12 * 3600), "applicant": (30 * 60, 24 * 3600)}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
FORMAT_MODULE_PATH = ["screens.formats"]

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "staticfiles"
MEDIA_ROOT = Path(os.environ.get("LOANPROGRAM_FILES", VAR_DIR / "files"))
FONT_DIR = Path(os.environ.get("LOANPROGRAM_FONTS", BASE_DIR / "var" / "fonts"))

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CSRF_FAILURE_VIEW = "screens.views.csrf_failure"
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "frame-ancestors": ["'self'"],
        "form-action": ["'self'"],
    }
}

FIELD_KEYS = {"k1": os.environ.get("LOANPROGRAM_FIELD_KEY", "")}
FIELD_KEY_CURRENT = "k1"
INDEX_KEY = os.environ.get("LOANPROGRAM_INDEX_KEY", "")
DEMO = False
# How this site is addressed in messages.
SITE_ADDRESS = os.environ.get("SITE_ADDRESS", "http://127.0.0.1:8000")
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "") == "1"
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", "loanprogram@localhost")


def outside(name: str, patience: float) -> dict[str, Any]:
    """Where a line to the outside leads; its page shows whether this is set, never what it is."""
    return {
        "url": os.environ.get(f"{name}_URL", ""),
        "key": os.environ.get(f"{name}_KEY", ""),
        "patience": float(os.environ.get(f"{name}_PATIENCE", patience)),
    }


OUTSIDE = {
    "sms": outside("SMS_GATEWAY", 10),
    "email": {"url": EMAIL_HOST, "key": EMAIL_HOST_PASSWORD, "patience": 10.0},
    "bank_files": {"url": os.environ.get("BANK_FILES_FOLDER", ""), "key": "", "patience": 10.0},
    "credit": outside("CREDIT_DATA", 20),
    "register": outside("BUSINESS_REGISTER", 20),
    "map": outside("MAP", 5),
    "scan": {"url": os.environ.get("CLAMAV_ADDRESS", ""), "key": "", "patience": 20.0},
}
# A line that was silent this often in a row is left alone for a while.
OUTSIDE_BREAKER = {"failures": 5, "pause_seconds": 60}


def development_key(name: str) -> str:
    """A fixed key for development and tests, so that restarts can read what was written."""
    return base64.b64encode(name.encode().ljust(32, b".")[:32]).decode()


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
}

# A county's own data files for its first programme; the reference programme stands in for missing.
PROGRAMME_DATA = os.environ.get("LOANPROGRAM_PROGRAMME", "")
DAY_END_PARTITIONS = int(os.environ.get("DAY_END_PARTITIONS", "4"))
# Loans with neighbouring keys that a day-end moves in one statement; never changed in use.
DAY_END_BLOCK = 16384
