"""What staff paste by accident is refused where they pasted it, and nothing else they typed is lost."""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from activities.models import Activity
from coordinators.models import Coordinator
from councils.models import Meeting
from fujimino_support.editing.fields import KanaField, LineField, PhoneField, ProseField
from fujimino_support.editing.models import User
from tests import make
from tests.pages.forms import body, complaints, controls, typed

HOSTILE = {
    "NUL": "体操\0の会",
    "a control character": "体操\x08の会",
    "a turn of the writing": "体操\u202eの会",
    "a private character": "体操\ue000の会",
    "far too much": "あ" * 10_001,
}
# Records that nobody edits, drafts, which are edited on the form of their row, and inquiries, of which
# tests/coordinators/test_queue.py sends the boxes.
READ_ONLY = {"draft", "fieldsession", "headcount", "inquiry", "logentry", "signin", "vainword"}
EDITED = sorted(
    (model for model in admin.site._registry if model._meta.model_name not in READ_ONLY),
    key=lambda model: model._meta.label,
)


@pytest.fixture
def clerk(db):
    make.town_with_everything()
    client = Client()
    client.force_login(make.superuser())
    return client


def everything_saved():
    apps_of_content = ("councils", "activities", "coordinators", "editing")
    models = [model for name in apps_of_content for model in apps.get_app_config(name).get_models()]
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in models}


def form_of(model):
    return f"{model._meta.model_name}_form"


def address_of(model, action, *arguments):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{action}", args=arguments)


def change_address(model):
    row = (
        Activity.objects.get(name="かもめ体操")
        if model is Activity
        else model._default_manager.order_by("pk").first()
    )
    return address_of(model, "change", row.pk)


def screens(client, models):
    """Each form of the models that a superuser may open: (model, address, what a browser would send of it)."""
    for model in models:
        for address in (change_address(model), address_of(model, "add")):
            answer = client.get(address)
            if answer.status_code == 200:
                yield model, address, controls(answer, form_of(model))


@pytest.mark.parametrize(
    "kind",
    # No text on PostgreSQL holds a NUL, nor one that is longer than its column.
    [
        kind if kind in ("NUL", "far too much") else pytest.param(kind, marks=pytest.mark.any_database)
        for kind in HOSTILE
    ],
)
def test_hostile_text_is_refused_in_every_box_of_every_form(clerk, kind, share):
    turn = list(HOSTILE).index(kind)  # so that each kind begins with other forms
    before = everything_saved()
    silent: dict[tuple[str, str], int] = {}
    foreign: dict[tuple[str, str], str] = {}

    for _, address, sent in screens(clerk, share(EDITED[turn:] + EDITED[:turn])):
        boxes = typed(sent)
        answer = clerk.post(address, {**body(sent), **dict.fromkeys(boxes, HOSTILE[kind])})
        said = complaints(answer)
        silent |= {(address, box): answer.status_code for box in boxes if not said.get(box)}
        foreign |= {
            (address, box): message
            for box, messages in said.items()
            for message in messages
            if not re.search("[ぁ-ん]", message)
        }

    assert silent == {}
    assert foreign == {}
    assert everything_saved() == before


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("field_class", "kind", "message"),
    [
        (
            LineField,
            "NUL",
            "使えない文字が入っています（U+0000 (NUL)）。その文字を消して、もう一度保存してください。",
        ),
        (
            LineField,
            "a control character",
            "使えない文字が入っています（U+0008 (BS)）。その文字を消して、もう一度保存してください。",
        ),
        (
            ProseField,
            "a turn of the writing",
            "使えない文字が入っています（U+202E）。その文字を消して、もう一度保存してください。",
        ),
        (
            KanaField,
            "a private character",
            "使えない文字が入っています（U+E000）。その文字を消して、もう一度保存してください。",
        ),
        (
            PhoneField,
            "NUL",
            "使えない文字が入っています（U+0000 (NUL)）。その文字を消して、もう一度保存してください。",
        ),
    ],
)
def test_the_message_names_the_character_and_says_what_to_do(clerk, field_class, kind, message):
    for model in EDITED:
        names = [field.name for field in model._meta.get_fields() if type(field) is field_class]
        if not names:
            continue
        address = change_address(model)
        sent = controls(clerk.get(address), form_of(model))
        boxes = [name for name in names if name in typed(sent)]

        said = complaints(clerk.post(address, {**body(sent), **dict.fromkeys(boxes, HOSTILE[kind])}))

        assert [(model, box, said[box]) for box in boxes if message not in said[box]] == []


def halves(boxes):
    """Some of the boxes at a time, so that for any two of them one turn takes the first without the second."""
    if len(boxes) == 1:
        yield set(boxes)
    for bit in range((len(boxes) - 1).bit_length()):
        for side in (0, 1):
            yield {box for number, box in enumerate(boxes) if number >> bit & 1 == side}


@pytest.mark.any_database
@pytest.mark.parametrize("model", EDITED, ids=lambda model: model._meta.model_name)
def test_the_rest_of_the_form_keeps_what_was_typed(clerk, model):
    """Of any two boxes, the one goes wrong while the clerk has changed the other."""
    before = everything_saved()
    address = change_address(model)
    sent = controls(clerk.get(address), form_of(model))
    boxes = typed(sent)
    texts = [
        control.name for control in sent if control.name in boxes and control.kind in ("text", "textarea")
    ]
    kinds = list(HOSTILE)

    tried = set()
    for wrong in halves(boxes):
        changed = [name for name in texts if name not in wrong]
        posted = {**body(sent), **{name: ["打ちかけの言葉"] for name in changed}}
        hostile = {box: HOSTILE[kinds[boxes.index(box) % len(kinds)]] for box in wrong}
        answer = clerk.post(address, {**posted, **hostile})
        returned = body(controls(answer, form_of(model)))

        said = complaints(answer)
        assert [box for box in wrong if box not in said] == []
        assert {**returned, **{box: posted[box] for box in wrong}} == posted
        tried |= wrong
    assert tried == set(boxes) != set()
    assert everything_saved() == before


@pytest.mark.parametrize(
    ("model", "box", "words"),
    [
        (Activity, "usual_headcount", ["9" * 30, "-1", "1e9", "十五", "10000"]),
        (Activity, "order", ["9" * 30, "-1", "32768", "x"]),
        (
            Activity,
            "started_on",
            ["2025-13-01", "0000-01-01", "9" * 30, "きのう", "1899-12-31", "2101-01-01"],
        ),
        (Activity, "council", ["9" * 30, "x", "-1", "0"]),
        (Activity, "category", ["9" * 30, "x", "\0"]),
        (Activity, "contact_people", ["9" * 30, "x", "\0"]),
        (Activity, "state", ["x", "\0", "9" * 30]),
        (Activity, "held_at-0-place", ["9" * 30, "x"]),
        (Activity, "held_at-0-order", ["9" * 30, "x"]),
        (Meeting, "held_on", ["2025-02-30", "12025-01-01"]),
        (Meeting, "starts_at", ["25:00", "9" * 30, "朝", "\0"]),
        (Meeting, "council", ["9" * 30]),
        (
            apps.get_model("activities.Place"),
            "latitude",
            ["9" * 30, "1e400", "nan", "Infinity", "0", "-0", "x"],
        ),
        (apps.get_model("activities.Place"), "longitude", ["9" * 30, "1" * 5000, "sNaN"]),
        (apps.get_model("councils.Notice"), "areas", ["9" * 30, "x", "\0"]),
        (apps.get_model("councils.Organisation"), "areas", ["9" * 30]),
        (apps.get_model("councils.Area"), "theme", ["x", "\0"]),
    ],
)
def test_numbers_days_and_choices_that_cannot_be_are_a_message_on_their_field(clerk, model, box, words):
    before = everything_saved()
    address = change_address(model)
    sent = body(controls(clerk.get(address), form_of(model)))

    for word in words:
        said = complaints(clerk.post(address, {**sent, box: word}))

        assert (word, list(said)) == (word, [box])
    assert everything_saved() == before


def test_the_hidden_parts_of_a_form_do_no_harm(clerk, share):
    address = change_address(Activity)
    sent = body(controls(clerk.get(address), form_of(Activity)))
    before = {name: len(rows) for name, rows in everything_saved().items()}
    changes = [
        (f"{name}-{part}", word)
        for name in ("held_at", "photos")
        for part, words in {
            "TOTAL_FORMS": ["x", "-1", "", "\0"],
            "INITIAL_FORMS": ["x", "", "\0", "9" * 30],
            "0-id": ["x", "-1", "", "\0", "9" * 30],
            "0-activity": ["x", "-1", "", "\0", "9" * 30],
        }.items()
        for word in words
    ]

    answers = {
        change: clerk.post(address, {**sent, change[0]: change[1]}).status_code for change in share(changes)
    }

    assert {change: status for change, status in answers.items() if status not in (200, 302)} == {}
    assert {name: len(rows) for name, rows in everything_saved().items()} == before


FAKES = {
    "a text": b"This is no picture.",
    "nothing": b"",
    "a drawing": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "a page": b"<!doctype html><script>alert(1)</script>",
    "a broken picture": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
    "another picture": b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
}


@pytest.mark.any_database
@pytest.mark.parametrize("fake", FAKES)
@pytest.mark.parametrize(
    ("model", "box", "name"),
    [
        (Meeting, "minutes", "kaigiroku.pdf"),
        (Coordinator, "photo", "kao.jpg"),
        (Activity, "photos-0-image", "natsu.jpg"),
    ],
)
def test_a_file_of_another_kind_is_refused_on_its_field(clerk, model, box, name, fake):
    before = everything_saved()
    address = change_address(model)
    sent = body(controls(clerk.get(address), form_of(model)))
    text = next(name for name in sent if name.endswith(("summary", "surname", "place")))
    upload = SimpleUploadedFile(name, FAKES[fake], content_type="image/jpeg")

    answer = clerk.post(address, {**sent, text: "打ちかけの言葉", box: upload})

    said = complaints(answer)
    assert [name for name in said if name != text] == [box]
    assert re.search("[ぁ-ん]", "".join(said[box]))
    assert body(controls(answer, form_of(model))) == {**sent, text: ["打ちかけの言葉"]}
    assert everything_saved() == before


@pytest.mark.any_database
def test_a_picture_is_no_set_of_minutes_and_minutes_are_no_picture(clerk):
    before = everything_saved()
    for model, box, upload in (
        (Meeting, "minutes", make.picture()),
        (Coordinator, "photo", make.pdf()),
        (Activity, "photos-0-image", make.pdf()),
    ):
        address = change_address(model)
        sent = body(controls(clerk.get(address), form_of(model)))

        assert list(complaints(clerk.post(address, {**sent, box: upload}))) == [box]
    assert everything_saved() == before


def test_a_new_row_may_not_hide_something_in_its_address(clerk):
    words = ["ＡＢＣ", "a b", "../x", "a/b", "A", "-a", "a--b", "a\n", "", "admin", "activities", "長"]
    model = apps.get_model("councils.Page")
    sent = body(controls(clerk.get(address_of(model, "add")), form_of(model)))
    before = everything_saved()

    for word in words:
        filled = {**sent, "slug": word, "title": "題", "body": "本文"}
        said = complaints(clerk.post(address_of(model, "add"), filled))

        # A line break at the end is cut off before anybody sees it, and leaves a good word.
        assert (word, list(said)) == (word, ["slug"]) or word == "a\n"
    model.objects.filter(slug="a").delete()
    assert everything_saved() == before


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["\0", "a\x08b", "\u202e", "a" * 10_000])
def test_the_login_refuses_hostile_names_with_a_message(client, name):
    answer = client.post("/admin/login/", {"username": name, "password": "\0"})

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert User.objects.count() == 0
