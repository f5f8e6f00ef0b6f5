"""Parsing apart: what a hostile file can kill is another process, and never this one.

A few processes (kpi.intake.workroom) are kept warm for all the sessions of the server; each reads
one file at a time. Where none can be made, the file is read here, behind the pre-check.
"""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, cast

from kpi.errors import UnreadableFile, Where
from kpi.intake import frames, parcel, parsing
from kpi.intake.container import FORMATS
from kpi.intake.fast import WORTH
from kpi.intake.precheck import covers
from kpi.intake.workroom import FORKS, NEXT, READY, patience

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedReader, BufferedWriter

    from kpi.intake.container import Part
    from kpi.intake.parcel import Found
    from kpi.intake.sketch import Sketch
    from kpi.intake.table import Table

# Files read at once, for all sessions: a slow one holds up nobody until as many are slow.
ROOMS = 4
STARTING = 30
_PIPE = 1 << 20
# Of our environment, what a Python process needs to start: the rest may hold secrets.
_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "SYSTEMROOT", "TEMP", "TMP", "LANG")

# Threads and reserves that reading a sheet does not need would only be in the way of forking.
_QUIET = {"OPENBLAS_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}


def sketches(part: Part) -> tuple[Sketch, ...]:
    """Return the sketches of a part. Raises UnreadableFile when it holds no table, or when reading
    it took more than it may.
    """
    return cast("tuple[Sketch, ...]", _asked("sketches", part))


def warm() -> None:
    """Start the process that the first file will need, without waiting for it."""
    if _ROOMS.is_cold:
        _ROOMS.is_cold = False
        threading.Thread(target=_start, daemon=True).start()


def _start() -> None:
    with suppress(_CannotStart), _ROOMS.one():
        pass


def tables(part: Part) -> tuple[Table, ...]:
    """Return the tables of a part as they stand. Raises UnreadableFile as `sketches` does."""
    return cast("tuple[Table, ...]", _asked("tables", part))


def _asked(wanted: str, part: Part) -> tuple[Found, ...]:
    # A short text cannot grow into anything.
    if part.kind == "text" and len(part.data) <= WORTH:
        return _here(wanted, part)
    try:
        with _ROOMS.one() as room:
            return room.ask(wanted, part)
    except _CannotStart:
        if part.kind == "workbook" and not covers(part.data):
            values = {"formats": tuple(f for f in FORMATS if f != "XLS")}
            raise UnreadableFile("unknown_ext", Where(file=part.file), values=values) from None
        return _here(wanted, part)
    except (OSError, EOFError, MemoryError) as error:
        raise UnreadableFile("reading_stopped", Where(file=part.file)) from error


def _here(wanted: str, part: Part) -> tuple[Found, ...]:
    return tuple(parsing.sketches_of(part) if wanted == "sketches" else parsing.tables_of(part))


class _CannotStart(Exception):
    """No other process can be made here."""


class _Room:
    """One process at work for us; what it answers is read to the end, or it is closed."""

    def __init__(self) -> None:
        root = str(Path(__file__).parents[2])
        kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
        try:
            self._process = subprocess.Popen(
                # -P: nothing is imported from the folder we happen to be in.
                [sys.executable, "-P", "-m", "kpi.intake.workroom"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**kept, **_QUIET, "PYTHONPATH": path},
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            raise _CannotStart from error
        self._sink = cast("BufferedWriter", self._process.stdin)
        self._source = cast("BufferedReader", self._process.stdout)
        _widen(self._sink, self._source)
        with self._within(STARTING):
            try:
                ready = frames.take(self._source)
            except (OSError, EOFError) as error:
                self.close()
                raise _CannotStart from error
        if ready != READY:
            self.close()
            raise _CannotStart

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, wanted: str, part: Part) -> tuple[Found, ...]:
        """Return what the process finds. Raises OSError or EOFError when it ends before saying."""
        with self._within(patience(len(part.data))):
            self._sink.write(NEXT)
            frames.put(self._sink, *parcel.request(wanted, part))
            return parcel.answered(lambda: frames.take(self._source))

    @contextmanager
    def _within(self, seconds: float) -> Iterator[None]:
        timer = threading.Timer(seconds, self._kill)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _kill(self) -> None:
        with suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()

    def close(self) -> None:
        """End the process, and whatever it is reading."""
        self._kill()
        for pipe in (self._sink, self._source):
            with suppress(OSError):
                pipe.close()
        self._process.wait()


class _Rooms:
    """The processes kept for the whole server. They hold nothing of anyone."""

    def __init__(self) -> None:
        self._free: list[_Room] = []
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(ROOMS)
        self.is_cold = True

    @contextmanager
    def one(self) -> Iterator[_Room]:
        """Lend a process; it is kept when it answered in full, and ended otherwise."""
        with self._places:
            self.is_cold = False
            room = self._waiting() or _Room()
            try:
                yield room
            except (UnreadableFile, RuntimeError):
                self._keep(room)
                raise
            except BaseException:
                room.close()
                raise
            self._keep(room)

    def close(self) -> None:
        """End the processes that wait."""
        while room := self._waiting():
            room.close()

    def forget(self) -> None:
        """Start anew: the processes of the one that we were forked from stay its own."""
        self._free, self._lock = [], threading.Lock()
        self._places = threading.BoundedSemaphore(ROOMS)
        self.is_cold = True

    def _waiting(self) -> _Room | None:
        """Return a process that waits, and is alive."""
        while True:
            with self._lock:
                if not self._free:
                    return None
                room = self._free.pop()
            if room.is_alive:
                return room
            room.close()

    def _keep(self, room: _Room) -> None:
        if not FORKS:
            room.close()
            return
        with self._lock:
            self._free.append(room)


_ROOMS = _Rooms()
atexit.register(_ROOMS.close)
if FORKS:
    os.register_at_fork(after_in_child=_ROOMS.forget)


def _widen(*pipes: BufferedReader | BufferedWriter) -> None:
    """Let more bytes wait in a pipe, where the system allows it: fewer turns for a large file."""
    try:
        from fcntl import F_SETPIPE_SZ, fcntl
    except ImportError:
        return
    for pipe in pipes:
        with suppress(OSError):
            fcntl(pipe.fileno(), F_SETPIPE_SZ, _PIPE)
