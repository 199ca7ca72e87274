"""Reading what staff write. What cannot be read with certainty is named, and then nothing is read at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .clocks import Unclear
from .cursor import DAY_WORDS, EITHER, SCHEDULE_WORDS
from .exceptions import left_out
from .frequencies import how_often
from .holiday_phrases import holiday_words
from .normal import normalise, number
from .remarks import is_name
from .rules import Contradiction, Kind, Schedule
from .scan_dates import DateScanner
from .scan_days import DayScanner
from .scan_names import NameScanner
from .values import Unplaced
from .wording import word

MOST_LETTERS = 1000
SURELY_SAID_BACK = 100  # letters of a sentence that is never too long when it is said back
MOST_PARTS = 40


@dataclass(frozen=True)
class Reading:
    """What was understood of a text: a schedule, or the words that could not be placed and why."""

    text: str
    on: date
    schedule: Schedule | None
    unread: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def understood(self) -> bool:
        return self.schedule is not None

    @property
    def kind(self) -> Kind:
        return self.schedule.kind if self.schedule else Kind.UNREAD


def read(text: str, on: date) -> Reading:
    """The schedule that `text` says, as understood on the day `on`.

    >>> read("毎月第2・第4火曜日 13:30〜15:00（8月は休み）", date(2026, 4, 1)).kind
    <Kind.RULE: 'rule'>
    >>> read("友引の日曜日 10時から", date(2026, 4, 1)).unread
    ('友引',)
    """
    if len(text) > MOST_LETTERS:
        return Reading(text, on, None, (), (f"日程は{MOST_LETTERS}字以内で書いてください。",))
    normal = normalise(text)
    scanner = _Scanner(normal, on)
    try:
        schedule = scanner.scan()
    except Unplaced as error:
        words = scanner.words(*error.words) or scanner.words(0, 0)
        return Reading(text, on, None, words, (error.message,) if error.message else ())
    except (Contradiction, Unclear) as error:
        return Reading(text, on, None, scanner.here() or scanner.words(0, 0), (str(error),))
    if scanner.unread:
        unread = [word for start, end in scanner.unread for word in scanner.words(start, end)]
        return Reading(text, on, None, tuple(dict.fromkeys(unread)) or scanner.words(0, 0))
    if schedule and len(text) > SURELY_SAID_BACK and len(word(schedule)) > MOST_LETTERS:
        # Years and weekdays are filled in, so what is said back can be longer than what was said.
        problem = f"日程を文にすると{MOST_LETTERS}字を超えます。日にちを減らして書いてください。"
        return Reading(text, on, None, scanner.words(0, 0), (problem,))
    return Reading(text, on, schedule)


class _Scanner(NameScanner, DayScanner, DateScanner):
    """Every token is used, is a filler that says nothing, or is unread."""

    def scan(self) -> Schedule | None:
        while self.at < len(self.tokens):
            self._step()
            if (
                len(self.unread) > MOST_PARTS
                or len(self.builder.drafts) + len(self.builder.notes) > MOST_PARTS
            ):
                self.unread.append((self.at - 1, self.at))
                break  # nothing that a person writes; the bound keeps reading fast
        if self.unread:
            return None
        return self.builder.finish()

    def _step(self) -> None:
        if self._punctuation():
            return
        for attempt in (
            self._note,
            self._place,
            self._quote,
            self._reception,
            self._suspended,
            self._holiday,
            self._left_out,
            self._often,
            self._state,
            self._year_alone,
            self._each,
            self._next_time,
            self._first_time,
            self._other_months,
            self._reason,
            self._month_date,
            self._dates,
            self._months,
            self._days,
            self._weeks_alone,
            self._times,
            self._label,
            self._marks,
            self._filler,
        ):
            before = self.at
            if attempt():
                if self.at == before:
                    raise AssertionError("a phrase must take a word")
                if self.tokens[before].kind != "CAPACITY":
                    self.last_kind = attempt.__name__
                self.lead = "space" if self.tokens[before].kind == "HEAD" else ""
                return
        self.unread.append((self.at, self.at + 1))
        self.at += 1
        self.lead = ""

    def _often(self) -> bool:
        if self.kind() != "FREQ":
            return False
        how = how_often(self.tokens[self.at])
        if "fplus" in self.tokens[self.at].parts:
            self.builder.more(how, self._words(self.at + 1))
            self.at += 1
            return True
        after = self.phrases.over(self.at + 1, "SPACE", "SEP")
        if self.phrases.kind(after) == "WORD":
            word = self.phrases.text(after)
            for ending in ("を兼ね", "の開催を兼ね"):
                name = self._said(after, after + 1).removesuffix(ending)
                if word.endswith(ending) and is_name(name):
                    self.builder.doubles(how, name, self._words(after + 1))
                    self.at = self.phrases.over(after + 1, "MAKES", "PARTICLE")
                    return True
        follow = after
        if self.phrases.kind(follow) == "PARTICLE" and self.phrases.text(follow) in "のにで":
            follow = self.phrases.over(follow + 1, "SPACE")
        follow = self.phrases.over(follow, "COLON", "OPEN", "SPACE", "PRINCIPLE")
        days_follow = self.phrases.kind(follow) in DAY_WORDS | {"PARITY", "MONTH"}
        if self.phrases.kind(follow) == "EVERYWEEK":
            days_follow = False
        tied = self._tied()
        count = len(self.builder.notes)
        self.builder.say_often(how, self._words(self.at + 1), tied, days_follow)
        if len(self.builder.notes) > count:
            self.builder.notes[-1] = self.normal.said(self.tokens[self.at].start, self.tokens[self.at].end)
        self.at += 1
        if self.phrases.kind(self.at) == "PARTICLE" and self.phrases.text(self.at) in {"の", "に", "で"}:
            self.at += 1
        return True

    def _state(self) -> bool:
        kind, words = self.kind(), self._words(self.at + 1)
        if kind == "IRREGULAR":
            self.builder.say_irregular(words, self._tied())
        elif kind == "UNDECIDED":
            said = self.normal.said(self.tokens[self.at].start, self.tokens[self.at].end)
            self.builder.undecided(said, words, self._tied(), aside=self.lead == "open")
        elif kind == "ALWAYS":
            after = self.phrases.over(self.at + 1, "SPACE", "SEP", "PARTICLE")
            if self.phrases.kind(after) in DAY_WORDS and ("通" in self.text() or "中" in self.text()):
                pass  # 「1年を通じて毎日」
            else:
                self.builder.say_always(words)
        elif kind == "TOTAL":
            if self.builder.total:
                return False
            digits = "".join(letter for letter in self.text().split("回")[0] if letter not in "全計合")
            self.builder.total, self.builder.total_words = number(digits), words
        else:
            return False
        self.at += 1
        return True

    def _suspended(self) -> bool:
        alone = self.kind() == "OFF" and len(self.tokens) == 1 and self.text() in {"休止", "休会"}
        if self.kind() != "SUSPENDED" and not alone:
            return False
        if "ため" in self.text() or "によ" in self.text():
            self.builder.notes.append(self._said(self.at, self.at + 1))
        self.builder.suspend(self._words(self.at + 1))
        self.at += 1
        return True

    def _holiday(self) -> bool:
        found = holiday_words(self.phrases, self.at)
        if found is None:
            return False
        self.builder.leave_out(found[0], self._words(found[1]), self._attached(), self.brackets > 0)
        self.at = found[1]
        return True

    def _left_out(self) -> bool:
        established = any(draft.kind in {"rule", "dates"} for draft in self.builder.drafts)
        established &= not self.builder.months_fresh
        found = left_out(
            self.phrases, self.at, established, self.brackets > 0 and not self.builder.months_fresh
        )
        if found is None:
            return False
        if self.builder.months_fresh and not self.lead:
            return False
        self.builder.leave_out(found[0], self._words(found[1]), self._attached(), self.brackets > 0)
        self.at = found[1]
        return True

    def _attached(self) -> bool:
        return self.lead != "stop"

    def _each(self) -> bool:
        """「いずれも祝日を除く」: of all that was said."""
        if self.kind() != "EACH" or self.kind(1) not in {"HOLIDAY", "SPACE", "SEP"}:
            return False
        if self.phrases.kind(self.phrases.over(self.at + 1, "SPACE", "SEP")) != "HOLIDAY":
            return False
        self.builder.general, self.general_in_bracket = True, self.brackets > 0
        self.at = self.phrases.over(self.at + 1, "SPACE", "SEP")
        return True

    def _marks(self) -> bool:
        if self.kind() == "PLAN":
            self.builder.notes.append("予定")
        elif self.kind() == "PRINCIPLE":
            self.builder.notes.append("原則")
        elif (
            self.kind() == "ONLY"
            and self.last_kind in {"_days", "_dates", "_months", "_weeks_alone", "_month_date"}
            and not self.lead
        ):
            pass
        elif self.kind() == "CAPACITY":
            self.builder.notes.append(self._said(self.at, self.at + 1))
        else:
            return False
        self.at += 1
        return True

    def _filler(self) -> bool:
        kind, text = self.kind(), self.text()
        if kind in {"MAKES", "COLON", "UNQUOTE", "EVERYYEAR"}:
            pass
        elif kind == "ALTMONTH":
            listed = self.phrases.months(self.at + 2) if self.kind(1) == "OPEN" else None
            if listed is None or (self.kind(2) != "PARITY" and self.phrases.kind(listed[1]) != "CLOSE"):
                return False
        elif kind == "MOVES":
            if self.last_kind != "_days" or not self.builder.drafts[-1].override:
                return False
        elif kind == "HEAD":
            self.at = self.phrases.over(self.at + 1, "SPACE", "COLON", "SEP", "HEAD")
            if self.kind() == "PARTICLE" and self.text() in {"は", "が"}:
                self.at = self.phrases.over(self.at + 1, "SPACE", "SEP")
            return True
        elif kind == "PARTICLE":
            if text in EITHER or text in {"や", "へ"}:
                return False
            if self.last_kind in {"", "_label"} and not self.builder.drafts and text not in {"は", "の"}:
                return False
        elif kind == "ENUM":
            follows = self.phrases.kind(self.phrases.over(self.at + 1, "SPACE"))
            if follows not in SCHEDULE_WORDS and not (follows == "WORD" and text.startswith("#")):
                return False
        elif kind == "LENGTH":
            if not any(period.since and period.until for _, period, _ in self.builder.periods):
                return False
        else:
            return False
        self.at += 1
        return True
