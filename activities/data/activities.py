"""Activities as rows: every public field, so that what goes out can come in again whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import Prefetch

from activities.models import Activity, ActivityRole, Place
from activities.models.activities import Booking, Fee, Status
from activities.models.ties import Role
from councils.models import Organisation
from fujimino_support.editing.models import State

from .cells import Value, iso
from .tables import Column, Row

COLUMNS = (
    Column("number", "番号", "活動の番号。変わりません。ページのアドレスにも使います。"),
    Column("name", "名前", "活動の名前。"),
    Column("kana", "よみ", "名前のよみ（ひらがな）。"),
    Column("council", "協議体", "活動が生まれた協議体の名前。"),
    Column("area", "地域", "協議体の地域（日常生活圏域）。市全域の協議体では空です。"),
    Column("category", "分野", "活動の分野。"),
    Column("status", "活動のようす", "準備中・実施中・休止中・終了のどれか。"),
    Column("summary", "ひとことで", "1文の紹介。"),
    Column("body", "紹介", "くわしい紹介。段落の間は空行です。"),
    Column("schedule", "日時", "いつ行うか。言葉で書いたもの。"),
    Column(
        "schedule_is_words",
        "日時は言葉のまま",
        "「はい」なら、日時の言葉から日にちを読み取っていません。",
    ),
    Column("places", "場所", "場所の名前。2つ以上あるときは、1行に1つ。"),
    Column("place_words", "場所の補足", "場所の名前に続けて読む言葉。例：など"),
    Column("audience", "だれ", "対象。"),
    Column("fee", "参加費", "無料・有料・分からないのどれか。"),
    Column("fee_words", "参加費の説明", "例：お茶代100円"),
    Column("booking", "申し込み", "いらない・必要・分からないのどれか。"),
    Column("booking_words", "申し込みの説明", "例：前の日までに電話で"),
    Column("bring", "持ち物", "持ち物。"),
    Column("usual_headcount", "いつもの人数", "だいたいの人数。"),
    Column("started_on", "始まった日", "活動が始まった日。"),
    Column("contact_name", "問い合わせ先の名前", "空のときは、市の窓口にお問い合わせください。"),
    Column("contact_phone", "問い合わせ先の電話", "電話番号。"),
    Column("organisations", "関わる団体", "団体の名前。2つ以上あるときは、1行に1つ。"),
    Column("roles", "団体の役割", "主催・協力・会場のどれか。「関わる団体」と同じ順で、1行に1つ。"),
    Column("role_words", "団体の関わり方", "どのように関わるか。「関わる団体」と同じ順で、1行に1つ。"),
    Column("confirmed_on", "確認日", "内容に変わりがないと、活動の人に確かめた日。"),
    Column("order", "並び順", "協議体の中での順。小さい数が先です。"),
    Column("state", "公開の状態", "下書き・公開・非公開のどれか。ここにあるのは、公開のものだけです。"),
    Column("public_from", "公開を始める日", "空のときは、初めの日を決めていません。"),
    Column("public_until", "公開を終える日", "空のときは、終わりの日を決めていません。"),
    Column("url", "ページ", "活動のページのアドレス。"),
)


def shown_roles() -> Prefetch:
    """The organisations that may be named, for all rows at once, as `public_roles`."""
    roles = ActivityRole.objects.filter(organisation__is_public=True).select_related("organisation")
    return Prefetch("roles", roles, to_attr="public_roles")


class Tie(NamedTuple):
    """An organisation of an activity, what its role is, and how it takes part."""

    organisation: Organisation
    role: str
    words: str


def rows(activities: Iterable[Activity], site: str) -> list[Row]:
    """One for each activity of `for_display()` with `shown_roles()`."""
    return [
        (
            *facts(activity, activity.venues, ties_of(activity)).values(),
            f"{site}{activity.get_absolute_url()}",
        )
        for activity in activities
    ]


def ties_of(activity: Activity) -> list[Tie]:
    """Of an activity with `shown_roles()`."""
    roles: list[ActivityRole] = activity.public_roles  # type: ignore[attr-defined]
    return [Tie(role.organisation, role.role, role.words) for role in roles]


def facts(activity: Activity, venues: Iterable[Place], ties: Sequence[Tie]) -> dict[str, Value]:
    """What each column but the last says, by its key; the activity need not be saved."""
    area = activity.council.area
    return {
        "number": activity.number,
        "name": activity.name,
        "kana": activity.kana,
        "council": activity.council.name,
        "area": area.name if area else "",
        "category": activity.category.name if activity.category else "",
        "status": Status(activity.status).label,
        "summary": activity.summary,
        "body": activity.body,
        "schedule": activity.schedule_words,
        "schedule_is_words": bool(activity.schedule_words) and activity.schedule_data is None,
        "places": [place.name for place in venues],
        "place_words": activity.place_words,
        "audience": activity.audience,
        "fee": Fee(activity.fee).label,
        "fee_words": activity.fee_words,
        "booking": Booking(activity.booking).label,
        "booking_words": activity.booking_words,
        "bring": activity.bring,
        "usual_headcount": activity.usual_headcount,
        "started_on": iso(activity.started_on),
        "contact_name": activity.contact_name,
        "contact_phone": activity.contact_phone,
        "organisations": [tie.organisation.name for tie in ties],
        "roles": [Role(tie.role).label for tie in ties],
        "role_words": [tie.words for tie in ties],
        "confirmed_on": iso(activity.confirmed_on),
        "order": activity.order,
        "state": State(activity.state).label,
        "public_from": iso(activity.public_from),
        "public_until": iso(activity.public_until),
    }
