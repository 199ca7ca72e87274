"""The page that the city published on 2025-07-20, as rows: every fact is there, and nothing is invented."""

from datetime import date
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command

from activities.models import Activity, ActivityRole, Place, Recruitment
from coordinators.models import Coordinator, Submission
from coordinators.models.inquiries import SUSPECT_DAYS
from councils.models import (
    Area,
    ContactOffice,
    Council,
    Organisation,
    Page,
    Programme,
    ProgrammeSection,
    RelatedLink,
    Tier,
    Town,
)
from fujimino_support.editing.models import LastChange
from tests.standing import standing

pytestmark = pytest.mark.django_db

APPS = ["editing", "councils", "activities", "coordinators"]


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    def load():
        call_command("loaddata", "towns", "programme", verbosity=0)

    with standing(django_db_blocker, load, tmp_path_factory.mktemp("media")):
        yield


def dump():
    out = StringIO()
    call_command("dumpdata", *APPS, indent=1, stdout=out)
    return out.getvalue()


def rows():
    return [
        row
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        for row in model._base_manager.all()
    ]


def test_loading_it_twice_leaves_every_byte_as_it_was():
    before = dump()

    call_command("loaddata", "programme", verbosity=0)
    call_command("loaddata", "towns", verbosity=0)

    assert dump() == before


def test_every_row_would_pass_its_form():
    for row in rows():
        row.full_clean()


def test_no_text_begins_or_ends_with_a_space_that_its_form_would_take_away():
    padded = [
        f"{row._meta.model_name} {row.pk}, {field.name}: {value!r}"
        for row in rows()
        for field in row._meta.concrete_fields
        if isinstance(value := field.value_from_object(row), str) and value != value.strip()
    ]

    assert padded == []


# The frame


def test_the_programme_its_city_and_its_operator():
    facts = Programme.objects.values(
        "name", "prefecture", "city", "city_code", "operator", "operator_link_label", "as_of"
    )

    assert list(facts) == [
        {
            "name": "生活支援体制整備事業",
            "prefecture": "埼玉県",
            "city": "ふじみ野市",
            "city_code": "112453",
            "operator": "ふじみ野市社会福祉協議会",
            "operator_link_label": "ふじみ野市社会福祉協議会 生活支援体制整備事業について",
            "as_of": date(2025, 7, 20),
        }
    ]
    assert LastChange.objects.get().on == date(2025, 7, 20)


def test_the_office_to_call():
    assert list(ContactOffice.objects.values()) == [
        {
            "id": Programme.objects.get().office_id,
            "name": "地域福祉課 福祉総合支援チーム",
            "short_name": "地域福祉課",
            "postal_code": "356-8501",
            "address": "埼玉県ふじみ野市福岡1-1-1",
            "phone": "049-262-8130",
            "fax": "049-261-5960",
            "mail": "",
            "inbox": "",
            "hours": "",
        }
    ]


def test_two_tiers_and_their_five_councils():
    assert list(Tier.objects.values_list("level", "name", "scope")) == [
        (1, "第一層", "市全域"),
        (2, "第二層", "日常生活圏域"),
    ]
    assert list(Council.objects.values_list("tier__level", "name", "area__name", "area__slug")) == [
        (1, "地域ケア推進会議", None, None),
        (2, "かすみがおか協議体", "かすみがおか", "kasumigaoka"),
        (2, "ふくおか協議体", "ふくおか", "fukuoka"),
        (2, "おおい協議体", "おおい", "oi"),
        (2, "つるがまい協議体", "つるがまい", "tsurugamai"),
    ]


def test_four_areas_look_different():
    assert len(set(Area.objects.values_list("theme", flat=True))) == 4


def test_four_coordinators_by_surname_in_their_order():
    assert [coordinator.surname for coordinator in Coordinator.objects.all()] == [
        "瀧澤",
        "冨田",
        "松尾",
        "目崎",
    ]


def test_the_sections_keep_their_headings():
    assert list(ProgrammeSection.objects.order_by("slug").values_list("slug", "slot", "heading")) == [
        ("about", "introduction", "生活支援体制整備事業とは"),
        ("activities", "activities", "第二層協議体から生まれた活動・取り組み"),
        ("benches", "benches", "いすを置く場所を探しています"),
        ("coordinators", "coordinators", "生活支援コーディネーターとは"),
        ("join", "join", "できることを、できるときに"),
        ("towns", "towns", "町の一覧について"),
    ]


def test_the_pages_that_every_portal_needs_are_public():
    assert list(Page.objects.values_list("slug", "state")) == [
        ("about", "public"),
        ("accessibility", "public"),
        ("privacy", "public"),
        ("credits", "public"),
    ]


# The activities

ACTIVITIES = [
    # number, council, name, schedule, where
    (
        1,
        "かすみがおか協議体",
        "あいさつキャラバン",
        "令和7年度は9月・12月（日は未定）",
        "上福岡西口ココネ広場、スクランブル交差点など",
    ),
    (2, "かすみがおか協議体", "にじいろTIME", "毎月最終月曜日", "介護予防センター"),
    (3, "かすみがおか協議体", "ベンチプロジェクト", "常時", "市内"),
    (
        4,
        "ふくおか協議体",
        "中丸さんちの体操",
        "毎週月曜日 10時から12時",
        "ほほえみ中丸デイサービス2階ホール",
    ),
    (5, "ふくおか協議体", "大原自治会 花そだて", "不定期", ""),
    (6, "おおい協議体", "ソレイユひろば", "3か月に1回程度", "亀居会館、亀久保区画整理記念公園"),
    (7, "おおい協議体", "地域だれでも食堂", "2か月から3か月に1回程度", "SOMPOケアラヴィーレふじみ野"),
    (
        8,
        "つるがまい協議体",
        "緑ケ丘立ち寄りカフェ・緑ヶ丘マルシェ",
        "毎週金曜日 13時から16時（毎月1回、オレンジカフェを兼ねます）",
        "緑ケ丘会館",
    ),
    (9, "つるがまい協議体", "鶴ケ岡マルシェ", "毎月最終火曜日", "鶴ケ岡会館"),
    (10, "つるがまい協議体", "亀ボッチャ", "不定期（年4回）", "大井総合福祉センターなど"),
]


def test_the_page_on_privacy_tells_of_the_form_what_the_code_does():
    body = Page.objects.get(slug="privacy").body

    assert f"迷惑の疑いがあるものは、{SUSPECT_DAYS}日で消します。" in body
    assert f"符号に変えて、{Submission.kept_for.span.days}日だけ残します。" in body
    assert (
        "メールフォームの「書いていただいたことの使いみち」に書いています。" in body
    )  # what staff may change


def test_ten_activities_stand_under_their_councils_with_when_and_where():
    facts = [
        (row.number, row.council.name, row.name, row.schedule_words, row.where.replace(" ", ""))
        for row in Activity.objects.for_display().in_order()
    ]

    assert facts == ACTIVITIES


def test_all_ten_are_public_and_running():
    today = date(2025, 7, 20)

    assert Activity.objects.published(today).filter(status="running").count() == 10


# What the page tells of each, in words that carry a fact: a name, a date, a figure or a quotation.
TOLD = {
    1: ["「広げよう挨拶の輪 笑顔あふれる居場所をつくろう」", "市内", "あゆみの会", "保育園児"],
    2: [
        "霞ヶ丘自治会",
        "地区民生委員",
        "社協霞ヶ丘支部",
        "三者",
        "高齢者あんしん相談センターかすみがおか",
        "URコミュニティ",
        "高齢者相談員",
    ],
    3: ["ふじみ野市ベンチプロジェクト", "買い物", "健康度", "幸福度", "いす"],
    4: [
        "65歳以上",
        "アンケート",
        "新型コロナ",
        "ラジオ体操指導員",
        "民生委員",
        "15人",
        "気功",
        "防災",
        "文京学院大学",
        "BICS",
        "ボッチャ",
    ],
    5: ["花だん", "たねダンゴ", "孤立", "無縁", "縁やゆかり"],
    6: ["居場所", "文京学院大学", "学生ボランティア", "社協支部", "福祉委員"],
    7: ["すべての人", "キッチンカー", "体験ブース", "相談会"],
    8: [
        "令和4年11月4日",
        "どなたでも参加できること",
        "令和5年5月5日",
        "トルコ大震災",
        "8月2日",
        "大使館",
        "夏休み企画",
        "毎月1回",
        "オレンジカフェ",
    ],
    9: ["人生100年時代", "健康問題/孤独解消", "ぴんしゃん体操", "月に1回", "テーマ", "保育園児"],
    10: ["文京学院大学", "令和5年度", "年に4回", "多世代", "社会福祉士", "保育士"],
}


def test_the_words_of_each_activity_carry_its_facts():
    words = {row.number: f"{row.summary}\n{row.body}" for row in Activity.objects.all()}

    missing = {
        number: [fact for fact in facts if fact not in words[number]] for number, facts in TOLD.items()
    }

    assert missing == {number: [] for number in range(1, 11)}


def test_what_is_known_as_a_figure_is_a_figure():
    facts = Activity.objects.exclude(started_on=None, usual_headcount=None)

    assert list(facts.values_list("number", "started_on", "usual_headcount")) == [
        (4, date(2023, 12, 11), 15),
        (8, date(2022, 11, 4), None),
    ]


def test_the_programme_names_its_tiers_and_where_their_questions_come_from():
    about = ProgrammeSection.objects.get(slug="about").body
    second = Tier.objects.get(level=2).body

    facts = {
        "社会福祉協議会": about,
        "地域ケア推進会議": about,
        "4つの圏域": about,
        "アンケート調査": second,
        "自立支援型地域ケア会議": second,
        "「地域共生社会」": second,
        "ボランティア": second,
    }
    assert [fact for fact, text in facts.items() if fact not in text] == []


def test_organisations_and_what_they_do():
    roles = ActivityRole.objects.order_by("activity__number", "order")

    assert list(roles.values_list("activity__number", "organisation__name", "role", "words")) == [
        (1, "あゆみの会", "partner", "保育園児が参加"),
        (2, "霞ヶ丘自治会", "host", ""),
        (2, "霞ヶ丘の地区民生委員", "host", ""),
        (2, "社協霞ヶ丘支部", "host", ""),
        (2, "高齢者あんしん相談センターかすみがおか", "partner", ""),
        (2, "URコミュニティ", "partner", "高齢者相談員"),
        (4, "ラジオ体操指導員", "partner", ""),
        (4, "民生委員", "partner", ""),
        (4, "文京学院大学", "partner", "BICSのみなさん"),
        (4, "ほほえみ中丸デイサービス", "venue", "2階ホール"),
        (5, "大原自治会", "host", ""),
        (6, "文京学院大学", "partner", "学生ボランティア"),
        (6, "社協支部", "partner", "福祉委員"),
        (7, "SOMPOケアラヴィーレふじみ野", "venue", ""),
        (10, "文京学院大学", "partner", "学生"),
    ]


def test_every_organisation_takes_part_in_something_and_works_where_it_does():
    for organisation in Organisation.objects.prefetch_related("areas", "activity_roles__activity__council"):
        at_work = {role.activity.council.area for role in organisation.activity_roles.all()}

        assert at_work == set(organisation.areas.all())
        assert at_work != set()


# The traps of the table


def test_what_stands_in_the_place_column_of_the_flower_growers_is_their_schedule():
    flowers = Activity.objects.get(number=5)

    assert (flowers.schedule_words, flowers.where, list(flowers.places.all())) == ("不定期", "", [])


def test_the_boccia_is_irregular_and_also_four_times_a_year():
    assert Activity.objects.get(number=10).schedule_words == "不定期（年4回）"


def test_one_weekly_activity_has_two_names_in_both_spellings_and_a_monthly_cafe_inside():
    cafe = Activity.objects.get(name__contains="立ち寄り")

    assert cafe.name == "緑ケ丘立ち寄りカフェ・緑ヶ丘マルシェ"
    assert cafe.schedule_words == "毎週金曜日 13時から16時（毎月1回、オレンジカフェを兼ねます）"
    assert Activity.objects.filter(name__contains="オレンジ").count() == 0


def test_the_square_has_two_places_in_their_order():
    square = Activity.objects.for_display().get(number=6)

    assert [place.name for place in square.venues] == ["亀居会館", "亀久保区画整理記念公園"]


def test_the_bench_project_looks_for_hosts():
    assert list(Recruitment.objects.values_list("activity__number", "seeking", "who", "open_until")) == [
        (3, "hosts", "企業・店舗・個人の方", None)
    ]


def test_the_plan_of_months_belongs_to_its_year():
    assert Activity.objects.get(number=1).schedule_words == "令和7年度は9月・12月（日は未定）"


# What is not known is empty


def filled(queryset, *fields):
    """The values of fields that the page does not give: {} when nothing was invented."""
    unknown = ("", None, "unknown")
    return {
        f"{row} {field}": getattr(row, field)
        for row in queryset
        for field in fields
        if getattr(row, field) not in unknown
    }


def test_of_ten_places_only_the_names_are_known():
    names = list(Place.objects.order_by("number").values_list("number", "name"))
    known = filled(
        Place.objects.all(),
        *("kana", "address", "latitude", "longitude", "phone", "access", "nearest_stop"),
        *("steps", "lift", "toilet", "parking", "chairs"),
    )

    assert names == [
        (1, "上福岡西口ココネ広場"),
        (2, "スクランブル交差点"),
        (3, "介護予防センター"),
        (4, "ほほえみ中丸デイサービス"),
        (5, "亀居会館"),
        (6, "亀久保区画整理記念公園"),
        (7, "SOMPOケアラヴィーレふじみ野"),
        (8, "緑ケ丘会館"),
        (9, "鶴ケ岡会館"),
        (10, "大井総合福祉センター"),
    ]
    assert known == {}


def test_no_reading_is_invented_for_a_name_that_has_kanji():
    assert filled(Activity.objects.all(), "kana") == {}
    assert filled(Council.objects.all(), "kana") == {}
    assert filled(Organisation.objects.all(), "kana") == {}
    assert filled(Town.objects.all(), "kana") == {}
    assert filled(Coordinator.objects.all(), "surname_kana", "given_name", "given_name_kana") == {}
    assert [area.kana for area in Area.objects.all()] == [area.name for area in Area.objects.all()]


def test_one_consultation_centre_is_named_and_no_phone_of_any_is_known():
    assert list(Area.objects.values_list("slug", "centre_name", "centre_phone")) == [
        ("kasumigaoka", "高齢者あんしん相談センターかすみがおか", ""),
        ("fukuoka", "", ""),
        ("oi", "", ""),
        ("tsurugamai", "", ""),
    ]


def test_coordinators_have_no_area_no_term_and_no_face_yet():
    people = Coordinator.objects.all()

    assert filled(people, "in_post_from", "in_post_until", "message") == {}
    assert [list(person.areas.all()) for person in people] == [[], [], [], []]
    assert [person.face for person in people] == [None, None, None, None]


def test_the_address_of_the_operators_page_is_not_known_and_no_licence_is_chosen():
    programme = Programme.objects.get()

    assert (programme.operator_link, programme.licence) == ("", "")
    assert list(RelatedLink.objects.exclude(url="")) == []


def test_nothing_is_said_of_fees_bookings_contacts_or_confirmations():
    unknown = ("fee", "fee_words", "booking", "booking_words", "bring", "contact_name", "contact_phone")

    assert filled(Activity.objects.all(), *unknown, "confirmed_on", "public_from", "public_until") == {}
    assert list(Activity.objects.exclude(audience="").values_list("number", "audience")) == [
        (6, "どなたでも"),
        (7, "どなたでも"),
        (8, "どなたでも"),
    ]


@pytest.mark.parametrize(
    "label",
    [
        "councils.AreaAssignment",
        "councils.ContactPerson",
        "councils.Meeting",
        "councils.Notice",
        "activities.Photo",
        "editing.User",
    ],
)
def test_no_row_stands_for_what_the_page_does_not_tell(label):
    assert list(apps.get_model(label).objects.all()) == []


# The towns

CHOME = ["一丁目", "二丁目", "三丁目", "四丁目", "五丁目", "六丁目"]
NUMBERED_TOWNS = {
    "うれし野": 2, "ふじみ野": 4, "上ノ原": 3, "上福岡": 6, "上野台": 3, "中ノ島": 1, "中丸": 2, "仲": 3,
    "元福岡": 3, "北野": 2, "南台": 2, "大井中央": 4, "大原": 2, "市沢": 3, "新田": 2, "新駒林": 4, "旭": 1,
    "東久保": 1, "松山": 2, "桜ケ丘": 3, "清見": 4, "滝": 3, "福岡中央": 2, "築地": 3, "緑ケ丘": 2, "花ノ木": 2,
    "西": 2, "西原": 2, "谷田": 2, "長宮": 2, "霞ケ丘": 3, "駒林元町": 4, "駒西": 3, "鶴ケ岡": 5, "鶴ケ舞": 3,
}  # fmt: skip
WHOLE_AND_NUMBERED_TOWNS = {"亀久保": 4, "大井": 2, "川崎": 2, "福岡": 3, "苗間": 1, "西鶴ケ岡": 2}
WHOLE_TOWNS = [
    "中福岡", "丸山", "大井武蔵野", "富士見台", "本新田", "水宮", "池上", "福岡新田", "福岡武蔵野", "駒林",
]  # fmt: skip


def test_all_125_towns_are_there():
    numbered = {**NUMBERED_TOWNS, **WHOLE_AND_NUMBERED_TOWNS}
    expected = {f"{town}{chome}" for town, count in numbered.items() for chome in CHOME[:count]}
    expected |= {*WHOLE_AND_NUMBERED_TOWNS, *WHOLE_TOWNS}

    assert set(Town.objects.values_list("name", flat=True)) == expected
    assert Town.objects.count() == 125


def test_no_town_is_put_into_an_area_before_somebody_knows():
    assert list(Town.objects.exclude(area=None)) == []


def test_every_town_has_a_point_within_the_city():
    outside = [
        town.name
        for town in Town.objects.all()
        if not (35.83 < town.latitude < 35.91 and 139.47 < town.longitude < 139.56)
    ]

    assert outside == []


def test_the_source_of_the_towns_is_credited():
    assert [
        words for words in ("Geolonia", "CC BY 4.0") if words not in Page.objects.get(slug="credits").body
    ] == []
