"""Who asked, and over which scheme: a forwarded header counts only when a trusted proxy brought it."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from functools import cache
from typing import TypeAlias

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

_WITH_PORT = re.compile(r"([0-9.]+):[0-9]+|\[([0-9A-Fa-f:.]+)\](?::[0-9]+)?")
FORWARDED_HEADERS = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO")


def trusted_proxies(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """The first middleware of all: those behind it may believe what the request says."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not is_trusted(request.META.get("REMOTE_ADDR", "")):
            for header in FORWARDED_HEADERS:
                request.META.pop(header, None)
        return get_response(request)

    return middleware


def client_address(request: HttpRequest) -> str:
    """The right-most address that is no proxy of ours. Empty when a socket peer forwards none."""
    peer = request.META.get("REMOTE_ADDR", "")
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    client: str = peer
    while hops and is_trusted(client):
        address = _address(hops.pop())
        if address is None:
            break
        client = str(address)
    return client


def household(address: str) -> str:
    """One household or office: an address of version 4, or the 64 bits that a provider gives out of version 6."""
    try:
        prefix = 64 if ipaddress.ip_address(address).version == 6 else 32
    except ValueError:
        return address
    return str(ipaddress.ip_network(f"{address}/{prefix}", strict=False))


def is_trusted(peer: str) -> bool:
    networks, sockets = _trusted(tuple(settings.TRUSTED_PROXIES))
    if not peer:
        return sockets
    address = _address(peer)
    return address is not None and any(address in network for network in networks)


@cache
def _trusted(proxies: tuple[str, ...]) -> tuple[list[Network], bool]:
    networks = [ipaddress.ip_network(proxy, strict=False) for proxy in proxies if proxy != "unix"]
    return networks, "unix" in proxies


def _address(text: str) -> Address | None:
    """Some proxies add the port from which they were asked."""
    with_port = _WITH_PORT.fullmatch(text)
    try:
        address = ipaddress.ip_address((with_port[1] or with_port[2]) if with_port else text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
