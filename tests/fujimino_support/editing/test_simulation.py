"""Two to five editors, their forms held open for many steps: nothing vanishes unseen, nothing is forgotten, nothing leaks.

The oracle asks nothing of the code under test. It reads plain rows, the boxes of the HTML and the JSON of the versions, and
knows by itself what has to become of them. Every word typed is found nowhere else, so that it can be looked for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import models
from django.test import Client
from reversion.models import Version

from activities.models import Activity, ActivityPlace, Place, Recruitment
from coordinators.models import Coordinator
from councils.models import Area, ContactPerson, Notice, Organisation, Page
from fujimino_support.editing.models import ContentVersion, Draft, Preview, User
from tests import make
from tests.at_once import at_once, several_writers
from tests.forms import Form, change_form

WORD = re.compile("ゑ[0-9]{6}ゑ")
Boxes = dict[str, list[str]]
Part = tuple[str, str]  # the prefix of the inline and the key; "+1" for a part that was never saved
Tree = dict[Part, Boxes]  # a row with its parts
ROW: Part = ("", "")


class Key(NamedTuple):
    model: Any
    pk: int

    def __str__(self) -> str:
        return f"{self.model.__name__} {self.pk}"


class Kind(NamedTuple):
    """Parts of one kind: their model, the field that names their parent, their boxes, and what no two of them share."""

    model: Any
    parent: str
    boxes: tuple[str, ...]
    unique: tuple[str, ...]


PARTS: dict[Any, dict[str, Kind]] = {
    Page: {},
    Notice: {},
    Coordinator: {},
    Organisation: {
        "contact_people": Kind(
            ContactPerson, "organisation", ("name", "phone", "consented_on", "note"), ("name", "phone")
        )
    },
    Activity: {
        "held_at": Kind(ActivityPlace, "activity", ("place", "order"), ("place",)),
        "recruitments": Kind(
            Recruitment,
            "activity",
            ("seeking", "title", "body", "who", "open_until", "order"),
            ("title",),
        ),
    },
}
TYPED: dict[Any, tuple[str, ...]] = {
    Page: ("title", "body"),
    Notice: ("text",),
    Organisation: ("name",),
    Activity: ("name", "summary", "body", "audience", "place_words"),
    Coordinator: ("surname", "message"),
}
TYPED_IN_PARTS = {"recruitments": ("title", "who", "body"), "contact_people": ("name", "note"), "held_at": ()}
CHOSEN: dict[str, tuple[str, ...]] = {
    "state": ("public", "public", "draft", "withdrawn"),
    "status": ("running", "paused", "preparing"),
    "gravity": ("news", "care", "urgent"),
    "schedule_words": ("毎週水曜日 9時から10時", "毎月第2火曜日 13時30分から15時", "毎週土曜日", ""),
}
# What 社協職員 save at once in an activity that is no draft; the rest waits.
LIVE = {"schedule_words", "status", "place_words", "confirmed_on", "held_at"}
MEETS_DRAFT = "さんの下書きが先にあります"
STATES = {"publish": "public", "withdraw": "withdrawn"}
NEVER_SHOWN = {Organisation: {"kind"}, Activity: {"contact_people"}}


# The town in plain rows


def names_of(model: Any) -> list[str]:
    """The boxes of a row; files are chosen in none of these acts."""
    fields = [one for one in model._meta.concrete_fields if one.editable and not one.auto_created]
    return [one.name for one in fields if not isinstance(one, models.FileField)] + ticks_of(model)


def ticks_of(model: Any) -> list[str]:
    return [one.name for one in model._meta.many_to_many if one.remote_field.through._meta.auto_created]


def sent(value: Any) -> list[str]:
    """As a browser would send it."""
    if isinstance(value, bool):
        return ["on"] if value else []
    if isinstance(value, list):
        return sorted(map(str, value))
    return ["" if value is None else str(value).replace("\r\n", "\n").replace("\n", "\r\n")]


def town() -> dict[Key, Tree]:
    """Every row that the editors write to, with its parts."""
    found: dict[Key, Tree] = {}
    for model, parts in PARTS.items():
        plain = [name for name in names_of(model) if name not in ticks_of(model)]
        for pk, *values in model._base_manager.values_list("pk", *plain):
            found[Key(model, pk)] = {
                ROW: {name: sent(value) for name, value in zip(plain, values, strict=True)}
            }
        for name in ticks_of(model):
            relation = model._meta.get_field(name)
            ticked: dict[int, list[str]] = {}
            names = f"{relation.m2m_field_name()}_id", f"{relation.m2m_reverse_field_name()}_id"
            for pk, other in relation.remote_field.through.objects.values_list(*names):
                ticked.setdefault(pk, []).append(str(other))
            for key, tree in found.items():
                if key.model is model:
                    tree[ROW][name] = sorted(ticked.get(key.pk, []))
        for prefix, kind in parts.items():
            rows = kind.model._base_manager.exclude(**{kind.parent: None})
            for parent, pk, *values in rows.values_list(f"{kind.parent}_id", "pk", *kind.boxes):
                boxes = {name: sent(value) for name, value in zip(kind.boxes, values, strict=True)}
                found[Key(model, parent)][prefix, str(pk)] = boxes
    return found


def past_of(version: Version) -> Tree:
    """What a version says, read from its JSON."""
    model = version.content_type.model_class()
    tree: Tree = {}
    for other in version.revision.version_set.select_related("content_type"):
        fields = json.loads(other.serialized_data)[0]["fields"]
        other_model: Any = other.content_type.model_class()
        if other_model is model and other.object_id == version.object_id:
            tree[ROW] = {name: sent(fields[name]) for name in names_of(model)}
        for prefix, kind in PARTS[model].items():
            if other_model is kind.model and str(fields[kind.parent]) == version.object_id:
                tree[prefix, other.object_id] = {name: sent(fields[name]) for name in kind.boxes}
    return tree


def without_people(tree: Tree) -> Tree:
    return {part: boxes for part, boxes in tree.items() if part[0] != "contact_people"}


def without_erased(rows: dict[Key, Tree]) -> dict[Key, Tree]:
    """Whoever is erased from the list of an organisation is rung about no activity any more."""
    people = set(map(str, ContactPerson.objects.values_list("pk", flat=True)))
    found = {}
    for key, tree in rows.items():
        row = {
            name: [value for value in values if name != "contact_people" or value in people]
            for name, values in tree[ROW].items()
        }
        found[key] = {**tree, ROW: row}
    return found


def words_in(value: Any) -> set[str]:
    return set(WORD.findall(json.dumps(list(value.values()), ensure_ascii=False)))


def can_be_seen(rows: dict[Key, Tree]) -> dict[Key, Tree]:
    """What residents see, or have seen and find gone."""
    found = {}
    for key, tree in rows.items():
        row = tree[ROW]
        if row.get("state") != ["draft"] and row.get("is_public") != [] and row.get("is_shown") != []:
            hidden = NEVER_SHOWN.get(key.model, set())
            shown = {name: values for name, values in row.items() if name not in hidden}
            found[key] = {**without_people(tree), ROW: shown}
    return found


def words_shown(rows: dict[Key, Tree]) -> set[str]:
    """Every word that stands on some public page."""
    found: set[str] = set()
    for key, tree in can_be_seen(rows).items():
        is_placed = key.model is not Organisation or tree[ROW]["areas"]
        if tree[ROW].get("state") == ["withdrawn"]:
            # An activity that is withdrawn says so under its name.
            found |= set(tree[ROW]["name"]) if key.model is Activity else set()
        elif is_placed:
            found |= words_in(tree)
    return found


# What has to become of two versions


def merged(base: Tree, now: Tree, mine: Tree, theirs: frozenset[tuple[Part, str]] = frozenset()) -> Tree:
    """Who alone changed a box, has it; where both did, mine, unless theirs was chosen. No part goes that was changed."""
    result: Tree = {}
    for part in [*now, *(part for part in mine if part not in now)]:
        if part in now and part in mine:
            was = base.get(part, {})
            result[part] = {
                name: now[part][name] if values == was.get(name) or (part, name) in theirs else values
                for name, values in mine[part].items()
            }
        elif part in now and (part not in base or now[part] != base[part]):
            result[part] = now[part]
        elif part in mine and (part not in base or mine[part] != base[part]):
            result[part] = mine[part]
    return result


def clashes(base: Tree, now: Tree, mine: Tree) -> set[tuple[Part, str]]:
    return {
        (part, name)
        for part in now.keys() & mine.keys()
        for name, values in mine[part].items()
        if now[part][name] not in (base.get(part, {}).get(name), values)
        and values != base.get(part, {}).get(name)
    }


def only(tree: Tree, base: Tree, names: set[str]) -> Tree:
    """`tree` in the boxes and inlines of these names, and `base` elsewhere."""
    row = {name: (tree if name in names else base)[ROW][name] for name in tree[ROW]}
    parts = {part: boxes for part, boxes in tree.items() if part[0] in names}
    return {ROW: row, **parts, **{part: boxes for part, boxes in base.items() if part[0] not in {*names, ""}}}


def same(one: Tree, other: Tree, known: Tree) -> bool:
    """Whether two trees say the same, however their parts that are not in `known` are numbered."""

    def plain(tree: Tree) -> Any:
        old = {part: boxes for part, boxes in tree.items() if part in known}
        new = sorted((part[0], sorted(boxes.items())) for part, boxes in tree.items() if part not in known)
        return old, new

    return bool(plain(one) == plain(other))


def must_be_refused(model: Any, tree: Tree) -> bool:
    """Whether something in it is there twice."""
    return not can_be_saved(model, tree, {})


def can_be_saved(model: Any, tree: Tree, now: Tree) -> bool:
    """Whether nothing in it is there twice, nor in the way of what is about to go: Django refuses some of that."""
    for prefix, kind in PARTS[model].items():
        said = [
            [boxes[name] for name in kind.unique] for (other, _), boxes in tree.items() if other == prefix
        ]
        taken = [
            boxes
            for part, boxes in now.items()
            if part[0] == prefix
            for mine, new in tree.items()
            if mine[0] == prefix and mine != part and all(new[name] == boxes[name] for name in kind.unique)
        ]
        if taken or any(said.count(one) > 1 for one in said):
            return False
    return True


# Editors, and what they hold


class Editor(NamedTuple):
    name: str
    is_city: bool
    user: User
    client: Client


@dataclass
class HeldForm:
    editor: Editor
    key: Key
    form: Form
    base: Tree  # what the database said when it was shown
    of_draft: bool
    told: str = "form"


@dataclass
class HeldDeletion:
    editor: Editor
    key: Key
    seen: str
    base: Tree


@dataclass
class HeldList:
    """A list, or the question whether to delete some of its rows, as it was shown."""

    editor: Editor
    model: Any
    rows: str
    seen: dict[Key, Tree]
    to_delete: list[Key] = field(default_factory=list)


@dataclass
class HeldReview:
    editor: Editor
    key: Key
    number: int
    token: str
    has_button: bool
    seen: Tree


@dataclass
class Waiting:
    """A draft as it has to be."""

    base: Tree
    sheet: Tree
    token: str

    def over(self, now: Tree) -> Tree:
        """The boxes of `now`, filled with the draft: whoever wrote it may have had others."""
        return merged(self._in(self.base, now), now, self._in(self.sheet, now))

    def clashes(self, now: Tree) -> set[tuple[Part, str]]:
        return clashes(self._in(self.base, now), now, self._in(self.sheet, now))

    def _in(self, tree: Tree, now: Tree) -> Tree:
        return {**tree, ROW: {name: tree[ROW].get(name, values) for name, values in now[ROW].items()}}


def tree_of(form: Form, model: Any) -> Tree:
    """What the boxes of a form say."""
    values = form.values
    tree: Tree = {ROW: {name: boxed(values[name]) for name in names_of(model) if name in values}}
    for prefix, kind in PARTS[model].items():
        for number in range(int(values[f"{prefix}-TOTAL_FORMS"][0])):
            begin = f"{prefix}-{number}-"
            key = values.get(f"{begin}id", [""])[0] or f"+{number}"
            if not values.get(f"{begin}DELETE"):
                tree[prefix, key] = {name: boxed(values[begin + name]) for name in kind.boxes}
    return tree


def boxed(values: list[Any]) -> list[str]:
    return sorted(sent(value)[0] for value in values)


def address(key: Key, screen: str) -> str:
    return f"/admin/{key.model._meta.app_label}/{key.model._meta.model_name}/{key.pk}/{screen}/"


def list_address(model: Any, screen: str = "") -> str:
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/{screen}"


def hidden_box(answer: Any, name: str) -> str:
    found = re.search(f'name="{name}" value="([^"]*)"', answer.content.decode())
    assert found, f"no {name} on the page"
    return found[1]


class Simulation:
    """Random acts of some editors, each checked as it is done."""

    def __init__(self, seed: int, editors: int, looks: int) -> None:
        self.random, self.looks = Random(seed), looks  # public pages are looked at every so many steps
        self.visitor = Client()
        self.count = 0
        self.diary: list[str] = []
        self.tally: dict[str, int] = {}
        self.waiting: dict[Key, Waiting] = {}
        self.forms: list[HeldForm] = []
        self.deletions: list[HeldDeletion] = []
        self.lists: list[HeldList] = []
        self.reviews: list[HeldReview] = []
        self._build()
        people = [("mio", True), ("jiro", False), ("kai", True), ("sora", False), ("nagi", True)]
        self.editors = [self._editor(*person) for person in people[:editors]]
        self.pages: dict[str, bytes] = {}
        self.token = ""
        self.now = town()
        self.look()

    def _build(self) -> None:
        cache.clear()
        make.programme()
        self.own = make.area()
        other = make.area(name="しおさい", slug="shiosai", theme="kaki")
        here, there = make.council(area=self.own), make.council(name="しおさい協議会", area=other)
        places = [make.place(name=f"浜の集会所{number}") for number in range(8)]
        for slug, state in (("about", "public"), ("privacy", "draft")):
            make.page(slug=slug, title=self.word(), body=self.text(), state=state)
        make.notice(text=self.word(), areas=(other,))
        make.notice(text=self.word())
        for area, is_public in ((self.own, True), (other, False)):
            row = make.organisation(name=self.word(), areas=(area,), is_public=is_public)
            make.contact_person(organisation=row, name=self.word(), note=self.text())
        for council, state in ((here, "public"), (here, "draft"), (there, "withdrawn")):
            activity = make.activity(
                council=council, name=self.word(), summary=self.word(), state=state, places=(places[0],)
            )
            make.recruitment(activity=activity, title=self.word())
            activity.contact_people.add(ContactPerson.objects.all()[0])
        make.coordinator(areas=(self.own,), surname=self.word(), message=self.text())

    def _editor(self, name: str, is_city: bool) -> Editor:
        person = make.user(name, last_name=name, first_name="")
        person.groups.add(Group.objects.get(name="市職員" if is_city else "社協職員"))
        if not is_city:
            make.assignment(user=person, area=self.own)
        client = Client()
        client.force_login(person)
        return Editor(name, is_city, person, client)

    def word(self) -> str:
        self.count += 1
        return f"ゑ{self.count:06}ゑ"

    def text(self) -> str:
        return f"{self.word()}\n\n{self.word()}です。"

    # Steps

    def run(self, steps: int) -> None:
        acts: list[tuple[Callable[[], None], int]] = [
            (self.open_form, 22),
            (self.work, 44),
            (self.open_draft, 5),
            (self.open_review, 7),
            (self.decide, 8),
            (self.open_old, 5),
            (self.ask_to_delete, 2),
            (self.delete, 2),
            (self.recover, 4),
            (self.open_list, 4),
            (self.act_on_list, 5),
            (self.write_past_every_form, 4),
        ]
        try:
            for step in range(steps):
                self.diary.append("")
                (act,) = self.random.choices([act for act, _ in acts], [weight for _, weight in acts])
                with self.checked():
                    act()
                if step % self.looks == 0:
                    self.look()
        except AssertionError as failure:
            failure.add_note("\n".join(["The last steps:", *self.diary[-25:]]))
            raise
        self.look()

    def say(self, words: str) -> None:
        self.diary[-1] = f"{len(self.diary):5} {words}"

    def mark(self, outcome: str) -> None:
        self.diary[-1] += f" → {outcome}"
        self.tally[outcome] = self.tally.get(outcome, 0) + 1

    @contextmanager
    def checked(self) -> Iterator[None]:
        """The content version moves when something changes that residents can see, and not otherwise."""
        self.before, token = self.now, ContentVersion.current()
        yield
        self.now = town()
        if ContentVersion.current() != token:
            assert can_be_seen(self.before) != can_be_seen(self.now), "the version moved for nothing"
        else:
            assert words_shown(self.before) == words_shown(self.now), "the version did not move"

    def look(self) -> None:
        """What public pages say is what may be said, and the same for as long as the version is the same."""
        token = ContentVersion.current()
        if token == self.token:
            cache.clear()
        pages = {path: self.visitor.get(path).content for path in make.addresses()}
        if token == self.token:
            for path in pages.keys() & self.pages.keys():  # not those of rows that are gone, or new
                assert pages[path] == self.pages[path], f"{path} is another page under the same version"
        self.token, self.pages = token, pages
        found = set(WORD.findall(b"".join(pages.values()).decode()))
        expected = words_shown(self.now)
        assert found == expected, f"leaked {found - expected}, missing {expected - found}"

    def nothing_happened(self, but_drafts: bool = False) -> None:
        assert town() == self.before, "something was written"
        assert but_drafts or drafts() == self.drafts, "a draft was written"

    def is_draft(self, key: Key) -> bool:
        return self.before[key][ROW].get("state") == ["draft"]

    # Forms

    def owns(self, editor: Editor, key: Key, rows: dict[Key, Tree]) -> bool:
        if editor.is_city:
            return True
        if key.model is Activity:
            return bool(Activity.objects.filter(pk=key.pk, council__area=self.own).exists())
        return key.model is Organisation and str(self.own.pk) in rows[key][ROW]["areas"]

    def seen_by(self, editor: Editor, key: Key, form: Form, tree: Tree) -> Tree:
        """As much of a row as is in the boxes of a form."""
        row = {name: values for name, values in tree[ROW].items() if name in form.values}
        if key.model is Organisation and not editor.is_city:
            row["areas"] = [area for area in row["areas"] if area == str(self.own.pk)]
        return {**tree, ROW: row}

    def any_editor(self, is_city: bool | None = None) -> Editor:
        return self.random.choice([one for one in self.editors if is_city in (None, one.is_city)])

    def any_key(self, editor: Editor) -> Key | None:
        weights = {Activity: 1}  # its form takes the longest
        keys = [key for key in self.before if self.owns(editor, key, self.before)]
        chosen = self.random.choices(keys, [weights.get(key.model, 3) for key in keys]) if keys else [None]
        return chosen[0]

    def hold(self, held: HeldForm) -> None:
        self.forms.append(held)
        if len(self.forms) > 3 * len(self.editors):
            self.forms.pop(0)

    def open_form(self) -> None:
        editor = self.any_editor()
        key = self.any_key(editor)
        self.say(f"{editor.name} opens {key}")
        if key is None:
            return
        form = Form(editor.client, address(key, "change"), f"{key.model._meta.model_name}_form")
        base = self.seen_by(editor, key, form, self.before[key])
        assert tree_of(form, key.model) == base, "the form does not show what the database holds"
        self.hold(HeldForm(editor, key, form, base, self.is_draft(key)))

    def work(self) -> None:
        """Somebody types into a form that is open, and mostly saves it."""
        if not self.forms:
            return self.open_form()
        held = self.random.choice(self.forms)
        typed = self.type_into(held)
        self.say(f"{held.editor.name} types into {held.key} ({held.told}): {typed}")
        if self.random.random() < 0.7:
            self.save(held)
        return None

    def type_into(self, held: HeldForm) -> list[str]:
        random, form, typed = self.random, held.form, []
        for name in form.values:
            if name.startswith("_choose:") and f'name="{name}" value="theirs"' in form.text:
                form.values[name] = [random.choice(["mine", "theirs"])]
                typed.append(f"{name} {form.values[name][0]}")
        for _ in range(random.randint(0, 3)):
            change = random.choice([self._type_word, self._type_word, self._choose, self._change_part])
            typed.append(change(held))
        if "change_note" in form.values:
            form.values["change_note"] = [self.word()]
        return typed

    def _type_word(self, held: HeldForm) -> str:
        name = self.random.choice(TYPED[held.key.model])
        text = self.text() if name in ("body", "message") else self.word()
        held.form.values[name] = sent(text)
        return f"{name} {text!r}"

    def _choose(self, held: HeldForm) -> str:
        form, model = held.form, held.key.model
        names = [name for name in (*CHOSEN, "areas", "is_public", "is_shown") if name in form.values]
        if model is Organisation and not held.editor.is_city:
            names.remove("areas")
        if not names:
            return "nothing"
        name = self.random.choice(names)
        if name == "areas":
            areas = [str(area.pk) for area in Area.objects.all()]
            form.values[name] = self.random.sample(areas, self.random.randint(1, len(areas)))
        elif name in CHOSEN:
            form.values[name] = [self.random.choice(CHOSEN[name])]
        else:
            form.values[name] = [] if form.values[name] else ["on"]
        return f"{name} {form.values[name]}"

    def _change_part(self, held: HeldForm) -> str:
        form, random = held.form, self.random
        if not PARTS[held.key.model]:
            return self._type_word(held)
        prefix = random.choice(list(PARTS[held.key.model]))
        total = int(form.values[f"{prefix}-TOTAL_FORMS"][0])
        if total == 0 or (total < 4 and random.random() < 0.4):
            form.add_part(prefix, **self._new_part(prefix))
            return f"a new part of {prefix}"
        number = random.randrange(total)
        if random.random() < 0.3 and f"{prefix}-{number}-DELETE" in form.values:
            form.values[f"{prefix}-{number}-DELETE"] = ["on"]
            return f"{prefix}-{number} away"
        name = random.choice(TYPED_IN_PARTS[prefix] or ("order",))
        text = str(random.randint(1, 99)) if name == "order" else self.word()
        form.values[f"{prefix}-{number}-{name}"] = [text]
        return f"{prefix}-{number}-{name} {text!r}"

    def _new_part(self, prefix: str) -> dict[str, str]:
        if prefix == "held_at":
            return {"place": str(self.random.choice(Place.objects.all()).pk), "order": "5"}
        if prefix == "contact_people":
            return {"name": self.word(), "phone": "0123-45-6789", "consented_on": "", "note": self.word()}
        words = {"title": self.word(), "body": self.word(), "who": self.word()}
        return {"seeking": "helpers", "open_until": "", "order": "5", **words}

    def save(self, held: HeldForm) -> None:
        editor, key, form = held.editor, held.key, held.form
        self.drafts = drafts()
        mine = tree_of(form, key.model)
        as_draft = key.model is not Organisation and self.random.random() < 0.25
        answer = form.post(**({"_draft": "1"} if as_draft else {"_save": "1"}))
        if key not in self.before or not self.owns(editor, key, self.before):
            assert answer.status_code in (403, 404)
            self.nothing_happened()
            self.forms.remove(held)
            return self.mark("gone")
        chosen = frozenset(
            (
                (name.split(":")[1], name.split(":")[2]) if name.split(":")[1] else ROW,
                name.split(":")[3],
            )
            for name, values in form.values.items()
            if name.startswith("_choose:") and values == ["theirs"]
        )
        now = self.seen_by(editor, key, form, self.before[key])
        wanted = merged(held.base, now, mine, chosen)
        # 社協職員 have other boxes for a draft than for what residents see.
        is_other_form = not editor.is_city and self.is_draft(key) != held.of_draft
        if now != held.base or is_other_form:
            assert answer.status_code == 409, f"{answer.status_code}: taken though it was not seen"
            return self.comes_back(held, answer, wanted, now, clashes(held.base, now, mine), "held back")
        # Of two rows alike, Django refuses only some: those it takes may still meet a draft.
        meets_draft = MEETS_DRAFT in answer.content.decode()
        is_refused = (
            answer.status_code == 200 and not can_be_saved(key.model, wanted, now) and not meets_draft
        )
        if is_refused or must_be_refused(key.model, wanted):
            assert answer.status_code == 200, f"{answer.status_code}: taken with {wanted} over {now}"
            return self.comes_back(held, answer, wanted, now, None, "refused")
        is_divided = not editor.is_city and key.model is Activity and not self.is_draft(key)
        as_draft = as_draft and not self.is_draft(key)
        held_names = {*names_of(key.model), *PARTS[key.model]} - LIVE if is_divided else set()
        laid = wanted if as_draft else only(wanted, now, held_names)
        if (as_draft or is_divided) and laid != now:
            waiting = self.waiting.get(key)
            if waiting and waiting.token not in form.values.get("_draft_seen", []):
                assert answer.status_code == 200
                assert meets_draft
                filled = merged(now, self.seen_by(editor, key, form, waiting.over(now)), wanted)
                return self.comes_back(held, answer, filled, now, None, "meets a draft")
            wanted = now if as_draft else only(wanted, now, LIVE)
            assert answer.status_code == 302
            self.waiting[key] = Waiting(now, laid, self.is_laid(key, editor, laid))
            if wanted == now:
                self.nothing_happened(but_drafts=True)
                self.forms.remove(held)
                return self.mark("laid")
        else:
            assert drafts() == self.drafts
        assert answer.status_code == 302, answer.status_code
        self.is_saved(editor, key, form, wanted)
        if self.random.random() < 0.85:  # else the page is still open in another window
            self.forms.remove(held)
        return self.mark("saved")

    def comes_back(
        self,
        held: HeldForm,
        answer: Any,
        wanted: Tree,
        now: Tree,
        chosen: set[tuple[Part, str]] | None,
        outcome: str,
    ) -> None:
        """Nothing is written, and all that was typed is still in the boxes."""
        self.nothing_happened()
        held.form = held.form.came_back(answer)
        back = tree_of(held.form, held.key.model)
        now = self.seen_by(held.editor, held.key, held.form, self.before[held.key])
        row = {name: wanted[ROW].get(name, values) for name, values in now[ROW].items()}
        wanted = {**wanted, ROW: row}
        assert same(back, wanted, now), f"{outcome} with {back} instead of {wanted}"
        if chosen is not None:
            offered = {name for name in held.form.values if name.startswith("_choose:")}
            assert offered == {f"_choose:{part[0]}:{part[1]}:{name}" for part, name in chosen}
        held.base, held.told, held.of_draft = now, outcome, self.is_draft(held.key)
        self.mark(outcome)

    def is_saved(self, editor: Editor, key: Key, form: Form, wanted: Tree) -> None:
        """The database holds what was wanted, nothing else has changed, and it is all remembered."""
        before, after = self.before[key], town()
        row = {**before[ROW], **wanted[ROW]}
        if key.model is Organisation and not editor.is_city:
            row["areas"] = before[ROW]["areas"]
        assert same(after[key], {**wanted, ROW: row}, before), f"saved {after[key]} instead of {wanted}"
        assert {**after, key: {}} == {**without_erased(self.before), key: {}}, "another row was changed"
        self.is_remembered(key, editor, after[key])

    def is_remembered(self, key: Key, editor: Editor, after: Tree) -> None:
        newest, before = versions(key)[:2]
        assert past_of(newest) == without_people(after), "the newest version is not what was saved"
        assert newest.revision.user == editor.user
        assert past_of(before) == without_people(self.before[key]), "what was overwritten was not kept"

    # Drafts

    def is_laid(self, key: Key, editor: Editor, laid: Tree) -> str:
        draft = self._draft(key)
        assert draft.by == editor.user
        assert words_in(draft.sheet) == words_in(laid)
        return str(draft.token)

    def _draft(self, key: Key) -> Draft:
        return Draft.objects.get(object_id=key.pk, content_type__model=key.model._meta.model_name)

    def _any_draft(self, editor: Editor) -> tuple[Key, Draft] | None:
        keys = [key for key in self.waiting if key in self.before and self.owns(editor, key, self.before)]
        key = self.random.choice(keys) if keys else None
        return (key, self._draft(key)) if key else None

    def open_draft(self) -> None:
        editor = self.any_editor()
        found = self._any_draft(editor)
        self.say(f"{editor.name} opens the draft of {found and found[0]}")
        if found is None:
            return
        key, _ = found
        page = editor.client.get(address(key, "change") + "?_open=draft")
        form = Form(editor.client, address(key, "change"), f"{key.model._meta.model_name}_form", page)
        now = self.seen_by(editor, key, form, self.before[key])
        filled = self.seen_by(editor, key, form, self.waiting[key].over(self.before[key]))
        assert same(tree_of(form, key.model), filled, now), f"the draft does not fill its form: {filled}"
        self.hold(HeldForm(editor, key, form, now, self.is_draft(key), "draft"))

    def open_review(self) -> None:
        editor = self.any_editor()
        found = self._any_draft(editor)
        self.say(f"{editor.name} looks at the draft of {found and found[0]}")
        if found is None:
            return
        key, draft = found
        answer = editor.client.get(f"/admin/editing/draft/{draft.pk}/change/")
        now, waiting = self.before[key], self.waiting[key]
        html = answer.content.decode()
        has_button = 'name="publish"' in html
        assert has_button == (editor.is_city and not waiting.clashes(now))
        if editor.is_city:
            assert words_in(waiting.over(now)) - words_in(now) <= set(WORD.findall(html))
        self.reviews.append(HeldReview(editor, key, draft.pk, hidden_box(answer, "token"), has_button, now))

    def decide(self) -> None:
        """A draft is published, sent back, taken back or shown to somebody, from a page that was opened a while ago."""
        if not self.reviews:
            return self.open_review()
        held = self.random.choice(self.reviews)
        self.reviews.remove(held)
        key, editor = held.key, held.editor
        does = self.random.choice(["publish"] * 5 + ["send_back", "withdraw", "preview"])
        self.say(f"{editor.name} does {does} with the draft of {key}")
        if does == "publish" and editor.is_city and not held.has_button:
            return None
        self.drafts = drafts()
        draft = Draft.objects.filter(pk=held.number).first()
        answer = editor.client.post(
            f"/admin/editing/draft/{held.number}/change/",
            {"token": held.token, does: "1", "words": self.word()},
        )
        if draft is None or key not in self.before or not self.owns(editor, key, self.before):
            assert answer.status_code in (403, 404), answer.status_code
            self.nothing_happened()
            return self.mark("gone")
        if draft.token != held.token:
            assert answer.status_code == 302
            self.nothing_happened()
            return self.mark("draft was rewritten")
        if does in ("publish", "send_back") and not editor.is_city:
            assert answer.status_code == 403
            self.nothing_happened()
            return self.mark("forbidden")
        if does == "publish":
            return self.is_published(held, answer)
        self.nothing_happened(but_drafts=True)
        assert answer.status_code == 302
        if does == "withdraw":
            del self.waiting[key]
            assert not Draft.objects.filter(pk=held.number).exists()
        elif does == "preview" and key.model is not Organisation:
            self.is_shown_beforehand(held)
        return self.mark(f"draft: {does}")

    def is_published(self, held: HeldReview, answer: Any) -> None:
        key, now, waiting = held.key, self.before[held.key], self.waiting[held.key]
        wanted = waiting.over(now)
        if waiting.clashes(now):
            assert answer.status_code == 302
            self.nothing_happened()
            return self.mark("draft clashes")
        # Of two rows alike, Django refuses only some: those it takes may still meet a draft.
        meets_draft = MEETS_DRAFT in answer.content.decode()
        is_refused = (
            answer.status_code == 200 and not can_be_saved(key.model, wanted, now) and not meets_draft
        )
        if is_refused or must_be_refused(key.model, wanted):
            assert answer.status_code == 200
            self.nothing_happened()
            return self.mark("refused")
        assert answer.status_code == 302, answer.status_code
        after = town()
        for part, boxes in now.items():
            for name, values in boxes.items():
                if after[key].get(part, {}).get(name) != values:
                    assert held.seen.get(part, {}).get(name) == values, f"{part} {name} vanished unseen"
        assert same(after[key], wanted, now), f"published {after[key]} instead of {wanted}"
        assert {**after, key: {}} == {**self.before, key: {}}, "another row was changed"
        self.is_remembered(key, held.editor, after[key])
        del self.waiting[key]
        assert not Draft.objects.filter(pk=held.number).exists()
        return self.mark("draft published")

    def is_shown_beforehand(self, held: HeldReview) -> None:
        html = held.editor.client.get(f"/admin/editing/draft/{held.number}/change/").content.decode()
        link = re.findall(r'href="(/preview/[^"]+)"', html)[0]
        shown = self.visitor.get(link)
        now = self.before[held.key]
        if can_be_saved(held.key.model, self.waiting[held.key].over(now), now):
            assert shown.status_code == 200
        self.nothing_happened(but_drafts=True)
        Preview.objects.all().delete()

    # The past

    def open_old(self) -> None:
        """An old version is put into the form, which is saved another time, or never."""
        editor = self.any_editor(is_city=True)
        key = self.any_key(editor)
        self.say(f"{editor.name} puts an old version into {key}")
        assert key
        kept = versions(key)
        if not kept:
            return
        version = self.random.choice(kept)
        self.drafts = drafts()
        answer = editor.client.get(address(key, f"history/{version.pk}"))
        self.nothing_happened()
        past = past_of(version)
        if answer.status_code == 302:
            there = set(map(str, ContactPerson.objects.values_list("pk", flat=True)))
            assert not set(past[ROW].get("contact_people", [])) <= there, "it could have been restored"
            return self.mark("cannot be restored")
        form = Form(editor.client, address(key, "change"), f"{key.model._meta.model_name}_form", answer)
        now = self.before[key]
        people = {part: boxes for part, boxes in now.items() if part[0] == "contact_people"}
        filled = {**self.seen_by(editor, key, form, past), **people}
        base = self.seen_by(editor, key, form, now)
        assert same(tree_of(form, key.model), filled, now), f"not filled with {filled}"
        self.hold(HeldForm(editor, key, form, base, self.is_draft(key), told="old version"))
        return None

    def ask_to_delete(self) -> None:
        editor = self.any_editor()
        key = self.any_key(editor)
        self.say(f"{editor.name} asks to delete {key}")
        if key is None:
            return
        answer = editor.client.get(address(key, "delete"))
        if not editor.is_city:
            assert answer.status_code == 403
            return
        self.deletions.append(HeldDeletion(editor, key, hidden_box(answer, "_seen"), self.before[key]))

    def delete(self) -> None:
        if not self.deletions:
            return self.ask_to_delete()
        held = self.random.choice(self.deletions)
        self.deletions.remove(held)
        self.say(f"{held.editor.name} deletes {held.key}")
        self.drafts = drafts()
        answer = held.editor.client.post(address(held.key, "delete"), {"post": "yes", "_seen": held.seen})
        if held.key not in self.before:
            assert answer.status_code == 404
            return self.nothing_happened()
        if self.before[held.key] != held.base:
            assert answer.status_code == 200, "deleted though it was not seen"
            self.nothing_happened()
            return self.mark("not deleted")
        assert answer.status_code == 302
        self.are_deleted([held.key])
        return self.mark("deleted")

    def are_deleted(self, keys: list[Key]) -> None:
        rows = {key: tree for key, tree in self.before.items() if key not in keys}
        assert town() == rows, "something else was deleted"
        for key in keys:
            assert past_of(versions(key)[0]) == without_people(self.before[key]), (
                "what was deleted was not kept"
            )

    def recover(self) -> None:
        editor = self.any_editor(is_city=True)
        model = self.random.choice(list(PARTS))
        self.say(f"{editor.name} recovers a {model.__name__}")
        html = editor.client.get(list_address(model, "recover/")).content.decode()
        links = re.findall(r'href="([^"]+/recover/(\d+)/)"', html)
        if not links:
            return None
        link, number = self.random.choice(links)
        self.drafts = drafts()
        version = Version.objects.get(pk=number)
        key, past = Key(model, int(version.object_id)), past_of(version)
        assert key not in self.before
        seen = can_be_seen(self.before)
        answer = editor.client.post(link)
        assert answer.status_code == 302
        if key not in town():
            people = set(map(str, ContactPerson.objects.values_list("pk", flat=True)))
            assert not set(past[ROW].get("contact_people", [])) <= people, "it could have been recovered"
            return self.mark("cannot be recovered")
        hidden: Boxes = {"state": ["draft"], "is_public": [], "is_shown": []}
        row = {name: hidden.get(name, values) for name, values in past[ROW].items()}
        after = town()
        assert after == {**self.before, key: {**past, ROW: row}}
        if model is not Notice:  # it has no state: the page says so, and asks
            assert can_be_seen(after) == seen, "a return is public by itself"
        newest = versions(key)[0]
        assert past_of(newest) == after[key]
        assert newest.revision.user == editor.user
        return self.mark("recovered")

    # Many at once, and past every form

    def open_list(self) -> None:
        editor = self.any_editor()
        model = self.random.choice([Activity, Page, Notice] if editor.is_city else [Activity])
        self.say(f"{editor.name} opens the list of {model.__name__}")
        answer = editor.client.get(list_address(model))
        seen = {key: tree for key, tree in self.before.items() if key.model is model}
        self.lists.append(HeldList(editor, model, hidden_box(answer, "_rows"), seen))

    def act_on_list(self) -> None:
        if not self.lists:
            return self.open_list()
        held = self.random.choice(self.lists)
        self.lists.remove(held)
        if held.to_delete:
            return self.delete_together(held)
        keys = [key for key in held.seen if self.random.random() < 0.6]
        actions = ["publish", "publish", "withdraw", "delete_selected"]
        does = self.random.choice(actions if held.model is not Notice else ["delete_selected"])
        self.say(f"{held.editor.name} does {does} with {', '.join(map(str, keys))}")
        self.drafts = drafts()
        answer = self.post_list(held, does, keys)
        there = [key for key in keys if key in self.before]
        changed = [key for key in there if self.before[key][ROW] != held.seen[key][ROW]]
        if does == "delete_selected" or not there or changed or not held.editor.is_city:
            self.nothing_happened()
            if answer.status_code == 200 and there and not changed and held.editor.is_city:
                seen = {key: self.before[key] for key in there}
                rows = hidden_box(answer, "_rows")
                self.lists.append(HeldList(held.editor, held.model, rows, seen, there))
            return self.mark("list: nothing done")
        after = town()
        state = [STATES[does]]
        assert after == {
            **self.before,
            **{key: {**self.before[key], ROW: {**self.before[key][ROW], "state": state}} for key in there},
        }
        for key in there:
            self.is_remembered(key, held.editor, after[key])
        return self.mark(f"list: {does}")

    def post_list(self, held: HeldList, action: str, keys: list[Key], **buttons: str) -> Any:
        chosen = {"action": action, "_selected_action": [key.pk for key in keys], "_rows": held.rows}
        return held.editor.client.post(list_address(held.model), {**chosen, **buttons})

    def delete_together(self, held: HeldList) -> None:
        self.say(f"{held.editor.name} deletes {', '.join(map(str, held.to_delete))} together")
        self.drafts = drafts()
        self.post_list(held, "delete_selected", held.to_delete, post="yes")
        there = [key for key in held.to_delete if key in self.before]
        if any(self.before[key] != held.seen[key] for key in there):
            self.nothing_happened()
            return self.mark("not deleted together")
        self.are_deleted(there)
        return self.mark("deleted together")

    def write_past_every_form(self) -> None:
        """By a command, a line of SQL, a program of somebody else."""
        key = self.any_key(self.any_editor(is_city=True))
        assert key
        parts = [part for part in self.before[key] if part != ROW]
        part = self.random.choice([ROW, *parts])
        kind = PARTS[key.model].get(part[0])
        name = (
            self.random.choice(TYPED_IN_PARTS[part[0]] or ("order",))
            if kind
            else self.random.choice(TYPED[key.model])
        )
        rows: models.QuerySet[Any] = (kind.model if kind else key.model)._base_manager.filter(
            pk=part[1] if kind else key.pk
        )
        if kind and self.random.random() < 0.3:
            self.say(f"somebody deletes {part} of {key}")
            rows.delete()
        else:
            value: Any = self.random.randint(1, 99) if name == "order" else self.word()
            self.say(f"somebody writes {name} {value!r} to {part} of {key}")
            rows.update(**{name: value})


def versions(key: Key) -> list[Version]:
    found = Version.objects.get_for_object_reference(key.model, key.pk).order_by("-pk")
    return list(found.select_related("revision__user", "content_type"))


def drafts() -> list[Any]:
    return list(Draft.objects.order_by("pk").values_list("pk", "token", "by", "sent_back"))


@pytest.fixture
def nothing_recorded(monkeypatch):
    """The contexts of thousands of small templates, that the test client would copy for each answer."""
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *given, **named: None)


@pytest.mark.django_db
@pytest.mark.usefixtures("early_in_july", "nothing_recorded")
@pytest.mark.parametrize("seed", range(2, 6))
def test_whatever_several_editors_do_nothing_is_lost_and_nothing_leaks(seed):
    Simulation(seed=seed, editors=seed, looks=25).run(125)


@pytest.mark.deep
@pytest.mark.django_db
@pytest.mark.usefixtures("early_in_july", "nothing_recorded")
@pytest.mark.parametrize("seed", range(100, 120))
def test_whatever_several_editors_do_all_day_long(seed):
    Simulation(seed=seed, editors=2 + seed % 4, looks=10).run(500)


@pytest.mark.django_db(transaction=True)
@several_writers
def test_of_two_forms_sent_at_the_same_moment_one_is_taken_and_the_other_held_back():
    make.programme()
    page = make.page()
    people = [make.user(name, is_superuser=True) for name in ("mio", "kai")]

    for number in range(20):
        forms = []
        for person in people:
            client = Client()
            client.force_login(person)
            forms.append(change_form(client, page))
            forms[-1].fill("title", f"{person.username}の題{number}")

        answers = at_once(*(partial(_sent, form) for form in forms))

        page.refresh_from_db()
        (taken,) = [title for status, title in answers if status == 302]
        (held,) = [title for status, title in answers if status == 409]
        assert page.title == taken != held
        assert past_of(versions(Key(Page, page.pk))[0])[ROW]["title"] == [taken]


def _sent(form: Form) -> tuple[int, str]:
    return form.post().status_code, form.values["title"][0]
