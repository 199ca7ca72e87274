"""The words of the mails, and laying them into the outbox, in the transaction of what they tell of.

No mail to staff names a person, and the one to the person repeats nothing of what was typed: whoever types a
stranger's address cannot send her words of his own.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from activities.schedule.working_days import is_working_day
from councils.models import Programme
from fujimino_support.editing.models import User, fresh_token
from fujimino_support.editing.rights_matrix import Role

from .models import Inquiry, Mail
from .models.inquiries import WAITS_DAYS
from .models.mails import Purpose

MOST_RECEIPTS = 5  # to one address in a day


def is_set_up() -> bool:
    """Whether there is a mail server at all; without one no page promises a mail."""
    return bool(settings.EMAIL_HOST and settings.DEFAULT_FROM_EMAIL)


def tell_of(inquiry: Inquiry, now: datetime) -> None:
    """That it has come, to the staff who may answer it, and its number to the person."""
    if not is_set_up():
        return
    tell_staff(inquiry, now)
    programme = _programme()
    if inquiry.mail and programme and not _has_many(inquiry.mail, now):
        lay(
            inquiry,
            Purpose.RECEIPT,
            inquiry.mail,
            f"{programme.site_name} 受付番号{inquiry.number}",
            _receipt(inquiry, programme),
            now,
        )


def _has_many(address: str, now: datetime) -> bool:
    """Whether it got so many receipts today that somebody else may be filling a mailbox with them."""
    lately = Mail.objects.filter(purpose=Purpose.RECEIPT, made_at__gt=now - timedelta(days=1))
    return lately.filter(inquiry__mail__iexact=address).count() >= MOST_RECEIPTS


def tell_staff(inquiry: Inquiry, now: datetime) -> None:
    """That it waits for them, to those who may answer it."""
    if is_set_up():
        for address in staff_of(inquiry, _programme()):
            lay(inquiry, Purpose.NEWS, address, f"問い合わせ 受付番号{inquiry.number}", _news(inquiry), now)


def answer(inquiry: Inquiry, text: str, now: datetime) -> None:
    """What staff write to the person, with where it comes from below it."""
    programme = _programme()
    name = f"{programme.site_name} " if programme else ""
    subject = f"{name}受付番号{inquiry.number}のお返事"
    lay(inquiry, Purpose.ANSWER, inquiry.mail, subject, f"{text}\n{_signature(inquiry, programme)}", now)


def can_answer(inquiry: Inquiry) -> bool:
    """Whether there is a way by mail to the person."""
    return bool(is_set_up() and inquiry.mail)


def staff_of(inquiry: Inquiry, programme: Programme | None) -> list[str]:
    """The office, and the staff who look after the area; each address once. Where there are none, the city's staff."""
    colleagues = User.objects.filter(
        is_active=True, is_staff=True, area_assignments__area=inquiry.area_id or 0
    )
    found = [_inbox(programme), *colleagues.order_by("pk").values_list("email", flat=True)]
    return list(dict.fromkeys(address for address in found if address)) or _of_city()


def reaches_somebody() -> bool:
    """Whether there is an address that hears of an inquiry from wherever it comes."""
    return bool(_inbox(_programme()) or _of_city())


def _inbox(programme: Programme | None) -> str:
    return (programme.office.inbox or programme.office.mail) if programme else ""


def _of_city() -> list[str]:
    clerks = User.objects.filter(is_active=True, is_staff=True, groups__name=Role.CITY.value)
    return list(clerks.exclude(email="").order_by("pk").values_list("email", flat=True).distinct())


def remind(now: datetime) -> None:
    """Tell the staff, once and on a working day, of each inquiry that nobody has taken up.

    For one process at a time, as `manage.py send_mail_queue` is: the reminders that are there are counted first.
    """
    today = now.date()
    if not (is_set_up() and is_working_day(today)):
        return
    programme = Programme.objects.select_related("office").first()
    for inquiry in Inquiry.objects.untouched(today).exclude(mails__purpose=Purpose.REMINDER):
        with transaction.atomic():
            for address in staff_of(inquiry, programme):
                subject = f"未対応の問い合わせ 受付番号{inquiry.number}"
                lay(inquiry, Purpose.REMINDER, address, subject, _reminder(inquiry), now)


def lay(inquiry: Inquiry, purpose: Purpose, to: str, subject: str, body: str, now: datetime) -> Mail:
    """Into the outbox, to be sent by `manage.py send_mail_queue`."""
    host = urlsplit(settings.SITE_URL).hostname
    return Mail.objects.create(
        inquiry=inquiry,
        purpose=purpose,
        message_id=f"<{inquiry.number}.{fresh_token()}@{host}>",
        to=to,
        subject=subject,
        body=body,
        made_at=now,
        next_try_at=now,
    )


def _programme() -> Programme | None:
    return Programme.objects.select_related("office").first()


def _signature(inquiry: Inquiry, programme: Programme | None) -> str:
    lines = ["", "――――――――", f"受付番号{inquiry.number}"]
    if programme:
        office = programme.office
        lines += [f"{programme.city} {programme.name}", f"{office.name}　電話 {office.phone}"]
        lines += [f"受付時間：{office.hours}"] if office.hours else []
    return "\n".join(lines)


def _news(inquiry: Inquiry) -> str:
    lines = [
        f"受付番号{inquiry.number}の問い合わせが届きました（{inquiry.get_kind_display()}）。",
        "内容は、管理画面で見てください。",
        f"{settings.SITE_URL}{inquiry.get_absolute_url()}",
    ]
    return "\n".join(lines)


def _reminder(inquiry: Inquiry) -> str:
    lines = [
        f"受付番号{inquiry.number}の問い合わせに、{WAITS_DAYS}開庁日のあいだ、だれも手をつけていません（{inquiry.get_kind_display()}）。",
        "管理画面で見て、対応する人を決めてください。",
        f"{settings.SITE_URL}{inquiry.get_absolute_url()}",
    ]
    return "\n".join(lines)


def _receipt(inquiry: Inquiry, programme: Programme) -> str:
    office = programme.office
    lines = [
        f"{programme.city}の{programme.name}に、お問い合わせをいただきありがとうございます。",
        f"受付番号は{inquiry.number}です。市または社会福祉協議会の職員が読んで、ご連絡します。",
        "",
        f"お急ぎのときや、このメールに心当たりのないときは、{office.name}（電話 {office.phone}）へお知らせください。受付番号だけをお伝えください。",
    ]
    if office.hours:
        lines.append(f"受付時間：{office.hours}")
    return "\n".join(lines)
