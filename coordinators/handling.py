"""What staff do with an inquiry: each deed once, under a lock, and never over what a colleague has done meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from councils.models import Area
from fujimino_support.editing.models import User
from fujimino_support.editing.rights_matrix import Role
from fujimino_support.japanese.dates import moment_words

from . import letters
from .intake import GOES_BACK
from .models import Inquiry, InquiryNote, Kind, Progress
from .models.inquiries import NoteKind

NOBODY, CITY = "（まだいません）", "（市の職員だけが見る）"


class Seen(NamedTuple):
    """What of an inquiry colleagues may change, as somebody saw it."""

    progress: str
    assignee: int | None
    area: int | None
    kind: str
    answers: int

    @classmethod
    def of(cls, inquiry: Inquiry) -> Seen:
        answers = inquiry.notes.exclude(kind=NoteKind.NOTE).count()
        return cls(inquiry.progress, inquiry.assignee_id, inquiry.area_id, inquiry.kind, answers)


class Done(NamedTuple):
    """What was done: for the person, and for the log, which names fields and never what is in them."""

    words: str
    fields: list[str]


def done_meanwhile(inquiry: Inquiry, seen: Seen) -> list[str]:
    """What differs from what was seen, in sentences."""
    return [words for words in _differences(inquiry, seen) if words]


def _differences(inquiry: Inquiry, seen: Seen) -> Iterator[str]:
    now = Seen.of(inquiry)
    if now.progress != seen.progress:
        yield f"状態が「{Progress(seen.progress).label}」から「{inquiry.get_progress_display()}」になりました。"
    if now.assignee != seen.assignee:
        yield f"担当が{inquiry.assignee or NOBODY}になりました。"
    if now.area != seen.area:
        yield f"地域が{inquiry.area or CITY}になりました。"
    if now.kind != seen.kind:
        yield f"用件が「{inquiry.get_kind_display()}」になりました。"
    if now.answers != seen.answers:
        last = inquiry.notes.exclude(kind=NoteKind.NOTE).select_related("by").last()
        if last:
            yield f"{last.by}さんが{moment_words(timezone.localtime(last.at))}に返事をしました。"


def assignable(area: Area | None) -> QuerySet[User]:
    """The staff who may see an inquiry of `area`."""
    everywhere = Q(is_superuser=True) | Q(groups__name=Role.CITY.value)
    here = Q(groups__name=Role.OPERATOR.value, area_assignments__area=area) if area else Q(pk__in=())
    staff = User.objects.filter(is_active=True, is_staff=True)
    return staff.filter(pk__in=User.objects.filter(everywhere | here).values("pk")).order_by("username")


# The deeds


def assign(inquiry: Inquiry, person: User | None, now: datetime) -> Done:
    """Give it to somebody; whoever has it has taken it up."""
    inquiry.assignee = person
    if person and inquiry.progress == Progress.NEW:
        inquiry.move_to(Progress.OPEN, now)
    _keep(inquiry, now)
    who = f"{person}さんが担当します。" if person else "担当を決めずに置きました。"
    return Done(f"{inquiry}は、{who}", ["担当"])


def move(inquiry: Inquiry, progress: Progress, now: datetime) -> Done:
    inquiry.move_to(progress, now)
    _keep(inquiry, now)
    return Done(f"{inquiry}を「{progress.label}」にしました。", ["状態"])


def clear(inquiry: Inquiry, now: datetime) -> Done:
    """It is no nuisance: from here on it is as one that has just come."""
    inquiry.move_to(Progress.NEW, now)
    _keep(inquiry, now)
    if not inquiry.mails.exists():
        letters.tell_of(inquiry, now)
    return Done(f"{inquiry}を「未対応」に入れました。", ["状態"])


def hand_on(inquiry: Inquiry, area: Area | None, kind: Kind, now: datetime) -> Done:
    """Put it where it belongs; whoever cannot see it there has it no longer, and it waits anew."""
    changed = ["地域"] if area != inquiry.area else []
    changed += ["用件"] if kind != inquiry.kind else []
    moved = area != inquiry.area
    inquiry.area, inquiry.kind = area, kind
    if moved:
        if inquiry.assignee and not assignable(area).filter(pk=inquiry.assignee.pk).exists():
            inquiry.assignee = None
            changed.append("担当")
        if not inquiry.assignee and inquiry.progress == Progress.OPEN:
            inquiry.move_to(Progress.NEW, now)
            changed.append("状態")
        letters.tell_staff(inquiry, now)
    _keep(inquiry, now)
    whose = f"「{area}」" if area else "市"
    words = f"{inquiry}を、{whose}の担当に渡しました。" if moved else f"{inquiry}の用件を直しました。"
    return Done(words, changed)


def is_written(inquiry: Inquiry, kind: NoteKind, words: dict[str, str], by: User, now: datetime) -> bool:
    """Whether it came of the same form, or just now by the same person in the very same words.

    A browser that goes back shows what was typed in a form that is new.
    """
    lately = Q(inquiry=inquiry, kind=kind, text=words["text"], by=by, at__gte=now - GOES_BACK)
    return InquiryNote.objects.filter(Q(key=words["key"]) | lately).exists()


def write_down(inquiry: Inquiry, kind: NoteKind, text: str, key: str, by: User, now: datetime) -> Done:
    """A note, or what was said on the telephone."""
    InquiryNote.objects.create(inquiry=inquiry, key=key, kind=kind, text=text, by=by, at=now)
    _keep(inquiry, now)
    what = NoteKind(kind).label
    return Done(f"{inquiry}に、{what}を書きとめました。", [what])


def answer(inquiry: Inquiry, text: str, key: str, by: User, now: datetime) -> Done:
    """Into the outbox, and beside the inquiry."""
    letters.answer(inquiry, text, now)
    write_down(inquiry, NoteKind.ANSWER, text, key, by, now)
    return Done(f"{inquiry}への返事を、送るメールに入れました。", [NoteKind.ANSWER.label])


def after_answer(inquiry: Inquiry, is_done: bool, by: User, now: datetime) -> None:
    """Whoever answers has taken it up, or is done with it."""
    inquiry.assignee = inquiry.assignee or by
    inquiry.move_to(Progress.DONE if is_done else Progress.OPEN, now)
    _keep(inquiry, now)


def send_again(inquiry: Inquiry, mail: int, now: datetime) -> Done:
    """A mail that was given up goes into the outbox once more."""
    if not inquiry.mails.filter(pk=mail).try_again(now):
        return Done("", [])
    return Done(f"{inquiry}のメールを、もう一度送ります。", ["送るメール"])


def _keep(inquiry: Inquiry, now: datetime) -> None:
    inquiry.touched_at = now
    inquiry.save()
