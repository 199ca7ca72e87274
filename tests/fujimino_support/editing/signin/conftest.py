import pytest


@pytest.fixture(autouse=True)
def quick_hashes(settings):
    """A real one takes a third of a second, and these tests sign in often."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
