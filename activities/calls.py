"""確認電話リスト: whom to ring about what has not been confirmed for long, and what to ask."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Case, Q, When
from django.urls import reverse

from councils.models import Area, ContactPerson
from fujimino_support.editing import rights

from .models import Activity
from .staff.sessions import TO_RING, in_areas, people_to_ring
from .trust import question

SHOWN = 100  # the rest comes up as these are confirmed
MINE, EVERYWHERE = "", "ALL"  # no slug of an area has capitals


class Scope(NamedTuple):
    """Of which activities the list is: of my areas, of one area, of all."""

    slug: str  # MINE, EVERYWHERE or that of an area
    name: str
    concerned: Q
    mine: frozenset[int]

    @property
    def address(self) -> str:
        """Where the list of this scope stands."""
        query = f"?{urlencode({'area': self.slug})}" if self.slug else ""
        return reverse("confirm_calls") + query


def scopes(user: Any, areas: list[Area]) -> list[Scope]:
    """What `user` may choose from; the first is meant where nothing is chosen."""
    mine = rights.standing(user).areas
    own = [Scope(MINE, "自分の地域", in_areas(mine), mine)] if mine else []
    each = [Scope(area.slug, area.name, Q(council__area=area), mine) for area in areas]
    return [*own, Scope(EVERYWHERE, "すべての地域", Q(), mine), *each]


class Call(NamedTuple):
    """One activity to ring about."""

    activity: Activity
    when: str
    numbers: list[tuple[str, str]]  # who answers, and the number
    question: str
    is_editable: bool

    @property
    def mark(self) -> str:
        """Where it stands on the page."""
        return mark_of(self.activity)


def calls(user: Any, scope: Scope, since: date, today: date) -> list[Call]:
    """Public activities that nobody confirmed on `since` or later: my areas first, and the longest ago first.

    Of the people to ring they hold those whom `user` may know.
    """
    found = Activity.objects.published(today).filter(scope.concerned).unconfirmed(since)
    own_first = [Case(When(in_areas(scope.mine), then=0), default=1)] if scope.mine else []
    rows = list(
        found.for_display()
        .prefetch_related(people_to_ring(user))
        .order_by(*own_first, *found.query.order_by)[:SHOWN]
    )
    editable = rights.rows(user, rights.CHANGE, Activity.objects.filter(pk__in=[row.pk for row in rows]))
    own = set(editable.values_list("pk", flat=True))
    return [
        Call(
            row,
            row.schedule_line,
            numbers_of(row, getattr(row, TO_RING)),
            question(row.name, row.schedule_line, row.where, row.status),
            row.pk in own,
        )
        for row in rows
    ]


def numbers_of(activity: Activity, people: list[ContactPerson]) -> list[tuple[str, str]]:
    """Of `people`; where none of them has one, what is public: the activity's, else those of its places."""
    behind = [(_named(person), person.phone) for person in people]
    public = [(activity.contact_name, activity.contact_phone)]
    places = [(place.name, place.phone) for place in activity.venues]
    known = ([(name, phone) for name, phone in kind if phone] for kind in (behind, public, places))
    return next((kind for kind in known if kind), [])


def _named(person: ContactPerson) -> str:
    return f"{person.name}（{person.organisation}）" if person.organisation else person.name


def mark_of(activity: Activity) -> str:
    return f"activity-{activity.number}"


def address_of_call(activity: Activity) -> str:
    """Where anybody finds it on the list, whatever areas are theirs."""
    area = activity.council.area
    scope = urlencode({"area": area.slug if area else EVERYWHERE})
    return f"{reverse('confirm_calls')}?{scope}#{mark_of(activity)}"
