"""Parsing in another process: what it survives, what it keeps of a file (nothing), what it
costs."""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import FileIO
from pathlib import Path

import pytest

from kpi import intake
from kpi.errors import UnreadableFile
from kpi.intake import apart, load, parsing, tables, workbook
from kpi.intake.container import Part
from tests.intake.bad import making
from tests.intake.bad.making import CSV, HEADER, ROWS, book, saved, xls

ROOT = Path(__file__).parents[2]
GOOD = saved(book())
LINUX = pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="looks into /proc")


def a_part(data: bytes = GOOD) -> Part:
    return Part(file="book.xlsx", kind="workbook", data=data)


def with_campaign(name: str, clicks: int) -> bytes:
    return saved(book([HEADER, ("2026-03-01", name, 9_000, clicks, 1.5)]))


def too_large() -> bytes:
    """Return a workbook of Excel 97 whose two cells span more than any machine holds."""
    end = making._record(0x0A, b"")
    cell = making._record(0x203, struct.pack("<HHHd", 65_535, 65_535, 0, 1.0))
    data = xls()
    place = data.rindex(end)
    return data[:place] + cell + end + data[place + len(cell) + len(end) :]


def rooms() -> list[int]:
    """Return the ids of the processes that wait for a file."""
    return [room._process.pid for room in apart._ROOMS._free]


def test_what_is_read_apart_is_what_is_read_here() -> None:
    (there,) = apart.sketches(a_part())
    (here,) = parsing.sketches_of(a_part())
    names = ("file", "sheet", "header", "titles", "header_row", "samples", "notes", "left_out")
    assert [getattr(there, name) for name in names] == [getattr(here, name) for name in names]
    wishes = dict.fromkeys(range(len(here.header)), "text")
    one, other = there.load(wishes), here.load(wishes)  # type: ignore[arg-type]
    assert one.numbers.tolist() == other.numbers.tolist()
    assert [one.columns[c].coded().texts() for c in wishes] == [
        other.columns[c].coded().texts() for c in wishes
    ]
    some = one.numbers[:3] - one.numbers[0]
    assert one.original(some).equals(other.original(some))
    assert apart.tables(a_part()) == tuple(parsing.tables_of(a_part()))


def test_a_file_that_kills_its_reader_is_refused_and_the_others_are_read() -> None:
    facts = load([("huge.xls", too_large()), ("book.xlsx", GOOD)])
    assert [(p.what, p.where.file) for p in facts.problems] == [("reading_stopped", "huge.xls")]
    assert facts.total("clicks") == making.CLICKS
    with pytest.raises(UnreadableFile, match="reading_stopped"):
        tables("huge.xls", too_large())


def test_a_file_that_takes_too_long_is_refused_and_its_process_replaced(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    apart.sketches(a_part())
    before = rooms()
    slow = saved(book([HEADER, *ROWS * 200]))
    with monkeypatch.context() as patch:
        patch.setattr(apart, "patience", lambda size: 0.02)
        with pytest.raises(UnreadableFile, match="reading_stopped"):
            apart.sketches(a_part(slow))
    assert len(set(rooms()) & set(before)) == len(before) - 1
    assert len(apart.sketches(a_part(slow))[0].samples[0]) == 200


def test_a_process_that_was_killed_while_it_waited_is_replaced() -> None:
    apart.sketches(a_part())
    for room in rooms():
        os.kill(room, signal.SIGKILL)
    time.sleep(0.1)
    assert apart.sketches(a_part())[0].header == HEADER


@LINUX
def test_nothing_of_a_file_stays_where_the_next_is_read() -> None:
    name = "Secret plans of one session"
    assert name in str(apart.sketches(a_part(with_campaign(name, 31_337)))[0].samples)
    pids = rooms()
    assert pids
    for pid in pids:
        assert not is_held(pid, name.encode())
        # The memory is really looked at: what every process of ours holds is found in it.
        assert is_held(pid, b"kpi.intake.workroom")
    other = apart.sketches(a_part(with_campaign("Another session", 7)))
    assert rooms() == pids
    assert name not in str(other[0].samples)


def is_held(pid: int, text: bytes) -> bool:
    """Return whether any memory of a process holds some bytes, as they are or in wider letters."""
    wide = b"".join(bytes((letter, 0)) for letter in text)
    with Path(f"/proc/{pid}/maps").open() as maps, Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        regions = [line.split()[0].split("-") for line in maps if " rw" in line]
        return any(
            text in held or wide in held
            for start, stop in regions
            for held in pieces(memory, int(start, 16), int(stop, 16))
        )


def pieces(memory: FileIO, start: int, stop: int) -> Iterator[bytes]:
    """Yield a region of memory in pieces that overlap; what cannot be read is passed over."""
    for place in range(start, stop, 1 << 20):
        with suppress(OSError):
            memory.seek(place)
            yield memory.read(min(stop - place, (1 << 20) + 256))


@LINUX
def test_the_environment_stays_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_PASSWORD", "a secret")
    apart._ROOMS.close()
    apart.sketches(a_part())
    (pid,) = rooms()
    assert b"a secret" not in Path(f"/proc/{pid}/environ").read_bytes()


def test_the_process_starts_while_a_file_is_being_chosen() -> None:
    apart._ROOMS.close()
    apart._ROOMS.forget()
    intake.warm()
    intake.warm()
    deadline = time.monotonic() + 20
    while not rooms() and time.monotonic() < deadline:
        time.sleep(0.02)
    started = rooms()
    assert len(started) == 1
    apart.sketches(a_part())
    assert rooms() == started


def test_many_sessions_at_once_each_read_their_own() -> None:
    def clicks(number: int) -> float:
        return load([("book.xlsx", with_campaign(f"Session {number}", number))]).total("clicks")

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(clicks, range(1, 25))) == list(range(1, 25))
    assert len(rooms()) <= apart.ROOMS


def test_without_another_process_a_file_is_read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    apart._ROOMS.close()
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert load([("book.xlsx", GOOD)]).total("clicks") == making.CLICKS
    # What the pre-check cannot look into is not read here.
    facts = load([("book.xls", xls()), ("good.csv", CSV.encode())])
    assert [problem.what for problem in facts.problems] == ["unknown_ext"]
    assert "XLS" not in facts.problems[0].values["formats"]
    assert rooms() == []


def test_a_panic_of_the_fast_reader_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    # As the bindings raise it: no Exception.
    panic = type("PanicException", (BaseException,), {})

    def panics(*_: object) -> None:
        raise panic

    monkeypatch.setattr(workbook.calamine.CalamineWorkbook, "from_filelike", panics, raising=False)
    with pytest.raises(UnreadableFile, match="xlsx_missing_part"):
        list(workbook.sheets("book.xlsx", GOOD))


SCRIPT = """
from pathlib import Path
from kpi.intake import apart, load
print(load([("book.xlsx", Path({path!r}).read_bytes())]).total("clicks"))
print(apart._ROOMS._free[0]._process.pid, flush=True)
{end}
"""


@pytest.mark.parametrize(
    "end", ["", "import os; os._exit(1)", "import os; os.kill(os.getpid(), 9)"]
)
def test_a_plain_script_reads_and_leaves_no_process_behind(tmp_path: Path, end: str) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(GOOD)
    # A file that shadows a module of the standard library, where the script happens to be run.
    (tmp_path / "signal.py").write_text("raise SystemExit('imported from the folder we are in')")
    script = tmp_path / "elsewhere" / "script.py"
    script.parent.mkdir()
    script.write_text(SCRIPT.format(path=str(path), end=end))
    done = subprocess.run(
        [sys.executable, "-P", str(script)], cwd=tmp_path, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    clicks, pid = done.stdout.split()
    assert float(clicks) == making.CLICKS
    deadline = time.monotonic() + 5
    while is_running(int(pid)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_running(int(pid))


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"
