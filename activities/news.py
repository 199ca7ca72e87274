"""What is new, in sentences: two states of the public facts compared. Values in, sentences out.

Facts are plain values under keys: 「activity 12」, 「closure 3」, 「notice 5」.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any, NamedTuple, TypeAlias

from fujimino_support.japanese.dates import short_day_words, span_words

from .decisions import CANCELLED, CHANGED, EXTRA, MOVED_SLOT, POSTPONED

Facts: TypeAlias = Mapping[str, Any]

RUNNING = "running"
STATUS_WORDS = {
    "paused": "は、いまお休みしています",
    "preparing": "は、いま準備中です",
}
NAMELESS = "活動1つの案内を終わりました"
UNDONE = {CANCELLED: "中止", POSTPONED: "延期", CHANGED: "変更"}


class News(NamedTuple):
    subject: str
    sentence: str
    words: str = ""  # a reason, which staff may take back


def news(before: Mapping[str, Facts], after: Mapping[str, Facts], today: date) -> list[News]:
    """What is to be told on the day `today`; what has merely passed is no news."""
    found: list[News] = []
    for key in sorted({*before, *after}, key=_order):
        tell = {"activity": _activity, "closure": _closure, "notice": _notice}[key.split()[0]]
        found += tell(key, before.get(key), after.get(key), today)
    return found


def taken_back(before: Mapping[str, Facts], after: Mapping[str, Facts], today: date) -> list[str]:
    """The subjects whose words hold no longer, though their day has not passed."""
    found = []
    for key, facts in before.items():
        if key not in after:
            found += [key] if not _has_passed(facts, today) else []
        elif key.startswith("activity"):
            now = after[key]
            if now["status"] == RUNNING:
                was = facts["sessions"]
                found += [f"{key} {one}" for one in _differing(was, now["sessions"], today) if one in was]
        elif facts != after[key]:
            found.append(key)
    return found


def _order(key: str) -> tuple[str, int]:
    kind, number = key.split()
    return kind, int(number)


def _has_passed(facts: Facts, today: date) -> bool:
    return bool(facts.get("last")) and date.fromisoformat(facts["last"]) < today


# Activities


def _activity(key: str, was: Facts | None, now: Facts | None, today: date) -> Iterator[News]:
    if now is None:
        if was is not None:
            # Without a name where its page is there no longer: what was shown by mistake is not told by name for a year.
            yield News(key, f"「{was['name']}」の案内を終わりました" if was["name"] else NAMELESS)
        return
    name = f"「{now['name']}」"
    if was is None:
        yield News(key, f"{name}の案内を始めました")
    else:
        yield from (News(key, sentence) for sentence in _changes(name, was, now))
    decided = was["sessions"] if was and was["status"] == RUNNING else {}
    if now["status"] == RUNNING:
        yield from _sessions(key, name, decided, now["sessions"], today)


def _changes(name: str, was: Facts, now: Facts) -> Iterator[str]:
    if was["name"] != now["name"]:
        yield f"「{was['name']}」の名前が{name}に変わりました"
    if was["status"] != now["status"]:
        begun = "が、また始まりました" if was["status"] == "paused" else "が始まりました"
        yield name + STATUS_WORDS.get(now["status"], begun)
    for what, label in (("when", "日時"), ("where", "場所")):
        if was[what] != now[what]:
            said = f"が「{now[what]}」に変わりました" if now[what] else "が変わりました。お問い合わせください"
            yield f"{name}の{label}{said}"


def _sessions(
    key: str, name: str, was: Mapping[str, list[Any]], now: Mapping[str, list[Any]], today: date
) -> Iterator[News]:
    for one in _differing(was, now, today):
        sentence = _decided(one, now[one]) if one in now else _undone(one, was[one])
        yield News(f"{key} {one}", name + sentence, now[one][-1] if one in now else "")


def _differing(was: Mapping[str, list[Any]], now: Mapping[str, list[Any]], today: date) -> list[str]:
    """The sessions about which something else is decided, but for those whose days have passed."""
    differ = [one for one in sorted({*was, *now}) if was.get(one) != now.get(one)]
    return [
        one
        for one in differ
        if any(_last_day(one, known[one]) >= today for known in (was, now) if one in known)
    ]


def _last_day(session: str, facts: list[Any]) -> date:
    """Its day, or a later one to which it was postponed."""
    return max(date.fromisoformat(day) for day in (session.split()[0], facts[4]) if day)


def _day(session: str) -> str:
    """
    >>> _day("2026-12-01 1"), _day("2026-12-01 2")
    ('12月1日（火曜日）', '12月1日（火曜日）の2回目')
    """
    slot = int(session.split()[1])
    return _plain_day(session) + (f"の{slot}回目" if 1 < slot < MOVED_SLOT else "")


def _plain_day(session: str) -> str:
    return short_day_words(date.fromisoformat(session.split()[0]))


def _decided(session: str, facts: list[Any]) -> str:
    """
    >>> _decided("2026-12-01 1", ["cancelled", None, None, "", None, "雪"])
    'の12月1日（火曜日）は、中止です'
    >>> _decided("2026-12-01 1", ["postponed", "10:00:00", None, "会館", "2026-12-08", ""])
    'の12月1日（火曜日）は、12月8日（火曜日）に延期です（10時から、会館）'
    """
    decision, start, end, place, new_day, _ = facts
    times = span_words(*(time.fromisoformat(at) if at else None for at in (start, end)))
    details = "、".join(words for words in (times, place) if words)
    details = f"（{details}）" if details else ""
    day = _day(session)
    if decision == CANCELLED:
        return f"の{day}は、中止です"
    if decision == POSTPONED and new_day:
        return f"の{day}は、{short_day_words(date.fromisoformat(new_day))}に延期です{details}"
    if decision == POSTPONED:
        return f"の{day}は、延期です。新しい日は決まっていません"
    if decision == EXTRA:
        return f"は、{_plain_day(session)}に臨時開催があります{details}"
    return f"の{day}は、いつもと違います{details}"


def _undone(session: str, facts: list[Any]) -> str:
    day, decision = _day(session), facts[0]
    if decision == EXTRA:
        return f"の{_plain_day(session)}の臨時開催は、取りやめになりました"
    return f"の{day}の{UNDONE[decision]}は、取り消しになりました。いつもどおりです"


# Closed days and urgent notices


def _closure(key: str, was: Facts | None, now: Facts | None, today: date) -> Iterator[News]:
    if now is not None:
        if now != was:
            yield News(key, f"{_days(now)}は、{_whose(now)}の活動がお休みです", now["reason"])
    elif was is not None and not _has_passed(was, today):
        yield News(key, f"{_days(was)}の{_whose(was)}の休みは、取り消しになりました。いつもどおりです")


def _days(facts: Facts) -> str:
    first, last = (date.fromisoformat(facts[name]) for name in ("first", "last"))
    words = short_day_words(first)
    return words if first == last else f"{words}から{short_day_words(last)}まで"


def _whose(facts: Facts) -> str:
    return "、".join(facts["of"]) or "全部"


def _notice(key: str, was: Facts | None, now: Facts | None, today: date) -> Iterator[News]:
    if now is not None and now != was:
        yield News(key, "緊急のお知らせがあります", now["text"])
