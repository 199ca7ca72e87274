"""What of the inquiries waits for staff: untouched ones before anything else, then what is new, stuck or forgotten."""

from __future__ import annotations

from datetime import date
from typing import cast

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from councils.models import ContactOffice
from fujimino_support.editing import rights
from fujimino_support.editing.signin.staff import who
from fujimino_support.editing.waiting import FIRST, Line, Waiting, tells

from . import letters
from .forgetting import kept_days
from .models import Inquiry, Mail, Progress
from .models.inquiries import RESTS_DAYS, WAITS_DAYS, InquiryQuerySet

SHOWN = 5


@tells(FIRST)
def of_inquiries(request: HttpRequest, today: date) -> list[Waiting]:
    """Within the rights of whoever asks: 社協職員 those of their areas, 市職員 all."""
    if not rights.allows(request.user, rights.VIEW, Inquiry):
        return []
    seen = cast("InquiryQuerySet", rights.rows(request.user, rights.VIEW, Inquiry.objects.all()))
    untouched = seen.untouched(today)
    new = seen.waiting().filter(progress=Progress.NEW).exclude(pk__in=untouched.order_by().values("pk"))
    taken_up = seen.waiting().filter(progress=Progress.OPEN)
    orphaned = taken_up.filter(Q(assignee=None) | Q(assignee__is_active=False))
    days = kept_days()
    found = [
        _kind(f"{WAITS_DAYS}開庁日のあいだ、だれも手をつけていない問い合わせ", untouched, today, "new"),
        _nobody_is_told(request),
        _kind("新しい問い合わせ", new, today, "new"),
        _kind("自分が担当している問い合わせ", taken_up.filter(assignee=who(request)), today, "open&who=mine"),
        _kind("対応中で、担当のいない問い合わせ", orphaned, today, "open"),
        _kind(
            f"対応中のまま、{RESTS_DAYS}開庁日のあいだ何もしていない問い合わせ",
            seen.resting(today),
            today,
            "open",
        ),
        _given_up(seen),
        _kind(f"{days}日たっても終わっていない問い合わせ", seen.unfinished(today, days), today, "waiting"),
        _kind("迷惑の疑い（ほんとうの問い合わせでないか）", seen.suspected(), today, "suspect"),
    ]
    return found


def _kind(heading: str, rows: QuerySet[Inquiry], today: date, state: str) -> Waiting:
    shown = list(rows.select_related("area")[: SHOWN + 1])
    total = rows.count() if len(shown) > SHOWN else len(shown)
    lines = [Line(_words(row), row.get_absolute_url(), _note(row, today)) for row in shown[:SHOWN]]
    address = reverse("admin:coordinators_inquiry_changelist") + f"?state={state}"
    return Waiting(heading, total, lines, address=address, link="一覧を開く")


def _words(inquiry: Inquiry) -> str:
    return f"{inquiry}（{inquiry.get_kind_display()}）"


def _note(inquiry: Inquiry, today: date) -> str:
    days = (today - timezone.localdate(inquiry.received_at)).days
    return "、".join([inquiry.area.name if inquiry.area else "地域は未定", f"{days}日前" if days else "今日"])


def _nobody_is_told(request: HttpRequest) -> Waiting:
    """For those who can give the office its address."""
    heading, offices = (
        "問い合わせの知らせのあて先がありません",
        ContactOffice.objects.filter(programmes__isnull=False),
    )
    may_mend = rights.allows(request.user, rights.CHANGE, ContactOffice)
    if not may_mend or not letters.is_set_up() or letters.reaches_somebody():
        return Waiting(heading, 0, [])
    lines = [
        Line(
            f"{office}のメールを書く",
            reverse("admin:councils_contactoffice_change", args=[office.pk]),
            "届いたことを、だれもメールで知らされません",
        )
        for office in offices
    ]
    return Waiting(heading, len(lines), lines)


def _given_up(seen: QuerySet[Inquiry]) -> Waiting:
    """To be sent once more on the screen of their inquiry."""
    mails = Mail.objects.given_up().filter(inquiry__in=seen.order_by().values("pk"))
    shown = list(mails.select_related("inquiry")[: SHOWN + 1])
    lines = [
        Line(f"{mail.inquiry}の{mail.get_purpose_display()}", f"{mail.inquiry.get_absolute_url()}#mails")
        for mail in shown
    ]
    total = mails.count() if len(shown) > SHOWN else len(shown)
    return Waiting("送れなかったメール", total, lines[:SHOWN])
