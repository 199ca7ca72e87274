"""Two hundred bodies that no honest browser sends: each is kept as it was typed, or refused with a message."""

import json
from urllib.parse import quote

import pytest
from django.core import signing
from django.test import Client

from coordinators.models import Inquiry, Mail
from fujimino_support.japanese.characters import ascii_phone, fold_width
from tests import make
from tests.pages.contact import WORDS, Screen, a_minute_later, filled
from tests.pages.rules import mistakes

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"
WORDS_OF_STRANGERS = {
    "a megabyte": "あ" * 350_000,
    "NUL": "磯部\0花子",
    "CR LF and a header": "磯部\r\nBcc: all@mail.example\r\n\r\nbody",
    "LF alone": "磯部\nSubject: x",
    "CR alone": "磯部\rSubject: x",
    "a line separator": "磯部\u2028花子",
    "the letters of one maker": "①Ⅳ㈱㍻髙﨑纊ⅰ",
    "a letter of one office": "\ue000外字",
    "emoji": "👩‍👩‍👧‍👦🧑🏽‍🦽🇯🇵",
    "zero width": "磯\u200b部\u200d花\ufeff子",
    "turned round": "磯部\u202e子花",
    "variants": "葛\U000e0100城",
    "half-width kana": "ｲｿﾍﾞﾊﾅｺ",
    "combining": "か\u3099" * 20,
    "a formula": '=HYPERLINK("http://x.example","x")',
    "another formula": "@SUM(1+1)*cmd|' /C calc'!A0",
    "minus": "-2+3",
    "a tag": "<script>alert(1)</script>",
    "an attribute": '" onfocus="alert(1)" autofocus x="',
    "the end of a box": "</textarea></form><h1>x</h1>",
    "an entity": "&lt;b&gt;&amp;&#0;&copy",
    "a template": "{{ 7*7 }}{% load x %}${7*7}#{7*7}",
    "SQL": "'; DROP TABLE coordinators_inquiry; --",
    "a path": "../../../etc/passwd%00.jpg",
    "percent": "%s %d %(name)s %n %00",
    "spaces": "　 \t　",
    "escape": "\x1b[31m赤\x07",
    "noncharacters": "\ufffe\uffff",
    "a replacement": "\ufffd",
}
BOXES = ("kind", "name", "phone", "mail", "town", "text", "extra")
HIDDEN = ("ticket", "activity", "recruitment", "step")


@pytest.fixture
def visitor(settings):
    settings.EMAIL_HOST = ""
    make.programme()
    make.activity()
    return Client(raise_request_exception=False)


def as_kept(name, value):
    """What the database holds of a value that was taken."""
    value = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    return {"phone": ascii_phone, "mail": fold_width}.get(name, str)(value)


def outcome(screen, boxes):
    """Taken as typed, refused with a message, or what went wrong."""
    if screen.status == 303:
        (inquiry,) = Inquiry.objects.all()
        changed = {
            name: getattr(inquiry, name)
            for name in WORDS
            if getattr(inquiry, name) != as_kept(name, boxes[name])
        }
        return changed or "taken"
    if screen.status == 200:
        if wrong := mistakes(screen.page):
            return wrong
        return "refused" if screen.complaints or "内容の確認" in screen.title else screen.lines
    if screen.status == 400:
        return "refused" if "この内容は受け取れませんでした" in screen.lines else screen.lines
    return screen.status


@pytest.mark.parametrize("words", WORDS_OF_STRANGERS)
@pytest.mark.parametrize("box", [*BOXES, *HIDDEN])
def test_whatever_stands_in_a_box_is_kept_as_typed_or_refused(visitor, box, words):
    boxes = {**filled(visitor), "step": "send", box: WORDS_OF_STRANGERS[words]}

    with a_minute_later():
        confirmed = Screen(
            visitor.post("/contact/", {**boxes, "step": boxes["step"] if box == "step" else "confirm"})
        )
        sent = Screen(visitor.post("/contact/", boxes))

    assert outcome(confirmed, boxes) == "refused"  # nothing is taken before it was read back
    assert outcome(sent, boxes) in ("taken", "refused")
    assert Inquiry.objects.count() == (sent.status == 303)
    assert [
        part.tag for part in confirmed.page.iter("script") if part.get("type") != "application/ld+json"
    ] == []
    assert [
        header for header, value in sent.answer.headers.items() if "x.example" in value or "Bcc" in value
    ] == []


REFUSED = {200: "", 400: "この内容は受け取れませんでした", 413: "文が長すぎて、受け取れませんでした"}


def bodies(boxes):
    """Bodies that are not made of boxes, by what they are: the body, its type, and what is answered."""
    plain = "&".join(f"{name}={quote(value)}" for name, value in {**boxes, "step": "confirm"}.items())
    edge = "multipart/form-data; boundary=edge"
    part = '--edge\r\nContent-Disposition: form-data; name="text"\r\n\r\nx\r\n'
    found: dict[str, tuple[str | bytes, str, int]] = {
        "nothing": ("", FORM, 200),
        "a text": ("こんにちは", "text/plain", 200),
        "JSON": (json.dumps(boxes), "application/json", 200),
        "XML": ("<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><x>&y;</x>", "text/xml", 200),
        "no type": (plain, "", 200),
        "Shift_JIS named": (plain, f"{FORM}; charset=shift_jis", 400),
        "a charset that is none": (plain, f"{FORM}; charset=nonsense", 200),
        "Shift_JIS unnamed": (b"text=" + "体操".encode("cp932"), FORM, 200),
        "broken UTF-8": ("name=%FF%FE%C0%80&text=%ED%A0%80%F5", FORM, 200),
        "percent signs": ("%=%%&%zz=%&&&===;;;", FORM, 200),
        "a NUL in a name": ("na%00me=x&%00=%00", FORM, 200),
        "twice each": (f"{plain}&{plain}", FORM, 200),
        "six thousand boxes": ("&".join(f"a{number}=1" for number in range(6000)), FORM, 400),
        "four thousand boxes": ("&".join(f"a{number}=1" for number in range(4000)), FORM, 200),
        "three megabytes": (f"text={'a' * 3_000_000}", FORM, 413),
        "parts without an edge": (part, "multipart/form-data", 400),
        "parts without an end": (part, edge, 200),
        "parts that are none": ("x" * 1000, edge, 200),
        "an edge too long": (part, f"multipart/form-data; boundary={'e' * 500}", 400),
        "a file for a text": (part.replace('"text"', '"text"; filename="x.exe"') + "--edge--", edge, 200),
        "forty files": (
            "".join(part.replace('"text"', f'"f{n}"; filename="x"') for n in range(40)) + "--edge--",
            edge,
            400,
        ),
        "base64 that is none": (
            part.replace("\r\n\r\n", "\r\nContent-Transfer-Encoding: base64\r\n\r\n") + "--edge--",
            edge,
            200,
        ),
    }
    return {
        name: (body if isinstance(body, bytes) else body.encode(), content_type, status)
        for name, (body, content_type, status) in found.items()
    }


@pytest.mark.parametrize("kind", bodies({}))
def test_a_body_that_is_no_form_is_answered_with_a_message(visitor, kind):
    body, content_type, status = bodies(filled(visitor))[kind]

    answer = Screen(visitor.generic("POST", "/contact/", body, content_type=content_type))

    assert (answer.status, mistakes(answer.page, whole=status == 200)) == (status, [])
    assert answer.complaints or answer.title in ("内容の確認", REFUSED[status])
    assert (Inquiry.objects.count(), Mail.objects.count()) == (0, 0)


@pytest.mark.parametrize("kind", bodies({}))
def test_a_body_that_is_no_form_and_has_no_token_is_answered_too(visitor, kind):
    body, content_type, _ = bodies(filled(visitor))[kind]
    guarded = Client(enforce_csrf_checks=True, raise_request_exception=False)

    assert guarded.generic("POST", "/contact/", body, content_type=content_type).status_code in (
        400,
        403,
        413,
    )


def test_a_text_that_is_far_too_long_is_told_its_limit(visitor):
    answers = [
        Screen(visitor.generic("POST", address, f"text={'a' * 3_000_000}", content_type=FORM))
        for address in ("/contact/", "/admin/login/")
    ]

    assert [
        (answer.status, "内容は2000字までにしてください。" in "".join(answer.lines)) for answer in answers
    ] == [
        (413, True),
        (413, False),
    ]


# Codecs that Python knows and that are no charsets, and charsets that are others'.
@pytest.mark.parametrize(
    "charset",
    ["base64", "rot13", "hex", "zlib", "bz2", "idna", "punycode", "undefined", "utf-16", "shift_jis"],
)
@pytest.mark.parametrize("content_type", [FORM, "multipart/form-data; boundary=edge", "text/plain"])
@pytest.mark.parametrize("address", ["/contact/", "/admin/login/"])
def test_a_body_in_another_charset_is_refused(visitor, address, content_type, charset):
    part = b'--edge\r\nContent-Disposition: form-data; name="text"\r\n\r\nx\r\n--edge--'

    answer = visitor.generic("POST", address, part, content_type=f"{content_type}; charset={charset}")

    assert (answer.status_code, "この内容は受け取れませんでした" in answer.content.decode()) == (400, True)


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8"])
def test_a_body_that_names_its_own_charset_is_taken(visitor, charset):
    answer = visitor.generic("POST", "/contact/", b"step=confirm", content_type=f"{FORM}; charset={charset}")

    assert answer.status_code == 200


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_other_methods_are_refused(visitor, method):
    assert getattr(visitor, method)("/contact/").status_code == 405


@pytest.mark.parametrize(
    "forged",
    [
        "WyJ4IiwxXQ:1xVi7Q:uyCDdCeRS6YXAtKswoeqpXu-uYATWRIZhj3zWq9MXc4",
        ".eJx:1:x",
        "::",
        ":" * 10_000,
        "あ",
    ],
)
def test_a_forged_ticket_is_none(visitor, forged):
    with a_minute_later():
        answer = Screen(visitor.post("/contact/", {**filled(visitor), "ticket": forged, "step": "send"}))

    assert (answer.status, answer.title, Inquiry.objects.count()) == (200, "内容の確認", 0)


def test_a_ticket_signed_for_something_else_is_none(visitor):
    others = [signing.dumps(["0" * 32, 0]), signing.dumps(["0" * 32], salt="a form of contact")]

    for ticket in others:
        with a_minute_later():
            answer = Screen(visitor.post("/contact/", {**filled(visitor), "ticket": ticket, "step": "send"}))
        assert (answer.status, answer.title, Inquiry.objects.count()) == (200, "内容の確認", 0)


def test_there_are_two_hundred_of_them():
    assert len(WORDS_OF_STRANGERS) * (len(BOXES) + len(HIDDEN)) + len(bodies({})) >= 200
