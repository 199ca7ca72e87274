import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMES = (
    "SESSION_COOKIE_NAME",
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_NAME",
    "CSRF_COOKIE_SECURE",
    "SECURE_SSL_REDIRECT",
    "SECURE_HSTS_SECONDS",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS",
)


def settings_with(**changes):
    """The settings of NAMES, in a process and an environment of their own."""
    values = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "a-long-enough-key-for-these-tests-0123456789-abcdefg",
        "ALLOWED_HOSTS": "portal.example",
        "SITE_URL": "https://portal.example",
        **changes,
    }
    program = (
        f"import json, fujimino_support.settings as s; print(json.dumps([getattr(s, n) for n in {NAMES}]))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=values, stdout=subprocess.PIPE, check=True
    )
    return dict(zip(NAMES, json.loads(run.stdout), strict=True))


@pytest.mark.parametrize("subdomains", ["0", "1"])
def test_https_is_required_unless_told_otherwise(subdomains):
    assert settings_with(HSTS_SUBDOMAINS=subdomains) == {
        "SESSION_COOKIE_NAME": "__Host-sessionid",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_NAME": "__Host-csrftoken",
        "CSRF_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31536000,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": subdomains == "1",
    }


def test_plain_http_has_plain_cookies():
    assert settings_with(SECURE_SSL="0") == {
        "SESSION_COOKIE_NAME": "sessionid",
        "SESSION_COOKIE_SECURE": False,
        "CSRF_COOKIE_NAME": "csrftoken",
        "CSRF_COOKIE_SECURE": False,
        "SECURE_SSL_REDIRECT": False,
        "SECURE_HSTS_SECONDS": 0,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": False,
    }
