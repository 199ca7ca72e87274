"""What acts of changing a word did, read from the versions that each of them kept as one revision.

Nothing else is written down of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import reversion
from django.db import models
from django.utils import timezone
from reversion.models import Revision, Version

from .spelling import Piece, differing, marked
from .words import ERASED, READ, Group, Kind, Place, grouped, texts

DONE, UNDONE = "言葉の置き換え：", "言葉の置き換えを元に戻した："
# A note that somebody types has no line break, so it passes for no act.
BREAK = "\n"


class Act(NamedTuple):
    revision: Revision
    words: str  # 「緑ヶ丘→緑ケ丘」
    told: str  # 「12か所」
    is_undoing: bool

    @property
    def title(self) -> str:
        return f"{UNDONE if self.is_undoing else DONE}{self.words}"

    @property
    def when(self) -> Any:
        return timezone.localtime(self.revision.date_created)

    @property
    def who(self) -> str:
        return f"{self.revision.user}さん" if self.revision.user else "（分からない人）"


def acts() -> models.QuerySet[Revision]:
    """From the newest on."""
    ours = models.Q(comment__startswith=DONE) | models.Q(comment__startswith=UNDONE)
    found: models.QuerySet[Revision] = Revision.objects.filter(ours, comment__contains=BREAK)
    return found.select_related("user").order_by("-pk")


def act(revision: Revision) -> Act:
    title, _, told = revision.comment.partition(BREAK)
    is_undoing = title.startswith(UNDONE)
    return Act(revision, title.removeprefix(UNDONE if is_undoing else DONE), told, is_undoing)


class Made(NamedTuple):
    """What an act did to one row: its fields before and after."""

    kind: Kind
    key: Any
    name: str  # as the row was called then
    before: dict[str, Any]
    after: dict[str, Any]


def made(revision: Revision, among: Iterable[Kind]) -> list[Made]:
    """What `revision` changed, from the versions that it kept and those before them."""
    known = {kind.model: kind for kind in among}
    versions = revision.version_set.select_related("content_type").order_by("pk")
    found = []
    for model, kind in known.items():
        now = {one.object_id: one for one in versions if one._model is model}
        before = _newest_before(revision, model, list(now))
        for key, version in now.items():
            if key in before and (one := _made(kind, before[key], version)):
                found.append(one)
    return found


def _newest_before(revision: Revision, model: type[models.Model], keys: list[str]) -> dict[str, Version]:
    older = Version.objects.get_for_model(model).filter(object_id__in=keys, revision__lt=revision)
    newest = older.order_by().values("object_id").annotate(last=models.Max("pk")).values("last")
    return {one.object_id: one for one in Version.objects.filter(pk__in=newest)}


def _made(kind: Kind, older: Version, newer: Version) -> Made | None:
    try:
        was, now = older.field_dict, newer.field_dict
    except reversion.RevertError:
        return None  # today's models no longer understand it
    names = [name for name in words_of(kind) if was.get(name) != now.get(name)]
    read = READ.get(kind.label)
    kept = [*names, read.understood] if read and read.field in names else names
    before, after = ({name: state.get(name) for name in kept} for state in (was, now))
    key = kind.model._meta.pk.to_python(newer.object_id)
    return Made(kind, key, newer.object_repr, before, after) if names else None


def shown(words: str, done: Iterable[Made]) -> tuple[list[Group], list[str], int]:
    """The places by row, the names of rows that are gone, and how many places still say what the act made of them."""
    places, gone, standing = [], [], 0
    done = list(done)
    rows = rows_of(done)
    for one in done:
        row = rows[one.kind].get(one.key)
        if row is None:
            gone.append(f"{one.kind.model._meta.verbose_name}「{one.name}」")
            continue
        for name, after in one.after.items():
            if name in words_of(one.kind):
                standing += getattr(row, name) == after
                said = row._meta.get_field(name)
                place = Place(one.kind, row, said, one.before[name], after)
                place.pieces = _pieces(words, one.before[name], after)
                places.append(place)
    return grouped(places), gone, standing


def _pieces(words: str, before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """With the word marked, wherever between the two of 「緑ヶ丘→緑ケ丘」 the arrow is."""
    for at in (number for number, letter in enumerate(words) if letter == "→" and number):
        find, put = words[:at], words[at + 1 :].replace(ERASED, "")
        if before.replace(find, put) == after:
            return marked(find, put, before, after)
        if after.replace(find, put) == before:  # as it goes back
            was, now = marked(find, put, after, before)
            return now, was
    return differing(before, after)


def rows_of(done: Iterable[Made]) -> dict[Kind, dict[Any, Any]]:
    """The rows as they stand now, by kind and key."""
    keys: dict[Kind, list[Any]] = {}
    for one in done:
        keys.setdefault(one.kind, []).append(one.key)
    return {kind: kind.rows(some) for kind, some in keys.items()}


def words_of(kind: Kind) -> list[str]:
    return [one.name for one in texts(kind.model)]
