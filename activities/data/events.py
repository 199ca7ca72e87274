"""Sessions under the 32 headings of the national イベント一覧, in the order that was given to this project.

Whether today's edition has them in this order was not found; the page says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from activities.feeds import MARKS
from activities.models import Activity, Place
from activities.models.activities import Fee
from activities.models.places import Known
from activities.models.ties import Role
from activities.upcoming import Gathering, venue_of
from fujimino_support.japanese.characters import to_katakana

from .sessions import clock, key, point
from .tables import Column, Row, Source

UNUSED = "このデータでは空です。"

COLUMNS = (
    Column("city_code", "都道府県コード又は市区町村コード", "全国地方公共団体コード（6けた）。"),
    Column("id", "NO", "活動の番号、日付、その日の何回目か。"),
    Column("prefecture", "都道府県名", "都道府県の名前。"),
    Column("city", "市区町村名", "市区町村の名前。"),
    Column("name", "イベント名", "活動の名前。行わない日には、初めに【中止】か【延期】が付きます。"),
    Column("kana", "イベント名_カナ", "名前のよみ（カタカナ）。"),
    Column("english_name", "イベント名_英語", UNUSED),
    Column("start_date", "開始日", "例：2025-07-01"),
    Column("end_date", "終了日", "開始日と同じです。"),
    Column("starts_at", "開始時間", "分からないときは空です。"),
    Column("ends_at", "終了時間", "分からないときは空です。"),
    Column("date_words", "開始日時特記事項", "中止・延期・変更と、その理由。"),
    Column("about", "説明", "1文の紹介。"),
    Column("fee", "料金(基本)", "無料か有料。分からないときは空です。"),
    Column("fee_words", "料金(詳細)", "例：お茶代100円"),
    Column("contact", "連絡先名称", "活動の問い合わせ先か、市の窓口。"),
    Column("contact_phone", "連絡先電話番号", "電話番号。"),
    Column("contact_extension", "連絡先内線番号", UNUSED),
    Column("host", "主催者", "主催する団体。分からないときは空です。"),
    Column("place", "場所名称", "その回の場所。"),
    Column("address", "住所", "場所の住所。"),
    Column("building", "方書", UNUSED),
    Column("latitude", "緯度", "世界測地系（WGS 84）の度。"),
    Column("longitude", "経度", "世界測地系（WGS 84）の度。"),
    Column("access", "アクセス方法", "最寄りの駅・停留所と、行き方。"),
    Column("parking", "駐車場情報", "ある・ないのどちらか。分からないときは空です。"),
    Column("capacity", "定員", UNUSED),
    Column("booking_until", "参加申込終了日", UNUSED),
    Column("booking_until_time", "参加申込終了時間", UNUSED),
    Column("booking", "参加申込方法", "申し込みがいるか、どうするか。分からないときは空です。"),
    Column("url", "URL", "活動のページのアドレス。"),
    Column("remarks", "備考", "対象と持ち物。"),
)


def rows(gatherings: Iterable[Gathering], others: Mapping[str, Place], source: Source) -> list[Row]:
    """One for each gathering of an activity with `shown_roles()`."""
    return [_row(gathering, venue_of(gathering, others), source) for gathering in gatherings]


def _row(gathering: Gathering, venue: Place | None, source: Source) -> Row:
    activity, session = gathering
    label = f"（{session.label}）" if session.label else ""
    has_own = bool(activity.contact_phone)
    return (
        source.city_code,
        key(gathering),
        source.prefecture,
        source.city,
        f"{MARKS.get(session.decision, '')}{activity.name}{label}",
        to_katakana(activity.kana),
        "",
        session.date.isoformat(),
        session.date.isoformat(),
        clock(session.start),
        clock(session.end),
        session.became,
        activity.summary,
        "" if activity.fee == Fee.UNKNOWN else Fee(activity.fee).label,
        activity.fee_words,
        activity.contact_name if has_own else source.office,
        activity.contact_phone if has_own else source.phone,
        "",
        _hosts(activity),
        gathering.where,
        venue.address if venue else "",
        "",
        *point(venue),
        _access(venue),
        _parking(venue),
        "",
        "",
        "",
        activity.booking_line,
        f"{source.site}{activity.get_absolute_url()}",
        _remarks(activity),
    )


def _hosts(activity: Activity) -> str:
    roles = activity.public_roles  # type: ignore[attr-defined]
    return "、".join(role.organisation.name for role in roles if role.role == Role.HOST)


def _access(venue: Place | None) -> str:
    return "\n".join(line for line in (venue.nearest_stop, venue.access) if line) if venue else ""


def _parking(venue: Place | None) -> str:
    return Known(venue.parking).label if venue and venue.parking != Known.UNKNOWN else ""


def _remarks(activity: Activity) -> str:
    said = (("対象", activity.audience), ("持ち物", activity.bring))
    return "\n".join(f"{label}：{words}" for label, words in said if words)
