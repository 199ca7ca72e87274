import pytest

from fujimino_support.web.checks import site_url_is_secure


@pytest.mark.parametrize(
    ("secure_ssl", "site_url", "ids"),
    [
        (True, "http://portal.example", ["fujimino_support.W001"]),
        (True, "https://portal.example", []),
        (False, "http://127.0.0.1:8000", []),
    ],
)
def test_links_must_be_https_where_https_is_required(settings, secure_ssl, site_url, ids):
    settings.SECURE_SSL = secure_ssl
    settings.SITE_URL = site_url

    assert [message.id for message in site_url_is_secure(None)] == ids
