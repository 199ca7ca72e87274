"""What is known of one person, as a sheet to print and hand over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from fujimino_support.japanese.dates import moment_words

from .models import Inquiry

LINE = "――――――――――――――――――――"


def sheet(inquiries: list[Inquiry], now: datetime) -> str:
    """Begins with a mark by which old editors know it for Unicode, and breaks lines as they do."""
    lines = [f"お預かりしている情報　{_at(now)}現在"]
    for one in inquiries:
        lines += ["", LINE, *_lines(one)]
    text = "\n".join(lines).replace("\r\n", "\n") + "\n"
    return "\ufeff" + text.replace("\n", "\r\n")


def _lines(inquiry: Inquiry) -> Iterator[str]:
    facts = {
        "受付番号": inquiry.number,
        "受け付けた日時": _at(inquiry.received_at),
        "受け付け方": inquiry.get_channel_display(),
        "用件": inquiry.get_kind_display(),
        "活動": inquiry.activity or "",
        "募集": inquiry.recruitment or "",
        "地域": inquiry.area or "",
        "お名前": inquiry.name,
        "メールアドレス": inquiry.mail,
        "電話番号": inquiry.phone,
        "お住まいの町": inquiry.town,
        "状態": inquiry.get_progress_display(),
    }
    yield from (f"{label}：{value}" for label, value in facts.items() if value)
    yield from ("内容：", inquiry.text)
    for note in inquiry.notes.all():
        yield from ("", f"{note.get_kind_display()}（{_at(note.at)}）：", note.text)
    for mail in inquiry.mails.all():
        state = f"{_at(mail.sent_at)}に送りました" if mail.sent_at else "まだ送っていません"
        yield from ("", f"メール「{mail.get_purpose_display()}」（{_at(mail.made_at)}）：{state}")
    yield ""
    for reading in inquiry.readings.select_related("by").order_by("at", "pk"):
        yield f"職員が見た記録：{_at(reading.at)}　{reading.by}"


def _at(moment: datetime) -> str:
    return moment_words(timezone.localtime(moment))
