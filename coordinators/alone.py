"""Work that one process does at a time, without a lease: the lock is gone at the moment its holder is, however it ends."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from django.db import connection


@contextmanager
def alone(work: str) -> Iterator[bool]:
    """Whether nobody else does `work` on this database; it stays so until the end of the block."""
    with _by_postgresql(work) if connection.vendor == "postgresql" else _by_file(work) as free:
        yield free


@contextmanager
def _by_postgresql(work: str) -> Iterator[bool]:
    # Of the session, not of a transaction: none may be open while a slow server is spoken to.
    key = crc32(work.encode())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        free: bool = cursor.fetchone()[0]
    try:
        yield free
    finally:
        if free:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


@contextmanager
def _by_file(work: str) -> Iterator[bool]:
    database = Path(connection.settings_dict["NAME"])
    if not database.exists():  # it lies in the memory of this process: nobody else is there
        yield True
        return
    # Beside the database, not the database: SQLite forgets its own locks when anybody closes that file.
    with database.with_name(f"{database.name}.{work}").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
