"""A town with something to leak in every row that somebody may not see.

Two areas look alike. はまなす is the one whose staff are tested; しおさい is a stranger's. What
stands in しおさい, and what only some staff may read anywhere, carries a word that gives it away.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.test import Client
from django.utils import timezone

from activities.models import Activity
from councils.models import Area, ContactPerson, Organisation
from fujimino_support.editing import history
from fujimino_support.editing.models import Draft, User
from fujimino_support.editing.signin.models import Outcome, SignIn
from tests import make

STRANGE = "よそもの"  # of the other area: public words, and none of this colleague's business in the admin
SECRET = "うちうち"  # on no public page
NUMBER = "090-7777-0001"  # the telephone of somebody who trusts the city with it
DELETED = 888_888  # no row has this key any more
GIVEN_AWAY = (STRANGE, SECRET, NUMBER, "uchiuchi@")

ROLES = ("nobody", "closed", "plain", "operator", "elsewhere", "city", "superuser")


class Pair(NamedTuple):
    """A row of はまなす and one of しおさい; of models without an area, any two."""

    own: models.Model
    other: models.Model


class Town(NamedTuple):
    own: Area
    other: Area
    people: dict[str, User | None]
    pairs: dict[str, Pair]
    parts: dict[str, Pair]  # rows that stand on another row's screen
    draft: Activity  # of しおさい
    own_draft: Activity
    tied: Organisation  # a stranger's, which takes part in an activity of はまなす
    tied_person: ContactPerson
    city_wide: Activity

    def client(self, role: str) -> Client:
        client = Client(raise_request_exception=False)
        person = self.people[role]
        if person:
            client.force_login(person)
        if role == "closed":  # while signed in
            User.objects.filter(pk=person.pk).update(is_active=False)
        return client


def member(username: str, group: str, **facts: Any) -> User:
    person = make.user(username, **facts)
    if group:
        person.groups.add(Group.objects.get(name=group))
    return person


def log(by: User, row: models.Model) -> None:
    words = f"連絡係「{SECRET} 記録」を変更しました。"
    LogEntry.objects.log_actions(by.pk, [row], CHANGE, words)


def town() -> Town:
    own, other = make.area(theme="kaki"), make.area(name="しおさい", slug="shiosai", theme="seiji")
    third = make.area(name="みさき", slug="misaki", theme="sumi")
    people: dict[str, User | None] = {
        "nobody": None,
        "closed": member("closed", "市職員"),
        "plain": member("plain", ""),
        "operator": member("operator", "社協職員"),
        "elsewhere": member("elsewhere", "社協職員"),
        "city": member("city", "市職員"),
        "superuser": make.superuser(),
    }
    colleague = member("namino", "社協職員", last_name=f"{SECRET}波野", email="secret@town.example")
    # She shares the area with those who are tested: they may name her, and hand inquiries to her.
    mate = member("isobe", "社協職員", last_name="磯部")
    make.assignment(user=people["operator"], area=own)
    make.assignment(user=people["elsewhere"], area=third)
    shared = make.assignment(user=mate, area=own)
    assigned = make.assignment(user=colleague, area=other)

    tier = make.tier(2)
    local = make.council(area=own, tier=tier)
    second = make.council(name=f"{STRANGE}協議会", area=other, tier=tier, body=STRANGE)
    first_tier = make.tier(1, body=f"{STRANGE}の層")
    everybody = make.council(name=f"{STRANGE}会議", tier=first_tier, area=None)

    near = make.organisation(areas=(own, other))
    far = make.organisation(name="しおさい診療所", areas=(other,), is_public=False)
    tied = make.organisation(name="しおさい自治会", areas=(other,))
    friend = make.contact_person(organisation=near)
    person = make.contact_person(name=f"{SECRET} 月子", phone=NUMBER, organisation=far, note=f"{SECRET}の朝")
    tied_person = make.contact_person(name=f"{SECRET} 星子", phone="090-7777-0002", organisation=tied)
    make.contact_person(name=f"{SECRET} 無所属", phone="090-7777-0003")

    hall, lawn = make.place(), make.place(name="かもめ広場")
    ours = make.activity(council=local, places=(hall,), schedule_words="毎週水曜日 9時から10時")
    own_draft = make.activity(council=local, name="まだ下書き", state="draft")
    strange: dict[str, Any] = {
        "summary": f"{STRANGE}の集まり",
        "body": f"{STRANGE}の本文",
        "contact_name": f"{STRANGE}さん",
        "contact_phone": "0123-77-7777",
        "places": (lawn,),
    }
    theirs = make.activity(council=second, name=f"{STRANGE}体操", **strange)
    draft = make.activity(
        council=second, name=f"{SECRET}の会", state="draft", summary=SECRET, schedule_words="不定期"
    )
    city_wide = make.activity(council=everybody, name=f"{STRANGE}雪かき", **strange)
    ours.contact_people.add(friend)
    theirs.contact_people.add(person)

    role, their_role = (
        make.role(activity=ours, organisation=near),
        make.role(activity=theirs, organisation=far),
    )
    make.role(activity=ours, organisation=tied)
    recruitment = make.recruitment(activity=ours)
    their_recruitment = make.recruitment(activity=theirs, title=f"{STRANGE}募集", body=STRANGE)
    photo = make.photo(activity=ours)
    their_photo = make.photo(activity=theirs, alternative_text=f"{STRANGE}の写真", caption=STRANGE)

    office = make.office(name=f"{STRANGE}課")
    programme = make.programme(office=office, lead=f"{STRANGE}の前書き", licence="cc0-1.0")
    meeting = make.meeting(council=local)
    shut = make.meeting(council=second, held_on=date(2025, 6, 9), topics=f"{SECRET}の話", is_public=False)
    page, hidden = make.page(), make.page(slug="hidden", title=f"{SECRET}の題", body=SECRET, state="draft")
    sign_ins = [
        SignIn.objects.create(
            user=someone, outcome=Outcome.SIGNED_IN, at="2025-07-01T08:00+09:00", address=address
        )
        for someone, address in ((colleague, "10.77.77.77"), (people["city"], "10.77.77.78"))
    ]
    by = people["superuser"]
    assert by
    for row in (theirs, draft, near, far, tied, person):
        log(by, row)

    make.act(activity=theirs, by=people["city"], key="0" * 32)

    personal = {
        "name": f"{SECRET} 花子",
        "mail": "uchiuchi@mail.example",
        "phone": NUMBER,
        "text": f"{SECRET}の話",
    }
    asked = make.inquiry(area=own, activity=ours)
    asked_elsewhere = make.inquiry(area=other, town=f"{SECRET}二丁目", **personal)
    asked_nowhere = make.inquiry(**personal)
    for inquiry in (asked_elsewhere, asked_nowhere):
        make.inquiry_note(inquiry=inquiry, by=colleague, text=f"{SECRET}のメモ")
        make.mail(inquiry=inquiry, purpose="answer", to="uchiuchi@mail.example", body=f"{SECRET}の返事")
        make.inquiry_reading(inquiry=inquiry, by=colleague)

    everything = {
        "activities.activity": Pair(ours, theirs),
        "activities.place": Pair(hall, lawn),
        "activities.bench": Pair(
            make.bench(place=hall, area=own),
            make.bench(place=lawn, area=other, spot=f"{STRANGE}の軒下", host=f"{SECRET}さん"),
        ),
        "activities.category": Pair(make.category(), make.category(name="体操")),
        "councils.organisation": Pair(near, far),
        "councils.contactperson": Pair(friend, person),
        "councils.programme": Pair(programme, programme),
        "councils.programmesection": Pair(
            make.section(heading=f"{STRANGE}見出し"), make.section(slug="end", body=f"{STRANGE}本文")
        ),
        "councils.notice": Pair(
            make.notice(areas=(own,)), make.notice(text=f"{SECRET}のお知らせ", shown_from=date(2099, 1, 1))
        ),
        "councils.page": Pair(page, hidden),
        "councils.contactoffice": Pair(office, make.office(name="出張所", short_name="出張所")),
        "councils.relatedlink": Pair(make.link(label=f"{STRANGE}のバス"), make.link(label="図書館")),
        "councils.area": Pair(own, other),
        "councils.town": Pair(make.town(area=own), make.town(name=f"{STRANGE}二丁目", area=other)),
        "councils.tier": Pair(tier, first_tier),
        "councils.council": Pair(local, second),
        "councils.meeting": Pair(meeting, shut),
        "coordinators.coordinator": Pair(
            make.coordinator(areas=(own,)),
            make.coordinator(areas=(other,), surname=f"{SECRET}灯台", is_shown=False),
        ),
        "coordinators.inquiry": Pair(asked, asked_elsewhere),
        "editing.user": Pair(people["plain"], colleague),  # type: ignore[arg-type]
        "editing.signin": Pair(*sign_ins),
        "editing.fieldsession": Pair(
            make.field_session(user=colleague, phone=f"{SECRET}の電話"),
            make.field_session(user=people["city"]),
        ),
        "activities.synonym": Pair(make.synonym(), make.synonym(words="茶話会・サロン")),
        "activities.vainword": Pair(make.vain_word(), make.vain_word(word=f"{SECRET}の釣り")),
        "activities.headcount": Pair(
            make.headcount(activity=ours, by=people["operator"]),
            make.headcount(activity=theirs, by=colleague, people=777),
        ),
        "admin.logentry": Pair(*LogEntry.objects.order_by("pk")[:2]),
        "activities.closure": Pair(
            make.closure(areas=(own,)),
            make.closure(areas=(other,), first_day=date(2025, 8, 1), reason="しおさいの都合"),
        ),
        "editing.draft": Pair(drafted(ours, people["operator"]), drafted(theirs, colleague)),
    }
    parts = {
        "held_at": Pair(ours.held_at.get(), theirs.held_at.get()),
        "roles": Pair(role, their_role),
        "recruitments": Pair(recruitment, their_recruitment),
        "photos": Pair(photo, their_photo),
        "session_changes": Pair(
            make.session_change(activity=ours, date=timezone.localdate()),
            make.session_change(activity=theirs, date=timezone.localdate(), reason=f"{STRANGE}の都合"),
        ),
        "contact_people": Pair(friend, person),
        "assignments": Pair(shared, assigned),
    }
    return Town(own, other, people, everything, parts, draft, own_draft, tied, tied_person, city_wide)


def drafted(row: models.Model, by: Any) -> Draft:
    """A change that waits beside `row`."""
    words = {"row": {"summary": [f"{SECRET}の下書き" if SECRET in by.last_name else "浜で体操します。"]}}
    kind = ContentType.objects.get_for_model(row)
    return Draft.objects.create(content_type=kind, object_id=str(row.pk), base={}, sheet=words, by=by)


def kept(label: str) -> bool:
    return history.is_kept(apps.get_model(label))


class Past(NamedTuple):
    """Keys of versions: of each row of a pair, and of a row that has been deleted."""

    own: int
    other: int
    deleted: int


def past_of(pairs: dict[str, Pair]) -> dict[str, Past]:
    return {
        label: Past(remembered(pair.own), remembered(pair.other), forgotten(pair.other))
        for label, pair in pairs.items()
        if kept(label)
    }


def remembered(row: models.Model) -> int:
    """The key of what `row` says now, as its history keeps it."""
    history.remember(row)
    return history.versions_of(type(row), row.pk)[0].pk


def forgotten(row: models.Model) -> int:
    """The key of what a row said that has been deleted: one like `row`."""
    version = history.versions_of(type(row), row.pk)[0]
    version.pk, version.object_id = None, str(DELETED)
    version.object_repr = f"{SECRET}の{row}"
    version.save(force_insert=True)
    return version.pk


# What is in the database


def everything_there() -> dict[str, list[tuple[Any, ...]]]:
    """Every row that staff could write, and every tie, as plain values."""
    tables = {
        model._meta.label: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in ("editing", "councils", "activities", "coordinators", "auth", "admin")
    }
    left_out = {"last_login"}  # signing in is no edit
    return {
        label: sorted(
            model._base_manager.values_list(
                *(field.attname for field in model._meta.concrete_fields if field.name not in left_out)
            ),
            key=repr,
        )
        for label, model in tables.items()
    }
