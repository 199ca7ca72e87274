"""Every word on a public page is on an admin form, and changing it there changes the page.

Each field of each model of content stands in exactly one of three tables: SHOWN, FIXED and
NOT_SHOWN. A new field fails the first test until somebody has thought about it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import contextmanager
from datetime import date, time
from shutil import copytree
from typing import Any, NamedTuple

import html5lib
import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.options import ModelAdmin
from django.db import models, transaction
from django.test import Client
from django.urls import reverse

from activities.models import (
    Act,
    Activity,
    ActivityPlace,
    ActivityRole,
    Bench,
    Category,
    Closure,
    Headcount,
    Photo,
    Place,
    Recruitment,
    SearchMark,
    SearchText,
    SessionChange,
    Synonym,
    Told,
    Update,
    VainWord,
)
from coordinators.models import Coordinator, Inquiry, InquiryNote, InquiryReading, Mail, Submission
from councils.models import (
    Area,
    AreaAssignment,
    ContactOffice,
    ContactPerson,
    Council,
    Meeting,
    Notice,
    Organisation,
    Page,
    Programme,
    ProgrammeSection,
    RelatedLink,
    Tier,
    Town,
)
from fujimino_support.editing.models import User
from fujimino_support.editing.site import DESKS
from tests import make
from tests.forms import Form as Form
from tests.forms import change_address, change_form
from tests.standing import standing

pytestmark = pytest.mark.django_db

# Of what was done in the field or asked by residents: written there, and shown on no page.
RECORDS: list[type[models.Model]] = [
    Act,
    Headcount,
    VainWord,
    Inquiry,
    InquiryNote,
    InquiryReading,
    Mail,
    Submission,
]
WRITTEN_BY_CODE = (Told, Update, SearchText, SearchMark)  # from the content
CONTENT = [
    model
    for app in ("councils", "activities", "coordinators")
    for model in apps.get_app_config(app).get_models()
    if model not in (*RECORDS, *WRITTEN_BY_CODE)
]

# A row that is edited on its parent's screen: the parent, and how its boxes are called there.
INLINE = {
    ActivityPlace: (Activity, "held_at"),
    ActivityRole: (Activity, "roles"),
    Recruitment: (Activity, "recruitments"),
    Photo: (Activity, "photos"),
    SessionChange: (Activity, "session_changes"),
}

HOME, COUNCILS, LIST, PEOPLE = "/", "/councils/", "/activities/", "/coordinators/"
AREA, ACTIVITY, PAGE, DATA = "/areas/hamanasu/", "/activities/1/", "/about/", "/opendata/"
JOIN, BENCHES, CONTACT = "/join/", "/benches/", "/contact/"
TOWNS, LIFE = "/town/", "/town/?town=%E6%B5%9C%E4%B8%80%E4%B8%81%E7%9B%AE"  # 浜一丁目


class Shown(NamedTuple):
    """What a clerk types, picks by its label, ticks or uploads, and the pages that change."""

    model: type[models.Model]
    field: str
    typed: Any
    pages: list[str]
    also: dict[str, Any] = {}
    row: dict[str, Any] = {}  # another than the first row


# What the town needs besides, before a field of the model can be changed and seen.
GIVEN = {
    Programme: lambda: Programme.objects.update(operator_link_label=""),
    Council: lambda: make.area(name="みさき", slug="misaki", theme="sumi"),
    ActivityPlace: lambda: make.place(name="波止場"),
    SessionChange: lambda: make.place(name="波止場"),
    Closure: lambda: make.place(name="波止場"),
    Bench: lambda: make.place(name="波止場"),
}

SHOWN = [
    Shown(Programme, "site_name", "浜の帳面", [HOME, AREA, ACTIVITY]),
    Shown(Programme, "name", "となりの手事業", [HOME, COUNCILS]),
    Shown(Programme, "headline", "坂の上にも。", [HOME]),
    Shown(Programme, "lead", "歌の会もあります。", [HOME]),
    Shown(Programme, "prefecture", "青森県", [HOME]),
    Shown(Programme, "city", "うみねこ町", [HOME, CONTACT]),
    Shown(Programme, "city_code", "029999", [DATA]),
    Shown(Programme, "licence", "公共データ利用規約（第1.0版）", [DATA]),
    Shown(Programme, "operator", "うみねこ社協", [HOME, CONTACT]),
    Shown(Programme, "operator_link_label", "社協の案内", [HOME]),
    Shown(Programme, "operator_link", "https://another.example/", [HOME]),
    Shown(Programme, "office", "出張所", [HOME, AREA, ACTIVITY]),
    Shown(Programme, "as_of", "2025-05-05", [HOME, AREA]),
    Shown(Programme, "inquiry_kept_days", "365", [CONTACT]),
    Shown(Programme, "backup_kept_days", "62", [CONTACT]),
    Shown(Programme, "stale_after_days", "3650", [HOME, LIST, AREA, ACTIVITY]),
    Shown(Programme, "as_of_note", "窓口でも聞けます。", [HOME, AREA]),
    Shown(ContactOffice, "name", "となり課", [HOME]),
    Shown(ContactOffice, "short_name", "となり", [HOME]),
    Shown(ContactOffice, "postal_code", "000-0002", [HOME]),
    Shown(ContactOffice, "address", "北海道さざなみ町浜9", [HOME]),
    Shown(ContactOffice, "phone", "0123-45-0001", [HOME]),
    Shown(ContactOffice, "fax", "0123-45-0002", [HOME]),
    Shown(ContactOffice, "mail", "tonari@town.example", [HOME]),
    Shown(ContactOffice, "hours", "毎日 10時から15時", [HOME, CONTACT]),
    Shown(ProgrammeSection, "heading", "なんのために", [HOME]),
    Shown(ProgrammeSection, "body", "手をつなぐためです。", [HOME]),
    Shown(ProgrammeSection, "slot", "メールフォームの前", [HOME, CONTACT]),
    Shown(ProgrammeSection, "order", "200", [HOME]),
    Shown(Page, "title", "ここについて", [PAGE, HOME]),
    Shown(Page, "body", "町の人が書いています。", [PAGE]),
    Shown(Page, "state", "下書き", [PAGE, HOME]),
    Shown(Page, "public_from", "2099-01-01", [PAGE, HOME]),
    Shown(Page, "public_until", "2025-02-01", [PAGE, HOME]),
    Shown(Page, "in_footer", False, [HOME]),
    Shown(Page, "order", "200", [HOME]),
    Shown(Notice, "gravity", "お知らせ", [HOME, ACTIVITY]),
    Shown(Notice, "text", "波がおさまりました。", [HOME, ACTIVITY]),
    Shown(Notice, "areas", ["しおさい"], [HOME, ACTIVITY]),
    Shown(Notice, "shown_from", "2099-01-01", [HOME, ACTIVITY]),
    Shown(Notice, "shown_until", "2025-04-02", [HOME, ACTIVITY]),
    Shown(RelatedLink, "label", "港のバス", [HOME]),
    Shown(RelatedLink, "url", "https://harbour.example/", [HOME]),
    Shown(RelatedLink, "order", "200", [HOME]),
    Shown(Area, "name", "ひがしはま", [HOME, AREA]),
    Shown(Area, "theme", "藍（縞）", [HOME, AREA]),
    Shown(Area, "centre_name", "坂の相談所", [AREA]),
    Shown(Area, "centre_phone", "0123-45-0003", [AREA]),
    Shown(Area, "order", "30", [HOME]),
    Shown(Town, "name", "坂一丁目", [TOWNS, LIFE, CONTACT]),
    Shown(Town, "kana", "さかいっちょうめ", [LIFE]),
    Shown(Town, "area", "しおさい", [LIFE]),
    Shown(Town, "order", "200", [TOWNS]),
    Shown(Tier, "name", "町ぜんぶの層", [HOME, COUNCILS]),
    Shown(Tier, "scope", "町ぜんぶ", [HOME, COUNCILS]),
    Shown(Tier, "body", "みんなで見わたす。", [HOME, COUNCILS]),
    Shown(Council, "name", "浜の寄り合い", [COUNCILS, AREA, ACTIVITY]),
    Shown(
        Council,
        "tier",
        "地区の層",
        [COUNCILS],
        also={"area": "みさき"},
        row={"name": "町ぐるみ会議"},
    ),
    Shown(Council, "area", "みさき", [COUNCILS, AREA]),
    Shown(Council, "body", "浜と坂の人の話し合い。", [COUNCILS, AREA]),
    Shown(Council, "order", "1", [COUNCILS]),
    Shown(Meeting, "council", "しおさい協議会", [COUNCILS]),
    Shown(Meeting, "held_on", "2025-05-20", [COUNCILS]),
    Shown(Meeting, "starts_at", "09:30", [COUNCILS]),
    Shown(Meeting, "ends_at", "12:00", [COUNCILS]),
    Shown(Meeting, "place", "役場の会議室", [COUNCILS]),
    Shown(Meeting, "topics", "春の花だん", [COUNCILS]),
    Shown(Meeting, "outcome", "花を植えることにした。", [COUNCILS]),
    Shown(Meeting, "minutes", make.pdf("another"), [COUNCILS]),
    Shown(Meeting, "is_public", False, [COUNCILS]),
    Shown(Organisation, "name", "東浜町内会", [COUNCILS, AREA, ACTIVITY]),
    Shown(Organisation, "kana", "あずまはまちょうないかい", [COUNCILS, AREA]),
    Shown(Organisation, "areas", ["しおさい"], [COUNCILS, AREA]),
    Shown(Organisation, "is_public", False, [COUNCILS, AREA, ACTIVITY]),
    Shown(Organisation, "order", "1", [COUNCILS, AREA]),
    Shown(Category, "name", "針しごと", [ACTIVITY]),
    Shown(Category, "drawing", "湯のみ", [ACTIVITY]),
    Shown(Place, "name", "浜の会館", [ACTIVITY, LIST]),
    Shown(Place, "kana", "はまのかいかん", [ACTIVITY]),
    Shown(Place, "address", "北海道さざなみ町浜5", [ACTIVITY]),
    Shown(Place, "latitude", "42.5", [ACTIVITY]),
    Shown(Place, "longitude", "141.5", [ACTIVITY]),
    Shown(Place, "phone", "0123-45-0004", [ACTIVITY]),
    Shown(Place, "access", "灯台のとなり。", [ACTIVITY]),
    Shown(Place, "nearest_stop", "灯台前", [ACTIVITY]),
    Shown(Place, "steps", "ある", [ACTIVITY]),
    Shown(Place, "lift", "ある", [ACTIVITY]),
    Shown(Place, "toilet", "ない", [ACTIVITY]),
    Shown(Place, "parking", "ない", [ACTIVITY]),
    Shown(Place, "chairs", "分からない", [ACTIVITY]),
    Shown(Activity, "council", "しおさい協議会", [HOME, LIST, AREA, ACTIVITY]),
    Shown(Activity, "name", "うみねこ体操", [HOME, LIST, AREA, ACTIVITY]),
    Shown(Activity, "kana", "うみねこたいそう", [ACTIVITY]),
    Shown(Activity, "category", "体操", [ACTIVITY]),
    Shown(Activity, "status", "終了", [HOME, LIST, AREA, ACTIVITY]),
    Shown(Activity, "summary", "坂を見ながら歩きます。", [HOME, LIST, AREA, ACTIVITY]),
    Shown(Activity, "body", "夏も続けている。", [ACTIVITY]),
    Shown(Activity, "schedule_words", "毎週木曜日", [HOME, LIST, AREA, ACTIVITY]),
    Shown(Activity, "place_words", "の庭", [HOME, LIST, AREA, ACTIVITY]),
    Shown(Activity, "audience", "65歳以上の方", [ACTIVITY]),
    Shown(Activity, "fee", "無料", [ACTIVITY]),
    Shown(Activity, "fee_words", "お茶代80円", [ACTIVITY]),
    Shown(Activity, "booking", "いらない", [ACTIVITY]),
    Shown(Activity, "booking_words", "当日に", [ACTIVITY]),
    Shown(Activity, "bring", "帽子", [ACTIVITY]),
    Shown(Activity, "usual_headcount", "20", [ACTIVITY]),
    Shown(Activity, "started_on", "2021-06-01", [ACTIVITY]),
    Shown(Activity, "contact_name", "波多野", [ACTIVITY]),
    Shown(Activity, "contact_phone", "0123-45-0005", [ACTIVITY]),
    Shown(Activity, "confirmed_on", "2025-06-02", [ACTIVITY]),
    Shown(Activity, "state", "下書き", [HOME, LIST, AREA, ACTIVITY]),
    Shown(Activity, "public_from", "2099-01-01", [HOME, LIST, AREA, ACTIVITY]),
    Shown(Activity, "public_until", "2025-02-01", [HOME, LIST, AREA, ACTIVITY]),
    Shown(Activity, "order", "200", [HOME, AREA]),
    Shown(ActivityPlace, "place", "波止場", [HOME, LIST, AREA, ACTIVITY]),
    Shown(ActivityPlace, "order", "200", [HOME, LIST, AREA, ACTIVITY]),
    Shown(ActivityRole, "organisation", "町の図書室", [ACTIVITY]),
    Shown(ActivityRole, "role", "協力", [ACTIVITY]),
    Shown(ActivityRole, "words", "有志", [ACTIVITY]),
    Shown(ActivityRole, "order", "200", [ACTIVITY]),
    Shown(Recruitment, "seeking", "学びたい方", [HOME, ACTIVITY, JOIN]),
    Shown(Recruitment, "title", "草刈りをする人", [HOME, ACTIVITY, JOIN]),
    Shown(Recruitment, "body", "月に2回。", [HOME, ACTIVITY, JOIN]),
    Shown(Recruitment, "who", "どなたでも", [HOME, ACTIVITY, JOIN]),
    Shown(Recruitment, "open_until", "2099-01-01", [HOME, ACTIVITY, JOIN]),
    Shown(Recruitment, "order", "200", [HOME, ACTIVITY]),
    Shown(Bench, "place", "波止場", [BENCHES, ACTIVITY]),
    Shown(Bench, "spot", "出口の左", [BENCHES, ACTIVITY]),
    Shown(Bench, "area", "しおさい", [BENCHES]),
    Shown(Bench, "seats", "5", [BENCHES, ACTIVITY]),
    Shown(Bench, "condition", "修理中", [BENCHES, ACTIVITY]),
    Shown(Bench, "host", "浜の茶店", [BENCHES]),
    Shown(Bench, "host_agreed", False, [BENCHES]),
    Shown(Bench, "since", "2024-05-05", [BENCHES]),
    Shown(Bench, "inspected_on", "2025-05-05", [BENCHES]),
    Shown(Bench, "photo", make.picture("olive"), [BENCHES]),
    Shown(Bench, "alternative_text", "広場のすみの、石のいす。", [BENCHES]),
    Shown(Bench, "photo_focus", "上のほう", [BENCHES]),
    Shown(Bench, "order", "200", [BENCHES], also={"area": "しおさい"}),
    Shown(SessionChange, "date", "2099-01-01", [ACTIVITY]),
    Shown(SessionChange, "slot", "3", [ACTIVITY]),
    Shown(SessionChange, "decision", "中止", [ACTIVITY, HOME]),
    Shown(SessionChange, "new_date", "2099-01-01", [ACTIVITY], also={"decision": "延期"}),
    Shown(SessionChange, "starts_at", "06:30", [ACTIVITY, HOME]),
    Shown(SessionChange, "ends_at", "09:30", [ACTIVITY, HOME]),
    Shown(SessionChange, "place", "波止場", [ACTIVITY, HOME]),
    Shown(SessionChange, "reason", "花火のため", [ACTIVITY, HOME]),
    Shown(Area, "kana", "ひがしはま", ["/activities/?q=ひがしはま"]),
    Shown(Council, "kana", "はまのよりあい", ["/activities/?q=はまのよりあい"]),
    Shown(Category, "order", "1", [LIST]),
    Shown(Synonym, "words", "体操・ぎんなん", ["/activities/?q=ぎんなん"]),
    Shown(Closure, "first_day", "2025-01-01", [ACTIVITY]),
    Shown(Closure, "last_day", "2099-01-01", [ACTIVITY]),
    Shown(Closure, "reason", "工事のため", [ACTIVITY]),
    Shown(Closure, "areas", ["しおさい"], [ACTIVITY]),
    Shown(Closure, "places", ["波止場"], [ACTIVITY], also={"areas": []}),
    Shown(Photo, "image", make.picture("maroon"), [ACTIVITY]),
    Shown(Photo, "alternative_text", "広場で歩いている。", [ACTIVITY]),
    Shown(Photo, "caption", "令和7年の夏", [ACTIVITY]),
    Shown(Photo, "consent", "未確認（ページに出ません）", [ACTIVITY]),
    Shown(Photo, "order", "200", [ACTIVITY]),
    Shown(Photo, "focus", "上のほう", [ACTIVITY]),
    Shown(Coordinator, "surname", "浜野", [HOME, PEOPLE, AREA]),
    Shown(Coordinator, "surname_kana", "はまの", [HOME, PEOPLE, AREA]),
    Shown(Coordinator, "given_name", "みなみ", [HOME, PEOPLE, AREA]),
    Shown(Coordinator, "given_name_kana", "みなみ", [HOME, PEOPLE, AREA]),
    Shown(Coordinator, "photo", make.picture("olive"), [PEOPLE]),
    Shown(Coordinator, "photo_focus", "上のほう", [PEOPLE]),
    Shown(Coordinator, "photo_consent", False, [PEOPLE]),
    Shown(Coordinator, "areas", ["しおさい"], [PEOPLE, AREA]),
    Shown(Coordinator, "message", "坂でも声をかけてください。", [PEOPLE]),
    Shown(Coordinator, "in_post_from", "2099-01-01", [HOME, PEOPLE, AREA]),
    Shown(Coordinator, "in_post_until", "2024-05-01", [HOME, PEOPLE, AREA]),
    Shown(Coordinator, "is_shown", False, [HOME, PEOPLE, AREA]),
    Shown(Coordinator, "order", "200", [HOME, PEOPLE, AREA]),
]

ADDRESS = "addresses and sheets of paper carry it"
FROM_WORDS = "it is read from the schedule words as they are saved"
PARENT = "a part belongs to the row on whose screen it was made"
ELSEWHERE = "its rows are walked as a model of their own"
MOMENT = "it is the moment at which the row was saved last"
FIXED = {
    (ProgrammeSection, "slug"): ADDRESS,
    (Page, "slug"): ADDRESS,
    (Area, "slug"): ADDRESS,
    (Activity, "number"): ADDRESS,
    (Place, "number"): ADDRESS,
    (Bench, "number"): ADDRESS,
    (Tier, "level"): "there are two tiers, and their level is what they are",
    (ActivityPlace, "activity"): PARENT,
    (ActivityRole, "activity"): PARENT,
    (Recruitment, "activity"): PARENT,
    (Photo, "activity"): PARENT,
    (SessionChange, "activity"): PARENT,
    (SessionChange, "decided_at"): MOMENT,
    (Closure, "decided_at"): MOMENT,
    (Activity, "schedule_data"): FROM_WORDS,
    (Activity, "places"): ELSEWHERE,
    (Activity, "organisations"): ELSEWHERE,
}

STAFF = "for staff only"
SEARCH = "for searching and sorting"
NOT_SHOWN: dict[tuple[type[models.Model], str], tuple[str, Callable[[], Any]]] = {
    (Town, "latitude"): (SEARCH, lambda: "42.5"),
    (Town, "longitude"): (SEARCH, lambda: "141.5"),
    (AreaAssignment, "user"): (STAFF, lambda: make.user("namino")),
    (AreaAssignment, "area"): (STAFF, lambda: Area.objects.get(slug="shiosai")),
    (Organisation, "kind"): (STAFF, lambda: "business"),
    (ContactPerson, "name"): (STAFF, lambda: "磯辺 月子"),
    (ContactPerson, "phone"): (STAFF, lambda: "090-0000-9999"),
    (ContactPerson, "organisation"): (STAFF, lambda: None),
    (ContactPerson, "consented_on"): (STAFF, lambda: date(2025, 7, 7)),
    (ContactPerson, "note"): (STAFF, lambda: "朝がつながる。"),
    (ContactOffice, "inbox"): (STAFF, lambda: "madoguchi@town.example"),
    (SessionChange, "by_hand"): (STAFF, lambda: True),
    (SessionChange, "usual_start"): (STAFF, lambda: time(6)),
    (SessionChange, "by"): (STAFF, lambda: make.user("namino")),
    (Activity, "contact_people"): (STAFF, lambda: [ContactPerson.objects.get(name="波多野 次郎")]),
}


def name_of(model, field):
    return f"{model._meta.object_name}.{field}"


def test_every_field_of_content_is_shown_or_fixed_or_has_a_reason_not_to_be():
    classified = [(row.model, row.field) for row in SHOWN] + [*FIXED, *NOT_SHOWN]
    fields = [
        (model, field.name)
        for model in CONTENT
        for field in (*model._meta.concrete_fields, *model._meta.many_to_many)
        if field.name != "id"  # the database's own
    ]

    assert sorted(name_of(*row) for row in classified) == sorted(name_of(*row) for row in fields)


def test_what_is_not_shown_does_not_move_the_content_version():
    unshown = [
        (model, name)
        for model in CONTENT
        for name in (
            model.content.unshown
            if hasattr(model, "content")
            else [row.name for row in model._meta.concrete_fields if row.name != "id"]
        )
    ]

    assert sorted(name_of(*row) for row in unshown) == sorted(name_of(*row) for row in NOT_SHOWN)


def first(model: type[models.Model]) -> models.Model:
    return model._base_manager.order_by("pk")[0]


# What each form is known by, and is another each time.
MARK_OF_FORM = re.compile(r'name="(csrfmiddlewaretoken|ticket)" value="[^"]*"')


def pages(client: Client, addresses: list[str]) -> dict[str, str]:
    return {address: MARK_OF_FORM.sub("", client.get(address).content.decode()) for address in {*addresses}}


@pytest.fixture(scope="module")
def town(django_db_setup, django_db_blocker, tmp_path_factory):
    media = tmp_path_factory.mktemp("media")
    with standing(django_db_blocker, make.town_with_everything, media):
        yield media


@pytest.fixture
def staff(town, db, media_root):
    copytree(town, media_root)
    staff = Client()
    staff.force_login(make.superuser())
    return staff


ON_FORMS = [model for model in CONTENT if model in {shown.model for shown in SHOWN}]
BEHIND = [model for model in CONTENT if model in {model for model, _ in NOT_SHOWN}]


@contextmanager
def taken_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.any_database
@pytest.mark.parametrize("model", ON_FORMS, ids=[model.__name__ for model in ON_FORMS])
def test_changing_a_field_on_its_form_changes_the_pages_that_show_it(client, staff, model):
    parent, prefix = INLINE.get(model, (model, ""))
    GIVEN.get(model, lambda: None)()
    before = pages(client, [page for shown in SHOWN if shown.model is model for page in shown.pages])
    form = change_form(staff, first(parent))
    unmoved = {}

    for shown in [shown for shown in SHOWN if shown.model is model]:
        with taken_back():
            filled = change_form(staff, model.objects.get(**shown.row)) if shown.row else form.copy()
            for field, typed in {shown.field: shown.typed, **shown.also}.items():
                filled.fill(f"{prefix}-0-{field}" if prefix else field, typed)
            filled.send()
            after = pages(client, shown.pages)
            unmoved[shown.field] = [page for page in shown.pages if after[page] == before[page]]

    assert {field: pages for field, pages in unmoved.items() if pages} == {}


@pytest.mark.parametrize("model", BEHIND, ids=[model.__name__ for model in BEHIND])
def test_changing_what_is_not_shown_changes_no_page(client, staff, model):
    addresses = [*make.addresses(), *make.feeds()]
    before = pages(client, addresses)
    row = first(model)

    for (changed, field), (_, value) in NOT_SHOWN.items():
        if changed is not model:
            continue
        if row._meta.get_field(field).many_to_many:
            getattr(row, field).set(value())
        else:
            model._base_manager.filter(pk=row.pk).update(**{field: value()})

    assert pages(client, addresses) == before


SCREENS = [model for model in CONTENT if admin.site.is_registered(model)]


@pytest.mark.parametrize("model", SCREENS, ids=[model.__name__ for model in SCREENS])
def test_saving_a_form_as_it_stands_changes_no_page(client, staff, model):
    addresses = [*make.addresses(), *make.feeds()]
    before = pages(client, addresses)

    change_form(staff, first(model)).send()

    assert pages(client, addresses) == before


def test_a_meeting_is_saved_even_when_the_file_of_its_minutes_is_lost(staff, media_root):
    meeting = Meeting.objects.order_by("pk")[0]
    (media_root / meeting.minutes.name).unlink()

    form = change_form(staff, meeting)
    form.fill("topics", "春の花だん")
    form.send()

    assert Meeting.objects.get(pk=meeting.pk).topics == "春の花だん"


# What stays as it is

FIXED_ON_SCREENS = [
    (model, field)
    for (model, field), reason in FIXED.items()
    if reason not in (PARENT, ELSEWHERE, FROM_WORDS, MOMENT)
]


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("model", "field"), FIXED_ON_SCREENS, ids=[name_of(*row) for row in FIXED_ON_SCREENS]
)
def test_what_others_hold_on_to_is_read_and_not_changed(staff, model, field):
    row = first(model)
    kept = getattr(row, field)

    form = change_form(staff, row)
    assert field not in form.values
    form.values[field] = ["2" if isinstance(kept, int) else "another"]
    form.send()

    assert f'<div class="readonly">{row._meta.get_field(field).value_to_string(row)}</div>' in form.text or (
        f'<div class="readonly">{getattr(row, f"get_{field}_display", lambda: kept)()}</div>' in form.text
    )
    assert getattr(first(model), field) == kept


@pytest.mark.parametrize("model", [Area, Page, ProgrammeSection])
def test_a_slug_is_chosen_when_the_row_is_made(staff, model):
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")

    assert "slug" in Form(staff, address, f"{model._meta.model_name}_form").values


@pytest.mark.parametrize("model", [Activity, Place])
def test_a_number_is_given_and_not_chosen(staff, model):
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")

    assert "number" not in Form(staff, address, f"{model._meta.model_name}_form").values


def test_the_programme_is_neither_added_twice_nor_deleted(staff):
    one = Programme.objects.values().get()

    answers = [
        staff.get("/admin/councils/programme/add/"),
        staff.post("/admin/councils/programme/add/", {"name": "もう一つ"}),
        staff.get("/admin/councils/programme/1/delete/"),
        staff.post("/admin/councils/programme/1/delete/", {"post": "yes"}),
    ]
    listed = staff.post(
        "/admin/councils/programme/", {"action": "delete_selected", "_selected_action": "1", "post": "yes"}
    )

    assert [answer.status_code for answer in answers] == [403, 403, 403, 403]
    assert (listed.status_code, listed["Location"]) == (302, "/admin/councils/programme/1/change/")
    assert Programme.objects.values().get() == one


def test_the_programme_is_made_once_on_its_form(staff):
    Programme.objects.all().delete()
    office = make.office(name="浜の課")
    form = Form(staff, "/admin/councils/programme/add/", "programme_form")

    facts = {
        "site_name": "浜の帳面",
        "name": "となりの手事業",
        "headline": "坂の上にも。",
        "lead": "歌の会もあります。",
        "prefecture": "青森県",
        "city": "うみねこ町",
        "city_code": "029999",
        "operator": "うみねこ社協",
        "office": str(office),
    }
    for field, typed in facts.items():
        form.fill(field, typed)
    form.send()

    assert list(Programme.objects.values_list("pk", "name")) == [(1, "となりの手事業")]


def test_an_account_is_closed_and_not_deleted(staff):
    colleague = User.objects.get(username="hamada")
    address = f"/admin/editing/user/{colleague.pk}/delete/"

    answers = [staff.get(address), staff.post(address, {"post": "yes"})]
    staff.post(
        "/admin/editing/user/",
        {"action": "delete_selected", "_selected_action": str(colleague.pk), "post": "yes"},
    )
    form = change_form(staff, colleague)
    form.fill("is_active", False)
    form.send()

    assert [answer.status_code for answer in answers] == [403, 403]
    assert User.objects.get(username="hamada").is_active is False


# From a form to the page

ON_PAGES = {
    Programme: "/",
    ProgrammeSection: "/#section-about",
    Page: "/about/",
    Notice: "/",
    Area: "/areas/hamanasu/",
    Council: "/councils/#council-hamanasu",
    Meeting: "/councils/#council-hamanasu",
    Activity: "/activities/1/",
    Coordinator: "/coordinators/",
    Town: LIFE,
    Bench: "/benches/#bench-{number}",
}


@pytest.mark.any_database
@pytest.mark.parametrize("model", SCREENS, ids=[model.__name__ for model in SCREENS])
def test_a_form_links_to_the_page_that_shows_its_row(client, staff, model):
    row = first(model)

    tree = html5lib.parse(staff.get(change_address(row)).content, namespaceHTMLElements=False)
    links = [link.get("href") for link in tree.iter("a") if link.get("class") == "viewsitelink"]

    expected = [ON_PAGES[model].format(**vars(row))] if model in ON_PAGES else []
    assert links == expected
    for link in links:
        address, _, anchor = link.partition("#")
        page = client.get(address)
        assert page.status_code == 200
        assert not anchor or f'id="{anchor}"' in page.content.decode()


@pytest.mark.parametrize(
    "row",
    [
        lambda: make.page(slug="drafted", state="draft"),
        lambda: make.activity(state="draft", name="まだ下書き"),
        lambda: make.meeting(held_on=date(2025, 7, 1), starts_at=time(9), is_public=False),
    ],
    ids=["draft page", "draft activity", "meeting behind closed doors"],
)
def test_a_row_that_residents_cannot_see_has_no_link_to_a_page(staff, row):
    assert "viewsitelink" not in staff.get(change_address(row())).content.decode()


# The desk


def test_every_model_is_registered_or_has_a_reason():
    reasons = {
        ActivityPlace: "on the screen of its activity",
        ActivityRole: "on the screen of its activity",
        Recruitment: "on the screen of its activity",
        Photo: "on the screen of its activity",
        SessionChange: "on the screen of its activity",
        Act: "on the phone screen",
        InquiryNote: "on the screen of its inquiry",
        InquiryReading: "on the screen of its inquiry",
        Mail: "on the screen of its inquiry",
        Submission: "a count that holds senders back",
        AreaAssignment: "on the screen of its area",
        apps.get_model("editing", "NumberSeries"): "the ledger of numbers is nobody's to edit",
        apps.get_model("editing", "ContentVersion"): "the database moves it",
        apps.get_model("editing", "LastChange"): "the database moves it",
        apps.get_model("editing", "Tries"): "counts of mistakes, nobody's to edit",
        apps.get_model("editing", "Preview"): "on the screen of its draft",
    }
    ours = [*CONTENT, *RECORDS, *apps.get_app_config("editing").get_models()]

    assert {model for model in ours if not admin.site.is_registered(model)} == set(reasons)


def test_every_registered_model_stands_on_a_desk(staff, rf):
    request = rf.get("/admin/")
    request.user = User.objects.get(is_superuser=True)

    desks = admin.site.get_app_list(request)

    assert [desk["name"] for desk in desks] == list(DESKS)
    # A screen of our own stands there too, and is of no model.
    assert {entry["model"] for desk in desks for entry in desk["models"] if "model" in entry} == set(
        admin.site._registry
    )
    assert {getattr(screen, "desk", None) for screen in admin.site._registry.values()} == set(DESKS)


REGISTERED = [model for model in admin.site._registry if model._meta.app_label != "auth"]
# Screens that answer otherwise than with a page, and why.
OTHERWISE = {
    ("programme", "changelist"): 302,  # straight to the one form
    ("programme", "add"): 403,  # there is one
    ("programme", "delete"): 403,
    ("user", "delete"): 403,  # history names them
    ("area", "delete"): 403,  # paper names them
    ("signin", "add"): 403,  # a record is not written by hand
    ("signin", "delete"): 403,
    ("inquiry", "delete"): 403,  # its number was given out
    ("vainword", "add"): 403,  # a record is not written by hand
    ("vainword", "delete"): 403,
    ("headcount", "add"): 403,  # on the phone screen
    ("headcount", "delete"): 403,
    ("fieldsession", "add"): 403,  # from the phone itself
    ("logentry", "add"): 403,
    ("logentry", "delete"): 403,
    ("draft", "add"): 403,  # it is begun on the form of its row
    ("draft", "delete"): 403,  # it is taken back on its own screen
}


def screens(model):
    row = first(model)
    for view in ("changelist", "add", "change", "history", "delete"):
        args = [row.pk] if view in ("change", "history", "delete") else []
        yield view, reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args)


@pytest.mark.parametrize("model", REGISTERED, ids=[model.__name__ for model in REGISTERED])
def test_every_screen_of_every_model_answers(staff, model):
    answers = {view: staff.get(address).status_code for view, address in screens(model)}

    assert answers == {view: OTHERWISE.get((model._meta.model_name, view), 200) for view in answers}


@pytest.mark.parametrize("model", REGISTERED, ids=[model.__name__ for model in REGISTERED])
def test_every_list_can_be_searched_and_filtered(staff, model):
    address = dict(screens(model))["changelist"]
    screen: ModelAdmin = admin.site._registry[model]

    searched = staff.get(address, {"q": "浜"}) if screen.search_fields else staff.get(address)

    assert searched.status_code == OTHERWISE.get((model._meta.model_name, "changelist"), 200)


# Words that a clerk meets in Latin letters: abbreviations, and what staff themselves typed.
LATIN = {"PDF", "CSV", "QR", "JPEG", "PNG", "WebP", "MB", "CC", "BY", "LDAP"}
TYPED = {
    *("kanrisha", "hamada", "isobe"),
    *(
        "about",
        "privacy",
        "purpose",
        "people",
        "list",
        "wanted",
        "end",
        "towns",
        "contact",
        "join",
        "benches",
        "hamanasu",
        "shiosai",
        "kasumigaoka",
    ),
    *("https", "bus", "example", "hanako", "mail"),
}
SPOKEN = ("title", "alt", "placeholder", "aria-label")


def words_on(page):
    """What a clerk sees or hears of a page: its text, without scripts, and its spoken attributes."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    parts = []
    for element in tree.iter():
        if element.tag in ("script", "style") or element.get("href", "").startswith("/media/"):
            element.text = ""
        parts += [element.get(name, "") for name in SPOKEN]
        if element.tag == "input" and element.get("type") in ("submit", "button"):
            parts.append(element.get("value", ""))
        if isinstance(element.tag, str):
            parts += [element.text or "", element.tail or ""]
    return "\n".join(parts)


@pytest.mark.any_database
@pytest.mark.parametrize("model", REGISTERED, ids=[model.__name__ for model in REGISTERED])
def test_the_desk_speaks_japanese(staff, model):
    pages = {view: staff.get(address).content for view, address in [("index", "/admin/"), *screens(model)]}

    foreign = {
        view: set(re.findall(r"[A-Za-z]{2,}", words_on(page))) - LATIN - TYPED for view, page in pages.items()
    }

    assert {view: sorted(words) for view, words in foreign.items() if words} == {}
