"""The addresses that tests of every page walk."""

from datetime import timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from activities.models import Activity
from activities.months import month_after, month_before
from councils.models import Area, Council, Page, Town
from tests import make
from tests.pages.broken_urls import ERRORS

LISTS = [
    *("/", "/today/", "/calendar/", "/councils/", "/activities/", "/coordinators/"),
    *("/town/", "/opendata/", "/join/", "/benches/"),
]
# Each visitor has one of her own.
FORMS = ["/contact/", "/contact/?about=join&activity=1"]
SEARCHES = [
    "/activities/?q=たいそう&weekday=th&free=1",
    "/activities/?q=どこにもない&lift=1",
    "/activities/?time=am&order=name",
]


def walked_addresses() -> list[str]:
    """Everything that a visitor may open."""
    return [*public_addresses(), *FORMS]


def public_addresses() -> list[str]:
    """Every page that the rows of this moment give, those of ended activities among them, the same for everybody."""
    return [
        *LISTS,
        *calendar_addresses(),
        *print_addresses(),
        *SEARCHES,
        *(area.get_absolute_url() for area in Area.objects.all()),
        *(activity.get_absolute_url() for activity in Activity.objects.exclude(state="draft")),
        *(page.get_absolute_url() for page in Page.objects.exclude(state="draft")),
        *town_addresses(),
    ]


def town_addresses() -> list[str]:
    """A town whose area is known, one that waits for it, a part of many names, and what is no town."""
    known = Town.objects.exclude(area=None)[:1]
    unknown = Town.objects.filter(area=None)[:1]
    return [
        *(town.get_absolute_url() for town in (*known, *unknown)),
        *(reverse("town") + "?" + urlencode({"town": words}) for words in ("丁目", "ここにない町")),
    ]


def print_addresses() -> list[str]:
    """On paper: everything, an area, and a choice in which nothing is found."""
    chosen = f"?area={area.slug}" if (area := Area.objects.first()) else "?q=x"
    return [f"{reverse('activities_print')}{query}" for query in ("", chosen, "?q=ここにない言葉")]


def calendar_addresses() -> list[str]:
    """A month that is over, one to come, today and a day to come, the last two of one area."""
    today = timezone.localdate()
    chosen = f"?area={area.slug}" if (area := Area.objects.first()) else ""
    return [
        reverse("calendar_month", args=[month_before(today)]),
        reverse("calendar_month", args=[month_after(today)]) + chosen,
        reverse("calendar_day", args=[today]),
        reverse("calendar_day", args=[today + timedelta(days=1)]) + chosen,
        f"/today/{chosen}",
    ]


def error_addresses() -> list[str]:
    """Answered while ROOT_URLCONF is tests.pages.broken_urls."""
    return list(ERRORS)


def fill_a_city_to_the_brim() -> None:
    """The longest words, every state, two pages of activities."""
    council = Council.objects.first() or make.council()
    for number in range(51):
        make.activity(
            council=council, name=f"{number:02}{'長' * 78}", summary="文" * 120, schedule_words="時" * 300
        )
    make.activity(
        council=council,
        name="W" * 80,
        kana="あ" * 160,
        summary="i" * 120,
        body=f"{'w' * 500}\n\n■{'見' * 100}\n\n・{'点' * 100}\n\n1. {'n' * 100}",
        places=(make.place(name="場" * 80, kana="ば" * 120, address="w" * 200, phone="0123-45-2222"),),
        contact_name="名" * 60,
        contact_phone="01234-5678-9012",
        status="paused",
    )
    make.bench(
        place=make.place(name="椅" * 80, address="w" * 200),
        spot="所" * 80,
        host="w" * 60,
        host_agreed=True,
        seats=99,
        condition="repair",
    )
    make.recruitment(title="募" * 80, body="集" * 1000, who="w" * 100)
    make.activity(council=council, name="終わった会", status="ended")
    make.activity(council=council, name="下げた会", state="withdrawn")
    make.notice(gravity="urgent", text="急" * 300)
    make.notice(gravity="care", text="w" * 300)
