"""What one bad input may cost: five seconds of a processor, which a busy machine does not
stretch, and a gigabyte here.
"""

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
    start, before = time.process_time(), peak()
    yield
    assert time.process_time() - start < SECONDS
    assert peak() - before < MEMORY
