import os
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.template import Context, Template
from django.test import override_settings
from django.test.signals import template_rendered
from django.test.testcases import _StaticFilesHandler
from django.utils.safestring import SafeString
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
PARTS = ("django/forms/", "admin/widgets/")
OF_BOTH = {"share", "transactional_db", "database_for_threads", "database_for_processes"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--part",
        choices=("database", "rest"),
        help="only what hangs on the database, or only the rest: the pages in Chromium, and what needs neither",
    )
    parser.addoption(
        "--half",
        choices=("odd", "even"),
        help="where another run tries another database: this one's half of the tests, of the seeds and of long walks",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what hangs on the database is asked again; the rest is asked beside SQLite.

    It hangs on the database what is stored, refused, ordered, found, counted, locked and undone. Every query of the portal is put
    to both: each public page is asked for on both, and each screen of the admin opened, written and refused. A test may be
    marked `any_database` whose claim is another: the words, marks and headers of a page, the boxes of a form, a further
    example of a walk that was taken on both.
    """
    is_postgresql = settings.DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql"
    part = config.getoption("--part") or ("database" if is_postgresql else "")
    half = config.getoption("--half")
    kept = [item for item in items if not part or _hangs_on_the_database(item) is (part == "database")]
    kept = [item for item in kept if not half or _is_of_half(item, half == "odd")]
    left_out = set(items) - set(kept)
    config.hook.pytest_deselected(items=[item for item in items if item in left_out])
    items[:] = kept


def _is_of_half(item: pytest.Item, odd: bool) -> bool:
    """Every second seed and every second test; `make swapped` has the databases change places.

    Asked of both at once are long walks, which take their share, and what several do at the same moment.
    """
    seed = item.callspec.params.get("seed") if hasattr(item, "callspec") else None
    database = item.get_closest_marker("django_db")
    by_several = database is not None and database.kwargs.get("transaction")
    shared = by_several or OF_BOTH & set(getattr(item, "fixturenames", ()))
    if seed is None and (shared or item.get_closest_marker("deep")):
        return True
    return bool((crc32(item.nodeid.encode()) if seed is None else seed) % 2) is odd


def _hangs_on_the_database(item: pytest.Item) -> bool:
    fixtures = {"db", "transactional_db", "live_server"}
    has_one = item.get_closest_marker("django_db") or fixtures & set(getattr(item, "fixturenames", ()))
    of_no_one = item.get_closest_marker("any_database") or item.get_closest_marker("browser")
    return bool(has_one) and not of_no_one


@pytest.fixture(scope="session", autouse=True)
def collected_static_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The hashed names that pages ask for, in a folder of this run's own."""
    # WhiteNoise would otherwise look through all of them anew for each test client.
    folder = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=folder, WHITENOISE_AUTOREFRESH=True):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield


@pytest.fixture(scope="session", autouse=True)
def live_server_serves_hashed_names() -> Iterator[None]:
    """The live server looks for a static file's plain name, but pages ask for the hashed one in STATIC_ROOT."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.contrib.staticfiles.handlers.StaticFilesHandler", _StaticFilesHandler)
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[None]:
    """A real hash of a password takes a third of a second, and many tests have staff who sign in."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def only_pages_are_noted() -> Iterator[None]:
    """The test client copies the context of whatever is rendered, and a form of the admin is made of a thousand widgets."""

    def render(template: Template, context: Context) -> SafeString:
        is_part = context.template is not template or str(template.name).startswith(PARTS)
        if not is_part:
            template_rendered.send(sender=template, template=template, context=context)
        return template.nodelist.render(context)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", render)
        yield


@pytest.fixture(autouse=True)
def media_root(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        do_without("Chromium がありません。apt-get install chromium fonts-noto-cjk で入れてください。")
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        # Playwright keeps an event loop running in this thread, which Django would otherwise refuse.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=sandbox)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh window without cookies; the console must stay free of CSP messages."""
    context = browser.new_context(locale="ja-JP", timezone_id="Asia/Tokyo")
    window = context.new_page()
    complaints: list[str] = []
    window.on("console", lambda message: complaints.append(message.text))
    yield window
    context.close()
    assert [text for text in complaints if "Content Security Policy" in text] == []


@pytest.fixture(params=[pytest.param(3, id="a third"), pytest.param(1, id="whole", marks=pytest.mark.deep)])
def share(request: pytest.FixtureRequest) -> Callable[[list[Any]], list[Any]]:
    """Takes of a long walk every third step, and in `make deep` each; half of these where another run takes the others."""
    every = request.param
    half = request.config.getoption("--half")
    first, step = {"odd": (every, 2 * every), "even": (0, 2 * every)}.get(half, (0, every))
    return lambda walk: walk[first::step]


@pytest.fixture
def database_for_threads(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """A database that several connections can share: on SQLite the one in memory is copied to a file."""
    if connection.vendor != "sqlite":
        yield
        return
    path = tmp_path / "threads.sqlite3"
    file = sqlite3.connect(path)
    connection.connection.backup(file)
    file.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(connections.settings["default"], "NAME", str(path))
        yield


@pytest.fixture
def database_for_processes(database_for_threads: None) -> Iterator[str]:
    """One that other processes share with this thread, and its DATABASE_URL."""
    given = connection.settings_dict
    if connection.vendor == "postgresql":
        host = f"{given['USER']}:{given['PASSWORD']}@{given['HOST'] or 'localhost'}:{given['PORT'] or 5432}"
        yield f"postgresql://{host}/{given['NAME']}"
        return
    in_memory, connection.connection = connection.connection, None
    yield f"sqlite:///{given['NAME']}"
    connection.close()
    connection.connection = in_memory


@pytest.fixture
def early_in_july() -> Iterator[None]:
    """Tuesday 1 July 2025, eight in the morning, while it is still June in Greenwich."""
    eight = datetime(2025, 7, 1, 8, tzinfo=ZoneInfo("Asia/Tokyo"))
    with time_machine.travel(eight, tick=False):
        yield


@pytest.fixture
def new_years_eve() -> Iterator[None]:
    """Thursday 31 December 2026, noon: what is held tomorrow has the longest of days, 「1月1日（金曜日・祝日）」."""
    with time_machine.travel(datetime(2026, 12, 31, 12, tzinfo=ZoneInfo("Asia/Tokyo")), tick=False):
        yield


def do_without(reason: str) -> None:
    """REQUIRE_ALL=1 turns the skip into a failure, so that a machine without the tool is never green."""
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
