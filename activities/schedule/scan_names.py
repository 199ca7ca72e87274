"""Names, places and remarks in the text."""

from __future__ import annotations

import re

from .clocks import slots
from .cursor import DAY_WORDS, SCHEDULE_WORDS, Cursor
from .phrases import Days
from .remarks import is_event, is_group, is_name, is_office, is_place, note_end

_MANNER = re.compile(
    r"(?P<stem>.+?)(?:を活用して|を使って|を利用して|を会場に|(?P<why>のため|により|の影響(?:により|で|のため)))"
)
_WHILE_IT_LASTS = ("なくなり次第", "無くなり次第", "売り切れ次第")


class NameScanner(Cursor):
    """Finds what is no day and no time, and cannot change one."""

    def _note(self) -> bool:
        start = self.tokens[self.at].start
        if not self.lead and not self.normal.text.startswith(_WHILE_IT_LASTS, start):
            return False
        start = self.tokens[self.at].start
        strong = self.lead in {"stop", "open", "but"}
        end = note_end(self.normal.text, start, strong)
        if end == start and strong:
            end = note_end(self.normal.text, start, False)
        if end == start:
            return False
        return self._take_note(start, end)

    def _take_note(self, start: int, end: int) -> bool:
        at = self.at
        while at < len(self.tokens) and self.tokens[at].start < end:
            at += 1
        if at < len(self.tokens) and self.tokens[at - 1].end > end:
            return False
        said = self.normal.said(start, end)
        follows = self.phrases.kind(self.phrases.over(at, "SPACE", "COLON", "SEP", "OPEN"))
        if is_office(said) and follows in SCHEDULE_WORDS:
            return False
        self.builder.notes.append(said)
        self.at = at
        return True

    def _place(self) -> bool:
        if self.kind() != "PLACE":
            return False
        at = self.phrases.over(self.at + 1, "SPACE", "COLON")
        closes = self.phrases.kind(at) == "CLOSE"
        if closes and not self.brackets:
            return False
        at = self.phrases.over(at + closes, "SPACE", "COLON")
        if self.phrases.kind(at) == "PARTICLE" and self.phrases.text(at) == "は":
            at = self.phrases.over(at + 1, "SPACE")
        start = at
        while True:
            while self.phrases.kind(at) not in {"END", "SPACE", "SEP", "STOP", "CLOSE", "BUT", "OPEN"}:
                at += 1
            named = self.brackets and not closes and self.phrases.kind(at + 1) == "WORD"
            if self.phrases.kind(at) != "SPACE" or not (named or self._storey(at + 1)):
                break
            at += 2
        if at == start:
            return False
        name = self.normal.said(self.tokens[start].start, self.tokens[at - 1].end).removesuffix("です")
        self.builder.say_place(name, self._words(at))
        self.brackets -= closes
        self.at = at
        return True

    def _storey(self, at: int) -> bool:
        """「2階会議室」 after the name of a house."""
        if self.phrases.kind(at) == "NUM":
            return self.phrases.text(at + 1).startswith(("階", "F"))
        return self.phrases.kind(at) == "WORD" and self.phrases.text(at).endswith(("室", "ホール", "階"))

    def _quote(self) -> bool:
        if self.kind() != "QUOTE":
            return False
        at = self.at + 1
        while self.phrases.kind(at) not in {"END", "UNQUOTE", "QUOTE"}:
            at += 1
        if self.phrases.kind(at) != "UNQUOTE" or at == self.at + 1:
            return False
        name = self.normal.said(self.tokens[self.at + 1].start, self.tokens[at - 1].end)
        backward = self.lead == "" and bool(self.builder.drafts)
        self.builder.say_label(name, self._words(at), backward)
        at += 1
        if self.phrases.kind(at) == "PARTICLE" and self.phrases.text(at) in "はがをの":
            at += 1
        self.at = at
        return True

    def _label(self) -> bool:
        """A name before 「：」 or 「は」, after a day and 「：」, or a word that is surely a name."""
        if self.kind() != "WORD":
            return False
        if self._named_days():
            return True
        end = self._spaced_name_end() or self._name_end()
        name = self._said(self.at, end)
        after = self.phrases.over(end, "SPACE")
        text = self.phrases.text(after)
        if self._named_times():
            return True
        manner = _MANNER.fullmatch(self.text())
        if manner:
            stem = manner["stem"]
            if not (is_name(stem) or (manner["why"] and self._suspended_follows())):
                return False
            self.builder.notes.append(self._said(self.at, self.at + 1))
            self.at += 1
            return True
        heads = self.phrases.kind(after) == "COLON" or (
            self.phrases.kind(after) == "PARTICLE" and text == "は"
        )
        if (
            heads
            and self.lead
            and self.phrases.kind(self.phrases.over(after + 1, "SPACE", "SEP")) in SCHEDULE_WORDS
        ):
            dated = self.phrases.kind(self.phrases.over(after + 1, "SPACE")) == "EVERYMONTH"
            if not is_name(name.replace("の日", "") if dated else name):
                return False
            self.builder.say_label(name, self._words(end), False)
            self.at = after + 1
            return True
        if self.phrases.kind(end) == "PARTICLE" and self.phrases.kind(end + 1) == "MAKES":
            if self.phrases.text(end) in {"で", "にて", "において"} and is_name(name):
                self.builder.say_place(name, self._words(end))
                self.at = end + 2
                return True
            if self.phrases.text(end) in {"を", "も", "の", "が"} and is_event(name):
                self.builder.say_label(name, self._words(end), bool(self.builder.drafts))
                self.at = end + 2
                return True
        if (
            self.phrases.kind(end) == "MAKES"
            and self.phrases.text(end).startswith(("を", "も"))
            and is_event(name)
        ):
            self.builder.say_label(name, self._words(end), bool(self.builder.drafts))
            self.at = end + 1
            return True
        if is_event(name):
            return self._name_beside(name, end)
        if is_place(name):
            self.builder.say_place(name, self._words(end), self._days_follow(end))
            at = end
            if self.phrases.kind(at) == "PARTICLE" and self.phrases.text(at) in {
                "で",
                "にて",
                "において",
                "に",
            }:
                at += 1
            self.at = at
            return True
        return False

    def _named_times(self) -> bool:
        """「中学生15:00〜17:00、小学生16:00〜18:00」 on the same days."""
        found = slots(self.tokens, self.at + 1) if self.kind(1) == "CLOCK" and self.lead else None
        name = self.text().replace("は", " ")
        if (
            found is None
            or not (is_group(name) or is_event(name))
            or not self.builder.named_times(name, found[0])
        ):
            return False
        self.at = found[1]
        return True

    def _named_days(self) -> bool:
        """「肉の日（29日）」."""
        if not self.text().endswith("の日") or self.kind(1) != "OPEN":
            return False
        days = self.phrases.month_days(self.at + 2)
        if (
            days is None
            or self.phrases.kind(days[1]) != "CLOSE"
            or not is_name(self.text().replace("の日", ""))
        ):
            return False
        self.builder.say_label(self._said(self.at, self.at + 1), self._words(days[1]), False)
        self.builder.days(Days(days=days[0], every="EVERYMONTH"), self._words(days[1]), False)
        self.at = days[1] + 1
        return True

    def _name_beside(self, name: str, end: int) -> bool:
        if self.last_kind == "_often" and self.lead == "":
            self.builder.take_often()
        follows = self.phrases.kind(self.phrases.over(end, "SPACE", "SEP"))
        attached = self.lead in {"", "open"} or self._after_colon()
        if (attached and self.builder.drafts) or (
            self.builder.open and follows in {"CLOCK", "MERIDIEM", "NOON", "NUM", "ENUM"}
        ):
            self.builder.say_label(name, self._words(end), True)
        elif (not self.builder.drafts and follows in SCHEDULE_WORDS | {"OPEN"}) or (
            self.builder.leads and self.lead in {"sep", "stop", "space"} and self._days_follow(end)
        ):
            self.builder.say_label(name, self._words(end), False)
        elif self.builder.drafts and (follows in {"END", "STOP", "BUT"} or self._note_follows(end)):
            self.builder.say_label(name, self._words(end), True)
        else:
            return False
        self.at = end
        return True

    def _days_follow(self, end: int) -> bool:
        at = self.phrases.over(end, "SPACE", "COLON", "OPEN")
        return at > end and self.phrases.kind(at) in DAY_WORDS

    def _note_follows(self, end: int) -> bool:
        at = self.phrases.over(end, "SPACE", "SEP", "OPEN")
        if self.phrases.kind(at) != "WORD":
            return False
        start = self.tokens[at].start
        return note_end(self.normal.text, start, False) > start

    def _suspended_follows(self) -> bool:
        return self.phrases.kind(self.phrases.over(self.at + 1, "SPACE", "SEP")) == "SUSPENDED"

    def _after_colon(self) -> bool:
        return self.at > 0 and self.tokens[self.at - 1].kind == "COLON"

    def _spaced_name_end(self) -> int:
        """Past 「ひだまり カフェ」 where 「：」 shows that both are the name; 0 where it does not."""
        at = self.at
        while self.phrases.kind(at) == "WORD" and self.phrases.kind(at + 1) == "SPACE":
            at += 2
        whole = at > self.at and self.phrases.kind(at) == "WORD" and self.phrases.kind(at + 1) == "COLON"
        begins = self.lead in {"start", "stop"} or self.builder.suspended
        return at + 1 if whole and begins else 0

    def _name_end(self) -> int:
        """Past names that are joined: 学習支援・プレイパーク."""
        at = self.at + 1
        while True:
            if self.phrases.kind(at) in {"MAKES", "HEAD"} and self.phrases.text(at) in {
                "活動",
                "練習",
                "開放",
                "利用",
                "運営",
            }:
                at += 1
                continue
            joint = self.phrases.kind(at) == "SEP" and self.phrases.text(at) in {"・", "&", "."}
            joint |= self.phrases.kind(at) == "PARTICLE" and self.phrases.text(at) in {"と", "の", "や"}
            if not joint or self.phrases.kind(at + 1) != "WORD":
                return at
            at += 2
