"""Reads the portal's configuration from the environment and says what is wrong with it, all at once."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping, MutableMapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.http import is_same_domain

from .mailboxes import mailbox

T = TypeVar("T")

SECRET_KEY_LENGTH = 50
EMAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


class BadEnvironment(ImproperlyConfigured):
    """Its text is for the person who starts the portal: each name, and what to do."""


class Environment:
    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values
        self.problems: list[str] = []

    def read(self, name: str, parse: Callable[[str], T], default: T) -> T:
        """`parse` raises ValueError with the remedy. An empty value counts as absent."""
        text = self.values.get(name, "").strip()
        if not text:
            return default
        try:
            return parse(text)
        except ValueError as remedy:
            self.problems.append(f"{name} が正しくありません。{remedy}")
            return default

    def demand(self, name: str, parse: Callable[[str], T], spare: T, *, debug: bool) -> T:
        """`spare` stands in for a missing value while debugging; otherwise the value must be there."""
        if not debug and not self.values.get(name, "").strip():
            self.problems.append(
                f"{name} がありません。make setup で .env を作るか、環境変数 {name} を設定してください。"
            )
        return self.read(name, parse, spare)

    def refuse(self, wrong: bool, problem: str) -> None:
        if wrong:
            self.problems.append(problem)

    def finish(self) -> None:
        if self.problems:
            raise BadEnvironment("\n".join(self.problems))


def load(path: Path, environ: MutableMapping[str, str]) -> None:
    """Adds the NAME=value lines of a file to the environment; what the environment says already stands."""
    if not path.exists():
        return
    port = environ.get("PORT") or "8000"
    for line in path.read_text(encoding="utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.lstrip().startswith("#"):
            environ.setdefault(name.strip(), value.strip().replace("$PORT", port))


def flag(value: str) -> bool:
    if value not in ("0", "1"):
        raise ValueError("0 か 1 を書いてください。")
    return value == "1"


def words(value: str) -> list[str]:
    return [word.strip() for word in value.split(",") if word.strip()]


def secret_key(value: str) -> str:
    if len(value) < SECRET_KEY_LENGTH or len(set(value)) < 5:
        raise ValueError(f"推測できない {SECRET_KEY_LENGTH} 文字以上の文字列にしてください。")
    return value


def origin(value: str) -> str:
    """A scheme and a host, such as https://portal.example, without a path."""
    parts = _split(value)
    bare = not (parts.path.rstrip("/") or parts.query or parts.fragment or "@" in parts.netloc)
    if parts.scheme not in ("http", "https") or not parts.hostname or not bare:
        raise ValueError(
            "https://portal.example のように、パスのない http か https の URL を書いてください。"
        )
    return f"{parts.scheme}://{parts.netloc}"


def origins(value: str) -> list[str]:
    return [origin(word) for word in words(value)]


def site_url(value: str, allowed_hosts: list[str]) -> str:
    url = origin(value)
    host = urlsplit(url).hostname or ""
    host = f"[{host}]" if ":" in host else host
    if not any(pattern == "*" or is_same_domain(host, pattern) for pattern in allowed_hosts):
        raise ValueError("ホスト名が ALLOWED_HOSTS にありません。どちらかを直してください。")
    return url


def proxies(value: str) -> list[str]:
    """Addresses, networks, and the word unix for a socket peer, which has no address."""
    for word in words(value):
        if word != "unix" and not _is_network(word):
            raise ValueError("127.0.0.1,10.0.0.0/8 のように、IP アドレスか CIDR か unix を書いてください。")
    return words(value)


def contact(value: str) -> str:
    if not value.startswith(("mailto:", "tel:", "https://")):
        raise ValueError("mailto: か tel: か https:// で始まる連絡先を書いてください。")
    return value


def sender(value: str) -> str:
    try:
        mailbox(value)
    except ValueError:
        raise ValueError("sasaeai@portal.example のように、メールアドレスを一つ書いてください。") from None
    return value


def database(value: str, base: Path) -> dict[str, Any]:
    """A Django DATABASES entry. A relative SQLite path starts at `base`."""
    parts = _split(value)
    if parts.scheme == "sqlite" and not parts.netloc and len(parts.path) > 1:
        return sqlite(base / unquote(parts.path[1:]))
    if parts.scheme in ("postgres", "postgresql") and len(parts.path) > 1:
        return _postgresql(parts)
    raise ValueError(
        "sqlite:///var/db.sqlite3 か postgresql://user:password@host:5432/name と書いてください。"
    )


def sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            # What is erased is overwritten: a person's name must not linger in a free page of the file.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
            " PRAGMA secure_delete=ON",
            # A transaction that reads first and writes later would otherwise fail instead of waiting.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        },
    }


def _postgresql(parts: SplitResult) -> dict[str, Any]:
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def cache(value: str) -> dict[str, Any]:
    """A Django CACHES entry."""
    scheme = _split(value).scheme
    if scheme == "locmem":
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if scheme not in ("redis", "rediss", "unix"):
        raise ValueError("redis://host:6379/0 か locmem:// と書いてください。")
    if find_spec("redis") is None:
        raise ValueError(".venv/bin/pip install redis で、Redis のライブラリを入れてください。")
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": value}


def email(value: str) -> dict[str, Any]:
    """Django's EMAIL_… settings. smtps speaks TLS at once, smtp+tls after STARTTLS."""
    parts = _split(value)
    if parts.scheme not in EMAIL_PORTS or not parts.hostname:
        raise ValueError(
            "smtp+tls://user:password@host:587 のように書いてください（smtp、smtps も使えます）。"
        )
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or EMAIL_PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }


def _split(value: str) -> SplitResult:
    """A URL whose port is sound; the value itself stays out of the message, for it may hold a password."""
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        raise ValueError("URL として読めません。記号は %40 のように書き換えてください。") from None
    return parts


def _is_network(word: str) -> bool:
    try:
        ipaddress.ip_network(word, strict=False)
    except ValueError:
        return False
    return True
