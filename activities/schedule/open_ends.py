"""What has no days of its own: 月1回, 不定期, 未定, 常時, 休止中."""

from __future__ import annotations

from .assembly import Draft, consistent
from .frequencies import HowOften
from .parts import Parts, Words
from .values import Unplaced


class OpenEnds(Parts):
    """Takes how often, and what is not yet known, in the order they are said."""

    def more(self, often: HowOften, words: Words) -> None:
        """「毎月第3水曜日＋2回」: besides the days that are known, some that are not."""
        last = self._beside()
        if last is None or last.kind != "rule" or last.slots or not (last.days.weeks or last.days.days):
            raise Unplaced(words)
        self.open = False
        self.chapter += 1
        self._add(Draft("often", 0, often=often), words)

    def say_often(self, often: HowOften, words: Words, tied: bool, days_follow: bool) -> None:
        last = self._beside()
        if tied and last is not None and last.kind == "irregular" and not last.days.weekdays:
            last.kind, last.often, last.irregular = "often", often, True
            return
        said_otherwise = (
            (tied or self.general) and last is not None and last.kind == "often" and not days_follow
        )
        if said_otherwise and last and last.often and last.often.unit != often.unit:
            self.notes.append("")  # filled in by the reader: 「（年7回程度）」 beside 「月1回」
            return
        if (
            tied
            and last is not None
            and last.kind in {"rule", "dates"}
            and not days_follow
            and last.label == self.label
        ):
            if last.kind == "rule" and last.days.bare and often.unit != "週":
                last.kind, last.often = "often", often
                return
            if (
                last.days.every == "EVERYWEEK"
                and often.unit == "週"
                and often.times == len(last.days.weekdays)
            ):
                return
            if not consistent(often, last):
                raise Unplaced(words, "回数と曜日が合いません。")
            return
        if self.often is not None:
            self.take_often()
        self.often, self.often_words = often, words

    def doubles(self, often: HowOften, label: str, words: Words) -> None:
        """「毎月1回、オレンジカフェを兼ねます」."""
        draft = Draft("often", 0, often=often, doubles=True)
        keep = self.open, self.label
        self.open, self.label = False, label
        slots, self.lead_slots = self.lead_slots, []
        self._add(draft, words)
        self.group -= 1
        self.lead_slots = slots
        self.open, self.label = keep

    def say_irregular(self, words: Words, tied: bool) -> None:
        if self.often is not None:
            self.take_often()
        last = self._beside()
        if tied and last is not None:
            if last.kind == "often":
                last.irregular = True
                return
            if last.kind == "rule" and (last.days.bare or last.days.no_holidays) and not last.slots:
                last.kind = "irregular"
                return
            if last.kind == "rule":
                raise Unplaced(words, "決まった日と不定期の両方が書かれています。")
        self._add(Draft("irregular", 0), words)

    def undecided(self, text: str, words: Words, tied: bool, aside: bool) -> None:
        """「日は未定」 after months; a time that is not yet known is a remark."""
        if self.months_fresh and self.months and not (self.months.parity or self.months.ranged):
            self.take_often()
            return
        last = self.drafts[-1] if self.drafts else None
        if tied and last is not None and last.kind == "rule" and last.days.bare and not last.months:
            last.kind = "irregular"
            return
        if text.startswith("時間") and last is not None and not any(draft.slots for draft in self.drafts):
            self.notes.append(text)
            return
        if last is not None and last.kind in {"often", "irregular", "months"}:
            return
        if aside and last is not None and last.kind == "rule" and text in {"未確定", "不確定"}:
            self.notes.append("未確定")  # 「第3金曜日（未確定）」: as 予定
            return
        if last is None and text.startswith(("週", "曜日")):
            self.irregular = True
            return
        raise Unplaced(words)

    def say_always(self, words: Words) -> None:
        self._add(Draft("always", 0), words)

    def suspend(self, words: Words) -> None:
        self._add(Draft("suspended", 0), words)
