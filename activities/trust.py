"""How far what is written can be relied on: how old its 確認日 is, and what to ask on the telephone.

Values in, values out: no database, no clock.
"""

from __future__ import annotations

from datetime import date, timedelta

from fujimino_support.japanese.dates import elapsed_words

OTHERWISE = {"paused": "いまもお休みしていますか。", "preparing": "始まる日が決まりましたか。"}


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


def fresh_since(today: date, after_days: int | None) -> date:
    """The first day of which a 確認日 is not yet old; the first of all days where nobody has said when one is.

    >>> fresh_since(date(2026, 7, 16), 180), fresh_since(date(2026, 7, 16), None)
    (datetime.date(2026, 1, 17), datetime.date(1, 1, 1))
    """
    return date.min if after_days is None else today - timedelta(days=after_days)


def question(name: str, when: str, where: str, status: str) -> str:
    """What to read out on the telephone.

    >>> question("かもめ体操", "毎週水曜日 9時から10時", "浜の集会所", "running")
    'かもめ体操は、毎週水曜日 9時から10時、浜の集会所、で変わりはありませんか。'
    >>> question("かもめ体操", "不定期", "", "running"), question("かもめ体操", "", "", "running")
    ('かもめ体操は、不定期、で変わりはありませんか。場所はどこですか。', 'かもめ体操は、いつ、どこで開いていますか。')
    >>> question("かもめ体操", "", "浜の集会所", "running")
    'かもめ体操は、浜の集会所、で変わりはありませんか。いつ開いていますか。'
    >>> question("かもめ体操", "", "", "paused"), question("かもめ体操", "", "", "preparing")
    ('かもめ体操は、いまもお休みしていますか。', 'かもめ体操は、始まる日が決まりましたか。')
    """
    if status in OTHERWISE:
        return f"{name}は、{OTHERWISE[status]}"
    known = "、".join(words for words in (when, where) if words)
    if not known:
        return f"{name}は、いつ、どこで開いていますか。"
    missing = "" if when and where else "場所はどこですか。" if when else "いつ開いていますか。"
    return f"{name}は、{known}、で変わりはありませんか。{missing}"
