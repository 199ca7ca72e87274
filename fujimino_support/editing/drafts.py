"""A change laid beside a row that residents see: the boxes of its form, until somebody publishes them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any

from django.core import signing
from django.db import models, transaction
from django.http import HttpRequest, QueryDict

from .models import ContentVersion, Draft, Preview, State
from .sheets import Difference, Sheet, differences, merged

PREVIEW_DAYS = 7
SALT = "preview"


def words_of(draft: Draft) -> tuple[Sheet, Sheet]:
    """What the form said when the draft was begun, and what it shall say."""
    return Sheet(**draft.base), Sheet(**draft.sheet)


def laid_over(draft: Draft | None, now: Sheet) -> Sheet:
    """The form as it stands now, with what the draft changes. Where somebody changed the same since, the draft's words."""
    if draft is None:
        return now
    base, sheet = words_of(draft)
    both = merged(base, now, sheet)
    # Whoever wrote the draft may have had fewer boxes than who reads it.
    return Sheet(now.row | both.row, now.parts | both.parts)


def clashes(draft: Draft, now: Sheet) -> list[Difference]:
    """What the draft changes and somebody else has changed since, and not to the same."""
    base, sheet = words_of(draft)
    return [one for one in differences(base, now, sheet) if one.is_clash]


def address_key(preview: Preview) -> str:
    """What stands in the address of a preview: signed, and worthless once its row is gone."""
    return signing.dumps([preview.pk, preview.secret], salt=SALT)


def preview_of(key: str, on: Any) -> Preview | None:
    """The preview that an address means; None when it is forged, too old or closed."""
    try:
        number, secret = signing.loads(key, salt=SALT, max_age=(PREVIEW_DAYS + 1) * 24 * 60 * 60)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    found = Preview.objects.open(on).select_related("made_by", "draft", "content_type")
    return found.filter(pk=number, secret=secret, made_by__is_active=True).first()


@contextmanager
def as_if_public(row: models.Model, screen: Any, preview: Preview, request: HttpRequest) -> Iterator[Any]:
    """`row` as residents will see it, for as long as the block lasts: nothing of it stays in the database."""
    with transaction.atomic():
        ContentVersion.hold()
        try:
            if preview.draft is not None:
                row = _with_draft(row, screen, preview, request)
            if hasattr(row, "state"):
                public = {"state": State.PUBLIC, "public_from": None, "public_until": None}
                type(row)._base_manager.filter(pk=row.pk).update(**public)
            yield type(row)._base_manager.get(pk=row.pk)
        finally:
            transaction.set_rollback(True)


def _with_draft(row: models.Model, screen: Any, preview: Preview, request: HttpRequest) -> models.Model:
    asked = copy(request)
    asked.user = preview.made_by
    asked.GET = QueryDict()
    asked.POST = QueryDict()
    now = screen.sheet(asked, row)
    screen.fill(asked, row, laid_over(preview.draft, now), now)
    form, formsets = screen.forms(asked, row, bound=True)
    if form.is_valid() and all(formset.is_valid() for formset in formsets):
        row = form.save()
        for formset in formsets:
            formset.instance = row
            formset.save()
    return row
