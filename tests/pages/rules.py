"""What every page has to be, as functions from a page to its mistakes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from xml.etree.ElementTree import Element

from .reading import BLOCKS, HEADINGS, outline, title, words

REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-details")
LOADED = {
    ("link", "href"),
    ("img", "src"),
    ("script", "src"),
    ("iframe", "src"),
    ("source", "src"),
    ("video", "src"),
    ("audio", "src"),
    ("object", "data"),
    ("embed", "src"),
    ("form", "action"),
    ("input", "src"),
}
INLINE = {"a", "abbr", "b", "cite", "code", "em", "i", "label", "q", "small", "span", "strong", "time"}
# A link may hold blocks; the others, and headings and paragraphs, may not.
HOLDS_NO_BLOCK = (INLINE - {"a"}) | set(HEADINGS) | {"p", "summary", "button", "caption"}
CHILDREN = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"div", "dt", "dd"},
    "table": {"caption", "colgroup", "thead", "tbody", "tfoot"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tr": {"th", "td"},
    "select": {"option", "optgroup"},
}


def mistakes(page: Element, whole: bool = True) -> list[str]:
    """Everything wrong with it; `whole` says that it has the portal's head, menu and foot."""
    rules = [
        language,
        headings,
        identifiers,
        nothing_inline,
        nothing_from_outside,
        controls,
        contents,
        tables,
    ]
    return [
        mistake for rule in [*rules, *([landmarks, skip_link] if whole else [])] for mistake in rule(page)
    ]


def language(page: Element) -> Iterator[str]:
    if page.get("lang") != "ja":
        yield f"the language is {page.get('lang')}"
    if not title(page).strip():
        yield "no title"


def headings(page: Element) -> Iterator[str]:
    levels = [level for level, _ in outline(page)]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} headings of the first level"
    inside = [level for level, _ in outline(next(page.iter("main"), page))]
    if inside[:1] != [1]:
        yield "the main part does not begin with its first heading"
    for above, below in pairwise(inside):
        if below > above + 1:
            yield f"a heading of level {below} under one of level {above}"
    for level, text in outline(page):
        if not text:
            yield f"an empty heading of level {level}"


def landmarks(page: Element) -> Iterator[str]:
    (body,) = page.iter("body")
    for tag in ("header", "main", "footer"):
        if (count := sum(child.tag == tag for child in body)) != 1:
            yield f"{count} {tag} in the body"
    if len(list(page.iter("main"))) != 1:
        yield "more than one main"
    names = [nav.get("aria-label") or nav.get("aria-labelledby") for nav in page.iter("nav")]
    if None in names or len(set(names)) < len(names) or not names:
        yield f"navigations called {names}"


def skip_link(page: Element) -> Iterator[str]:
    first = next(page.iter("a"), None)
    (main,) = page.iter("main")
    if first is None or first.get("href") != f"#{main.get('id')}":
        yield "the first link does not lead to the main part"


def identifiers(page: Element) -> Iterator[str]:
    counted = Counter(part.get("id") for part in page.iter() if "id" in part.attrib)
    for name, count in counted.items():
        if count > 1 or not name or " " in name:
            yield f"id {name!r} {count} times"
    for part in page.iter():
        for attribute in REFERENCES:
            for name in part.get(attribute, "").split():
                if name not in counted:
                    yield f"{attribute} of {part.tag} names {name}, which is not there"
    for link in page.iter("a"):
        address = link.get("href", "")
        if address.startswith("#") and address[1:] not in counted:
            yield f"a link to {address}, which is not there"


def nothing_inline(page: Element) -> Iterator[str]:
    for part in page.iter():
        data = part.get("type") == "application/ld+json" or part.get("src")
        if part.tag == "style" or (part.tag == "script" and not data):
            yield f"a {part.tag} in the page"
        for attribute in part.attrib:
            if attribute == "style" or attribute.startswith("on"):
                yield f"{attribute} on {part.tag}"
        if part.get("href", "").strip().lower().startswith(("javascript:", "data:", "vbscript:")):
            yield f"a link to {part.get('href')}"


def nothing_from_outside(page: Element) -> Iterator[str]:
    for part in page.iter():
        for tag, attribute in LOADED:
            # The whole address of the page itself is named, and not asked for.
            is_named = part.get("rel") == "canonical"
            address = part.get(attribute) if part.tag == tag and not is_named else None
            if address is not None and not _is_own(address):
                yield f"{tag} asks {address}"
        for candidate in part.get("srcset", "").split(","):
            if candidate.strip() and not _is_own(candidate.strip()):
                yield f"srcset asks {candidate}"


def _is_own(address: str) -> bool:
    return address.startswith("/") and not address.startswith("//")


def controls(page: Element) -> Iterator[str]:
    labelled = {label.get("for") for label in page.iter("label") if words(label)}
    wrapped = {control for label in page.iter("label") for control in label.iter() if words(label)}
    for control in page.iter():
        if control.tag not in ("input", "select", "textarea") or control.get("type") in ("hidden", "submit"):
            continue
        named = control.get("aria-label") or control.get("aria-labelledby")
        if not (named or control.get("id") in labelled or control in wrapped):
            yield f"{control.tag} {control.get('name')} without a label"
    for button in page.iter("button"):
        if not words(button):
            yield "a button without words"


def contents(page: Element) -> Iterator[str]:
    for part in page.iter():
        if part.tag in HOLDS_NO_BLOCK:
            yield from (f"{inner.tag} in {part.tag}" for inner in part.iter() if _is_block(inner, part))
        for child in part:
            if part.tag in CHILDREN and isinstance(child.tag, str) and child.tag not in CHILDREN[part.tag]:
                yield f"{child.tag} in {part.tag}"
        if part.tag == "img" and "alt" not in part.attrib:
            yield f"an image without alt: {part.get('src')}"
        if part.tag == "a" and not (words(part) or any(image.get("alt") for image in part.iter("img"))):
            yield f"a link without words to {part.get('href')}"
        if part.tag == "a" and not part.get("href"):
            yield f"a link to nowhere: {words(part)}"


def _is_block(inner: Element, part: Element) -> bool:
    return inner is not part and inner.tag in BLOCKS - {"br"}


def tables(page: Element) -> Iterator[str]:
    for table in page.iter("table"):
        if not [child for child in table if child.tag == "caption" and words(child)]:
            yield "a table without a caption"
        yield from ("a header cell without scope" for cell in table.iter("th") if not cell.get("scope"))
