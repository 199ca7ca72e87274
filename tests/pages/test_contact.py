from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from activities.models import Activity
from coordinators import intake
from coordinators.models import Inquiry, Submission
from coordinators.models.mails import Mail
from councils.models import Programme
from tests import make
from tests.pages.contact import WORDS, Screen, a_minute_later, filled, look, send, taking_a_minute
from tests.pages.reading import links, main, read

pytestmark = pytest.mark.django_db

TYPED = tuple(WORDS)


@pytest.fixture
def town():
    make.programme(office=make.office(hours="平日 9時から17時"), inquiry_kept_days=90)
    make.town(area=make.area())


@pytest.fixture
def visitor(client):
    client.raise_request_exception = False
    return client


@pytest.fixture
def guarded(town):
    """A browser whose token is looked at."""
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


def said():
    """What is in the queue."""
    return [tuple(getattr(one, name) for name in TYPED) for one in Inquiry.objects.order_by("number")]


# The form


def test_the_form_says_whom_to_call_who_reads_it_what_for_and_for_how_long(client, town):
    make.page(slug="privacy", title="個人情報のこと")
    make.section(slug="before", slot="contact", heading="書く前に", body="返事には日にちがかかります。")

    assert look(client).lines == [
        "表紙",
        "お問い合わせ",
        "お問い合わせ",
        "話したほうが早いときは、お電話ください。",
        "電話で聞く0123-45-6789",
        "ささえあい課 くらしの係　受付時間：平日 9時から17時",
        "書く前に",
        "返事には日にちがかかります。",
        "メールフォーム",
        "ご用件",
        "質問・相談",
        "情報が古い・まちがっている",
        "活動に参加したい",
        "いすを置く場所を提供したい",
        "手伝いたい",
        "新しい活動を提案したい",
        "お名前 必須",
        "名字だけでもかまいません。",
        "連絡先 必須",
        "電話番号かメールアドレスの、どちらか一つを書いてください。",
        "電話番号",
        "ハイフンはなくてもかまいません。",
        "メールアドレス",
        "お住まいの町",
        "書かなくてもかまいません。",
        "内容 必須",
        "2000字まで。",
        "ここには何も書かないでください",
        "書いていただいたことの使いみち",
        "さざなみ町とさざなみ町社協の職員が読み、お返事と、暮らしの支え合い事業を進めるために使います。対応が終わって90日たつと、お名前・連絡先・町・内容を消します。故障に備えた控えからも、それから35日のうちに消えます。個人情報のこと",
        "内容を確かめる",
        "次の画面で読み返してから送ります。まだ送りません。",
    ]
    assert ("個人情報のこと", "/privacy/") in links(main(read(look(client).answer)))


def test_the_form_of_an_empty_database_takes_an_inquiry_too(client):
    sent = taking_a_minute(client, filled(client))

    assert (sent.status, Inquiry.objects.count()) == (303, 1)
    assert Screen(client.get(sent.answer.url)).lines[-5:] == [
        "ありがとうございます。電話で続きを話すときは、この番号をお伝えください。",
        "このあと",
        "職員が読んで、書いていただいた電話番号かメールアドレスにご連絡します。",
        "メールアドレスを書いていないので、受け付けのメールは届きません。番号を書きとめるか、この画面を印刷してください。",
        "表紙へ戻る",
    ]


@pytest.mark.parametrize("kind", ["question", "outdated", "join", "bench", "help", "propose"])
def test_the_way_there_chooses_what_it_is_about(client, kind):
    assert look(client, f"?about={kind}").boxes["kind"] == kind


def test_what_it_is_about_is_folded_for_whoever_came_from_somewhere(client, town):
    make.activity()

    def folded(screen: Screen) -> list[str]:
        return [line for line in screen.lines if line in ("ご用件：活動に参加したい", "用件を変える")]

    here = look(client, "?about=join&activity=1")
    boxes = {**here.boxes, **WORDS}

    assert folded(look(client, "?about=join")) == []
    assert folded(here) == ["ご用件：活動に参加したい", "用件を変える"]
    assert folded(send(client, {**boxes, "name": ""}, "confirm")) == [
        "ご用件：活動に参加したい",
        "用件を変える",
    ]
    assert folded(send(client, {**boxes, "kind": ""}, "confirm")) == []


def test_no_step_of_the_form_offers_the_form(client, town):
    screens = [look(client), send(client, filled(client), "confirm")]
    screens.append(Screen(client.get(taking_a_minute(client, filled(client)).answer.url)))

    offers = ["メールフォームで問い合わせる" in screen.answer.content.decode() for screen in screens]

    assert (offers, "メールフォームで問い合わせる" in client.get("/").content.decode()) == ([False] * 3, True)


def test_the_activity_and_the_recruitment_come_along_from_where_one_was(client, town):
    activity = make.activity()
    wanted = make.recruitment(activity=activity)

    of_activity = look(client, f"?about=join&activity={activity.number}")
    of_recruitment = look(client, f"?about=help&recruitment={wanted.pk}")

    assert "「かもめ体操」についてのお問い合わせです。" in of_activity.lines
    assert "「浜の掃除をする人」の募集（かもめ体操）についてのお問い合わせです。" in of_recruitment.lines
    for screen in (of_activity, of_recruitment):
        taking_a_minute(client, {**screen.boxes, **WORDS})
    assert list(Inquiry.objects.order_by("number").values_list("activity", "recruitment", "area__slug")) == [
        (activity.pk, None, "hamanasu"),
        (activity.pk, wanted.pk, "hamanasu"),
    ]


def test_what_residents_cannot_see_is_not_what_it_is_about(client, town):
    secret = make.activity(name="ひみつの会", state="draft")
    later = make.activity(name="あすからの会", public_from=timezone.localdate() + timedelta(days=1))
    asked = [
        f"activity={secret.number}",
        f"activity={later.number}",
        f"recruitment={make.recruitment(activity=secret, title='ひみつの募集').pk}",
        f"recruitment={make.recruitment(activity=make.activity(), open_until='2020-01-01', title='古い募集').pk}",
    ]

    screens = [look(client, f"?{query}") for query in asked]

    assert [screen.lines for screen in screens] == [look(client).lines] * 4
    assert {(screen.boxes["activity"], screen.boxes["recruitment"]) for screen in screens} == {("", "")}
    for query, screen in zip(asked, screens, strict=True):
        name, _, value = query.partition("=")
        taking_a_minute(client, {**screen.boxes, **WORDS, "text": query, name: value})
    assert [(one.activity, one.recruitment) for one in Inquiry.objects.all()] == [(None, None)] * 4


def test_what_has_ended_meanwhile_is_still_what_it_was_about(client, town):
    activity = make.activity()
    wanted = make.recruitment(activity=activity)
    boxes = filled(client, f"?recruitment={wanted.pk}")
    wanted.delete()
    Activity.objects.update(status="ended")

    taking_a_minute(client, boxes)

    assert Inquiry.objects.get().activity == activity


@pytest.mark.parametrize(
    "query",
    [
        "?about=x",
        "?about=",
        "?about=join&about=x",
        "?activity=0",
        "?activity=-1",
        "?activity=999999999999999999",
        f"?activity={'9' * 5000}",
        "?activity=１",
        "?activity=1.0",
        "?recruitment=x",
        "?recruitment=999999999999999999",
        "?ticket=x&name=x&text=x&extra=x&step=send",
        "?activity[]=1",
    ],
)
def test_an_address_that_names_nothing_gives_the_plain_form(visitor, query):
    screen = look(visitor, query)

    assert (screen.status, screen.lines) == (200, look(visitor).lines)
    assert {**screen.boxes, "ticket": ""} == {**look(visitor).boxes, "ticket": ""}


# From the form to the number


def test_the_answers_are_read_back_before_anything_is_sent(client, town):
    screen = send(client, filled(client, phone="０９０ー００００ー５６７８"), "confirm")

    assert (screen.status, screen.title) == (200, "内容の確認")
    assert screen.facts == {
        "ご用件": "活動に参加したい",
        "お名前": "磯部 花子",
        "電話番号": "090-0000-5678",
        "メールアドレス": "（書いていません）",
        "お住まいの町": "浜一丁目",
        "内容": "体操に行ってみたいです。 膝が悪いのですが、いすでもできますか。",
    }
    assert Inquiry.objects.count() == 0


def test_it_is_kept_as_it_was_typed_and_gets_a_number_to_quote(client, town):
    boxes = filled(client)
    confirmed = send(client, boxes, "confirm")

    sent = taking_a_minute(client, confirmed.boxes)
    done = Screen(client.get(sent.answer.url))

    assert (sent.status, sent.answer.url.startswith("/contact/done/1:")) == (303, True)
    assert said() == [tuple(WORDS.values())]
    today = done.lines[4].removeprefix("受付番号 1 ")
    assert (done.title, done.lines[3:]) == (
        "受け付けました",
        [
            "受け付けました",
            f"受付番号 1 {today}",
            "ありがとうございます。電話で続きを話すときは、この番号をお伝えください。",
            "このあと",
            "さざなみ町またはさざなみ町社協の職員が読んで、書いていただいた電話番号かメールアドレスにご連絡します。",
            "メールアドレスを書いていないので、受け付けのメールは届きません。番号を書きとめるか、この画面を印刷してください。",
            "お急ぎのとき",
            "ささえあい課 くらしの係 0123-45-6789（平日 9時から17時）へ、お電話ください。",
            "表紙へ戻る",
        ],
    )


def test_the_last_page_promises_a_mail_only_while_one_is_on_its_way(client, town):
    taking_a_minute(client, filled(client))
    inquiry = Inquiry.objects.get()
    done = taking_a_minute(client, filled(client, text="もう一つ")).answer.url
    second = Inquiry.objects.get(number=2)
    promise = "受け付けたことをお知らせするメールも届きます。数分かかることがあります。届かなくても、受け付けは済んでいます。"

    def promised():
        return promise in Screen(client.get(done)).lines

    make.mail(inquiry=inquiry)  # another's
    make.mail(inquiry=second, purpose="news")
    assert promised() is False
    receipt = make.mail(inquiry=second)
    assert promised() is True
    Mail.objects.filter(pk=receipt.pk).update(given_up_at=timezone.localtime())
    assert promised() is False


def test_the_last_page_says_that_mails_are_late_while_no_server_takes_them(client, town):
    done = taking_a_minute(client, filled(client, mail="hanako@mail.example")).answer.url
    receipt = make.mail(inquiry=Inquiry.objects.get())
    other = make.mail(inquiry=make.inquiry())
    late = "いまメールを送りにくくなっています。受け付けのメールが届くのは、遅れるかもしれません。受け付けは済んでいます。"

    def said_with(others: dict[str, Any]) -> bool:
        Mail.objects.filter(pk=other.pk).update(**{"tries": 0, "last_problem": "", **others})
        return late in Screen(client.get(done)).lines

    unreached = {"tries": 1, "last_problem": "メールサーバーにつながりません（TimeoutError）"}
    refused = {"tries": 1, "last_problem": "あて先が断られました（450）"}
    assert [said_with({}), said_with(unreached), said_with(refused)] == [False, True, False]
    Mail.objects.filter(pk=receipt.pk).update(tries=1, last_problem="あて先が断られました（450）")
    assert late in Screen(client.get(done)).lines
    now = timezone.localtime()
    Mail.objects.filter(pk=receipt.pk).update(sent_at=now, to="", body="")
    assert late not in Screen(client.get(done)).lines


def test_looking_at_the_last_page_again_sends_nothing(client, town):
    done = taking_a_minute(client, filled(client)).answer.url

    assert {client.get(done).status_code for _ in range(3)} == {200}
    assert Inquiry.objects.count() == 1


@pytest.mark.parametrize("receipt", ["1", "1:x", "2:{}", "x:{}", ":", "9" * 500, "1:{}x"])
def test_nobody_finds_an_inquiry_by_counting(visitor, town, receipt):
    done = taking_a_minute(visitor, filled(visitor)).answer.url
    signature = done.split(":")[1].rstrip("/")

    assert visitor.get(f"/contact/done/{receipt.format(signature)}/").status_code == 404
    assert visitor.post(done).status_code == 405


def test_the_last_page_of_an_inquiry_that_is_gone_is_not_found(visitor, town):
    done = taking_a_minute(visitor, filled(visitor)).answer.url
    Inquiry.objects.all().delete()

    assert visitor.get(done).status_code == 404


def test_writing_anew_keeps_everything(client, town):
    activity = make.activity()
    confirmed = send(client, filled(client, f"?activity={activity.number}"), "confirm")

    again = send(client, confirmed.boxes, "edit")

    assert (again.status, again.title, again.complaints) == (200, "お問い合わせ", {})
    assert again.boxes == {name: value for name, value in confirmed.boxes.items() if name != "step"}
    assert send(client, {**again.boxes, "name": ""}, "edit").complaints == {}
    taking_a_minute(client, again.boxes)
    assert said() == [tuple(WORDS.values())]


# Twice, and back


def test_sent_twice_it_is_one_inquiry_with_one_number(client, town):
    confirmed = send(client, filled(client), "confirm")

    answers = [taking_a_minute(client, confirmed.boxes).answer for _ in range(3)]

    assert {answer.url for answer in answers} == {answers[0].url}
    assert (len(said()), Submission.objects.count()) == (1, 1)


def test_going_back_and_sending_again_is_no_second_inquiry(client, town):
    boxes = filled(client)
    first = taking_a_minute(client, send(client, boxes, "confirm").boxes).answer.url

    back = send(client, boxes, "confirm")
    given_anew = send(client, {**boxes, "ticket": look(client).boxes["ticket"]}, "confirm")

    assert [taking_a_minute(client, one.boxes).answer.url for one in (back, given_anew)] == [first] * 2
    assert len(said()) == 1


def test_changed_and_sent_again_it_may_become_another(client, town):
    boxes = filled(client)
    taking_a_minute(client, boxes)
    changed = {**boxes, "text": "見学だけにします。"}

    asked = taking_a_minute(client, changed)

    assert (asked.status, asked.title, len(said())) == (200, "エラー：内容の確認", 1)
    assert (
        "受付番号は1です。下の内容は、そのときと違うところがあるため、まだ送っていません。別のお問い合わせとしても送るときは、「送る」を押してください。"
        in asked.lines
    )
    assert asked.typed == {name: changed[name] for name in TYPED}
    numbers = {taking_a_minute(client, asked.boxes).answer.url.split("/")[3][:2] for _ in range(2)}
    assert numbers == {"2:"}
    assert [words[-1] for words in said()] == [WORDS["text"], "見学だけにします。"]
    assert set(Inquiry.objects.values_list("progress", flat=True)) == {"new"}


def test_who_writes_twice_on_purpose_has_two_inquiries(client, town):
    for text in ("体操について", "カフェについて"):
        taking_a_minute(client, filled(client, text=text))

    assert [words[-1] for words in said()] == ["体操について", "カフェについて"]


def test_a_form_that_lay_open_for_a_year_is_taken(client, town):
    boxes = filled(client)
    with time_machine.travel(timezone.localtime() + timedelta(days=400)):
        sent = send(client, boxes, "send")

    assert (sent.status, Inquiry.objects.get().progress) == (303, "new")


@pytest.mark.parametrize("ticket", ["", "x", "\0", "x" * 5000, None])
def test_a_form_without_its_ticket_is_read_back_before_it_is_taken(client, town, ticket):
    boxes = {**filled(client), "ticket": ticket}
    if ticket is None:
        del boxes["ticket"]

    asked = send(client, boxes, "send")

    assert (asked.status, asked.title, len(said())) == (200, "内容の確認", 0)
    assert asked.typed == WORDS
    assert taking_a_minute(client, asked.boxes).status == 303
    assert said() == [tuple(WORDS.values())]


@pytest.mark.parametrize("step", ["", "x", "\0", None])
def test_an_unknown_step_reads_the_answers_back(client, town, step):
    answer = client.post("/contact/", {**filled(client), **({} if step is None else {"step": step})})

    assert (Screen(answer).title, Screen(answer).typed, len(said())) == ("内容の確認", WORDS, 0)


# What is wrong is said beside its box, and above them all


@pytest.mark.parametrize("step", ["confirm", "send"])
def test_everything_that_is_missing_is_named_at_once(client, town, step):
    screen = send(client, dict.fromkeys(look(client).boxes, ""), step)

    assert (screen.status, screen.title) == (200, "エラー：お問い合わせ")
    assert screen.complaints == {
        "kind": "一つ選んでください。",
        "name": "書いてください。",
        "phone": "電話番号かメールアドレスの、どちらかを書いてください。",
        "text": "書いてください。",
    }
    page = main(read(screen.answer))
    summary = [link for link in links(page) if link[1].startswith("#")]
    assert summary == [
        ("ご用件を選んでください", "#id_kind_0"),
        ("お名前を書いてください", "#id_name"),
        ("電話番号かメールアドレスを書いてください", "#id_phone"),
        ("内容を書いてください", "#id_text"),
    ]
    assert len(said()) == 0


@pytest.mark.parametrize(
    ("box", "typed", "message"),
    [
        ("kind", "x", "並んだ中から一つ選んでください。"),
        ("name", "　", "書いてください。"),
        ("name", "あ" * 61, "60字までに縮めてください（いま61字です）。"),
        (
            "name",
            "磯部\r\n花子",
            "使えない文字が入っています（U+000D (CR)、U+000A (LF)）。その文字を消すか、ほかの文字に直してください。",
        ),
        ("name", "\u200b\ufeff", "書いてください。"),
        ("text", "\u3164\u2800\u200b", "書いてください。"),
        ("phone", "1" * 25, "市外局番から、数字で入力してください。例：090-0000-0000"),
        ("phone", "262-8130", "市外局番から、数字で入力してください。例：090-0000-0000"),
        ("phone", "自宅", "市外局番から、数字で入力してください。例：090-0000-0000"),
        ("phone", "1" * 41, "40字までに縮めてください（いま41字です）。"),
        (
            "mail",
            "hanako",
            "形が正しくありません。分からないときは空けて、電話番号を書いてください。例：hanako@example.jp",
        ),
        *[
            (
                "mail",
                typed,
                "形が正しくありません。分からないときは空けて、電話番号を書いてください。例：hanako@example.jp",
            )
            for typed in ("花子 <a@mail.example>", "a..b@mail.example")
        ],
        ("mail", f"{'a' * 250}@mail.example", "254字までに縮めてください（いま263字です）。"),
        ("town", "い" * 61, "60字までに縮めてください（いま61字です）。"),
        ("text", "う" * 2001, "2000字までに縮めてください（いま2001字です）。"),
        (
            "text",
            "外\ue000字",
            "使えない文字が入っています（U+E000）。その文字を消すか、ほかの文字に直してください。",
        ),
    ],
)
def test_one_mistake_is_named_beside_its_box_and_loses_nothing(client, town, box, typed, message):
    boxes = {**filled(client, mail="hanako@mail.example"), box: typed}

    screen = send(client, boxes, "send")

    assert screen.complaints == {box: message}
    # No choice is kept that there is not, and no line break that a box of one line cannot show.
    shown = {"kind": "", "name": typed.replace("\r\n", "\n")}.get(box, typed)
    assert screen.typed == {**{name: boxes[name] for name in TYPED}, box: shown}
    assert len(said()) == 0


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0492628130", "0492628130"),
        ("049-262-8130", "049-262-8130"),
        ("０４９－２６２－８１３０", "049-262-8130"),
        ("（０４９）２６２―８１３０", "049-262-8130"),
        ("049 262 8130", "0492628130"),
        ("049.262.8130", "049-262-8130"),
        ("０９０１２３４５６７８", "09012345678"),
        ("0120-000-000", "0120-000-000"),
        ("\u202a090-0000-5678\u202c", "090-0000-5678"),
        ("+81 90 0000 5678", "+819000005678"),
    ],
)
def test_a_right_number_is_taken_however_it_is_typed(client, town, typed, kept):
    taking_a_minute(client, filled(client, phone=typed))

    assert [inquiry.phone for inquiry in Inquiry.objects.all()] == [kept]


def test_an_address_is_taken_from_an_input_method_too(client, town):
    taking_a_minute(client, filled(client, phone="", mail="　ｈａｎａｋｏ＠mail.example "))

    assert [inquiry.mail for inquiry in Inquiry.objects.all()] == ["hanako@mail.example"]


@pytest.mark.parametrize("address", ["h..anako@docomo.ne.jp", "hanako.@docomo.ne.jp", ".hanako@ezweb.ne.jp"])
def test_an_old_address_of_a_telephone_is_taken(client, town, address):
    taking_a_minute(client, filled(client, phone="", mail=address))

    assert [inquiry.mail for inquiry in Inquiry.objects.all()] == [address]


@pytest.mark.parametrize("address", ["hanako\0@mail.example", '"\x01"@mail.example'])
def test_an_address_that_no_header_can_hold_is_named_once(client, town, address):
    screen = send(client, filled(client, mail=address), "send")

    assert screen.complaints == {
        "mail": "形が正しくありません。分からないときは空けて、電話番号を書いてください。例：hanako@example.jp"
    }


def test_a_text_of_two_thousand_letters_fits_however_its_lines_end(client, town):
    text = "\r\n".join(["あ" * 99] * 20)  # a line break is one letter

    taking_a_minute(client, filled(client, text=text))

    assert [inquiry.text for inquiry in Inquiry.objects.all()] == [text.replace("\r\n", "\n")]


# What the portal cannot take


def test_beyond_the_limits_the_page_says_so_gives_the_number_and_keeps_everything(client, town, monkeypatch):
    monkeypatch.setattr(intake, "LIMITS_OF_ADDRESS", {timedelta(hours=1): 1})
    taking_a_minute(client, filled(client))

    refused = taking_a_minute(client, filled(client, text="もう一つ"))

    assert (refused.status, refused.title) == (429, "エラー：内容の確認")
    assert 0 < int(refused.answer.headers["Retry-After"]) <= 3600
    assert refused.lines[4:7] == [
        "いまは受け付けられません",
        "続けてたくさん届いているため、まだ受け付けていません。書いていただいたことは、下に残っています。時間をおいて、もう一度「送る」を押してください。",
        "お電話でもどうぞ：ささえあい課 くらしの係 0123-45-6789（平日 9時から17時）",
    ]
    assert refused.typed == {**WORDS, "text": "もう一つ"}
    assert len(said()) == 1
    monkeypatch.setattr(intake, "LIMITS_OF_ADDRESS", {timedelta(hours=1): 2})
    assert taking_a_minute(client, refused.boxes).status == 303


def test_who_is_behind_another_address_is_not_held_up(client, town, monkeypatch):
    monkeypatch.setattr(intake, "LIMITS_OF_ADDRESS", {timedelta(hours=1): 1})
    taking_a_minute(client, filled(client))
    boxes = filled(client, text="となりの家から")

    with a_minute_later():
        answer = send(client, boxes, "send", headers={"x-forwarded-for": "203.0.113.7"})

    assert (answer.status, len(said())) == (303, 2)


@pytest.mark.parametrize("step", ["confirm", "send", "edit"])
def test_a_token_that_is_lost_loses_nothing_that_was_typed(guarded, step):
    boxes = filled(guarded)
    guarded.cookies.clear()

    refused = send(guarded, boxes, step)

    assert (refused.status, refused.title) == (403, "エラー：お問い合わせ")
    assert refused.lines[3:5] == [
        "まだ送っていません",
        "書いていただいたことは、下に残っています。もう一度「内容を確かめる」を押してください。",
    ]
    assert {name: refused.boxes[name] for name in boxes} == boxes
    assert len(said()) == 0


def with_token(client, screen):
    (token,) = [
        part.get("value")
        for part in main(read(screen.answer)).iter("input")
        if part.get("name") == "csrfmiddlewaretoken"
    ]
    return {**screen.boxes, "csrfmiddlewaretoken": token}


def test_a_token_that_is_lost_again_is_a_matter_of_cookies(guarded):
    refused = send(guarded, filled(guarded), "confirm")
    guarded.cookies.clear()
    again = send(guarded, refused.boxes, "confirm")

    assert (again.status, again.typed) == (403, WORDS)
    assert again.lines[3:5] == [
        "まだ送っていません",
        "お使いのブラウザーが、クッキーを受け取らない設定のようです。受け取る設定に変えてもう一度押すか、お電話ください。書いていただいたことは、下に残っています。",
    ]


def test_after_a_lost_token_the_way_goes_on(guarded):
    boxes = filled(guarded)
    guarded.cookies.clear()
    refused = send(guarded, boxes, "confirm")

    confirmed = send(guarded, with_token(guarded, refused), "confirm")
    done = taking_a_minute(guarded, with_token(guarded, confirmed))

    assert (confirmed.title, done.status, said()) == ("内容の確認", 303, [tuple(WORDS.values())])


@pytest.mark.parametrize(
    ("problem", "status", "heading"),
    [
        (OperationalError("database is locked"), 503, "いま、込み合っているか、手入れをしています"),
        (ZeroDivisionError(), 500, "うまく表示できませんでした"),
    ],
)
def test_what_cannot_be_taken_now_can_be_sent_once_more(visitor, town, monkeypatch, problem, status, heading):
    boxes = filled(visitor)

    def fail(*args):
        raise problem

    with monkeypatch.context() as patch:
        patch.setattr("coordinators.views.receive", fail)
        refused = send(visitor, boxes, "send")
        again = send(visitor, refused.boxes, "send")

    assert (refused.status, refused.lines) == (
        status,
        [
            heading,
            refused.lines[1],
            "お問い合わせは、まだ送れていません。書いていただいたことは、この画面に残っています。",
            "体操に行ってみたいです。 膝が悪いのですが、いすでもできますか。",
            "もう一度送る",
            "表紙へ戻る",
        ],
    )
    assert refused.boxes == {**boxes, "step": "send"} == again.boxes
    assert taking_a_minute(visitor, refused.boxes).status == 303
    assert said() == [tuple(WORDS.values())]


def test_while_the_database_is_away_what_was_typed_stays(visitor, town, monkeypatch):
    boxes = filled(visitor)

    def unreachable(*args, **kwargs):
        raise OperationalError("the server closed the connection")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", unreachable)
        refused = send(visitor, boxes, "confirm")

    assert (refused.status, refused.answer.headers["Retry-After"]) == (503, "60")
    assert refused.boxes == {**boxes, "step": "confirm"}


# Machines


@pytest.mark.parametrize(
    ("boxes", "progress"),
    [
        ({}, "new"),
        ({"extra": "https://casino.example/"}, "suspect"),
        ({"text": "https://a.example/ を見てください。"}, "new"),
        ({"text": "こちら https://a.example/ " * 4}, "suspect"),
        ({"text": "cheap pills http://pills.example/"}, "suspect"),
        ({"text": "I would like to join the exercise class."}, "new"),
        ({"name": "WWW.casino.example"}, "suspect"),
    ],
)
def test_what_a_machine_is_likely_to_have_sent_is_kept_apart(client, town, boxes, progress):
    confirmed = send(client, {**filled(client), **boxes}, "confirm")

    done = taking_a_minute(client, confirmed.boxes)

    assert [(one.number, one.progress) for one in Inquiry.objects.all()] == [(1, progress)]
    assert Screen(client.get(done.answer.url)).title == "受け付けました"


def test_what_is_sent_within_three_seconds_is_kept_apart(client, town):
    moment = timezone.localtime()
    for seconds in (2, 3):
        with time_machine.travel(moment, tick=False):
            boxes = filled(client, text=f"{seconds}秒で書きました。")
        with time_machine.travel(moment + timedelta(seconds=seconds), tick=False):
            send(client, boxes, "send")

    assert list(Inquiry.objects.order_by("number").values_list("progress", flat=True)) == ["suspect", "new"]


# Around the form


def test_it_is_the_only_public_page_that_sets_a_cookie_and_nobody_else_keeps_it(client, town):
    answer = look(client).answer

    assert list(answer.cookies) == ["csrftoken"]
    assert (answer.headers["Cache-Control"], "Cookie" in answer.headers["Vary"]) == (
        "private, no-cache",
        True,
    )
    assert "ETag" not in answer.headers


def test_each_answer_of_the_form_is_the_person_s_own(client, town):
    boxes = filled(client)
    sent = [send(client, {**boxes, "name": ""}, "confirm"), send(client, boxes, "confirm")]
    done = client.get(taking_a_minute(client, boxes).answer.url)

    assert {screen.answer.headers["Cache-Control"] for screen in sent} == {"private, no-cache"}
    assert "no-store" in done.headers["Cache-Control"]


def test_search_engines_list_the_form_and_none_of_its_steps(client, town):
    boxes = filled(client)
    pages = [
        look(client).answer,
        look(client, "?about=join").answer,
        send(client, boxes, "confirm").answer,
        client.get(taking_a_minute(client, boxes).answer.url),
    ]

    marks = [
        [part.get("content") for part in read(page).iter("meta") if part.get("name") == "robots"]
        for page in pages
    ]
    names = [
        [part.get("href") for part in read(page).iter("link") if part.get("rel") == "canonical"]
        for page in pages
    ]
    assert marks == [[], ["noindex"], ["noindex"], ["noindex"]]
    assert names == [["http://testserver/contact/"]] * 4


def test_the_form_costs_few_questions_however_full_the_city_is(client, town):
    def cost(query):
        with CaptureQueriesContext(connection) as asked:
            look(client, query)
        return len(asked)

    wanted = make.recruitment()
    before = [cost(""), cost("?activity=1"), cost(f"?recruitment={wanted.pk}")]
    for number in range(5):
        make.town(name=f"浜{number}番町")
        make.activity(name=f"会{number}")
        make.section(slug=f"s{number}", slot="contact")
        make.recruitment(title=f"募集{number}")

    assert [cost(""), cost("?activity=1"), cost(f"?recruitment={wanted.pk}")] == before
    assert max(before) <= 9


def test_an_inquiry_costs_few_questions(client, town):
    boxes = filled(client)

    with CaptureQueriesContext(connection) as asked:
        taking_a_minute(client, boxes)

    assert len(asked) <= 30


def test_the_numbers_of_days_are_those_of_the_programme(client, town):
    Programme.objects.update(inquiry_kept_days=365, backup_kept_days=62)

    text = "".join(look(client).lines)

    assert "対応が終わって365日たつと、お名前・連絡先・町・内容を消します。" in text
    assert "故障に備えた控えからも、それから62日のうちに消えます。" in text
