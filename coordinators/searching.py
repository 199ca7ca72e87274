"""Finding inquiries by words that stand in no address, in no log and in no session."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from fujimino_support.japanese.characters import fold_width
from fujimino_support.japanese.folding import fold

from .models import Inquiry

EVERYWHERE = ("number", "name", "mail", "phone", "town", "text")
PERSON = ("name", "mail", "phone")
FEWEST_DIGITS = 4  # of a telephone number: fewer are found in every one


def found_by(words: str, inquiries: Iterable[Inquiry], fields: Sequence[str] = EVERYWHERE) -> list[Inquiry]:
    """Those in which each of the words stands somewhere, in whatever spelling.

    They are read one by one: folded words in a column of their own would be one more place to erase.
    """
    sought = [word for word in fold_width(words).split() if fold(word)]
    return [one for one in inquiries if sought and all(_stands_in(one, word, fields) for word in sought)]


def _stands_in(inquiry: Inquiry, word: str, fields: Sequence[str]) -> bool:
    return any(MATCHES[field](inquiry, word) for field in fields)


def _in_number(inquiry: Inquiry, word: str) -> bool:
    return word.removeprefix("受付番号") == str(inquiry.number)


def _in_mail(inquiry: Inquiry, word: str) -> bool:
    return word.casefold() in inquiry.mail.casefold()


def _in_phone(inquiry: Inquiry, word: str) -> bool:
    """
    >>> _in_phone(Inquiry(phone="090-1234-5678"), "09012345678"), _in_phone(Inquiry(phone="090-1234-5678"), "090")
    (True, False)
    """
    digits = re.sub(r"\D", "", word)
    return len(digits) >= FEWEST_DIGITS and digits in re.sub(r"\D", "", inquiry.phone)


MATCHES: dict[str, Callable[[Inquiry, str], bool]] = {
    "number": _in_number,
    "name": lambda inquiry, word: fold(word) in fold(inquiry.name),
    "mail": _in_mail,
    "phone": _in_phone,
    "town": lambda inquiry, word: fold(word) in fold(inquiry.town),
    "text": lambda inquiry, word: fold(word) in fold(inquiry.text),
}
