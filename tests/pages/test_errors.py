import pytest
from django.db import connection
from django.db.utils import InterfaceError, OperationalError
from django.urls import reverse

from tests import make
from tests.pages.broken_urls import ERRORS
from tests.pages.reading import lines, links, main, read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def broken(settings, client):
    settings.ROOT_URLCONF = "tests.pages.broken_urls"
    client.raise_request_exception = False


def test_each_error_says_what_to_do_next(client):
    said = {address: lines(main(read(client.get(address)))) for address in ERRORS}

    assert said == {
        "/errors/400/": [
            "この内容は受け取れませんでした",
            "送られた内容に、読み取れないところがありました。前のページに戻って、もう一度お試しください。",
            "表紙へ戻る",
        ],
        "/errors/403/": [
            "このページを見ることはできません",
            "この画面は、受け持ちの職員だけが開けます。職員の方は、ご自分の名前でログインしているか確かめてください。",
            "表紙へ戻る",
        ],
        "/errors/csrf/": [
            "画面の有効期限が切れました",
            "安全のため、送信を取りやめました。前のページに戻り、画面を開き直してから、もう一度送ってください。",
            "表紙へ戻る",
        ],
        "/errors/404/": [
            "ページが見つかりません",
            "アドレスが変わったか、入力に誤りがあるかもしれません。次のところからおさがしください。",
            "今日・今週の集まり",
            "活動をさがす",
            "お住まいの町からさがす",
            "表紙へ戻る",
        ],
        "/errors/500/": [
            "うまく表示できませんでした",
            "こちらの不具合です。申し訳ありません。しばらくしてから、もう一度お試しください。",
            "表紙へ戻る",
        ],
        "/errors/503/": [
            "いま、込み合っているか、手入れをしています",
            "1分ほど待ってから、もう一度お試しください。",
            "表紙へ戻る",
        ],
    }


def test_each_error_leads_back_to_the_first_page(client):
    last = [links(read(client.get(address)))[-1] for address in ERRORS]

    assert last == [("表紙へ戻る", "/")] * len(ERRORS)


def test_who_finds_no_page_is_led_to_those_that_help_to_find_one(client):
    assert links(read(client.get("/errors/404/")))[:-1] == [
        ("今日・今週の集まり", reverse("today")),
        ("活動をさがす", reverse("activities")),
        ("お住まいの町からさがす", reverse("town")),
    ]


def test_an_error_page_asks_the_database_nothing(client, django_assert_num_queries):
    make.town_with_everything()

    with django_assert_num_queries(0):
        answers = {address: client.get(address).status_code for address in ERRORS}

    assert answers == ERRORS


@pytest.mark.parametrize("problem", [OperationalError, InterfaceError])
def test_while_the_database_does_not_answer_pages_are_503_and_errors_still_errors(
    client, monkeypatch, problem
):
    make.town_with_everything()

    def unreachable(*args, **kwargs):
        raise problem("the server closed the connection")

    monkeypatch.setattr(connection, "cursor", unreachable)
    pages = [
        "/",
        "/areas/hamanasu/",
        "/councils/",
        "/activities/",
        "/activities/1/",
        "/coordinators/",
        "/privacy/",
    ]

    answers = {address: client.get(address) for address in pages}

    assert {address: answer.status_code for address, answer in answers.items()} == dict.fromkeys(pages, 503)
    assert {answer.headers["Retry-After"] for answer in answers.values()} == {"60"}
    assert {address: client.get(address).status_code for address in ERRORS} == ERRORS
    assert client.get("/robots.txt").status_code == 200


def test_an_error_page_names_nothing_of_what_went_wrong(client, settings):
    answers = "".join(client.get(address).content.decode() for address in ERRORS)

    assert [
        word for word in ("Error", "Traceback", "Exception", settings.SECRET_KEY) if word in answers
    ] == []
