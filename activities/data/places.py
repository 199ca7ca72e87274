"""Places as rows: those at which public activities are held."""

from __future__ import annotations

from collections.abc import Iterable

from activities.models import Place
from activities.models.places import Known

from .cells import Value
from .tables import Column, Row

COLUMNS = (
    Column("number", "番号", "場所の番号。変わりません。"),
    Column("name", "名前", "場所の名前。活動のファイルの「場所」と同じです。"),
    Column("kana", "よみ", "名前のよみ（ひらがな）。"),
    Column("address", "住所", "分からないときは空です。"),
    Column("latitude", "緯度", "世界測地系（WGS 84）の度。"),
    Column("longitude", "経度", "世界測地系（WGS 84）の度。"),
    Column("phone", "電話", "電話番号。"),
    Column("nearest_stop", "最寄りの駅・停留所", "例：駅の西口から歩いて3分"),
    Column("access", "行き方", "入口までの行き方。"),
    Column("steps", "段差", "ある・ない・分からないのどれか。次の4つも同じです。"),
    Column("lift", "エレベーター", "エレベーターがあるか。"),
    Column("toilet", "車いすで使えるトイレ", "車いすで使えるトイレがあるか。"),
    Column("parking", "駐車場", "駐車場があるか。"),
    Column("chairs", "いす", "座れるいすがあるか。"),
)
FACTS = ("steps", "lift", "toilet", "parking", "chairs")


def rows(places: Iterable[Place]) -> list[Row]:
    return [list(facts(place).values()) for place in places]


def facts(place: Place) -> dict[str, Value]:
    """What each column says, by its key."""
    return {
        "number": place.number,
        "name": place.name,
        "kana": place.kana,
        "address": place.address,
        "latitude": None if place.latitude is None else float(place.latitude),
        "longitude": None if place.longitude is None else float(place.longitude),
        "phone": place.phone,
        "nearest_stop": place.nearest_stop,
        "access": place.access,
        **{fact: Known(getattr(place, fact)).label for fact in FACTS},
    }
