"""What one bad input may cost: five seconds, and a gigabyte here."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator

import pytest

SECONDS, MEMORY = 5.0, 1 << 30


def peak() -> int:
    """Return the most bytes that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@pytest.fixture(autouse=True)
def bounds() -> Iterator[None]:
    start, before = time.perf_counter(), peak()
    yield
    assert time.perf_counter() - start < SECONDS
    assert peak() - before < MEMORY
