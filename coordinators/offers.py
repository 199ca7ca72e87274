"""An offer of a place becomes a bench: of what the person wrote only what is typed anew goes with it."""

from __future__ import annotations

from datetime import datetime

import reversion
from django.db import transaction

from activities.models import Bench, Place
from fujimino_support.editing.history_many import keep_all
from fujimino_support.editing.models import ContentVersion, User, fresh_token

from . import handling
from .models import Inquiry
from .models.inquiries import NoteKind


def accept(inquiry: Inquiry, bench: Bench, new_place: Place | None, by: User, now: datetime) -> Bench:
    """The bench of the offer: `bench`, now saved, or that which a colleague has made of it already."""
    with transaction.atomic():
        ContentVersion.hold()
        row = Inquiry.objects.select_for_update(of=("self",)).get(pk=inquiry.pk)
        if row.bench:
            return row.bench
        with reversion.create_revision(manage_manually=True):
            reversion.set_user(by)
            reversion.set_comment(f"{inquiry}の申し出から登録")
            if new_place:
                new_place.save()
                bench.place = new_place
            bench.area = row.area
            bench.save()
            keep_all([*([new_place] if new_place else []), bench])
        row.bench = bench
        row.save()
        words = f"いすの番号{bench.number}として登録しました。"
        handling.write_down(row, NoteKind.NOTE, words, fresh_token(), by, now)
    return bench
