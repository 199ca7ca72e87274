"""Several people who press at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from typing import TypeVar

import pytest
from django.db import connection

T = TypeVar("T")

several_writers = pytest.mark.skipif(
    connection.vendor != "postgresql",
    reason="SQLite lets one writer in at a time, and the database of its tests lies in the memory of one connection",
)


def at_once(*acts: Callable[[], T]) -> list[T]:
    """What each of `acts` gives, in no order; a failure of any of them is raised."""
    start = Barrier(len(acts))
    results: list[T] = []
    failures: list[BaseException] = []

    def run(act: Callable[[], T]) -> None:
        try:
            start.wait(timeout=10)
            results.append(act())
        except BaseException as failure:
            failures.append(failure)
            start.abort()
        finally:
            connection.close()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return results
