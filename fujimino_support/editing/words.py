"""Where a word stands in everything that residents read, and what those places would say with another in its stead.

Looking writes nothing and asks two queries of each model, however many rows there are. What is
found is taken literally, letter by letter; other spellings of it are counted and named, never taken along.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, NamedTuple

from django.contrib import admin
from django.core.validators import EmailValidator, RegexValidator, URLValidator
from django.db import models
from django.urls import reverse
from reversion.revisions import _get_options

from . import history, rights
from .site import DESKS
from .spelling import AROUND, Piece, alike, marked
from .version import content_of

LONGEST = 100  # letters of a word to find, or to put in its stead
MOST = 500  # places on one screen, and so in one act
SPELLINGS = 10
ERASED = "（消す）"


class Read(NamedTuple):
    """A field whose words are read as they are saved: what is read from it, and the box that says "only words"."""

    field: str
    understood: str
    only_words: str


READ = {"activities.activity": Read("schedule_words", "schedule_data", "words_only")}


@dataclass(frozen=True)
class Words:
    find: str
    put: str

    def __str__(self) -> str:
        return f"{self.find}→{self.put or ERASED}"

    def within(self, field: Any, value: str) -> str:
        """What `field` would say, as it writes it: a reading in hiragana, a telephone number with hyphens."""
        return str(field.to_python(value.replace(self.find, self.put)))


class Kind(NamedTuple):
    """A model of content, and the model on whose screen its rows are written."""

    model: type[models.Model]
    screen: type[models.Model]
    key: str  # the foreign key of a part to the row it is part of; "" for a row with a screen of its own

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    @property
    def title(self) -> str:
        whole = str(self.screen._meta.verbose_name_plural)
        return f"{self.screen._meta.verbose_name}の{self.model._meta.verbose_name}" if self.key else whole

    def root(self, row: models.Model) -> models.Model:
        """The row on whose screen `row` is written."""
        return getattr(row, self.key) if self.key else row

    def rows(self, keys: Iterable[Any]) -> dict[Any, Any]:
        """With all that their names are made of."""
        return self.model._base_manager.select_related().in_bulk(list(keys))


def kinds(user: Any) -> list[Kind]:
    """The models whose words `user` may change, in the order of the desks.

    Those of which no versions are kept stay out: what was done to them could not be undone, and
    people's names are among them. So do words by which residents search and which no page shows.
    """
    registry = admin.site._registry
    found = []
    for screen in sorted(registry.values(), key=_place_on_desk):
        if not history.is_kept(screen.model):
            continue
        found.append(Kind(screen.model, screen.model, ""))
        for name in _get_options(screen.model).follow:
            relation: Any = screen.model._meta.get_field(name)
            if relation.related_model not in registry:
                found.append(Kind(relation.related_model, screen.model, relation.field.name))
    return [
        kind
        for kind in found
        if (content := content_of(kind.model))
        and any(one.name not in content.undated for one in texts(kind.model))
        and rights.may(user, rights.CHANGE, kind.label, own=False)
    ]


def _place_on_desk(screen: Any) -> tuple[int, int]:
    desk = getattr(screen, "desk", DESKS[-1])
    return DESKS.index(desk), getattr(screen, "place_on_desk", 100)


def texts(model: type[models.Model], addresses: bool = True) -> list[Any]:
    """The fields of `model` that hold words: no choices, no codes, nothing that is fixed once made or of which no version is kept."""
    fixed = getattr(admin.site._registry.get(model), "fixed_once_made", ())
    return [
        one
        for one in model._meta.concrete_fields
        if isinstance(one, (models.CharField, models.TextField))
        and one.editable
        and one.name not in history.personal_fields(model)
        and not (one.primary_key or one.choices or one.name in fixed or _is_code(one))
        and (addresses or not _is_address(one))
    ]


def _is_address(one: models.Field[Any, Any]) -> bool:
    """Whether it is an address on the web or of mail: one letter changed leads elsewhere."""
    return any(isinstance(check, (URLValidator, EmailValidator)) for check in one.validators)


def _is_code(one: models.Field[Any, Any]) -> bool:
    """Whether it has a pattern of its own: the name in an address, a postal code."""
    return isinstance(one, models.SlugField) or any(
        isinstance(check, RegexValidator) and not isinstance(check, URLValidator) for check in one.validators
    )


# Looking


@dataclass
class Place:
    """One box that says the word, once or more often."""

    kind: Kind
    row: Any
    field: Any
    before: str
    after: str
    number: int = 0
    ticked: bool = True
    pieces: tuple[list[Piece], list[Piece]] = ([], [])

    @property
    def key(self) -> tuple[str, Any, str]:
        return self.kind.label, self.row.pk, self.field.name

    @property
    def label(self) -> str:
        return named(self.kind, self.row, self.field)

    @property
    def is_read(self) -> bool:
        """Whether its words are read anew as they are saved."""
        return self.kind.label in READ and READ[self.kind.label].field == self.field.name

    def seen(self) -> list[Any]:
        return [*self.key, digest(self.before), digest(self.after)]


@dataclass
class Group:
    """The places on one screen."""

    row: Any
    places: list[Place] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return str(self.row._meta.verbose_name)

    @property
    def address(self) -> str:
        meta = self.row._meta
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[self.row.pk])

    @property
    def unseen(self) -> str:
        """Why residents do not see the row, as far as it says so itself; "" when they may."""
        content = content_of(type(self.row))
        if rights.is_draft(self.row) or getattr(self.row, "state", "public") != "public":
            return str(self.row.get_state_display())
        hidden = content.hidden_while.items() if content else ()
        return (
            "ページに出ていません" if any(getattr(self.row, name) == value for name, value in hidden) else ""
        )


class Found(NamedTuple):
    """Of one model, before its rows are fetched: the key, the field, what it says and would say."""

    kind: Kind
    key: Any
    field: Any
    before: str
    after: str


@dataclass
class Look:
    groups: list[Group]
    total: int
    spellings: list[tuple[str, int]]  # how else it is written, and in how many places

    @property
    def places(self) -> list[Place]:
        return [place for group in self.groups for place in group.places]


def look(words: Words, among: Iterable[Kind], addresses: bool = False) -> Look:
    """Every place that says `words.find`; the first of them, where there are too many for one screen."""
    pattern, total = alike(words.find), 0
    found: list[Found] = []
    spellings: Counter[str] = Counter()
    for kind in among:
        fields = texts(kind.model, addresses)
        for key, *values in kind.model._base_manager.values_list("pk", *(one.name for one in fields)):
            for one, value in zip(fields, values, strict=True):
                if not value:
                    continue
                spellings.update({other.group() for other in pattern.finditer(value)} - {words.find})
                if words.find not in value or (after := words.within(one, value)) == value:
                    continue
                total += 1
                if len(found) < MOST:
                    found.append(Found(kind, key, one, value, after))
    return Look(grouped(_places(words, found)), total, spellings.most_common(SPELLINGS))


def _places(words: Words, found: list[Found]) -> Iterator[Place]:
    for kind in dict.fromkeys(one.kind for one in found):
        here = [one for one in found if one.kind == kind]
        rows = kind.rows({one.key for one in here})
        for one in here:
            if one.key in rows:  # else somebody deletes it just now
                pieces = marked(words.find, words.put, one.before, one.after)
                yield Place(kind, rows[one.key], one.field, one.before, one.after, pieces=pieces)


def grouped(places: Iterable[Place]) -> list[Group]:
    groups: dict[tuple[type, Any], Group] = {}
    for number, place in enumerate(places):
        place.number = number
        root = place.kind.root(place.row)
        groups.setdefault((type(root), root.pk), Group(root)).places.append(place)
    return list(groups.values())


def named(kind: Kind, row: Any, one: Any) -> str:
    """「本文」, or 「募集「浜の掃除をする人」の題名」."""
    if not kind.key:
        return str(one.verbose_name)
    name = str(row)
    short = name if len(name) <= AROUND else f"{name[:AROUND]}…"
    return f"{kind.model._meta.verbose_name}「{short}」の{one.verbose_name}"


def digest(value: str) -> str:
    return sha256(value.encode()).hexdigest()[:16]
