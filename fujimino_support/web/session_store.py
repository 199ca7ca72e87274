from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import DatabaseError


class SessionStore(db.SessionStore):
    """Saves a session that there is in one statement; Django's own opens a transaction around it, which makes three."""

    def save(self, must_create: bool = False) -> None:
        if must_create or self.session_key is None:
            super().save(must_create)
            return
        row = self.create_model_instance(self._get_session())  # type: ignore[attr-defined]
        try:
            saved = self.model.objects.filter(pk=row.pk).update(
                session_data=row.session_data, expire_date=row.expire_date
            )
        except DatabaseError:
            raise UpdateError from None
        if not saved:  # somebody has signed out meanwhile
            raise UpdateError
