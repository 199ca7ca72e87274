"""One mail address as a header may hold it."""

import re
from email.errors import MessageError
from email.headerregistry import Address
from email.utils import getaddresses

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.encoding import punycode

# Of these carriers elderly people still have addresses with dots where RFC 5321 wants the name quoted.
OLD_PHONES = {"docomo.ne.jp", "ezweb.ne.jp"}
_DOTS = re.compile(r"\.{2,}|^\.|\.$")


class Quoted(Address):
    """One of which Python would drop the quotes."""

    @property
    def addr_spec(self) -> str:
        return f'"{self.username}"@{self.domain}'


def mailbox(text: str) -> Address:
    """With or without the name of whom it reaches; anything else, two addresses too, is a ValueError.

    >>> mailbox("支え合い課 <sasaeai@町.example>").addr_spec
    'sasaeai@xn--1ny.example'
    >>> mailbox("a@town.example, b@town.example")
    Traceback (most recent call last):
    ValueError: not one mail address
    >>> mailbox("h..anako.@docomo.ne.jp").addr_spec
    '"h..anako."@docomo.ne.jp'
    """
    found = getaddresses([text]) if text.endswith(">") else [("", text)]
    try:
        ((name, plain),) = found
        local, _, domain = plain.rpartition("@")
        if domain.lower() in OLD_PHONES and _DOTS.search(local) and '"' not in local:
            validate_email(f"{_DOTS.sub('', local)}@{domain}")
            local = f'"{local}"'
        else:
            validate_email(plain)
        kind = Quoted if _DOTS.search(local.strip('"')) else Address
        address = kind(display_name=name, addr_spec=f"{local}@{punycode(domain)}")
    except (ValidationError, ValueError, MessageError):
        raise ValueError("not one mail address") from None
    if not text.isprintable():
        raise ValueError("not one mail address")
    return address
