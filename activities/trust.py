"""How far what is written can be relied on: how old its 確認日 is, and what to ask on the telephone.

Values in, values out: no database, no clock.
"""

from __future__ import annotations

from datetime import date, timedelta

from fujimino_support.japanese.dates import elapsed_words


def doubt(confirmed_on: date | None, today: date, after_days: int | None) -> str:
    """How long ago it was confirmed, once that is longer ago than `after_days`; "" until then.

    What was never confirmed is not called old: until the first round of confirming, the page says as of when it stands.

    >>> doubt(date(2026, 1, 17), date(2026, 8, 20), 180)
    '確認から7か月たっています'
    >>> doubt(date(2026, 1, 17), date(2026, 7, 16), 180), doubt(date(2026, 1, 17), date(2026, 7, 17), 180)
    ('', '確認から6か月たっています')
    >>> doubt(date(2026, 1, 17), date(2026, 1, 25), 7), doubt(None, date(2026, 8, 20), 180), doubt(date(2026, 1, 17), date(2026, 8, 20), None)
    ('確認から8日たっています', '', '')
    """
    if confirmed_on is None or after_days is None or confirmed_on >= fresh_since(today, after_days):
        return ""
    return f"確認から{elapsed_words(confirmed_on, today)}たっています"


def fresh_since(today: date, after_days: int) -> date:
    """The first day of which a 確認日 is not yet old.

    >>> fresh_since(date(2026, 7, 16), 180)
    datetime.date(2026, 1, 17)
    """
    return today - timedelta(days=after_days)
