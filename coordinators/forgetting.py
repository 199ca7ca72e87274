"""Erasing the person from an inquiry, and leaving the count."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from councils.models import Programme
from fujimino_support.editing.kept_for import forgets

from .models import Inquiry, InquiryNote, Mail, Progress
from .models.inquiries import PERSONAL, SUSPECT_DAYS

AT_ONCE = 500


def kept_days() -> int:
    """For how long staff want to know the person after 完了."""
    return (Programme.objects.first() or Programme()).inquiry_kept_days


def erase(inquiries: QuerySet[Inquiry], now: datetime) -> int:
    """Take name, ways to reach the person, and words from each, with its notes and mails; returns how many.

    What still waited is done by it: nobody can answer any more. What was counted stays: the number, the kind,
    the area, by which way and when it came.
    """
    erased = 0
    keys = list(inquiries.filter(erased_at=None).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        with transaction.atomic():
            # Held first: whoever is writing to one of them is done, or finds it erased.
            held = Inquiry.objects.select_for_update().filter(pk__in=keys[start : start + AT_ONCE])
            found = list(held.filter(erased_at=None).values_list("pk", flat=True))
            InquiryNote.objects.filter(inquiry__in=found).delete()
            Mail.objects.filter(inquiry__in=found).delete()
            rows = Inquiry.objects.filter(pk__in=found)
            rows.waiting().update(progress=Progress.DONE, done_at=now)
            rows.update(**dict.fromkeys(PERSONAL, ""), erased_at=now)
            erased += len(found)
    return erased


@forgets
def forget_people(on: date, now: datetime) -> list[str]:
    days = kept_days()
    done = erase(Inquiry.objects.outlived(on, days), now)
    suspects = erase(Inquiry.objects.outlived_suspects(on), now)
    return [
        f"問い合わせた人の情報（完了から{days}日より前）：{done}件から消しました。",
        f"迷惑の疑いのある問い合わせの内容（{SUSPECT_DAYS}日より前）：{suspects}件から消しました。",
    ]
