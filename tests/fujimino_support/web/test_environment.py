import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fujimino_support.web import environment
from fujimino_support.web.environment import BadEnvironment, Environment

ROOT = Path(__file__).parents[3]
GOOD = {
    "SECRET_KEY": "a-long-enough-key-for-these-tests-0123456789-abcdefg",
    "ALLOWED_HOSTS": "portal.example",
    "SITE_URL": "https://portal.example",
}


def start(**changes):
    """The exit code of `manage.py version` and what it prints to stderr, in an environment of its own."""
    values = {"PATH": os.environ["PATH"], **GOOD, **changes}
    run = subprocess.run(
        [sys.executable, "-c", "import manage; manage.main()", "version"],
        cwd=ROOT,
        env=values,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return run.returncode, run.stderr


def test_a_good_environment_starts():
    assert start() == (0, "")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"SECRET_KEY": "short"},
            "SECRET_KEY が正しくありません。推測できない 50 文字以上の文字列にしてください。",
        ),
        (
            {"ALLOWED_HOSTS": "portal.example,*"},
            "ALLOWED_HOSTS に * は使えません。公開するホスト名をコンマで区切って書いてください。",
        ),
        (
            {"SITE_URL": "https://elsewhere.example"},
            "SITE_URL が正しくありません。ホスト名が ALLOWED_HOSTS にありません。どちらかを直してください。",
        ),
        (
            {"SITE_URL": "portal.example"},
            "SITE_URL が正しくありません。https://portal.example のように、パスのない http か https の URL を書いてください。",
        ),
        ({"SECURE_SSL": "yes"}, "SECURE_SSL が正しくありません。0 か 1 を書いてください。"),
        (
            {"DATABASE_URL": "mysql://localhost/portal"},
            "DATABASE_URL が正しくありません。sqlite:///var/db.sqlite3 か postgresql://user:password@host:5432/name と書いてください。",
        ),
        (
            {"EMAIL_URL": "smtp://mail.example"},
            "EMAIL_URL があるのに、DEFAULT_FROM_EMAIL がありません。差出人のメールアドレスを DEFAULT_FROM_EMAIL に書いてください。",
        ),
        (
            {"EMAIL_URL": "smtp://mail.example", "DEFAULT_FROM_EMAIL": "支え合い課"},
            "DEFAULT_FROM_EMAIL が正しくありません。sasaeai@portal.example のように、メールアドレスを一つ書いてください。",
        ),
    ],
    ids=[
        "short key",
        "any host",
        "foreign site",
        "no origin",
        "no flag",
        "unknown database",
        "mail from nobody",
        "mail from no address",
    ],
)
def test_a_bad_value_stops_the_start_with_its_name_and_the_remedy(changes, message):
    code, stderr = start(**changes)

    assert (code, stderr) == (1, message + "\n")


def test_gunicorn_stops_with_the_message_alone():
    run = subprocess.run(
        [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--check-config"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **GOOD, "SECURE_SSL": "2"},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert (run.returncode, run.stderr) == (1, "SECURE_SSL が正しくありません。0 か 1 を書いてください。\n")


def test_all_problems_are_told_at_once():
    env = Environment({"SECURE_SSL": "maybe"})

    env.demand("SECRET_KEY", environment.secret_key, "spare", debug=False)
    env.read("SECURE_SSL", environment.flag, True)
    env.refuse(True, "ALLOWED_HOSTS に * は使えません。")
    with pytest.raises(BadEnvironment) as refusal:
        env.finish()

    assert str(refusal.value).splitlines() == [
        "SECRET_KEY がありません。make setup で .env を作るか、環境変数 SECRET_KEY を設定してください。",
        "SECURE_SSL が正しくありません。0 か 1 を書いてください。",
        "ALLOWED_HOSTS に * は使えません。",
    ]


def test_a_missing_value_has_a_spare_while_debugging():
    env = Environment({"SECRET_KEY": " "})

    assert env.demand("SECRET_KEY", environment.secret_key, "spare", debug=True) == "spare"
    env.finish()


def test_the_file_fills_in_what_the_environment_leaves_open(tmp_path):
    file = tmp_path / ".env"
    file.write_text("# a comment\n\nSITE_URL=http://127.0.0.1:$PORT\nSECRET_KEY = of=the=file\nDEBUG=1\n")
    environ = {"DEBUG": "0", "PORT": "8123"}

    environment.load(file, environ)

    assert environ == {
        "DEBUG": "0",
        "PORT": "8123",
        "SITE_URL": "http://127.0.0.1:8123",
        "SECRET_KEY": "of=the=file",
    }


def test_the_port_is_8000_unless_told(tmp_path):
    file = tmp_path / ".env"
    file.write_text("SITE_URL=http://127.0.0.1:$PORT\n")
    environ: dict[str, str] = {}

    environment.load(file, environ)

    assert environ == {"SITE_URL": "http://127.0.0.1:8000"}


def test_a_missing_file_changes_nothing(tmp_path):
    environ = {"DEBUG": "0"}

    environment.load(tmp_path / ".env", environ)

    assert environ == {"DEBUG": "0"}


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("sqlite:///var/portal.sqlite3", "/srv/portal/var/portal.sqlite3"),
        ("sqlite:////data/portal.sqlite3", "/data/portal.sqlite3"),
        ("sqlite:///var/%E6%9C%AC.sqlite3", "/srv/portal/var/本.sqlite3"),
    ],
)
def test_sqlite_paths_start_at_the_project(value, name):
    assert environment.database(value, Path("/srv/portal"))["NAME"] == name


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            "postgres://portal:p%40ss%2Fword@db.example:5433/fujimino",
            ("fujimino", "portal", "p@ss/word", "db.example", "5433", {}),
        ),
        (
            "postgresql://portal@/fujimino?host=/var/run/postgresql",
            ("fujimino", "portal", "", "/var/run/postgresql", "", {}),
        ),
        (
            "postgresql://db.example/fujimino?sslmode=require",
            ("fujimino", "", "", "db.example", "", {"sslmode": "require"}),
        ),
        ("postgresql://[::1]/fujimino", ("fujimino", "", "", "::1", "", {})),
    ],
)
def test_postgresql_urls(value, expected):
    entry = environment.database(value, Path("/"))

    keys = ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
    assert entry["ENGINE"] == "django.db.backends.postgresql"
    assert tuple(entry[key] for key in keys) == expected


def test_an_unreadable_url_never_shows_its_password():
    with pytest.raises(ValueError, match="URL") as refusal:
        environment.database("postgresql://portal:p@ss:geheim@db:port/fujimino", Path("/"))

    assert str(refusal.value) == "URL として読めません。記号は %40 のように書き換えてください。"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("smtp://mail.example", ("mail.example", 25, "", "", False, False)),
        ("smtps://a%40b:c%3Ad@mail.example", ("mail.example", 465, "a@b", "c:d", False, True)),
        ("smtp+tls://u:p@mail.example:2525", ("mail.example", 2525, "u", "p", True, False)),
    ],
)
def test_mail_urls(value, expected):
    settings = environment.email(value)

    keys = ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_TLS", "USE_SSL")
    assert tuple(settings[f"EMAIL_{key}"] for key in keys) == expected


@pytest.mark.parametrize("value", ["mail.example", "imap://mail.example", "smtp://"])
def test_a_mail_url_without_server_is_refused(value):
    with pytest.raises(ValueError, match=r"smtp\+tls://user:password@host:587"):
        environment.email(value)


@pytest.mark.parametrize(
    "value", ["a@portal.example", "支え合い課 <a@portal.example>", '"a, b" <a@日本.example>']
)
def test_a_sender_is_an_address_with_or_without_a_name(value):
    assert environment.sender(value) == value


@pytest.mark.parametrize(
    "value",
    [
        "portal.example",
        "a@b@c.example",
        "a@c.example, b@c.example",
        "a@c.example, B <b@c.example>",
        "a@c.example\nBcc: b@c.example",
        "支え合い課 <>",
    ],
)
def test_anything_else_is_no_sender(value):
    with pytest.raises(ValueError, match="メールアドレスを一つ"):
        environment.sender(value)


def test_a_cache_in_memory():
    assert environment.cache("locmem://") == {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}


def test_a_redis_cache(monkeypatch):
    monkeypatch.setattr(environment, "find_spec", lambda name: object())

    assert environment.cache("redis://cache.example:6379/1") == {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "redis://cache.example:6379/1",
    }


def test_a_redis_cache_without_its_library_is_refused(monkeypatch):
    monkeypatch.setattr(environment, "find_spec", lambda name: None)

    with pytest.raises(ValueError, match="pip install redis"):
        environment.cache("redis://cache.example:6379/1")


def test_an_unknown_cache_is_refused():
    with pytest.raises(ValueError, match="locmem://"):
        environment.cache("memcached://cache.example")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("https://portal.example", "https://portal.example"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_origins_lose_only_a_closing_slash(value, expected):
    assert environment.origin(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        "portal.example",
        "ftp://portal.example",
        "https://",
        "https://portal.example/path",
        "https://portal.example?query",
        "https://user@portal.example",
        "https://portal.example:port",
        "https://[portal.example",
    ],
)
def test_anything_else_is_no_origin(value):
    with pytest.raises(ValueError, match="URL"):
        environment.origin(value)


@pytest.mark.parametrize(
    ("value", "allowed"),
    [
        ("https://portal.example", ["portal.example"]),
        ("https://portal.example:8443", ["portal.example"]),
        ("https://PORTAL.example", ["portal.example"]),
        ("https://www.portal.example", [".portal.example"]),
        ("https://[::1]:8000", ["[::1]"]),
        ("https://anything.example", ["*"]),
    ],
)
def test_the_site_url_is_one_of_the_allowed_hosts(value, allowed):
    assert environment.site_url(value, allowed) == value


@pytest.mark.parametrize(
    ("value", "allowed"),
    [
        ("https://www.portal.example", ["portal.example"]),
        ("https://notportal.example", [".portal.example"]),
    ],
)
def test_a_site_url_elsewhere_is_refused(value, allowed):
    with pytest.raises(ValueError, match="ALLOWED_HOSTS"):
        environment.site_url(value, allowed)


@pytest.mark.parametrize("value", ["k" * 60, "0123456789"])
def test_a_key_that_can_be_guessed_is_refused(value):
    with pytest.raises(ValueError, match="50 文字以上"):
        environment.secret_key(value)


def test_proxies_are_addresses_networks_and_sockets():
    assert environment.proxies("127.0.0.1, ::1,10.0.0.0/8,unix") == ["127.0.0.1", "::1", "10.0.0.0/8", "unix"]


@pytest.mark.parametrize("value", ["*", "localhost", "10.0.0.0/40"])
def test_any_other_proxy_is_refused(value):
    with pytest.raises(ValueError, match="CIDR"):
        environment.proxies(value)


@pytest.mark.parametrize(
    "value", ["mailto:security@portal.example", "tel:+81-3-0000-0000", "https://portal.example"]
)
def test_a_security_contact_is_a_link(value):
    assert environment.contact(value) == value


def test_a_security_contact_without_scheme_is_refused():
    with pytest.raises(ValueError, match="mailto:"):
        environment.contact("security@portal.example")


def test_lists_drop_spaces_and_empty_words():
    assert environment.words(" a.example , ,b.example,") == ["a.example", "b.example"]
    assert environment.origins("https://a.example/,http://b.example") == [
        "https://a.example",
        "http://b.example",
    ]


@given(st.text())
def test_no_text_breaks_a_parser_other_than_by_a_remedy(value):
    for parse in (
        environment.flag,
        environment.origin,
        environment.proxies,
        environment.cache,
        environment.email,
        environment.sender,
        partial(environment.database, base=Path("/")),
    ):
        env = Environment({"NAME": value})
        env.read("NAME", parse, None)
        assert all(problem.startswith("NAME が正しくありません。") for problem in env.problems)
