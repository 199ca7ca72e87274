import pytest
from django.core.management import call_command

# Settings for a process of their own, not for pytest to import.
collect_ignore = ["https_settings.py"]


@pytest.fixture
def published(db: None) -> None:
    """The page as the city publishes it."""
    call_command("loaddata", "towns", "programme", verbosity=0)
