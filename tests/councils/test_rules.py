import re
from datetime import date, time
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError
from django.db.models import ProtectedError

from councils.models import Area, ContactPerson, Council, Notice, Page, Programme, Tier
from fujimino_support.editing.models import User
from fujimino_support.web.files import pdf_only
from tests import make
from tests.fujimino_support.editing.rules import (
    Breach,
    changed,
    refusal_by_form,
    rules_of,
    save_past_the_form,
)

pytestmark = pytest.mark.django_db


def second_area():
    make.area()
    return make.area(name="しおさい", slug="shiosai")


def second_council():
    make.council()
    return make.council(name="しおさい協議会", area=make.area(name="しおさい", slug="shiosai"))


def second_assignment():
    make.assignment(user=make.user("hamada"))
    return make.assignment(user=make.user("isobe"))


def first_tier_council():
    return make.council(name="町ぐるみ会議", tier=make.tier(1), area=None)


def second_meeting():
    make.meeting(held_on=date(2025, 5, 12))
    return make.meeting(held_on=date(2025, 6, 9))


def second_person():
    make.contact_person(name="磯部 花子", phone="090-0000-1234")
    return make.contact_person(name="磯部 花子", phone="090-0000-5678")


def second_notice():
    make.notice(text="高波に注意")
    return make.notice(text="停電のお知らせ")


def facts_of(row):
    return {field.name: getattr(row, field.name) for field in row._meta.fields if field.name != "id"}


BREACHES = [
    Breach(
        "area.name",
        lambda: changed(second_area(), name="はまなす"),
        {"name": ["この 名前 を持った 地域 が既に存在します。"]},
    ),
    Breach(
        "area.slug",
        lambda: changed(second_area(), slug="hamanasu"),
        {"slug": ["この アドレスの名前 を持った 地域 が既に存在します。"]},
    ),
    Breach(
        "area_theme",
        lambda: changed(make.area(), theme="niji"),
        {"theme": ["'niji' は有効な選択肢ではありません。"]},
    ),
    Breach(
        "town.name",
        lambda: changed(make.town(name="浜二丁目"), name=make.town().name),
        {"name": ["この 町丁目 を持った 町丁目 が既に存在します。"]},
    ),
    Breach(
        "town_point",
        lambda: changed(make.town(), latitude="42.1"),
        {"__all__": ["緯度と経度は、両方を入力するか、両方を空けてください。"]},
    ),
    Breach(
        "area_assignment_once",
        lambda: changed(second_assignment(), user=User.objects.get(username="hamada")),
        {"__all__": ["この職員は、もうこの地域の担当になっています。"]},
    ),
    Breach(
        "tier.level",
        lambda: Tier(level=make.tier(1).level, name="もう一つの層", scope="町のすべて"),
        {"level": ["この 層 を持った 層 が既に存在します。"]},
    ),
    Breach(
        "tier.name",
        lambda: changed(make.tier(1), name=make.tier(2).name),
        {"name": ["この 名前 を持った 層 が既に存在します。"]},
    ),
    Breach(
        "tier_level",
        lambda: changed(make.tier(1), level=3, name="三つ目の層"),
        {"level": ["3 は有効な選択肢ではありません。"]},
    ),
    Breach(
        "council.name",
        lambda: changed(second_council(), name="はまなす協議会"),
        {"name": ["この 名前 を持った 協議体 が既に存在します。"]},
    ),
    Breach(
        "council.area",
        lambda: changed(second_council(), area=Area.objects.get(slug="hamanasu")),
        {"area": ["この 地域 を持った 協議体 が既に存在します。"]},
    ),
    Breach(
        "council_area_of_second_tier",
        lambda: changed(make.council(), area=None),
        {"__all__": ["第二層の協議体には地域を選び、第一層では地域を空けてください。"]},
    ),
    Breach(
        "council_area_of_second_tier",
        lambda: changed(first_tier_council(), area=make.area()),
        {"__all__": ["第二層の協議体には地域を選び、第一層では地域を空けてください。"]},
    ),
    Breach(
        "council_one_of_first_tier",
        lambda: changed(make.council(), tier=first_tier_council().tier, area=None),
        {"__all__": ["第一層の協議体は1つだけです。もう登録されています。"]},
    ),
    Breach(
        "meeting_once_a_day",
        lambda: changed(second_meeting(), held_on=date(2025, 5, 12)),
        {"__all__": ["この協議体の同じ日の会議が、もう登録されています。"]},
    ),
    Breach(
        "meeting_times",
        lambda: changed(make.meeting(), starts_at=time(10), ends_at=time(10)),
        {"__all__": ["終わる時刻は、始まる時刻より後にしてください。"]},
    ),
    Breach(
        "organisation.name",
        lambda: changed(make.organisation(name="図書室"), name=make.organisation().name),
        {"name": ["この 名前 を持った 団体 が既に存在します。"]},
    ),
    Breach(
        "organisation_kind",
        lambda: changed(make.organisation(), kind="fishing"),
        {"kind": ["'fishing' は有効な選択肢ではありません。"]},
    ),
    Breach(
        "contact_person_once",
        lambda: changed(second_person(), phone="090-0000-1234"),
        {"__all__": ["同じ氏名と電話の連絡係が、もう登録されています。"]},
    ),
    Breach(
        "contactoffice.name",
        lambda: changed(make.office(name="出張所"), name=make.office().name),
        {"name": ["この 部署の名前 を持った 問い合わせ先 が既に存在します。"]},
    ),
    Breach(
        "programme.id",
        lambda: Programme(**{**facts_of(make.programme()), "name": "もう一つの事業"}),
        {"id": ["この Id を持った 事業 が既に存在します。"]},
    ),
    Breach(
        "programme_only_one",
        lambda: changed(make.programme(), id=2),
        {"__all__": ["事業は1つだけ登録できます。"]},
    ),
    Breach(
        "programme_stale_after_days",
        lambda: changed(make.programme(), stale_after_days=0),
        {"stale_after_days": ["1からの数を入力してください。"]},
    ),
    Breach(
        "programme_inquiry_kept_days",
        lambda: changed(make.programme(), inquiry_kept_days=0),
        {"inquiry_kept_days": ["1からの数を入力してください。"]},
    ),
    Breach(
        "programme_backup_kept_days",
        lambda: changed(make.programme(), backup_kept_days=3651),
        {"backup_kept_days": ["3650までの数を入力してください。"]},
    ),
    Breach(
        "programme_licence",
        lambda: changed(make.programme(), licence="mit"),
        {"licence": ["'mit' は有効な選択肢ではありません。"]},
    ),
    Breach(
        "programmesection.slug",
        lambda: changed(make.section(slug="purpose"), slug=make.section().slug),
        {"slug": ["この 目印 を持った 表紙の文章 が既に存在します。"]},
    ),
    Breach(
        "section_slot",
        lambda: changed(make.section(), slot="cellar"),
        {"slot": ["'cellar' は有効な選択肢ではありません。"]},
    ),
    Breach(
        "page.slug",
        lambda: changed(make.page(slug="about"), slug=make.page().slug),
        {"slug": ["この アドレスの名前 を持った ページ が既に存在します。"]},
    ),
    Breach(
        "councils_page_state",
        lambda: changed(make.page(), state="secret"),
        {"state": ["'secret' は有効な選択肢ではありません。"]},
    ),
    Breach(
        "councils_page_public_days",
        lambda: changed(make.page(), public_from=date(2025, 4, 2), public_until=date(2025, 4, 1)),
        {"__all__": ["公開を終える日は、始める日と同じか、後の日にしてください。"]},
    ),
    Breach(
        "notice_once",
        lambda: changed(second_notice(), text="高波に注意"),
        {"__all__": ["同じ日から出す同じ本文のお知らせが、もう登録されています。"]},
    ),
    Breach(
        "notice_days",
        lambda: changed(make.notice(), shown_from=date(2025, 4, 2), shown_until=date(2025, 4, 1)),
        {"__all__": ["出し終える日は、出し始める日と同じか、後の日にしてください。"]},
    ),
    Breach(
        "notice_gravity",
        lambda: changed(make.notice(), gravity="heavy"),
        {"gravity": ["'heavy' は有効な選択肢ではありません。"]},
    ),
    Breach(
        "relatedlink.label",
        lambda: changed(make.link(label="図書館"), label=make.link().label),
        {"label": ["この 名前 を持った リンク が既に存在します。"]},
    ),
]
ids = [breach.rule for breach in BREACHES]


def test_every_rule_of_the_app_is_broken_here():
    assert sorted(set(ids)) == rules_of("councils")


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
        lambda: make.town(area=make.area()).area,
        lambda: make.assignment().area,
        lambda: make.assignment().user,
        lambda: make.council().area,
        lambda: make.council().tier,
        lambda: make.meeting().council,
        lambda: make.activity().council,
        lambda: make.programme().office,
    ],
    ids=[
        "area of a town",
        "area of a member of staff",
        "user with an area",
        "area of a council",
        "tier of a council",
        "council of a meeting",
        "council of an activity",
        "office of the programme",
    ],
)
def test_a_parent_with_rows_of_its_own_is_not_deleted(parent):
    row = parent()

    with pytest.raises(ProtectedError):
        row.delete()


def test_a_contact_person_outlives_the_organisation_and_can_be_erased():
    person = make.contact_person(organisation=make.organisation())

    person.organisation.delete()
    person.refresh_from_db()
    assert (person.name, person.organisation) == ("磯部 花子", None)

    person.delete()
    assert list(ContactPerson.objects.all()) == []


def test_an_organisation_that_carries_an_activity_is_not_deleted():
    role = make.role()

    with pytest.raises(ProtectedError):
        role.organisation.delete()


@pytest.mark.parametrize("slug", ["activities", "councils", "coordinators", "admin"])
def test_a_page_does_not_take_the_address_of_a_part_of_the_portal(slug):
    page = make.page(slug=slug)

    assert refusal_by_form(page) == {
        "slug": ["このアドレスはほかのページが使っています。別の名前にしてください。"]
    }


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "ftp://example.jp/", "example.jp", "//example.jp/"]
)
def test_a_link_leads_to_a_web_page_only(address):
    link = make.link(url=address)

    assert refusal_by_form(link) == {
        "url": ["https:// から始まるアドレスを入力してください。例：https://example.jp/"]
    }


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("postal_code", "356850", "例：356-8501 のように入力してください。"),
        ("postal_code", "３５６-８５０１", "例：356-8501 のように入力してください。"),
        ("mail", "sasaeai", "有効なメールアドレスを入力してください。"),
    ],
)
def test_the_office_is_written_so_that_it_can_be_reached(field, typed, message):
    assert refusal_by_form(changed(make.office(), **{field: typed})) == {field: [message]}


@pytest.mark.parametrize("code", ["11245", "１１２４５３", "11245a"])
def test_the_code_of_the_city_is_six_digits(code):
    assert refusal_by_form(changed(make.programme(), city_code=code)) == {
        "city_code": ["6けたの数字で入力してください。例：112453"]
    }


@pytest.mark.parametrize("upload", [make.picture(), ContentFile(b"", "minutes.pdf")])
def test_minutes_are_a_pdf(upload):
    with pytest.raises(ValidationError) as refusal:
        pdf_only(upload)

    assert refusal.value.messages == ["PDFではないようです。PDFで保存し直したものを選んでください。"]


def test_minutes_of_eleven_megabytes_are_too_large():
    upload = ContentFile(b"%PDF-" + bytes(11 * 1024 * 1024), "minutes.pdf")

    with pytest.raises(ValidationError) as refusal:
        pdf_only(upload)

    assert refusal.value.messages == ["ファイルが大きすぎます。10MBまでのPDFにしてください。"]


def test_the_name_of_an_uploaded_file_is_not_kept():
    meeting = make.meeting(minutes=make.pdf())

    assert re.fullmatch(r"minutes/[0-9a-f]{32}\.pdf", str(meeting.minutes))


def test_a_council_shows_its_latest_six_public_meetings():
    council = make.council()
    for month in range(1, 9):
        make.meeting(council=council, held_on=date(2025, month, 1))
    make.meeting(council=council, held_on=date(2025, 9, 1), is_public=False)

    shown: Any = Council.objects.with_partners_and_meetings().get()

    assert [meeting.held_on.month for meeting in shown.latest_meetings] == [8, 7, 6, 5, 4, 3]


def test_a_council_names_the_public_organisations_of_its_area():
    area = make.area()
    make.council(area=area)
    make.organisation(name="浜町内会", areas=(area,))
    make.organisation(name="名を出さない会", areas=(area,), is_public=False)
    make.organisation(name="よその会")

    shown: Any = Council.objects.with_partners_and_meetings().get()

    assert [organisation.name for organisation in shown.area.partners] == ["浜町内会"]


def test_a_notice_holds_from_its_first_day_to_its_last():
    make.notice(shown_from=date(2025, 4, 2), shown_until=date(2025, 4, 3))

    held = [Notice.objects.holding(date(2025, 4, day)).count() for day in (1, 2, 3, 4)]

    assert held == [0, 1, 1, 0]


def test_the_gravest_notice_comes_first_and_then_the_newest():
    make.notice(text="古いお知らせ", shown_from=date(2025, 4, 1))
    make.notice(text="新しいお知らせ", shown_from=date(2025, 4, 2))
    make.notice(text="注意", gravity="care", shown_from=date(2025, 3, 1))
    make.notice(text="緊急", gravity="urgent", shown_from=date(2025, 2, 1))

    held = Notice.objects.holding(date(2025, 4, 2))

    assert [notice.text for notice in held] == ["緊急", "注意", "新しいお知らせ", "古いお知らせ"]


def test_a_page_is_public_on_its_days_and_in_its_state_only():
    make.page(slug="drafted", state="draft")
    make.page(slug="withdrawn", state="withdrawn")
    make.page(slug="april", public_from=date(2025, 4, 1), public_until=date(2025, 4, 30))
    make.page(slug="always")

    published = [
        [page.slug for page in Page.objects.published(day)]
        for day in (date(2025, 3, 31), date(2025, 4, 1), date(2025, 4, 30), date(2025, 5, 1))
    ]

    assert published == [["always"], ["always", "april"], ["always", "april"], ["always"]]
