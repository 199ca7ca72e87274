from datetime import date
from typing import Any
from urllib.parse import quote

import pytest

from tests import make
from tests.pages.reading import (
    Table,
    facts,
    items,
    lines,
    links,
    main,
    outline,
    read,
    tables,
    title,
    under,
    words,
)
from tests.pages.the_table import ASK, HEADER, SUMMARY, UNDATED, row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("early_in_july")]

MAP = "https://www.google.com/maps/search/?api=1&query="

BY_DATE = "活動（次の日にちが近い順）"

YESTERDAY, TODAY, TOMORROW = date(2025, 6, 30), date(2025, 7, 1), date(2025, 7, 2)
HIDDEN: list[dict[str, Any]] = [
    {"state": "draft"},
    {"state": "withdrawn"},
    {"status": "ended"},
    {"public_from": TOMORROW},
    {"public_until": YESTERDAY},
]
SHOWN: list[dict[str, Any]] = [
    {"status": "running"},
    {"status": "paused"},
    {"status": "preparing"},
    {"public_from": TODAY, "public_until": TODAY},
]


def plant_hidden_activities(council):
    for number, facts_ in enumerate(HIDDEN):
        make.activity(council=council, name=f"見えない会{number}", **facts_)


# The list


def test_an_empty_list_says_so(client):
    page = read(client.get("/activities/"))

    assert title(page) == "活動をさがす"
    assert outline(main(page)) == [(1, "活動をさがす")]
    assert [words for words, _ in links(main(page))] == ["表紙", "お住まいの町からさがす"]
    assert tables(page) == []
    assert "あてはまる活動は0件です。" in lines(main(page))
    assert lines(main(page))[-1].startswith("あてはまる活動は、いまはありません。")


def test_the_list_shows_what_residents_may_see_and_nothing_else(client):
    council = make.council()
    plant_hidden_activities(council)
    for number, facts_ in enumerate(SHOWN):
        make.activity(council=council, name=f"見える会{number}", order=number, **facts_)

    page = read(client.get("/activities/"))

    assert tables(page) == [
        Table(
            BY_DATE,
            HEADER,
            [
                row("見える会0 はまなす"),
                row("見える会1 休止中 はまなす", when=ASK),
                row("見える会2 準備中 はまなす", when=ASK),
                row("見える会3 はまなす"),
            ],
        )
    ]
    assert "4件の活動があります。" in lines(main(page))
    assert "見えない会" not in "".join(lines(page))


def test_all_of_the_city_by_their_next_dates(client, published):
    page = read(client.get("/activities/"))

    assert [(table.caption, len(table.rows)) for table in tables(page)] == [(BY_DATE, 10)]
    assert "10件の活動があります。" in lines(main(page))


@pytest.mark.parametrize(
    ("query", "count", "chosen"),
    [
        ("?area=oi", "2件の活動があります。", "おおい（2件）"),
        ("?area=", "10件の活動があります。", "すべての地域"),
    ],
)
def test_a_visitor_narrows_the_list_by_area(client, published, query, count, chosen):
    page = read(client.get(f"/activities/{query}"))

    assert count in lines(main(page))
    assert [option.text for option in options(page, "area") if "selected" in option.attrib] == [chosen]


def test_an_area_that_does_not_exist_is_a_message(client, published):
    response = client.get("/activities/?area=atlantis")

    assert response.status_code == 200
    assert "その地域はありません。一覧から選んでください。" in lines(main(read(response)))


def test_the_choice_offers_every_area(client, published):
    offered = options(read(client.get("/activities/")), "area")

    assert [(option.get("value"), option.text) for option in offered] == [
        ("", "すべての地域"),
        ("kasumigaoka", "かすみがおか（3件）"),
        ("fukuoka", "ふくおか（2件）"),
        ("oi", "おおい（2件）"),
        ("tsurugamai", "つるがまい（3件）"),
    ]


def options(page, name):
    (select,) = [select for select in page.iter("select") if select.get("name") == name]
    return list(select.iter("option"))


def fill_two_pages():
    council = make.council()
    plant_hidden_activities(council)
    for number in range(21):
        make.activity(council=council, name=f"茶話会{number:02}", order=number)
    make.activity(
        council=make.council(
            name="しおさい協議会", area=make.area(name="しおさい", slug="shiosai"), order=200
        )
    )


def names(page):
    return [cells[0].split()[0] for table in tables(page) for cells in table.rows]


def test_a_long_list_has_pages(client):
    fill_two_pages()

    first, second = (read(client.get(f"/activities/?page={number}")) for number in (1, 2))

    assert names(first) == [f"茶話会{number:02}" for number in range(20)]
    assert names(second) == ["茶話会20", "かもめ体操"]
    assert links(main(first))[-1] == ("次のページ", "?page=2#found")
    assert links(main(second))[-1] == ("前のページ", "?page=1#found")
    assert [title(page) for page in (first, second)] == ["活動をさがす", "活動をさがす（2ページ目）"]
    assert ["1 / 2 ページ" in lines(main(first)), "2 / 2 ページ" in lines(main(second))] == [True, True]


def test_pages_keep_the_chosen_area(client):
    fill_two_pages()

    first = read(client.get("/activities/?area=hamanasu"))
    second = read(client.get("/activities/?area=hamanasu&page=2"))

    assert names(second) == ["茶話会20"]
    assert links(main(first))[-1] == ("次のページ", "?area=hamanasu&page=2#found")
    assert links(main(second))[-1] == ("前のページ", "?area=hamanasu&page=1#found")


@pytest.mark.parametrize("number", ["0", "3", "-1", "x", "", "1.0", "1e1", "１", "1000000000", "9" * 30])
def test_there_is_no_other_page(client, number):
    fill_two_pages()

    assert client.get(f"/activities/?page={number}").status_code == 404


# One activity


def activity_page(client, activity):
    return read(client.get(f"/activities/{activity.number}/"))


def test_an_activity_about_which_everything_is_known(client):
    make.programme(as_of=date(2025, 4, 1))
    here = make.area()
    activity = make.activity(
        council=make.council(area=here),
        kana="かもめたいそう",
        category=make.category(),
        body="冬も休まず続けている。\n\n■持ってくるもの\n・帽子",
        schedule_words="毎週水曜日 9時から10時",
        places=(
            make.place(
                kana="はまのしゅうかいじょ",
                address="北海道さざなみ町浜3-4",
                phone="0123-45-2222",
                access="波止場から坂を上がる。",
                nearest_stop="波止場前",
                steps="no",
                lift="yes",
                chairs="yes",
            ),
            make.place(name="かもめ広場"),
        ),
        place_words="のそば",
        audience="どなたでも",
        fee="paid",
        fee_words="お茶代50円",
        booking="needed",
        booking_words="前の日までに",
        bring="タオル",
        usual_headcount=12,
        started_on=date(2020, 6, 1),
        contact_name="磯部",
        contact_phone="0123-45-3333",
        confirmed_on=date(2025, 6, 1),
    )
    activity.contact_people.add(make.contact_person())
    make.role(activity=activity, role="host", words="会長と有志", order=1)
    hidden = make.organisation(name="名を伏せた店", is_public=False)
    make.role(activity=activity, organisation=hidden, order=0)
    make.recruitment(activity=activity, title="きのうまで", open_until=YESTERDAY)
    make.recruitment(
        activity=activity, body="月に1回。", who="高校生から", seeking="members", open_until=TODAY
    )
    make.photo(activity=activity, alternative_text="浜辺で体操している。", caption="令和6年の夏", order=1)
    make.photo(activity=activity, alternative_text="同意のない顔", consent="unchecked", order=0)

    page = activity_page(client, activity)

    assert title(page) == "かもめ体操（はまなす）｜さざなみ支え合い帳"
    assert outline(main(page)) == [
        (1, "かもめ体操"),
        (2, "次回"),
        (2, "これからの日程"),
        (2, "メールフォームで伝える"),
        (2, "どんな活動ですか"),
        (3, "持ってくるもの"),
        (2, "写真"),
        (2, "浜の集会所（はまのしゅうかいじょ）"),
        (2, "いっしょに活動しているところ"),
        (2, "募集しています"),
        (3, "浜の掃除をする人"),
        (2, "カレンダーに入れる"),
    ]
    assert facts(main(page)) == [
        ("いつ", "毎週水曜日 9時から10時"),
        ("どこ", "浜の集会所、かもめ広場のそば"),
        ("参加できる方", "どなたでも"),
        ("参加費", "有料（お茶代50円）"),
        ("申し込み", "必要（前の日までに）"),
        ("持ち物", "タオル"),
        ("人数", "いつもは12人くらい"),
        ("問い合わせ先", "磯部 0123-45-3333"),
        ("確認日", "令和7年6月1日（日曜日）"),
        ("住所", "北海道さざなみ町浜3-4 地図で見る（外部サイト）"),
        ("最寄り", "波止場前"),
        ("行き方", "波止場から坂を上がる。"),
        ("電話", "0123-45-2222"),
        ("段差", "ない"),
        ("エレベーター", "ある"),
        ("いす", "ある"),
        ("募集", "いっしょに参加する方（高校生から）"),
        ("いつまで", "令和7年7月1日（火曜日）"),
    ]
    shown = lines(main(page))
    for line in (
        "かもめたいそう",
        "はまなす協議会 手しごと",
        SUMMARY,
        "令和2年6月1日（月曜日）に始まりました。",
    ):
        assert line in shown
    assert lines(under(main(page), "どんな活動ですか"))[1:] == [
        "冬も休まず続けている。",
        "持ってくるもの",
        "帽子",
    ]
    assert items(under(main(page), "いっしょに活動しているところ")) == ["主催 浜町内会（会長と有志）"]
    assert items(under(main(page), "写真")) == ["令和6年の夏"]
    assert [image.get("alt") for image in under(main(page), "写真").iter("img")] == ["浜辺で体操している。"]
    assert links(main(page)) == [
        ("表紙", "/"),
        ("はまなす", "/areas/hamanasu/"),
        ("電話で聞く 0123-45-3333", "tel:0123453333"),
        ("はまなす協議会", activity.council.get_absolute_url()),
        ("0123-45-3333", "tel:0123453333"),
        ("この活動に参加したい", "/contact/?about=join&activity=1"),
        ("この情報が古い・まちがっている", "/contact/?about=outdated&activity=1"),
        ("地図で見る（外部サイト）", MAP + quote("北海道さざなみ町浜3-4")),
        ("0123-45-2222", "tel:0123452222"),
        (
            "メールフォームで申し出る：浜の掃除をする人",
            f"/contact/?about=join&recruitment={activity.recruitments.get(title='浜の掃除をする人').pk}",
        ),
        ("カレンダーに登録する", "webcal://testserver/activities/1/calendar.ics"),
        ("登録できないときは、ファイルで入れる", "/activities/1/calendar.ics"),
    ]


def test_an_activity_about_which_little_is_known(client):
    make.programme()
    activity = make.activity()

    page = activity_page(client, activity)

    assert outline(main(page)) == [(1, "かもめ体操"), (2, "次回"), (2, "メールフォームで伝える")]
    assert facts(main(page)) == [
        ("ほか", f"日時・場所・参加できる方・参加費・申し込みは、{ASK}。"),
        ("問い合わせ先", "ささえあい課 くらしの係 0123-45-6789"),
        ("確認日", "まだ確かめていません"),
    ]


def test_an_activity_without_a_programme_row_has_nobody_to_ask(client):
    assert facts(main(activity_page(client, make.activity()))) == [
        ("ほか", f"日時・場所・参加できる方・参加費・申し込みは、{ASK}。"),
        ("問い合わせ先", ""),
        ("確認日", "まだ確かめていません"),
    ]


def test_an_activity_of_the_whole_town_is_found_in_the_list(client):
    council = make.council(name="町ぐるみ会議", tier=make.tier(1), area=None)
    activity = make.activity(council=council)

    page = activity_page(client, activity)

    assert title(page) == "かもめ体操"
    assert links(main(page)) == [
        ("表紙", "/"),
        ("活動をさがす", "/activities/"),
        ("町ぐるみ会議", council.get_absolute_url()),
        ("この活動に参加したい", "/contact/?about=join&activity=1"),
        ("この情報が古い・まちがっている", "/contact/?about=outdated&activity=1"),
    ]


def test_an_activity_not_confirmed_tells_as_of_when_it_stands(client):
    make.programme(as_of=date(2025, 4, 1))

    page = activity_page(client, make.activity())

    assert (
        dict(facts(main(page)))["確認日"] == "まだ確かめていません（令和7年4月1日（火曜日）時点の情報です）"
    )


@pytest.mark.parametrize(
    ("facts_", "answers"),
    [
        ({"fee": "free"}, [("参加費", "無料"), ("ほか", f"日時・場所・参加できる方・申し込みは、{ASK}。")]),
        (
            {"fee_words": "実費"},
            [("参加費", "実費"), ("ほか", f"日時・場所・参加できる方・申し込みは、{ASK}。")],
        ),
        (
            {"fee": "free", "fee_words": "お茶も", "booking": "not_needed", "audience": "大人"},
            [
                ("参加できる方", "大人"),
                ("参加費", "無料（お茶も）"),
                ("申し込み", "いらない"),
                ("ほか", f"日時・場所は、{ASK}。"),
            ],
        ),
    ],
)
def test_what_is_not_known_is_gathered_into_one_line(client, facts_, answers):
    page = activity_page(client, make.activity(**facts_))

    asked = ("参加できる方", "参加費", "申し込み", "ほか")
    assert [fact for fact in facts(main(page)) if fact[0] in asked] == answers


UNKNOWN_NEXT = {
    "running": "次回は未定です。お問い合わせください。",
    "paused": "いまは、お休みしています。また始まる日は、お問い合わせください。",
    "preparing": "いまは、準備をしています。始まる日は、お問い合わせください。",
}


@pytest.mark.parametrize("status", UNKNOWN_NEXT)
@pytest.mark.parametrize(
    ("facts_", "number"), [({}, "0123-45-6789"), ({"contact_phone": "0123-45-3333"}, "0123-45-3333")]
)
def test_where_no_day_is_known_the_page_says_so_with_the_number_to_call(client, status, facts_, number):
    make.programme()
    activity = make.activity(status=status, schedule_words="不定期", **facts_)

    page = main(activity_page(client, activity))
    (row_,) = tables(read(client.get("/activities/")))[0].rows

    said = under(page, "次回")
    assert lines(said) == ["次回", UNKNOWN_NEXT[status], f"電話で聞く {number}"]
    assert links(said) == [(f"電話で聞く {number}", f"tel:{number.replace('-', '')}")]
    assert row_[1] == (f"{UNDATED} {number} 不定期" if status == "running" else "不定期")


def test_what_goes_on_at_any_time_has_no_day_to_ask_for(client):
    make.programme()
    activity = make.activity(schedule_words="常時")

    page = main(activity_page(client, activity))
    (row_,) = tables(read(client.get("/activities/")))[0].rows

    assert "いつも行っている活動で、決まった日はありません。" in words(page)
    assert row_[1] == "常時"


def test_the_next_session_names_its_place_where_that_is_not_the_usual_one(client):
    hall, lawn = make.place(), make.place(name="かもめ広場")
    activity = make.activity(places=(hall,), schedule_words="毎週水曜日 9時から10時")
    change = make.session_change(activity=activity, date=TOMORROW, decision="changed", place=lawn)

    def told() -> list[str]:
        return tables(read(client.get("/activities/")))[0].rows[0][1:3]

    moved = told()
    change.place = hall
    change.save()
    when = "次回 あす 7月2日（水曜日） 9時から10時 場所がいつもと違います 毎週水曜日 9時から10時"
    assert moved == [when, "次回はかもめ広場 （いつもは浜の集会所）"]
    assert told() == [when, "浜の集会所"]


def test_a_number_to_ring_needs_no_name(client):
    make.programme()

    page = activity_page(client, make.activity(contact_phone="0123-45-3333"))

    assert dict(facts(main(page)))["問い合わせ先"] == "0123-45-3333"


POINT = {"latitude": "42.111111", "longitude": "141.222222"}
ADDRESS = {"address": "北海道さざなみ町浜3-4"}


@pytest.mark.parametrize(
    ("known", "answer", "address"),
    [
        (
            ADDRESS,
            [("住所", "北海道さざなみ町浜3-4 地図で見る（外部サイト）")],
            [MAP + quote(ADDRESS["address"])],
        ),
        (POINT, [("地図", "地図で見る（外部サイト）")], [f"{MAP}42.111111%2C141.222222"]),
        (
            {**ADDRESS, **POINT},
            [("住所", "北海道さざなみ町浜3-4 地図で見る（外部サイト）")],
            [f"{MAP}42.111111%2C141.222222"],
        ),
    ],
)
def test_a_map_is_offered_only_where_the_place_is_known(client, known, answer, address):
    unknown = make.place(name="浜の集会所", steps="no")
    activity = make.activity(places=(make.place(name="かもめ広場", **known), unknown))

    page = main(activity_page(client, activity))
    part = under(page, "かもめ広場")

    assert [words for words, _ in links(under(page, "浜の集会所"))] == []

    assert facts(part) == answer
    assert [address for _, address in links(part)] == address


@pytest.mark.parametrize(
    ("facts_", "status"),
    [
        ({"status": "running"}, 200),
        ({"status": "paused"}, 200),
        ({"status": "preparing"}, 200),
        ({"public_from": TODAY, "public_until": TODAY}, 200),
        ({"status": "ended"}, 410),
        ({"state": "withdrawn"}, 410),
        ({"public_until": YESTERDAY}, 410),
        ({"public_until": YESTERDAY, "status": "ended"}, 410),
        ({"state": "draft"}, 404),
        ({"state": "draft", "status": "ended"}, 404),
        ({"state": "draft", "public_until": YESTERDAY}, 404),
        ({"public_from": TOMORROW}, 404),
        ({"public_from": TOMORROW, "status": "ended"}, 404),
        ({"public_from": TOMORROW, "state": "withdrawn"}, 404),
    ],
)
def test_what_residents_knew_is_gone_and_what_they_never_knew_is_not_found(client, facts_, status):
    activity = make.activity(name="ひみつの会", **facts_)

    response = client.get(f"/activities/{activity.number}/")

    assert response.status_code == status
    assert ("ひみつの会" in response.content.decode()) is (status != 404)


def test_a_gone_activity_says_so_and_whom_to_call(client):
    make.programme()
    activity = make.activity(status="ended", body="もう読めない紹介", schedule_words="毎週水曜日")

    page = activity_page(client, activity)

    assert title(page) == "この活動の案内は終わりました｜さざなみ支え合い帳"
    assert lines(main(page)) == [
        "表紙",
        "はまなす",
        "終わった活動",
        "この活動の案内は終わりました",
        "「かもめ体操」は終わったか、いまは案内していません。",
        "くわしいことは、ささえあい課 くらしの係（電話 0123-45-6789）にお尋ねください。メールフォームでもどうぞ。",
        "はまなすのほかの活動を見る",
    ]
    assert links(main(page)) == [
        ("表紙", "/"),
        ("はまなす", "/areas/hamanasu/"),
        ("0123-45-6789", "tel:0123456789"),
        ("メールフォーム", "/contact/?activity=1"),
        ("はまなすのほかの活動を見る", "/areas/hamanasu/"),
    ]


def test_a_gone_activity_of_the_whole_town_without_an_office(client):
    council = make.council(name="町ぐるみ会議", tier=make.tier(1), area=None)
    activity = make.activity(council=council, state="withdrawn")

    assert lines(main(activity_page(client, activity))) == [
        "表紙",
        "活動をさがす",
        "終わった活動",
        "この活動の案内は終わりました",
        "「かもめ体操」は終わったか、いまは案内していません。",
        "ほかの活動を見る",
    ]


def test_a_photo_that_may_not_be_shown_leaves_no_heading(client):
    activity = make.activity()
    make.photo(activity=activity, consent="unchecked")

    assert "写真" not in [heading for _, heading in outline(main(activity_page(client, activity)))]


@pytest.mark.parametrize(
    ("number", "headings", "taking_part"),
    [
        (
            2,
            [
                "にじいろTIME",
                "次回",
                "これからの日程",
                "メールフォームで伝える",
                "どんな活動ですか",
                "いっしょに活動しているところ",
                "カレンダーに入れる",
            ],
            [
                "主催 霞ヶ丘自治会",
                "主催 霞ヶ丘の地区民生委員",
                "主催 社協霞ヶ丘支部",
                "協力 高齢者あんしん相談センターかすみがおか",
                "協力 URコミュニティ（高齢者相談員）",
            ],
        ),
        (
            6,
            [
                "ソレイユひろば",
                "次回",
                "メールフォームで伝える",
                "どんな活動ですか",
                "いっしょに活動しているところ",
            ],
            ["協力 文京学院大学（学生ボランティア）", "協力 社協支部（福祉委員）"],
        ),
    ],
)
def test_activities_of_the_city(client, published, number, headings, taking_part):
    page = read(client.get(f"/activities/{number}/"))

    assert [words for _, words in outline(main(page))] == headings
    assert items(under(main(page), "いっしょに活動しているところ")) == taking_part
