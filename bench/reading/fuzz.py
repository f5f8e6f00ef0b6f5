"""Spoilt files: whatever is done to one, only an error for its user is raised, and soon."""

from __future__ import annotations

import random
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from kpi.errors import UserError
from kpi.intake import tables
from kpi.intake.corrections import Corrections

# Past the net that `load` holds under each file: a fault of ours has to show here.
_read_file = sys.modules["kpi.intake.load"]._read_file  # noqa: SLF001
PIECES = (
    b",", b";", b"\t", b'"', b"\n", b"\r", b"\0", b"#", b"--", b"Total", b"1e400", b"\xff", b"\xc3",
    b"\xe2\x80\xae", b"%", b"\xc2\xa0", b"()", b"=", b"2026-03-01", b"31/31/2026", b"9" * 20,
    b"Clicks", b"Cost", b"Date", b"NaN",
)  # fmt: skip
COUNT = 10_000
# Of one input, and of the process that reads them all.
SECONDS, MEMORY = 5.0, 1 << 30
FILES = Path(__file__).parents[2] / "tests" / "exports"


def changed(data: bytes, chance: random.Random) -> bytes:
    """Return bytes with a few pieces put in, taken out, repeated or changed."""
    found = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(found) + 1)
        deed = chance.random()
        if deed < 0.4:
            found[place:place] = chance.choice(PIECES) * chance.randint(1, 3)
        elif deed < 0.6:
            del found[place : place + chance.randint(1, 30)]
        elif deed < 0.75 and place < len(found):
            found[place] = chance.randrange(256)
        elif deed < 0.85:
            del found[place:]
        else:
            found[place:place] = found[: chance.randint(1, 200)]
    return bytes(found)


def fault(seed: int) -> tuple[str, float]:
    """Return what went wrong with one spoilt file ("" when nothing did), and the seconds it
    took.
    """
    chance = random.Random(seed)
    path = chance.choice(sorted(FILES.rglob("*.[cx]*")))
    data = changed(path.read_bytes(), chance)
    start = time.perf_counter()
    for read in (_read_all, tables):
        try:
            read(path.name, data)
        except UserError:
            continue
        except Exception as error:  # noqa: BLE001
            return f"{path.name} {seed}: {error!r}", time.perf_counter() - start
    return "", time.perf_counter() - start


def _read_all(name: str, data: bytes) -> None:
    list(_read_file(name, data, Corrections()))


def peak() -> int:
    """Return the most memory this process has held, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def prove(pool: ProcessPoolExecutor) -> bool:
    """Print how many spoilt files were met with anything but a UserError; return whether none
    was, within the bounds.
    """
    found = list(pool.map(fault, range(COUNT), chunksize=100))
    faults = [what for what, _ in found if what]
    longest = max(seconds for _, seconds in found)
    memory = pool.submit(peak).result()
    print(
        f"fuzz: {len(found):,} spoilt files, {len(faults)} faults, longest {longest:.2f} s, "
        f"peak {memory / 2**20:.0f} MB"
    )
    for what in faults[:20]:
        print("  ", what)
    return not faults and longest < SECONDS and memory < MEMORY
