from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.test.testcases import _StaticFilesHandler

# Settings for a process of their own, not for pytest to import.
collect_ignore = ["https_settings.py"]


@pytest.fixture
def published(db: None) -> None:
    """The page as the city publishes it."""
    call_command("loaddata", "programme", "towns", verbosity=0)


@pytest.fixture(scope="session", autouse=True)
def live_server_serves_hashed_names() -> Iterator[None]:
    """The live server looks for a static file's plain name, but pages ask for the hashed one in STATIC_ROOT."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.contrib.staticfiles.handlers.StaticFilesHandler", _StaticFilesHandler)
        yield
