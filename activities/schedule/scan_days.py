"""Days, months, dates and times in the text."""

from __future__ import annotations

from dataclasses import replace

from .clocks import slots
from .cursor import DAY_WORDS, Cursor
from .phrases import Days, Period
from .rules import Contradiction, Slot, monday_of


class DayScanner(Cursor):
    """Finds the days and hands them to the builder."""

    def _times(self) -> bool:
        if self.kind() not in {"CLOCK", "NOON", "MERIDIEM", "NUM", "ENUM"}:
            return False
        found = slots(self.tokens, self.at)
        if found is None:
            return False
        times, end, about = found
        reception = self._reception_after(end, times)
        if reception:
            self.builder.notes.append(self._said(self.at, reception))
            self.at = self.phrases.over(reception, "CLOSE") if not self.brackets else reception
            return True
        tied = (self._tied() and self.last_kind in {"_times", "_reception", ""}) or self.lead == "open"
        self.builder.times(times, self._words(end), tied)
        if about:
            self.builder.notes.append("時刻はおおよそ")
        self.at = end
        return True

    def _reception_after(self, end: int, times: list[Slot]) -> int:
        """「11:15(受付終了)」: a time of the desk, not of the session. Where it ends, or 0."""
        if len(times) > 1:
            return 0
        at = end + (self.phrases.kind(end) == "OPEN")
        if self.phrases.kind(at) != "RECEPTION":
            return 0
        after = at + 1
        if self.phrases.kind(after) in {"COLON", "CLOCK", "MERIDIEM", "NOON", "NUM", "PARTICLE"}:
            return 0
        if at > end:
            return after + 1 if self.phrases.kind(after) == "CLOSE" else 0
        return after

    def _reception(self) -> bool:
        """「受付 9時30分から」 as a note."""
        if self.kind() != "RECEPTION":
            return False
        at = self.phrases.over(self.at + 1, "SPACE", "COLON")
        if self.phrases.kind(at) == "PARTICLE" and self.phrases.text(at) == "は":
            at = self.phrases.over(at + 1, "SPACE", "SEP")
        found = slots(self.tokens, at, most=1)
        if found is None:
            return False
        end = self.phrases.over(found[1], "MAKES")
        self.builder.notes.append(self._said(self.at, end))
        self.at = end
        return True

    def _days(self) -> bool:
        if self.kind() == "EACH":
            self.at += 1
        if self.kind() not in DAY_WORDS:
            return self._days_of_months()
        found = self.phrases.days(self.at)
        if found is None or self._runs_on():
            return False
        days, end = found
        after = self.phrases.over(end, "SPACE")
        if self._either(after):
            return False
        if self.lead == "open" and self.last_kind == "_days" and self.builder.says_again(days):
            self.at = end
            return True
        if (
            self.phrases.text(after) == "は"
            and self.phrases.kind(self.phrases.over(after + 1, "SPACE", "SEP")) in DAY_WORDS
        ):
            return False  # 「第1月は第2日曜日」
        also = self.phrases.text(end).startswith("も") and self.phrases.kind(end) in {"PARTICLE", "MAKES"}
        if also and days.bare and not self.builder.drafts and self.phrases.kind(end + 1) != "IRREGULAR":
            self.builder.also.append((days, self._words(end)))
            self.at = end + 1
            return True
        if days.bare and self.phrases.kind(after) == "UNDECIDED":
            self.builder.irregular = True
        follows_topic = self.phrases.kind(after) == "PARTICLE" and self.phrases.text(after) == "は"
        if days.bare and follows_topic and self.builder.drafts:
            times_at = self.phrases.over(after + 1, "SPACE", "SEP")
            times = slots(self.tokens, times_at)
            if times and self.builder.times_of_weekdays(days, times[0], self._words(times[1])):
                self.at = times[1]
                return True
        if follows_topic and self.builder.overlap(days):
            return False  # 「毎週土曜日 10時〜（第2土曜は13時〜）」: instead, or as well?
        if follows_topic and self.phrases.kind(self.phrases.over(after + 1, "SPACE", "SEP")) in {
            "CLOCK",
            "MERIDIEM",
            "NOON",
        }:
            self.builder.open = False
        beside = bool(self.brackets) or self.last_kind == "_often"
        if not (beside and self.builder.weekdays_of_open_end(days)):
            aside = self.lead == "open" and self.last_kind == "_days"
            self.builder.days(days, self._words(end), self.lead in {"", "space", "sep"}, aside)
        self.at = self.days_end = end
        return True

    def _runs_on(self) -> bool:
        """Whether these days stick to what stands before without a mark between: 「木曜月曜」「土曜を日曜」."""
        before = self.phrases.kind(self.at - 1)
        if before == "PARTICLE" and self.phrases.text(self.at - 1) not in {
            "と",
            "や",
            "及び",
            "および",
            "も",
        }:
            return self.days_end == self.at - 1
        if self.lead:
            return False
        if self.last_kind == "_holiday":
            return True
        sticks = self.days_end == self.at
        full = before == "WD" and "bare" not in self.tokens[self.at - 1].parts
        return before == "OFF" or (
            sticks and before != "CLOSE" and not (full and self.kind() in {"NTH", "LAST"})
        )

    def _days_of_months(self) -> bool:
        """「奇数月の15日」."""
        months = self.builder.months
        if (
            self.kind() not in {"DAY", "ENDDAY"}
            or self.last_kind != "_months"
            or not self.builder.months_fresh
        ):
            return False
        if months is None or not (months.parity or months.ranged or months.every_year):
            return False
        days = self.phrases.month_days(self.at)
        if days is None:
            return False
        self.builder.days(Days(days=days[0]), self._words(days[1]), False)
        self.at = days[1]
        return True

    def _weeks_alone(self) -> bool:
        """「木曜日（第1・第3）」「土曜日（隔週）」."""
        if self.kind() in {"ALTWEEK", "ALTMONTH"} and self.last_kind == "_days" and self._tied():
            self.builder.alternate(self.kind(), self._words(self.at + 1))
            self.at += 1
            return True
        found = self.phrases.weeks(self.at)
        if (
            found is None
            or self.last_kind not in {"_days", "_often"}
            or not self._tied()
            or self._either(found[1])
        ):
            return False
        if (
            self.phrases.kind(found[1]) not in {"END", "CLOSE", "SPACE", "STOP", "SEP"}
            and "週" not in self.text()
        ):
            return False
        self.builder.weeks(found[0], self._words(found[1]))
        self.at = found[1]
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

    def _dates(self) -> bool:
        if self.kind() not in {"YEAR", "MONTH", "SLASH"} or (self.kind() == "HEAD"):
            return False
        found = self.phrases.dates(self.at)
        if found is None:
            return False
        said, end = found
        if isinstance(said, Period):
            return self._take_period(said, end)
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
        self.builder.dates(said, self._words(end))
        self.at = end
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
