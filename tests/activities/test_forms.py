"""The schedule on the screen of an activity."""

import html
import re
from datetime import date

import pytest

from activities.models import Activity
from activities.schedule import read, to_data
from tests import make
from tests.forms import change_form

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("early_in_july")]


@pytest.fixture
def staff(client):
    client.force_login(make.superuser())
    return client


def send(staff, activity: Activity, **typed):
    form = change_form(staff, activity)
    for name, value in typed.items():
        form.values[name] = value if isinstance(value, list) else [value]
    return staff.post(form.address, form.values, follow=True)


def errors(response) -> list[str]:
    found = re.findall(r'<ul class="errorlist"[^>]*>(.*?)</ul>', response.content.decode(), re.S)
    return [html.unescape(re.sub("<[^>]+>", "", each)).strip() for each in found]


def told(response) -> list[str]:
    found = re.findall(r'<ul class="messagelist">(.*?)</ul>', response.content.decode(), re.S)
    return [
        html.unescape(re.sub("<[^>]+>", "", each))
        for each in re.findall("<li[^>]*>(.*?)</li>", "".join(found))
    ]


def test_a_sentence_is_read_as_it_is_saved_and_said_back_with_five_dates(staff):
    activity = make.activity()

    response = send(staff, activity, schedule_words="毎月第２・４火曜 １３：３０～１５：００")

    activity = Activity.objects.get()
    assert activity.schedule_words == "毎月第２・４火曜 １３：３０～１５：００"
    assert activity.schedule_line == "毎月第2・第4火曜日 13時30分から15時"
    assert told(response)[0] == (
        "読み取った日程：毎月第2・第4火曜日 13時30分から15時。 これからの日程："
        "7月8日（火曜日）13時30分から15時、7月22日（火曜日）13時30分から15時、"
        "8月12日（火曜日）13時30分から15時、8月26日（火曜日）13時30分から15時、"
        "9月9日（火曜日）13時30分から15時。 第4火曜日は、最終火曜日と違う日になる月があります。"
    )


def test_what_is_not_understood_is_named_and_the_form_keeps_what_was_typed(staff):
    activity = make.activity(schedule_words="毎週月曜日")

    response = send(staff, activity, schedule_words="友引の日曜日 10時から", summary="書きかけの文")

    assert errors(response) == [
        "読み取れない言葉があります：「友引」。 言い換えるか、「読み取れなくても、言葉のまま載せる」を選んでください。"
    ]
    page = response.content.decode()
    assert 'value="友引の日曜日 10時から"' in page
    assert 'value="書きかけの文"' in page
    assert Activity.objects.get().schedule_words == "毎週月曜日"


def test_words_that_are_not_understood_are_saved_on_purpose_and_have_no_dates(staff):
    activity = make.activity(schedule_words="毎週月曜日")

    send(staff, activity, schedule_words="友引の日曜日 10時から", words_only="on")

    activity = Activity.objects.get()
    assert (activity.schedule_words, activity.schedule) == ("友引の日曜日 10時から", None)


def test_the_check_button_says_what_is_understood_and_saves_nothing(staff):
    activity = make.activity(schedule_words="毎週月曜日")

    response = send(staff, activity, schedule_words="毎週金曜日", _read_schedule="1")

    (said,) = errors(response)
    assert said.startswith(
        "読み取った日程：毎週金曜日。 これからの日程：7月4日（金曜日）、7月11日（金曜日）、"
    )
    assert said.endswith("（まだ保存していません。）")
    assert Activity.objects.get().schedule_words == "毎週月曜日"


def test_boxes_write_the_sentence_where_no_words_are(staff):
    activity = make.activity()

    send(
        staff,
        activity,
        schedule_words="",
        pick_weeks=["1", "3"],
        pick_weekdays=["3"],
        pick_start="10:00",
        pick_end="11:30",
        pick_months=["4", "5", "6"],
    )

    activity = Activity.objects.get()
    assert activity.schedule_words == "4月から6月の第1・第3木曜日 10時から11時30分"
    reading = read(activity.schedule_words, date(2025, 7, 1))
    assert reading.schedule is not None
    assert activity.schedule_data == to_data(reading.schedule)


def test_boxes_that_contradict_each_other_are_refused_beside_them(staff):
    activity = make.activity()

    response = send(
        staff, activity, schedule_words="", pick_weekdays=["3"], pick_start="15:00", pick_end="14:00"
    )

    assert errors(response) == ["終わりの時刻が始まりの時刻より前です。"]


def test_an_emptied_schedule_leaves_no_dates_behind(staff):
    activity = make.activity(schedule_words="毎週月曜日")

    send(staff, activity, schedule_words="")

    activity = Activity.objects.get()
    assert (activity.schedule_words, activity.schedule_data) == ("", None)


def test_the_script_is_told_what_the_words_say_so_far(staff):
    answer = staff.get("/admin/activities/activity/read-schedule/", {"words": "毎週金曜日"})

    assert answer.json()["told"].startswith("読み取った日程：毎週金曜日。 これからの日程：7月4日（金曜日）")


@pytest.mark.parametrize("words", ["", "   ", "\x01", "あ" * 5000, "https://", "<script>"])
def test_the_script_is_answered_whatever_it_asks(staff, words):
    assert staff.get("/admin/activities/activity/read-schedule/", {"words": words}).status_code == 200


def test_only_staff_who_may_change_activities_are_told(client):
    assert client.get("/admin/activities/activity/read-schedule/", {"words": "毎週金曜日"}).status_code == 302

    client.force_login(make.user())
    assert client.get("/admin/activities/activity/read-schedule/", {"words": "毎週金曜日"}).status_code == 403
