"""Days, months, dates and times in the text."""

from __future__ import annotations

from dataclasses import replace

from .clocks import slots
from .cursor import DAY_WORDS, Cursor
from .exceptions import because, left_out
from .phrases import Days
from .rules import Slot

TIMES = frozenset({"CLOCK", "MERIDIEM", "NOON"})
_AFTER_HOLIDAYS = TIMES | {
    "END",
    "NUM",
    "STOP",
    "CLOSE",
    "SEP",
    "BUT",
    "COLON",
    "ENUM",
    "WORD",
    "ONLY",
    "HEAD",
    "PLACE",
    "QUOTE",
    "RECEPTION",
}


class DayScanner(Cursor):
    """Finds the days and hands them to the builder."""

    def _times(self) -> bool:
        if (
            self.kind() == "EACH"
            and self.phrases.kind(self.phrases.over(self.at + 1, "SPACE", "COLON", "SEP")) in TIMES
        ):
            self.at = self.phrases.over(self.at + 1, "SPACE", "COLON", "SEP")
        if self.kind() == "FROM" and self.kind(1) == "CLOCK" and self.text() in {"開始", "開演", "開会"}:
            self.at += 1  # 「開始10:00」
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
        if self.kind() == "HOLIDAY":
            return self._holidays_alone()
        if self.kind() not in DAY_WORDS | {"OPEN"}:
            return self._days_of_months()
        found = self.phrases.days(self.at)
        if found is None or self._runs_on():
            return False
        if self._runs_into_name(*found):
            return self._name_with_weekday(*found)
        days, end = self._and_holidays(*found)
        after = self.phrases.over(end, "SPACE")
        if self._either(after):
            return False
        if self.lead == "open" and self.last_kind in {"_days", "_label"} and self.builder.says_again(days):
            self.at = end
            return True
        if (
            self.phrases.text(after) == "は"
            and self.phrases.kind(self.phrases.over(after + 1, "SPACE", "SEP")) in DAY_WORDS
        ):
            return False  # 「第1月は第2日曜日」
        more = end + (self.phrases.text(end) == "に")
        also = self.phrases.text(more).startswith("も") and self.phrases.kind(more) in {"PARTICLE", "MAKES"}
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
        if follows_topic and days.weeks and self.builder.drafts and self._times_of_weeks(days, after):
            return True
        if follows_topic and self.builder.overlap(days):
            return False  # 「毎週土曜日 10時〜（第2土曜は13時〜）」: instead, or as well?
        if follows_topic and self.phrases.kind(self.phrases.over(after + 1, "SPACE", "SEP")) in TIMES:
            self.builder.open = False
            if self.last_kind != "_days":
                self.builder.series += (
                    1  # 「第3木・飲食店で実施・毎週月は18:00〜」: the time is Monday's alone
                )
        beside = bool(self.brackets) or self.last_kind == "_often"
        if not (beside and self.builder.weekdays_of_open_end(days)):
            aside = self.lead == "open" and self.last_kind == "_days"
            self.builder.days(days, self._words(end), self.lead in {"", "space", "sep"}, aside, also)
        self.at = self.days_end = end
        return True

    def _times_of_weeks(self, days: Days, topic: int) -> bool:
        """「第2・第4木曜日 13:30〜15:00（第4木曜日は10:00〜11:30）」."""
        at = self.phrases.over(topic + 1, "SPACE", "SEP")
        at = because(self.phrases, at) or at
        times = slots(self.tokens, at)
        if times is None or not self.builder.times_of_weeks(days, times[0], self._words(times[1])):
            return False
        self.at = times[1]
        return True

    def _runs_into_name(self, days: Days, end: int) -> bool:
        """「土曜サロン」「平日カフェ」「毎日元気体操」, but not 「月曜日 体操」."""
        alone = days.weekdays and not days.weeks and days.every in {"", "EVERYDAY"}
        return (
            bool(alone) and self.phrases.kind(end) == "WORD" and self.phrases.text(end)[0] not in "のはにとで"
        )

    def _name_with_weekday(self, days: Days, end: int) -> bool:
        """The weekday in a name must be that of the days said elsewhere; the name goes without it."""
        start, self.at = self.at, end
        count = len(self.builder.drafts)
        if days.bare and len(days.weekdays) == 1 and self._label() and len(self.builder.drafts) == count:
            self.builder.named.append((self.builder.label, days.weekdays, self._words(end)))
            return True
        self.at = start
        return False

    def _label(self) -> bool:
        raise NotImplementedError

    def _and_holidays(self, days: Days, end: int) -> tuple[Days, int]:
        """「土・日・祝日」: the weekdays and every holiday."""
        at = self.phrases.joined(end)
        if days.no_holidays or days.every == "EVERYDAY" or not self._holidays_open(at):
            return days, end
        return replace(days, holidays=True), at + 1

    def _holidays_open(self, at: int) -> bool:
        """Whether 祝日 is a day that is open here, not one that is left out or moved."""
        if self.phrases.kind(at) != "HOLIDAY" or left_out(self.phrases, at, True) is not None:
            return False
        end = self.phrases.over(at + 1, "SPACE")
        kind, text = self.phrases.kind(end), self.phrases.text(end)
        if kind == "PARTICLE":
            follows = self.phrases.kind(self.phrases.over(end + 1, "SPACE", "SEP"))
            return text in {"の", "に", "は"} and follows in TIMES
        if kind == "OPEN":
            return self.phrases.kind(end + 1) not in {"EXCEPT", "OFF"}
        if kind == "WORD" and end == at + 1:
            return False  # 祝日カフェ
        return kind in _AFTER_HOLIDAYS or (kind == "MAKES" and not text.startswith("も"))

    def _holidays_alone(self) -> bool:
        """「平日 9時から17時、祝日 10時から16時」「祝日のみ」."""
        follows = self.phrases.kind(self.phrases.over(self.at + 1, "SPACE", "COLON"))
        timed = follows in TIMES or follows == "PARTICLE"
        if self.lead not in {"start", "stop"} and not (
            self.lead in {"sep", "space", ""} and (timed or self.last_kind == "_days")
        ):
            return False
        if self.brackets or not self._holidays_open(self.at):
            return False
        self.builder.days(Days(holidays=True), self._words(self.at + 1), self.lead in {"", "space", "sep"})
        self.at = self.days_end = self.at + 1
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
        again = (
            self.phrases.month_days(self.at) if self.lead == "open" and self.last_kind == "_days" else None
        )
        if again and self.builder.says_again(Days(days=again[0])):
            self.at = again[1]  # 「毎月5日・15日・25日（5のつく日）」
            return True
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
        if self.kind() == "EVERYMONTH" and self.lead == "open" and self.kind(1) in {"NTH", "LAST"}:
            self.at += 1  # 「日曜日（毎月第1）」
        if self.kind() in {"ALTWEEK", "ALTMONTH"} and self.last_kind == "_days" and self._tied():
            self.builder.alternate(self.kind(), self._words(self.at + 1))
            self.at += 1
            return True
        found = self.phrases.weeks(self.at)
        if found and self.last_kind == "_months" and (weekdays := self.builder.weekdays_of_other_weeks()):
            self.builder.days(Days(weekdays, found[0]), self._words(found[1]), tied=True)
            self.at = self.days_end = found[1]
            return True
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
