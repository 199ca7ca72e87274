"""What is searched: the folded words of each activity, words that mean the same, and words that nobody found anything by."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Count, F, Q, When

from fujimino_support.editing.fields import DayField, LineField
from fujimino_support.editing.kept_for import KeptFor
from fujimino_support.editing.natural_keys import NaturallyKeyed
from fujimino_support.editing.version import Content
from fujimino_support.japanese.characters import is_kana, to_hiragana
from fujimino_support.japanese.folding import fold
from fujimino_support.japanese.readings import SURE

# The best place to be found in comes first.
FOLDED = ("name", "reading", "place", "words", "text")
NAMES = FOLDED[:2]
OF_NAMES = 3  # with the place
# Where readings stand that are guessed, and usual spellings, and the place to which what is found there is no better.
HEARD = "heard"
GUESSED = {HEARD: "reading", "heard_beside": "place"}
# Where words of running text stand as they are read and usually spelled; searched when what is typed finds nothing.
IN_TEXT = "heard_in_text"
LINE = "\n"  # before and behind every line of a column: no word that is searched for goes beyond one
NEARLY = (
    len(FOLDED) + 2
)  # what is found by a word that means the same stands behind all that is found by the word itself


class SearchTextQuerySet(models.QuerySet):
    def with_rank(self, word: str, alike: frozenset[str] = frozenset()) -> Self:
        """Those in which the folded `word`, or a word `alike`, stands; `rank` adds up where, and the smaller the better."""
        found = [
            *(
                When(**{f"{column}__contains": edge}, then=rank)
                for rank, edges in enumerate(edges_of(word))
                for column, edge in edges.items()
            ),
            *_places_of(word, 2),
            *(where for other in sorted(alike) for where in _places_of(other, NEARLY)),
        ]
        here = Case(*found, default=None, output_field=models.IntegerField())
        return self.alias(here=here).filter(here__isnull=False).annotate(rank=F("rank") + here)

    def holding(self, words: list[tuple[str, frozenset[str]]]) -> dict[int, int]:
        """The keys of activities in which each of the words stands, or one that means the same, and their ranks."""
        rows = self.annotate(rank=models.Value(0, models.IntegerField()))
        for word, alike in words:
            rows = rows.with_rank(word, alike)
        return dict(rows.values_list("activity", "rank"))


def edges_of(word: str) -> list[dict[str, str]]:
    """What stands in the columns where a name is the word; where one begins with it, or is heard as it; and where one may begin so, or it is the place."""
    whole, first = f"{LINE}{word}{LINE}", f"{LINE}{word}"
    return [
        {**dict.fromkeys(NAMES, whole), HEARD: f"{LINE}{whole}"},
        {**dict.fromkeys(NAMES, first), HEARD: whole},
        {HEARD: f"{LINE}{from_its_start(word)}", "place": whole},
    ]


def is_of_name(rank: int) -> bool:
    """Whether a word of this rank stands in the name or in what it is held at, and not only in what is said of it."""
    return rank < 2 + OF_NAMES or NEARLY <= rank < NEARLY + OF_NAMES


def from_its_start(word: str) -> str:
    """What of a guessed reading a word may be: a beginning of a part of it, or the whole of a part if it is short.

    はまなす喫茶 is no スキー, and the せいか of 生花 is not what せいかつ begins with.
    """
    return f"{LINE}{word}{LINE}" if len(word) < SURE else f"{LINE}{word}"


def _places_of(word: str, first: int) -> list[When]:
    return [
        *(When(**{f"{column}__contains": word}, then=first + at) for at, column in enumerate(FOLDED)),
        *(
            When(**{f"{column}__contains": from_its_start(word)}, then=first + FOLDED.index(like))
            for column, like in GUESSED.items()
        ),
    ]


class SearchText(models.Model):
    """The folded words of one activity. Rows follow the content, by whatever way that was written: see search_text.py."""

    # No constraint and no cascade: a deleted activity is noticed like any other change.
    activity = models.OneToOneField(
        "Activity",
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="+",
        verbose_name="活動",
    )
    source = models.CharField("もとの言葉の要約", max_length=32)
    name = models.TextField("名前")
    reading = models.TextField("よみ")
    place = models.TextField("場所")
    words = models.TextField("ほかの言葉")
    text = models.TextField("文章")
    # How names may be read that nobody has given a reading, each from the start of one of its words on, and how their
    # words are usually read and spelled.
    heard = models.TextField("名前の読みの見当", default="", blank=True)
    heard_beside = models.TextField("場所などの読みの見当", default="", blank=True)
    heard_in_text = models.TextField("文章の言葉のよみと書き方", default="", blank=True)
    # Never searched: what a typed word may have been meant to be.
    units = models.TextField("名前を分けた言葉", default="", blank=True)

    objects = SearchTextQuerySet.as_manager()

    class Meta:
        verbose_name = "検索のための言葉"
        verbose_name_plural = "検索のための言葉"

    def __str__(self) -> str:
        return self.name.strip()


class SearchMark(models.Model):
    """The one row that says as of which content version the folded words stand, and which words mean the same by then."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    version = models.CharField("内容の版", max_length=40)
    synonyms = models.JSONField("同じ意味の言葉", default=list, blank=True)
    readings = models.JSONField("名前のよみ", default=list, blank=True)

    class Meta:
        verbose_name = "検索の目印"
        verbose_name_plural = "検索の目印"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(pk=1),
                name="search_mark_is_one",
                violation_error_message="検索の目印は1つだけです。",
            )
        ]

    def __str__(self) -> str:
        return self.version


class Synonym(NaturallyKeyed):
    """Words that mean the same to somebody who searches."""

    natural_key_fields = ("words",)
    content = Content(undated=("id", "words"))

    words = LineField(
        "言葉",
        unique=True,
        help_text="2つ以上を「・」で区切ります。例：体操・運動・ストレッチ。漢字とよみを並べてもかまいません。",
    )

    class Meta:
        verbose_name = "同じ意味の言葉"
        verbose_name_plural = "同じ意味の言葉（検索）"
        ordering = ("words",)

    def __str__(self) -> str:
        return self.words

    def clean(self) -> None:
        super().clean()
        if len(self.folded) < 2:
            raise ValidationError(
                {"words": "違う言葉を2つ以上、「・」で区切って入力してください。例：体操・運動"}
            )

    @property
    def reading(self) -> list[tuple[str, str]]:
        """The word and its reading, where that is all there is: 「亀居・かめい」, but not 「写真・カメラ」."""
        word, kana, *others = [*self.words.replace("、", "・").split("・"), "", ""]
        is_read = is_kana(kana) and kana == to_hiragana(kana) and not is_kana(word)
        return [(word, kana)] if is_read and not any(others) else []

    @property
    def folded(self) -> list[str]:
        return list(dict.fromkeys(filter(None, map(fold, self.words.replace("、", "・").split("・")))))


# One time may be a slip of the finger, or somebody's name.
SHOWN_FROM = 3
MOST_VAIN_WORDS = 1000


class VainWordQuerySet(models.QuerySet):
    def often(self) -> VainWordQuerySet:
        return self.filter(count__gte=SHOWN_FROM)

    def add(self, word: str, on: date) -> None:
        """Count `word` once more on the day `on`; a new one only while there is room."""
        there = self.aggregate(all=Count("pk"), of_word=Count("pk", filter=Q(word=word)))
        if there["of_word"]:
            self.filter(word=word).update(count=F("count") + 1, last_on=on)
        elif there["all"] < MOST_VAIN_WORDS:
            self.bulk_create([self.model(word=word, last_on=on)], ignore_conflicts=True)


class VainWord(models.Model):
    """Words by which nothing was found: how often and when last, and never who."""

    kept_for: ClassVar = KeptFor("last_on", timedelta(days=30))

    word = LineField("言葉", max_length=40, unique=True)
    count = models.PositiveIntegerField("回数", default=1)
    last_on = DayField("最後の日")

    objects = VainWordQuerySet.as_manager()

    class Meta:
        verbose_name = "見つからなかった言葉"
        verbose_name_plural = "見つからなかった言葉"
        ordering = ("-count", "word")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(count__gte=1),
                name="vain_word_count",
                violation_error_message="回数は1からです。",
            )
        ]

    def __str__(self) -> str:
        return self.word
