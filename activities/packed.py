"""A long list of which a page takes a few: kept as bytes, and unpacked only where it is read."""

from __future__ import annotations

import pickle
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Generic, Self, TypeVar, overload

T = TypeVar("T")

PROTOCOL = pickle.HIGHEST_PROTOCOL
CHUNK = 25  # a page of what is left of today reads from as many chunks as it has rows, at the worst


class Packed(Sequence[T], Generic[T]):
    """The items in chunks of bytes, and beside them a few numbers for each, by which they can be chosen unread.

    To fetch ten thousand sessions from the cache as objects takes as long as they are many; as bytes they cost a copy.

    >>> packed = Packed(["朝", "昼", "夜"], ends=[10, 12, 21])
    >>> late = packed.where("ends", lambda end: end > 10)
    >>> len(late), late[0], list(late[:5])
    (2, '昼', ['昼', '夜'])

    What stands in many rows is packed once, where `of` says which of the items each row has.

    >>> list(Packed(["朝", "夜"], of=[0, 0, 1, 0]))
    ['朝', '朝', '夜', '朝']
    """

    def __init__(
        self, items: Sequence[Any], *, of: Iterable[int] | None = None, **numbers: Iterable[int]
    ) -> None:
        self._chunks = [pickle.dumps(items[at : at + CHUNK], PROTOCOL) for at in range(0, len(items), CHUNK)]
        self._items: Sequence[int] = range(len(items)) if of is None else array("q", of)
        self._numbers = {name: array("q", column) for name, column in numbers.items()}
        self._chosen: Sequence[int] = range(len(self._items))

    def numbers(self, name: str) -> list[int]:
        """One of the columns, of the chosen rows."""
        column = self._numbers[name]
        return [column[place] for place in self._chosen]

    def where(self, name: str, is_meant: Callable[[int], bool]) -> Self:
        """Those whose number in the column is meant, in the same order."""
        column = self._numbers[name]
        return self._of([place for place in self._chosen if is_meant(column[place])])

    def __len__(self) -> int:
        return len(self._chosen)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Self: ...
    def __getitem__(self, place: int | slice) -> T | Self:
        if isinstance(place, slice):
            return self._of(self._chosen[place])
        one: T = next(self._read([self._chosen[place]]))
        return one

    def __iter__(self) -> Iterator[T]:
        return self._read(self._chosen)

    def _of(self, chosen: Sequence[int]) -> Self:
        part = type(self).__new__(type(self))
        part._chunks, part._items, part._numbers, part._chosen = (
            self._chunks,
            self._items,
            self._numbers,
            chosen,
        )
        return part

    def _read(self, places: Sequence[int]) -> Iterator[Any]:
        number, chunk = -1, []
        for place in places:
            item = self._items[place]
            if item // CHUNK != number:
                number = item // CHUNK
                chunk = pickle.loads(self._chunks[number])  # noqa: S301, the cache around it is pickled too
            yield chunk[item % CHUNK]
