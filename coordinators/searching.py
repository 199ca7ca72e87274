"""Finding inquiries by words that stand in no address, in no log and in no session."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from fujimino_support.japanese.characters import fold_width
from fujimino_support.japanese.folding import fold

from .models import Inquiry

EVERYWHERE = ("number", "name", "mail", "phone", "town", "text")
PERSON = ("name", "mail", "phone", "text", "notes")
_IS_NUMBER = re.compile(r"[0-9+()\s-]+")  # one number, however it is parted
FEWEST_DIGITS = 4  # of a telephone number: fewer are found in every one


def found_by(words: str, inquiries: Iterable[Inquiry], fields: Sequence[str] = EVERYWHERE) -> list[Inquiry]:
    """Those in which each of the words stands somewhere, in whatever spelling.

    They are read one by one: folded words in a column of their own would be one more place to erase.
    """
    folded = fold_width(words)
    sought = [folded] if _IS_NUMBER.fullmatch(folded) else folded.split()
    sought = [word for word in sought if fold(word)]
    return [one for one in inquiries if sought and all(_stands_in(one, word, fields) for word in sought)]


def _stands_in(inquiry: Inquiry, word: str, fields: Sequence[str]) -> bool:
    return any(MATCHES[field](inquiry, word) for field in fields)


def _in_number(inquiry: Inquiry, word: str) -> bool:
    return word.strip().removeprefix("受付番号") == str(inquiry.number)


def _in_mail(inquiry: Inquiry, word: str) -> bool:
    return word.casefold() in inquiry.mail.casefold()


def _in_phone(inquiry: Inquiry, word: str) -> bool:
    """
    >>> _in_phone(Inquiry(phone="090-1234-5678"), "09012345678"), _in_phone(Inquiry(phone="090-1234-5678"), "090")
    (True, False)
    """
    digits = _digits(word)
    return len(digits) >= FEWEST_DIGITS and digits in _digits(inquiry.phone)


def _digits(number: str) -> str:
    """From abroad a number begins with the country's, and at home with 0.

    >>> _digits("+81 90-1234-5678"), _digits("090-1234-5678"), _digits("+1 555 0100")
    ('09012345678', '09012345678', '15550100')
    """
    return re.sub(r"\D", "", re.sub(r"^\s*\+81[\s(0)-]*", "0", number))


MATCHES: dict[str, Callable[[Inquiry, str], bool]] = {
    "number": _in_number,
    "name": lambda inquiry, word: fold(word) in fold(inquiry.name),
    "mail": _in_mail,
    "phone": _in_phone,
    "town": lambda inquiry, word: fold(word) in fold(inquiry.town),
    "text": lambda inquiry, word: fold(word) in fold(inquiry.text),
    "notes": lambda inquiry, word: any(fold(word) in fold(note.text) for note in inquiry.notes.all()),
}
