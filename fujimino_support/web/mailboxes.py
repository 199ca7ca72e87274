"""One mail address as a header may hold it."""

from email.errors import MessageError
from email.headerregistry import Address
from email.utils import getaddresses

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.encoding import punycode


def mailbox(text: str) -> Address:
    """With or without the name of whom it reaches; anything else, two addresses too, is a ValueError.

    >>> mailbox("支え合い課 <sasaeai@町.example>").addr_spec
    'sasaeai@xn--1ny.example'
    >>> mailbox("a@town.example, b@town.example")
    Traceback (most recent call last):
    ValueError: not one mail address
    """
    found = getaddresses([text]) if text.endswith(">") else [("", text)]
    try:
        ((name, plain),) = found
        validate_email(plain)
        local, _, domain = plain.rpartition("@")
        address = Address(display_name=name, addr_spec=f"{local}@{punycode(domain)}")
    except (ValidationError, ValueError, MessageError):
        raise ValueError("not one mail address") from None
    if not text.isprintable():
        raise ValueError("not one mail address")
    return address
