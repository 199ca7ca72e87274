"""Months, dates and periods in the text."""

from __future__ import annotations

from dataclasses import replace

from .cursor import Cursor
from .exceptions import because
from .normal import number
from .phrases import Months, Period
from .rules import Contradiction, monday_of


class DateScanner(Cursor):
    """Finds what a calendar holds and hands it to the builder."""

    def _month_date(self) -> bool:
        """「5月は8日」: after a rule in place of that month's days, else one of a list of dates."""
        if self.kind() != "MONTH" or self.builder.months_fresh:
            return False
        at = self.phrases.over(self.at + 1, "SPACE")
        if self.phrases.text(at) == "の" and self.phrases.kind(at + 1) == "HEAD":
            at += 2  # 「5月の開催日：9日、23日」
        at += self.phrases.kind(at) == "ONLY"
        if self.phrases.kind(at) == "COLON" or self.phrases.text(at) == "は":
            at = self.phrases.over(at + 1, "SPACE", "SEP")
        elif self.phrases.kind(at - 1) != "ONLY":
            return False
        at = because(self.phrases, at) or at
        if self.phrases.kind(at) not in {"DAY", "NUM"}:
            return False
        found = self.phrases.dates_of(number(self.tokens[self.at].parts["month"]), at)
        if found is None:
            return False
        rules = any(draft.kind == "rule" for draft in self.builder.drafts)
        if rules:
            self.builder.replace_month(found[0], self._words(found[1]))
        else:
            self.builder.dates(found[0], self._words(found[1]))
        at = found[1]
        if rules and self.phrases.text(at) in {"に", "へ"}:
            at += 1
        self.at = self.phrases.over(at, "MOVES", "MAKES") if rules else at
        return True

    def _first_time(self) -> bool:
        """「隔週水曜日（初回は4月8日）」."""
        if self.kind() != "FIRSTTIME" or not self.builder.drafts:
            return False
        at = self.phrases.over(self.at + 1, "SPACE", "COLON")
        if self.phrases.text(at) == "は":
            at = self.phrases.over(at + 1, "SPACE", "SEP")
        found = self.phrases.dates(at)
        if found is None or isinstance(found[0], Period) or len(found[0]) != 1:
            return False
        self.builder.say_period(Period(found[0][0], None), self._words(found[1]), bool(self.brackets))
        self.at = found[1]
        return True

    def _other_months(self) -> bool:
        """「7月・8月は毎週土曜日、それ以外は第2・4土曜日」."""
        said = [draft.months for draft in self.builder.drafts if draft.kind == "rule"]
        if self.kind() != "OTHERMONTHS" or not said or not all(said):
            return False
        rest = frozenset(range(1, 13)) - frozenset().union(*said)
        if not rest:
            return False
        end = self.phrases.over(self.at + 1, "COLON")
        end += self.phrases.text(end) == "は"
        self.builder.stop_months()
        self.builder.say_months(Months(rest), self._words(end), False)
        self.at = self.phrases.over(end, "SPACE", "SEP")
        return True

    def _reason(self) -> bool:
        """「2月は祝日のため第3木曜日」."""
        if self.last_kind != "_months" or not self.builder.months_fresh:
            return False
        end = because(self.phrases, self.at)
        if end is None or self.phrases.kind(end) not in {"NTH", "LAST"}:
            return False
        self.at = end
        return True

    def _months(self) -> bool:
        found = self.phrases.months(self.at)
        if found is None:
            return False
        said, end = found
        if isinstance(said, Period):
            return self._take_period(said, end)
        after = self.phrases.over(end, "SPACE")
        only = self.phrases.kind(after) == "ONLY"
        ends = {"END", "CLOSE", "STOP", "BUT"} | ({"SEP"} if only and self.brackets else set())
        closes = self.phrases.kind(after + only) in ends
        if not closes and self.phrases.kind(after) == "ONLY":
            end = after + 1
        if self.phrases.kind(after) == "MAKES":
            closes = self.phrases.kind(self.phrases.over(after, "MAKES", "SPACE")) in {
                "END",
                "CLOSE",
                "STOP",
                "BUT",
            }
        beside = self.last_kind in {"_days", "_times", "_often"} or bool(self.brackets)
        backward = closes and self._tied() and beside
        topic = only or self.phrases.text(end) in {"は", ":"} or self.phrases.text(end - 1).endswith("は")
        said = replace(said, topic=topic)
        self.builder.say_months(said, self._words(end), backward)
        self.at = end
        if self.phrases.kind(end) == "PARTICLE" and self.phrases.text(end) in "はのに":
            self.at += 1
        self.at = self.phrases.over(self.at, "COLON")
        return True

    def _more_days(self) -> bool:
        """「11月21日（土）10時〜16時、22日（日）10時〜15時」."""
        last = self.builder.drafts[-1] if self.builder.drafts else None
        known = last is not None and last.kind == "dates" and self.calendar.last is not None
        if not known or self.kind() != "DAY" or self.lead not in {"sep", "space"}:
            return False
        found = self.phrases.dates_of(self.calendar.last.month, self.at) if self.calendar.last else None
        if found is None:
            return False
        self.builder.dates(found[0], self._words(found[1]))
        self.at = found[1]
        return True

    def _dates(self) -> bool:
        if self._more_days():
            return True
        if self.kind() not in {"YEAR", "MONTH", "SLASH"} or (self.kind() == "HEAD"):
            return False
        found = self.phrases.dates(self.at)
        if found is None:
            return False
        said, end = found
        if isinstance(said, Period):
            return self._take_period(said, end)
        dotted = self.phrases.text(end) == self.phrases.text(end + 1) == "."
        if dotted and not any(draft.kind == "rule" for draft in self.builder.drafts):
            return False  # 「4/14、6/9…」: there are more
        if self.phrases.kind(end) == "ANCHOR" and len(said) == 1:
            self.builder.say_anchor(monday_of(said[0]), self._words(end + 1))
            self.at = end + 1
            return True
        if self._either(end):
            return False
        if self.at and self.tokens[self.at - 1].kind == "EVERYYEAR":
            for day in said:
                self.builder.every_year(day, self._words(end))
            self.at = end
            return True
        next_time = self.last_kind == "_next_time"
        if not self.builder.confirms(said, self._words(end), next_time):
            self.builder.dates(said, self._words(end))
        self.at = end
        return True

    def _next_time(self) -> bool:
        """「次回は4月8日」."""
        if self.kind() != "NEXTTIME":
            return False
        at = self.phrases.over(self.at + 1, "SPACE", "COLON")
        if self.phrases.kind(at) == "PARTICLE" and self.phrases.text(at) in "はが":
            at = self.phrases.over(at + 1, "SPACE", "SEP")
        if self.phrases.kind(at) not in {"MONTH", "SLASH", "YEAR"}:
            return False
        self.at = at
        return True

    def _take_period(self, period: Period, end: int) -> bool:
        at = self.phrases.over(end, "SPACE")
        if self.phrases.kind(at) == "PARTICLE" and self.phrases.text(at) in {"の", "は", "に"}:
            at += 1
        at = self.phrases.over(at, "SPACE", "LENGTH")
        if period.since and period.until and period.until < period.since:
            raise Contradiction("期間の終わりが始まりより前です。")
        if period.since and period.until:
            self.phrases.period = period.since, period.until
        self.builder.say_period(period, self._words(end), bool(self.brackets))
        self.at = at if at > end else end
        return True

    def _year_alone(self) -> bool:
        """「令和8年は、…」「令和7年度 …」: the year of the dates that follow."""
        found = self.phrases.year(self.at)
        if found is None or self.builder.drafts:
            return False
        year, fiscal, end = found
        at = self.phrases.over(end, "SPACE")
        if self.phrases.kind(at) == "PARTICLE" and self.phrases.text(at) in "はのに":
            at += 1
        at = self.phrases.over(at, "SPACE", "SEP", "COLON", "STOP")
        if at == end and not fiscal:
            return False
        if self.phrases.kind(end) in {"MONTH"} or (
            at != end
            and self.phrases.kind(end) == "SPACE"
            and not fiscal
            and self.phrases.kind(at) == "MONTH"
            and self.phrases.dates(self.at)
        ):
            return False
        if self.builder.year is not None:
            return False
        self.calendar.say_year(year, fiscal)
        self.builder.year = (year, fiscal)
        self.at = at
        return True
