"""Loaded by pytest before Django reads its settings: a test must not depend on the .env of whoever runs it."""

import os

os.environ.update(
    DEBUG="0",
    SECRET_KEY="only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
    ALLOWED_HOSTS="testserver,127.0.0.1,localhost",
    SITE_URL="http://testserver",
    SECURE_SSL="0",
)
for name in (
    "CACHE_URL",
    "CSRF_TRUSTED_ORIGINS",
    "DEFAULT_FROM_EMAIL",
    "EMAIL_URL",
    "HSTS_SUBDOMAINS",
    "MEDIA_ROOT",
    "SECURITY_CONTACT",
    "STAFF_OTP",
    "TRUSTED_PROXIES",
):
    os.environ.pop(name, None)
