"""What must stay hidden stays hidden on every page, wherever it was planted."""

from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from activities.models import Activity
from councils.models import Area
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("early_in_july")]

SECRET = "もれた"
YESTERDAY, TOMORROW = date(2025, 6, 30), date(2025, 7, 2)


def secret(number: int) -> str:
    return f"{SECRET}{number}"


def plant() -> dict[str, str]:
    """A town with everything, and beside it everything that residents may not read: its words and its files."""
    make.town_with_everything()
    seen = Activity.objects.get(name="かもめ体操")
    activity_words = {
        "summary": SECRET,
        "body": SECRET,
        "schedule_words": SECRET,
        "place_words": SECRET,
        "audience": SECRET,
        "contact_name": SECRET,
        "contact_phone": "0999-99-9999",
    }
    never_known: list[dict[str, Any]] = [
        {"state": "draft"},
        {"public_from": TOMORROW},
        {"state": "withdrawn", "public_from": TOMORROW},
    ]
    gone: list[dict[str, Any]] = [{"status": "ended"}, {"state": "withdrawn"}, {"public_until": YESTERDAY}]
    rows = []
    for number, facts in enumerate([*never_known, *gone]):
        name = secret(number) if facts in never_known else f"むかしの会{number}"
        hall = make.place(name=secret(number), address=SECRET)
        rows.append(make.activity(name=name, places=(hall,), **activity_words, **facts))
    for row in rows:
        make.recruitment(activity=row, title=f"{SECRET}募集", body=SECRET)
        make.photo(activity=row, alternative_text=SECRET)
    make.recruitment(activity=seen, title=f"{SECRET}募集", open_until=YESTERDAY)
    unconsented = make.photo(activity=seen, alternative_text=SECRET, caption=SECRET, consent="unchecked")
    hidden = make.organisation(name=SECRET, is_public=False, areas=tuple(Area.objects.all()))
    make.role(activity=seen, organisation=hidden, words=SECRET)
    make.organisation(name=f"{SECRET}会", is_public=False)
    seen.contact_people.add(
        make.contact_person(name=SECRET, phone="0999-99-9999", note=SECRET, organisation=hidden)
    )
    closed = make.meeting(
        held_on=date(2025, 6, 1),
        topics=SECRET,
        outcome=SECRET,
        place=SECRET,
        is_public=False,
        minutes=make.pdf(),
    )
    make.notice(text=f"{SECRET}終わり", shown_until=YESTERDAY)
    make.notice(text=f"{SECRET}これから", shown_from=TOMORROW)
    make.page(slug="draft", title=SECRET, body=SECRET, state="draft")
    make.page(slug="later", title=SECRET, body=SECRET, public_from=TOMORROW)
    make.page(slug="past", title=SECRET, body=SECRET, public_until=YESTERDAY)
    make.page(slug="back", title=SECRET, body=SECRET, state="withdrawn")
    areas = tuple(Area.objects.all())
    make.coordinator(surname=SECRET, given_name="一", areas=areas, in_post_until=YESTERDAY)
    make.coordinator(surname=SECRET, given_name="二", areas=areas, in_post_from=TOMORROW)
    make.coordinator(surname=SECRET, given_name="三", areas=areas, is_shown=False)
    shy = make.coordinator(
        surname="灯", given_name="台", areas=areas, photo=make.picture(), photo_consent=False
    )
    return {
        "a photo without consent": unconsented.image.name,
        "minutes of a closed meeting": closed.minutes.name,
        "a face without consent": shy.photo.name,
    }


def unfolded(response) -> str:
    """What it says; a calendar cuts its long lines."""
    return response.content.replace(b"\r\n ", b"").decode()


def public_addresses() -> list[str]:
    numbers = range(1, Activity.objects.count() + 2)
    return [
        *("/", "/councils/", "/activities/", "/coordinators/", "/privacy/", "/about/", "/opendata/"),
        *("/draft/", "/later/", "/past/", "/back/", "/sitemap.xml", "/robots.txt"),
        *(f"/areas/{area.slug}/" for area in Area.objects.all()),
        *(f"/activities/?area={area.slug}" for area in Area.objects.all()),
        *(f"/activities/{number}/" for number in numbers),
        "/contact/",
        *(f"/contact/?activity={number}" for number in numbers),
        *make.feeds(),
    ]


def test_no_page_shows_what_is_hidden(client):
    files = plant()
    addresses = public_addresses()

    shown = {address: unfolded(client.get(address)) for address in addresses}

    leaks = [
        SECRET,
        "0999",
        "浜田",
        "hamada",
        "磯部 花子",
        "090-0000-1234",
        "夕方がつながる",
        *files.values(),
    ]
    assert [
        (address, leak) for address, text in shown.items() for leak in leaks if leak.rsplit(".", 1)[0] in text
    ] == []
    assert len(addresses) > 20
    assert "かもめ体操" in shown["/"]


def test_a_staff_account_and_an_office_not_in_charge_stay_hidden(client):
    make.town_with_everything()
    make.user("himitsu", last_name="秘密", first_name="職員", email="himitsu@town.example")
    make.office(name="よその課", short_name="よそ", phone="0999-99-9999")

    shown = "".join(unfolded(client.get(address)) for address in public_addresses())

    assert [leak for leak in ("himitsu", "秘密", "よその課", "0999") if leak in shown] == []


def test_an_upload_outside_the_known_folders_is_not_served(client, media_root):
    default_storage.save("drafts/secret.txt", ContentFile(b"secret"))

    assert client.get("/media/drafts/secret.txt").status_code == 404
