"""What staff type into a box, as HTML and as one plain line. Nothing in it is ever taken for HTML."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple
from urllib.parse import quote

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from fujimino_support.japanese.characters import DASHES, ascii_phone

# Every pattern takes linear time: what repeats is bounded, possessive (++) or tried only where a run begins.

# ■, or ・ or "- " or "* ", or "1. " or 1． or （1）. A marker with nothing behind it is text, and so is a number
# that begins with zero, as an area code does.
_MARKER = re.compile(
    r"(?:(?P<heading>■)|(?P<bullet>・|[-*](?=\s))"
    r"|(?P<number>[1-9１-９][0-9０-９]?(?:\.(?=\s)|．(?![0-9０-９]))|[（(][1-9１-９][0-9０-９]?[）)]))\s*(?=\S)"
)

_HOST = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,10}(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})(?![a-z0-9_@-])"
_IN_URL = r"[\w.~:/?#@!$&'*+,;=%-]"
_DIGIT, _DASH = "[0-9０-９]", f"[{DASHES}]"
_LINKABLE = re.compile(
    # Brackets belong to a URL when they open and close inside it.
    rf"(?P<url>(?<![a-z0-9])https?://(?:{_IN_URL}++|\({_IN_URL}*+\))++)"
    rf"|(?P<mail>(?<![\w.%+@-])[a-z0-9][\w.%+-]{{0,63}}@{_HOST})"
    rf"|(?P<phone>(?<!{_DIGIT})(?<!{_DIGIT}{_DASH})[0０]{_DIGIT}{{1,4}}{_DASH}{_DIGIT}{{1,4}}{_DASH}{_DIGIT}{{3,4}}"
    rf"(?!{_DASH}?{_DIGIT}))",
    re.ASCII | re.IGNORECASE,  # without ASCII, ſ passes for the s of https
)
_URL = re.compile(rf"https?://{_HOST}(?::\d{{1,5}})?(?P<path>[/?#].*)?", re.ASCII | re.IGNORECASE)

# A host name goes on in Japanese letters to its next dot: it is another host than its ASCII beginning says.
_GOES_ON = re.compile(r"\.?[^\W\x00-\x7f][\w-]{0,62}\.\w")

_SENTENCE_END = re.compile("[。！？](?![」』）])")


class _Line(NamedTuple):
    kind: str  # "heading", "bullet", "number", "text" or "blank"
    number: int  # 0 where the line has none
    text: str  # without its marker


class _Block(NamedTuple):
    kind: str
    start: int
    lines: list[str]


def staff_text(text: str, level: int = 3) -> SafeString:
    """HTML of paragraphs, lists, headings of `level` (1 to 6), and links to web, mail and telephone.

    >>> staff_text("■持ち物\\n・上履き\\n・飲み物\\n\\n電話は049-262-8130へ。\\nお気軽に。")
    '<h3>持ち物</h3><ul><li>上履き</li><li>飲み物</li></ul><p>電話は<a href="tel:049-262-8130">049-262-8130</a>へ。<br>お気軽に。</p>'
    """
    html = "".join(_html(block, level) for block in _blocks(text))
    return mark_safe(html)  # noqa: S308 - every word of it went through escape() or format_html()


def plain_text(text: str) -> str:
    """One line without markers, for descriptions and feeds.

    >>> plain_text("■持ち物\\n・上履き\\n・飲み物\\n\\n電話をください。\\nお気軽に。")
    '持ち物 上履き 飲み物 電話をください。お気軽に。'
    """
    lines = (line.text for line in _lines(text) if line.kind != "blank")
    return "".join(line if line.endswith(("。", "、", "！", "？")) else f"{line} " for line in lines).rstrip()


def excerpt(text: str, length: int) -> str:
    """The plain text in at most `length` characters (1 and more): to the end of a sentence, or else with ….

    >>> excerpt("体操をします。どなたでもどうぞ。", 10), excerpt("体操をします。どなたでもどうぞ。", 5)
    ('体操をします。', '体操をし…')
    """
    plain = plain_text(text)
    if len(plain) <= length:
        return plain
    ends = [found.end() for found in _SENTENCE_END.finditer(plain, 0, length + 1) if found.end() <= length]
    return plain[: ends[-1]] if ends else f"{_whole_characters(plain, length - 1)}…"


def _whole_characters(text: str, length: int) -> str:
    """The first `length` code points of a longer `text`, or fewer when the last would lose its accent or joiner."""
    while length and (
        unicodedata.category(text[length])[0] == "M" or "\u200d" in text[length - 1 : length + 1]
    ):
        length -= 1
    return text[:length].rstrip()


def _lines(text: str) -> Iterator[_Line]:
    return (_read(line.strip()) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def _read(line: str) -> _Line:
    """
    >>> _read("（２）受付"), _read("1.5倍")
    (_Line(kind='number', number=2, text='受付'), _Line(kind='text', number=0, text='1.5倍'))
    """
    marker = _MARKER.match(line)
    if marker is None:
        return _Line("text" if line else "blank", 0, line)
    number = int(marker["number"].strip("().（）．")) if marker["number"] else 0
    return _Line(marker.lastgroup or "text", number, line[marker.end() :])


def _blocks(text: str) -> Iterator[_Block]:
    """Neighbouring lines of one kind. A number that is not the next one begins a list of its own, and stays true."""

    def block_of(place: tuple[int, _Line]) -> tuple[str, int]:
        index, line = place
        return line.kind, line.number - index if line.kind == "number" else 0

    for (kind, _), places in groupby(enumerate(_lines(text)), key=block_of):
        lines = [line for _, line in places]
        if kind != "blank":
            yield _Block(kind, lines[0].number, [line.text for line in lines])


def _html(block: _Block, level: int) -> str:
    # One pass over the block is much faster than one for each line, and no link reaches over a line's end.
    lines = _linked("\n".join(block.lines)).split("\n")
    match block.kind:
        case "heading":
            return "".join(f"<h{level}>{line}</h{level}>" for line in lines)
        case "bullet":
            return f"<ul>{_items(lines)}</ul>"
        case "number":
            start = "" if block.start == 1 else f' start="{block.start}"'
            return f"<ol{start}>{_items(lines)}</ol>"
        case _:
            return f"<p>{'<br>'.join(lines)}</p>"


def _items(lines: list[str]) -> str:
    return "".join(f"<li>{line}</li>" for line in lines)


def _linked(text: str) -> str:
    """`text` escaped, with what can be followed made a link.

    >>> _linked("（https://example.jp/a）と<info@example.jp>")
    '（<a href="https://example.jp/a">https://example.jp/a</a>）と&lt;<a href="mailto:info@example.jp">info@example.jp</a>&gt;'
    """
    parts, done = [], 0
    for found in _LINKABLE.finditer(text):
        label = found[0].rstrip(".,;:!?'") if found["url"] else found[0]
        end = found.start() + len(label)
        target = _target(found.lastgroup, label, cut=_GOES_ON.match(text, end) is not None)
        if target:
            parts += [escape(text[done : found.start()]), format_html('<a href="{}">{}</a>', target, label)]
            done = end
    return "".join([*parts, escape(text[done:])])


def _target(kind: str | None, label: str, cut: bool) -> str | None:
    """Where a link leads; None when it only looks like one. `cut` says that a host name would go on after it."""
    if kind == "phone":
        phone = ascii_phone(label)
        return f"tel:{phone}" if 10 <= sum(map(str.isdigit, phone)) <= 11 else None
    if kind == "mail":
        return None if cut else f"mailto:{quote(label, safe='@+')}"
    url = _URL.fullmatch(label)
    return label if url and (url["path"] or not cut) else None
