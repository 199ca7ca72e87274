"""Public pages, each a pure function of (content version, day, tick, URL): kept under that key, with an ETag from it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from zlib import compress, decompress

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.crypto import salted_hmac
from django.utils.http import parse_etags

from activities.agenda import tick
from councils.context import portal_of
from fujimino_support.web.kept import keep, look
from fujimino_support.web.public import daily_address, is_daily_page, is_public_page

LONGEST_KEPT_ADDRESS = 300  # characters; a longer one is rendered each time
SOURCES = ("fujimino_support", "councils", "activities", "coordinators", "templates", "static")


class PublicPages:
    """A repeat visit is a 304 without rendering, at the price of reading one row.

    A page that another visitor has asked for since the last change comes from the cache. Nothing is cleared by hand: a change
    of content, the end of a session, a new day or a new release each makes another key.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.release = _release()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        key = getattr(request, "page_key", "")
        if key and response.status_code == 200 and not response.cookies:
            if request.method == "GET":
                keep(f"page {key}", (compress(response.content, 1), response.headers["Content-Type"]))
            _mark(response, key)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not is_public_page(view) or request.method not in ("GET", "HEAD") or settings.DEBUG:
            return None
        version = portal_of(request).version
        daily = is_daily_page(view)
        address = daily_address(view, request) if daily else request.get_full_path()
        if not version or len(address) > LONGEST_KEPT_ADDRESS:
            return None
        now = timezone.localtime()
        ended = "" if daily else str(tick(now, version))
        parts = (self.release, version, now.date().isoformat(), ended, address)
        key = salted_hmac("public page", " ".join(parts), algorithm="sha256").hexdigest()
        if _is_held(request, key):
            return _mark(HttpResponseNotModified(), key)
        page = look(f"page {key}")
        if page is not None:
            content, content_type = page
            return _mark(HttpResponse(decompress(content), content_type=content_type), key)
        request.page_key = key  # type: ignore[attr-defined]
        return None


def _is_held(request: HttpRequest, key: str) -> bool:
    """Whether the visitor has this very page; what a proxy has compressed is the same page to a reader."""
    held = parse_etags(request.headers.get("If-None-Match", ""))
    return any(etag.removeprefix("W/") == f'"{key}"' for etag in held)


def _mark(response: HttpResponse, key: str) -> HttpResponse:
    response.headers["ETag"] = f'"{key}"'
    patch_cache_control(response, no_cache=True)  # keep it, but ask each time whether it still stands
    return response


def _release() -> str:
    """What this release of the portal is made of: its code, templates, styles, and the address it stands under."""
    return sha256(f"{_sources()} {settings.SITE_URL}".encode()).hexdigest()


@cache
def _sources() -> str:
    """Read once: what runs in this process is what it was started from."""
    digest = sha256()
    for folder in SOURCES:
        for path in sorted(Path(settings.BASE_DIR, folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.read_bytes())
    return digest.hexdigest()
