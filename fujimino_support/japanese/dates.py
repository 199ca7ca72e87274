"""Days and times in the words that residents read."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import NamedTuple


class Era(NamedTuple):
    """An era and the Gregorian day that it began; the year of that day is its year 1 (元年)."""

    name: str
    first_day: date


# Newest first. The first days are those that the changes of era took effect:
# 明治 慶応4年9月8日 by the old calendar (明治改元の詔), 大正 大正元年7月30日詔書, 昭和 昭和元年12月25日詔書,
# 平成 昭和64年政令第1号, 令和 平成31年政令第143号; the last two under 元号法 (昭和54年法律第43号).
ERAS = (
    Era("令和", date(2019, 5, 1)),
    Era("平成", date(1989, 1, 8)),
    Era("昭和", date(1926, 12, 25)),
    Era("大正", date(1912, 7, 30)),
    Era("明治", date(1868, 10, 23)),
)

# 明治5年太政官布告第337号: the day after 明治5年12月2日 was 明治6年1月1日 by the new calendar.
# An era's year before that names other days than a Gregorian date does.
FIRST_DAY_OF_THE_CALENDAR = date(1873, 1, 1)

WEEKDAYS = "月火水木金土日"


def _year_words(day: date) -> str:
    """The year of `day` by its era; by the Western count before the Gregorian calendar came to Japan.

    >>> [_year_words(day) for day in (date(2026, 1, 17), date(2019, 5, 1), date(2019, 4, 30), date(1872, 12, 31))]
    ['令和8年', '令和元年', '平成31年', '1872年']
    """
    if day < FIRST_DAY_OF_THE_CALENDAR:
        return f"{day.year}年"
    era = next(era for era in ERAS if era.first_day <= day)
    year = day.year - era.first_day.year + 1
    return f"{era.name}{'元' if year == 1 else year}年"


def day_words(day: date) -> str:
    """The day with its year and weekday.

    >>> day_words(date(2026, 1, 17))
    '令和8年1月17日（土曜日）'
    """
    return _year_words(day) + short_day_words(day)


def short_day_words(day: date, holiday: bool = False) -> str:
    """Month, day and weekday; `holiday` says that it is one (祝日).

    >>> short_day_words(date(2026, 1, 17)), short_day_words(date(2026, 11, 23), holiday=True)
    ('1月17日（土曜日）', '11月23日（月曜日・祝日）')
    """
    return f"{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}曜日{'・祝日' if holiday else ''}）"


def near_words(day: date, today: date) -> str:
    """今日, あす, or the day of the month.

    >>> [near_words(date(2026, 11, day), date(2026, 11, 23)) for day in (23, 24, 27)]
    ['今日', 'あす', '27日']
    """
    return {0: "今日", 1: "あす"}.get((day - today).days, f"{day.day}日")


def month_words(day: date) -> str:
    """The month that holds `day`; the era is that of the day itself.

    >>> month_words(date(2026, 1, 17))
    '令和8年1月'
    """
    return f"{_year_words(day)}{day.month}月"


def fiscal_year(day: date) -> int:
    """The Western year in which the fiscal year (1 April to 31 March) of `day` began.

    >>> fiscal_year(date(2026, 3, 31)), fiscal_year(date(2026, 4, 1))
    (2025, 2026)
    """
    return day.year if day.month >= 4 else day.year - 1


def fiscal_year_words(year: int) -> str:
    """The fiscal year that began on 1 April of the Western `year`, under one name from its first day to its last.

    It bears the newer era where the era changed within it, as the ministries settled for 2019
    (改元に伴う元号による年表示の取扱いについて, 平成31年4月1日 新元号への円滑な移行に向けた関係省庁連絡会議申合せ).

    >>> [fiscal_year_words(year) for year in (2026, 2019, 2018)]
    ['令和8年度', '令和元年度', '平成30年度']
    """
    return _year_words(date(year, 12, 31)) + "度"


def time_words(at: time) -> str:
    """The time by the 24-hour clock, to the minute.

    >>> time_words(time(13, 30)), time_words(time(10, 0))
    ('13時30分', '10時')
    """
    return f"{at.hour}時{at.minute}分" if at.minute else f"{at.hour}時"


def moment_words(at: datetime) -> str:
    """Day and time for staff, as the admin writes them.

    >>> moment_words(datetime(2026, 11, 24, 9, 5))
    '2026年11月24日 9時05分'
    """
    return f"{at.year}年{at.month}月{at.day}日 {at.hour}時{at.minute:02}分"


def span_words(start: time | None, end: time | None) -> str:
    """From when until when; the empty string when neither is known.

    >>> span_words(time(10), time(12)), span_words(time(10), None), span_words(None, time(12)), span_words(None, None)
    ('10時から12時', '10時から', '12時まで', '')
    """
    if start and end:
        return f"{time_words(start)}から{time_words(end)}"
    if start:
        return f"{time_words(start)}から"
    return f"{time_words(end)}まで" if end else ""


def elapsed_words(since: date, until: date) -> str:
    """How long it is from one day to a later one: in whole months, or in days while none is over.

    >>> day = date(2026, 1, 17)
    >>> [elapsed_words(day, until) for until in (date(2026, 2, 16), date(2026, 2, 17), date(2026, 8, 16))]
    ['30日', '1か月', '6か月']
    >>> elapsed_words(day, date(2027, 1, 16)), elapsed_words(day, date(2027, 1, 17)), elapsed_words(day, date(2028, 4, 1))
    ('11か月', '1年', '2年2か月')
    """
    months = (until.year - since.year) * 12 + until.month - since.month - (until.day < since.day)
    if months < 1:
        return f"{(until - since).days}日"
    years, rest = divmod(months, 12)
    return (f"{years}年" if years else "") + (f"{rest}か月" if rest else "")


def between_days_words(first: date | None, last: date | None) -> str:
    """From which day until which, both included; the empty string when neither is known.

    >>> between_days_words(date(2026, 1, 17), date(2026, 2, 1))
    '令和8年1月17日（土曜日）から2月1日（日曜日）まで'
    >>> between_days_words(date(2026, 1, 17), None), between_days_words(None, date(2026, 2, 1))
    ('令和8年1月17日（土曜日）から', '令和8年2月1日（日曜日）まで')
    """
    if first is None:
        return f"{day_words(last)}まで" if last else ""
    if last is None:
        return f"{day_words(first)}から"
    if first == last:
        return day_words(first)
    same_year = _year_words(first) == _year_words(last)
    return f"{day_words(first)}から{short_day_words(last) if same_year else day_words(last)}まで"
