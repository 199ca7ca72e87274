import os
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fujimino_support.web import environment, logs

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"

env = environment.Environment(os.environ)

# From the environment

DEBUG = env.read("DEBUG", environment.flag, False)
SECRET_KEY = env.demand("SECRET_KEY", environment.secret_key, "django-insecure-debug-only", debug=DEBUG)
ALLOWED_HOSTS = env.demand("ALLOWED_HOSTS", environment.words, ["127.0.0.1", "localhost"], debug=DEBUG)
SITE_URL = env.demand(
    "SITE_URL",
    partial(environment.site_url, allowed_hosts=ALLOWED_HOSTS),
    "http://127.0.0.1:8000",
    debug=DEBUG,
)
CSRF_TRUSTED_ORIGINS: list[str] = env.read("CSRF_TRUSTED_ORIGINS", environment.origins, [])
TRUSTED_PROXIES = env.read("TRUSTED_PROXIES", environment.proxies, ["127.0.0.1", "::1"])
SECURE_SSL = env.read("SECURE_SSL", environment.flag, True)
HSTS_SUBDOMAINS = env.read("HSTS_SUBDOMAINS", environment.flag, False)
STAFF_OTP = env.read("STAFF_OTP", environment.flag, False)
SECURITY_CONTACT = env.read("SECURITY_CONTACT", environment.contact, "")
DEFAULT_FROM_EMAIL = env.read("DEFAULT_FROM_EMAIL", environment.sender, "")
MEDIA_ROOT = env.read("MEDIA_ROOT", BASE_DIR.joinpath, VAR / "media")

DATABASES = {
    "default": env.read(
        "DATABASE_URL",
        partial(environment.database, base=BASE_DIR),
        environment.sqlite(VAR / "db.sqlite3"),
    )
}
CACHES = {"default": env.read("CACHE_URL", environment.cache, environment.cache("locmem://"))}

# Without a server there is no EMAIL_HOST, and no page may promise a mail.
EMAIL: dict[str, Any] = env.read("EMAIL_URL", environment.email, {})
EMAIL_BACKEND = EMAIL.get("EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend")
EMAIL_HOST = EMAIL.get("EMAIL_HOST", "")
EMAIL_PORT = EMAIL.get("EMAIL_PORT", 25)
EMAIL_HOST_USER = EMAIL.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = EMAIL.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = EMAIL.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = EMAIL.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT: float = 10

env.refuse(
    not DEBUG and "*" in ALLOWED_HOSTS,
    "ALLOWED_HOSTS に * は使えません。公開するホスト名をコンマで区切って書いてください。",
)
env.refuse(
    bool(EMAIL_HOST) and not env.values.get("DEFAULT_FROM_EMAIL", "").strip(),
    "EMAIL_URL があるのに、DEFAULT_FROM_EMAIL がありません。差出人のメールアドレスを DEFAULT_FROM_EMAIL に書いてください。",
)
env.finish()

# The house

INSTALLED_APPS = [
    "fujimino_support",
    "fujimino_support.editing",
    "councils",
    "activities",
    "coordinators",
    "fujimino_support.editing.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django_filters",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "reversion",
]

MIDDLEWARE = [
    "fujimino_support.web.proxies.trusted_proxies",
    "fujimino_support.web.headers.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "fujimino_support.web.compression.CompressText",
    "fujimino_support.web.requests.refuse_nul",
    "fujimino_support.web.requests.refuse_other_charsets",
    "fujimino_support.pages.PublicPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "fujimino_support.web.sessions.renew_session",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "fujimino_support.urls"
WSGI_APPLICATION = "fujimino_support.wsgi.application"
AUTH_USER_MODEL = "editing.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
# Django 6's behaviour: an address typed without a scheme is https.
FORMS_URLFIELD_ASSUME_HTTPS = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "councils.context.portal",
            ],
            "libraries": {"wording": "fujimino_support.web.templatetags"},
        },
    },
]

# Language and time

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語")]
TIME_ZONE = "Asia/Tokyo"
USE_I18N = True
USE_TZ = True

# Files

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "fujimino_support.web.storage.GatheredStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o644
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
# A programme with all its sections, or a council with its meetings, is one form in the admin.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 30

# Staff who sign in

LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# How the portal is called in the app on a phone.
OTP_TOTP_ISSUER = urlsplit(SITE_URL).hostname
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Eight hours without a click; see fujimino_support.web.sessions.
SESSION_ENGINE = "fujimino_support.web.session_store"
SESSION_COOKIE_AGE = 8 * 60 * 60
COOKIE_PREFIX = "__Host-" if SECURE_SSL else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
SESSION_COOKIE_SECURE = SECURE_SSL
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_PATH = "/"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
CSRF_COOKIE_SECURE = SECURE_SSL
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_PATH = "/"
CSRF_FAILURE_VIEW = "fujimino_support.views.csrf_failure"

# Between browser and portal

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = SECURE_SSL
# A health check asks the server itself, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if SECURE_SSL else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HSTS_SUBDOMAINS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
SILENCED_SYSTEM_CHECKS = [
    # The domain belongs to the whole city: its other sites must not be forced to https, nor preloaded, from here.
    "security.W005",
    "security.W021",
]

LOGGING = logs.configuration()
