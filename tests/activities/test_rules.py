from datetime import date, time
from functools import partial

import pytest
from django.db import IntegrityError
from django.db.models import ProtectedError

from activities.models import (
    Activity,
    ActivityPlace,
    ActivityRole,
    Category,
    Photo,
    Place,
    Recruitment,
    SearchMark,
    SearchText,
    Told,
)
from councils.models import ContactPerson, Council, Organisation
from tests import make
from tests.fujimino_support.editing.rules import (
    Breach,
    changed,
    refusal_by_form,
    rules_of,
    save_past_the_form,
)

pytestmark = pytest.mark.django_db


def second_activity():
    make.activity(name="かもめ体操")
    return make.activity(name="編み物の会")


def second_place():
    make.place(name="浜の集会所")
    return make.place(name="かもめ広場")


def second_venue():
    activity = make.activity(places=(make.place(), second := make.place(name="かもめ広場")))
    return activity.held_at.get(place=second)


def second_role():
    make.role(role="host")
    return make.role(role="venue")


def second_photo():
    make.photo()
    return make.photo()


def second_recruitment():
    make.recruitment(title="浜の掃除をする人")
    return make.recruitment(title="編み手")


def place_perhaps_with(fact):
    return changed(make.place(), **{fact: "perhaps"})


def second_told():
    Told.objects.create(key="activity 1", facts={"name": "体操"})
    return Told(key="activity 2", facts={"name": "体操"})


def second_change():
    first = make.session_change()
    return make.session_change(activity=first.activity, date=date(2025, 7, 9))


def two_postponed():
    first = make.session_change(decision="postponed", new_date=date(2025, 7, 11))
    return make.session_change(
        activity=first.activity, date=date(2025, 7, 9), decision="postponed", new_date=date(2025, 7, 12)
    )


def second_act():
    make.act()
    return make.act()


def second_headcount():
    make.headcount()
    return make.headcount(slot=2)


def second_search_text():
    first, second = make.activity(), make.activity(name="花の会")
    facts = dict.fromkeys(("source", "name", "reading", "place", "words", "text"), "体操")
    SearchText.objects.create(activity=first, **facts)
    return SearchText(activity=second, **facts)


def second_vain_word():
    make.vain_word()
    return make.vain_word(word="雪かき")


def second_bench():
    make.bench()
    return make.bench(spot="裏口")


def second_synonym():
    make.synonym()
    return make.synonym(words="花・花だん")


def second_closure():
    make.closure()
    return make.closure(reason="工事のため")


BREACHES = [
    Breach(
        "category.name",
        lambda: changed(make.category(name="体操"), name=make.category().name),
        {"name": ["この 名前 を持った 分野 が既に存在します。"]},
    ),
    Breach(
        "category_drawing",
        lambda: changed(make.category(), drawing="whale"),
        {"drawing": ["'whale' は有効な選択肢ではありません。"]},
    ),
    Breach(
        "place.number",
        lambda: changed(second_place(), number=1),
        {"number": ["この 番号 を持った 場所 が既に存在します。"]},
    ),
    Breach(
        "place.name",
        lambda: changed(second_place(), name="浜の集会所"),
        {"name": ["この 名前 を持った 場所 が既に存在します。"]},
    ),
    Breach(
        "place_point",
        lambda: changed(make.place(), longitude="141.2"),
        {"__all__": ["緯度と経度は、両方を入力するか、両方を空けてください。"]},
    ),
    *(
        Breach(
            f"place_{fact}",
            partial(place_perhaps_with, fact),
            {fact: ["'perhaps' は有効な選択肢ではありません。"]},
        )
        for fact in ("steps", "lift", "toilet", "parking", "chairs")
    ),
    Breach(
        "activity.number",
        lambda: changed(second_activity(), number=1),
        {"number": ["この 番号 を持った 活動 が既に存在します。"]},
    ),
    Breach(
        "activity_name_in_council",
        lambda: changed(second_activity(), name="かもめ体操"),
        {"__all__": ["この協議体には、同じ名前の活動がもうあります。"]},
    ),
    Breach(
        "activity_contact_has_phone",
        lambda: changed(make.activity(), contact_name="磯部"),
        {"__all__": ["問い合わせ先の名前を出すときは、電話も入力してください。"]},
    ),
    Breach(
        "activities_activity_public_days",
        lambda: changed(make.activity(), public_from=date(2025, 4, 2), public_until=date(2025, 4, 1)),
        {"__all__": ["公開を終える日は、始める日と同じか、後の日にしてください。"]},
    ),
    Breach(
        "activities_activity_state",
        lambda: changed(make.activity(), state="secret"),
        {"state": ["'secret' は有効な選択肢ではありません。"]},
    ),
    Breach(
        "activity_status",
        lambda: changed(make.activity(), status="sleeping"),
        {"status": ["'sleeping' は有効な選択肢ではありません。"]},
    ),
    Breach(
        "activity_fee",
        lambda: changed(make.activity(), fee="cheap"),
        {"fee": ["'cheap' は有効な選択肢ではありません。"]},
    ),
    Breach(
        "activity_booking",
        lambda: changed(make.activity(), booking="perhaps"),
        {"booking": ["'perhaps' は有効な選択肢ではありません。"]},
    ),
    Breach(
        "activity_place_once",
        lambda: changed(second_venue(), place=Place.objects.get(name="浜の集会所")),
        {"__all__": ["同じ場所が2回選ばれています。片方を消してください。"]},
    ),
    Breach(
        "activity_role_once",
        lambda: changed(second_role(), role="host"),
        {"__all__": ["同じ団体の同じ役割が2回あります。片方を消してください。"]},
    ),
    Breach(
        "activity_role_role",
        lambda: changed(make.role(), role="captain"),
        {"role": ["'captain' は有効な選択肢ではありません。"]},
    ),
    Breach(
        "photo.image",
        lambda: changed(second_photo(), image=Photo.objects.order_by("pk").first().image.name),
        {"image": ["この 写真 を持った 写真 が既に存在します。"]},
    ),
    Breach(
        "photo_consent",
        lambda: changed(make.photo(), consent="perhaps"),
        {"consent": ["'perhaps' は有効な選択肢ではありません。"]},
    ),
    Breach(
        "photo_focus",
        lambda: changed(make.photo(), focus="inside"),
        {"focus": ["'inside' は有効な選択肢ではありません。"]},
    ),
    Breach(
        "photo_described_when_shown",
        lambda: changed(make.photo(), alternative_text=""),
        {"__all__": ["ページに出す写真には、写真の説明を入力してください。"]},
    ),
    Breach(
        "recruitment_once",
        lambda: changed(second_recruitment(), title="浜の掃除をする人"),
        {"__all__": ["この活動には、同じ題名の募集がもうあります。"]},
    ),
    Breach(
        "recruitment_seeking",
        lambda: changed(make.recruitment(), seeking="heroes"),
        {"seeking": ["'heroes' は有効な選択肢ではありません。"]},
    ),
    Breach(
        "session_change_once",
        lambda: changed(second_change(), date=date(2025, 7, 2)),
        {"__all__": ["この活動の同じ日の同じ回は、もう変更が登録されています。"]},
    ),
    Breach(
        "session_change_moved_once",
        lambda: changed(two_postponed(), new_date=date(2025, 7, 11)),
        {"__all__": ["その日に延期した回が、もうあります。別の日にするか、中止にしてください。"]},
    ),
    Breach(
        "session_change_slot",
        lambda: changed(make.session_change(), slot=21),
        {"slot": ["20までの数です。"]},
    ),
    Breach(
        "session_change_decision",
        lambda: changed(make.session_change(), decision="forgotten"),
        {"decision": ["'forgotten' は有効な選択肢ではありません。"]},
    ),
    Breach(
        "session_change_times",
        lambda: changed(make.session_change(), starts_at=time(10), ends_at=time(10)),
        {"__all__": ["終わる時刻は、始まる時刻より後にしてください。"]},
    ),
    Breach(
        "session_change_postponed",
        lambda: changed(make.session_change(), new_date=date(2025, 7, 9)),
        {"__all__": ["延期した先の日付は、延期のときに、もとと違う日を入力します。"]},
    ),
    Breach(
        "session_change_postponed",
        lambda: changed(make.session_change(decision="postponed"), new_date=date(2025, 7, 2)),
        {"__all__": ["延期した先の日付は、延期のときに、もとと違う日を入力します。"]},
    ),
    Breach(
        "session_change_of_something",
        lambda: changed(make.session_change(), decision="changed"),
        {"__all__": ["変更のときは、時刻か場所を入力してください。"]},
    ),
    Breach(
        "closure_once",
        lambda: changed(second_closure(), reason="お盆のため"),
        {"__all__": ["同じ日からの同じ理由の休みが、もう登録されています。"]},
    ),
    Breach(
        "closure_days",
        lambda: changed(make.closure(), last_day=date(2025, 8, 12)),
        {"__all__": ["終わりの日は、初めの日と同じか、後の日にしてください。"]},
    ),
    Breach(
        "act.key",
        lambda: changed(second_act(), key="0" * 32),
        {"key": ["この 目印 を持った 日程の操作 が既に存在します。"]},
    ),
    Breach(
        "act_deed",
        lambda: changed(make.act(), deed="forgotten"),
        {"deed": ["'forgotten' は有効な選択肢ではありません。"]},
    ),
    Breach(
        "act_undone_by_somebody",
        lambda: changed(make.act(), undone_by=make.user("namino")),
        {"__all__": ["取り消した日時と職員は、両方を入れます。"]},
    ),
    Breach(
        "headcount_once",
        lambda: changed(second_headcount(), slot=1),
        {"__all__": ["この回の人数は、もう書かれています。"]},
    ),
    Breach(
        "headcount_slot",
        lambda: changed(make.headcount(), slot=21),
        {"__all__": ["その日の何回目かは、1から20までの数です。"]},
    ),
    Breach(
        "headcount_people",
        lambda: changed(make.headcount(), people=10_000),
        {"people": ["9999までの数を入力してください。"]},
    ),
    Breach(
        "told.key",
        lambda: changed(second_told(), key="activity 1"),
        {"key": ["この 目印 を持った お知らせしたこと が既に存在します。"]},
    ),
    Breach(
        "searchmark.id",
        lambda: SearchMark(pk=SearchMark.objects.create(version="1").pk, version="2"),
        {"id": ["この Id を持った 検索の目印 が既に存在します。"]},
    ),
    Breach(
        "search_mark_is_one",
        lambda: SearchMark(pk=2, version="1"),
        {"__all__": ["検索の目印は1つだけです。"]},
    ),
    Breach(
        "searchtext.activity",
        lambda: changed(second_search_text(), activity=Activity.objects.get(number=1)),
        {"activity": ["この 活動 を持った 検索のための言葉 が既に存在します。"]},
    ),
    Breach(
        "bench.number",
        lambda: changed(second_bench(), number=1),
        {"number": ["この 番号 を持った いす が既に存在します。"]},
    ),
    Breach(
        "bench_condition",
        lambda: changed(make.bench(), condition="wet"),
        {"condition": ["'wet' は有効な選択肢ではありません。"]},
    ),
    Breach(
        "bench_photo_focus",
        lambda: changed(make.bench(), photo_focus="inside"),
        {"photo_focus": ["'inside' は有効な選択肢ではありません。"]},
    ),
    Breach(
        "bench_seats",
        lambda: changed(make.bench(), seats=0),
        {"seats": ["1からの数を入力してください。"]},
    ),
    Breach(
        "bench_host_who_agreed",
        lambda: changed(make.bench(), host_agreed=True),
        {"__all__": ["名前を出すときは、置いている方の名前も入力してください。"]},
    ),
    Breach(
        "bench_photo_described",
        lambda: changed(make.bench(), photo=make.picture()),
        {"__all__": ["写真を載せるときは、写真の説明も入力してください。"]},
    ),
    Breach(
        "bench_inspected_after_it_stood",
        lambda: changed(make.bench(), since=date(2025, 4, 2), inspected_on=date(2025, 4, 1)),
        {"__all__": ["点検した日は、置いた日と同じか、後の日にしてください。"]},
    ),
    Breach(
        "synonym.words",
        lambda: changed(second_synonym(), words="体操・ほぐし"),
        {"words": ["この 言葉 を持った 同じ意味の言葉 が既に存在します。"]},
    ),
    Breach(
        "vainword.word",
        lambda: changed(second_vain_word(), word="浜の釣り"),
        {"word": ["この 言葉 を持った 見つからなかった言葉 が既に存在します。"]},
    ),
    Breach(
        "vain_word_count",
        lambda: changed(make.vain_word(), count=0),
        {"__all__": ["回数は1からです。"]},
    ),
]
ids = [breach.rule for breach in BREACHES]


def test_every_rule_of_the_app_is_broken_here():
    assert sorted(set(ids)) == rules_of("activities")


@pytest.mark.parametrize("breach", BREACHES, ids=ids)
def test_a_form_refuses_what_breaks_a_rule_and_says_why(breach):
    assert refusal_by_form(breach.row()) == breach.messages


@pytest.mark.parametrize("breach", BREACHES, ids=ids)
def test_the_database_refuses_what_breaks_a_rule_past_the_form(breach):
    row = breach.row()

    with pytest.raises(IntegrityError):
        save_past_the_form(row)


@pytest.mark.parametrize(
    "parent",
    [
        lambda: make.activity(category=make.category()).category,
        lambda: make.activity(places=(make.place(),)).venues[0],
        lambda: make.role().organisation,
    ],
    ids=["category of an activity", "place of an activity", "organisation of an activity"],
)
def test_a_parent_with_activities_is_not_deleted(parent):
    row = parent()

    with pytest.raises(ProtectedError):
        row.delete()


def test_an_activity_takes_only_its_own_parts_with_it():
    activity = make.activity(places=(make.place(),), category=make.category())
    activity.contact_people.add(make.contact_person())
    make.role()
    make.recruitment()
    make.photo()

    activity.delete()

    left = {
        model.__name__: model.objects.count()
        for model in (
            Activity,
            ActivityPlace,
            ActivityRole,
            Photo,
            Recruitment,
            Category,
            ContactPerson,
            Council,
            Organisation,
            Place,
        )
    }
    assert left == {
        "Activity": 0,
        "ActivityPlace": 0,
        "ActivityRole": 0,
        "Photo": 0,
        "Recruitment": 0,
        "Category": 1,
        "ContactPerson": 1,
        "Council": 1,
        "Organisation": 1,
        "Place": 1,
    }


@pytest.mark.parametrize("count", [-1, 10_000])
def test_the_usual_headcount_is_a_believable_number(count):
    message = "この値は 0 以上でなければなりません。" if count < 0 else "9999までの数を入力してください。"

    assert refusal_by_form(changed(make.activity(), usual_headcount=count)) == {"usual_headcount": [message]}


@pytest.mark.parametrize(
    ("places", "place_words", "line"),
    [
        ((), "", ""),
        ((), "市内", "市内"),
        (("亀の家",), "", "亀の家"),
        (("亀の家",), "など", "亀の家など"),
        (("亀の家", "鶴の家"), "", "亀の家、鶴の家"),
    ],
)
def test_where_it_is_held_in_one_line(places, place_words, line):
    activity = make.activity(places=tuple(make.place(name=name) for name in places), place_words=place_words)

    assert activity.where == line


@pytest.mark.parametrize(
    ("facts", "fee", "booking", "unknown"),
    [
        ({}, "", "", ["場所", "参加できる方", "参加費", "申し込み"]),
        ({"audience": "どなたでも"}, "", "", ["場所", "参加費", "申し込み"]),
        ({"place_words": "浜辺"}, "", "", ["参加できる方", "参加費", "申し込み"]),
        ({"fee": "free", "booking": "not_needed"}, "無料", "いらない", ["場所", "参加できる方"]),
        (
            {"fee": "paid", "fee_words": "お茶代50円", "booking": "needed", "booking_words": "電話で"},
            "有料（お茶代50円）",
            "必要（電話で）",
            ["場所", "参加できる方"],
        ),
        (
            {"fee_words": "お茶代50円", "booking_words": "電話で"},
            "お茶代50円",
            "電話で",
            ["場所", "参加できる方"],
        ),
    ],
)
def test_what_is_known_is_said_and_the_rest_is_for_asking(facts, fee, booking, unknown):
    activity = make.activity(**facts)

    assert (activity.fee_line, activity.booking_line, activity.unknown_facts) == (fee, booking, unknown)


@pytest.mark.parametrize(
    ("facts", "published", "gone"),
    [
        ({"state": "draft"}, False, False),
        ({"state": "draft", "status": "ended"}, False, False),
        ({"state": "public"}, True, False),
        ({"state": "public", "status": "preparing"}, True, False),
        ({"state": "public", "status": "paused"}, True, False),
        ({"state": "public", "status": "ended"}, False, True),
        ({"state": "withdrawn"}, False, True),
        ({"state": "public", "public_from": date(2025, 4, 2)}, False, False),
        ({"state": "public", "public_from": date(2025, 4, 2), "status": "ended"}, False, False),
        ({"state": "public", "public_until": date(2025, 3, 31)}, False, True),
        ({"state": "public", "public_from": date(2025, 4, 1), "public_until": date(2025, 4, 1)}, True, False),
    ],
)
def test_an_activity_is_published_or_gone_or_was_never_known(facts, published, gone):
    make.activity(**facts)

    assert Activity.objects.published(date(2025, 4, 1)).exists() is published
    assert Activity.objects.gone(date(2025, 4, 1)).exists() is gone


@pytest.mark.parametrize(
    ("consent", "alternative_text", "shown"),
    [("given", "体操のようす", True), ("nobody", "花", True), ("unchecked", "人の顔", False)],
)
def test_a_photo_without_consent_is_not_shown(consent, alternative_text, shown):
    make.photo(consent=consent, alternative_text=alternative_text)

    assert Photo.objects.showable().exists() is shown


@pytest.mark.parametrize(
    ("facts", "activity", "open_"),
    [
        ({}, {}, True),
        ({"open_until": date(2025, 4, 1)}, {}, True),
        ({"open_until": date(2025, 3, 31)}, {}, False),
        ({}, {"state": "draft"}, False),
        ({}, {"status": "ended"}, False),
    ],
)
def test_a_recruitment_is_open_while_it_runs_and_its_activity_is_public(facts, activity, open_):
    make.recruitment(activity=make.activity(**activity), **facts)

    assert Recruitment.objects.open(date(2025, 4, 1)).exists() is open_


def test_each_council_shows_its_first_activities_and_knows_how_many_it_has():
    first, second = make.council(), make.council(name="しおさい協議会", area=make.area(name="し", slug="s"))
    for order in (30, 10, 20):
        make.activity(council=first, name=f"浜の{order}", order=order)
    make.activity(council=second, name="潮の10", order=10)
    make.activity(council=second, name="下書き", state="draft")

    totals = Activity.objects.published(date(2025, 4, 1)).first_of_each_council(2)

    assert [(row.name, totals[row.pk]) for row in Activity.objects.of_keys(totals)] == [
        ("潮の10", 1),
        ("浜の10", 3),
        ("浜の20", 3),
    ]


@pytest.mark.parametrize(
    ("facts", "query"),
    [
        ({}, None),
        ({"address": "浜3-4"}, "%E6%B5%9C3-4"),
        ({"latitude": "42.111111", "longitude": "141.222222"}, "42.111111%2C141.222222"),
        ({"address": "浜3-4", "latitude": "42.111111", "longitude": "141.222222"}, "42.111111%2C141.222222"),
    ],
)
def test_a_place_is_shown_on_a_map_when_it_is_known_where_it_is(facts, query):
    place = make.place(**facts)
    place.refresh_from_db()

    address = f"https://www.google.com/maps/search/?api=1&query={query}" if query else ""
    assert place.map_url == address


def test_a_place_tells_only_what_is_known_for_sure():
    place = make.place(steps="no", toilet="yes")

    assert place.facilities == [("段差", "ない"), ("車いすで使えるトイレ", "ある")]
