"""A place in the text, and what stands around it."""

from __future__ import annotations

from datetime import date

from .builder import Builder
from .calendar import Calendar
from .normal import Normal
from .phrases import Months, Phrases
from .tokens import tokenise

EITHER = frozenset({"または", "又は", "もしくは", "若しくは", "か", "どちらか", "いずれか"})
DAY_WORDS = frozenset(
    {"NTH", "LAST", "WD", "EVERYWEEK", "EVERYMONTH", "EVERYDAY", "ALTWEEK", "ALTMONTH", "WEEKDAYS"}
)
SCHEDULE_WORDS = DAY_WORDS | {
    "FREQ",
    "MONTH",
    "PARITY",
    "IRREGULAR",
    "ALWAYS",
    "SLASH",
    "CLOCK",
    "MERIDIEM",
    "YEAR",
    "PRINCIPLE",
    "NUM",
    "SUSPENDED",
    "EVERYYEAR",
    "NOON",
}


class Cursor:
    """Goes through the tokens once."""

    def __init__(self, normal: Normal, on: date) -> None:
        self.normal = normal
        self.tokens = tokenise(normal)
        self.calendar = Calendar(on)
        self.phrases = Phrases(self.tokens, self.calendar)
        self.builder = Builder(on)
        self.unread: list[tuple[int, int]] = []
        self.at = 0
        # What stands before: start, space, sep, stop, open, close, but, or "" for nothing.
        self.lead = "start"
        self.brackets = 0
        self.months_before: Months | None = None  # what held when the bracket was opened
        self.said_before = 0
        self.general_in_bracket = False  # ただし was said inside the bracket that is open
        self.days_end = -1  # where the last days ended
        self.last_kind = ""  # of the phrase before

    def words(self, start: int, end: int) -> tuple[str, ...]:
        tokens = self.tokens[start:end]
        if not tokens:
            return (self.normal.original.strip(),) if self.normal.original.strip() else ()
        said = self.normal.said(tokens[0].start, tokens[-1].end)
        return (said,) if said else ()

    def here(self) -> tuple[str, ...]:
        """The words around the place where reading stopped."""
        return self.words(self.at, min(len(self.tokens), max(self.at + 1, self.furthest())))

    def furthest(self) -> int:
        end = self.at
        while end < len(self.tokens) and self.tokens[end].kind not in {"SPACE", "SEP", "STOP", "BUT"}:
            end += 1
        return end

    def kind(self, ahead: int = 0) -> str:
        return self.phrases.kind(self.at + ahead)

    def text(self, ahead: int = 0) -> str:
        return self.phrases.text(self.at + ahead)

    def _punctuation(self) -> bool:
        kind = self.kind()
        if kind == "SPACE":
            self.lead = self.lead or "space"
        elif kind == "SEP":
            if self.text() == "+":
                return False
            self.lead = "sep" if self.lead in {"", "space", "close", "sep"} else self.lead
        elif kind == "STOP":
            apart = self.text() == "。" or not self.brackets or self.builder.suspended
            self.lead = "stop" if apart else "sep"
            if self.lead == "stop":
                self.builder.stop(fresh=self.text() == "/")
                if self.text() == "/" and self.builder.drafts:
                    self.calendar.year = self.calendar.last = self.phrases.period = None
                self.builder.general = False
                self.general_in_bracket = False
        elif kind == "OPEN":
            run = self.phrases.bracketed(self.at)
            if (
                run
                and self.phrases.kind(self.phrases.over(self.at + 1, "WD")) == "CLOSE"
                and run[1] > self.at + 3
            ):
                return False  # （火）（金）
            self.lead, self.brackets = "open", self.brackets + 1
            self.months_before, self.said_before = self.builder.months, self.builder.said
            self.builder.inside = True
        elif kind == "CLOSE":
            if not self.brackets:
                return False
            self.lead, self.brackets = "close", self.brackets - 1
            self.builder.period_beside = False
            self.builder.inside = self.brackets > 0
            self.builder.close(self.months_before, self.said_before)
            if self.builder.general and not self.brackets and self.general_in_bracket:
                self.builder.general = False
        elif kind == "BUT":
            self.lead = "but"
            if self.text() != "また、":
                self.general_in_bracket = self.brackets > 0
                self.builder.general = True
            self.builder.open = self.builder.open and self.text() == "また、"
        else:
            return False
        self.at += 1
        return True

    def _words(self, end: int) -> tuple[int, int]:
        return self.at, end

    def _tied(self) -> bool:
        return self.lead in {"", "space", "sep", "open", "close"}

    def _said(self, start: int, end: int) -> str:
        return self.normal.said(self.tokens[start].start, self.tokens[end - 1].end)

    def _either(self, at: int) -> bool:
        return self.phrases.kind(at) == "PARTICLE" and self.phrases.text(at) in EITHER
