"""Who may do what: the questions asked of the matrix.

Every screen, list, choice, action and export asks here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.functional import cached_property

from .rights_matrix import (
    ADD,
    ALL,
    CHANGE,
    CHOOSE,
    CONFIRM,
    DELETE,
    DRAFT,
    EXPORT,
    GROUPS,
    HISTORY,
    KEPT_BY_CODE,
    MATRIX,
    NOTHING,
    OF_DJANGO,
    PAGES,
    PUBLISH,
    RESTORE,
    VIEW,
    Names,
    Role,
    Row,
)

# Whoever asks names actions and roles too.
__all__ = [
    "ADD",
    "ALL",
    "CHANGE",
    "CHOOSE",
    "CONFIRM",
    "DELETE",
    "DRAFT",
    "EXPORT",
    "GROUPS",
    "HISTORY",
    "KEPT_BY_CODE",
    "MATRIX",
    "NOTHING",
    "OF_DJANGO",
    "PAGES",
    "PUBLISH",
    "RESTORE",
    "VIEW",
    "Names",
    "Role",
    "Row",
    "Standing",
    "allows",
    "choices",
    "draft_fields",
    "is_draft",
    "live_fields",
    "may",
    "may_confirm",
    "may_open",
    "must_be_named",
    "names_of",
    "owned_by",
    "owns",
    "owns_part",
    "permissions",
    "role_of",
    "row_of",
    "rows",
    "standing",
    "values",
]


class Standing:
    """Role and areas of one user, read once for each request."""

    def __init__(self, user: Any) -> None:
        self._user = user
        self.held: dict[tuple[str, Any], Names] = {}

    @cached_property
    def role(self) -> Role:
        user = self._user
        if not (user.is_authenticated and user.is_active and user.is_staff):
            return Role.NOBODY
        if user.is_superuser:
            return Role.SUPERUSER
        groups = {name for name, _ in self._ties}
        return next((role for role in GROUPS if role.value in groups), Role.COLLEAGUE)

    @cached_property
    def areas(self) -> frozenset[int]:
        return frozenset(area for _, area in self._ties if area is not None)

    @cached_property
    def _ties(self) -> list[tuple[str | None, int | None]]:
        """Each group with each area, in one query: every page of staff asks for both."""
        accounts = get_user_model()._base_manager.filter(pk=self._user.pk)
        return list(accounts.values_list("groups__name", "area_assignments__area"))


def standing(user: Any) -> Standing:
    """Kept on the user, whom each request reads anew."""
    known: Standing | None = getattr(user, "_standing", None)
    if known is None:
        known = user._standing = Standing(user)
    return known


def role_of(user: Any) -> Role:
    return standing(user).role


def row_of(label: str) -> Row:
    """A model that nobody has thought about is for superusers only."""
    return MATRIX.get(label, KEPT_BY_CODE)


# Questions


def may(user: Any, action: str, model_label: str, own: bool) -> bool:
    """Whether `user` may do `action` with rows of their own areas, or with others."""
    return action in row_of(model_label).actions(role_of(user), own)


def may_open(user: Any, page: str) -> bool:
    return role_of(user) in PAGES[page]


def allows(user: Any, action: str, model: type[models.Model], obj: models.Model | None = None) -> bool:
    """Whether `user` may do `action` with `obj`; without one, with any row at all."""
    label = model._meta.label_lower
    if may(user, action, label, own=False):
        return True
    return may(user, action, label, own=True) and (obj is None or owns(user, obj))


def may_confirm(user: Any, activity: models.Model) -> bool:
    """Whether `user` may move 確認日 of `activity`: all staff of both houses may, in any area."""
    return allows(user, CONFIRM, type(activity), activity)


def owns(user: Any, obj: models.Model) -> bool:
    """Whether `obj` is of an area that `user` looks after."""
    return bool(owned_by(user, obj))


def owned_by(user: Any, obj: models.Model) -> Names:
    """The lookups by which `obj` is of the user's areas."""
    known = standing(user)
    label = obj._meta.label_lower
    if (label, obj.pk) not in known.held:
        known.held[label, obj.pk] = frozenset(
            path for path in row_of(label).areas if _own(user, type(obj), [path]).filter(pk=obj.pk).exists()
        )
    return known.held[label, obj.pk]


def rows(user: Any, action: str, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Those of `queryset` with which `user` may do `action`."""
    label = queryset.model._meta.label_lower
    if may(user, action, label, own=False):
        return queryset
    if not may(user, action, label, own=True):
        return queryset.none()
    return queryset.filter(pk__in=_own(user, queryset.model, row_of(label).areas).values("pk"))


def choices(user: Any, model: type[models.Model], name: str) -> QuerySet[Any] | None:
    """The rows that `user` may name in the relation `name` of `model`; None when all.

    A relation by which a row becomes the user's own takes only what is in their areas already.
    """
    target: type[models.Model] = model._meta.get_field(name).related_model  # type: ignore[assignment]
    behind = _through(model, name)
    if behind and role_of(user) is Role.OPERATOR:
        return _own(user, target, behind)
    if may(user, CHOOSE, target._meta.label_lower, own=False):
        return None
    return rows(user, CHOOSE, target._base_manager.all())


def _own(user: Any, model: type[models.Model], paths: Iterable[str]) -> QuerySet[Any]:
    """Rows of `model` from which one of `paths` leads to an area of the user's; "" is the area itself."""
    mine = standing(user).areas
    condition = Q(pk__in=())
    for path in paths:
        condition |= Q(**{f"{path}__in" if path else "pk__in": mine})
    return model._base_manager.filter(condition)


def _through(model: type[models.Model], name: str) -> list[str]:
    """What remains of the model's lookups to its areas behind the relation `name`; "" is the area itself."""
    paths = [path.partition("__") for path in row_of(model._meta.label_lower).areas]
    return [rest for first, _, rest in paths if first == name]


def owns_part(user: Any, part: type[models.Model], foreign_key: str, parent: models.Model) -> bool:
    """Whether a `part` of `parent` is the user's own because its parent is."""
    known = standing(user)
    key = f"{part._meta.label_lower}.{foreign_key}", parent.pk
    if key not in known.held:
        known.held[key] = frozenset(
            path
            for path in _through(part, foreign_key)
            if _own(user, type(parent), [path]).filter(pk=parent.pk).exists()
        )
    return bool(known.held[key])


def must_be_named(user: Any, model: type[models.Model], name: str) -> bool:
    """Whether `name` must be filled in, lest the row be nobody's and vanish from its maker's sight."""
    label = model._meta.label_lower
    return bool(_through(model, name)) and not may(user, VIEW, label, own=False)


# Field by field


def names_of(model: type[models.Model]) -> Names:
    """Every name that a form of `model` may hold: editable fields, boxes beside them, inlines."""
    meta = model._meta
    typed = [one.name for one in meta.concrete_fields if one.editable and not one.auto_created]
    # Ties with facts of their own are inlines, and no box.
    ticked = [one.name for one in meta.many_to_many if one.remote_field.through._meta.auto_created]  # type: ignore[union-attr]
    fields = row_of(meta.label_lower).fields
    return frozenset([*typed, *ticked]) | fields.typed | fields.parts


def live_fields(user: Any, model: type[models.Model], obj: models.Model | None) -> Names:
    """The form fields and inline prefixes that `user` saves at once in `obj`, or in a new row."""
    if not allows(user, CHANGE if obj else ADD, model, obj):
        return NOTHING
    everything = names_of(model)
    if role_of(user) is not Role.OPERATOR:
        return everything
    fields = row_of(model._meta.label_lower).fields
    if obj is None:
        return everything - fields.published
    open_now = everything - fields.published - _not_taken(user, model, obj)
    if is_draft(obj) or fields.live is None:
        return open_now
    return (open_now & fields.live) - fields.settled


def draft_fields(user: Any, model: type[models.Model], obj: models.Model | None) -> Names:
    """Those that `user` may lay beside `obj` as a draft, for somebody else to publish."""
    if obj is None or role_of(user) is not Role.OPERATOR or not allows(user, DRAFT, model, obj):
        return NOTHING
    fields = row_of(model._meta.label_lower).fields
    if is_draft(obj) or fields.live is None:
        return NOTHING
    return names_of(model) - fields.live - fields.published - fields.settled - _not_taken(user, model, obj)


def is_draft(obj: models.Model) -> bool:
    """Whether residents have never seen `obj`, as far as its state tells."""
    return getattr(obj, "state", None) == "draft"


def _not_taken(user: Any, model: type[models.Model], obj: models.Model) -> Names:
    """Fields whose present value is not the user's to leave.

    A relation that makes the row own is changed by those only who own the row through it:
    else a tie to one's activity would open a stranger's organisation, and the people behind it.
    """
    row = row_of(model._meta.label_lower)
    held = owned_by(user, obj)
    relations = {path.partition("__")[0] for path in row.areas} - {path.partition("__")[0] for path in held}
    left = {name for name, taken in row.fields.values.items() if getattr(obj, name) not in taken}
    return frozenset(relations | left)


def values(user: Any, model: type[models.Model], name: str) -> Names | None:
    """The choices of the field `name` that `user` may take; None when all."""
    if role_of(user) is not Role.OPERATOR:
        return None
    return row_of(model._meta.label_lower).fields.values.get(name)


def permissions(role: Role, label: str) -> Names:
    """Django's permissions of a group for one model: enough for its menus and its gates."""
    row = row_of(label)
    return (row.actions(role, own=True) | row.actions(role, own=False)).intersection(OF_DJANGO)
