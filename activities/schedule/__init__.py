"""The schedule language: reads what staff write, says it back, knows the dates.

Pure values and functions: no framework, no clock, no files. A text is read on a day, because 「9月12日」 needs one.

>>> from datetime import date
>>> reading = read("毎月第2・4火曜日 13:30〜15:00（8月は休み）", on=date(2026, 7, 1))
>>> sentence(reading.schedule)
'毎月第2・第4火曜日 13時30分から15時（8月を除く）'
>>> [str(day) for day in dates(reading.schedule, date(2026, 7, 1), date(2026, 9, 30))]
['2026-07-14', '2026-07-28', '2026-09-08', '2026-09-22']

What is not understood whole is not understood: no dates, and the words are named.

>>> reading = read("毎月第2火曜日（友引の日は除く）", on=date(2026, 7, 1))
>>> reading.understood, reading.schedule, reading.unread
(False, None, ('友引の日', 'は除く'))

Sources: RFC 5545 (weeks of the month, RRULE), 国民の祝日に関する法律 (昭和23年法律第178号), DS-441 of
政府相互運用性フレームワーク (the code for weekdays), 在留支援のためのやさしい日本語ガイドライン (the plain sentence).
"""

from .advice import advice
from .anew import planned_anew
from .codes import ds441, rrules, schema_org
from .data import from_data, to_data
from .dates import Session, dates, sessions
from .holidays import JAPAN, Holidays, NationalHolidays
from .plain import plain
from .reading import MOST_LETTERS, Reading, read
from .rules import (
    LAST,
    YEAR_END,
    Always,
    Contradiction,
    Frequency,
    Holiday,
    Irregular,
    Item,
    Kind,
    MonthsPlan,
    Rule,
    Schedule,
    Slot,
    Span,
    Suspended,
)
from .short import short
from .wording import sentence, word

__all__ = [
    "JAPAN",
    "LAST",
    "MOST_LETTERS",
    "YEAR_END",
    "Always",
    "Contradiction",
    "Frequency",
    "Holiday",
    "Holidays",
    "Irregular",
    "Item",
    "Kind",
    "MonthsPlan",
    "NationalHolidays",
    "Reading",
    "Rule",
    "Schedule",
    "Session",
    "Slot",
    "Span",
    "Suspended",
    "advice",
    "dates",
    "ds441",
    "from_data",
    "plain",
    "planned_anew",
    "read",
    "rrules",
    "schema_org",
    "sentence",
    "sessions",
    "short",
    "to_data",
    "word",
]
