"""Rows for tests, of a town that does not exist: 北海道さざなみ町.

`make.activity(name="朝の体操")` saves one row. A parent that is not given is the first one
there is, or a new one. `make.town_with_everything()` fills every model.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from io import BytesIO
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from activities.models import (
    Act,
    Activity,
    ActivityPlace,
    ActivityRole,
    Bench,
    Category,
    Closure,
    Headcount,
    Photo,
    Place,
    Recruitment,
    SessionChange,
    Synonym,
    VainWord,
)
from activities.schedule import read, to_data
from coordinators.models import Coordinator, Inquiry, InquiryNote, InquiryReading, Mail, Submission
from councils.models import (
    Area,
    AreaAssignment,
    ContactOffice,
    ContactPerson,
    Council,
    Meeting,
    Notice,
    Organisation,
    Page,
    Programme,
    ProgrammeSection,
    RelatedLink,
    Tier,
    Town,
)
from fujimino_support.editing.models import Draft, User, fresh_token
from fujimino_support.editing.signin.models import FieldSession, SignIn


def user(username: str = "hamada", **facts: Any) -> User:
    """A member of staff, to be signed in by `client.force_login`; hashing a password would be slow."""
    return User.objects.create_user(
        username, **{"last_name": "浜田", "first_name": "みお", "is_staff": True, **facts}
    )


def superuser(username: str = "kanrisha") -> User:
    return user(username, is_superuser=True, last_name="管理", first_name="太郎")


def sign_in(**facts: Any) -> SignIn:
    words = {
        "at": timezone.localtime(),
        "outcome": "signed_in",
        "user": User.objects.first(),
        "address": "192.0.2.1",
    }
    return SignIn.objects.create(**{**words, **facts})


def office(**facts: Any) -> ContactOffice:
    words = {"name": "ささえあい課 くらしの係", "short_name": "ささえあい課", "phone": "0123-45-6789"}
    return ContactOffice.objects.create(**{**words, **facts})


def programme(**facts: Any) -> Programme:
    words = {
        "site_name": "さざなみ支え合い帳",
        "name": "暮らしの支え合い事業",
        "headline": "浜のとなりに、集まる場所。",
        "lead": "体操、茶話会、編み物。町のあちこちの集まりを紹介します。",
        "prefecture": "北海道",
        "city": "さざなみ町",
        "city_code": "019999",
        "operator": "さざなみ町社協",
    }
    parents = {} if "office" in facts else {"office": ContactOffice.objects.first() or office()}
    return Programme.objects.create(**{**words, **parents, **facts})


def section(**facts: Any) -> ProgrammeSection:
    words = {"slug": "about", "heading": "どんな事業か", "body": "となり近所の手を増やします。"}
    return ProgrammeSection.objects.create(**{**words, **facts})


def page(**facts: Any) -> Page:
    words = {"slug": "privacy", "title": "個人情報のこと", "body": "集めません。", "state": "public"}
    return Page.objects.create(**{**words, **facts})


def notice(areas: tuple[Area, ...] = (), **facts: Any) -> Notice:
    words = {"text": "高波のため、浜の集会所を閉めています。", "shown_from": date(2025, 4, 1)}
    row: Notice = Notice.objects.create(**{**words, **facts})
    row.areas.set(areas)
    return row


def link(**facts: Any) -> RelatedLink:
    words = {"label": "さざなみ町のバス", "url": "https://bus.example/"}
    return RelatedLink.objects.create(**{**words, **facts})


def log_entry(**facts: Any) -> LogEntry:
    person = User.objects.first() or user()
    words = {
        "user": person,
        "content_type": ContentType.objects.get_for_model(User),
        "object_id": str(person.pk),
    }
    return LogEntry.objects.create(
        **{"object_repr": "浜の人", "action_flag": 2, "change_message": "直した", **words, **facts}
    )


def draft(row: Any, **boxes: str) -> Draft:
    """A change of some boxes of `row` that waits to be published."""
    kind = ContentType.objects.get_for_model(row)
    words = {"base": [str(getattr(row, name)) for name in boxes], "sheet": list(boxes.values())}
    sheets = {
        version: {"row": {name: [value] for name, value in zip(boxes, values, strict=True)}, "parts": {}}
        for version, values in words.items()
    }
    return Draft.objects.create(
        content_type=kind, object_id=row.pk, by=User.objects.first() or user(), **sheets
    )


def area(**facts: Any) -> Area:
    words = {"name": "はまなす", "slug": "hamanasu", "theme": "ai"}
    return Area.objects.create(**{**words, **facts})


def town(**facts: Any) -> Town:
    return Town.objects.create(**{"name": "浜一丁目", **facts})


def assignment(**facts: Any) -> AreaAssignment:
    parents = {"user": User.objects.first() or user(), "area": Area.objects.first() or area()}
    return AreaAssignment.objects.create(**{**parents, **facts})


def tier(level: int = 2, **facts: Any) -> Tier:
    words = {1: {"name": "町の層", "scope": "町のすべて"}, 2: {"name": "地区の層", "scope": "地区"}}[level]
    return Tier.objects.create(**{"level": level, **words, **facts})


def council(**facts: Any) -> Council:
    """A council of the second tier, in an area of its own unless one is given."""
    parents: dict[str, Any] = {}
    if "tier" not in facts:
        parents["tier"] = Tier.objects.filter(level=2).first() or tier()
    if "area" not in facts:
        parents["area"] = Area.objects.filter(council=None).first() or area()
    return Council.objects.create(**{"name": "はまなす協議会", **parents, **facts})


def meeting(**facts: Any) -> Meeting:
    words = {"held_on": date(2025, 5, 12), "topics": "冬の送り迎え", "is_public": True}
    parents = {} if "council" in facts else {"council": Council.objects.first() or council()}
    return Meeting.objects.create(**{**words, **parents, **facts})


def organisation(areas: tuple[Area, ...] = (), **facts: Any) -> Organisation:
    row: Organisation = Organisation.objects.create(**{"name": "浜町内会", **facts})
    row.areas.set(areas)
    return row


def contact_person(**facts: Any) -> ContactPerson:
    return ContactPerson.objects.create(**{"name": "磯部 花子", "phone": "090-0000-1234", **facts})


def category(**facts: Any) -> Category:
    return Category.objects.create(**{"name": "手しごと", **facts})


def place(**facts: Any) -> Place:
    return Place.objects.create(**{"name": "浜の集会所", **facts})


def activity(places: tuple[Place, ...] = (), **facts: Any) -> Activity:
    """A public activity, held at `places` in their order."""
    words = {"name": "かもめ体操", "summary": "海を見ながら体をほぐします。", "state": "public"}
    parents = {} if "council" in facts else {"council": Council.objects.first() or council()}
    schedule = read(facts.get("schedule_words", ""), date(2025, 4, 1)).schedule
    understood = {"schedule_data": to_data(schedule)} if schedule else {}
    row: Activity = Activity.objects.create(**{**words, **parents, **understood, **facts})
    for order, held_at in enumerate(places):
        ActivityPlace.objects.create(activity=row, place=held_at, order=order)
    return row


def role(**facts: Any) -> ActivityRole:
    parents = {
        "activity": facts.get("activity") or Activity.objects.first() or activity(),
        "organisation": facts.get("organisation") or Organisation.objects.first() or organisation(),
    }
    return ActivityRole.objects.create(**{**facts, **parents})


def recruitment(**facts: Any) -> Recruitment:
    words = {"title": "浜の掃除をする人", "seeking": "helpers"}
    parents = {} if "activity" in facts else {"activity": Activity.objects.first() or activity()}
    return Recruitment.objects.create(**{**words, **parents, **facts})


def photo(**facts: Any) -> Photo:
    words = {"alternative_text": "浜辺で輪になって体操している。", "consent": "nobody", "image": picture()}
    parents = {} if "activity" in facts else {"activity": Activity.objects.first() or activity()}
    return Photo.objects.create(**{**words, **parents, **facts})


def bench(**facts: Any) -> Bench:
    """One that residents can sit on."""
    parents = {} if "place" in facts else {"place": Place.objects.first() or place()}
    return Bench.objects.create(**{"condition": "standing", **parents, **facts})


def coordinator(areas: tuple[Area, ...] = (), **facts: Any) -> Coordinator:
    row: Coordinator = Coordinator.objects.create(**{"surname": "潮見", **facts})
    row.areas.set(areas)
    return row


def inquiry(**facts: Any) -> Inquiry:
    """One that came by the form."""
    words = {
        "key": fresh_token(),
        "received_at": timezone.localtime(),
        "name": "磯部 花子",
        "mail": "hanako@mail.example",
        "phone": "090-0000-5678",
        "town": "浜一丁目",
        "text": "体操に行ってみたいです。",
    }
    if facts.get("progress") == "suspect":
        words["suspected_at"] = facts.get("received_at", words["received_at"])
    return Inquiry.objects.create(**{**words, **facts})


def inquiry_note(**facts: Any) -> InquiryNote:
    words = {"at": timezone.localtime(), "text": "午後に電話する。"}
    return InquiryNote.objects.create(**{**words, **_of_inquiry(facts), **_by(facts), **facts})


def inquiry_reading(**facts: Any) -> InquiryReading:
    words = {"at": timezone.localtime()}
    return InquiryReading.objects.create(**{**words, **_of_inquiry(facts), **_by(facts), **facts})


def mail(**facts: Any) -> Mail:
    """One that waits in the outbox."""
    now = timezone.localtime()
    words = {
        "purpose": "receipt",
        "message_id": f"<{fresh_token()}@town.example>",
        "to": "hanako@mail.example",
        "subject": "受付番号",
        "body": "受け付けました。",
        "made_at": now,
        "next_try_at": now,
    }
    return Mail.objects.create(**{**words, **_of_inquiry(facts), **facts})


def submission(**facts: Any) -> Submission:
    return Submission.objects.create(**{"address_key": "0" * 64, "at": timezone.localtime(), **facts})


def _of_inquiry(facts: dict[str, Any]) -> dict[str, Any]:
    return {} if "inquiry" in facts else {"inquiry": Inquiry.objects.first() or inquiry()}


def _by(facts: dict[str, Any]) -> dict[str, Any]:
    return {} if "by" in facts else {"by": User.objects.first() or user()}


def addresses() -> list[str]:
    """Every public address that the rows in the database have, but for files and health."""
    rows = [
        *Area.objects.order_by("slug"),
        *Activity.objects.order_by("number"),
        *Page.objects.order_by("slug"),
        *Town.objects.order_by("name"),
    ]
    fixed = [
        "/",
        "/today/",
        "/calendar/",
        "/councils/",
        "/activities/",
        "/activities/print/",
        "/coordinators/",
        "/join/",
        "/benches/",
        "/town/",
        "/opendata/",
        "/sitemap.xml",
        "/robots.txt",
    ]
    return [*fixed, *(row.get_absolute_url() for row in rows)]


def feeds() -> list[str]:
    """Every address of a calendar, that of the news, and those of the data while they are open."""
    areas = [f"{row.get_absolute_url()}calendar.ics" for row in Area.objects.order_by("slug")]
    activities = [f"{row.get_absolute_url()}calendar.ics" for row in Activity.objects.order_by("number")]
    return ["/updates.atom", "/calendar.ics", *areas, *activities, *data_files()]


def data_files() -> list[str]:
    is_open = Programme.objects.exclude(licence="").exists()
    names = ("activities", "places", "sessions", "events") if is_open else ()
    return [f"/opendata/{name}.{form}" for name in names for form in ("csv", "json")]


def picture(colour: str = "teal") -> ContentFile[bytes]:
    jpeg = BytesIO()
    Image.new("RGB", (8, 6), colour).save(jpeg, "JPEG")
    return ContentFile(jpeg.getvalue(), "picture.jpg")


def pdf(words: str = "minutes") -> ContentFile[bytes]:
    return ContentFile(b"%PDF-1.4\n%" + words.encode() + b"\n%%EOF\n", "minutes.pdf")


def session_change(**facts: Any) -> SessionChange:
    parents = {} if "activity" in facts else {"activity": Activity.objects.first() or activity()}
    return SessionChange.objects.create(**{"date": date(2025, 7, 2), **parents, **facts})


def closure(areas: tuple[Area, ...] = (), places: tuple[Place, ...] = (), **facts: Any) -> Closure:
    words = {"first_day": date(2025, 8, 13), "last_day": date(2025, 8, 16), "reason": "お盆のため"}
    row: Closure = Closure.objects.create(**{**words, **facts})
    row.areas.set(areas)
    row.places.set(places)
    return row


def act(**facts: Any) -> Act:
    """One session of the first activity, called off."""
    activity_ = facts.pop("activity", None) or Activity.objects.first() or activity()
    cancelled = dict.fromkeys(("new_date", "starts_at", "ends_at", "place_id"))
    after = {**cancelled, "decision": "cancelled", "reason": "会場の都合"}
    words = {
        "key": f"{Act.objects.count():032x}",
        "at": timezone.localtime(),
        "by": facts.get("by") or User.objects.first() or user(),
        "deed": "cancelled",
        "reason": "会場の都合",
        "about": str(activity_),
        "steps": [[activity_.pk, timezone.localdate().isoformat(), 1, None, after]],
    }
    return Act.objects.create(**{**words, **facts})


def synonym(**facts: Any) -> Synonym:
    return Synonym.objects.create(**{"words": "体操・ほぐし", **facts})


def vain_word(**facts: Any) -> VainWord:
    return VainWord.objects.create(
        **{"word": "浜の釣り", "count": 3, "last_on": timezone.localdate(), **facts}
    )


def headcount(**facts: Any) -> Headcount:
    parents = {
        "activity": facts.get("activity") or Activity.objects.first() or activity(),
        "by": facts.get("by") or User.objects.first() or user(),
    }
    return Headcount.objects.create(**{"date": date(2025, 7, 2), "people": 12, **facts, **parents})


def field_session(**facts: Any) -> FieldSession:
    words = {
        "phone": "浜の1号機",
        "made_at": timezone.localtime(),
        "until": date(2100, 1, 1),
        "secret_key": f"{FieldSession.objects.count():064x}",
        "user": facts.get("user") or User.objects.first() or user(),
    }
    return FieldSession.objects.create(**{**words, **facts})


def town_with_everything() -> None:
    """Every model has two rows or more, and every field that may be empty is filled in the first of them."""
    whole = area(
        kana="はまなす", centre_name="はまなす相談所", centre_phone="0123-45-1111", theme="kaki", order=10
    )
    other = area(name="しおさい", slug="shiosai", theme="seiji", order=20)
    assignment(user=user(), area=whole)
    assignment(user=user("isobe"), area=whole)
    sign_in()
    sign_in(outcome="wrong_password", user=None)
    log_entry()
    log_entry(action_flag=1)
    town(kana="はまいっちょうめ", area=whole, latitude="42.123456", longitude="141.654321")
    town(name="浜二丁目")

    programme(
        operator_link_label="さざなみ町社協のページ",
        operator_link="https://operator.example/",
        office=office(
            fax="0123-45-6780",
            mail="sasaeai@town.example",
            inbox="uketsuke@town.example",
            hours="平日 9時から17時",
            postal_code="000-0001",
            address="北海道さざなみ町浜1-2",
        ),
        as_of=date(2025, 4, 1),
        as_of_note="出かける前に電話を。",
        licence="cc0-1.0",
    )
    office(name="出張所", short_name="出張所", phone="0123-45-7777")
    for slug, slot in (
        ("about", "introduction"),
        ("purpose", "introduction"),
        ("people", "coordinators"),
        ("list", "activities"),
        ("wanted", "recruitments"),
        ("end", "closing"),
        ("towns", "towns"),
        ("contact", "contact"),
        ("join", "join"),
        ("benches", "benches"),
    ):
        section(slug=slug, slot=slot, heading=f"見出し（{slug}）", body=f"本文（{slug}）")
    page(slug="about", title="この場所について", public_from=date(2025, 1, 1), public_until=date(2100, 1, 1))
    page()
    notice(areas=(whole,), gravity="urgent", shown_until=date(2100, 1, 1))
    notice(text="バスの時刻が変わりました。")
    link()
    in_two_weeks = timezone.localdate() + timedelta(days=14)
    closure(areas=(whole,), first_day=in_two_weeks, last_day=in_two_weeks + timedelta(days=6))
    closure(first_day=date(2024, 12, 29), last_day=date(2025, 1, 3), reason="年末年始のため")
    library = link(label="さざなみ町の図書館", url="")
    draft(library, label="さざなみ町立図書館")

    local = council(
        kana="はまなすきょうぎかい", tier=tier(2, body="地区で話す。"), area=whole, body="浜の人の話し合い。"
    )
    second = council(name="しおさい協議会", area=other)
    city_wide = council(name="町ぐるみ会議", tier=tier(1, body="町の全部を見わたす。"), area=None)
    meeting(
        council=local,
        starts_at=time(10),
        ends_at=time(11, 30),
        place="浜の集会所",
        outcome="車を出し合うことにした。",
        minutes=pdf(),
    )
    meeting(council=second, held_on=date(2025, 6, 9))

    neighbours = organisation(kana="はまちょうないかい", kind="neighbourhood", areas=(whole,))
    clinic = organisation(name="しおさい診療所", kana="しおさいしんりょうじょ", kind="care", areas=(whole,))
    organisation(name="町の図書室")
    person = contact_person(organisation=neighbours, consented_on=date(2025, 4, 2), note="夕方がつながる。")
    contact_person(name="波多野 次郎", organisation=neighbours)

    hall = place(
        kana="はまのしゅうかいじょ",
        address="北海道さざなみ町浜3-4",
        latitude="42.111111",
        longitude="141.222222",
        phone="0123-45-2222",
        access="波止場から坂を上がる。",
        nearest_stop="波止場前",
        steps="no",
        lift="no",
        toilet="yes",
        parking="yes",
        chairs="yes",
    )
    lawn = place(name="かもめ広場")
    exercise = activity(
        council=local,
        kana="かもめたいそう",
        category=category(),
        body="冬も休まず続けている。",
        schedule_words="毎週水曜日 9時から10時",
        places=(hall, lawn),
        place_words="のそば",
        audience="どなたでも",
        fee="paid",
        fee_words="お茶代50円",
        booking="needed",
        booking_words="前の日までに",
        bring="タオル",
        usual_headcount=12,
        started_on=date(2020, 6, 1),
        contact_name="磯部",
        contact_phone="0123-45-3333",
        confirmed_on=date(2025, 6, 1),
        public_from=date(2025, 1, 1),
        public_until=date(2100, 1, 1),
    )
    exercise.contact_people.add(person)
    activity(council=local, name="編み物の会", status="paused", category=category(name="体操"))
    activity(council=city_wide, name="雪かき隊", status="ended")
    role(activity=exercise, organisation=neighbours, role="host", words="会長と有志")
    role(activity=exercise, organisation=clinic, role="venue")
    tomorrow = timezone.localdate() + timedelta(days=1)
    session_change(
        activity=exercise,
        date=tomorrow,
        decision="changed",
        starts_at=time(7),
        ends_at=time(8),
        reason="朝の会",
    )
    session_change(activity=exercise, date=tomorrow, slot=2, decision="extra")
    act(activity=exercise)
    act(activity=exercise, undone_at=timezone.localtime(), undone_by=User.objects.get(username="isobe"))
    synonym()
    synonym(words="編み物・毛糸")
    vain_word()
    vain_word(word="雪かき", count=5)
    headcount(activity=exercise)
    headcount(activity=exercise, slot=2, people=3)
    field_session(last_on=date(2025, 7, 1))
    field_session(phone="浜の2号機")
    bench(
        place=hall,
        spot="入口の右",
        area=whole,
        seats=2,
        host="浜の食堂",
        host_agreed=True,
        since=date(2024, 4, 1),
        inspected_on=date(2025, 4, 1),
        photo=picture("teal"),
        alternative_text="入口の横に、背もたれのある木のいす。",
    )
    bench(place=lawn, condition="repair")
    recruitment(activity=exercise, body="月に1回。", who="高校生から", open_until=date(2100, 1, 1))
    recruitment(activity=exercise, title="編み手", seeking="learners")
    photo(activity=exercise, caption="令和6年の夏")
    photo(activity=exercise, alternative_text="浜辺の花。")
    coordinator(
        areas=(whole, other),
        surname_kana="しおみ",
        given_name="さやか",
        given_name_kana="さやか",
        photo=picture("navy"),
        photo_consent=True,
        message="浜で声をかけてください。",
        in_post_from=date(2024, 4, 1),
        in_post_until=date(2100, 3, 31),
    )
    coordinator(areas=(whole,), surname="灯台")
    asked = inquiry(kind="join", activity=exercise, area=whole, assignee=User.objects.get(username="isobe"))
    inquiry(
        channel="phone", kind="help", recruitment=Recruitment.objects.first(), entered_by=User.objects.first()
    )
    inquiry_note(inquiry=asked)
    inquiry_note(inquiry=asked, kind="answer", text="水曜日にお待ちしています。")
    inquiry_reading(inquiry=asked)
    inquiry_reading(inquiry=asked, by=User.objects.get(username="isobe"))
    mail(inquiry=asked)
    mail(inquiry=asked, purpose="news", to="", body="", sent_at=timezone.localtime())
    submission()
    submission(address_key="1" * 64)
