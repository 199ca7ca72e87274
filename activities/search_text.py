"""Keeps the folded words in step with the content, by whatever way that was written."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import md5
from itertools import islice
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from councils.models import Area, Organisation, Town
from fujimino_support.editing.models import ContentVersion, State
from fujimino_support.japanese.folding import fold
from fujimino_support.japanese.readings import Readings

from .models import Activity, ActivityPlace, ActivityRole, Place, SearchMark, SearchText, Synonym
from .models.search import FOLDED, LINE
from .schedule import from_data, sentence

# Whatever else the folded words depend on; a new number has all of them folded anew.
RULES = "3"
AT_ONCE = 1000
# What the words of an activity are made of, but for its schedule, its places and its hosts.
FIELDS = (
    *("name", "kana", "summary", "body", "schedule_words", "audience", "bring", "place_words"),
    *("fee", "fee_words", "booking_words", "category__name"),
    *("council__name", "council__kana", "council__area__name", "council__area__kana"),
)

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
            mark.version, mark.synonyms = version, [row.folded for row in lines]
            mark.readings = sorted({*_given(), *(pair for row in lines for pair in row.reading)})
            _fold_changed(Readings(mark.readings), mark.readings)
            mark.save()
        return mark


def _name(version: str) -> str:
    return f"{version} {RULES}"


def _given() -> Iterator[tuple[str, str]]:
    """Names of the town, and the readings that staff have given them: what tells how other names are read."""
    for model in (Area, Town, Place, Organisation):
        yield from model._default_manager.exclude(kana="").values_list("name", "kana")


def _fold_changed(readings: Readings, told: object) -> None:
    """`told` is all that `readings` were made of. Words are made of those rows only whose fields differ."""
    known = dict(SearchText.objects.values_list("activity_id", "source"))
    places, hosts = _of_each(_held()), _of_each(_hosted())
    rules = _summary((RULES, told))
    sources = {
        key: _summary((rules, row, places[key], hosts[key]))
        for key, *row in _shown().values_list("pk", *FIELDS, Cast("schedule_data", TextField()))
    }
    changed = (key for key, source in sources.items() if known.pop(key, "") != source)
    while keys := list(islice(changed, AT_ONCE)):
        rows = _shown().filter(pk__in=keys).select_related("council__area", "category")
        SearchText.objects.bulk_create(
            [_folded(row, sources[row.pk], places[row.pk], hosts[row.pk], readings) for row in rows],
            update_conflicts=True,
            unique_fields=["activity"],
            update_fields=["source", "units", *FOLDED],
        )
    SearchText.objects.filter(pk__in=list(known)).delete()


def _summary(words: object) -> str:
    return md5(repr(words).encode(errors="replace"), usedforsecurity=False).hexdigest()


def _shown() -> QuerySet[Activity]:
    found: QuerySet[Activity] = Activity.objects.exclude(state=State.DRAFT)
    return found


def _held() -> Iterable[tuple[Any, ...]]:
    held: QuerySet[ActivityPlace] = ActivityPlace.objects.order_by("activity", "order", "pk")
    return held.values_list("activity", "place__name", "place__kana", "place__nearest_stop")


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
    at = [word for name, kana, stop in places for word in (*_named(name, kana, readings), stop)]
    by = [word for name, kana in hosts for word in _named(name, kana, readings)]
    words = _words(row, at, by, readings)
    columns = {column: _lines(map(fold, words[column])) for column in FOLDED}
    units = [*readings.units(row.name), *(unit for name, *_ in places for unit in readings.units(name))]
    return SearchText(activity_id=row.pk, source=source, units=_lines(units), **columns)


def _lines(words: Iterable[str]) -> str:
    return LINE.join(["", *dict.fromkeys(filter(None, words)), ""])


def _named(name: str, kana: str, readings: Readings) -> list[str]:
    """A name with its reading, or else with those that it may have."""
    return [name, *([kana] if kana else readings.of(name))]


def _words(row: Activity, places: list[str], hosts: list[str], readings: Readings) -> Sources:
    area = row.council.area
    about = [row.schedule_words, row.audience, row.fee_line, row.fee_words, row.booking_words, row.bring]
    understood = [sentence(from_data(row.schedule_data))] if row.schedule_data else []
    of_council = [row.council.name, row.council.kana, *([area.name, area.kana] if area else [])]
    category = _named(row.category.name, "", readings) if row.category else []
    return {
        "name": [row.name, *row.name.split("・")[1:]],
        "reading": [row.kana, *row.kana.split("・")[1:], *([] if row.kana else readings.of(row.name))],
        "place": [*places, row.place_words],
        "words": [*of_council, *category, *about, *understood, *hosts],
        "text": [row.summary, *row.body.splitlines()],
    }
