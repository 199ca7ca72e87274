"""問い合わせ: what a resident asks or offers, by the form, by telephone or at the counter, and what became of it.

An inquiry holds a person's name and number, so it is in no history, no draft and no file; whatever names it (a log, a
subject, an address) says its number alone. `forgetting.py` erases the person and leaves the count.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from activities.models import Activity, Bench, Recruitment
from activities.schedule.working_days import working_days_before
from councils.models import Area
from fujimino_support.editing.constraints import one_of
from fujimino_support.editing.fields import CallBackField, LineField, MailField, ProseField
from fujimino_support.editing.kept_for import midnight
from fujimino_support.editing.models import Numbered, fresh_token

TEXT_LIMIT = 2000
WAITS_DAYS = 3  # working days, after which an untouched inquiry is on top of the desk, and mailed
RESTS_DAYS = 6  # working days, after which one that somebody has taken up and left lying is told of
SUSPECT_DAYS = 30  # after which a suspected nuisance is erased, counted from the suspicion
PERSONAL = ("name", "mail", "phone", "town", "text")


class Kind(models.TextChoices):
    """What it is about; the values stand in addresses."""

    QUESTION = "question", "質問・相談"
    OUTDATED = "outdated", "情報が古い・まちがっている"
    JOIN = "join", "活動に参加したい"
    BENCH = "bench", "いすを置く場所を提供したい"
    HELP = "help", "手伝いたい"
    PROPOSE = "propose", "新しい活動を提案したい"


class Channel(models.TextChoices):
    FORM = "form", "メールフォーム"
    PHONE = "phone", "電話"
    VISIT = "visit", "来所・訪問"
    OTHER = "other", "そのほか"


class Progress(models.TextChoices):
    NEW = "new", "未対応"
    OPEN = "open", "対応中"
    DONE = "done", "完了"
    SUSPECT = "suspect", "迷惑の疑い"


class InquiryQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        """Those that somebody still has to answer, the longest waiting first."""
        return self.filter(progress__in=[Progress.NEW, Progress.OPEN]).order_by("received_at", "number")

    def untouched(self, today: date) -> Self:
        """Those that nobody has taken up, nor done anything with, for `WAITS_DAYS` working days by the day `today`."""
        return self.waiting().filter(progress=Progress.NEW).idle(today, WAITS_DAYS)

    def resting(self, today: date) -> Self:
        """Those that somebody has taken up, and with which nothing was done for `RESTS_DAYS` working days."""
        return self.waiting().filter(progress=Progress.OPEN).idle(today, RESTS_DAYS)

    def idle(self, today: date, days: int) -> Self:
        """Those with which nothing was done for so many working days by the day `today`, nor came they since."""
        last = Coalesce("touched_at", "received_at")
        return self.alias(last=last).filter(last__lt=midnight(working_days_before(today, days)))

    def suspected(self) -> Self:
        """Those that may be no inquiries at all, and still say something; the newest first."""
        return self.filter(progress=Progress.SUSPECT, erased_at=None)

    def outlived(self, today: date, days: int) -> Self:
        """Those that have been done for more than `days` days, and still name a person."""
        since = midnight(today - timedelta(days=days))
        return self.filter(erased_at=None, progress=Progress.DONE, done_at__lt=since)

    def outlived_suspects(self, today: date) -> Self:
        """Those that nobody has found to be more than a nuisance."""
        return self.suspected().filter(suspected_at__lt=midnight(today - timedelta(days=SUSPECT_DAYS)))

    def unfinished(self, today: date, days: int) -> Self:
        """Those that still wait after the days for which they would be kept once they are done."""
        return self.waiting().filter(received_at__lt=midnight(today - timedelta(days=days)))


class Inquiry(Numbered):
    """One request, and how far it has come."""

    key = models.CharField(
        "目印", max_length=32, unique=True, editable=False
    )  # of the form: sent twice, it is received once
    received_at = models.DateTimeField("受け付けた日時", db_index=True)
    channel = models.CharField("受け付け方", max_length=10, choices=Channel, default=Channel.FORM)
    kind = models.CharField("用件", max_length=10, choices=Kind, default=Kind.QUESTION)
    activity = models.ForeignKey(
        Activity,
        models.SET_NULL,
        verbose_name="活動",
        null=True,
        blank=True,
        related_name="inquiries",
    )
    recruitment = models.ForeignKey(
        Recruitment,
        models.SET_NULL,
        verbose_name="募集",
        null=True,
        blank=True,
        related_name="inquiries",
    )
    bench = models.ForeignKey(
        Bench,
        models.SET_NULL,
        verbose_name="いす",
        null=True,
        blank=True,
        editable=False,
        related_name="inquiries",
        help_text="この申し出から登録したもの。",
    )
    area = models.ForeignKey(
        Area,
        models.PROTECT,
        verbose_name="地域",
        null=True,
        blank=True,
        related_name="inquiries",
        help_text="この地域を担当する社協の職員にも見えるようになります。空けておくと、活動か町の地域になります。どちらからも分からないときは、市の職員だけが見ます。",
    )
    name = LineField("名前", max_length=60, blank=True)
    mail = MailField("メールアドレス", max_length=254, blank=True)
    phone = CallBackField("電話番号")
    town = LineField("お住まいの町", max_length=60, blank=True)
    text = ProseField("内容", max_length=TEXT_LIMIT, blank=True)
    progress = models.CharField("状態", max_length=10, choices=Progress, default=Progress.NEW)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="担当",
        null=True,
        blank=True,
        related_name="inquiries",
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="書きとめた職員",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    touched_at = models.DateTimeField("最後に何かした日時", null=True, blank=True, editable=False)
    done_at = models.DateTimeField("完了した日時", null=True, blank=True, editable=False)
    suspected_at = models.DateTimeField("迷惑の疑いに移した日時", null=True, blank=True, editable=False)
    erased_at = models.DateTimeField("個人の情報を消した日時", null=True, blank=True, editable=False)

    objects = models.Manager.from_queryset(InquiryQuerySet)()

    class Meta:
        verbose_name = "問い合わせ"
        verbose_name_plural = "問い合わせ"
        ordering = ("-received_at", "-number")
        indexes: ClassVar = [models.Index(fields=["progress", "received_at"], name="inquiry_waiting")]
        constraints: ClassVar = [
            one_of("channel", Channel, "inquiry_channel"),
            one_of("kind", Kind, "inquiry_kind"),
            one_of("progress", Progress, "inquiry_progress"),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(**dict.fromkeys(PERSONAL, "")),
                name="inquiry_erased_whole",
                violation_error_message="個人の情報を消した問い合わせには、名前や内容を書けません。新しい問い合わせとして登録してください。",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=False) | ~Q(text=""),
                name="inquiry_says_something",
                violation_error_message="内容を入力してください。",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=False) | ~Q(channel=Channel.FORM) | ~Q(mail="", phone=""),
                name="inquiry_can_be_answered",
                violation_error_message="電話番号かメールアドレスの、どちらかを入力してください。",
            ),
            models.CheckConstraint(
                condition=Q(progress=Progress.DONE, done_at__isnull=False)
                | (~Q(progress=Progress.DONE) & Q(done_at=None)),
                name="inquiry_done_on_a_day",
                violation_error_message="完了した日時は、状態が「完了」のときだけ入ります。",
            ),
            models.CheckConstraint(
                condition=Q(progress=Progress.SUSPECT, suspected_at__isnull=False)
                | (~Q(progress=Progress.SUSPECT) & Q(suspected_at=None)),
                name="inquiry_suspected_on_a_day",
                violation_error_message="迷惑の疑いに移した日時は、状態が「迷惑の疑い」のときだけ入ります。",
            ),
            models.CheckConstraint(
                condition=Q(channel=Channel.FORM, entered_by=None)
                | (~Q(channel=Channel.FORM) & Q(entered_by__isnull=False)),
                name="inquiry_entered_by_staff",
                violation_error_message="メールフォームのほかの問い合わせには、書きとめた職員が入ります。",
            ),
        ]

    def __str__(self) -> str:
        return f"受付番号{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("admin:coordinators_inquiry_change", args=[self.pk])

    @property
    def is_erased(self) -> bool:
        return self.erased_at is not None

    @property
    def is_waiting(self) -> bool:
        return self.progress in (Progress.NEW, Progress.OPEN)

    @property
    def is_suspect(self) -> bool:
        return self.progress == Progress.SUSPECT

    def move_to(self, progress: Progress, now: datetime) -> None:
        """Take the next step; the moment at which it was done, or suspected, is that of the last time."""
        if progress == self.progress:
            return
        self.progress = progress
        self.done_at = now if progress == Progress.DONE else None
        self.suspected_at = now if progress == Progress.SUSPECT else None


class NoteKind(models.TextChoices):
    NOTE = "note", "メモ"
    ANSWER = "answer", "返事（メール）"
    CALL = "call", "返事（電話・窓口）"


class InquiryNote(models.Model):
    """What somebody of the staff wrote down about an inquiry, or answered. Nobody edits it afterwards."""

    key = models.CharField(
        "目印", max_length=32, unique=True, editable=False, default=fresh_token
    )  # of the form: sent twice, it is written once
    inquiry = models.ForeignKey(Inquiry, models.CASCADE, verbose_name="問い合わせ", related_name="notes")
    at = models.DateTimeField("日時")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="職員", related_name="+")
    kind = models.CharField("種類", max_length=10, choices=NoteKind, default=NoteKind.NOTE)
    text = ProseField("内容", max_length=TEXT_LIMIT)

    class Meta:
        verbose_name = "問い合わせのメモ"
        verbose_name_plural = "問い合わせのメモと返事"
        ordering = ("at", "pk")
        constraints: ClassVar = [one_of("kind", NoteKind, "inquirynote_kind")]

    def __str__(self) -> str:
        return f"{self.inquiry}の{self.get_kind_display()}"

    @property
    def is_answer(self) -> bool:
        return self.kind != NoteKind.NOTE
