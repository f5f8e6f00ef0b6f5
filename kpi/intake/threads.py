"""Work of libraries that leave Python free, done two pieces at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Given = TypeVar("Given")
Made = TypeVar("Made")

# More would take the machine from the other users of one server.
THREADS = 2


def each(work: Callable[[Given], Made], items: Sequence[Given]) -> Iterator[Made]:
    """Yield what `work` makes of each item, in order; what is not asked for is not begun."""
    if len(items) < THREADS:
        yield from map(work, items)
        return
    with ThreadPoolExecutor(THREADS) as pool:
        try:
            yield from pool.map(work, items)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
