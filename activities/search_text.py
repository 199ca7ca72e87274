"""Keeps the folded words in step with the content, by whatever way that was written."""

from __future__ import annotations

import logging
from collections import defaultdict
from hashlib import md5
from itertools import islice

from django.db import DatabaseError, transaction

from fujimino_support.editing.models import ContentVersion, State
from fujimino_support.japanese.folding import fold

from .models import Activity, ActivityPlace, ActivityRole, SearchMark, SearchText, Synonym
from .models.search import FOLDED
from .schedule import from_data, sentence

# Whatever else the folded words depend on; a new number has all of them folded anew.
RULES = "1"
AT_ONCE = 1000
LINE = "\n"  # no word that is searched for goes beyond one

logger = logging.getLogger(__name__)

Sources = dict[str, list[str]]


def synonyms(version: str) -> list[list[str]]:
    """The lines of words that mean the same, once the folded words are those of `version`, or newer."""
    mark = SearchMark.objects.first()
    if mark is None or mark.version != _name(version or ContentVersion.current()):
        try:
            mark = catch_up()
        except DatabaseError:
            # Better found by yesterday's words than not at all.
            logger.warning("the folded words are behind", exc_info=True)
    return mark.synonyms if mark else []


def catch_up() -> SearchMark:
    """Fold anew what has changed. Whoever comes second, in this process or another, waits and finds nothing left to do."""
    with transaction.atomic():
        version = _name(ContentVersion.lock())
        mark = SearchMark.objects.first() or SearchMark()
        if mark.version != version:
            _fold_changed()
            mark.version, mark.synonyms = version, [row.folded for row in Synonym.objects.all()]
            mark.save()
        return mark


def _name(version: str) -> str:
    return f"{version} {RULES}"


def _fold_changed() -> None:
    known = dict(SearchText.objects.values_list("activity_id", "source"))
    changed = (
        _folded(key, source, words)
        for key, words in sources().items()
        if known.pop(key, "") != (source := _summary(words))
    )
    while rows := list(islice(changed, AT_ONCE)):
        SearchText.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["activity"], update_fields=["source", *FOLDED]
        )
    SearchText.objects.filter(pk__in=list(known)).delete()


def _summary(words: Sources) -> str:
    return md5(f"{RULES} {words}".encode(errors="replace"), usedforsecurity=False).hexdigest()


def _folded(key: int, source: str, words: Sources) -> SearchText:
    columns = {column: LINE.join(filter(None, map(fold, words[column]))) for column in FOLDED}
    return SearchText(activity_id=key, source=source, **columns)


def sources() -> dict[int, Sources]:
    """The words of every activity that is no draft, as they are spelled, by the key of the activity."""
    places: dict[int, list[str]] = defaultdict(list)
    held = ActivityPlace.objects.order_by("activity", "order", "pk")
    for activity, *names in held.values_list("activity", "place__name", "place__kana", "place__nearest_stop"):
        places[activity] += names
    hosts: dict[int, list[str]] = defaultdict(list)
    roles = ActivityRole.objects.filter(organisation__is_public=True).order_by("activity", "order", "pk")
    for activity, *names in roles.values_list("activity", "organisation__name", "organisation__kana"):
        hosts[activity] += names
    rows = Activity.objects.exclude(state=State.DRAFT).select_related("council__area", "category")
    return {row.pk: _words(row, places[row.pk], hosts[row.pk]) for row in rows.iterator(chunk_size=2000)}


def _words(row: Activity, places: list[str], hosts: list[str]) -> Sources:
    area = row.council.area
    about = [row.schedule_words, row.audience, row.fee_line, row.fee_words, row.booking_words, row.bring]
    understood = [sentence(from_data(row.schedule_data))] if row.schedule_data else []
    of_council = [row.council.name, row.council.kana, *([area.name, area.kana] if area else [])]
    return {
        "name": [row.name, *row.name.split("・")[1:]],
        "reading": [row.kana, *row.kana.split("・")[1:]],
        "place": [*places, row.place_words],
        "words": [*of_council, *([row.category.name] if row.category else []), *about, *understood, *hosts],
        "text": [row.summary, *row.body.splitlines()],
    }
