"""Keeps the folded words in step with the content, by whatever way that was written."""

from __future__ import annotations

import logging
import marshal
import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from hashlib import md5
from itertools import chain
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from councils.models import Area, Organisation, Town
from fujimino_support.editing.models import ContentVersion, State
from fujimino_support.japanese.dictionary import EDITION, spellings
from fujimino_support.japanese.folding import fold
from fujimino_support.japanese.readings import Readings, plain
from fujimino_support.japanese.shared_beginnings import shared_beginnings

from .models import Activity, ActivityPlace, ActivityRole, Place, SearchMark, SearchText, Synonym
from .models.search import FOLDED, GUESSED, IN_TEXT, LINE
from .schedule import from_data, sentence

# Whatever else the folded words depend on; a new number, like a new dictionary, has all of them folded anew.
RULES = md5(f"14 {EDITION}".encode(), usedforsecurity=False).hexdigest()[:6]
SELECTED = 5000  # rows are chosen by key up to as many; more are all read
# What the words of an activity are made of, but for its schedule, its places and its hosts.
FIELDS = (
    *("name", "kana", "summary", "body", "schedule_words", "audience", "bring", "place_words"),
    *("fee", "fee_words", "booking_words", "category__name"),
    *("council__name", "council__kana", "council__area__name", "council__area__kana"),
)
NAME, CATEGORY = FIELDS.index("name"), FIELDS.index("category__name")

logger = logging.getLogger(__name__)

Sources = dict[str, list[str]]


def mark_of(version: str) -> SearchMark | None:
    """What means and is read the same, once the folded words are those of `version`, or newer."""
    mark = SearchMark.objects.first()
    if mark is None or mark.version != _name(version or ContentVersion.current()):
        try:
            mark = catch_up()
        except DatabaseError:
            # Better found by yesterday's words than not at all.
            logger.warning("the folded words are behind", exc_info=True)
    return mark


def catch_up() -> SearchMark:
    """Fold anew what has changed. Whoever comes second, in this process or another, waits and finds nothing left to do."""
    with transaction.atomic():
        version = _name(ContentVersion.lock())
        mark = SearchMark.objects.first() or SearchMark()
        if mark.version != version:
            lines = list(Synonym.objects.all())
            known = Readings((name, kana) for name, kana in mark.readings)
            mark.version, mark.synonyms = version, [row.folded for row in lines]
            of_names = shared_beginnings(_shown().exclude(kana="").order_by().values_list("name", "kana"))
            mark.readings = sorted({*_given(), *of_names, *(pair for row in lines for pair in row.reading)})
            readings = Readings(mark.readings)
            _fold_changed(readings, readings.unlike(known))
            mark.save()
        return mark


def _name(version: str) -> str:
    return f"{version} {RULES}"


def _given() -> Iterable[tuple[str, str]]:
    """Names of the town, and the readings that staff have given them: what tells how other names are read."""
    one, *others = (
        model._default_manager.exclude(kana="").order_by().values_list("name", "kana")
        for model in (Area, Town, Place, Organisation)
    )
    return one.union(*others)


def _fold_changed(readings: Readings, anew: Collection[str]) -> None:
    """Fold those rows whose fields differ from what they were folded of, or with names that are read `anew`."""
    known = dict(SearchText.objects.values_list("activity_id", "source"))
    places, hosts = _of_each(_held()), _of_each(_hosted())
    sources: dict[int, str] = {}
    changed: set[int] = set()
    for key, *row in _shown().values_list("pk", *FIELDS, Cast("schedule_data", TextField())):
        sources[key] = _summary((RULES, row, places[key], hosts[key]))
        is_same = known.pop(key, "") == sources[key]
        if not is_same or (anew and _any_of(anew, [(row[NAME], row[CATEGORY]), *places[key], *hosts[key]])):
            changed.add(key)
    if changed:
        _write(
            _folded(row, sources[row.pk], places[row.pk], hosts[row.pk], readings)
            for row in _rows(changed)
            if row.pk in changed
        )
    if known:
        SearchText.objects.filter(pk__in=list(known)).delete()


def _any_of(words: Collection[str], names: Iterable[tuple[str | None, ...]]) -> bool:
    """Whether one of the words stands in one of the names, or in what is written beside them."""
    text = plain(LINE.join(name or "" for row in names for name in row))
    return any(word in text for word in words)


def _rows(keys: set[int]) -> QuerySet[Activity]:
    """At least the rows with the `keys`."""
    rows = _shown().select_related("council__area", "category")
    return rows.filter(pk__in=keys) if len(keys) <= SELECTED else rows


def _write(rows: Iterable[SearchText]) -> None:
    """All in one statement, however many: Django would have SQLite take a hundred at a time."""
    columns = ["activity_id", "source", "units", *GUESSED, IN_TEXT, *FOLDED]
    values = ", ".join(["%s"] * len(columns))
    instead = ", ".join(f"{column} = excluded.{column}" for column in columns[1:])
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {SearchText._meta.db_table} ({', '.join(columns)}) VALUES ({values})"
            f" ON CONFLICT (activity_id) DO UPDATE SET {instead}",
            [[getattr(row, column) for column in columns] for row in rows],
        )


def _summary(words: tuple[Any, ...]) -> str:
    # The second version of marshal writes the same words always as the same bytes.
    return md5(marshal.dumps(words, 2), usedforsecurity=False).hexdigest()


def _shown() -> QuerySet[Activity]:
    found: QuerySet[Activity] = Activity.objects.exclude(state=State.DRAFT)
    return found


def _held() -> Iterable[tuple[Any, ...]]:
    held: QuerySet[ActivityPlace] = ActivityPlace.objects.order_by("activity", "order", "pk")
    return held.values_list(
        "activity", *(f"place__{field}" for field in ("name", "kana", "address", "nearest_stop"))
    )


def _hosted() -> Iterable[tuple[Any, ...]]:
    public: QuerySet[ActivityRole] = ActivityRole.objects.filter(organisation__is_public=True)
    roles = public.order_by("activity", "order", "pk")
    return roles.values_list("activity", "organisation__name", "organisation__kana")


def _of_each(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[tuple[str, ...]]]:
    found: dict[int, list[tuple[str, ...]]] = defaultdict(list)
    for activity, *words in rows:
        found[activity].append(tuple(words))
    return found


def _folded(
    row: Activity,
    source: str,
    places: list[tuple[str, ...]],
    hosts: list[tuple[str, ...]],
    readings: Readings,
) -> SearchText:
    words = _words(row, places, hosts)
    columns = {column: _lines(map(fold, words[column])) for column in FOLDED}
    category = [(row.category.name, "")] if row.category else []
    beside = [(name, kana) for name, kana, *_ in (*places, *hosts, *category)]
    beside += [(address, "") for _, _, address, _ in places if address]
    units = [unit for name in (row.name, *(name for name, *_ in places)) for unit in readings.units(name)]
    units += [fold(reading) for part in _parts(row.name) for reading in readings.of(part)[:1]]
    return SearchText(
        activity_id=row.pk,
        source=source,
        units=_lines(units),
        heard=_heard([(row.name, row.kana)], readings) + _spelled([row.name])[1:],
        heard_beside=_heard(beside, readings) + _spelled(name for name, _ in beside)[1:],
        heard_in_text=_spelled(chain(words["words"], words["text"])),
        **columns,
    )


def _lines(words: Iterable[str]) -> str:
    return LINE.join(["", *dict.fromkeys(filter(None, words)), ""])


def _heard(names: Iterable[tuple[str, str]], readings: Readings) -> str:
    """How names may be read, with an empty line before a whole one; where its reading is given, the words heard in that."""
    whole: list[str] = []
    parts: list[str] = []
    for name, kana in names:
        given, heard = fold(kana), readings.from_each_word(name)
        whole += [] if given else heard.whole
        parts += [word for word in heard.parts if not given or word in given]
    return LINE + "".join(f"{LINE}{word}{LINE}" for word in dict.fromkeys(whole)) + _lines(parts)[1:]


def _spelled(texts: Iterable[str]) -> str:
    return _lines(word for text in texts for word in spellings(text))


def _parts(name: str) -> list[str]:
    """What stands between the spaces, points and brackets of a name, and what it goes on with from a point."""
    return [*name.split("・")[1:], *re.split("[\\s・「」『』（）()]+", name)]


def _words(row: Activity, places: list[tuple[str, ...]], hosts: list[tuple[str, ...]]) -> Sources:
    area = row.council.area
    about = [row.schedule_words, row.audience, row.fee_line, row.fee_words, row.booking_words, row.bring]
    understood = [sentence(from_data(row.schedule_data))] if row.schedule_data else []
    of_council = [row.council.name, row.council.kana, *([area.name, area.kana] if area else [])]
    category = [row.category.name] if row.category else []
    return {
        "name": [row.name, *_parts(row.name)],
        "reading": [row.kana, *row.kana.split("・")[1:]],
        "place": [*chain(*places), row.place_words],
        "words": [*of_council, *category, *about, *understood, *chain(*hosts)],
        "text": [row.summary, *row.body.splitlines()],
    }
