"""Keeps the folded words in step with the content, by whatever way that was written."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import md5
from itertools import islice

from django.db import DatabaseError, transaction

from councils.models import Area, Organisation, Town
from fujimino_support.editing.models import ContentVersion, State
from fujimino_support.japanese.folding import fold
from fujimino_support.japanese.readings import Readings

from .models import Activity, ActivityPlace, ActivityRole, Place, SearchMark, SearchText, Synonym
from .models.search import FOLDED, LINE
from .schedule import from_data, sentence

# Whatever else the folded words depend on; a new number has all of them folded anew.
RULES = "2"
AT_ONCE = 1000

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
            _fold_changed(Readings(mark.readings))
            mark.save()
        return mark


def _name(version: str) -> str:
    return f"{version} {RULES}"


def _given() -> Iterator[tuple[str, str]]:
    """Names of the town, and the readings that staff have given them: what tells how other names are read."""
    for model in (Area, Town, Place, Organisation):
        yield from model._default_manager.exclude(kana="").values_list("name", "kana")


def _fold_changed(readings: Readings) -> None:
    known = dict(SearchText.objects.values_list("activity_id", "source"))
    changed = (
        _folded(key, source, words)
        for key, words in sources(readings).items()
        if known.pop(key, "") != (source := _summary(words))
    )
    while rows := list(islice(changed, AT_ONCE)):
        SearchText.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["activity"],
            update_fields=["source", "units", *FOLDED],
        )
    SearchText.objects.filter(pk__in=list(known)).delete()


def _summary(words: Sources) -> str:
    return md5(f"{RULES} {words}".encode(errors="replace"), usedforsecurity=False).hexdigest()


def _folded(key: int, source: str, words: Sources) -> SearchText:
    columns = {column: _lines(map(fold, words[column])) for column in FOLDED}
    return SearchText(activity_id=key, source=source, units=_lines(words["units"]), **columns)


def _lines(words: Iterable[str]) -> str:
    return LINE.join(["", *dict.fromkeys(filter(None, words)), ""])


def sources(readings: Readings) -> dict[int, Sources]:
    """The words of every activity that is no draft, as they are spelled, by the key of the activity."""
    places: dict[int, list[str]] = defaultdict(list)
    units: dict[int, list[str]] = defaultdict(list)
    held = ActivityPlace.objects.order_by("activity", "order", "pk")
    columns = ("activity", "place__name", "place__kana", "place__nearest_stop")
    for activity, name, kana, stop in held.values_list(*columns):
        places[activity] += [*_named(name, kana, readings), stop]
        units[activity] += readings.units(name)
    hosts: dict[int, list[str]] = defaultdict(list)
    roles = ActivityRole.objects.filter(organisation__is_public=True).order_by("activity", "order", "pk")
    for activity, name, kana in roles.values_list("activity", "organisation__name", "organisation__kana"):
        hosts[activity] += _named(name, kana, readings)
    rows = Activity.objects.exclude(state=State.DRAFT).select_related("council__area", "category")
    return {
        row.pk: _words(row, places[row.pk], hosts[row.pk], readings)
        | {"units": [*readings.units(row.name), *units[row.pk]]}
        for row in rows.iterator(chunk_size=2000)
    }


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
