"""The process that parses what others send us: `python -m kpi.intake.workroom`, over its pipes.

It forks for each file and never holds a byte of one: what reads a file ends with it, so nothing is
kept between files, and what kills it kills nothing else. Where a process cannot fork, it reads one
file and ends.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import traceback
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING

from kpi.errors import UnreadableFile
from kpi.intake import frames, parcel, parsing
from kpi.intake.container import Part

if TYPE_CHECKING:
    from io import BufferedWriter

# Bytes that reading one file may take beyond what the process holds once started: so many, or so
# many times its size (a long irregular text takes 22 times its own, measured).
MEMORY, TIMES = 2 << 30, 25
# Seconds that reading one file may take, and bytes a second beyond.
PATIENCE, PACE = 40.0, 2 << 20
READY, NEXT = b"ready", b"\1"
FORKS = hasattr(os, "fork")
_SMALL = Part(file="", kind="text", data=b"Date,Clicks\n2026-03-01,1\n")


def patience(size: int) -> float:
    """Return the seconds that reading a file of so many bytes may take."""
    return PATIENCE + size / PACE


def main() -> None:
    """Say that we are ready, then read one file after another until the pipe closes."""
    source, sink = _pipes()
    # What the first table loads, every reader then starts with.
    parcel.answer(parsing.sketches_of(_SMALL))
    # Shared with every reader as long as nobody writes to it, which the collector would.
    gc.freeze()
    frames.put(sink, READY)
    while source.read(1):
        if not FORKS:
            wanted, part = parcel.requested(lambda: frames.take(source))
            frames.put(sink, *_answer(wanted, part))
            return
        reader = os.fork()
        if not reader:
            _read_one(source, sink)
        if os.waitpid(reader, 0)[1]:
            return


def _pipes() -> tuple[FileIO, BufferedWriter]:
    """Return our two pipes, out of the reach of whatever prints."""
    source, sink = FileIO(os.dup(0)), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return source, sink


def _read_one(source: FileIO, sink: BufferedWriter) -> None:
    """Read one file and end, without tidying: the system takes everything back at once."""
    status = 1
    try:
        wanted, part = parcel.requested(lambda: frames.take(source))
        _confine(len(part.data))
        frames.put(sink, *_answer(wanted, part))
        status = 0
    finally:
        os._exit(status)


def _confine(size: int) -> None:
    """Bound what this process may take. Its alarm ends it even when nobody is left to do so."""
    import resource

    gc.disable()
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(int(patience(size)) + 5)
    with contextlib.suppress(OSError):
        # Should the machine run out of memory, this process goes first.
        Path("/proc/self/oom_score_adj").write_text("1000")
    for limit, most in (
        (resource.RLIMIT_AS, _held() + max(MEMORY, TIMES * size)),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(limit, (most, most))


def _held() -> int:
    """Return the bytes of address space that this process has."""
    import resource

    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return 1 << 30
    return pages * resource.getpagesize()


def _answer(wanted: str, part: Part) -> list[bytes | memoryview]:
    try:
        found = parsing.sketches_of(part) if wanted == "sketches" else parsing.tables_of(part)
        return parcel.answer(found)
    except UnreadableFile as error:
        return parcel.refusal(error)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001
        # A fault of ours is told as one over there, where the tests see it.
        return parcel.fault(traceback.format_exc())


if __name__ == "__main__":
    main()
