"""What residents have been told: what is new, in sentences, and what it is new against."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models

from fujimino_support.editing.fields import LineField
from fujimino_support.editing.kept_for import KeptFor

WHOLE_ACTIVITY = re.compile(r"activity [0-9]+")


class Told(models.Model):
    """The public facts about one thing, as they were last told: news is what differs from them."""

    key = models.CharField("目印", max_length=60, primary_key=True)
    facts = models.JSONField()

    class Meta:
        verbose_name = "お知らせしたこと"
        verbose_name_plural = "お知らせしたこと"

    def __str__(self) -> str:
        return self.key


class UpdateQuerySet(models.QuerySet):
    def since(self, moment: datetime) -> UpdateQuerySet:
        """The newest first."""
        return self.filter(at__gte=moment).order_by("-at", "-pk")

    def take_back_words(self, subjects: list[str]) -> None:
        """A reason that staff have taken back is told no longer; that there was something stays told."""
        whole = [int(subject.split()[1]) for subject in subjects if WHOLE_ACTIVITY.fullmatch(subject)]
        theirs = models.Q(subject__in=subjects) | models.Q(number__in=whole)
        self.filter(theirs).exclude(words="").update(words="")

    def forget_names(self, numbers: list[int]) -> None:
        """Whose page residents find no longer, of that nothing is told by its name either."""
        self.filter(number__in=numbers).delete()


class Update(models.Model):
    """One piece of news. It moves no content version: it is written only after that has moved, or on a new day."""

    kept_for: ClassVar = KeptFor("at", timedelta(days=400))

    at = models.DateTimeField("日時", db_index=True)
    # A number and not a key: the sentence outlives the activity, and so does what a stranger holds.
    number = models.PositiveIntegerField("活動の番号", null=True)
    subject = models.CharField("何について", max_length=60, db_index=True)
    sentence = models.TextField("変わったこと")
    words = LineField("理由など", max_length=300, blank=True)

    objects = UpdateQuerySet.as_manager()

    class Meta:
        verbose_name = "更新のお知らせ"
        verbose_name_plural = "更新のお知らせ"
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.sentence}：{self.words}" if self.words else self.sentence
