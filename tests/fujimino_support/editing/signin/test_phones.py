"""The second step, when STAFF_OTP=1: a number from the phone or from paper, and how a phone is enrolled."""

import re
from base64 import b32decode
from datetime import timedelta

import pytest
from django.test import Client
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from fujimino_support.editing.models import User

from .people import (
    EIGHT,
    OFFICE,
    PASSWORD,
    at,
    city_clerk,
    clerk,
    knock,
    paper_of,
    phone_of,
    shown,
    signed_in,
    where,
    written,
)

pytestmark = pytest.mark.django_db

CODE, PHONE, QR = "/admin/login/code/", "/admin/phone/", "/admin/phone/qr.svg"
HALF_MINUTE = timedelta(seconds=30)
SHUT = "/admin/login/?next=/admin/"


def wrong(span):
    return f"番号が違うか、もう使われています。{span}たってから、いま出ている番号を確かめて、もう一度入力してください。"


@pytest.fixture(autouse=True)
def second_step(settings):
    settings.STAFF_OTP = True


@pytest.fixture
def hamada(db):
    return clerk()


def send(client, number, address=CODE):
    return client.post(address, {"number": number}, REMOTE_ADDR=OFFICE)


def admitted(client):
    return client.get("/admin/").status_code == 200


# Coming in with a phone


def test_the_password_alone_lets_nobody_in(hamada, client):
    phone_of(hamada)

    assert where(knock(client)) == CODE
    assert where(client.get("/admin/")) == SHUT
    assert "_auth_user_id" not in client.session


def test_the_number_on_the_phone_leads_on(hamada, client):
    phone = phone_of(hamada)
    with at(EIGHT):
        knock(client, next="/admin/councils/notice/")

        assert where(send(client, shown(phone.bin_key, EIGHT))) == "/admin/councils/notice/"
        assert admitted(client)
    assert written() == [("hamada", "signed_in", OFFICE, None)]


@pytest.mark.parametrize("write", ["{0} {1}", "{0}-{1}", " {0}{1} "])
def test_the_number_may_be_typed_with_a_space_or_a_hyphen(hamada, client, write):
    phone = phone_of(hamada)
    with at(EIGHT):
        knock(client)
        number = shown(phone.bin_key, EIGHT)

        assert where(send(client, write.format(number[:3], number[3:]))) == "/admin/"


def test_the_number_may_be_typed_in_full_width(hamada, client):
    phone = phone_of(hamada)
    with at(EIGHT):
        knock(client)
        full_width = {ord("0") + digit: "０１２３４５６７８９"[digit] for digit in range(10)}

        assert where(send(client, shown(phone.bin_key, EIGHT).translate(full_width))) == "/admin/"


def test_a_number_works_once(hamada):
    phone = phone_of(hamada)
    number = shown(phone.bin_key, EIGHT)
    first, second = Client(), Client()
    with at(EIGHT):
        knock(first)
        knock(second)

        assert where(send(first, number)) == "/admin/"
        assert where(send(second, number)) == wrong("1秒")
        assert not admitted(second)


def test_wrong_numbers_wait_longer_each_time_and_say_how_long(hamada, client):
    phone = phone_of(hamada)
    moment, said = EIGHT, []
    with at(moment):
        knock(client)
    for pause in (1, 2, 4, 8, 16, 32, 64):
        with at(moment):
            said.append(where(send(client, "000000")))
            said.append(where(send(client, shown(phone.bin_key, moment))))
        moment += timedelta(seconds=pause)

    spans = ["1秒", "2秒", "4秒", "8秒", "16秒", "32秒", "2分"]
    assert said == [wrong(span) for span in spans for _ in range(2)]
    assert written() == [("hamada", "wrong_code", OFFICE, None)] * 7
    with at(moment):
        assert where(send(client, shown(phone.bin_key, moment))) == "/admin/"


@pytest.mark.parametrize(
    "typed", ["", " ", "12345", "1234567", "-12345", "12_345", "abcdef", "１２３４５六", "\0", "1" * 100_000]
)
def test_what_is_no_number_is_refused_with_a_message_and_counts_nothing(hamada, typed):
    phone = phone_of(hamada)
    client = Client(raise_request_exception=False)
    knock(client)

    answer = send(client, typed)

    assert answer.status_code == 200
    assert re.search("[ぁ-ん]", where(answer))
    assert TOTPDevice.objects.get(pk=phone.pk).throttling_failure_count == 0


def test_the_pages_between_are_for_those_who_gave_a_password_lately(hamada, client):
    phone = phone_of(hamada)
    assert [where(client.get(page)) for page in (CODE, PHONE, "/admin/login/password/")] == [
        "/admin/login/"
    ] * 3
    assert client.get(QR).status_code == 404

    with at(EIGHT):
        knock(client)
    late = EIGHT + timedelta(minutes=10, seconds=1)
    with at(late):
        assert where(send(client, shown(phone.bin_key, late))) == "/admin/login/"


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}, {"password": "!"}])
def test_an_account_closed_or_given_another_password_in_between_does_not_come_in(hamada, client, change):
    phone = phone_of(hamada)
    with at(EIGHT):
        knock(client)
        User.objects.update(**change)

        assert where(send(client, shown(phone.bin_key, EIGHT))) == "/admin/login/"
        assert not admitted(client)


def test_the_phone_of_a_colleague_does_not_help(hamada, client):
    phone_of(hamada)
    other = phone_of(clerk("isobe"))
    with at(EIGHT):
        knock(client)

        assert "番号が違うか" in where(send(client, shown(other.bin_key, EIGHT)))


def test_the_cookie_of_before_the_password_is_worth_nothing_after_it(hamada, client):
    phone = phone_of(hamada)
    with at(EIGHT):
        knock(client)
        between = client.cookies["sessionid"].value
        send(client, shown(phone.bin_key, EIGHT))

    thief = Client()
    thief.cookies["sessionid"] = between
    assert client.cookies["sessionid"].value != between
    assert [where(thief.get(page)) for page in ("/admin/", CODE)] == [SHUT, "/admin/login/"]


def test_a_session_from_before_the_second_step_was_asked_for_is_shut_out_of_every_page(hamada, settings):
    phone_of(hamada)
    client = signed_in(hamada)
    settings.STAFF_OTP = False
    assert admitted(client)

    settings.STAFF_OTP = True

    pages = [
        "/admin/",
        "/admin/password_change/",
        "/admin/editing/user/",
        "/admin/jsi18n/",
        "/admin/nothing/",
    ]
    assert [where(client.get(page)) for page in pages] == [f"/admin/login/?next={page}" for page in pages]
    assert where(client.get(PHONE)) == "/admin/login/"
    assert client.get("/admin/login/").status_code == 200


def test_without_the_setting_nothing_asks_for_a_phone(hamada, client, settings):
    settings.STAFF_OTP = False
    phone_of(hamada)

    assert where(knock(client)) == "/admin/"
    assert admitted(client)
    assert where(client.get(PHONE)) == "/admin/login/"
    assert "スマートフォン" not in client.get("/admin/password_change/").content.decode()


# Spare numbers


def test_a_spare_number_works_once_and_is_written_down(hamada):
    phone_of(hamada)
    paper_of(hamada, "0123456789", "1111111111")
    first, second = Client(), Client()
    knock(first)
    knock(second)

    assert where(send(first, "0123 4567 89")) == "/admin/"
    assert admitted(first)
    assert "番号が違うか" in where(send(second, "0123 4567 89"))
    assert [outcome for _, outcome, _, _ in written()] == ["spare_code", "signed_in", "wrong_code"]


def test_wrong_spare_numbers_wait_too(hamada, client):
    phone_of(hamada)
    paper_of(hamada, "0123456789")
    with at(EIGHT):
        knock(client)
        for moment in (0, 1, 3, 7, 15):
            with at(EIGHT + timedelta(seconds=moment)):
                last = where(send(client, "9999999999"))
        with at(EIGHT + timedelta(seconds=20)):
            right = where(send(client, "0123456789"))

    assert last == wrong("16秒")
    assert right == wrong("11秒")


# Enrolling


def secret_on(page):
    words = re.search('<code class="secret">(.*?)</code>', page.content.decode()).group(1)
    return b32decode(words.replace(" ", ""))


def test_who_has_no_phone_is_led_to_enrolment_and_comes_in_with_it(hamada, client):
    with at(EIGHT):
        assert where(knock(client, next="/admin/councils/notice/")) == PHONE
        assert not admitted(client)
        key = secret_on(client.get(PHONE))
        done = send(client, shown(key, EIGHT), PHONE)

        assert admitted(client)
    codes = re.findall("<li><code>([0-9]{4} [0-9]{4} [0-9]{2})</code></li>", done.content.decode())
    kept = [token.token for token in StaticDevice.objects.get(user=hamada).token_set.all()]
    assert len(codes) == 10
    assert sorted(code.replace(" ", "") for code in codes) == sorted(kept)
    assert '<a class="button" href="/admin/councils/notice/">' in done.content.decode()
    assert "no-store" in done["Cache-Control"]
    assert TOTPDevice.objects.get(user=hamada).bin_key == key
    assert written() == [("hamada", "phone_added", OFFICE, None), ("hamada", "signed_in", OFFICE, None)]


def test_the_number_that_enrolled_a_phone_does_not_open_the_door_again(hamada):
    with at(EIGHT):
        first, second = Client(), Client()
        knock(first)
        number = shown(secret_on(first.get(PHONE)), EIGHT)
        send(first, number, PHONE)
        knock(second)

        assert where(send(second, number)) == wrong("1秒")


def test_a_wrong_number_enrols_nothing_and_keeps_the_secret(hamada, client):
    with at(EIGHT):
        knock(client)
        before = secret_on(client.get(PHONE))
        answer = send(client, "000000", PHONE)

        assert where(answer).startswith("番号が違います。")
        assert secret_on(answer) == before
    assert TOTPDevice.objects.count() == 0


def test_each_window_gets_a_secret_of_its_own_that_dies_with_it(hamada):
    """Whoever once knew the password and looked at the picture knows nothing later."""
    first, second = Client(), Client()
    knock(first)
    knock(second)

    assert secret_on(first.get(PHONE)) != secret_on(second.get(PHONE))


def test_the_picture_is_a_drawing_of_this_server_and_of_no_cache(hamada, client):
    knock(client)
    page = client.get(PHONE).content.decode()
    picture = client.get(QR)

    assert f'<img src="{QR}"' in page
    assert "data:" not in page
    assert " style=" not in page
    assert (picture["Content-Type"], "no-store" in picture["Cache-Control"]) == ("image/svg+xml", True)
    assert picture.content.startswith(b"<?xml")
    assert b"style=" not in picture.content


def test_the_app_shows_whose_portal_it_is(hamada, client):
    knock(client)

    assert 'href="otpauth://totp/testserver%3Ahamada?secret=' in client.get(PHONE).content.decode()


def test_who_has_a_phone_cannot_enrol_another_with_the_password_alone(hamada, client):
    phone_of(hamada)
    knock(client)

    assert where(client.get(PHONE)) == "/admin/login/"
    assert where(send(client, "000000", PHONE)) == "/admin/login/"
    assert client.get(QR).status_code == 404


def test_a_new_phone_replaces_the_old_one_and_its_spare_numbers(hamada, client):
    old = phone_of(hamada)
    paper_of(hamada, "0123456789")
    with at(EIGHT):
        knock(client)
        send(client, shown(old.bin_key, EIGHT))
        assert "残っている控えの番号は、1個です" in client.get("/admin/password_change/").content.decode()
        key = secret_on(client.get(PHONE))
        send(client, shown(key, EIGHT), PHONE)

        assert admitted(client)
        assert [device.bin_key for device in TOTPDevice.objects.filter(user=hamada)] == [key]
        assert StaticDevice.objects.get(user=hamada).token_set.filter(token="0123456789").count() == 0


def test_two_windows_enrolling_at_once_leave_one_phone(hamada):
    with at(EIGHT):
        windows = [Client(), Client()]
        for window in windows:
            knock(window)
        keys = [secret_on(window.get(PHONE)) for window in windows]
        for window, key in zip(windows, keys, strict=True):
            send(window, shown(key, EIGHT), PHONE)

        assert [admitted(window) for window in windows] == [True, False]
    assert [device.bin_key for device in TOTPDevice.objects.all()] == keys[:1]


# A lost phone


def test_a_colleague_takes_a_lost_phone_away_and_her_windows_close(hamada, client):
    phone = phone_of(hamada)
    paper_of(hamada, "0123456789")
    helper = city_clerk()
    with at(EIGHT):
        knock(client)
        send(client, shown(phone.bin_key, EIGHT))
        assert admitted(client)

        desk = Client()
        knock(desk, "isobe")
        send(desk, shown(secret_on(desk.get(PHONE)), EIGHT), PHONE)
        page = f"/admin/editing/user/{hamada.pk}/phone/"
        assert desk.get(page).status_code == 200
        assert TOTPDevice.objects.filter(user=hamada).exists()
        answer = desk.post(page, REMOTE_ADDR=OFFICE)

        assert where(answer) == f"/admin/editing/user/{hamada.pk}/change/"
        assert not admitted(client)
        assert where(knock(client)) == PHONE
    assert not TOTPDevice.objects.filter(user=hamada).exists()
    assert not StaticDevice.objects.filter(user=hamada).exists()
    assert TOTPDevice.objects.filter(user=helper).exists()
    assert written()[-1] == ("hamada", "phone_removed", OFFICE, "isobe")


def test_a_start_password_does_not_pass_the_phone(hamada, client):
    phone = phone_of(hamada)
    hamada.password_is_temporary = True
    hamada.save()
    with at(EIGHT):
        assert where(knock(client)) == CODE
        assert where(client.get("/admin/login/password/")) == "/admin/login/"
        assert where(send(client, shown(phone.bin_key, EIGHT))) == "/admin/login/password/"
        assert not admitted(client)
        chosen = {"password": "umi-no-mieru-oka", "again": "umi-no-mieru-oka"}
        assert where(client.post("/admin/login/password/", chosen)) == "/admin/"
        assert admitted(client)


def test_who_has_neither_phone_nor_password_of_her_own_gets_both_on_the_way(hamada, client):
    hamada.password_is_temporary = True
    hamada.save()
    with at(EIGHT):
        assert where(knock(client)) == "/admin/login/password/"
        chosen = {"password": "umi-no-mieru-oka", "again": "umi-no-mieru-oka"}
        assert where(client.post("/admin/login/password/", chosen)) == PHONE
        send(client, shown(secret_on(client.get(PHONE)), EIGHT), PHONE)
        assert admitted(client)


def test_the_stock_screens_that_show_secrets_are_gone(settings, client):
    settings.STAFF_OTP = False
    client.force_login(clerk("kanri", is_superuser=True))

    addresses = [
        "/admin/otp_totp/totpdevice/",
        "/admin/otp_static/staticdevice/",
        "/admin/otp_totp/totpdevice/1/qrcode/",
    ]
    assert [client.get(address).status_code for address in addresses] == [404] * 3


def test_the_right_number_after_the_password_is_needed_by_everyone(client):
    """Nobody is let off: superusers neither."""
    clerk("kanri", is_superuser=True)

    assert where(knock(client, "kanri", PASSWORD)) == PHONE
    assert where(client.get("/admin/")) == SHUT
