"""Open data: the page and the files, once staff have chosen under what terms."""

from __future__ import annotations

import csv
import json
from datetime import date, time
from io import StringIO
from typing import Any

import pytest
from django.core.cache import cache

from activities.models import Activity
from councils.models import Programme
from fujimino_support.editing.models import LastChange
from tests import make
from tests.pages.reading import read, words
from tests.pages.test_hidden import SECRET, plant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("early_in_july")]

OFFICIAL = [
    "都道府県コード又は市区町村コード",
    "NO",
    "都道府県名",
    "市区町村名",
    "イベント名",
    "イベント名_カナ",
    "イベント名_英語",
    "開始日",
    "終了日",
    "開始時間",
    "終了時間",
    "開始日時特記事項",
    "説明",
    "料金(基本)",
    "料金(詳細)",
    "連絡先名称",
    "連絡先電話番号",
    "連絡先内線番号",
    "主催者",
    "場所名称",
    "住所",
    "方書",
    "緯度",
    "経度",
    "アクセス方法",
    "駐車場情報",
    "定員",
    "参加申込終了日",
    "参加申込終了時間",
    "参加申込方法",
    "URL",
    "備考",
]


def table(client, name: str, **asked: str) -> list[dict[str, str]]:
    answer = client.get(f"/opendata/{name}.csv", asked)
    assert (answer.status_code, answer["Content-Type"]) == (
        200,
        "text/csv; charset=" + ("windows-31j" if asked else "utf-8"),
    )
    return list(
        csv.DictReader(StringIO(answer.content.decode("cp932" if asked else "utf-8-sig"), newline=""))
    )


def by_json(client, name: str) -> dict[str, Any]:
    answer = client.get(f"/opendata/{name}.json")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    found: dict[str, Any] = json.loads(answer.content)
    return found


# Closed and open


def test_without_terms_the_page_says_so_and_no_file_is_there(client):
    make.programme()
    make.activity()
    page = read(client.get("/opendata/"))

    make_open = Programme.objects.filter(pk=1)
    closed = {address: client.get(address).status_code for address in files()}

    assert "まだ公開していません" in words(page)
    assert "/opendata/" not in {link.get("href") for link in read(client.get("/")).iter("a")}
    assert set(closed.values()) == {404}
    assert "/opendata/" not in client.get("/sitemap.xml").content.decode()
    make_open.update(licence="cc-by-4.0")
    assert {client.get(address).status_code for address in files()} == {200}
    assert "/opendata/" in {link.get("href") for link in read(client.get("/")).iter("a")}
    assert "/opendata/" in client.get("/sitemap.xml").content.decode()
    make_open.update(licence="")
    assert {client.get(address).status_code for address in files()} == {404}


def files() -> list[str]:
    names = ("activities", "places", "sessions", "events")
    return [f"/opendata/{name}.{form}" for name in names for form in ("csv", "json")]


def test_an_empty_database_has_the_page(client):
    assert "まだ公開していません" in words(read(client.get("/opendata/")))
    assert {client.get(address).status_code for address in files()} == {404}


@pytest.mark.parametrize(
    "address", ["/opendata/people.csv", "/opendata/activities.xlsx", "/opendata/x.y.csv", "/opendata/.csv"]
)
def test_there_are_no_other_files(client, address):
    make.programme(licence="cc0-1.0")

    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("licence", "said", "address"),
    [
        ("cc-by-4.0", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/deed.ja"),
        ("cc0-1.0", "書かなくても使えます", "https://creativecommons.org/publicdomain/zero/1.0/deed.ja"),
        (
            "pdl-1.0",
            "公共データ利用規約（第1.0版）",
            "https://www.digital.go.jp/resources/open_data/public_data_license_v1.0",
        ),
    ],
)
def test_the_page_names_the_terms_the_credit_the_counts_and_every_column(client, licence, said, address):
    make.town_with_everything()
    Programme.objects.update(licence=licence)

    page = read(client.get("/opendata/"))

    text = words(page)
    assert said in text
    assert "出典：さざなみ支え合い帳（北海道さざなみ町）http://testserver/opendata/" in text
    assert {address, "/opendata/events.csv", "/opendata/events.csv?encoding=cp932", "/opendata/events.json"} <= {link.get("href") for link in page.iter("a")}  # fmt: skip
    assert [head.text for head in page.iter("th") if head.get("scope") == "row"][-32:] == OFFICIAL
    assert "いまの版と同じとは限りません" in text
    counts = {name: len(table(client, name)) for name in ("activities", "places", "sessions", "events")}
    assert [f"{counts[name]}件" in text for name in counts] == [True] * 4
    assert counts["sessions"] == counts["events"] > 60


def test_every_value_of_json_is_described(client):
    make.town_with_everything()

    for name in ("activities", "places", "sessions", "events"):
        found = by_json(client, name)
        keys = [column["key"] for column in found["columns"]]
        assert {tuple(row) for row in found["rows"]} == {tuple(keys)}
        assert all(column["about"] and column["name"] for column in found["columns"])
        assert (found["count"], found["licence"], found["updated_on"]) == (
            len(found["rows"]),
            "cc0-1.0",
            LastChange.objects.get().on.isoformat(),
        )


# What stands in them


def test_an_activity_says_all_that_is_public_of_it(client):
    make.town_with_everything()

    exercise, knitting = table(client, "activities")

    assert exercise == {
        "番号": "1",
        "名前": "かもめ体操",
        "よみ": "かもめたいそう",
        "協議体": "はまなす協議会",
        "地域": "はまなす",
        "分野": "手しごと",
        "活動のようす": "実施中",
        "ひとことで": "海を見ながら体をほぐします。",
        "紹介": "冬も休まず続けている。",
        "日時": "毎週水曜日 9時から10時",
        "日時は言葉のまま": "",
        "場所": "浜の集会所\nかもめ広場",
        "場所の補足": "のそば",
        "だれ": "どなたでも",
        "参加費": "有料",
        "参加費の説明": "お茶代50円",
        "申し込み": "必要",
        "申し込みの説明": "前の日までに",
        "持ち物": "タオル",
        "いつもの人数": "12",
        "始まった日": "2020-06-01",
        "問い合わせ先の名前": "磯部",
        "問い合わせ先の電話": "0123-45-3333",
        "関わる団体": "浜町内会\nしおさい診療所",
        "団体の役割": "主催\n会場",
        "団体の関わり方": "会長と有志",
        "確認日": "2025-06-01",
        "並び順": "100",
        "公開の状態": "公開",
        "公開を始める日": "2025-01-01",
        "公開を終える日": "2100-01-01",
        "ページ": "http://testserver/activities/1/",
    }
    assert (knitting["名前"], knitting["活動のようす"], knitting["日時"]) == ("編み物の会", "休止中", "")
    assert by_json(client, "activities")["rows"][0]["places"] == ["浜の集会所", "かもめ広場"]


def test_a_place_says_all_that_is_public_of_it(client):
    make.town_with_everything()

    hall, lawn = table(client, "places")

    assert list(hall.values()) == [
        *("1", "浜の集会所", "はまのしゅうかいじょ", "北海道さざなみ町浜3-4", "42.111111", "141.222222"),
        *("0123-45-2222", "波止場前", "波止場から坂を上がる。", "ない", "ない", "ある", "ある", "ある"),
    ]
    assert lawn["名前"] == "かもめ広場"


def test_sessions_keep_what_was_called_off_with_its_words(client):
    make.programme(licence="cc0-1.0")
    hall = make.place(address="北海道さざなみ町浜3-4", latitude="42.1", longitude="141.2", parking="yes")
    weekly = make.activity(
        kana="かもめたいそう",
        schedule_words="毎週水曜日 9時から10時",
        places=(hall,),
        fee="free",
        audience="どなたでも",
    )
    make.session_change(activity=weekly, date=date(2025, 7, 2), reason="会場の都合")
    make.session_change(
        activity=weekly, date=date(2025, 7, 9), decision="postponed", new_date=date(2025, 7, 10)
    )
    make.session_change(activity=weekly, date=date(2025, 7, 16), decision="changed", starts_at=time(13))

    found = table(client, "sessions")
    official = table(client, "events")

    assert [list(row.values()) for row in found[:4]] == [
        ["1-20250702-1", "1", "かもめ体操", "", "2025-07-02", "水", "09:00", "10:00", "中止", "中止：会場の都合", "", "浜の集会所", "北海道さざなみ町浜3-4", "42.1", "141.2", "http://testserver/activities/1/"],
        ["1-20250709-1", "1", "かもめ体操", "", "2025-07-09", "水", "09:00", "10:00", "延期", "7月10日（木曜日）に延期", "2025-07-10", "浜の集会所", "北海道さざなみ町浜3-4", "42.1", "141.2", "http://testserver/activities/1/"],
        ["1-20250710-11", "1", "かもめ体操", "", "2025-07-10", "木", "09:00", "10:00", "いつもどおり", "7月9日（水曜日）から延期", "2025-07-09", "浜の集会所", "北海道さざなみ町浜3-4", "42.1", "141.2", "http://testserver/activities/1/"],
        ["1-20250716-1", "1", "かもめ体操", "", "2025-07-16", "水", "13:00", "", "変更", "時間がいつもと違います", "", "浜の集会所", "北海道さざなみ町浜3-4", "42.1", "141.2", "http://testserver/activities/1/"],
    ]  # fmt: skip
    assert (found[-1]["日付"], len(found), len(official)) == ("2026-09-30", 67, 67)
    assert list(official[0]) == OFFICIAL
    assert {name: value for name, value in official[0].items() if value} == {
        "都道府県コード又は市区町村コード": "019999",
        "NO": "1-20250702-1",
        "都道府県名": "北海道",
        "市区町村名": "さざなみ町",
        "イベント名": "【中止】かもめ体操",
        "イベント名_カナ": "カモメタイソウ",
        "開始日": "2025-07-02",
        "終了日": "2025-07-02",
        "開始時間": "09:00",
        "終了時間": "10:00",
        "開始日時特記事項": "中止：会場の都合",
        "説明": "海を見ながら体をほぐします。",
        "料金(基本)": "無料",
        "連絡先名称": "ささえあい課 くらしの係",
        "連絡先電話番号": "0123-45-6789",
        "場所名称": "浜の集会所",
        "住所": "北海道さざなみ町浜3-4",
        "緯度": "42.1",
        "経度": "141.2",
        "駐車場情報": "ある",
        "URL": "http://testserver/activities/1/",
        "備考": "対象：どなたでも",
    }


# Encodings


def test_the_older_encoding_is_kept_apart_from_the_usual_one(client):
    make.programme(licence="cc0-1.0")
    make.activity(name="葛󠄀城の会🐦", schedule_words="毎週水曜日 9時〜10時")
    cache.clear()

    for _ in range(2):  # rendered, and from the cache
        assert [row["名前"] for row in table(client, "activities")] == ["葛󠄀城の会🐦"]
        assert [row["名前"] for row in table(client, "activities", encoding="cp932")] == ["葛〓城の会〓"]
        assert table(client, "sessions", encoding="cp932")[0]["活動の名前"] == "葛〓城の会〓"


@pytest.mark.parametrize("asked", ["?encoding=utf-16", "?encoding=", "?encoding=cp932&encoding=x", "?x=1"])
def test_what_else_an_address_asks_for_changes_nothing(client, asked):
    make.programme(licence="cc0-1.0")
    make.activity(name="葛󠄀城の会")

    usual, other = client.get("/opendata/activities.csv"), client.get(f"/opendata/activities.csv{asked}")

    assert (other.content, other["ETag"]) == (usual.content, usual["ETag"])


# What must stay out


@pytest.mark.parametrize("address", files())
def test_no_file_holds_what_is_hidden(client, address):
    kept = plant()
    make.headcount(activity=Activity.objects.get(name="かもめ体操"), slot=3, people=7654)

    text = client.get(address).content.decode()

    leaks = [
        SECRET,
        "0999",
        "浜田",
        "hamada",
        "磯部 花子",
        "090-0000-1234",
        "夕方がつながる",
        "7654",
        *kept.values(),
    ]
    assert [leak for leak in leaks if leak in text] == []
    assert "かもめ" in text


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "＝1", "@x", "-1", "\t=1", "\r+1"])
def test_no_cell_is_a_formula(client, name):
    make.programme(licence="cc0-1.0")
    hall = make.place(name=name, address=name)
    make.activity(
        name=name, summary=name, schedule_words="毎週水曜日 9時から", places=(hall,), fee_words=name
    )

    for kind in ("activities", "places", "sessions", "events"):
        for asked in ({}, {"encoding": "cp932"}):
            cells = [cell for row in table(client, kind, **asked) for cell in row.values()]
            assert [cell for cell in cells if cell[:1] in tuple("=+-@\t\r＝＋－＠")] == []
    assert by_json(client, "activities")["rows"][0]["fee_words"] == name.strip("\r")
