"""A file comes in: looked at first, then all of it or nothing."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from typing import Any

import html5lib
import pytest
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from reversion.models import Revision, Version

from activities.models import Activity, ActivityRole, Bench, Place
from councils.models import Council, Programme
from fujimino_support.editing.models import ContentVersion
from tests import make
from tests.pages.forms import controls
from tests.pages.reading import read, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("early_in_july")]

ADDRESS = "/admin/import/"


@pytest.fixture
def clerk(client, settings):
    settings.WHITENOISE_AUTOREFRESH = True
    person = make.user("shiyakusho", last_name="市", first_name="花子")
    person.groups.add(Group.objects.get(name="市職員"))
    client.force_login(person)
    return client


def out(client, name: str = "activities", **asked: str) -> bytes:
    answer = client.get(f"/opendata/{name}.csv", asked)
    assert answer.status_code == 200
    content: bytes = answer.content
    return content


def look(client, content: bytes | str, kind: str = "activities") -> Any:
    """The answer to a file that is only to be looked at."""
    data = content.encode("utf-8-sig") if isinstance(content, str) else content
    upload = SimpleUploadedFile("activities.csv", data, "text/csv")
    return client.post(ADDRESS, {"kind": kind, "file": upload})


def do(client, looked: Any) -> Any:
    seen = {control.name: control.value for control in controls(looked, "import_form")}
    return client.post(ADDRESS, {"_seen": seen["_seen"]}, follow=True)


def bring_in(client, content: bytes | str, kind: str = "activities") -> str:
    looked = look(client, content, kind)
    assert looked.context["plan"].refused == [], [one.problems for one in looked.context["plan"].refused]
    return words(read(do(client, looked)))


def table(*rows: dict[str, str]) -> str:
    """A file with the columns that any of the rows has."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    written = StringIO()
    writer = csv.DictWriter(written, columns, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def problems(looked: Any) -> list[str]:
    plan = looked.context["plan"]
    if plan is None:
        return [str(error) for errors in looked.context["form"].errors.values() for error in errors]
    return [f"{one.line}：{problem}" for one in plan.refused for problem in one.problems]


def differences(looked: Any) -> list[tuple[str, str, str]]:
    return [tuple(found) for one in looked.context["plan"].outcomes for found in one.differences]


def exercise(**facts: str) -> dict[str, str]:
    """The first activity of the town as it is, but for `facts`."""
    words_ = {
        "番号": "1",
        "名前": "かもめ体操",
        "協議体": "はまなす協議会",
        "ひとことで": "海を見ながら体をほぐします。",
    }
    return {**words_, **facts}


def new(**facts: str) -> dict[str, str]:
    words_ = {"番号": "", "名前": "朝の会", "協議体": "はまなす協議会", "ひとことで": "朝に集まります。"}
    return {**words_, **facts}


# Out, and in again


def forget_all() -> None:
    Activity.objects.all().delete()
    Bench.objects.all().delete()
    Place.objects.all().delete()


def fill_the_town() -> None:
    make.town_with_everything()
    hall = make.place(name="=会館", address="@住所", access="一行目\n\n二行目")
    make.activity(
        council=Council.objects.get(name="しおさい協議会"),
        name="＝1+1",
        summary='\'=引用、"かぎ"と,コンマ',
        body="-初め\n\n■見出し\n・点\tタブ",
        schedule_words="友引の日に",
        places=(Place.objects.get(name="かもめ広場"), hall),
        fee="free",
        booking="not_needed",
        order=7,
    )
    make.role(organisation=make.organisation(name="＠の会"), activity=Activity.objects.get(order=7), words="")
    make.role(
        organisation=make.organisation(name="+の会"),
        activity=Activity.objects.get(order=7),
        words="=有志",
        role="host",
    )
    make.activity(
        council=Council.objects.get(name="町ぐるみ会議"), name="葛󠄀城の会🐦", schedule_words="9月・12月"
    )


@pytest.mark.parametrize("fill", ["made up", "the city"])
def test_out_and_into_an_empty_place_and_out_again_is_byte_by_byte_the_same(clerk, fill, request):
    if fill == "the city":
        request.getfixturevalue("django_db_setup")
        from django.core.management import call_command

        call_command("loaddata", "towns", "programme", verbosity=0)
        Programme.objects.update(licence="cc0-1.0")
    else:
        fill_the_town()
    names = ("places", "activities", "sessions", "events")
    before = {name: out(clerk, name) for name in names}
    forget_all()
    empty = out(clerk)
    assert empty.count(b"\r\n") == 1

    bring_in(clerk, before["places"], "places")
    bring_in(clerk, before["activities"])

    after = {name: out(clerk, name) for name in ("places", "activities")}
    assert after == {name: before[name] for name in after}
    # The dates are those of the sentences again; what staff decided about single days is in no file.
    if fill == "the city":
        assert {name: out(clerk, name) for name in names} == before


def test_activities_come_in_without_the_file_of_places_too(clerk):
    fill_the_town()
    before = out(clerk)
    forget_all()

    said = bring_in(clerk, before)

    assert out(clerk) == before
    assert "新しい場所3件" in said


@pytest.mark.parametrize("encoding", ["", "cp932"])
@pytest.mark.parametrize("name", ["activities", "places"])
def test_a_file_that_came_from_here_changes_nothing(clerk, name, encoding):
    fill_the_town()
    content = out(clerk, name, **({"encoding": encoding} if encoding else {}))

    looked = look(clerk, content, name)

    plan = looked.context["plan"]
    assert (problems(looked), plan.new, plan.changed, len(plan.same)) == (
        [],
        [],
        [],
        content.count(b"\r\n") - 1,
    )
    assert "import_form" not in looked.content.decode()


def test_a_file_that_a_spreadsheet_has_rewritten_changes_nothing(clerk):
    fill_the_town()
    text = out(clerk).decode("utf-8-sig")
    rewritten = (
        text.replace("2020-06-01", "2020/6/1").replace("2100-01-01", "2100年1月1日").replace("無料", "無料 ")
    )

    looked = look(clerk, rewritten)

    assert (problems(looked), differences(looked)) == ([], [])


# Looking


def test_looking_writes_nothing_and_tells_every_row(clerk):
    make.town_with_everything()
    version = ContentVersion.current()
    revisions = Revision.objects.count()

    looked = look(
        clerk,
        table(
            exercise(
                ひとことで="浜で体をほぐします。",
                いつもの人数="20",
                日時="毎週水曜日 9時から10時",
                場所="浜の集会所\nかもめ広場",
            ),
            exercise(番号="2", 名前="編み物の会"),
            new(日時="毎週木曜日 9時から10時", 場所="浜の集会所\nあたらしい会館"),
        ),
    )

    plan = looked.context["plan"]
    assert [(one.line, one.what) for one in plan.outcomes] == [(2, "changed"), (3, "same"), (4, "new")]
    assert differences(looked)[:2] == [
        ("ひとことで", "海を見ながら体をほぐします。", "浜で体をほぐします。"),
        ("いつもの人数", "12", "20"),
    ]
    assert ("場所", "", "浜の集会所\nあたらしい会館") in differences(looked)
    text = words(read(looked))
    assert "場所「あたらしい会館」は登録がないので、新しく作ります。" in text
    assert "読み取った日程：毎週木曜日 9時から10時。" in text, text
    assert (ContentVersion.current(), Revision.objects.count()) == (version, revisions)
    assert not Place.objects.filter(name="あたらしい会館").exists()


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"番号": "x"}, "番号：「x」は数ではありません。例：15"),
        ({"番号": "0"}, "番号：新しく使える番号は、1から99999までです。空けておくと、自動で付きます。"),
        ({"番号": "999999999"}, "番号：新しく使える番号は、1から99999までです。空けておくと、自動で付きます。"),
        ({"名前": ""}, "名前：このフィールドは空ではいけません。"),
        ({"名前": "あ" * 100_000}, "名前：この値は 80 文字以下でなければなりません( 100000 文字になっています)。"),
        ({"名前": "浜\u202e"}, "名前：使えない文字が入っています（U+202E）。その文字を消して、もう一度保存してください。"),
        ({"よみ": "朝"}, "よみ：よみは、ひらがなで入力してください。例：つるがおかまるしぇ"),
        ({"協議体": ""}, "協議体：新しい活動では、協議体の名前を書いてください。"),
        ({"協議体": "よその会"}, "協議体：「よその会」は登録がありません。"),
        ({"地域": "しおさい"}, "地域：協議体の地域は「はまなす」です。協議体と地域を確かめてください。"),
        ({"分野": "宇宙"}, "分野：「宇宙」は登録がありません。"),
        ({"活動のようす": "たぶん"}, "活動のようす：「たぶん」は選べません。準備中・実施中・休止中・終了のどれかにしてください。"),
        ({"公開の状態": "public"}, "公開の状態：「public」は選べません。下書き・公開・非公開のどれかにしてください。"),
        ({"始まった日": "2025-02-30"}, "始まった日：「2025-02-30」は日付ではありません。例：2025-07-01"),
        ({"始まった日": "1800-01-01"}, "始まった日：1900年以降の日付を入力してください。"),
        ({"いつもの人数": "-3"}, "いつもの人数：「-3」は数ではありません。例：15"),
        ({"いつもの人数": "10000"}, "いつもの人数：9999までの数を入力してください。"),
        ({"問い合わせ先の電話": "110"}, "問い合わせ先の電話：電話番号は、市外局番からハイフンで区切って入力してください。例：049-262-8130"),
        ({"問い合わせ先の名前": "磯部"}, "問い合わせ先の名前を出すときは、電話も入力してください。"),
        ({"公開を始める日": "2025-07-02", "公開を終える日": "2025-07-01"}, "公開を終える日は、始める日と同じか、後の日にしてください。"),
        ({"日時": "友引の日に"}, "日時：読み取れない言葉があります：「友引の日」、「に」。 言い換えるか、「日時は言葉のまま」を「はい」にしてください。"),
        ({"場所": "浜の集会所\n浜の集会所"}, "場所：「浜の集会所」が2回あります。"),
        ({"場所": "あ" * 81}, "場所：名前：この値は 80 文字以下でなければなりません( 81 文字になっています)。"),
        ({"関わる団体": "知らない会"}, "関わる団体：「知らない会」は、名前を出してよい団体の中にありません。先に「団体」の画面で登録してください。"),
        ({"関わる団体": "浜町内会", "団体の役割": "主催\n協力"}, "関わる団体：団体・役割・関わり方の行の数が合っていません。1つの団体を1行にしてください。"),
        ({"関わる団体": "浜町内会", "団体の役割": "会長"}, "団体の役割：「会長」は選べません。主催・協力・会場のどれかにしてください。"),
        ({"関わる団体": "浜町内会", "団体の関わり方": "あ" * 81}, "団体の関わり方：どのように：この値は 80 文字以下でなければなりません( 81 文字になっています)。"),
        ({"関わる団体": "浜町内会\n浜町内会"}, "関わる団体：「浜町内会」の同じ役割が2回あります。"),
        ({"名前": "かもめ体操", "番号": "9"}, "名前：この協議体には、同じ名前の活動がもうあります（番号1）。"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_is_refused_with_its_line_and_why(clerk, facts, problem):
    make.town_with_everything()

    looked = look(clerk, table(new(), new(**{"名前": "昼の会", **facts})))

    assert problems(looked) == [f"3：{problem}"]
    assert "import_form" not in looked.content.decode()
    assert len(looked.content) < 60_000


def test_rows_of_one_file_may_not_be_the_same(clerk):
    make.town_with_everything()

    looked = look(clerk, table(new(), new(), new(番号="7", 名前="夜の会"), new(番号="7", 名前="昼の会")))

    assert problems(looked) == [
        "3：名前：2行目と、協議体も名前も同じです。",
        "5：番号：4行目と同じものです。",
    ]


def test_one_refused_row_lets_nothing_in(clerk):
    make.town_with_everything()
    looked = look(clerk, table(new(), new(名前="昼の会", 分野="宇宙")))

    assert "まだどの行も取り込めません" in words(read(looked))
    assert not Activity.objects.filter(name="朝の会").exists()


def test_rows_too_short_or_too_long_are_refused(clerk):
    make.town_with_everything()

    looked = look(clerk, "番号,名前,持ち物\r\n1,かもめ体操\r\n2,編み物の会,糸,はみ出し\r\n")

    assert problems(looked) == [
        "2：欄の数が、見出しより少なくなっています。",
        "3：見出しより右に、はみ出した欄があります。",
    ]


def test_the_screen_is_valid_html_whatever_it_shows(clerk):
    make.town_with_everything()
    shown = [
        clerk.get(ADDRESS),
        look(clerk, table(new(場所='<b>会館\n"x'), exercise(持ち物="<script>"))),
        look(clerk, table(new(分野="<b>"))),
        look(clerk, b"x"),
    ]

    for answer in shown:
        html5lib.HTMLParser(strict=True).parse(answer.content.decode())


# Doing


def test_what_is_brought_in_is_one_act_in_the_history(clerk):
    make.town_with_everything()
    version = ContentVersion.current()
    revisions = Revision.objects.count()

    said = bring_in(
        clerk,
        table(
            exercise(持ち物="飲み物", 場所="かもめ広場", 公開の状態="", 日時="毎週水曜日 9時から10時"),
            new(
                公開の状態="公開",
                場所="あたらしい会館",
                日時="毎週木曜日 9時から10時",
            ),
            new(名前="昼の会"),
        ),
    )

    comment = "ファイルの取り込み：新しいもの2件、変えたもの1件、新しい場所1件"
    assert f"取り込みました：{comment.partition('：')[2]}。" in said
    acts = Revision.objects.filter(comment=comment)
    assert (acts.count(), acts[0].user.username) == (1, "shiyakusho")
    # What the changed row said before is kept, too.
    assert Revision.objects.count() == revisions + 2
    gulls = Activity.objects.get(number=1)
    assert (gulls.bring, gulls.where) == ("飲み物", "かもめ広場のそば")
    before, after = Version.objects.get_for_object(gulls)[1], Version.objects.get_for_object(gulls)[0]
    assert (before.field_dict["bring"], after.field_dict["bring"]) == ("タオル", "飲み物")
    morning, noon = Activity.objects.get(name="朝の会"), Activity.objects.get(name="昼の会")
    assert (morning.number, morning.state, noon.number, noon.state) == (4, "public", 5, "draft")
    assert morning.schedule_line == "毎週木曜日 9時から10時"
    assert clerk.get("/activities/4/").status_code == 200
    entries = LogEntry.objects.filter(change_message=comment).order_by("object_repr")
    assert [(entry.object_repr, entry.action_flag) for entry in entries] == [
        ("あたらしい会館", ADDITION),
        ("かもめ体操", CHANGE),
        ("昼の会", ADDITION),
        ("朝の会", ADDITION),
    ]
    assert ContentVersion.current() != version


def test_doing_it_twice_does_it_once(clerk):
    make.town_with_everything()
    looked = look(clerk, table(new()))

    first, second = do(clerk, looked), do(clerk, looked)

    assert "取り込みました：新しいもの1件。" in words(read(first))
    assert "もう取り込んであります" in words(read(second))
    assert Activity.objects.filter(name="朝の会").count() == 1


def test_what_changed_in_between_is_told_and_nothing_is_written(clerk):
    make.town_with_everything()
    looked = look(clerk, table(exercise(持ち物="飲み物"), new()))
    Activity.objects.filter(number=1).update(bring="帽子")

    answer = do(clerk, looked)

    assert answer.status_code == 409
    assert "変わったところがあるので、何も変えていません" in words(read(answer))
    assert differences(answer)[0] == ("持ち物", "帽子", "飲み物")
    assert (Activity.objects.get(number=1).bring, Activity.objects.filter(name="朝の会").count()) == (
        "帽子",
        0,
    )
    assert "取り込みました" in words(read(do(clerk, answer)))
    assert Activity.objects.get(number=1).bring == "飲み物"


def test_a_place_that_vanished_in_between_stops_it(clerk):
    make.town_with_everything()
    make.place(name="あたらしい会館")
    looked = look(clerk, table(new(場所="あたらしい会館")))
    Place.objects.get(name="あたらしい会館").delete()

    answer = do(clerk, looked)

    assert (answer.status_code, Activity.objects.filter(name="朝の会").exists()) == (409, False)


def test_nothing_is_half_written_when_the_database_refuses(clerk, monkeypatch):
    make.town_with_everything()
    looked = look(clerk, table(new(場所="あたらしい会館"), new(名前="昼の会")))
    save = Activity.save

    def fail(self, *args, **kwargs):
        if self.name == "昼の会":
            raise RuntimeError
        save(self, *args, **kwargs)

    monkeypatch.setattr(Activity, "save", fail)
    clerk.raise_request_exception = False

    assert do(clerk, looked).status_code == 500
    assert not Activity.objects.filter(name="朝の会").exists()
    assert not Place.objects.filter(name="あたらしい会館").exists()
    assert not Revision.objects.filter(comment__startswith="ファイルの取り込み").exists()


@pytest.mark.parametrize("seen", ["", "x", "eyJ4IjoxfQ:1:2"])
def test_a_screen_that_was_never_shown_does_nothing(clerk, seen):
    answer = clerk.post(ADDRESS, {"_seen": seen})

    assert answer.status_code == 409
    assert "何も変えていません" in words(read(answer))


# What stays


def test_what_no_file_tells_stays(clerk):
    make.town_with_everything()
    gulls = Activity.objects.get(number=1)
    hidden = make.organisation(name="ひみつの会", is_public=False)
    make.role(activity=gulls, organisation=hidden, words="こっそり")
    counts = [
        getattr(gulls, name).count()
        for name in ("contact_people", "photos", "recruitments", "session_changes")
    ]

    bring_in(
        clerk,
        table({"番号": "1", "名前": "かもめ体操", "関わる団体": "しおさい診療所", "団体の役割": "協力"}),
    )

    assert {str(role) for role in ActivityRole.objects.filter(activity=gulls)} == {
        "ひみつの会（協力）",
        "しおさい診療所（協力）",
    }
    assert [
        getattr(gulls, name).count()
        for name in ("contact_people", "photos", "recruitments", "session_changes")
    ] == counts
    assert Activity.objects.get(number=1).where == "浜の集会所、かもめ広場のそば"
    assert Activity.objects.count() == 3


def test_a_schedule_that_is_as_it_was_is_not_read_again(clerk):
    make.town_with_everything()
    odd = {"rules": "of another day"}
    Activity.objects.filter(number=1).update(schedule_data=odd)

    bring_in(
        clerk, table({"番号": "1", "名前": "かもめ体操", "日時": "毎週水曜日 9時から10時", "持ち物": "帽子"})
    )

    assert Activity.objects.get(number=1).schedule_data == odd


def test_words_may_stay_words(clerk):
    make.town_with_everything()

    bring_in(
        clerk,
        table(
            new(日時="友引の日に", 日時は言葉のまま="はい"),
            exercise(日時="毎週水曜日 9時から10時", 日時は言葉のまま="はい"),
        ),
    )

    assert [
        (row.schedule_line, row.schedule_data)
        for row in Activity.objects.filter(name__in=["朝の会", "かもめ体操"]).order_by("-number")
    ] == [
        ("友引の日に", None),
        ("毎週水曜日 9時から10時", None),
    ]


def test_a_row_names_at_most_twenty_places(clerk):
    make.council()
    names = "\n".join(f"会館{number}" for number in range(21))

    looked = look(clerk, table(new(場所=names)))

    assert problems(looked) == ["2：場所：20か所までです（いま21か所）。"]


def test_places_are_found_however_wide_their_names_are_written(clerk):
    make.town_with_everything()
    make.place(name="ＢＡＹ会館")

    looked = look(clerk, table(new(場所="bay 会館", 協議体="はまなす 協議会", 分野="体操 ")))

    assert problems(looked) == []
    assert ("場所", "", "ＢＡＹ会館") in differences(looked)
    assert "場所「bay 会館」は、登録してある「ＢＡＹ会館」とします。" in words(read(looked))


def test_places_and_organisations_are_found_however_they_are_spelled(clerk):
    make.town_with_everything()
    make.place(name="緑ケ丘会館")
    make.organisation(name="瀧澤サークル")
    make.place(name="☆")

    looked = look(clerk, table(new(場所="緑ヶ丘 会館\n★", 関わる団体="滝沢ｻｰｸﾙ")))

    assert problems(looked) == []
    assert ("場所", "", "緑ケ丘会館\n★") in differences(looked)
    assert ("関わる団体", "", "瀧澤サークル") in differences(looked)


def test_a_row_without_a_number_finds_the_activity_of_its_name(clerk):
    make.town_with_everything()

    looked = look(clerk, table(new(名前="かもめ体操", ひとことで="体操です。")))

    assert [one.what for one in looked.context["plan"].outcomes] == ["changed"]
    assert "番号がないので、名前で見つけました（番号1）。" in words(read(looked))


def test_a_number_that_is_free_is_taken_and_the_next_goes_on_from_it(clerk):
    make.town_with_everything()

    bring_in(clerk, table(new(), new(番号="50", 名前="昼の会")))

    assert Activity.objects.get(name="昼の会").number == 50
    assert Activity.objects.get(name="朝の会").number == 51


def test_the_mark_of_a_lost_character_is_not_let_in(clerk):
    make.town_with_everything()
    Activity.objects.filter(number=1).update(bring="葛󠄀", summary="10時〜")
    content = out(clerk, encoding="cp932")

    same = look(clerk, content)
    spoilt = look(clerk, content.replace("葛〓".encode("cp932"), "葛〓と帽子".encode("cp932")))
    fresh = look(clerk, table(new(持ち物="〓")).encode("cp932"))

    lost = "持ち物：「〓」があります。Shift_JISで表せなかった文字の跡です。UTF-8のファイルを使うか、正しい文字に直してください。"
    assert (problems(same), differences(same)) == ([], [])
    assert problems(spoilt) == [f"2：{lost}"]
    assert problems(fresh) == [f"2：{lost}"]


def test_places_change_by_their_number_or_their_name(clerk):
    make.town_with_everything()

    said = bring_in(
        clerk,
        table(
            {"番号": "1", "名前": "浜の会館", "緯度": "42.5", "経度": "141.5", "段差": "ある"},
            {"番号": "", "名前": "かもめ広場", "緯度": "42.6", "経度": "141.6", "段差": ""},
            {"番号": "", "名前": "みなと会館", "緯度": "", "経度": "", "段差": ""},
        ),
        "places",
    )

    assert "新しいもの1件、変えたもの2件" in said
    assert [
        (place.number, place.name, place.steps, str(place.latitude))
        for place in Place.objects.order_by("number")
    ] == [
        (1, "浜の会館", "yes", "42.500000"),
        (2, "かもめ広場", "unknown", "42.600000"),
        (3, "みなと会館", "unknown", "None"),
    ]


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"名前": "かもめ広場"}, "名前：同じ名前の場所がもうあります（番号2）。"),
        ({"緯度": "", "経度": "141.5"}, "緯度と経度は、両方を入力するか、両方を空けてください。"),
        ({"緯度": "北", "経度": "141.5"}, "緯度：「北」は緯度・経度の数ではありません。例：35.871056"),
        ({"緯度": "NaN", "経度": "141.5"}, "緯度：「NaN」は緯度・経度の数ではありません。例：35.871056"),
        ({"緯度": "141.5", "経度": "42.5"}, "緯度：緯度は20から46の数です。例：35.871056 経度：経度は122から154の数です。例：139.515774"),
        ({"いす": "3脚"}, "いす：「3脚」は選べません。ある・ない・分からないのどれかにしてください。"),
    ],
)  # fmt: skip
def test_a_place_that_cannot_be_is_refused(clerk, facts, problem):
    make.town_with_everything()

    assert problems(look(clerk, table({"番号": "1", "名前": "浜の集会所", **facts}), "places")) == [
        f"2：{problem}"
    ]


# Files that are none

ZIP = b"PK\x03\x04" + b"\x00" * 50
BAD_FILES: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "ファイルが空です。"),
    "a mark alone": (b"\xef\xbb\xbf", "1行目に「番号」と「名前」の見出しが必要です。"),
    "blank lines": (b"\r\n\r\n", "ファイルが空です。"),
    "a workbook": (ZIP, "Excelのファイル（xlsx）です。"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excelのファイル（xls）です。"),
    "a pdf": (b"%PDF-1.7", "PDFです。"),
    "utf-16": ("番号,名前".encode("utf-16"), "文字コードがUTF-16です。"),
    "NUL": ("番号,名前\r\n1,\x00\r\n".encode(), "文字でないものが入っています（NUL）。"),
    "no text": (b"\x81\xff\xfd\xa0\x80", "文字コードが、UTF-8でもShift_JIS（cp932）でもありません。"),
    "one letter": (b"a" * 100_000, "1行目に、知らない見出しがあります（「aaaaaaaaaaaaaaaaaaaa…」）。"),
    "one letter too often": (b"a" * 200_000, "1行目に、長すぎる欄があります。"),
    "too large": (b"a" * 2_000_001, "ファイルが大きすぎます。"),
    "other columns": ("日付,金額\r\n1,2\r\n".encode(), "1行目に、知らない見出しがあります（「日付」、「金額」）。"),
    "a column twice": ("番号,名前,名前\r\n1,2,3\r\n".encode(), "1行目に、同じ見出しが2つあります（名前）。"),
    "no number": ("名前,よみ\r\n1,2\r\n".encode(), "1行目に「番号」と「名前」の見出しが必要です。"),
    "tabs": ("番号\t名前\r\n1\t2\r\n".encode(), "列がコンマで区切られていません。"),
    "semicolons": ("番号;名前\r\n1;2\r\n".encode(), "列がコンマで区切られていません。"),
    "headings alone": ("番号,名前\r\n".encode(), "見出しの下に行がありません。"),
    "an open quote": ('番号,名前\r\n1,"かもめ\r\n'.encode(), "2行目の「\"」が合っていません。"),
    "a stray quote": ('番号,名前\r\n1,"かも"め\r\n'.encode(), "2行目の「\"」が合っていません。"),
    "too many rows": ("番号,名前\r\n".encode() + b"1,a\r\n" * 2001, "行が多すぎます。"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_is_none_is_refused_in_words(clerk, name):
    content, message = BAD_FILES[name]

    looked = look(clerk, content)

    assert looked.status_code == 200
    assert [said.startswith(message) for said in problems(looked)] == [True], problems(looked)
    assert len(looked.content) < 30_000


@pytest.mark.parametrize("change", [
    lambda text: text.encode(),
    lambda text: ("\ufeff\ufeff" + text).encode(),
    lambda text: text.replace("\r\n", "\r").encode(),
    lambda text: text.replace("\r\n", "\n").encode(),
    lambda text: text.encode("cp932"),
    lambda text: (text + ",,\r\n,,\r\n").encode(),
    lambda text: text.replace("名前,持ち物", '"名前"," 持ち物 "').encode(),
    lambda text: text.replace("\r\n", ",\r\n").encode(),
], ids=["no mark", "two marks", "CR", "LF", "cp932", "empty rows", "quoted headings", "an empty column"])  # fmt: skip
def test_a_file_is_read_however_it_was_saved(clerk, change):
    make.town_with_everything()

    looked = look(clerk, change("番号,名前,持ち物\r\n1,かもめ体操,帽子\r\n"))

    assert (problems(looked), differences(looked)) == ([], [("持ち物", "タオル", "帽子")])


def test_formulas_that_somebody_typed_come_in_as_text(clerk):
    make.town_with_everything()

    bring_in(clerk, table({"番号": "1", "名前": "かもめ体操", "持ち物": '=HYPERLINK("x")'}))

    assert Activity.objects.get(number=1).bring == '=HYPERLINK("x")'
    assert b"'=HYPERLINK" in out(clerk)


def test_no_file_at_all(clerk):
    assert problems(clerk.post(ADDRESS, {"kind": "activities"})) == ["CSVのファイルを選んでください。"]
    assert problems(clerk.post(ADDRESS, {"file": BytesIO(b"x"), "kind": "people"})) != []


@pytest.mark.parametrize("name", ["activities", "places"])
def test_staff_take_all_there_is_and_bring_it_back_unchanged(clerk, name):
    fill_the_town()
    Programme.objects.update(licence="")
    make.activity(name="まだ下書き", state="draft", places=(make.place(name="まだの会館"),))

    content = clerk.get(f"/admin/import/{name}.csv").content

    looked = look(clerk, content, name)
    assert {"activities": "まだ下書き", "places": "まだの会館"}[name] in content.decode()
    assert (problems(looked), differences(looked)) == ([], [])
    assert clerk.get("/admin/import/people.csv").status_code == 404


# Who may


def test_only_the_city_brings_files_in(client):
    make.town_with_everything()
    operator = make.user("shakyo")
    operator.groups.add(Group.objects.get(name="社協職員"))

    assert client.get(ADDRESS).status_code == 302
    client.force_login(operator)
    assert (client.get(ADDRESS).status_code, look(client, table(new())).status_code) == (403, 403)
    assert ADDRESS not in client.get("/admin/").content.decode()


def test_the_desk_leads_to_it(clerk):
    make.programme()

    assert f'href="{ADDRESS}"' in clerk.get("/admin/").content.decode()
