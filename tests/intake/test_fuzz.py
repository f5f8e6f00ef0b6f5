"""Whatever is done to a file, nothing but an error for its user is raised.

The first seeds of `make proof-reading`, which runs ten thousand and measures their time and memory.
"""

from __future__ import annotations

import pytest

from bench.reading.fuzz import fault

EACH = 25


@pytest.mark.parametrize("first", range(0, 500, EACH))
def test_a_spoilt_file_raises_only_what_its_user_can_mend(first: int) -> None:
    assert [fault(seed)[0] for seed in range(first, first + EACH)] == [""] * EACH
