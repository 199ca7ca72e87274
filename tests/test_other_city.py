"""With another city's rows no trace of the first city is left: every word that names it is a row."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.test import Client

from coordinators.models.people import CoordinatorQuerySet
from tests import make

ROOT = Path(__file__).parent.parent

# What names the city, its places, its people or its neighbours, in the fixture and beyond it.
LOCAL = [
    *("ふじみ野", "フジミノ", "富士見", "Fujimino", "埼玉", "Saitama", "112453", "356-8501"),
    *("049-262", "049-261", "049262", "049261"),
    *(
        "かすみがおか",
        "霞ヶ丘",
        "霞ケ丘",
        "ふくおか",
        "福岡",
        "おおい",
        "大井",
        "つるがまい",
        "鶴ケ岡",
        "鶴ケ舞",
    ),
    *("kasumigaoka", "tsurugamai", "fukuoka"),
    *("緑ケ丘", "緑ヶ丘", "亀久保", "亀居", "大原", "中丸", "ココネ", "ソレイユ", "にじいろ"),
    *("瀧澤", "冨田", "松尾", "目崎", "文京学院", "BICS", "SOMPO", "あゆみの会"),
    *("地域福祉課", "福祉総合支援チーム", "地域ケア推進会議", "生活支援体制整備事業"),
]
LOCAL_WORD = re.compile("|".join(map(re.escape, LOCAL)), re.IGNORECASE)


def traces(response):
    """Words of the first city in the head, the headers or the body of an answer."""
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    unfolded = response.content.replace(b"\r\n ", b"")  # a calendar cuts its long lines
    return LOCAL_WORD.findall(f"{headers}\n{unfolded.decode()}")


@pytest.fixture
def other_city(db, settings):
    # WhiteNoise would read every static file again for each client, which takes longer than the test.
    settings.WHITENOISE_AUTOREFRESH = True
    make.town_with_everything()


def test_the_words_to_look_for_are_those_of_the_fixture():
    fixture = (ROOT / "fixtures" / "programme.json").read_text(encoding="utf-8")

    unused = [word for word in LOCAL if word.lower() not in fixture.lower()]

    # Other ways to write what the fixture holds.
    assert unused == ["フジミノ", "富士見", "Fujimino", "Saitama", "049262", "049261"]


def test_no_public_page_names_the_first_city(client, other_city):
    pages = {address: client.get(address) for address in [*make.addresses(), *make.feeds()]}

    assert {address: found for address, page in pages.items() if (found := traces(page))} == {}
    assert {page.status_code for page in pages.values()} == {200, 410}
    assert "さざなみ町" in pages["/"].content.decode()


def test_the_pages_of_an_empty_database_name_no_city(client, db):
    pages = {address: client.get(address) for address in [*make.addresses(), *make.feeds()]}

    assert {address: found for address, page in pages.items() if (found := traces(page))} == {}
    assert {page.status_code for page in pages.values()} == {200}


@pytest.mark.parametrize("address", ["/admin/login/", "/admin/", "/healthz", "/.well-known/security.txt"])
def test_what_stands_beside_the_pages_names_no_city(client, other_city, address):
    assert traces(client.get(address, follow=True)) == []


def break_the_coordinators(monkeypatch, exception):
    def in_post(self, on):
        raise exception

    monkeypatch.setattr(CoordinatorQuerySet, "in_post", in_post)


@pytest.mark.parametrize(
    ("status", "ask"),
    [
        (400, lambda client, patch: client.get("/activities/?q=%00")),
        (404, lambda client, patch: client.get("/nowhere/")),
        (410, lambda client, patch: client.get("/activities/3/")),
        (
            403,
            lambda client, patch: (
                break_the_coordinators(patch, PermissionDenied()) or client.get("/coordinators/")
            ),
        ),
        (
            500,
            lambda client, patch: break_the_coordinators(patch, ValueError()) or client.get("/coordinators/"),
        ),
        (
            503,
            lambda client, patch: (
                break_the_coordinators(patch, OperationalError()) or client.get("/coordinators/")
            ),
        ),
    ],
    ids=["bad request", "not found", "gone", "forbidden", "server error", "no database"],
)
def test_no_error_page_names_a_city(client, other_city, monkeypatch, status, ask):
    client.raise_request_exception = False

    answer = ask(client, monkeypatch)

    assert (answer.status_code, traces(answer)) == (status, [])


def test_the_page_for_a_stale_form_names_no_city(other_city):
    answer = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "hamada"})

    assert (answer.status_code, traces(answer)) == (403, [])


# The source: local words stand in examples for staff, and nowhere else.


def sources(*suffixes):
    return [
        path
        for folder in ("fujimino_support", "councils", "activities", "coordinators", "templates", "static")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in suffixes and "migrations" not in path.parts
    ]


def without_the_name_of_the_house(text):
    """fujimino_support is the name of a package, on no page."""
    return re.sub(r"fujimino[_-]?support", "", text, flags=re.IGNORECASE)


def test_no_template_stylesheet_or_drawing_names_the_first_city():
    found = {
        str(path.relative_to(ROOT)): LOCAL_WORD.findall(
            without_the_name_of_the_house(path.read_text(encoding="utf-8"))
        )
        for path in sources(".html", ".txt", ".xml", ".css", ".svg", ".js")
    }

    assert {path: words for path, words in found.items() if words} == {}


# What follows it in a help text or a message is an example for staff, from the real page.
EXAMPLE = "例："


def strings(path):
    """The strings of a module. Docstrings and comments are for developers, and show real spellings."""
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    docstrings = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docstrings
    ]


def test_no_string_of_the_code_names_the_first_city_but_as_an_example():
    named = Counter(
        f"{path.relative_to(ROOT)}: {text}"
        for path in sources(".py")
        for text in strings(path)
        if LOCAL_WORD.search(without_the_name_of_the_house(text.partition(EXAMPLE)[0]))
    )

    assert dict(named) == {}
