"""Accounts: forgotten passwords, closing, and who may reach whom."""

import html
import re

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from fujimino_support.editing.models import User
from fujimino_support.editing.signin.throttle import Attempt, begin
from tests import make

from .people import EIGHT, OFFICE, PASSWORD, at, city_clerk, clerk, in_group, knock, signed_in, where, written

pytestmark = pytest.mark.django_db

OWN = "/admin/login/password/"
CHOSEN = {"password": "umi-no-mieru-oka", "again": "umi-no-mieru-oka"}


def page(user, name="change"):
    return f"/admin/editing/user/{user.pk}/{name}/"


def hand_out(desk, user):
    answer = desk.post(page(user, "password"), REMOTE_ADDR=OFFICE)
    return re.search('<p class="start-password"><code>(.*?)</code>', answer.content.decode()).group(1)


def facts(user):
    user = User.objects.get(pk=user.pk)
    return {
        "username": user.username,
        "active": user.is_active,
        "staff": user.is_staff,
        "superuser": user.is_superuser,
        "groups": sorted(group.name for group in user.groups.all()),
        "permissions": list(user.user_permissions.all()),
        "password": user.password,
    }


# Forgotten password


def test_a_colleague_makes_a_start_password_that_must_be_changed_at_once(client):
    hamada, desk = clerk(), signed_in(city_clerk())

    start = hand_out(desk, hamada)

    assert re.fullmatch("[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}", start)
    assert where(knock(client)).startswith("利用者名かパスワードが違います。")
    assert where(knock(client, password=start, next="/admin/councils/notice/")) == OWN
    assert where(client.get("/admin/")) == "/admin/login/?next=/admin/"
    assert where(client.post(OWN, CHOSEN, REMOTE_ADDR=OFFICE)) == "/admin/councils/notice/"
    assert client.get("/admin/").status_code == 200
    assert where(knock(Client(), password=start)).startswith("利用者名かパスワードが違います。")
    assert where(knock(Client(), password=CHOSEN["password"])) == "/admin/"
    assert written() == [
        ("hamada", "start_password", OFFICE, "isobe"),
        ("hamada", "wrong_password", OFFICE, None),
        ("hamada", "password_changed", OFFICE, None),
        ("hamada", "signed_in", OFFICE, None),
        ("hamada", "wrong_password", OFFICE, None),
        ("hamada", "signed_in", OFFICE, None),
    ]


def test_it_is_shown_once_and_never_kept(client):
    hamada, desk = clerk(), signed_in(city_clerk())

    asked = desk.get(page(hamada, "password"))
    kept = facts(hamada)["password"]
    answer = desk.post(page(hamada, "password"))
    start = re.search('<p class="start-password"><code>(.*?)</code>', answer.content.decode()).group(1)

    assert User.objects.get(pk=hamada.pk).password != kept
    assert "no-store" in answer["Cache-Control"]
    for address in (
        page(hamada),
        page(hamada, "password"),
        page(hamada, "history"),
        "/admin/editing/signin/",
    ):
        assert start not in desk.get(address).content.decode()
    assert 'start-password"' not in asked.content.decode()


def test_making_one_ends_every_session_of_its_owner():
    hamada, desk = clerk(), signed_in(city_clerk())
    windows = [signed_in(hamada), signed_in(hamada)]

    hand_out(desk, hamada)

    assert [where(window.get("/admin/")) for window in windows] == ["/admin/login/?next=/admin/"] * 2


def test_making_one_ends_the_wait_of_who_fumbled(client):
    hamada, desk = clerk(), signed_in(city_clerk())
    for _ in range(6):
        knock(client, password="wrong")

    assert where(knock(client, password=hand_out(desk, hamada))) == OWN


@pytest.mark.parametrize(
    ("password", "again", "message"),
    [
        ("", "", "ここを入力してください。 ここを入力してください。"),
        ("short", "short", "このパスワードは短すぎます。最低 12 文字以上必要です。"),
        ("umi-no-mieru-oka", "umi-no-mieru-oke", "上のパスワードと違います。同じものを入力してください。"),
        ("123456789012345", "123456789012345", "このパスワードは数字しか使われていません。"),
        (
            "\0",
            "\0",
            "使えない文字が入っています。入力し直してください。 使えない文字が入っています。入力し直してください。",
        ),
        ("a" * 100_000, "b", "200文字までで入力してください。"),
    ],
)
def test_a_password_of_ones_own_keeps_the_rules(client, password, again, message):
    hamada = clerk()
    knock(client, password=hand_out(signed_in(city_clerk()), hamada))

    answer = client.post(OWN, {"password": password, "again": again})

    assert where(answer).replace("\n", "") == message
    assert User.objects.get(pk=hamada.pk).password_is_temporary


def test_the_start_password_is_not_kept_as_ones_own(client):
    hamada = clerk()
    start = hand_out(signed_in(city_clerk()), hamada)
    knock(client, password=start)

    answer = client.post(OWN, {"password": start, "again": start})

    assert where(answer) == "いまのパスワードと同じです。別のパスワードにしてください。"


def test_nobody_makes_a_start_password_for_herself():
    helper = city_clerk()
    desk = signed_in(helper)

    assert [
        desk.get(page(helper, "password")).status_code,
        desk.post(page(helper, "password")).status_code,
    ] == [403] * 2
    assert desk.get("/admin/").status_code == 200


@pytest.mark.parametrize("name", ["password", "phone"])
def test_help_is_for_those_who_look_after_accounts_and_for_accounts_in_their_reach(name):
    hamada, root = clerk(), make.superuser("root")
    root.set_password(PASSWORD)
    root.save()
    above = in_group(clerk("above"), "市職員", "部長")
    operator = in_group(clerk("operator"), "社協職員")
    city = city_clerk()
    before = {user.username: facts(user) for user in (hamada, root, above, city)}

    answers = {
        (who.username, whom.username): [
            signed_in(who).get(page(whom, name)).status_code,
            signed_in(who).post(page(whom, name)).status_code,
        ]
        for who, whom in [
            (operator, hamada),
            (operator, root),
            (hamada, operator),
            (city, root),
            (city, above),
        ]
    }

    assert set(map(tuple, answers.values())) == {(403, 403)}
    assert {user.username: facts(user) for user in (hamada, root, above, city)} == before
    assert signed_in(city).get(page(hamada, name)).status_code == 200
    assert signed_in(root).get(page(city, name)).status_code == 200


@pytest.mark.parametrize("word", ["0", "999999999999999999999999", "x", "1x"])
def test_a_guessed_key_is_not_found(word):
    desk = signed_in(city_clerk())

    assert {
        desk.get(f"/admin/editing/user/{word}/{name}/").status_code for name in ("password", "phone")
    } <= {404}


# Own password


def change(client, **more):
    return client.post("/admin/password_change/", {"old": PASSWORD, **CHOSEN, **more}, REMOTE_ADDR=OFFICE)


def test_ones_own_password_is_changed_and_other_windows_close():
    hamada = clerk()
    here, elsewhere = signed_in(hamada), signed_in(hamada)

    assert where(change(here)) == "/admin/"

    assert here.get("/admin/").status_code == 200
    assert where(elsewhere.get("/admin/")) == "/admin/login/?next=/admin/"
    assert where(knock(Client(), password=CHOSEN["password"])) == "/admin/"
    assert written()[0] == ("hamada", "password_changed", OFFICE, None)


def test_guessing_the_old_password_at_a_desk_left_open_has_to_wait():
    here = signed_in(clerk())
    with at(EIGHT):
        said = [where(change(here, old="wrong")) for _ in range(5)]

        assert said == ["いまのパスワードが違います。"] * 5
        assert where(change(here)).startswith("続けて間違えたため、")
    assert User.objects.get(username="hamada").check_password(PASSWORD)


# Closing


def test_closing_an_account_shuts_its_windows_at_once():
    hamada, desk = clerk(), signed_in(city_clerk())
    window = signed_in(hamada)
    assert window.get("/admin/").status_code == 200

    saved = desk.post(page(hamada), {"username": "hamada", "last_name": "浜田", "first_name": "みお"})

    assert saved.status_code == 302
    assert facts(hamada)["active"] is False
    assert where(window.get("/admin/")) == "/admin/login/?next=/admin/"
    assert where(knock(Client())).startswith("利用者名かパスワードが違います。")


# Nobody lifts rights above their own


EVERYTHING = {
    "is_active": "on",
    "is_staff": "on",
    "is_superuser": "on",
    "password_is_temporary": "on",
    "password": "pbkdf2_sha256$1$a$b",
    "user_permissions": ["1", "2", "3"],
}


def all_groups():
    return [str(group.pk) for group in Group.objects.all()]


def test_a_city_clerk_gives_an_account_the_two_houses_and_nothing_more():
    Group.objects.create(name="部長")
    hamada, desk = clerk(), signed_in(city_clerk())
    before = facts(hamada)
    houses = [str(group.pk) for group in Group.objects.filter(name__in=["市職員", "社協職員"])]
    names = {"username": "hamada", "last_name": "浜田", "first_name": "みお"}

    refused = desk.post(page(hamada), {**names, **EVERYTHING, "groups": all_groups()})
    assert refused.status_code == 200
    assert facts(hamada) == before
    saved = desk.post(page(hamada), {**names, **EVERYTHING, "groups": houses})
    assert saved.status_code == 302
    assert facts(hamada) == {**before, "groups": ["市職員", "社協職員"]}


def test_a_city_clerk_does_not_change_a_superuser_or_whoever_has_a_group_of_superusers():
    root = make.superuser("root")
    above = in_group(clerk("above"), "市職員", "部長")
    desk = signed_in(city_clerk())

    for account in (root, above):
        before = facts(account)
        answer = desk.post(
            page(account), {"username": "mine", **EVERYTHING, "is_active": "", "groups": all_groups()}
        )
        assert answer.status_code == 403
        assert facts(account) == before
        assert desk.get(page(account)).status_code == 200
        assert "登録を外す" not in desk.get(page(account)).content.decode()


@pytest.mark.parametrize(
    "person", [city_clerk, lambda: clerk("isobe", is_superuser=True)], ids=["city", "superuser"]
)
def test_nobody_changes_her_own_rights(person):
    Group.objects.create(name="部長")
    one = person()
    before = facts(one)
    desk = signed_in(one)

    saved = desk.post(
        page(one), {"username": "isobe", "last_name": "磯辺", **EVERYTHING, "groups": all_groups()}
    )
    dropped = desk.post(page(one), {"username": "isobe", "last_name": "磯辺"})

    assert (saved.status_code, dropped.status_code) == (302, 302)
    assert User.objects.get(pk=one.pk).last_name == "磯辺"
    assert facts(one) == before


def test_a_new_account_of_a_city_clerk_is_staff_without_password_and_without_more_rights():
    Group.objects.create(name="部長")
    desk = signed_in(city_clerk())
    house = str(Group.objects.get(name="市職員").pk)
    typed = {"username": "shiomi", "last_name": "潮見", "first_name": "さやか", "email": ""}

    refused = desk.post("/admin/editing/user/add/", {**typed, **EVERYTHING, "groups": all_groups()})
    made = desk.post("/admin/editing/user/add/", {**typed, **EVERYTHING, "groups": [house]})

    shiomi = User.objects.get(username="shiomi")
    assert refused.status_code == 200
    assert where(made) == page(shiomi, "password")
    assert {**facts(shiomi), "password": shiomi.has_usable_password()} == {
        "username": "shiomi",
        "active": True,
        "staff": True,
        "superuser": False,
        "groups": ["市職員"],
        "permissions": [],
        "password": False,
    }
    assert where(knock(Client(), "shiomi", hand_out(desk, shiomi))) == OWN


def test_a_superuser_makes_another():
    hamada, desk = clerk(), signed_in(make.superuser("root"))

    desk.post(page(hamada), {"username": "hamada", "is_active": "on", "is_superuser": "on"})

    assert facts(hamada)["superuser"] is True


def test_the_operators_staff_see_no_accounts():
    operator = in_group(clerk("operator"), "社協職員")
    hamada, desk = clerk(), signed_in(operator)

    addresses = [
        "/admin/editing/user/",
        "/admin/editing/user/add/",
        page(hamada),
        page(operator),
        page(hamada, "history"),
    ]
    assert [desk.get(address).status_code for address in addresses] == [403] * 5
    assert [desk.post(address, EVERYTHING).status_code for address in addresses] == [403] * 5
    assert "/admin/editing/user/" not in desk.get("/admin/").content.decode()


@pytest.mark.parametrize("name", ["hamada", "HAMADA", "ｈａｍａｄａ"])
def test_two_accounts_never_have_the_same_name(name):
    clerk()
    desk = signed_in(city_clerk())

    answer = desk.post("/admin/editing/user/add/", {"username": name, "last_name": "浜田"})

    assert "この利用者名は、すでに使われています。別の名前にしてください。" in html.unescape(
        answer.content.decode()
    )


def test_the_account_says_how_its_owner_comes_in():
    hamada, desk = clerk(), signed_in(city_clerk())
    newcomer = make.user("newcomer")

    def states():
        return re.findall('<div class="readonly">(.*?)</div>', desk.get(page(hamada)).content.decode())[1:3]

    assert states() == ["本人が決めたもの", "登録していません"]
    hand_out(desk, hamada)
    assert states() == ["初回パスワード（本人がまだ変えていません）", "登録していません"]
    assert "まだありません。初回パスワードを作ってください。" in desk.get(page(newcomer)).content.decode()
    assert "pbkdf2" not in desk.get(page(hamada)).content.decode()


def test_a_wait_at_one_office_is_seen_by_nobody_else():
    begin(Attempt("hamada", OFFICE), EIGHT)

    assert "Tries" not in signed_in(make.superuser("root")).get("/admin/").content.decode()
