"""A page as its reader has it: its lines, headings, tables, facts and links, whatever the markup around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

import html5lib

# Elements that a browser shows on lines of their own.
BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "br", "caption", "dd", "details", "div", "dl"),
        *("dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("header", "hr", "legend", "li", "main", "nav", "ol", "option", "p", "section", "summary", "table"),
        *("tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    }
)
UNSEEN = frozenset(["head", "script", "style", "template"])
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
SPACE = re.compile(r"[ \t\r\n]+")


class Table(NamedTuple):
    caption: str
    header: list[str]
    rows: list[list[str]]


def read(response: Any) -> Element:
    """The page; fails at the first mistake in its HTML."""
    content = response.getvalue() if response.streaming else response.content
    return read_html(content.decode())


def read_html(text: str) -> Element:
    document: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    return document


def lines(element: Element) -> list[str]:
    """What is on the page, a line for each block that says something."""
    return [line for part in "".join(_text(element)).split("\n") if (line := SPACE.sub(" ", part).strip(" "))]


def _text(element: Element) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in UNSEEN:
        return
    edge = "\n" if element.tag in BLOCKS else ""
    yield edge + SPACE.sub(" ", element.text or "")
    for child in element:
        yield from _text(child)
        yield SPACE.sub(" ", child.tail or "")
    yield edge


def words(element: Element) -> str:
    return " ".join(lines(element))


def main(document: Element) -> Element:
    (found,) = document.iter("main")
    return found


def title(document: Element) -> str:
    (found,) = document.iter("title")
    return "".join(found.itertext())


def outline(element: Element) -> list[tuple[int, str]]:
    """Its headings, each with its level."""
    return [(int(part.tag[1]), words(part)) for part in element.iter() if part.tag in HEADINGS]


def tables(element: Element) -> list[Table]:
    return [_table(table) for table in element.iter("table")]


def _table(table: Element) -> Table:
    (caption,) = table.iter("caption")
    header, *rows = [[words(cell) for cell in row if cell.tag in ("th", "td")] for row in table.iter("tr")]
    return Table(words(caption), header, rows)


def facts(element: Element) -> list[tuple[str, str]]:
    """What its lists of facts say, as (question, answer)."""
    parts = [part for part in element.iter() if part.tag in ("dt", "dd")]
    return [
        (words(question), words(answer)) for question, answer in zip(parts[::2], parts[1::2], strict=True)
    ]


def links(element: Element) -> list[tuple[str, str]]:
    """Where one can go from it, as (words, address)."""
    return [(words(link), link.get("href", "")) for link in element.iter("a")]


def items(element: Element) -> list[str]:
    return [words(item) for item in element.iter("li")]


def under(element: Element, heading: str) -> Element:
    """The innermost part that has this heading as its own."""
    holders = [
        part for part in element.iter() if any(words(child) == heading for child in _headings_of(part))
    ]
    return holders[-1]


def _headings_of(part: Element) -> list[Element]:
    return [child for child in part if child.tag in HEADINGS]


def region(document: Element, tag: str) -> Element:
    """The one header or footer of the whole page."""
    (body,) = document.iter("body")
    (found,) = [child for child in body if child.tag == tag]
    return found
