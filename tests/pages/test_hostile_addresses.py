"""Whatever is asked, the answer is a page, a redirect or a refusal: never a failure."""

from urllib.parse import quote

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import make
from tests.pages.reading import lines, main, read

THIRTY_DIGITS = "9" * 30
HOSTILE = [
    "",
    "0",
    "-1",
    "13",
    "x",
    "2147483648",
    "9223372036854775808",
    THIRTY_DIGITS,
    "1e400",
    "nan",
    "１",
    "1,2",
    "[]",
    "'\"<>",
    "..%2f..%2fetc",
    "%00",
    "%01%1f%7f",
    "%0d%0aSet-Cookie:%20x=1",
    "%E2%80%AE",
    "%ED%A0%80",
    "%FF%FE",
    "%F0%9F%98%80",
    "%",
    "%zz",
    "{{7*7}}",
    "長" * 300,
]
REFUSALS = {301, 302, 400, 403, 404, 405, 410}


@pytest.fixture
def visitor(db, published):
    return Client(raise_request_exception=False)


@pytest.fixture
def clerk(db):
    make.town_with_everything()
    client = Client(raise_request_exception=False)
    client.force_login(make.superuser())
    return client


def failures(client, addresses, allowed=frozenset({200})):
    """The addresses that fail, each with the status of the answer."""
    return {
        address[:120]: status
        for address in addresses
        if (status := client.get(address).status_code) not in REFUSALS | allowed
    }


# What visitors may ask


def test_hostile_words_in_the_path(visitor):
    patterns = [
        "/{}",
        "/{}/",
        "/areas/{}/",
        "/areas/oi/{}",
        "/councils/{}/",
        "/activities/{}/",
        "/activities/1/{}",
        "/activities/1{}/",
        "/coordinators/{}",
        "/calendar/{}/",
        "/calendar/{}/07/",
        "/calendar/2025/{}/",
        "/calendar/2025/07/{}/",
        "/media/{}",
        "/media/photos/{}.jpg",
        "/static/{}",
        "/.well-known/{}",
        "/healthz{}",
        "/sitemap.xml{}",
    ]
    addresses = [pattern.format(word) for pattern in patterns for word in HOSTILE]

    assert failures(visitor, addresses) == {}


@pytest.mark.parametrize(
    "number", ["0", "00", "01", "-1", "1.0", "１", "1000000000", THIRTY_DIGITS, "9" * 5000, "%00"]
)
def test_a_number_that_no_activity_can_have_is_not_found(visitor, number):
    assert visitor.get(f"/activities/{number}/").status_code in {400, 404}


def test_hostile_words_in_the_query(visitor, share):
    names = ["q", "area", "page", "unknown", "%00", "area%5B%5D"]
    paths = ["/", "/areas/oi/", "/councils/", "/activities/1/", "/coordinators/", "/about/", "/healthz"]
    asked = ["/activities/", "/today/", "/calendar/"]
    addresses = [f"{path}?{name}={word}" for path in asked for name in names for word in HOSTILE]
    addresses += [f"{path}?q={word}" for path in paths for word in HOSTILE]

    assert failures(visitor, share(addresses)) == {}


def test_an_area_that_cannot_be_is_answered_with_a_message(visitor):
    said = {
        word: lines(main(read(visitor.get(f"/activities/?area={word}"))))
        for word in HOSTILE
        if word not in ("", "%00")
    }

    assert [
        word for word, text in said.items() if "その地域はありません。一覧から選んでください。" not in text
    ] == []


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?area=oi&area=fukuoka", 200),
        ("?page=1&page=1", 200),
        ("?page=1&page=2", 404),
        ("?area=oi;area=fukuoka", 200),
        ("?fbclid=x&utm_source=y", 200),
        ("?year=0&month=13&day=32", 200),
        ("?page=1000000000", 404),
        ("?page=-1", 404),
        (f"?page={THIRTY_DIGITS}", 404),
        ("?&&&===", 200),
        (f"?q={'x' * 100_000}", 200),
        (f"?{'&'.join(f'a{number}=1' for number in range(999))}", 200),
        (f"?{'&'.join(f'a{number}=1' for number in range(6000))}", 400),
    ],
)
def test_repeated_unknown_and_endless_parameters(visitor, query, status):
    assert visitor.get(f"/activities/{query}").status_code == status


@pytest.mark.any_database
@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "testserver.evil.example",
        "testserver:x",
        "[::1",
        "",
        "a b",
        "testserver\t",
        "x" * 5000,
        "試験.example",
    ],
)
def test_another_host_is_refused(visitor, host):
    if host == "":
        assert visitor.get("/", headers={"host": host}).status_code in {200, 400}
    else:
        assert visitor.get("/", headers={"host": host}).status_code == 400


@pytest.mark.any_database
@pytest.mark.parametrize(
    "headers",
    [
        {"accept-language": "x" * 100_000},
        {"accept": "\x01"},
        {"user-agent": "\u202e" * 5000},
        {"cookie": "sessionid=" + "x" * 100_000},
        {"cookie": "sessionid=\xe2\x80\xae; csrftoken=\x01"},
        {"cookie": ";;;=;=x"},
        {"if-modified-since": "yesterday", "if-none-match": "x" * 10_000, "range": "bytes=9-1,-"},
        {"x-forwarded-for": "x" * 10_000, "x-forwarded-proto": "gopher", "x-forwarded-host": "evil.example"},
        {"content-length": "x"},
        {"referer": "http://[", "origin": "null"},
    ],
)
def test_hostile_headers(visitor, headers):
    statuses = {
        path: visitor.get(path, headers=headers).status_code
        for path in ("/", "/activities/", "/admin/login/")
    }

    assert statuses == dict.fromkeys(statuses, 200)


@pytest.mark.any_database
def test_hostile_bodies(visitor):
    bodies = [b"", b"\x00", b"a=" + b"x" * 3_000_000, b"%ff=%00", b"--x\r\n\r\n"]
    kinds = [
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "text/x; charset=x",
    ]
    statuses = {
        visitor.generic("POST", path, body, content_type=kind).status_code
        for path in ("/", "/activities/", "/admin/login/", "/no-such-page/")
        for kind in kinds
        for body in bodies
    }

    assert statuses <= {200, 400, 403, 404, 405, 413}


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "%00"]
)
def test_signing_in_leads_nowhere_else(db, target):
    staff = make.superuser()
    staff.set_password("kamome-to-hamanasu")
    staff.save()
    client = Client(raise_request_exception=False)

    answer = client.post(
        f"/admin/login/?next={quote(target, safe='%')}",
        {"username": "kanrisha", "password": "kamome-to-hamanasu", "next": target},
    )

    expected = (400, None) if target == "%00" else (302, "/admin/")
    assert (answer.status_code, answer.headers.get("Location")) == expected


WORDS_OF_ADDRESSES = [
    *(
        "areas",
        "oi",
        "activities",
        "1",
        "councils",
        "coordinators",
        "calendar",
        "2026",
        "12",
        "about",
        "media",
        "photos",
        "admin",
        "r",
    ),
    *("%00", "..", "%2f"),
]
NAMES_OF_PARAMETERS = ["area", "page", "q", "o", "p", "e", "next"]


@pytest.mark.django_db
@settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    path=st.text(max_size=60)
    | st.lists(
        st.sampled_from(WORDS_OF_ADDRESSES) | st.text(max_size=8) | st.integers().map(str), max_size=5
    ).map("/".join),
    query=st.lists(
        st.tuples(
            st.sampled_from(NAMES_OF_PARAMETERS) | st.text(max_size=6), st.text() | st.integers().map(str)
        ),
        max_size=4,
    ),
    raw=st.booleans(),
)
def test_no_address_at_all_makes_the_portal_fail(visitor, path, query, raw):
    def escaped(text):
        return quote(text, safe="%/" if raw else "/", errors="surrogatepass")

    asked = "&".join(f"{escaped(name)}={escaped(value)}" for name, value in query)

    assert visitor.get(f"/{escaped(path)}?{asked}").status_code < 500
    assert visitor.get(f"/{escaped(path)}/").status_code < 500


# What staff may ask, by hand or by an old bookmark


def admin_address(model, action, *arguments):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{action}", args=arguments)


REGISTERED = sorted(admin.site._registry, key=lambda model: model._meta.label)
LOOKUPS = ["", "__exact", "__in", "__range", "__year", "__x"]
VALUES = ["", "x", "-1", "13", THIRTY_DIGITS, "1,2", "%F0%9F%98%80", "%ED%A0%80", "("]


def test_no_filter_of_a_list_fails(clerk, share):
    addresses = []
    for model in REGISTERED:
        names = [*(field.name for field in model._meta.get_fields()), "no_such_field"]
        offered = [str(name) for name in admin.site._registry[model].list_filter]
        queries = [
            *(f"{name}{lookup}={THIRTY_DIGITS}" for name in names for lookup in LOOKUPS),
            *(
                f"{name}{lookup}={value}"
                for name in offered
                for lookup in ("__exact", "__id__exact", "__isnull")
                for value in VALUES
            ),
        ]
        addresses += [f"{admin_address(model, 'changelist')}?{query}" for query in queries]

    assert len(addresses) > 1200
    assert failures(clerk, share(addresses)) == {}


def test_no_other_parameter_of_a_list_fails(clerk, share):
    names = ["q", "p", "o", "e", "all", "_facets", "_popup", "_to_field", "_changelist_filters", "unknown"]
    words = [*VALUES, "%00", "99.99", "-99", "1.2.3.-1", ".", "-"]
    queries = [f"{name}={word}" for name in names for word in words]
    addresses = [
        f"{admin_address(model, 'changelist')}?{query}"
        for model in REGISTERED
        for query in (queries if model._meta.model_name == "activity" else queries[::7])
    ]

    assert failures(clerk, share(addresses)) == {}


def test_each_filter_that_a_list_offers_works(clerk, share):
    """Following the links at the side: the refusal of other filters refuses none of these."""
    addresses = []
    for model in REGISTERED:
        start = clerk.get(admin_address(model, "changelist"))
        if start.status_code == 302:  # the programme is one row, and has no list
            continue
        for spec in start.context["cl"].filter_specs:
            for choice in spec.choices(start.context["cl"]):
                addresses.append(admin_address(model, "changelist") + choice["query_string"])

    assert len(addresses) > 40
    assert {clerk.get(address).status_code for address in share(addresses)} == {200}


def test_no_row_that_cannot_be_makes_a_form_fail(clerk, share):
    addresses = [
        f"{admin_address(model, 'changelist')}{word}/{action}"
        for model in REGISTERED
        for word in HOSTILE
        if word
        for action in ("change/", "history/", "delete/", "")
    ]

    assert failures(clerk, share(addresses)) == {}


def test_no_parameter_of_an_empty_form_fails(clerk, share):
    own = ["_popup", "_to_field", "_changelist_filters"]
    addresses = []
    for model in REGISTERED:
        names = [field.name for field in model._meta.get_fields()]
        for word in ("x", "-1", THIRTY_DIGITS, "%00", "%ED%A0%80", "1,2"):
            start = admin_address(model, "add")
            addresses += [f"{start}?{'&'.join(f'{name}={word}' for name in names)}"]
            addresses += [f"{start}?{name}={word}" for name in own]

    assert failures(clerk, share(addresses)) == {}


def test_the_other_addresses_of_the_admin(clerk, share):
    addresses = [
        address
        for word in HOSTILE
        for address in (
            f"/admin/{word}",
            f"/admin/{word}/",
            f"/admin/councils/{word}/",
            f"/admin/r/{word}/{word}/",
            f"/admin/r/{word}/1/",
            *(f"/admin/r/{kind.pk}/{word}/" for kind in ContentType.objects.all()),
            f"/admin/jsi18n/?language={word}",
            f"/admin/autocomplete/?term={word}",
            f"/admin/autocomplete/?term={word}&app_label={word}&model_name={word}&field_name={word}",
            f"/admin/autocomplete/?term={word}&app_label=activities&model_name=activity&field_name=contact_people",
            f"/admin/autocomplete/?page={word}&app_label=activities&model_name=activity&field_name=contact_people",
            f"/admin/login/?next={word}",
            f"/admin/logout/?next={word}",
            f"/admin/password_change/?next={word}",
            f"/admin/password_reset/{word}",
            f"/admin/reset/{word}/{word}/",
            f"/admin/editing/user/{word}/password/",
        )
    ]

    assert failures(clerk, share(addresses)) == {}


def test_no_action_on_a_list_fails(clerk, share):
    bodies = [
        {"action": action, "_selected_action": chosen, "index": index, "select_across": across}
        for action, index, across in (
            ("delete_selected", "0", "0"),
            ("delete_selected", "x", "x"),
            ("delete_selected", THIRTY_DIGITS, "1"),
            ("x", "0", "0"),
            ("\0", "\0", "\0"),
        )
        for chosen in ("1", "x", THIRTY_DIGITS, "\0", ["1", "2", "x"])
    ]

    failed = [
        (model._meta.model_name, body, status)
        for model, body in share([(model, body) for model in REGISTERED for body in bodies])
        if (status := clerk.post(admin_address(model, "changelist"), body).status_code) >= 500
    ]

    assert failed == []
