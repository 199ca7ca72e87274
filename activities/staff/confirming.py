"""確認日: somebody asked, and nothing has changed."""

from __future__ import annotations

from datetime import date
from typing import Any

import reversion
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction

from activities.models import Activity
from fujimino_support.editing import history, rights
from fujimino_support.editing.models import ContentVersion

DONE = "変わりがないことを確かめた"


@transaction.atomic
def confirm(user: Any, activity: Activity, on: date) -> bool:
    """Let 確認日 of `activity` be the day `on`, with its history; False when it is as late already, and nothing is done.

    Raises PermissionDenied for whoever may not confirm.
    """
    if not rights.may_confirm(user, activity):
        raise PermissionDenied
    ContentVersion.hold()
    row = Activity.objects.get(pk=activity.pk)
    if row.confirmed_on is not None and row.confirmed_on >= on:
        return False
    history.remember(row)
    with reversion.create_revision():
        reversion.set_user(user)
        reversion.set_comment(DONE)
        row.confirmed_on = on
        row.save(update_fields=["confirmed_on"])
    LogEntry.objects.log_actions(user.pk, [row], CHANGE, DONE)
    return True
