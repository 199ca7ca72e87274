"""Times of day as people say them: 午前10時～正午, 13:30〜15:00, 10時半, 1時30分から2時間.

「1時30分から」 without 午後 is not guessed at. An hour from 1 to 5 with no word before it is taken for the
afternoon only where an earlier time on the same line leaves no other reading (10時〜3時, 午前10時〜12時と1時〜3時);
otherwise it is an error that asks. From 6 on, hours stand as written.
"""

from __future__ import annotations

from datetime import time

from .normal import number
from .rules import Slot
from .tokens import Token

NOON = 12 * 60
_PARTS = {"昼間": "昼", "お昼": "昼", "夕": "夕方", "夜間": "夜", "晩": "夜", "早朝": "朝"}
# 朝 and so on: the hours on a twelve-hour dial that lie in the afternoon.
_AFTERNOON = {"朝": range(0), "昼": range(1, 5), "夕方": range(1, 9), "夜": range(1, 12)}


class Unclear(ValueError):
    """A time that can be read in two ways; the message asks which."""


def part_of(token: Token) -> str:
    """午前, 午後, 朝, 昼, 夕方 or 夜.

    >>> part_of(Token("MERIDIEM", "AM", 0, 2, {"half": "AM"})), part_of(Token("MERIDIEM", "夕", 0, 1, {"loose": "夕"}))
    ('午前', '夕方')
    """
    half = token.parts.get("half", "")
    if half:
        return "午前" if half[0] in "Aa" or half == "午前" else "午後"
    name = token.parts.get("part") or token.parts["loose"]
    return _PARTS.get(name, name)


def minutes(token: Token, part: str, after: int | None, fresh: bool = False) -> int:
    """Minutes since midnight of a clock token.

    `after` is the time before it on the same line; a `fresh` one opens a session of its own, which may begin
    before the last one ends.

    >>> from .normal import normalise
    >>> from .tokens import tokenise
    >>> at = lambda words, part="", after=None: minutes(tokenise(normalise(words))[0], part, after)
    >>> [divmod(at(*words), 60) for words in (("1時半", "午後"), ("12:30", "午後"), ("3:00", "", 600), ("12時", "午前"))]
    [(13, 30), (12, 30), (15, 0), (12, 0)]
    >>> at("1:30")
    Traceback (most recent call last):
        ...
    activities.schedule.clocks.Unclear: 「1:30」が午前か午後か分かりません。「午後1時30分」のように書いてください。
    """
    if token.kind == "NOON":
        return NOON
    words = token.parts
    said = words.get("chour") or words.get("chour2") or token.text
    hour = number(said)
    minute = 30 if "chalf" in words else number(words.get("cmin") or words.get("cmin2") or "0")
    if hour > 23 or minute > 59:
        raise Unclear(f"「{token.text}」という時刻はありません。")
    found = hour * 60 + minute
    if part == "午後":
        return found + NOON if hour < 12 else found
    if part in _AFTERNOON and part:
        return found + NOON if hour in _AFTERNOON[part] else found
    if part == "午前":
        if hour > 12:
            raise Unclear(f"「午前{token.text}」という時刻はありません。")
        return found
    unclear = 1 <= hour <= 5 and not said.startswith("0")
    if after is not None and found <= after < found + NOON and hour < 12 and (unclear or not fresh):
        return found + NOON
    if unclear:
        clear = f"午後{hour}時{minute}分" if minute else f"午後{hour}時"
        raise Unclear(f"「{token.text}」が午前か午後か分かりません。「{clear}」のように書いてください。")
    return found


def as_time(found: int | None) -> time | None:
    """Minutes since midnight as a time."""
    return None if found is None else time(*divmod(found, 60))


class _Line:
    """The times of one line, each read in the light of those before it."""

    def __init__(self, tokens: list[Token], at: int) -> None:
        self.tokens, self.at, self.part = tokens, at, ""
        self.last: int | None = None
        self.about = False

    def kind(self, ahead: int = 0) -> str:
        place = self.at + ahead
        return self.tokens[place].kind if place < len(self.tokens) else "END"

    def skip(self, *kinds: str) -> bool:
        before = self.at
        while self.kind() in kinds:
            self.at += 1
        return self.at > before

    def moment(self, fresh: bool) -> int | None:
        """One time; a part of the day holds until another is said."""
        start = self.at
        part = "" if fresh else self.part
        if self.kind() == "MERIDIEM":
            part = part_of(self.tokens[self.at])
            self.at += 1
            self.skip("SPACE", "COLON")
            if self.kind() == "PARTICLE" and self.tokens[self.at].text in "はの":
                self.at += 1
            self.skip("SPACE")
            if self.kind() == "SEP" and self.tokens[self.at].text == "、":
                self.at += 1
        token = self.tokens[self.at] if self.kind() in {"CLOCK", "NOON"} else None
        if token is None and self.kind() == "NUM" and self._closes_in_hours():
            token = self.tokens[self.at]
        if token is None:
            self.at = start
            return None
        self.at += 1
        self.about |= (
            "cabout" in token.parts or "cabout2" in token.parts or token.text.endswith(("頃", "ごろ"))
        )
        if not fresh and self.part and self.tokens[start].kind != "MERIDIEM":
            found = self._inherited(token, part)
        else:
            found = minutes(token, part, self.last, fresh)
        self.part, self.last = part, found
        return found

    def _inherited(self, token: Token, part: str) -> int:
        """午前10時〜3時 ends at 15:00, 午後1時〜3時 as well."""
        plain = (
            minutes(token, "午前", None)
            if number(token.parts.get("chour") or token.parts.get("chour2") or "12") <= 12
            else minutes(token, "", None)
        )
        if part in {"午前", "朝"}:
            return plain if self.last is None or plain > self.last else plain + NOON
        return minutes(token, part, None)

    def _closes_in_hours(self) -> bool:
        """「15～21時」: the first hour goes without its word."""
        ahead = [token for token in self.tokens[self.at + 1 : self.at + 5] if token.kind != "SPACE"]
        return (
            len(ahead) > 1
            and ahead[0].kind in {"TILDE", "FROM"}
            and ahead[1].kind == "CLOCK"
            and "chour" in ahead[1].parts
        )


def slots(tokens: list[Token], at: int, most: int = 12) -> tuple[list[Slot], int, bool] | None:
    """The sessions of a day that begin at `at`: the slots, where they end, and whether 頃 was said.

    None when no time begins there.
    """
    line, found = _Line(tokens, at), list[Slot]()
    end = at
    while len(found) < most:
        line.skip("SPACE", "ENUM", "COLON")
        start = line.at
        slot = _slot(line, fresh=True)
        if slot is None:
            break
        found.append(slot)
        end = line.at
        if line.at == start:
            break
        line.skip("SPACE")
        if line.kind() in {"SEP", "STOP"} or (
            line.kind() == "PARTICLE" and tokens[line.at].text in {"と", "及び", "および"}
        ):
            if line.kind() == "STOP" and tokens[line.at].text != "/":
                break
            line.at += 1
    return (found, end, line.about) if found else None


def _slot(line: _Line, fresh: bool) -> Slot | None:
    part_token = line.tokens[line.at] if line.kind() == "MERIDIEM" else None
    start = line.moment(fresh)
    if start is None:
        if part_token is None:
            return None
        line.at += 1
        return Slot(part=part_of(part_token))
    mark = line.at
    line.skip("SPACE")
    if line.kind() == "TO":
        line.at += 1
        return Slot(end=as_time(start))
    if line.kind() in {"TILDE", "FROM"}:
        line.at += 1
        mark = line.at
        line.skip("SPACE")
        if line.kind() == "DURATION":
            return _with_duration(line, start)
        another = line.kind() == "MERIDIEM" and "の部" in line.tokens[line.at].text
        end = None if another else line.moment(fresh=False)
        if end is None:
            line.at = mark
            return _bracketed_duration(line, start) or Slot(as_time(start))
        if end <= start:
            raise Unclear("終わりの時刻が始まりの時刻より前です。")
        mark = line.at
        line.skip("SPACE")
        if line.kind() == "TO":
            return _closed(line, start, end)
        line.at = mark
        return Slot(as_time(start), as_time(end))
    line.at = mark
    return _bracketed_duration(line, start) or Slot(as_time(start))


def _closed(line: _Line, start: int, end: int) -> Slot:
    line.at += 1
    return Slot(as_time(start), as_time(end))


def _bracketed_duration(line: _Line, start: int) -> Slot | None:
    """「10時から（1時間程度）」."""
    if (line.kind(), line.kind(1), line.kind(2)) != ("OPEN", "DURATION", "CLOSE"):
        return None
    line.at += 1
    slot = _with_duration(line, start)
    line.at += 1
    return slot


def _with_duration(line: _Line, start: int) -> Slot:
    words = line.tokens[line.at].parts
    long = 60 * number(words.get("dhours", "0")) + 30 * ("dhalf" in words) + number(words.get("dmins", "0"))
    line.at += 1
    said = line.tokens[line.at - 1].text
    line.about |= said.startswith(("約", "およそ")) or said.endswith(
        ("程度", "くらい", "ぐらい", "ほど", "前後")
    )
    if not 0 < long <= 24 * 60 - 1 - start:
        raise Unclear("時間の長さが正しくありません。")
    return Slot(as_time(start), as_time(start + long))
