"""What reading one bad input may cost: five seconds and, in our own process, a gigabyte.

Seconds are of the processor, here and in the processes that parse: a busy machine stretches the
others.
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from kpi.facts import Facts
from kpi.intake import apart, load
from tests.intake.bad.making import book, saved

SECONDS, MEMORY = 5.0, 1 << 30


def spent() -> float:
    """Return the seconds of processor that we and those who parse for us have taken."""
    return time.process_time() + sum(_spent(room._process.pid) for room in apart._ROOMS._free)


def _spent(pid: int) -> float:
    """Return the seconds that a process and its ended children have taken; 0 when untold."""
    told = Path(f"/proc/{pid}/stat")
    if not told.exists():
        return 0.0
    fields = told.read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def held() -> int:
    """Return the most bytes that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def bounded(
    files: Sequence[tuple[str, bytes]],
    answers: Mapping[str, str] | None = None,
    seconds: float = SECONDS,
) -> Facts:
    """Return what `load` gives of files, within these bounds."""
    if not apart._ROOMS._free:
        # Starting the process that parses is no part of reading a file.
        load([("warm.xlsx", saved(book()))])
    start, before = spent(), held()
    facts = load(files, answers)
    assert spent() - start < seconds
    assert held() - before < MEMORY
    return facts
