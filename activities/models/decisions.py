"""What staff decide about single days: 中止, 変更, 臨時開催, 延期, and days on which a place is closed."""

from __future__ import annotations

from datetime import date, time, timedelta
from functools import lru_cache
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Aggregate, Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from activities.decisions import MOVED_SLOT, by_slot
from activities.schedule import sessions
from councils.models import Area
from fujimino_support.editing.constraints import in_order, one_of
from fujimino_support.editing.fields import DayField, LineField
from fujimino_support.editing.moments import MomentField
from fujimino_support.editing.natural_keys import NaturallyKeyed
from fujimino_support.editing.version import Content

from .places import Place
from .ties import ActivityPlace

SLOTS = 20  # sessions that a day of one activity may have
ADDED_SLOTS = range(MOVED_SLOT + 1, SLOTS + 1)
# How long ago a chain of postponements may have begun: three, each as far as may be.
LOOKBACK = timedelta(days=1200)
DAYS_REMEMBERED = 32  # for which the questions below stand written: to write one takes as long as to ask it


class Decision(models.TextChoices):
    CANCELLED = "cancelled", "中止"
    CHANGED = "changed", "時間や場所の変更"
    EXTRA = "extra", "臨時開催"
    POSTPONED = "postponed", "延期"


class SessionChange(NaturallyKeyed):
    """What staff decided about one session. It holds whatever becomes of the rule that gave the day."""

    natural_key_fields = ("activity__number", "date", "slot")
    content = Content(unshown=("by_hand", "usual_start", "by"), undated=("decided_at",), part_of="activity")

    activity = models.ForeignKey(
        "Activity", models.CASCADE, verbose_name="活動", related_name="session_changes"
    )
    date = DayField("日付")
    slot = models.PositiveSmallIntegerField(
        "その日の何回目",
        default=1,
        validators=[MinValueValidator(1, "1からの数です。"), MaxValueValidator(SLOTS, "20までの数です。")],
        help_text="1日に1回なら「1」。臨時開催をいつもの回と同じ日に足すときは、次の数。",
    )
    decision = models.CharField("どうする", max_length=10, choices=Decision, default=Decision.CANCELLED)
    new_date = DayField(
        "延期した先の日付", null=True, blank=True, help_text="延期のときだけ。決まっていなければ空けます。"
    )
    starts_at = models.TimeField(
        "始まる時刻",
        null=True,
        blank=True,
        help_text="変更・臨時開催・延期のとき。いつもと同じなら空けます。",
    )
    ends_at = models.TimeField("終わる時刻", null=True, blank=True)
    place = models.ForeignKey(
        Place,
        models.PROTECT,
        verbose_name="場所",
        null=True,
        blank=True,
        related_name="session_changes",
        help_text="いつもと違うときだけ選びます。",
    )
    reason = LineField(
        "理由", blank=True, max_length=60, help_text="ページに出ます。例：会場の都合／台風のため"
    )
    # It was 臨時開催 once: whatever is decided about it later, no rule ever gave it.
    by_hand = models.BooleanField("手で足した回", default=False, editable=False)
    # By it the session is found again when a new rule gives the day more sessions or fewer. None: it is not known.
    usual_start = models.TimeField("いつもの始まる時刻", null=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="決めた人",
        null=True,
        blank=True,
        editable=False,
        related_name="session_changes",
    )
    decided_at = MomentField("決めた日時", auto_now=True)

    class Meta:
        verbose_name = "日ごとの変更"
        verbose_name_plural = "日ごとの変更（中止・変更・臨時開催・延期）"
        ordering = ("date", "slot")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["activity", "date", "slot"],
                name="session_change_once",
                violation_error_message="この活動の同じ日の同じ回は、もう変更が登録されています。",
            ),
            models.UniqueConstraint(
                fields=["activity", "new_date"],
                name="session_change_moved_once",
                violation_error_message="その日に延期した回が、もうあります。別の日にするか、中止にしてください。",
            ),
            models.CheckConstraint(
                condition=Q(slot__gte=1, slot__lte=SLOTS),
                name="session_change_slot",
                violation_error_message="1から20までの数です。",
            ),
            one_of("decision", Decision, "session_change_decision"),
            in_order(
                "starts_at",
                "ends_at",
                "session_change_times",
                "終わる時刻は、始まる時刻より後にしてください。",
                strictly=True,
            ),
            models.CheckConstraint(
                condition=Q(new_date__isnull=True)
                | (Q(decision=Decision.POSTPONED) & ~Q(new_date=F("date"))),
                name="session_change_postponed",
                violation_error_message="延期した先の日付は、延期のときに、もとと違う日を入力します。",
            ),
            models.CheckConstraint(
                condition=~Q(decision=Decision.CHANGED)
                | Q(starts_at__isnull=False)
                | Q(ends_at__isnull=False)
                | Q(place__isnull=False),
                name="session_change_of_something",
                violation_error_message="変更のときは、時刻か場所を入力してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date.month}月{self.date.day}日 {Decision(self.decision).label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.by_hand = self.by_hand or self.decision == Decision.EXTRA
        self.usual_start = self._usual_start()
        super().save(*args, **kwargs)

    def _usual_start(self) -> time | None:
        """When the rule begins the session that is meant; what is known stands where the rule gives it no longer."""
        schedule = self.activity.schedule
        if self.by_hand or self.slot >= MOVED_SLOT or schedule is None:
            return self.usual_start
        of_day = SessionChange.objects.filter(activity=self.activity_id, date=self.date)
        starts = dict(of_day.values_list("slot", "usual_start"))
        is_known = of_day.filter(pk=self.pk, slot=self.slot).exists()
        starts[self.slot] = self.usual_start if is_known else None
        session = by_slot(sessions(schedule, self.date, self.date), starts).get(self.slot)
        return session.start if session else starts[self.slot]


class Closure(NaturallyKeyed):
    """Days on which the whole city, some areas or some places hold nothing: お盆, a typhoon, repairs."""

    natural_key_fields = ("first_day", "reason")
    content = Content(undated=("decided_at",))

    first_day = DayField("初めの日")
    last_day = DayField("終わりの日", help_text="1日だけのときは、初めの日と同じ日。")
    reason = LineField("理由", max_length=60, help_text="ページに出ます。例：お盆のため／台風のため")
    areas = models.ManyToManyField(
        Area,
        verbose_name="地域",
        blank=True,
        related_name="closures",
        help_text="地域も場所も選ばなければ、市の全部です。",
    )
    places = models.ManyToManyField(
        Place, verbose_name="場所", blank=True, related_name="closures", help_text="閉まる会館など。"
    )
    # What was decided later about a session holds all the same. None: nobody knows, so that every decision does.
    decided_at = MomentField("決めた日時", default=timezone.localtime, null=True, editable=False)

    class Meta:
        verbose_name = "休みの日"
        verbose_name_plural = "休みの日（お盆・台風・会館の工事など）"
        ordering = ("-first_day", "reason")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["first_day", "reason"],
                name="closure_once",
                violation_error_message="同じ日からの同じ理由の休みが、もう登録されています。",
            ),
            in_order(
                "first_day",
                "last_day",
                "closure_days",
                "終わりの日は、初めの日と同じか、後の日にしてください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day.year}年{self.first_day.month}月{self.first_day.day}日 {self.reason}"


class JsonRows(Aggregate):
    """The given columns of every row of a group, as one JSON array of arrays."""

    output_field = models.JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="json_group_array(json_array(%(expressions)s))", **context
        )

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="jsonb_agg(jsonb_build_array(%(expressions)s))", **context
        )


@lru_cache(maxsize=DAYS_REMEMBERED)
def changes_of_activity(since: date) -> Subquery:
    """What was decided about an activity's sessions from the day `since` on, and before it where that led to one."""
    is_postponed = Q(decision=Decision.POSTPONED, date__gte=since - LOOKBACK)
    found = SessionChange.objects.filter(
        Q(date__gte=since) | Q(new_date__gte=since) | is_postponed, activity=OuterRef("pk")
    ).order_by()
    columns = (
        *("date", "slot", "decision", "starts_at", "ends_at"),
        *("place__name", "new_date", "reason", "by_hand", "decided_at", "usual_start"),
    )
    return Subquery(found.values("activity").annotate(rows=JsonRows(*columns)).values("rows"))


def places_changed_to(since: date) -> dict[str, Place]:
    """The places, by name, that sessions from the day `since` on were moved to."""
    changes = SessionChange.objects.filter(
        Q(date__gte=since) | Q(new_date__gte=since), place__isnull=False
    ).values("place")
    return {place.name: place for place in Place.objects.filter(pk__in=changes)}


@lru_cache(maxsize=DAYS_REMEMBERED)
def closures_of_activity(since: date) -> Case:
    """The closed days that concern an activity: of the whole city, of its area, of a place where it may hold sessions."""
    # Asked one by one, each by an index; a join would go through every activity of a closed place, for each of them.
    areas, places = (model.objects.filter(closures=OuterRef("pk")) for model in (Area, Place))
    everywhere = ~Exists(areas) & ~Exists(places)
    everything = everywhere | Exists(areas.filter(pk=OuterRef(OuterRef("council__area"))))
    usual, moved = (
        model.objects.filter(place=OuterRef("places"), activity=OuterRef(OuterRef("pk")))
        for model in (ActivityPlace, SessionChange)
    )
    # What concerns the whole city is asked once for all, what concerns an area without a look at places, and only what is
    # held where a place is shut is asked whole.
    coming = Closure.objects.filter(last_day__gte=since)
    shut = coming.filter(places__isnull=False).values("places")
    is_at_a_shut_place = Q(pk__in=ActivityPlace.objects.filter(place__in=shut).values("activity")) | Q(
        pk__in=SessionChange.objects.filter(place__in=shut).values("activity")
    )
    is_in_a_closed_area = Q(council__area__in=coming.filter(areas__isnull=False).values("areas"))
    concerning = coming.filter(everything | Exists(usual) | Exists(moved)).annotate(
        shut=Case(When(everything, then=None), default=F("places__name")),
        is_usual=Case(When(everything, then=True), When(Exists(usual), then=True), default=False),
    )
    of_everything = {"shut": Value(None, models.CharField()), "is_usual": Value(True)}
    return Case(
        When(is_at_a_shut_place, then=_closed_days(concerning)),
        When(is_in_a_closed_area, then=_closed_days(coming.filter(everything).annotate(**of_everything))),
        default=_closed_days(coming.filter(areas=None, places=None).annotate(**of_everything)),
    )


def _closed_days(closures: QuerySet[Closure]) -> Subquery:
    found = closures.order_by().annotate(one=Value(1)).values("one")
    columns = ("first_day", "last_day", "reason", "decided_at", "shut", "is_usual")
    return Subquery(found.annotate(rows=JsonRows(*columns)).values("rows"))
